"""Payments: money that came from a party or went to one, and what it was for."""

from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    Amount,
    Base,
    CompanyOwned,
    CurrencyCode,
    Day,
    UnitPrice,
    amounts_fit,
    closed_set,
    company_key,
    found_by,
    not_negative,
    ordered_by,
    same_company,
)


class PaymentDirection(StrEnum):
    """Whether money came in or went out."""

    IN = "IN"
    OUT = "OUT"


class PaymentState(StrEnum):
    """How far a payment is."""

    DRAFT = "DRAFT"
    POSTED = "POSTED"
    RECONCILED = "RECONCILED"
    VOIDED = "VOIDED"


class Payment(CompanyOwned, Base):
    """Money from a party or to one, on an account of a bank or a cash box."""

    __tablename__ = "payment"
    __table_args__ = (
        company_key(),
        same_company("party_id", "party"),
        same_company("account_id", "ledger_account"),
        same_company("party_account_id", "ledger_account"),
        same_company("journal_id", "journal"),
        same_company("entry_id", "journal_entry"),
        same_company("void_entry_id", "journal_entry"),
        sa.CheckConstraint("amount > 0", name="amount_positive"),
        sa.CheckConstraint("rate > 0", name="rate_positive"),
        sa.CheckConstraint("(state = 'DRAFT') = (entry_id is null)", name="posted_has_an_entry"),
        sa.CheckConstraint("(state = 'VOIDED') = (void_entry_id is not null)", name="voided_has_an_entry"),
        *amounts_fit("currency", "amount"),
        *ordered_by("paid_on", "changed_at"),
        *found_by("account_id", "party_id", "party_account_id", "journal_id", "void_entry_id"),
        sa.Index("uq_payment_entry_id", "entry_id", unique=True),
    )

    direction: Mapped[PaymentDirection] = mapped_column(closed_set(PaymentDirection))
    state: Mapped[PaymentState] = mapped_column(closed_set(PaymentState), server_default=sa.text("'DRAFT'"))
    party_id: Mapped[UUID]
    # Where the money is: an account of a bank or a cash box.
    account_id: Mapped[UUID]
    # Whose account it goes against: receivables or payables; a refund to a customer goes out against receivables.
    party_account_id: Mapped[UUID]
    journal_id: Mapped[UUID]
    paid_on: Mapped[Day]
    currency: Mapped[CurrencyCode]
    amount: Mapped[Amount]
    # How much of the company's currency one unit is worth; null for the rate of the day.
    rate: Mapped[Decimal | None] = mapped_column(sa.Numeric(20, 10))
    reference: Mapped[str | None]
    entry_id: Mapped[UUID | None]
    void_entry_id: Mapped[UUID | None]


class PaymentAllocation(CompanyOwned, Base):
    """What a part of a payment is for: an open item, and what is let go of it."""

    __tablename__ = "payment_allocation"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("payment_id", "open_item_id"),
        same_company("payment_id", "payment"),
        same_company("open_item_id", "open_item"),
        sa.CheckConstraint("amount <> 0 or discount_amount > 0 or write_off_amount > 0", name="amount_not_zero"),
        sa.CheckConstraint("sign(amount) = sign(item_amount)", name="item_amount_on_same_side"),
        sa.CheckConstraint("currency <> item_currency or amount = item_amount", name="item_amount_of_own_currency"),
        *amounts_fit("currency", "amount"),
        *amounts_fit("item_currency", "item_amount", "discount_amount", "write_off_amount"),
        *not_negative("discount_amount", "write_off_amount"),
        *found_by("open_item_id"),
    )

    payment_id: Mapped[UUID]
    open_item_id: Mapped[UUID]
    currency: Mapped[CurrencyCode]
    # How much of the payment it takes; below zero for what lowers the payment, such as a credit note.
    amount: Mapped[Amount]
    # What that pays of the item, in the currency of the item.
    item_currency: Mapped[CurrencyCode]
    item_amount: Mapped[Amount]
    discount_amount: Mapped[Amount]
    write_off_amount: Mapped[Amount]


