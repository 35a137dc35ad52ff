"""Integrity checks: is everything that follows from entries and stock moves what they say, and are they all there?

The database forbids whoever works here to break any of it. The checks find what somebody has done past that, as the owner of
the database could, and what a fault of ours would do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from asyncpg import Connection

from services.refusals import NotFound

FINDINGS_MAX: Final = 20


class IntegrityCheckKind(StrEnum):
    """What is checked."""

    ENTRIES_BALANCE = "ENTRIES_BALANCE"
    BALANCES_ARE_SUMS_OF_LINES = "BALANCES_ARE_SUMS_OF_LINES"
    OPEN_ITEMS_ARE_ACCOUNTS = "OPEN_ITEMS_ARE_ACCOUNTS"
    SETTLED_IS_SUM_OF_SETTLEMENTS = "SETTLED_IS_SUM_OF_SETTLEMENTS"
    TAX_LINES_AGREE = "TAX_LINES_AGREE"
    BANK_LINES_BOOKED_ONCE = "BANK_LINES_BOOKED_ONCE"
    NUMBERS_WITHOUT_GAP = "NUMBERS_WITHOUT_GAP"
    ENTRIES_ARE_SEALED = "ENTRIES_ARE_SEALED"
    SEALS_HOLD = "SEALS_HOLD"
    STOCK_VALUES_ARE_SUMS_OF_ENTRIES = "STOCK_VALUES_ARE_SUMS_OF_ENTRIES"
    STOCK_VALUES_ARE_STOCK_ACCOUNTS = "STOCK_VALUES_ARE_STOCK_ACCOUNTS"
    STOCK_SNAPSHOTS_ARE_SUMS_OF_MOVES = "STOCK_SNAPSHOTS_ARE_SUMS_OF_MOVES"
    CUT_OFFS_ARE_CUT_OFF_ACCOUNTS = "CUT_OFFS_ARE_CUT_OFF_ACCOUNTS"


# Lines, and balances taken off them, come to nothing wherever something is told apart; all of it is read once.
_BALANCES: Final = """
select distinct company_id, format('LedgerAccount:%s in AccountingPeriod:%s', account_id, period_id) as finding
from (
  select line.company_id, line.account_id, line.period_id, place.value_id, line.currency, entry.is_closing,
    greatest(line.company_amount, 0) as debit, greatest(-line.company_amount, 0) as credit,
    line.debit - line.credit as amount, line.account_amount, 1 as lines
  from journal_line as line join journal_entry as entry on entry.id = line.entry_id
  cross join unnest(array[null]::uuid[] || line.value_ids) as place (value_id)
  where line.company_id = any(:companies)
  union all
  select company_id, account_id, period_id, value_id, currency, is_closing, -debit, -credit, -amount, -account_amount, -lines
  from period_balance where company_id = any(:companies)
  union all
  select company_id, account_id, period_id, value_id, currency, is_closing, -debit, -credit, -amount, -account_amount, -lines
  from period_balance_delta where company_id = any(:companies)
) as each group by company_id, account_id, period_id, value_id, currency, is_closing
having sum(debit) <> 0 or sum(credit) <> 0 or sum(amount) <> 0 or sum(account_amount) <> 0 or sum(lines) <> 0
"""

# What moved in each period, with what was told at its beginning, and taken off what was told at its end, comes to nothing;
# so moves and entries of value are read once, however many periods are closed.
_SNAPSHOTS: Final = """
with told as (
  select id as period_id, company_id, ends_on, ends_at, lead(id) over following as next_id,
    coalesce(lag(ends_at) over following, '-infinity') as begins_at, coalesce(lag(ends_on) over following, '-infinity') as after_on
  from stock_snapshot where company_id = any(:companies) window following as (partition by company_id order by ends_on)
)
select distinct told.company_id, format('Sku:%s until %s', sku_id, ends_on) as finding from (
  select period_id, sku_id, location_id, lot_id, on_hand as quantity, 0 as value from stock_snapshot_level
  where company_id = any(:companies)
  union all
  select told.next_id, sku_id, location_id, lot_id, -on_hand, 0 from stock_snapshot_level join told using (period_id)
  union all
  select told.period_id, move.sku_id, side.location_id, move.lot_id, side.quantity, 0
  from told join stock_move as move on move.company_id = told.company_id
    and move.moved_at >= told.begins_at and move.moved_at < told.ends_at
  cross join lateral (
    values (move.from_location_id, move.quantity), (move.to_location_id, -move.quantity)) as side (location_id, quantity)
  join location on location.id = side.location_id and location.holds_stock
  union all
  select period_id, sku_id, null, null, quantity, value from stock_snapshot_value where company_id = any(:companies)
  union all
  select told.next_id, sku_id, null, null, -quantity, -value from stock_snapshot_value join told using (period_id)
  union all
  select told.period_id, entry.sku_id, null, null, -entry.quantity, -entry.value
  from told join stock_value_entry as entry on entry.company_id = told.company_id
    and entry.posted_on > told.after_on and entry.posted_on <= told.ends_on
) as each join told on told.period_id = each.period_id
group by told.company_id, ends_on, sku_id, location_id, lot_id having sum(quantity) <> 0 or sum(value) <> 0
"""

# Where one account has both roles, only what they come to together can be told. What an invoice says itself to be ahead of its
# goods, or behind them, may be there beside it, as far as nobody has taken it from there by hand.
_CUT_OFFS: Final = """
with kept as (
  select own.company_id, array_agg(distinct own.role order by own.role) as roles, array_agg(distinct own.account_id) as accounts
  from account_determination as own
  where own.company_id = any(:companies) and own.role in ('DELIVERED_NOT_INVOICED', 'INVOICED_NOT_DELIVERED')
  group by own.company_id, case when not exists (
    select from account_determination as one join account_determination as other using (company_id, account_id)
    where one.company_id = own.company_id and one.role = 'DELIVERED_NOT_INVOICED' and other.role = 'INVOICED_NOT_DELIVERED'
  ) then own.role end
), told as (
  select company.id as company_id, sum(delivered) as delivered, sum(invoiced) as invoiced
  from company cross join lateral sales_order_line_cut_offs(array(select id from sales_order_line where company_id = company.id))
  where company.id = any(:companies) and company.revenue_cut_off group by company.id
)
select company_id, format('%s should come to %s, the accounts have %s', array_to_string(roles, ' and '), amount, balance) from (
  select kept.company_id, kept.roles, posted.*,
    case when 'DELIVERED_NOT_INVOICED' = any(kept.roles) then coalesce(told.delivered, 0) else 0 end
    - case when 'INVOICED_NOT_DELIVERED' = any(kept.roles) then coalesce(told.invoiced, 0) else 0 end as amount
  from kept left join told using (company_id) cross join lateral (
    select coalesce(sum(line.company_amount), 0) as balance,
      coalesce(sum(least(line.company_amount, 0)) filter (where said.id is not null), 0) as said_least,
      coalesce(sum(greatest(line.company_amount, 0)) filter (where said.id is not null), 0) as said_most
    from journal_line as line left join invoice as said on said.entry_id = line.entry_id where line.account_id = any(kept.accounts)
  ) as posted
) as compared where balance - amount not between said_least and said_most
"""

# Each gives a row for each thing that is wrong: the company, and where and what it is.
_FINDINGS: Final[Mapping[IntegrityCheckKind, str]] = {
    IntegrityCheckKind.ENTRIES_BALANCE: """
