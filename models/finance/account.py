"""The chart of accounts, and which account plays which role in postings."""

from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    Base,
    Code,
    CompanyOwned,
    CurrencyCode,
    Instant,
    closed_set,
    company_key,
    folded,
    found_by,
    ordered_by,
    same_company,
)


class AccountType(StrEnum):
    """What an account tells of: what the company has and owes (balance sheet), or what it earned and spent."""

    ASSET = "ASSET"
    LIABILITY = "LIABILITY"
    EQUITY = "EQUITY"
    INCOME = "INCOME"
    EXPENSE = "EXPENSE"


class AccountSubtype(StrEnum):
    """What is special about an account; reports and postings go by it."""

    RECEIVABLE = "RECEIVABLE"
    PAYABLE = "PAYABLE"
    BANK = "BANK"
    CASH = "CASH"
    STOCK = "STOCK"
    TAX = "TAX"
    FIXED_ASSET = "FIXED_ASSET"
    CLEARING = "CLEARING"
    RETAINED_EARNINGS = "RETAINED_EARNINGS"
    COST_OF_SALES = "COST_OF_SALES"
    DEPRECIATION = "DEPRECIATION"
    OTHER = "OTHER"


class AccountRole(StrEnum):
    """What posting rules speak of; a company says which of its accounts plays which role."""

    RECEIVABLE = "RECEIVABLE"
    PAYABLE = "PAYABLE"
    REVENUE = "REVENUE"
    EXPENSE = "EXPENSE"
    OUTPUT_TAX = "OUTPUT_TAX"
    INPUT_TAX = "INPUT_TAX"
    TAX_TRANSITION = "TAX_TRANSITION"
    TAX_PAYABLE = "TAX_PAYABLE"
    WITHHOLDING = "WITHHOLDING"
    WITHHELD_BY_CUSTOMERS = "WITHHELD_BY_CUSTOMERS"
    BANK = "BANK"
    CASH = "CASH"
    ROUNDING = "ROUNDING"
    EXCHANGE_GAIN = "EXCHANGE_GAIN"
    EXCHANGE_LOSS = "EXCHANGE_LOSS"
    UNREALISED_EXCHANGE = "UNREALISED_EXCHANGE"
    DISCOUNT_GIVEN = "DISCOUNT_GIVEN"
    DISCOUNT_TAKEN = "DISCOUNT_TAKEN"
    WRITE_OFF = "WRITE_OFF"
    DUNNING_INCOME = "DUNNING_INCOME"
    BANK_CHARGES = "BANK_CHARGES"
    RETAINED_EARNINGS = "RETAINED_EARNINGS"
    OPENING = "OPENING"
    SUSPENSE = "SUSPENSE"
    STOCK = "STOCK"
    STOCK_ADJUSTMENT = "STOCK_ADJUSTMENT"
    COST_OF_SALES = "COST_OF_SALES"
    DELIVERED_NOT_INVOICED = "DELIVERED_NOT_INVOICED"
    INVOICED_NOT_DELIVERED = "INVOICED_NOT_DELIVERED"
    RECEIVED_NOT_INVOICED = "RECEIVED_NOT_INVOICED"
    PRICE_DIFFERENCE = "PRICE_DIFFERENCE"
    PREPAYMENT_RECEIVED = "PREPAYMENT_RECEIVED"
    PREPAYMENT_MADE = "PREPAYMENT_MADE"
    COMMISSION_EXPENSE = "COMMISSION_EXPENSE"
    COMMISSION_PAYABLE = "COMMISSION_PAYABLE"


class LedgerAccount(CompanyOwned, Base):
    """An account of the general ledger: a branch of a tree, of which only the leaves take postings."""

    __tablename__ = "ledger_account"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "code"),
        same_company("parent_id", "ledger_account"),
        sa.CheckConstraint("currency is null or type in ('ASSET', 'LIABILITY', 'EQUITY')", name="currency_of_balance"),
        sa.CheckConstraint("subtype not in ('RECEIVABLE', 'PAYABLE') or requires_party", name="party_where_owed"),
        sa.CheckConstraint(
            "case subtype when 'RECEIVABLE' then type = 'ASSET' when 'PAYABLE' then type = 'LIABILITY' "
            "when 'STOCK' then type = 'ASSET' when 'FIXED_ASSET' then type = 'ASSET' "
            "when 'RETAINED_EARNINGS' then type = 'EQUITY' when 'COST_OF_SALES' then type = 'EXPENSE' "
            "when 'DEPRECIATION' then type = 'EXPENSE' else true end",
            name="subtype_of_type",
        ),
        *ordered_by("name_key"),
        sa.Index(None, "code", "id"),
        *found_by("parent_id"),
        sa.Index(None, "company_id", "type", "id"),
        sa.Index(None, "company_id", "subtype", "id"),
        sa.Index("ix_ledger_account_path", "path", postgresql_using="gin"),
    )

    code: Mapped[Code]
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(sa.Text(collation="C"), folded("name"))
    type: Mapped[AccountType] = mapped_column(closed_set(AccountType))
    subtype: Mapped[AccountSubtype] = mapped_column(closed_set(AccountSubtype), server_default=sa.text("'OTHER'"))
    parent_id: Mapped[UUID | None]
    # The ids from the root to this account, both included; the trigger `tree_path` keeps it.
    path: Mapped[list[UUID]] = mapped_column(ARRAY(sa.Uuid()), server_default=sa.text("'{}'"))
    # A heading, which takes no postings.
    is_group: Mapped[bool] = mapped_column(server_default=sa.false())
    # Kept in this currency too, such as a bank account in dollars; null for the company's own.
    currency: Mapped[CurrencyCode | None]
    requires_party: Mapped[bool] = mapped_column(server_default=sa.false())
    archived_at: Mapped[Instant | None]


class AccountDetermination(CompanyOwned, Base):
    """That an account plays a role: for a category of products, for a warehouse, or for the whole company."""

    __tablename__ = "account_determination"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "role", "category_id", "warehouse_id", postgresql_nulls_not_distinct=True),
        same_company("category_id", "product_category"),
        same_company("warehouse_id", "warehouse"),
        same_company("account_id", "ledger_account"),
        sa.CheckConstraint("category_id is null or warehouse_id is null", name="category_or_warehouse"),
        *found_by("category_id", "warehouse_id", "account_id"),
    )

    role: Mapped[AccountRole] = mapped_column(closed_set(AccountRole))
    category_id: Mapped[UUID | None]
    warehouse_id: Mapped[UUID | None]
    account_id: Mapped[UUID]


# What has been posted to keeps its meaning. Whoever changes an account waits for those who are posting to it.
LEDGER_ACCOUNT_FIXED = """
create function ledger_account_fixed() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if row(old.type, old.currency, old.is_group, old.company_id)
    is not distinct from row(new.type, new.currency, new.is_group, new.company_id) then
    return new;
  end if;
  perform from ledger_account where id = old.id for update;
  if exists (select from journal_line where account_id = old.id) then
    raise exception using errcode = 'check_violation', table = 'ledger_account', constraint = 'posted_account_is_fixed',
      message = format('account %s has been posted to', old.code);
  end if;
  return new;
end $$
"""

LEDGER_ACCOUNT_TRIGGER = """
create trigger ledger_account_fixed before update of type, currency, is_group, company_id on ledger_account for each row
execute function ledger_account_fixed()
"""
