"""Say which rights one person must not have together.

Revision 0093, after 0092.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0093"
down_revision: str | None = "0092"


def upgrade() -> None:
    """Say which rights one person must not have together."""
    op.create_table(
        "segregation_rule",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("first_permission", sa.Text(collation="C"), nullable=False),
        sa.Column("second_permission", sa.Text(collation="C"), nullable=False),
        sa.Column(
            "severity",
            sa.Enum(
                "WARN", "REFUSE", name="segregation_severity", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("is_standard", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "first_permission <> second_permission", name=op.f("ck_segregation_rule_permissions_differ")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segregation_rule")),
        sa.UniqueConstraint("code", name=op.f("uq_segregation_rule_code")),
    )
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.segregation_rule FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.segregation_rule REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('SegregationRule', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.segregation_rule FOR EACH ROW EXECUTE FUNCTION audit('SegregationRule', 'id', 'version', 'recorded_at', 'changed_at')"
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_table("segregation_rule")
