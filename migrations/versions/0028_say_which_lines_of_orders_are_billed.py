"""Say which lines of orders are billed.

Revision 0028, after 0027.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0028"
down_revision: str | None = "0027"


def upgrade() -> None:
    """Say which lines of orders are billed."""
    op.add_column("invoice_line", sa.Column("sales_order_line_id", sa.Uuid(), nullable=True))
    op.add_column("invoice_line", sa.Column("purchase_order_line_id", sa.Uuid(), nullable=True))
    op.create_index(
        op.f("ix_invoice_line_purchase_order_line_id_id"),
        "invoice_line",
        ["purchase_order_line_id", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_invoice_line_sales_order_line_id_id"), "invoice_line", ["sales_order_line_id", "id"], unique=False
    )
    op.create_foreign_key(
        op.f("fk_invoice_line_company_id_purchase_order_line_id"),
        "invoice_line",
        "purchase_order_line",
        ["company_id", "purchase_order_line_id"],
        ["company_id", "id"],
    )
    op.create_foreign_key(
        op.f("fk_invoice_line_company_id_sales_order_line_id"),
        "invoice_line",
        "sales_order_line",
        ["company_id", "sales_order_line_id"],
        ["company_id", "id"],
    )
    op.create_check_constraint(
        op.f("ck_invoice_line_bills_one_order_line"),
        "invoice_line",
        "num_nonnulls(sales_order_line_id, purchase_order_line_id) <= 1",
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_constraint(op.f("ck_invoice_line_bills_one_order_line"), "invoice_line", type_="check")
    op.drop_constraint(op.f("fk_invoice_line_company_id_sales_order_line_id"), "invoice_line", type_="foreignkey")
    op.drop_constraint(op.f("fk_invoice_line_company_id_purchase_order_line_id"), "invoice_line", type_="foreignkey")
    op.drop_index(op.f("ix_invoice_line_sales_order_line_id_id"), table_name="invoice_line")
    op.drop_index(op.f("ix_invoice_line_purchase_order_line_id_id"), table_name="invoice_line")
    op.drop_column("invoice_line", "purchase_order_line_id")
    op.drop_column("invoice_line", "sales_order_line_id")
