"""Settlements: that open items cancel out, such as an invoice and its payment. Facts; another settlement undoes one."""

from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from models.base import (
    Amount,
    Base,
    CompanyOwned,
    CurrencyCode,
    Day,
    amounts_fit,
    company_key,
    found_by,
    ordered_by,
    same_company,
)


class Settlement(CompanyOwned, Base):
    """That open items of one party on one account cancel out, from a day on. Append-only."""

    __tablename__ = "settlement"
    __table_args__ = (
        company_key(),
        same_company("account_id", "ledger_account"),
        same_company("party_id", "party"),
        same_company("payment_id", "payment"),
        same_company("entry_id", "journal_entry"),
        same_company("undoes_id", "settlement"),
        *ordered_by("settled_on"),
        *found_by("account_id", "party_id", "payment_id", "entry_id"),
        sa.Index("uq_settlement_undoes_id", "undoes_id", unique=True),
    )

    account_id: Mapped[UUID]
    party_id: Mapped[UUID]
    settled_on: Mapped[Day]
    # That of the items; where they are in several, that of the company, in which they cancel out.
    currency: Mapped[CurrencyCode]
    # The payment that it was made with; null where open items were settled without one.
    payment_id: Mapped[UUID | None]
    # What had to be posted so that they cancel out: differences of exchange, discounts, what is written off.
    entry_id: Mapped[UUID | None]
    undoes_id: Mapped[UUID | None]


class SettlementLine(CompanyOwned, Base):
    """How much of an open item is settled, with the sign of the item; the opposite where it undoes. Append-only."""

    __tablename__ = "settlement_line"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("settlement_id", "open_item_id"),
        same_company("settlement_id", "settlement"),
        same_company("open_item_id", "open_item"),
        sa.CheckConstraint("amount <> 0 or company_amount <> 0", name="amount_not_zero"),
        sa.CheckConstraint("amount * company_amount >= 0", name="amounts_on_one_side"),
        *amounts_fit("currency", "amount"),
        *amounts_fit("company_currency", "company_amount"),
        *ordered_by("settled_on"),
        sa.Index(None, "open_item_id", "settled_on", "id"),
    )

    settlement_id: Mapped[UUID]
    open_item_id: Mapped[UUID]
    # That of the settlement, so that what was open on a day is read without it.
    settled_on: Mapped[Day]
    currency: Mapped[CurrencyCode]
    amount: Mapped[Amount]
    company_currency: Mapped[CurrencyCode]
    company_amount: Mapped[Amount]


# Open items are locked in the order of their ids, as the services lock them before; so nobody waits in a circle.
SETTLEMENT_LINE_APPLIES: Final = """
create function settlement_line_applies() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare broken record;
begin
  perform from open_item where id in (select open_item_id from settled) order by id for update;
  select settled.settlement_id, rule into broken from settled
    join settlement on settlement.id = settled.settlement_id
    join open_item as item on item.id = settled.open_item_id
    cross join lateral (select case
      when row(item.account_id, item.party_id) <> row(settlement.account_id, settlement.party_id)
        then 'settles_one_account'
      when settlement.currency not in (item.currency, item.company_currency) then 'currency_of_its_items'
      when row(settled.currency, settled.company_currency, settled.settled_on)
        <> row(item.currency, item.company_currency, settlement.settled_on) then 'line_of_its_settlement'
      when settled.settled_on < item.posted_on then 'settled_after_posting'
      end as rule) as judged
    where rule is not null limit 1;
  if found then
    raise exception using errcode = 'check_violation', table = 'settlement_line', constraint = broken.rule,
      message = format('settlement %s: %s', broken.settlement_id, broken.rule);
  end if;
  update open_item as item set settled_amount = item.settled_amount + told.amount,
    settled_company_amount = item.settled_company_amount + told.company_amount
  from (
    select open_item_id, sum(amount) as amount, sum(company_amount) as company_amount from settled group by 1
  ) as told where told.open_item_id = item.id;
  return null;
end $$
"""

SETTLEMENT_LINE_TRIGGER: Final = """
create trigger settlement_line_applies after insert on settlement_line
referencing new table as settled for each statement execute function settlement_line_applies()
"""

SETTLEMENT_BALANCES: Final = """
create function settlement_balances() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare told record; undone record;
begin
  select into told count(*) as count, count(distinct currency) as currencies, coalesce(sum(amount), 0) as amount,
      coalesce(sum(company_amount), 0) as company_amount
    from settlement_line where settlement_id = new.id;
  if told.count < 2 or told.currencies = 1 and told.amount <> 0 or told.company_amount <> 0 then
    raise exception using errcode = 'check_violation', table = 'settlement', constraint = 'settlement_balances',
      message = format('settlement %s is off by %s (%s)', new.id, told.amount, told.company_amount);
  end if;
  select into undone account_id, party_id, undoes_id from settlement where id = new.undoes_id;
  if found and (undone.undoes_id is not null or row(undone.account_id, undone.party_id) <> row(new.account_id, new.party_id))
  then
    raise exception using errcode = 'check_violation', table = 'settlement', constraint = 'undoes_the_same',
      message = format('settlement %s does not undo %s', new.id, new.undoes_id);
  end if;
  return null;
end $$
"""

SETTLEMENT_BALANCES_TRIGGER: Final = """
create constraint trigger settlement_balances after insert on settlement deferrable initially deferred
for each row execute function settlement_balances()
"""

# No line is added to a settlement once it is committed: the lines then no longer add up to nothing.
SETTLEMENT_LINE_BALANCES: Final = """
create function settlement_line_balances() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if (select count(distinct currency) = 1 and sum(amount) <> 0 or sum(company_amount) <> 0
      from settlement_line where settlement_id = new.settlement_id) then
    raise exception using errcode = 'check_violation', table = 'settlement', constraint = 'settlement_balances',
      message = format('settlement %s does not balance', new.settlement_id);
  end if;
  return null;
end $$
"""

SETTLEMENT_LINE_BALANCES_TRIGGER: Final = """
create constraint trigger settlement_line_balances after insert on settlement_line deferrable initially deferred
for each row execute function settlement_line_balances()
"""

# What was open on a day that is closed is not told otherwise later. The period is held, as by whoever posts.
SETTLED_IN_OPEN_PERIOD: Final = """
create function settled_in_open_period() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare held text;
begin
  select state into held from accounting_period
    where company_id = new.company_id and new.settled_on between starts_on and ends_on and not is_adjustment for key share;
  if held in ('CLOSED', 'LOCKED') or posting_locked(new.company_id, 'ALL', new.settled_on) then
    raise exception using errcode = 'check_violation', table = 'settlement', constraint = 'settled_in_open_period',
      message = format('settlement %s on %s', new.id, new.settled_on);
  end if;
  return new;
end $$
"""

SETTLED_IN_OPEN_PERIOD_TRIGGER: Final = """
create trigger settled_in_open_period before insert on settlement for each row execute function settled_in_open_period()
"""

FACTS: Final = ("settlement", "settlement_line")
STATEMENTS: Final = (
    SETTLEMENT_LINE_APPLIES,
    SETTLEMENT_LINE_TRIGGER,
    SETTLEMENT_BALANCES,
    SETTLEMENT_BALANCES_TRIGGER,
    SETTLEMENT_LINE_BALANCES,
    SETTLEMENT_LINE_BALANCES_TRIGGER,
    SETTLED_IN_OPEN_PERIOD,
    SETTLED_IN_OPEN_PERIOD_TRIGGER,
)
