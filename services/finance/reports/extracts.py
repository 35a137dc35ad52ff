"""Extracts: lines one after the other, with what there is after each; of an account, and of what a party owes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from kernel.money import Money
from services.finance.reports.facts import BRANCH
from services.refusals import NotFound

LINES_MAX: Final = 1_000

# What was there before the days comes from balances of periods, but for the days of the period in which they begin. Lines
# are read by the index of the account, from the first of the days on. `{kept}` and `{of_lines}` say which values of
# dimensions are meant.
_LEDGER: Final = """
with opened as (
  select coalesce(sum(amount), 0) as amount from (
    select kept.debit - kept.credit as amount
    from accounting_period as period join period_balance_now as kept on kept.period_id = period.id
    where period.company_id = :company and period.ends_on < :starts
      and kept.company_id = :company and kept.account_id = :account and {kept}
    union all
    select line.company_amount from accounting_period as period
    join journal_line as line on line.account_id = :account and line.period_id = period.id
      and line.posted_on >= period.starts_on and line.posted_on < :starts and {of_lines}
    where period.company_id = :company and period.starts_on < :starts and period.ends_on >= :starts
  ) as before
), running as (
  select line.id, line.entry_id, line.posted_on, line.company_amount,
    opened.amount + sum(line.company_amount) over (order by line.posted_on, line.id) as balance, line.description
  from journal_line as line cross join opened
  where line.account_id = :account and line.company_id = :company and line.posted_on between :starts and :ends
    and {of_lines} and (not :before_closing or not (select is_closing from journal_entry where id = line.entry_id))
), page as (
  select * from running where cast(:after as uuid) is null
    or (posted_on, id) > (select posted_on, id from journal_line where id = :after)
  order by posted_on, id limit :size + 1
)
select cast(json_build_object(
  'known', cast(:after as uuid) is null or exists (select from running where id = :after),
  'currency', company.currency, 'opening', opened.amount::text,
  'closing', (opened.amount + coalesce((select sum(company_amount) from running), 0))::text,
  'lines', (
    select coalesce(json_agg(json_build_object('line', page.id, 'entry', page.entry_id, 'number', entry.number,
      'posted_on', page.posted_on, 'description', coalesce(page.description, entry.description),
      'amount', page.company_amount::text, 'balance', page.balance::text) order by page.posted_on, page.id), '[]')
    from page join journal_entry as entry on entry.id = page.entry_id)
) as text) as facts
from company cross join opened
where company.id = :company and exists (select from ledger_account where id = :account and company_id = :company)
"""

LEDGER: Final = _LEDGER.format(kept="kept.value_id is null", of_lines="true")
"""Of everything on the account."""

LEDGER_OF_VALUE: Final = _LEDGER.format(kept=f"kept.value_id = any({BRANCH})", of_lines=f"line.value_ids && {BRANCH}")
"""Of what belongs to the value of a dimension `:value`, or to one below it."""

# Every posted line that makes a party owe something, or lowers that, is an open item; so its lines are these. Pages go on
# from one currency to the next.
STATEMENT: Final = """
with items as (
  select * from open_item where party_id = :party and company_id = :company and posted_on <= :ends
), opened as (
  select currency, sum(amount) filter (where posted_on < :starts) as amount, sum(amount) as closing from items group by currency
), running as (
  select items.*, coalesce(opened.amount, 0)
    + sum(items.amount) over (partition by items.currency order by posted_on, items.id) as balance
  from items join opened using (currency) where posted_on >= :starts
), page as (
  select * from running where cast(:after as uuid) is null
    or (currency, posted_on, id) > (select currency, posted_on, id from items where id = :after)
  order by currency, posted_on, id limit :size
), last as (
  select currency, posted_on, id from page order by currency desc, posted_on desc, id desc limit 1
)
select cast(json_build_object(
  'known', cast(:after as uuid) is null or exists (select from running where id = :after), 'currencies', (
  select coalesce(json_agg(json_build_object('currency', currency, 'opening', coalesce(amount, 0)::text,
    'closing', closing::text, 'lines', (
      select coalesce(json_agg(json_build_object('item', id, 'source', source_type || ':' || source_id, 'posted_on', posted_on,
        'due_on', due_on, 'amount', amount::text, 'balance', balance::text, 'open', open_amount::text)
        order by posted_on, id), '[]')
      from page where page.currency = opened.currency),
    'more', exists (
      select from running join last on (running.currency, running.posted_on, running.id) > (last.currency, last.posted_on, last.id)
      where running.currency = opened.currency)
  ) order by currency), '[]') from opened)
) as text) as facts
from party where party.id = :party and party.company_id = :company
"""


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A posted line, and what is on the account after it."""

    line: UUID
    entry: UUID
    number: str | None
    posted_on: date
    description: str
    amount: Money
    balance: Money


@dataclass(frozen=True, slots=True)
class GeneralLedger:
    """What was on an account before some days, lines of them, and what is on it after; whether there are more lines."""

    opening: Money
    lines: Sequence[LedgerLine]
    closing: Money
    has_more: bool


@dataclass(frozen=True, slots=True)
class StatementLine:
    """What a party came to owe by one document, or owe less; how much of it is open now."""

    item: UUID
    source_id: str | None
    posted_on: date
    due_on: date
    amount: Money
    balance: Money
    open: Money


@dataclass(frozen=True, slots=True)
class StatementOfAccount:
    """What a party owed in a currency before some days, lines of them, and what it owes after; whether there are more lines."""

    currency: str
    opening: Money
    lines: Sequence[StatementLine]
    closing: Money
    has_more: bool


def general_ledger(facts: Mapping[str, Any] | None, size: int) -> GeneralLedger:
    """Lay out lines of an account; raises `NotFound` where the viewer does not see it, or what they go on after is none of them."""
    if facts is None:
        raise NotFound(path=("input", "accountId"))
    require_known(facts)
    currency = facts["currency"]
    lines = [
        LedgerLine(
            UUID(row["line"]),
            UUID(row["entry"]),
            row["number"],
            date.fromisoformat(row["posted_on"]),
            row["description"],
            _money(row["amount"], currency),
            _money(row["balance"], currency),
        )
        for row in facts["lines"]
    ]
    opening, closing = _money(facts["opening"], currency), _money(facts["closing"], currency)
    return GeneralLedger(opening, lines[:size], closing, len(lines) > size)


def statements_of_account(facts: Mapping[str, Any] | None) -> list[StatementOfAccount]:
    """Lay out what a party owes, currency by currency; raises `NotFound` where the viewer does not see it, or what the lines
    go on after is none of them."""
    if facts is None:
        raise NotFound(path=("input", "partyId"))
    require_known(facts)
    return [_statement(row) for row in facts["currencies"]]


def require_known(facts: Mapping[str, Any]) -> None:
    """Let a page pass that goes on after something of the same extract.

    Raises:
        NotFound: what is named is not in it, so nobody knows where to go on.
    """
    if not facts["known"]:
        raise NotFound(path=("input", "after"))


def _statement(row: Mapping[str, Any]) -> StatementOfAccount:
    currency = row["currency"]
    lines = [
        StatementLine(
            UUID(each["item"]),
            each["source"],
            date.fromisoformat(each["posted_on"]),
            date.fromisoformat(each["due_on"]),
            *(_money(each[name], currency) for name in ("amount", "balance", "open")),
        )
        for each in row["lines"]
    ]
    opening, closing = _money(row["opening"], currency), _money(row["closing"], currency)
    return StatementOfAccount(currency, opening, lines, closing, row["more"])


def _money(text: str, currency: str) -> Money:
    return Money(Decimal(text), currency)