select entry.company_id, format('JournalEntry:%s has %s lines over %s, off by %s', entry.id, count(line.id),
  sum(greatest(line.company_amount, 0)), sum(line.company_amount)) as finding
from journal_entry as entry left join journal_line as line on line.entry_id = entry.id
where entry.company_id = any(:companies) group by entry.id
having count(line.id) <> entry.line_count or sum(line.company_amount) <> 0 or sum(line.debit - line.credit) <> 0
  or sum(greatest(line.company_amount, 0)) <> entry.total_amount
""",
    IntegrityCheckKind.BALANCES_ARE_SUMS_OF_LINES: _BALANCES,
    IntegrityCheckKind.OPEN_ITEMS_ARE_ACCOUNTS: """
select company_id, format('LedgerAccount:%s has %s, its open items %s', id, balance, open) from (
  select account.company_id, account.id,
    coalesce((select sum(company_amount) from journal_line where account_id = account.id), 0) as balance,
    coalesce((select sum(open_company_amount) from open_item where account_id = account.id), 0) as open
  from ledger_account as account
  where account.company_id = any(:companies) and account.subtype in ('RECEIVABLE', 'PAYABLE')
) as compared where balance <> open
""",
    IntegrityCheckKind.SETTLED_IS_SUM_OF_SETTLEMENTS: """
