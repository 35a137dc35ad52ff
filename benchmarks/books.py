"""`./torso bench books`: reports of balances beside the bare SELECT of the same balances, as the ledger grows.

Each report is measured through `Schema.execute` up to the bytes of the answer, and as its statement alone, by the
application's role.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final, cast
from uuid import UUID

import asyncpg
import orjson
from asyncpg import Pool

from auth.roles import RoleCode
from benchmarks.books_cases import BooksCase, books_cases
from benchmarks.books_filled import add_dimensions, fill_up
from benchmarks.figures import Figures
from benchmarks.load import Window, closed_loop
from benchmarks.rounds import take_turns
from benchmarks.viewer import Viewer, viewer_as
from benchmarks.ways import InProcess
from benchmarks.write import NAME, made_for_it
from server.database import REQUEST
from server.postgres import embedded_server
from server.settings import Settings
from services.demo.identity import COMPANY_ID

REFERENCE: Final = "sql"


async def run_books(
    settings: Settings, lines: Sequence[int], seconds: float, note: Callable[[str], None]
) -> Sequence[Figures]:
    """Measure reports of ledgers of these sizes, in a database that is made for it and dropped."""
    figures: list[Figures] = []
    with embedded_server(settings.home) as server:
        note("Making a database with the demo company")
        async with made_for_it(server) as database:
            superuser = await asyncpg.connect(server.url("postgres", NAME))
            session = {"TimeZone": "UTC", "jit": "off", **REQUEST.as_settings()}
            pool = await asyncpg.create_pool(database.app_url, min_size=1, max_size=1, server_settings=session)
            viewer = viewer_as(settings.home, RoleCode.CONTROLLER)
            await add_dimensions(superuser, COMPANY_ID)
            for before, count in zip((0, *sorted(lines)), sorted(lines), strict=False):
                note(f"Posting until there are {count:,} lines")
                await fill_up(superuser, COMPANY_ID, before, count)
                figures += await _measure(pool, viewer, count, seconds, note)
            await pool.close()
            await superuser.close()
    return figures


async def _measure(
    pool: Pool, viewer: Viewer, lines: int, seconds: float, note: Callable[[str], None]
) -> list[Figures]:
    schema = InProcess(pool, viewer.principal)
    async with pool.acquire() as connection:
        cases = await books_cases(cast("asyncpg.Connection", connection))
    figures: list[Figures] = []
    for case in cases:
        await _require_agreement(pool, case)
        ways = {
            "schema": partial(schema.load, case.asked),
            "report": partial(_load, pool, case.statement, case.values),
            REFERENCE: partial(_load, pool, case.bare, case.bare_values),
        }
        figures += await take_turns(f"{case.asked.name}, {lines:,} lines", ways, [1], seconds, REFERENCE, note)
    return figures


async def _require_agreement(pool: Pool, case: BooksCase) -> None:
    """Check that a report tells of the accounts that the bare SELECT finds: an empty answer is soon given."""
    facts = orjson.loads(await pool.fetchval(case.statement, *case.values))
    bare = await pool.fetch(case.bare, *case.bare_values)
    told = {UUID(account["id"]) for account in facts["accounts"]}
    assert told == {account_id for account_id, debit, credit in bare if debit or credit}
    assert told


async def _load(pool: Pool, sql: str, values: Sequence[Any], clients: int, seconds: float) -> Window:
    async def ask(_number: int) -> None:
        assert await pool.fetch(sql, *values)

    return await closed_loop(ask, clients, seconds)
