"""The replica of an installation, by its settings."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

from asyncpg import Pool

from server.database import Database, create_pool
from server.replica.positions import Positions
from server.replica.replica import Replica
from server.settings import Settings
from server.telemetry import logs
from server.telemetry.metrics import Metrics


@asynccontextmanager
async def replica_of(
    settings: Settings, database: Database, primary: Pool, metrics: Metrics
) -> AsyncGenerator[Replica | None]:
    """Follow the replica for as long as the context lasts; None where there is none. It may come and go meanwhile."""
    if database.read_url is None:
        yield None
        return
    there = replace(database, app_url=database.read_url)
    # Connections are made when they are needed, so that a server starts while its replica is away.
    pool = await create_pool(there, size_min=0, size_max=settings.pool_size_max)
    positions = Positions(settings.home)
    replica = Replica(pool, primary, positions, metrics, logs.logger(), wall=database.wall)
    following = asyncio.create_task(replica.follow())
    try:
        yield replica
    finally:
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following
        pool.terminate()
        positions.close()
