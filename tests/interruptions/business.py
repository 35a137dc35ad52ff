"""Jobs to which things happen all the time, in transactions beside each other, whatever becomes of the database meanwhile."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import groupby
from random import Random
from uuid import UUID

import asyncpg
from asyncpg import Connection

from events.advancing import AWAY
from server.database import Database
from tests.events.conftest import MAKE, WORK
from tests.interruptions.programs import PATIENCE_SECONDS, Change

JOBS, WRITERS = 6, 3
SEED = 20_261_122
AGAIN_SECONDS = 0.1
OPEN_SECONDS_MAX = 0.03
TOLD = "select 'Job:' || entity_id as key, entity_version as version from feed where position > $1 order by position"


@dataclass
class Business:
    """What happens, and what of it was acknowledged as committed."""

    database: Database
    jobs: list[UUID]
    begins_after: int
    """The position in the feed before everything that happens."""
    acknowledged: set[Change] = field(default_factory=set[Change])
    is_over: bool = False
    _chance: Random = field(default_factory=lambda: Random(SEED))

    async def write(self) -> None:
        """Let things happen until that is to be over; while the database is away, come again."""
        while not self.is_over:
            with suppress(*AWAY):
                await self._write_over_one_connection()
            await asyncio.sleep(AGAIN_SECONDS)

    async def _write_over_one_connection(self) -> None:
        connection = await asyncpg.connect(self.database.owner_url)
        try:
            while not self.is_over:
                await self._one_transaction(connection)
        finally:
            connection.terminate()

    async def _one_transaction(self, connection: Connection) -> None:
        written: set[Change] = set()
        async with connection.transaction():
            for job in sorted(self._chance.sample(self.jobs, 2)):
                written.add((f"Job:{job}", await connection.fetchval(WORK, job)))
            # Others that begin later may commit before.
            await asyncio.sleep(self._chance.uniform(0, OPEN_SECONDS_MAX))
        self.acknowledged |= written

    async def everything(self) -> list[Change]:
        """Give what is to be told, in order, once all of it has its position: each version of each job once."""
        connection = await asyncpg.connect(self.database.owner_url)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await connection.fetchval("select exists (select from outbox)"):
                await asyncio.sleep(0.05)
        told = [(row["key"], row["version"]) for row in await connection.fetch(TOLD, self.begins_after)]
        await connection.close()
        assert self.acknowledged <= set(told), "committed and not told"
        for key, changes in groupby(sorted(told), key=lambda change: change[0]):
            versions = [version for _, version in changes]
            assert versions == list(range(2, 2 + len(versions))), key
        return told


async def business_of(database: Database) -> Business:
    """Make jobs, and move on what is told of that by hand."""
    connection = await asyncpg.connect(database.app_url)
    jobs = [await connection.fetchval(MAKE) for _ in range(JOBS)]
    while await connection.fetchval("select feed_advance(1000)"):
        await asyncio.sleep(0.01)
    begins_after = await connection.fetchval("select position from feed_state")
    await connection.close()
    return Business(database, jobs, begins_after)


@asynccontextmanager
async def going_on(business: Business) -> AsyncGenerator[None]:
    """Let things happen for as long as the context lasts."""
    async with asyncio.TaskGroup() as group:
        for _ in range(WRITERS):
            group.create_task(business.write())
        try:
            yield
        finally:
            business.is_over = True
