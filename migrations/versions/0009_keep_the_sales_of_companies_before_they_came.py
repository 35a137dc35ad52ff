"""Keep the sales of companies before they came.

Revision 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0009"
down_revision: str | None = "0008"


def upgrade() -> None:
    """Keep the sales of companies before they came."""
    op.drop_constraint(op.f("ck_sales_order_sales_order_state"), "sales_order", type_="check")
    op.create_check_constraint(
        op.f("ck_sales_order_sales_order_state"),
        "sales_order",
        "state in ('DRAFT', 'PENDING_APPROVAL', 'CONFIRMED', 'ON_HOLD', 'CLOSED', 'CLOSED_SHORT', 'CANCELLED', 'MIGRATED')",
    )
    op.create_table(
        "migrated_credit",
        sa.Column("number", sa.Text(collation="C"), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("credited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("net_amount", sa.Numeric(), nullable=False),
        sa.Column("tax_amount", sa.Numeric(), nullable=False),
        sa.Column("total_amount", sa.Numeric(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "scale(net_amount) = currency_exponent(currency)", name=op.f("ck_migrated_credit_net_amount_fits_currency")
        ),
        sa.CheckConstraint(
            "scale(tax_amount) = currency_exponent(currency)", name=op.f("ck_migrated_credit_tax_amount_fits_currency")
        ),
        sa.CheckConstraint(
            "scale(total_amount) = currency_exponent(currency)",
            name=op.f("ck_migrated_credit_total_amount_fits_currency"),
        ),
        sa.CheckConstraint("total_amount = net_amount + tax_amount", name=op.f("ck_migrated_credit_total_adds_up")),
        sa.ForeignKeyConstraint(
            ["company_id", "customer_id"],
            ["party.company_id", "party.id"],
            name=op.f("fk_migrated_credit_company_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "order_id"],
            ["sales_order.company_id", "sales_order.id"],
            name=op.f("fk_migrated_credit_company_id_order_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_migrated_credit_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_migrated_credit_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_migrated_credit")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_migrated_credit_company_id_id")),
        sa.UniqueConstraint("company_id", "number", name=op.f("uq_migrated_credit_company_id_number")),
    )
    op.create_index(
        op.f("ix_migrated_credit_company_id_credited_at_id"),
        "migrated_credit",
        ["company_id", "credited_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_migrated_credit_company_id_number_id"), "migrated_credit", ["company_id", "number", "id"], unique=False
    )
    op.create_index(
        op.f("ix_migrated_credit_company_id_total_amount_id"),
        "migrated_credit",
        ["company_id", "total_amount", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_migrated_credit_credited_at_id"), "migrated_credit", ["credited_at", "id"], unique=False)
    op.create_index(
        op.f("ix_migrated_credit_customer_id_credited_at_id"),
        "migrated_credit",
        ["customer_id", "credited_at", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_migrated_credit_number_id"), "migrated_credit", ["number", "id"], unique=False)
    op.create_index(op.f("ix_migrated_credit_order_id_id"), "migrated_credit", ["order_id", "id"], unique=False)
    op.create_index(op.f("ix_migrated_credit_total_amount_id"), "migrated_credit", ["total_amount", "id"], unique=False)
    op.create_table(
        "migrated_credit_line",
        sa.Column("credit_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("order_line_id", sa.Uuid(), nullable=True),
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("net_amount", sa.Numeric(), nullable=False),
        sa.Column("tax_amount", sa.Numeric(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_migrated_credit_line_quantity_positive")),
        sa.CheckConstraint(
            "scale(net_amount) = currency_exponent(currency)",
            name=op.f("ck_migrated_credit_line_net_amount_fits_currency"),
        ),
        sa.CheckConstraint(
            "scale(tax_amount) = currency_exponent(currency)",
            name=op.f("ck_migrated_credit_line_tax_amount_fits_currency"),
        ),
        sa.CheckConstraint("unit_price >= 0", name=op.f("ck_migrated_credit_line_unit_price_not_negative")),
        sa.ForeignKeyConstraint(
            ["company_id", "credit_id"],
            ["migrated_credit.company_id", "migrated_credit.id"],
            name=op.f("fk_migrated_credit_line_company_id_credit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "order_line_id"],
            ["sales_order_line.company_id", "sales_order_line.id"],
            name=op.f("fk_migrated_credit_line_company_id_order_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "sku_id"],
            ["sku.company_id", "sku.id"],
            name=op.f("fk_migrated_credit_line_company_id_sku_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_migrated_credit_line_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_migrated_credit_line_currency")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_migrated_credit_line_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_migrated_credit_line")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_migrated_credit_line_company_id_id")),
        sa.UniqueConstraint("credit_id", "position", name=op.f("uq_migrated_credit_line_credit_id_position")),
    )
    op.create_index(
        op.f("ix_migrated_credit_line_order_line_id_id"), "migrated_credit_line", ["order_line_id", "id"], unique=False
    )
    op.create_index(op.f("ix_migrated_credit_line_sku_id_id"), "migrated_credit_line", ["sku_id", "id"], unique=False)
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.migrated_credit FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.migrated_credit_line FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.migrated_credit FOR EACH ROW EXECUTE FUNCTION audit('MigratedCredit', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.migrated_credit_line FOR EACH ROW EXECUTE FUNCTION audit('MigratedCreditLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_index(op.f("ix_migrated_credit_line_sku_id_id"), table_name="migrated_credit_line")
    op.drop_index(op.f("ix_migrated_credit_line_order_line_id_id"), table_name="migrated_credit_line")
    op.drop_table("migrated_credit_line")
    op.drop_index(op.f("ix_migrated_credit_total_amount_id"), table_name="migrated_credit")
    op.drop_index(op.f("ix_migrated_credit_order_id_id"), table_name="migrated_credit")
    op.drop_index(op.f("ix_migrated_credit_number_id"), table_name="migrated_credit")
    op.drop_index(op.f("ix_migrated_credit_customer_id_credited_at_id"), table_name="migrated_credit")
    op.drop_index(op.f("ix_migrated_credit_credited_at_id"), table_name="migrated_credit")
    op.drop_index(op.f("ix_migrated_credit_company_id_total_amount_id"), table_name="migrated_credit")
    op.drop_index(op.f("ix_migrated_credit_company_id_number_id"), table_name="migrated_credit")
    op.drop_index(op.f("ix_migrated_credit_company_id_credited_at_id"), table_name="migrated_credit")
    op.drop_table("migrated_credit")
    op.drop_constraint(op.f("ck_sales_order_sales_order_state"), "sales_order", type_="check")
    op.create_check_constraint(
        op.f("ck_sales_order_sales_order_state"),
        "sales_order",
        "state in ('DRAFT', 'PENDING_APPROVAL', 'CONFIRMED', 'ON_HOLD', 'CLOSED', 'CLOSED_SHORT', 'CANCELLED')",
    )
