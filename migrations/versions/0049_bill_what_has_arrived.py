"""Bill what has arrived.

Revision 0049, after 0048.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0049"
down_revision: str | None = "0048"


def upgrade() -> None:
    """Bill what has arrived."""
    op.add_column("invoice_line", sa.Column("goods_receipt_line_id", sa.Uuid(), nullable=True))
    op.create_index(
        op.f("ix_invoice_line_goods_receipt_line_id_id"), "invoice_line", ["goods_receipt_line_id", "id"], unique=False
    )
    op.create_foreign_key(
        op.f("fk_invoice_line_company_id_goods_receipt_line_id"),
        "invoice_line",
        "goods_receipt_line",
        ["company_id", "goods_receipt_line_id"],
        ["company_id", "id"],
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_constraint(op.f("fk_invoice_line_company_id_goods_receipt_line_id"), "invoice_line", type_="foreignkey")
    op.drop_index(op.f("ix_invoice_line_goods_receipt_line_id_id"), table_name="invoice_line")
    op.drop_column("invoice_line", "goods_receipt_line_id")