select item.company_id, format('OpenItem:%s', item.id) from open_item as item
left join (
  select open_item_id, sum(amount) as amount, sum(company_amount) as company_amount from settlement_line
  where company_id = any(:companies) group by 1) as settled on settled.open_item_id = item.id
where item.company_id = any(:companies) and (item.settled_amount <> coalesce(settled.amount, 0)
  or item.settled_company_amount <> coalesce(settled.company_amount, 0))
""",
    IntegrityCheckKind.TAX_LINES_AGREE: """
select told.company_id, format('JournalEntry:%s', told.entry_id) from (
  select company_id, entry_id, tax_code_id,
    sum(case side when 'INPUT' then company_deductible else -company_amount end) as amount
  from tax_line where company_id = any(:companies) group by 1, 2, 3
) as told left join (
  select entry_id, tax_code_id, sum(company_amount) as amount from journal_line
  where company_id = any(:companies) and tax_code_id is not null group by 1, 2
) as posted using (entry_id, tax_code_id) where told.amount <> coalesce(posted.amount, 0)
""",
    IntegrityCheckKind.BANK_LINES_BOOKED_ONCE: """
select line.company_id, format('BankStatementLine:%s', line.id) from bank_statement_line as line
left join (
  select line_id, sum(amount) as amount from bank_reconciliation where company_id = any(:companies) group by 1
) as made on made.line_id = line.id
where line.company_id = any(:companies) and line.matched_amount <> coalesce(made.amount, 0)
union all
select made.company_id, format('BankReconciliation:%s', made.id) from bank_reconciliation as made
where made.company_id = any(:companies) and (made.entry_id is null) <> not exists (
  select from bank_reconciliation_part as part
  where part.reconciliation_id = made.id and (part.payment_id is null or part.journal_line_id is null))
union all
select paid.company_id, format('Payment:%s', paid.id) from payment as paid join (
  select payment_id, currency, sum(amount) as amount from bank_reconciliation_part
  where company_id = any(:companies) and payment_id is not null group by 1, 2
) as shown on shown.payment_id = paid.id
where shown.amount <> 0 and (paid.state = 'VOIDED' or payment_on_account(paid.id, shown.currency) is null
  or shown.amount * payment_on_account(paid.id, shown.currency) < 0
  or abs(shown.amount) > abs(payment_on_account(paid.id, shown.currency)))
""",
    IntegrityCheckKind.NUMBERS_WITHOUT_GAP: """
select series.company_id, format('%s: %s entries of %s', series.prefix, coalesce(counted.count, 0), series.next_value - 1)
from number_series as series left join (
  select company_id, left(number, length(number) - length(substring(number from '[0-9]+$'))) as prefix,
    count(distinct number) as count, min(substring(number from '[0-9]+$')::bigint) as first,
    max(substring(number from '[0-9]+$')::bigint) as last
  from journal_entry where company_id = any(:companies) group by 1, 2
) as counted using (company_id, prefix)
where series.company_id = any(:companies) and series.code like 'JOURNAL %'
  and row(coalesce(counted.count, 0), coalesce(counted.last, 0)) is distinct from row(series.next_value - 1, series.next_value - 1)
""",
    IntegrityCheckKind.ENTRIES_ARE_SEALED: """
select entry.company_id, format('JournalEntry:%s', entry.id) from journal_entry as entry
where entry.company_id = any(:companies) and not exists (select from journal_seal where entry_id = entry.id)
  and not exists (select from journal_unsealed where entry_id = entry.id)
""",
    IntegrityCheckKind.SEALS_HOLD: """
select company_id, format('Journal:%s breaks at %s', id, broken) from (
  select company_id, id, journal_first_break(id) as broken from journal where company_id = any(:companies)
) as chains where broken is not null
""",
    IntegrityCheckKind.STOCK_VALUES_ARE_SUMS_OF_ENTRIES: """
