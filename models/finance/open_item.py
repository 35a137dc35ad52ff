"""Open items: what parties owe the company and what it owes them, posted line by posted line, and what of it is settled.

Every line on an account of receivables or payables is one, whoever posted it; so what is open is always what these accounts
say. A payment, a credit note and an advance are open items too, with the opposite sign, until they are settled with others.
"""

from enum import StrEnum
from typing import Final
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
    amounts_fit,
    closed_set,
    company_key,
    found_by,
    ordered_by,
    same_company,
)


class OpenItemSide(StrEnum):
    """Whether it stands on an account of what parties owe, or of what is owed to them."""

    RECEIVABLE = "RECEIVABLE"
    PAYABLE = "PAYABLE"


class OpenItem(CompanyOwned, Base):
    """That a party owes something, or is owed it, from a day on. Made by the trigger of the lines, with the id of the line.

    What is settled follows from the lines of settlements, by a trigger; nobody writes it by hand.
    """

    __tablename__ = "open_item"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("journal_line_id"),
        same_company("journal_line_id", "journal_line"),
        same_company("entry_id", "journal_entry"),
        same_company("account_id", "ledger_account"),
        same_company("party_id", "party"),
        sa.CheckConstraint("id = journal_line_id", name="id_of_its_line"),
        sa.CheckConstraint("amount * company_amount >= 0", name="amounts_on_one_side"),
        sa.CheckConstraint(
            "settled_amount * amount >= 0 and abs(settled_amount) <= abs(amount)", name="settled_within_amount"
        ),
        sa.CheckConstraint(
            "settled_company_amount * company_amount >= 0 and abs(settled_company_amount) <= abs(company_amount)",
            name="settled_within_company_amount",
        ),
        sa.CheckConstraint(
            "amount = 0 or settled_amount <> amount or settled_company_amount = company_amount",
            name="settled_as_a_whole",
        ),
        *amounts_fit("currency", "amount", "settled_amount"),
        *amounts_fit("company_currency", "company_amount", "settled_company_amount"),
        *ordered_by("posted_on", "due_on"),
        *found_by("entry_id", "account_id", "source_id"),
        sa.Index(None, "party_id", "due_on", "id"),
        sa.Index(
            "ix_open_item_open",
            *("company_id", "side", "due_on", "id"),
            postgresql_where=sa.text("open_amount <> 0 or open_company_amount <> 0"),
        ),
    )

    journal_line_id: Mapped[UUID]
    entry_id: Mapped[UUID]
    account_id: Mapped[UUID]
    side: Mapped[OpenItemSide] = mapped_column(closed_set(OpenItemSide))
    party_id: Mapped[UUID]
    # The document that it comes from, as its entry says.
    source_type: Mapped[Code | None]
    source_id: Mapped[UUID | None]
    posted_on: Mapped[Day]
    due_on: Mapped[Day]
    currency: Mapped[CurrencyCode]
    # Debits are positive: what a customer owes, what was paid to a vendor. Zero for differences of exchange alone.
    amount: Mapped[Amount]
    company_currency: Mapped[CurrencyCode]
    company_amount: Mapped[Amount]
    settled_amount: Mapped[Amount]
    settled_company_amount: Mapped[Amount]
    open_amount: Mapped[Amount] = mapped_column(sa.Computed("amount - settled_amount", persisted=True))
    open_company_amount: Mapped[Amount] = mapped_column(
        sa.Computed("company_amount - settled_company_amount", persisted=True)
    )
    # How often the party was reminded of it, and when last.
    dunned_level: Mapped[int] = mapped_column(server_default=sa.text("0"))
    dunned_on: Mapped[Day | None]


class OpenItemDiscount(CompanyOwned, Base):
    """That less is taken for paying an open item until a day. Append-only; written with the document."""

    __tablename__ = "open_item_discount"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("open_item_id", "until_on"),
        same_company("open_item_id", "open_item"),
        sa.CheckConstraint("amount > 0", name="amount_positive"),
        *amounts_fit("currency", "amount"),
    )

    open_item_id: Mapped[UUID]
    until_on: Mapped[Day]
    currency: Mapped[CurrencyCode]
    # How much is taken off where all of it is paid.
    amount: Mapped[Amount]
    # It is taken off tax too, not off the net amount alone.
    lowers_tax: Mapped[bool] = mapped_column(server_default=sa.true())


OPEN_ITEM_ARISES: Final = """
create function open_item_arises() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into open_item (id, company_id, journal_line_id, entry_id, account_id, side, party_id, source_type, source_id,
    posted_on, due_on, currency, amount, company_currency, company_amount, settled_amount, settled_company_amount)
  select posted.id, posted.company_id, posted.id, posted.entry_id, posted.account_id, account.subtype, posted.party_id,
    entry.source_type, entry.source_id, posted.posted_on, coalesce(posted.due_on, posted.posted_on), posted.currency,
    posted.debit - posted.credit, posted.company_currency, posted.company_amount,
    round(0::numeric, currency_exponent(posted.currency)), round(0::numeric, currency_exponent(posted.company_currency))
  from posted join ledger_account as account on account.id = posted.account_id
  join journal_entry as entry on entry.id = posted.entry_id
  where account.subtype in ('RECEIVABLE', 'PAYABLE');
  return null;
end $$
"""

OPEN_ITEM_TRIGGER: Final = """
create trigger open_item_arises after insert on journal_line
referencing new table as posted for each statement execute function open_item_arises()
"""

# Whoever changes an account waits for those who are posting to it.
SUBTYPE_FIXED: Final = """
create function ledger_account_subtype_fixed() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if old.subtype = new.subtype or
    (old.subtype not in ('RECEIVABLE', 'PAYABLE') and new.subtype not in ('RECEIVABLE', 'PAYABLE')) then
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

SUBTYPE_TRIGGER: Final = """
create trigger ledger_account_subtype_fixed before update of subtype on ledger_account for each row
execute function ledger_account_subtype_fixed()
"""

STATEMENTS: Final = (OPEN_ITEM_ARISES, OPEN_ITEM_TRIGGER, SUBTYPE_FIXED, SUBTYPE_TRIGGER)