class PaymentPolicy(CompanyOwned, Base):
    """How much a company lets go when it is paid less than is open; one that says nothing lets go nothing."""

    __tablename__ = "payment_policy"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id"),
        sa.CheckConstraint("write_off_percent between 0 and 100", name="write_off_percent_in_range"),
        sa.CheckConstraint("rate_deviation_percent between 0 and 100", name="rate_deviation_percent_in_range"),
        *not_negative("write_off_limit"),
    )

    # For each open item: at most this much in the company's currency, and at most so much of its amount.
    write_off_limit: Mapped[UnitPrice] = mapped_column(server_default=sa.text("0"))
    write_off_percent: Mapped[Decimal] = mapped_column(sa.Numeric(9, 6), server_default=sa.text("100"))
    # How far what is paid in another currency than it is owed in may be from the rates of the day.
    rate_deviation_percent: Mapped[Decimal] = mapped_column(sa.Numeric(9, 6), server_default=sa.text("5"))


# What has been posted stays as it was posted; the bank and a voiding move it on, but nothing is voided that the bank shows.
PAYMENT_MOVES: Final = """
create function payment_moves() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare broken text;
begin
  broken := case
    when tg_op = 'DELETE' then case when old.state <> 'DRAFT' then 'posted_payment_is_fixed' end
    when tg_op = 'INSERT' then case when new.state <> 'DRAFT' then 'begins_as_draft' end
    when old.state = 'DRAFT' then case when new.state not in ('DRAFT', 'POSTED') then 'payment_moves_in_order' end
    when row(old.company_id, old.direction, old.party_id, old.account_id, old.party_account_id, old.journal_id, old.paid_on,
      old.currency, old.amount, old.rate, old.entry_id) is distinct from row(new.company_id, new.direction, new.party_id,
      new.account_id, new.party_account_id, new.journal_id, new.paid_on, new.currency, new.amount, new.rate, new.entry_id)
      then 'posted_payment_is_fixed'
    when old.state = 'VOIDED' and new.void_entry_id <> old.void_entry_id then 'posted_payment_is_fixed'
    when new.state = 'VOIDED' and old.state <> 'VOIDED'
      and (select sum(amount) from bank_reconciliation_part where payment_id = old.id) <> 0 then 'payment_matched'
    when new.state <> old.state and (old.state, new.state) not in (
      ('POSTED', 'RECONCILED'), ('RECONCILED', 'POSTED'), ('POSTED', 'VOIDED')) then 'payment_moves_in_order'
  end;
  if broken is not null then
    raise exception using errcode = 'check_violation', table = 'payment', constraint = broken,
      message = format('payment %s: %s', old.id, broken);
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$
"""

PAYMENT_TRIGGER: Final = """
create trigger payment_moves before insert or update or delete on payment for each row execute function payment_moves()
"""

PAYMENT_ALLOCATION_FIXED: Final = """
create function payment_allocation_fixed() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare posted boolean;
begin
  perform from payment where id in (old.payment_id, new.payment_id) order by id for update;
  select bool_or(state <> 'DRAFT') into posted from payment where id in (old.payment_id, new.payment_id);
  if posted then
    raise exception using errcode = 'check_violation', table = 'payment_allocation', constraint = 'posted_payment_is_fixed',
      message = format('payment %s is posted', coalesce(new.payment_id, old.payment_id));
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$
"""

PAYMENT_ALLOCATION_TRIGGER: Final = """
create trigger payment_allocation_fixed before insert or update or delete on payment_allocation for each row
execute function payment_allocation_fixed()
"""

STATEMENTS: Final = (PAYMENT_MOVES, PAYMENT_TRIGGER, PAYMENT_ALLOCATION_FIXED, PAYMENT_ALLOCATION_TRIGGER)
