"""Post what stock is worth.

Revision 0046, after 0045.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0046"
down_revision: str | None = "0045"


_ROLES = (
    "RECEIVABLE",
    "PAYABLE",
    "REVENUE",
    "EXPENSE",
    "OUTPUT_TAX",
    "INPUT_TAX",
    "TAX_TRANSITION",
    "TAX_PAYABLE",
    "WITHHOLDING",
    "WITHHELD_BY_CUSTOMERS",
    "BANK",
    "CASH",
    "ROUNDING",
    "EXCHANGE_GAIN",
    "EXCHANGE_LOSS",
    "UNREALISED_EXCHANGE",
    "DISCOUNT_GIVEN",
    "DISCOUNT_TAKEN",
    "WRITE_OFF",
    "DUNNING_INCOME",
    "BANK_CHARGES",
    "RETAINED_EARNINGS",
    "OPENING",
    "SUSPENSE",
    "STOCK",
    "STOCK_ADJUSTMENT",
    "COST_OF_SALES",
    "DELIVERED_NOT_INVOICED",
    "INVOICED_NOT_DELIVERED",
    "RECEIVED_NOT_INVOICED",
    "PRICE_DIFFERENCE",
    "PREPAYMENT_RECEIVED",
    "PREPAYMENT_MADE",
)
_REPLACE = "alter table account_determination drop constraint ck_account_determination_account_role, add constraint ck_account_determination_account_role check (role in ({}))"


def _roles(*names: str) -> str:
    return _REPLACE.format(", ".join(f"'{name}'" for name in names))


def upgrade() -> None:
    """Post what stock is worth."""
    execute(_roles(*_ROLES))
    op.create_table(
        "stock_value_posting",
        sa.Column("value_entry_id", sa.Uuid(), nullable=False),
        sa.Column("journal_entry_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("contra_account_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "account_id"],
            ["ledger_account.company_id", "ledger_account.id"],
            name=op.f("fk_stock_value_posting_company_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "contra_account_id"],
            ["ledger_account.company_id", "ledger_account.id"],
            name=op.f("fk_stock_value_posting_company_id_contra_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "journal_entry_id"],
            ["journal_entry.company_id", "journal_entry.id"],
            name=op.f("fk_stock_value_posting_company_id_journal_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "value_entry_id"],
            ["stock_value_entry.company_id", "stock_value_entry.id"],
            name=op.f("fk_stock_value_posting_company_id_value_entry_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_stock_value_posting_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_value_posting")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_stock_value_posting_company_id_id")),
        sa.UniqueConstraint("value_entry_id", name=op.f("uq_stock_value_posting_value_entry_id")),
    )
    op.create_index(
        op.f("ix_stock_value_posting_account_id_id"), "stock_value_posting", ["account_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_stock_value_posting_contra_account_id_id"),
        "stock_value_posting",
        ["contra_account_id", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_stock_value_posting_journal_entry_id_id"),
        "stock_value_posting",
        ["journal_entry_id", "id"],
        unique=False,
    )
    op.add_column(
        "stock_adjustment", sa.Column("is_opening", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column("stock_value_entry", sa.Column("corrects_id", sa.Uuid(), nullable=True))
    op.create_index(
        op.f("ix_stock_value_entry_corrects_id_id"), "stock_value_entry", ["corrects_id", "id"], unique=False
    )
    op.create_foreign_key(
        op.f("fk_stock_value_entry_company_id_corrects_id"),
        "stock_value_entry",
        "stock_value_entry",
        ["company_id", "corrects_id"],
        ["company_id", "id"],
    )
    op.create_check_constraint(
        op.f("ck_stock_value_entry_correction_revalues"),
        "stock_value_entry",
        "corrects_id is null or kind = 'REVALUATION'",
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.stock_value_posting FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.stock_value_posting FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute("revoke all on stock_value_posting from torso_app")
    execute("grant insert, select on stock_value_posting to torso_app")


def downgrade() -> None:
    """Undo it."""
    execute("delete from account_determination where role = 'PRICE_DIFFERENCE'")
    execute(_roles(*(role for role in _ROLES if role != "PRICE_DIFFERENCE")))
    op.drop_constraint(op.f("ck_stock_value_entry_correction_revalues"), "stock_value_entry", type_="check")
    op.drop_constraint(op.f("fk_stock_value_entry_company_id_corrects_id"), "stock_value_entry", type_="foreignkey")
    op.drop_index(op.f("ix_stock_value_entry_corrects_id_id"), table_name="stock_value_entry")
    op.drop_column("stock_value_entry", "corrects_id")
    op.drop_column("stock_adjustment", "is_opening")
    op.drop_index(op.f("ix_stock_value_posting_journal_entry_id_id"), table_name="stock_value_posting")
    op.drop_index(op.f("ix_stock_value_posting_contra_account_id_id"), table_name="stock_value_posting")
    op.drop_index(op.f("ix_stock_value_posting_account_id_id"), table_name="stock_value_posting")
    op.drop_table("stock_value_posting")
