"""Let partners try programs out.

Revision 0107, after 0106.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0107"
down_revision: str | None = "0106"


def upgrade() -> None:
    """Let partners try programs out."""
    op.create_table(
        "sandbox",
        sa.Column("name", sa.Text(collation="C"), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("sandbox_company_id", sa.Uuid(), nullable=False),
        sa.Column("program_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Text(collation="C"), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reset_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reset_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(party_id is null) = (company_id is null)", name=op.f("ck_sandbox_party_has_its_company")),
        sa.CheckConstraint("expires_at > recorded_at", name=op.f("ck_sandbox_expires_at_after_recorded")),
        sa.ForeignKeyConstraint(
            ["company_id", "party_id"], ["party.company_id", "party.id"], name=op.f("fk_sandbox_company_id_party_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_sandbox_company_id")),
        sa.ForeignKeyConstraint(["program_id"], ["oauth_client.id"], name=op.f("fk_sandbox_program_id")),
        sa.ForeignKeyConstraint(["requested_by"], ["user_account.id"], name=op.f("fk_sandbox_requested_by")),
        sa.ForeignKeyConstraint(["sandbox_company_id"], ["company.id"], name=op.f("fk_sandbox_sandbox_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sandbox")),
        sa.UniqueConstraint("program_id", name=op.f("uq_sandbox_program_id")),
        sa.UniqueConstraint("sandbox_company_id", name=op.f("uq_sandbox_sandbox_company_id")),
    )
    op.create_index(op.f("ix_sandbox_company_id_id"), "sandbox", ["company_id", "id"], unique=False)
    op.create_index(
        op.f("ix_sandbox_expires_at"),
        "sandbox",
        ["expires_at"],
        unique=False,
        postgresql_where=sa.text("closed_at is null"),
    )
    op.create_index(op.f("ix_sandbox_party_id_id"), "sandbox", ["party_id", "id"], unique=False)
    op.add_column("company", sa.Column("is_sandbox", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.create_check_constraint(
        op.f("ck_company_is_sandbox_as_its_id_says"),
        "company",
        "is_sandbox = (id >= 'ffffffff-0000-0000-0000-000000000000')",
    )
    # The program of a sandbox has a company and no party.
    op.drop_constraint(op.f("ck_oauth_client_party_has_its_company"), "oauth_client", type_="check")
    op.create_check_constraint(
        op.f("ck_oauth_client_party_has_its_company"), "oauth_client", "party_id is null or company_id is not null"
    )
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.sandbox FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.sandbox REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('Sandbox', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.sandbox FOR EACH ROW EXECUTE FUNCTION audit('Sandbox', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_constraint(op.f("ck_oauth_client_party_has_its_company"), "oauth_client", type_="check")
    op.create_check_constraint(
        op.f("ck_oauth_client_party_has_its_company"), "oauth_client", "(party_id is null) = (company_id is null)"
    )
    op.drop_constraint(op.f("ck_company_is_sandbox_as_its_id_says"), "company", type_="check")
    op.drop_column("company", "is_sandbox")
    op.drop_index(op.f("ix_sandbox_party_id_id"), table_name="sandbox")
    op.drop_index(op.f("ix_sandbox_expires_at"), table_name="sandbox", postgresql_where=sa.text("closed_at is null"))
    op.drop_index(op.f("ix_sandbox_company_id_id"), table_name="sandbox")
    op.drop_table("sandbox")
