"""Let roles open one's own customers and assigned warehouses alone.

Revision 0100, after 0099.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0100"
down_revision: str | None = "0099"

_TELLS_OF_ROLE = "ON public.role FOR EACH ROW EXECUTE FUNCTION access_changed('role')"


def upgrade() -> None:
    """Let roles open one's own customers and assigned warehouses alone."""
    _roles()
    op.add_column("party", sa.Column("sales_rep_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_party_sales_rep_id"), "party", "user_account", ["sales_rep_id"], ["id"])
    op.create_index(op.f("ix_party_sales_rep_id_id"), "party", ["sales_rep_id", "id"], unique=False)
    _teams()
    _assignments()


def _roles() -> None:
    op.add_column(
        "role", sa.Column("sales_reach", sa.String(length=40), server_default=sa.text("'ALL'"), nullable=False)
    )
    op.add_column(
        "role", sa.Column("warehouse_reach", sa.String(length=40), server_default=sa.text("'ALL'"), nullable=False)
    )
    op.create_check_constraint(op.f("ck_role_sales_reach"), "role", "sales_reach in ('OWN', 'TEAM', 'ALL')")
    op.create_check_constraint(op.f("ck_role_warehouse_reach"), "role", "warehouse_reach in ('ASSIGNED', 'ALL')")
    execute("drop trigger access_changed on role")
    execute(
        "CREATE TRIGGER access_changed AFTER DELETE OR UPDATE OF code, permissions, for_partners, sales_reach, "
        f"warehouse_reach, archived_at {_TELLS_OF_ROLE}"
    )


def _teams() -> None:
    op.create_table(
        "sales_team",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name_key", sa.Text(collation="C"), sa.Computed("fold(name)", persisted=True), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_sales_team_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_team")),
        sa.UniqueConstraint("company_id", "code", name=op.f("uq_sales_team_company_id_code")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_sales_team_company_id_id")),
    )
    op.create_index(op.f("ix_sales_team_code_id"), "sales_team", ["code", "id"], unique=False)
    op.create_index(op.f("ix_sales_team_company_id_code_id"), "sales_team", ["company_id", "code", "id"], unique=False)
    op.create_index(
        op.f("ix_sales_team_company_id_name_key_id"), "sales_team", ["company_id", "name_key", "id"], unique=False
    )
    op.create_index(op.f("ix_sales_team_name_key_id"), "sales_team", ["name_key", "id"], unique=False)
    op.create_table(
        "sales_team_member",
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "team_id"],
            ["sales_team.company_id", "sales_team.id"],
            name=op.f("fk_sales_team_member_company_id_team_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_sales_team_member_company_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_sales_team_member_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_team_member")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_sales_team_member_company_id_id")),
        sa.UniqueConstraint("team_id", "user_id", name=op.f("uq_sales_team_member_team_id_user_id")),
    )
    op.create_index(op.f("ix_sales_team_member_user_id_id"), "sales_team_member", ["user_id", "id"], unique=False)
    execute(
        "CREATE TRIGGER access_changed AFTER DELETE OR UPDATE OF archived_at ON public.sales_team FOR EACH ROW EXECUTE FUNCTION access_changed('role')"
    )
    execute(
        "CREATE TRIGGER access_changed AFTER INSERT OR DELETE OR UPDATE ON public.sales_team_member FOR EACH ROW EXECUTE FUNCTION access_changed('role')"
    )
    _follow("sales_team", "SalesTeam", ", 'name_key'")
    _follow("sales_team_member", "SalesTeamMember")


def _assignments() -> None:
    op.create_table(
        "user_warehouse",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("warehouse_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "warehouse_id"],
            ["warehouse.company_id", "warehouse.id"],
            name=op.f("fk_user_warehouse_company_id_warehouse_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_user_warehouse_company_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_user_warehouse_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_warehouse")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_user_warehouse_company_id_id")),
        sa.UniqueConstraint("user_id", "warehouse_id", name=op.f("uq_user_warehouse_user_id_warehouse_id")),
    )
    op.create_index(op.f("ix_user_warehouse_warehouse_id_id"), "user_warehouse", ["warehouse_id", "id"], unique=False)
    execute(
        "CREATE TRIGGER access_changed AFTER INSERT OR DELETE OR UPDATE ON public.user_warehouse FOR EACH ROW EXECUTE FUNCTION access_changed('user_account', 'user_id')"
    )
    _follow("user_warehouse", "UserWarehouse")


def _follow(table: str, type_name: str, more: str = "") -> None:
    """Count the versions of a table's rows, and write its changes into the audit."""
    said = f"'{type_name}', 'id', 'company_id', 'version', 'recorded_at', 'changed_at'{more}"
    execute(f"CREATE TRIGGER touch BEFORE UPDATE ON public.{table} FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        f"CREATE TRIGGER audit_inserts AFTER INSERT ON public.{table} REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts({said})"
    )
    execute(
        f"CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.{table} FOR EACH ROW EXECUTE FUNCTION audit({said})"
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_table("user_warehouse")
    op.drop_table("sales_team_member")
    op.drop_table("sales_team")
    op.drop_index(op.f("ix_party_sales_rep_id_id"), table_name="party")
    op.drop_constraint(op.f("fk_party_sales_rep_id"), "party", type_="foreignkey")
    op.drop_column("party", "sales_rep_id")
    execute("drop trigger access_changed on role")
    op.drop_column("role", "warehouse_reach")
    op.drop_column("role", "sales_reach")
    execute(
        f"CREATE TRIGGER access_changed AFTER DELETE OR UPDATE OF code, permissions, for_partners, archived_at {_TELLS_OF_ROLE}"
    )
