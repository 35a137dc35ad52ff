"""Merge what is the same, and adjust stock.

Revision 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0007"
down_revision: str | None = "0006"


def upgrade() -> None:
    """Merge what is the same, and adjust stock."""
    op.create_table(
        "stock_adjustment",
        sa.Column("number", sa.Text(collation="C"), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("adjusted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_stock_adjustment_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_adjustment")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_stock_adjustment_company_id_id")),
        sa.UniqueConstraint("company_id", "number", name=op.f("uq_stock_adjustment_company_id_number")),
    )
    op.create_index(op.f("ix_stock_adjustment_adjusted_at_id"), "stock_adjustment", ["adjusted_at", "id"], unique=False)
    op.create_index(
        op.f("ix_stock_adjustment_company_id_adjusted_at_id"),
        "stock_adjustment",
        ["company_id", "adjusted_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_stock_adjustment_company_id_number_id"),
        "stock_adjustment",
        ["company_id", "number", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_stock_adjustment_number_id"), "stock_adjustment", ["number", "id"], unique=False)
    op.add_column("party", sa.Column("merged_into_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_party_merged_into_id_id"), "party", ["merged_into_id", "id"], unique=False)
    op.create_foreign_key(
        op.f("fk_party_company_id_merged_into_id"),
        "party",
        "party",
        ["company_id", "merged_into_id"],
        ["company_id", "id"],
    )
    op.add_column("product", sa.Column("merged_into_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_product_merged_into_id_id"), "product", ["merged_into_id", "id"], unique=False)
    op.create_foreign_key(
        op.f("fk_product_company_id_merged_into_id"),
        "product",
        "product",
        ["company_id", "merged_into_id"],
        ["company_id", "id"],
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.stock_adjustment FOR EACH ROW EXECUTE FUNCTION audit('StockAdjustment', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.stock_adjustment FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.stock_adjustment FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute("revoke all on stock_adjustment from torso_app")
    execute("grant insert, select on stock_adjustment to torso_app")


def downgrade() -> None:
    """Undo it."""
    op.drop_constraint(op.f("fk_product_company_id_merged_into_id"), "product", type_="foreignkey")
    op.drop_index(op.f("ix_product_merged_into_id_id"), table_name="product")
    op.drop_column("product", "merged_into_id")
    op.drop_constraint(op.f("fk_party_company_id_merged_into_id"), "party", type_="foreignkey")
    op.drop_index(op.f("ix_party_merged_into_id_id"), table_name="party")
    op.drop_column("party", "merged_into_id")
    op.drop_index(op.f("ix_stock_adjustment_number_id"), table_name="stock_adjustment")
    op.drop_index(op.f("ix_stock_adjustment_company_id_number_id"), table_name="stock_adjustment")
    op.drop_index(op.f("ix_stock_adjustment_company_id_adjusted_at_id"), table_name="stock_adjustment")
    op.drop_index(op.f("ix_stock_adjustment_adjusted_at_id"), table_name="stock_adjustment")
    op.drop_table("stock_adjustment")
