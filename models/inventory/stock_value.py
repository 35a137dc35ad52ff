"""What stock is worth: of each SKU in the pool of its company, and every receipt, issue and revaluation that made it so.

Value is the truth, and what one unit costs is derived from it. Only what happens to stock writes here: see
`models/inventory/valuation_rules.py`.
"""

from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    Amount,
    Base,
    Code,
    CompanyOwned,
    CurrencyCode,
    Day,
    QuantityValue,
    UnitPrice,
    amounts_fit,
    closed_set,
    company_key,
    found_by,
    not_negative,
    ordered_by,
    same_company,
)
from models.inventory.product import CostMethod


class StockValueKind(StrEnum):
    """What happened to the value of stock."""

    RECEIPT = "RECEIPT"
    ISSUE = "ISSUE"
    REVALUATION = "REVALUATION"


class StockValue(CompanyOwned, Base):
    """What all that a company has of a SKU is worth, wherever it lies."""

    __tablename__ = "stock_value"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("sku_id"),
        same_company("sku_id", "sku"),
        *not_negative("quantity", "value"),
        sa.CheckConstraint("quantity > 0 or value = 0", name="nothing_is_worth_nothing"),
        *amounts_fit("currency", "value"),
        *ordered_by("value"),
    )

    sku_id: Mapped[UUID]
    # In the SKU's unit: what all its stock levels add up to.
    quantity: Mapped[QuantityValue] = mapped_column(server_default=sa.text("0"))
    currency: Mapped[CurrencyCode]
    value: Mapped[Amount]
    # Of what is there; of what was there last, where nothing is; null where there never was any.
    unit_cost: Mapped[UnitPrice | None]
    # Taken from the product while there is nothing, so that it never changes under what is there.
    method: Mapped[CostMethod] = mapped_column(closed_set(CostMethod))
    # At which cost it is held that is valued at a standard; null for other methods.
    standard_cost: Mapped[UnitPrice | None]


class StockValueEntry(CompanyOwned, Base):
    """That stock came, went or was revalued, and what that was worth. Append-only."""

    __tablename__ = "stock_value_entry"
    __table_args__ = (
        company_key(),
        same_company("sku_id", "sku"),
        same_company("move_id", "stock_move"),
        same_company("corrects_id", "stock_value_entry"),
        sa.CheckConstraint(
            "case kind when 'RECEIPT' then quantity > 0 and value >= 0 when 'ISSUE' then quantity < 0 and value <= 0 "
            "else quantity = 0 end",
            name="signs_of_its_kind",
        ),
        sa.CheckConstraint("(document_type is null) = (document_id is null)", name="document_is_whole"),
        sa.CheckConstraint("corrects_id is null or kind = 'REVALUATION'", name="correction_revalues"),
        *amounts_fit("currency", "value"),
        *ordered_by("posted_on"),
        sa.Index(None, "sku_id", "posted_on", "id"),
        sa.Index("uq_stock_value_entry_move_id", "move_id", unique=True),
        *found_by("document_id", "corrects_id"),
    )

    sku_id: Mapped[UUID]
    # Null for a revaluation, and for stock that was there before values were kept.
    move_id: Mapped[UUID | None]
    kind: Mapped[StockValueKind] = mapped_column(closed_set(StockValueKind))
    posted_on: Mapped[Day]
    # In the SKU's unit, and what it is worth: positive for what came, negative for what went.
    quantity: Mapped[QuantityValue]
    currency: Mapped[CurrencyCode]
    value: Mapped[Amount]
    method: Mapped[CostMethod] = mapped_column(closed_set(CostMethod))
    # The document whose consequence it is: the name of its type in the schema, and its id.
    document_type: Mapped[Code | None]
    document_id: Mapped[UUID | None]
    # The entry that was worth so much more or less, since something came or went on a day before it, or a bill said what it has
    # cost; null for all else.
    corrects_id: Mapped[UUID | None]


class StockValuePosting(CompanyOwned, Base):
    """That an entry of stock value was posted: in which journal entry, and on which accounts. Append-only."""

    __tablename__ = "stock_value_posting"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("value_entry_id"),
        same_company("value_entry_id", "stock_value_entry"),
        same_company("journal_entry_id", "journal_entry"),
        same_company("account_id", "ledger_account"),
        same_company("contra_account_id", "ledger_account"),
        *found_by("journal_entry_id", "account_id", "contra_account_id"),
    )

    value_entry_id: Mapped[UUID]
    journal_entry_id: Mapped[UUID]
    # The account of stock, and the one against which its value was posted.
    account_id: Mapped[UUID]
    contra_account_id: Mapped[UUID]
