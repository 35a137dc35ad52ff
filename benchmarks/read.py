"""`./torso bench read`: the same answers by HTTP, by `Schema.execute` and by SQL, at several numbers of clients."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import asyncpg
from asyncpg import Pool

from benchmarks.database import bench_database
from benchmarks.figures import Figures
from benchmarks.processes import http_client, running_server
from benchmarks.read_cases import LOOK_UP, ReadCase, read_cases
from benchmarks.rights import measure_rights
from benchmarks.rounds import take_turns
from benchmarks.viewer import sales_manager
from benchmarks.ways import REFERENCE, Http, InProcess, Sql, Way
from server.database import Database, create_pool
from server.postgres import embedded_server
from server.settings import Settings

COMPARED: Final = 5
"""So many questions of each case are answered by all ways before anything is measured, and have to agree."""

PLANNED_ANEW: Final = 5
"""So often PostgreSQL plans a statement anew on a connection before it may settle on a generic plan."""

_GENERIC_POINT_READS: Final = """
select coalesce(sum(generic_plans), 0) from pg_prepared_statements
where statement like '%{"id":"SalesOrder:%' and statement not like '%nodes%'
"""


@dataclass(frozen=True)
class ReadBench:
    """What a run found."""

    figures: Sequence[Figures]
    memory_mb: Sequence[int]
    """Resident memory of each worker of the server at the end."""

    def as_json(self) -> list[dict[str, object]]:
        """Give an object for each line; those of HTTP tell the memory of the workers too."""
        memory = {"worker_memory_mb": list(self.memory_mb)}
        return [figures.as_json() | (memory if figures.way == "http" else {}) for figures in self.figures]


async def run_read(
    settings: Settings, scale: int, clients: Sequence[int], seconds: float, note: Callable[[str], None]
) -> ReadBench:
    """Measure all cases on the embedded server, over the demo company so many times.

    Raises:
        RuntimeError: the ways do not agree about an answer, or one of them failed.
    """
    with embedded_server(settings.home) as server:
        note(f"Looking for the demo company {scale} times over; making it takes a while")
        database = await bench_database(server, scale)
        found = await measure(settings, database, clients, seconds, note)
        by_rights = await measure_rights(settings, database, clients, seconds, note)
        return replace(found, figures=[*found.figures, *by_rights])


async def measure(
    settings: Settings, database: Database, clients: Sequence[int], seconds: float, note: Callable[[str], None]
) -> ReadBench:
    """Measure all cases on a database with the demo company; raises what `run_read` does."""
    viewer = sales_manager(settings.home)
    note("Starting the server")
    async with (
        running_server(settings, database) as server,
        http_client(server) as client,
        pool_like_the_servers(settings, database) as sql_pool,
        pool_like_the_servers(settings, database) as schema_pool,
    ):
        ways: dict[str, Way] = {
            "http": Http(client, server, viewer),
            "schema": InProcess(schema_pool, viewer.principal),
            REFERENCE: Sql(sql_pool),
        }
        cases = await _cases(database)
        for case in cases:
            await require_agreement(case, ways)
        figures: list[Figures] = []
        for case in cases:
            turns = {name: partial(way.load, case) for name, way in ways.items()}
            figures += await take_turns(case.name, turns, clients, seconds, REFERENCE, note)
            if case.name == LOOK_UP:
                await require_generic_plan(case, ways["schema"], schema_pool)
                await require_generic_plan(case, ways[REFERENCE], sql_pool)
        return ReadBench(figures, server.memory_mb())


async def require_agreement(case: ReadCase, ways: dict[str, Way]) -> None:
    """See that all ways give the same answer.

    Raises:
        RuntimeError: they do not.
    """
    for number in range(min(COMPARED, len(case.questions))):
        answers = {name: await way.answer(case, number) for name, way in ways.items()}
        for name, answer in answers.items():
            if answer != answers[REFERENCE]:
                raise RuntimeError(f"{case.name}: {name} answers {answer}, and SQL {answers[REFERENCE]}")


async def require_generic_plan(case: ReadCase, way: Way, pool: Pool) -> None:
    """See that PostgreSQL stops planning the look-up of one order anew each time.

    A short run by many clients on a busy machine asks no connection often enough for that, so it is asked some times more: one
    after another, which the pool answers by the same connection. Pools replace connections in time, so it is seen at once.

    Raises:
        RuntimeError: no connection of the pool runs it by a generic plan.
    """
    for number in range(PLANNED_ANEW + 1):
        await way.answer(case, number)
    connections = [await pool.acquire() for _ in range(pool.get_size())]
    generic = sum([await connection.fetchval(_GENERIC_POINT_READS) for connection in connections])
    for connection in connections:
        await pool.release(connection)
    if not generic:
        raise RuntimeError("PostgreSQL plans the look-up of one order anew each time.")


@asynccontextmanager
async def pool_like_the_servers(settings: Settings, database: Database) -> AsyncGenerator[Pool]:
    """Open a pool of the size that one worker has."""
    pool = await create_pool(database, size_min=settings.pool_size_min, size_max=settings.pool_size_max)
    yield pool
    await pool.close()


async def _cases(database: Database) -> Sequence[ReadCase]:
    connection = await asyncpg.connect(database.app_url)
    try:
        return await read_cases(connection)
    finally:
        await connection.close()
