"""Take prices of orders from price lists.

Revision 0050, after 0049.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0050"
down_revision: str | None = "0049"


def upgrade() -> None:
    """Take prices of orders from price lists."""
    op.add_column("quotation", sa.Column("price_list_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_quotation_price_list_id_id"), "quotation", ["price_list_id", "id"], unique=False)
    op.create_foreign_key(
        op.f("fk_quotation_company_id_price_list_id"),
        "quotation",
        "price_list",
        ["company_id", "price_list_id"],
        ["company_id", "id"],
    )
    op.add_column(
        "quotation_line",
        sa.Column(
            "price_source",
            sa.Enum(
                "BY_HAND",
                "PRICE_LIST",
                "SKU",
                name="price_source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'BY_HAND'"),
            nullable=False,
        ),
    )
    op.add_column("quotation_line", sa.Column("discounts", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column("sales_order", sa.Column("price_list_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_sales_order_price_list_id_id"), "sales_order", ["price_list_id", "id"], unique=False)
    op.create_foreign_key(
        op.f("fk_sales_order_company_id_price_list_id"),
        "sales_order",
        "price_list",
        ["company_id", "price_list_id"],
        ["company_id", "id"],
    )
    op.add_column(
        "sales_order_line",
        sa.Column(
            "price_source",
            sa.Enum(
                "BY_HAND",
                "PRICE_LIST",
                "SKU",
                name="price_source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'BY_HAND'"),
            nullable=False,
        ),
    )
    op.add_column("sales_order_line", sa.Column("discounts", postgresql.JSONB(astext_type=sa.Text()), nullable=True))


def downgrade() -> None:
    """Undo it."""
    op.drop_column("sales_order_line", "discounts")
    op.drop_column("sales_order_line", "price_source")
    op.drop_constraint(op.f("fk_sales_order_company_id_price_list_id"), "sales_order", type_="foreignkey")
    op.drop_index(op.f("ix_sales_order_price_list_id_id"), table_name="sales_order")
    op.drop_column("sales_order", "price_list_id")
    op.drop_column("quotation_line", "discounts")
    op.drop_column("quotation_line", "price_source")
    op.drop_constraint(op.f("fk_quotation_company_id_price_list_id"), "quotation", type_="foreignkey")
    op.drop_index(op.f("ix_quotation_price_list_id_id"), table_name="quotation")
    op.drop_column("quotation", "price_list_id")
