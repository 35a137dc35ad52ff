"""The ledger of `./torso bench books`: as many lines as wanted, each of a value of five dimensions, made by whole sets.

Triggers are off while it is made, and the balances are added up once, as folding leaves them.
"""

from typing import Final
from uuid import UUID

from asyncpg import Connection

LINES_OF_AN_ENTRY: Final = 10
DIMENSIONS: Final = 5
VALUES: Final = 200

_DIMENSIONS: Final = """
with made as (
  insert into dimension (company_id, code, name) select $1, 'BENCH-' || place, 'Bench ' || place
  from generate_series(1, $2::integer) as place returning id, company_id
)
insert into dimension_value (company_id, dimension_id, code, name)
select company_id, id, 'V-' || place, 'Value ' || place from made cross join generate_series(1, $3::integer) as place
"""
_ENTRIES: Final = """
insert into journal_entry (company_id, journal_id, number, posted_on, period_id, description, currency, rate,
  company_currency, kind, line_count, total_amount, entered_by)
select $1, (select id from journal where company_id = $1 and kind = 'GENERAL' order by code limit 1), 'BENCH-' || place,
  period.starts_on, period.id, 'Bench', company.currency, 1, company.currency, 'NORMAL', 10,
  round(50::numeric, currency_exponent(company.currency)), 'bench'
from generate_series($2::integer, $3::integer) as place join company on company.id = $1
join (
  select *, row_number() over (order by starts_on) - 1 as rank, count(*) over () as count
  from accounting_period where company_id = $1 and not is_adjustment
) as period on period.rank = place % period.count
"""
_LINES: Final = """
with accounts as (
  select array_agg(id order by code) as ids from ledger_account
  where company_id = $1 and not is_group and not requires_party and currency is null
), dimensions as (
  select array_agg(ids order by dimension_id) as ids from (
    select dimension_id, array_agg(id) as ids from dimension_value
    where dimension_id in (select id from dimension where company_id = $1 and code like 'BENCH-%') group by 1) as each
)
insert into journal_line (company_id, entry_id, position, posted_on, period_id, account_id, currency, debit, credit,
  company_currency, company_amount, value_ids)
select $1, entry.id, place, entry.posted_on, entry.period_id,
  accounts.ids[1 + (hashtext(entry.number || place) & 1048575) % cardinality(accounts.ids)], entry.currency,
  case when place <= 5 then ten else ten - ten end, case when place > 5 then ten else ten - ten end, entry.currency,
  case when place <= 5 then ten else -ten end, array(
    select dimensions.ids[nth][1 + (hashtext(entry.number || place || nth) & 1048575) % $3::integer]
    from generate_series(1, $2::integer) as nth)
from journal_entry as entry cross join generate_series(1, 10) as place cross join accounts cross join dimensions
cross join lateral (select round(10::numeric, currency_exponent(entry.currency)) as ten) as said
where entry.company_id = $1 and entry.number like 'BENCH-%' and substr(entry.number, 7)::integer between $4 and $5
"""
_BALANCES: Final = """
insert into period_balance (company_id, period_id, account_id, value_id, currency, is_closing, debit, credit, amount,
  account_amount, lines)
select line.company_id, line.period_id, line.account_id, place.value_id, line.currency, entry.is_closing,
  sum(greatest(line.company_amount, 0)), sum(greatest(-line.company_amount, 0)), sum(line.debit - line.credit),
  sum(line.account_amount), count(*)
from journal_line as line join journal_entry as entry on entry.id = line.entry_id
cross join unnest(array[null]::uuid[] || line.value_ids) as place (value_id) group by 1, 2, 3, 4, 5, 6
"""


async def add_dimensions(superuser: Connection, company: UUID) -> None:
    """Add the dimensions that lines are told apart by."""
    await superuser.execute(_DIMENSIONS, company, DIMENSIONS, VALUES)
    # From here on, rows come as they are meant to be. Values have been given their paths, by which reports find them.
    await superuser.execute("set session_replication_role = replica")


async def fill_up(superuser: Connection, company: UUID, before: int, lines: int) -> None:
    """Post until there are so many lines, of which some are there from before, and add the balances up anew."""
    first, last = before // LINES_OF_AN_ENTRY + 1, lines // LINES_OF_AN_ENTRY
    await superuser.execute(_ENTRIES, company, first, last)
    await superuser.execute(_LINES, company, DIMENSIONS, VALUES, first, last)
    await superuser.execute("truncate period_balance, period_balance_delta")
    await superuser.execute(_BALANCES)
    await superuser.execute("vacuum (analyze) period_balance, period_balance_delta, journal_entry, journal_line")
