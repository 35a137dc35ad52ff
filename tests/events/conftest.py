"""A database of one's own, in which things happen and the feed goes on when a test says so."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from asyncpg import Connection

from server.database import Database

MAKE = "insert into job (kind, requested_by, state) values ('test.counted', 'ada', 'QUEUED') returning id"
WORK = "update job set progress_done = progress_done + 1 where id = $1 returning version"
FEED = "select * from feed order by position"


@dataclass(frozen=True)
class Happenings:
    """Jobs of which somebody is told, since a job needs nothing else to be there."""

    database: Database
    app: Connection
    owner: Connection

    async def job(self) -> UUID:
        """Make something that things can happen to."""
        return await self.app.fetchval(MAKE)

    async def work(self, job: UUID, connection: Connection | None = None) -> int:
        """Let something happen to it, and give the version that it has then."""
        return await (connection or self.app).fetchval(WORK, job)

    async def advance(self, at_most: int = 1_000) -> int:
        """Move what is committed into the feed."""
        return await self.app.fetchval("select feed_advance($1)", at_most)

    async def told(self) -> list[tuple[UUID, int]]:
        """Give what stands in the feed: of what, and which version, in the order of positions."""
        rows = await self.app.fetch(FEED)
        return [(row["entity_id"], row["entity_version"]) for row in rows]

    async def feed(self) -> list[dict[str, Any]]:
        """Give what stands in the feed, whole."""
        return [dict(row) for row in await self.app.fetch(FEED)]

    async def connect(self) -> Connection:
        """Open another connection of the application."""
        return await asyncpg.connect(self.database.app_url)


@pytest.fixture
async def happenings(fresh_database: Database) -> AsyncGenerator[Happenings]:
    """What happens in a database that is this test's alone."""
    app, owner = await asyncpg.connect(fresh_database.app_url), await asyncpg.connect(fresh_database.owner_url)
    yield Happenings(fresh_database, app, owner)
    await app.close()
    await owner.close()
