"""`./torso bench books`: reports of balances beside the bare SELECT of the same balances, as the ledger grows.

What is measured is the statement of a report, by the application's role over one connection, without HTTP.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

import asyncpg
from asyncpg import Connection

from benchmarks.books_filled import add_dimensions, fill_up
from benchmarks.figures import Figures
from benchmarks.load import Window, closed_loop
from benchmarks.rounds import take_turns
from benchmarks.write import NAME, made_for_it
from server.database import REQUEST
from server.postgres import embedded_server
from server.settings import Settings
from services.demo.identity import COMPANY_ID
from services.finance.reports.facts import OF_ALL

REFERENCE: Final = "sql"
BARE: Final = """
select account_id, sum(debit), sum(credit) from period_balance_now
where company_id = $1 and value_id is null and period_id in (
  select id from accounting_period where company_id = $1 and ends_on <= $2)
group by account_id
"""


async def run_books(
    settings: Settings, lines: Sequence[int], seconds: float, note: Callable[[str], None]
) -> Sequence[Figures]:
    """Measure reports of ledgers of these sizes, in a database that is made for it and dropped."""
    figures: list[Figures] = []
    with embedded_server(settings.home) as server:
        note("Making a database with the demo company")
        async with made_for_it(server) as database:
            superuser = await asyncpg.connect(server.url("postgres", NAME))
            reading = await asyncpg.connect(database.app_url, server_settings={"jit": "off", **REQUEST.as_settings()})
            await add_dimensions(superuser, COMPANY_ID)
            for before, count in zip((0, *sorted(lines)), sorted(lines), strict=False):
                note(f"Posting until there are {count:,} lines")
                await fill_up(superuser, COMPANY_ID, before, count)
                figures += await _measure(reading, count, seconds, note)
            await reading.close()
            await superuser.close()
    return figures


async def _measure(reading: Connection, lines: int, seconds: float, note: Callable[[str], None]) -> list[Figures]:
    first, last = await _days(reading)
    bare = partial(_load, reading, BARE, [COMPANY_ID, last])
    cases: Mapping[str, list[Any]] = {
        "trial balance": [[None, first - timedelta(days=1)], [first, last], [True, True]],
        "balance sheet": [[None], [last], [True]],
    }
    figures: list[Figures] = []
    for name, windows in cases.items():
        ways = {"report": partial(_load, reading, _numbered(OF_ALL), [[COMPANY_ID], *windows]), REFERENCE: bare}
        figures += await take_turns(f"{name}, {lines:,} lines", ways, [1], seconds, REFERENCE, note)
    return figures


async def _days(reading: Connection) -> tuple[date, date]:
    """Give the first day of the last year, and its last one."""
    row = await reading.fetchrow(
        "select starts_on, ends_on from fiscal_year where company_id = $1 order by starts_on desc limit 1", COMPANY_ID
    )
    assert row is not None
    return row["starts_on"], row["ends_on"]


async def _load(reading: Connection, sql: str, values: Sequence[Any], clients: int, seconds: float) -> Window:
    async def ask(_number: int) -> None:
        assert await reading.fetch(sql, *values)

    return await closed_loop(ask, clients, seconds)


def _numbered(sql: str) -> str:
    for place, name in enumerate(("companies", "starts", "ends", "closing"), 1):
        sql = re.sub(rf"(?<!:):{name}\b", f"${place}", sql)
    return sql
