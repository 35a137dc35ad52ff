"""A database of one's own to ask for work in, workers that are real processes, and what they have come to."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeAlias
from uuid import UUID

import asyncpg
import pytest
from asyncpg import Connection

from kernel.clock import SystemClock
from server.database import Database, create_engine
from server.jobs.transaction import JobTransactions
from services.work import Actor, Work
from tests.forked import Forked, forked
from tests.jobs import worker_process

ACTOR = Actor("ada", "shop", "request-1", "Ada", "because")
WAIT_SECONDS = 20

Asking: TypeAlias = Callable[[], AbstractAsyncContextManager[Work]]


class StartWorker(Protocol):
    """Starts a worker, on the way to the database that a URL says."""

    def __call__(self, url: str | None = None) -> Forked: ...


@pytest.fixture
async def asking(fresh_database: Database) -> AsyncGenerator[Asking]:
    """Open transactions in the name of somebody."""
    engine = create_engine(fresh_database)
    yield partial(JobTransactions(engine, SystemClock()).begin_as, ACTOR)
    await engine.dispose()


@pytest.fixture
async def app_on_fresh(fresh_database: Database) -> AsyncGenerator[Connection]:
    """A connection of the application, outside of any transaction."""
    connection = await asyncpg.connect(fresh_database.app_url)
    yield connection
    await connection.close()


@pytest.fixture
def start_worker(fresh_database: Database, tmp_path: Path) -> Generator[StartWorker]:
    """Start workers; who is still there after the test is killed."""
    started: list[Forked] = []

    def start(url: str | None = None) -> Forked:
        started.append(forked(worker_process.run, url or fresh_database.app_url, tmp_path))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


@dataclass(frozen=True)
class Following:
    """Follows jobs as whoever asked for them."""

    connection: Connection

    async def until(self, job_id: UUID, condition: Callable[[asyncpg.Record], bool]) -> dict[str, Any]:
        """Wait until something holds of a job, and give the job."""
        async with asyncio.timeout(WAIT_SECONDS):
            while True:
                job = await self.connection.fetchrow("select * from job where id = $1", job_id)
                assert job is not None
                if condition(job):
                    return dict(job)
                await asyncio.sleep(0.05)

    async def until_it_is(self, job_id: UUID, state: str) -> dict[str, Any]:
        """Wait until a job is in a state."""
        return await self.until(job_id, lambda job: job["state"] == state)


@pytest.fixture
def follow(app_on_fresh: Connection) -> Following:
    """Follow jobs."""
    return Following(app_on_fresh)
