"""The whole examination: first this machine, then the database, then what goes on in it."""

from collections.abc import AsyncIterator

import asyncpg

from kernel.clock import Clock
from server.database import JOB, Database, connect
from server.doctor.database import examine_database, examine_owner
from server.doctor.finding import Finding, Grade, bad
from server.doctor.machine import examine_machine
from server.doctor.replica import examine_replica
from server.doctor.work import examine_work
from server.settings import Settings


async def examine(settings: Settings, database: Database, clock: Clock) -> AsyncIterator[Finding]:
    """Look at everything. Where the database is away or of another version, what would be looked at in it is left out."""
    for finding in examine_machine(settings):
        yield finding
    yield await examine_owner(database)
    try:
        connection = await connect(database, JOB)
    except (OSError, asyncpg.PostgresError) as error:
        yield bad("application", f"The application cannot sign in: {error}.", "Run ./torso db upgrade.")
        return
    try:
        async for finding in _inside(connection, settings, database, clock):
            yield finding
    finally:
        await connection.close()


async def _inside(
    connection: asyncpg.Connection, settings: Settings, database: Database, clock: Clock
) -> AsyncIterator[Finding]:
    is_of_this_version = True
    async for finding in examine_database(connection, database, clock):
        is_of_this_version &= not (finding.about == "migrations" and finding.grade is Grade.BAD)
        yield finding
    yield await examine_replica(connection, database)
    if is_of_this_version:
        async for finding in examine_work(connection, settings):
            yield finding
