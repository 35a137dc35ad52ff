"""Receive goods from vendors.

Revision 0047, after 0046.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0047"
down_revision: str | None = "0046"


def upgrade() -> None:
    """Receive goods from vendors."""
    op.create_table(
        "goods_receipt",
        sa.Column("number", sa.Text(collation="C"), nullable=True),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_reference", sa.Text(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("rate", sa.Numeric(precision=20, scale=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("rate > 0", name=op.f("ck_goods_receipt_rate_positive")),
        sa.ForeignKeyConstraint(
            ["company_id", "vendor_id"],
            ["party.company_id", "party.id"],
            name=op.f("fk_goods_receipt_company_id_vendor_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_goods_receipt_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_goods_receipt_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goods_receipt")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_goods_receipt_company_id_id")),
        sa.UniqueConstraint("company_id", "number", name=op.f("uq_goods_receipt_company_id_number")),
    )
    op.create_index(
        op.f("ix_goods_receipt_company_id_number_id"), "goods_receipt", ["company_id", "number", "id"], unique=False
    )
    op.create_index(
        op.f("ix_goods_receipt_company_id_received_on_id"),
        "goods_receipt",
        ["company_id", "received_on", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_goods_receipt_number_id"), "goods_receipt", ["number", "id"], unique=False)
    op.create_index(op.f("ix_goods_receipt_received_on_id"), "goods_receipt", ["received_on", "id"], unique=False)
    op.create_index(op.f("ix_goods_receipt_vendor_id_id"), "goods_receipt", ["vendor_id", "id"], unique=False)
    op.create_table(
        "goods_receipt_line",
        sa.Column("receipt_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("purchase_order_line_id", sa.Uuid(), nullable=True),
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("stock_quantity", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column("company_currency", sa.Text(collation="C"), nullable=False),
        sa.Column("accrued_amount", sa.Numeric(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("accrued_amount >= 0", name=op.f("ck_goods_receipt_line_accrued_amount_not_negative")),
        sa.CheckConstraint("quantity > 0 and stock_quantity > 0", name=op.f("ck_goods_receipt_line_quantity_positive")),
        sa.CheckConstraint(
            "scale(accrued_amount) = currency_exponent(company_currency)",
            name=op.f("ck_goods_receipt_line_accrued_amount_fits_currency"),
        ),
        sa.CheckConstraint("unit_price >= 0", name=op.f("ck_goods_receipt_line_unit_price_not_negative")),
        sa.ForeignKeyConstraint(
            ["company_currency"], ["currency.code"], name=op.f("fk_goods_receipt_line_company_currency")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "location_id"],
            ["location.company_id", "location.id"],
            name=op.f("fk_goods_receipt_line_company_id_location_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "lot_id"], ["lot.company_id", "lot.id"], name=op.f("fk_goods_receipt_line_company_id_lot_id")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "purchase_order_line_id"],
            ["purchase_order_line.company_id", "purchase_order_line.id"],
            name=op.f("fk_goods_receipt_line_company_id_purchase_order_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "receipt_id"],
            ["goods_receipt.company_id", "goods_receipt.id"],
            name=op.f("fk_goods_receipt_line_company_id_receipt_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "sku_id"], ["sku.company_id", "sku.id"], name=op.f("fk_goods_receipt_line_company_id_sku_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_goods_receipt_line_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_goods_receipt_line_currency")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_goods_receipt_line_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goods_receipt_line")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_goods_receipt_line_company_id_id")),
        sa.UniqueConstraint("receipt_id", "position", name=op.f("uq_goods_receipt_line_receipt_id_position")),
    )
    op.create_index(
        op.f("ix_goods_receipt_line_location_id_id"), "goods_receipt_line", ["location_id", "id"], unique=False
    )
    op.create_index(op.f("ix_goods_receipt_line_lot_id_id"), "goods_receipt_line", ["lot_id", "id"], unique=False)
    op.create_index(
        op.f("ix_goods_receipt_line_purchase_order_line_id_id"),
        "goods_receipt_line",
        ["purchase_order_line_id", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_goods_receipt_line_sku_id_id"), "goods_receipt_line", ["sku_id", "id"], unique=False)
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.goods_receipt REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('GoodsReceipt', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.goods_receipt FOR EACH ROW EXECUTE FUNCTION audit('GoodsReceipt', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.goods_receipt_line REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('GoodsReceiptLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.goods_receipt_line FOR EACH ROW EXECUTE FUNCTION audit('GoodsReceiptLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.goods_receipt FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.goods_receipt FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.goods_receipt_line FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.goods_receipt_line FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute("revoke all on goods_receipt from torso_app")
    execute("grant insert, select on goods_receipt to torso_app")
    execute("revoke all on goods_receipt_line from torso_app")
    execute("grant insert, select on goods_receipt_line to torso_app")


def downgrade() -> None:
    """Undo it."""
    op.drop_index(op.f("ix_goods_receipt_line_sku_id_id"), table_name="goods_receipt_line")
    op.drop_index(op.f("ix_goods_receipt_line_purchase_order_line_id_id"), table_name="goods_receipt_line")
    op.drop_index(op.f("ix_goods_receipt_line_lot_id_id"), table_name="goods_receipt_line")
    op.drop_index(op.f("ix_goods_receipt_line_location_id_id"), table_name="goods_receipt_line")
    op.drop_table("goods_receipt_line")
    op.drop_index(op.f("ix_goods_receipt_vendor_id_id"), table_name="goods_receipt")
    op.drop_index(op.f("ix_goods_receipt_received_on_id"), table_name="goods_receipt")
    op.drop_index(op.f("ix_goods_receipt_number_id"), table_name="goods_receipt")
    op.drop_index(op.f("ix_goods_receipt_company_id_received_on_id"), table_name="goods_receipt")
    op.drop_index(op.f("ix_goods_receipt_company_id_number_id"), table_name="goods_receipt")
    op.drop_table("goods_receipt")
