"""What rights cost: the same questions as an administrator and as a partner, with row policies alone and behind the second wall."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Final
from uuid import UUID

import asyncpg
from asyncpg import Connection

from auth.principal import Principal
from auth.roles import RoleCode, granted_by
from benchmarks.figures import Figures
from benchmarks.read_cases import DIFFERENT_ORDERS, LOOK_UP, Question, ReadCase, read_cases
from benchmarks.rounds import take_turns
from benchmarks.ways import InProcess, Way
from server.database import Database, create_pool
from server.postgres.second_wall import set_wall
from server.row_security import RowSecurity
from server.settings import Settings
from services.demo.identity import COMPANY_ID

REFERENCE: Final = "administrator"
PARTNER: Final = "partner"
CASES: Final = ("newest_orders", LOOK_UP)

# Whoever has ordered most, so that a page is as full for it as for the administrator.
_PARTNER: Final = """
select customer_id from sales_order where company_id = $1 group by customer_id order by count(*) desc, customer_id limit 1
"""
_ORDERS: Final = "select id from sales_order where customer_id = $1 order by id limit $2"


async def measure_rights(
    settings: Settings, database: Database, clients: Sequence[int], seconds: float, note: Callable[[str], None]
) -> list[Figures]:
    """Measure both viewers with and without the second wall, in turn; the ratio is to the administrator without.

    Raises:
        RuntimeError: the wall changes an answer.
    """
    database = replace(database, wall=RowSecurity.OFF)
    connection = await asyncpg.connect(database.app_url)
    try:
        party = await connection.fetchval(_PARTNER, COMPANY_ID)
        cases = await rights_cases(connection, party)
    finally:
        await connection.close()
    found: list[Figures] = []
    async with behind_the_wall(database), ways_of(settings, database, party) as ways:
        for case in cases:
            await require_same_answers(case, ways)
            turns = {name: partial(way.load, case) for name, way in ways.items()}
            found += await take_turns(f"{case.name} by rights", turns, clients, seconds, REFERENCE, note)
    return found


async def require_same_answers(case: ReadCase, ways: Mapping[str, Way]) -> None:
    """See that who reads behind the second wall is told what they are told without.

    Raises:
        RuntimeError: they are not.
    """
    for name in (REFERENCE, PARTNER):
        answer, walled = [await ways[way].answer(case, 0) for way in (name, _behind(name))]
        if answer != walled:
            raise RuntimeError(f"{case.name}: {name} is told {answer}, and behind the wall {walled}")


async def rights_cases(connection: Connection, party: UUID) -> list[ReadCase]:
    """Give the cases that both may ask: orders are those of the partner."""
    orders = [
        Question({"id": f"SalesOrder:{row[0]}"}) for row in await connection.fetch(_ORDERS, party, DIFFERENT_ORDERS)
    ]
    cases = [case for case in await read_cases(connection) if case.name in CASES]
    return [replace(case, questions=orders) if case.name == LOOK_UP else case for case in cases]


@asynccontextmanager
async def behind_the_wall(database: Database) -> AsyncGenerator[None]:
    """Let the wall stand in a database; who reads without becoming the reader does not notice."""
    await set_wall(database.owner_url, database.app_url, stands=True)
    try:
        yield
    finally:
        await set_wall(database.owner_url, database.app_url, stands=False)


@asynccontextmanager
async def ways_of(settings: Settings, database: Database, party: UUID) -> AsyncGenerator[dict[str, Way]]:
    """Open the four ways, each with a pool like that of a worker."""
    everything = granted_by([RoleCode.ADMIN])
    administrator = Principal("administrator", "torso-bench", "Bench", everything, companies=None)
    viewers = {REFERENCE: administrator, PARTNER: replace(administrator, companies=(COMPANY_ID,), party_id=party)}
    async with AsyncExitStack() as stack:
        ways: dict[str, Way] = {}
        for wall in (RowSecurity.OFF, RowSecurity.ON):
            for name, principal in viewers.items():
                pool = await create_pool(
                    replace(database, wall=wall), size_min=settings.pool_size_min, size_max=settings.pool_size_max
                )
                stack.push_async_callback(pool.close)
                ways[_behind(name) if wall.stands else name] = InProcess(pool, principal, wall=wall)
        yield ways


def _behind(name: str) -> str:
    return f"{name}, wall"
