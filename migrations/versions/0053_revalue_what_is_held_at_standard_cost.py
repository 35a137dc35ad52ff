"""Revalue what is held at standard cost.

Revision 0053, after 0052.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0053"
down_revision: str | None = "0052"


def upgrade() -> None:
    """Revalue what is held at standard cost."""
    op.create_table(
        "stock_revaluation",
        sa.Column("number", sa.Text(collation="C"), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("revalued_on", sa.Date(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_stock_revaluation_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_revaluation")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_stock_revaluation_company_id_id")),
        sa.UniqueConstraint("company_id", "number", name=op.f("uq_stock_revaluation_company_id_number")),
    )
    op.create_index(
        op.f("ix_stock_revaluation_company_id_number_id"),
        "stock_revaluation",
        ["company_id", "number", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_stock_revaluation_company_id_revalued_on_id"),
        "stock_revaluation",
        ["company_id", "revalued_on", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_stock_revaluation_number_id"), "stock_revaluation", ["number", "id"], unique=False)
    op.create_index(
        op.f("ix_stock_revaluation_revalued_on_id"), "stock_revaluation", ["revalued_on", "id"], unique=False
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.stock_revaluation REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('StockRevaluation', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.stock_revaluation FOR EACH ROW EXECUTE FUNCTION audit('StockRevaluation', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.stock_revaluation FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.stock_revaluation FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute("revoke all on stock_revaluation from torso_app")
    execute("grant insert, select on stock_revaluation to torso_app")


def downgrade() -> None:
    """Undo it."""
    op.drop_index(op.f("ix_stock_revaluation_revalued_on_id"), table_name="stock_revaluation")
    op.drop_index(op.f("ix_stock_revaluation_number_id"), table_name="stock_revaluation")
    op.drop_index(op.f("ix_stock_revaluation_company_id_revalued_on_id"), table_name="stock_revaluation")
    op.drop_index(op.f("ix_stock_revaluation_company_id_number_id"), table_name="stock_revaluation")
    op.drop_table("stock_revaluation")