select company_id, format('Sku:%s', sku_id) from (
  select company_id, sku_id, quantity, quantity as on_hand, case method when 'FIFO' then quantity else 0 end as in_layers, value,
    case method when 'FIFO' then value else 0 end as layers_value
  from stock_value where company_id = any(:companies)
  union all
  select company_id, sku_id, -quantity, 0, 0, -value, 0 from stock_value_entry where company_id = any(:companies)
  union all
  select company_id, sku_id, 0, -on_hand, 0, 0, 0 from stock_level where company_id = any(:companies)
  union all
  select company_id, sku_id, 0, 0, -remaining_quantity, 0, -remaining_value from cost_layer where company_id = any(:companies)
) as each group by company_id, sku_id
having sum(quantity) <> 0 or sum(on_hand) <> 0 or sum(in_layers) <> 0 or sum(value) <> 0 or sum(layers_value) <> 0
""",
    # A company without an account in the role STOCK keeps its stock outside of its books.
    IntegrityCheckKind.STOCK_VALUES_ARE_STOCK_ACCOUNTS: """
select company_id, format('Stock is worth %s, its accounts have %s', worth, balance) from (
  select kept.company_id, coalesce((select sum(value) from stock_value where company_id = kept.company_id), 0) as worth,
    coalesce((select sum(line.company_amount) from journal_line as line where line.account_id = any(kept.accounts)), 0) as balance
  from (
    select company_id, array_agg(distinct account_id) as accounts from account_determination
    where role = 'STOCK' and company_id = any(:companies) group by company_id
  ) as kept
) as compared where worth <> balance
""",
    IntegrityCheckKind.STOCK_SNAPSHOTS_ARE_SUMS_OF_MOVES: _SNAPSHOTS,
    IntegrityCheckKind.CUT_OFFS_ARE_CUT_OFF_ACCOUNTS: _CUT_OFFS,
}

_EACH: Final = """
select '{kind}' as kind, company_id, finding from ({select}) as found (company_id, finding) where '{kind}' = any(:kinds)
"""
_ONE: Final = f"""
select count(*) as count, coalesce((array_agg(finding order by finding))[1:{FINDINGS_MAX}], array[]::text[]) as first
from ({{select}}) as found (company_id, finding)
"""  # noqa: S608 - names of ours
FACTS: Final = f"""
with findings as (
  {" union all ".join(_EACH.format(kind=kind, select=select) for kind, select in _FINDINGS.items())}
), counted as (
  select kind, company_id, count(*) as count,
    to_json((array_agg(finding order by finding))[1:{FINDINGS_MAX}]) as first
  from findings group by kind, company_id
)
select cast(json_build_object(
  'companies', (select json_agg(id order by code, id) from company where id = any(:companies)),
  'found', (
    select coalesce(json_agg(json_build_object('kind', kind, 'company', company_id, 'count', count, 'first', first)
      order by kind, company_id), '[]')
    from counted)
) as text) as facts
"""  # noqa: S608 - names of ours


@dataclass(frozen=True, slots=True)
class IntegrityCheck:
    """What a check of one company has found."""

    company: UUID
    kind: IntegrityCheckKind
    holds: bool
    count: int
    findings: Sequence[str]


def checks_from(facts: Mapping[str, Any] | None, kinds: Sequence[IntegrityCheckKind]) -> list[IntegrityCheck]:
    """Say for every company and check what was found; raises `NotFound` where the viewer does not see a company."""
    if facts is None:
        raise NotFound(path=("companyIds",))
    found = {(each["company"], each["kind"]): each for each in facts["found"]}
    return [_check(company, kind, found.get((company, kind.value))) for company in facts["companies"] for kind in kinds]


async def found_by(reading: Connection, company_id: UUID, kind: IntegrityCheckKind) -> IntegrityCheck:
    """Do one check of one company."""
    statement = _ONE.format(select=_FINDINGS[kind]).replace(":companies", "$1::uuid[]")
    row = await reading.fetchrow(statement, [company_id])
    assert row is not None
    return IntegrityCheck(company_id, kind, row["count"] == 0, row["count"], row["first"])


def _check(company: str, kind: IntegrityCheckKind, found: Mapping[str, Any] | None) -> IntegrityCheck:
    if found is None:
        return IntegrityCheck(UUID(company), kind, holds=True, count=0, findings=())
    return IntegrityCheck(UUID(company), kind, holds=False, count=found["count"], findings=found["first"])
