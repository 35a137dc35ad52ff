"""The database itself: who gets in, what it is, and whether its tables are those of this version."""

import time
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Final

import asyncpg
from asyncpg import Connection

from kernel.clock import Clock
from server.database import Database
from server.doctor.finding import Bounds, Finding, bad, good, measured
from server.errors import OperatorError
from server.postgres import second_wall
from server.postgres.programs import MAJOR
from server.revisions import is_newer, newest_revision
from server.row_security import RowSecurity

CLOCK_SECONDS: Final = Bounds(warning=1, bad=5)
_CONNECTIONS: Final = """
select (select count(*) from pg_stat_activity)::float / current_setting('max_connections')::int as used,
  current_setting('max_connections') as most
"""
CONNECTIONS_USED: Final = Bounds(warning=0.8, bad=0.95)
_OWNS: Final = """
select count(*) from pg_class as made join pg_namespace as schema on schema.oid = made.relnamespace
where schema.nspname = 'public' and pg_has_role(made.relowner, 'usage')
"""
_IS_SUPERUSER: Final = "select rolsuper from pg_roles where rolname = current_user"
_OF_WALL: Final = {
    RowSecurity.OFF: "There is none, and none is asked for.",
    RowSecurity.ON: "It stands.",
    RowSecurity.VERIFY: "It stands, and each read is compared with what there is without it.",
}
_REVISION: Final = "select max(version_num) from alembic_version"


async def examine_owner(database: Database) -> Finding:
    """See whether migrations and backups get in."""
    try:
        owner = await asyncpg.connect(database.owner_url)
    except (OSError, asyncpg.PostgresError) as error:
        return bad("owner", f"The owner cannot sign in: {error}.", "Look at DATABASE_URL.")
    await owner.close()
    return good("owner", "The owner can sign in.")


async def examine_database(connection: Connection, database: Database, clock: Clock) -> AsyncIterator[Finding]:
    """Look at the database over a connection of the application."""
    yield _version(connection)
    yield await _application(connection)
    yield await _revision(connection)
    yield await _wall(database)
    yield await _clock(connection, clock)
    yield await _room(connection)


def _version(connection: Connection) -> Finding:
    found = connection.get_server_version()
    if found.major != MAJOR:
        said = f"It is PostgreSQL {found.major}, and this version of Torso is made for {MAJOR}."
        return bad("version", said, f"Move to PostgreSQL {MAJOR}: back up here, restore there.")
    return good("version", f"It is PostgreSQL {found.major}.{found.micro}.")


async def _application(connection: Connection) -> Finding:
    """See that the application's role could not undo what the database forbids."""
    if await connection.fetchval(_IS_SUPERUSER):
        return bad(
            "application", "The application goes in as a superuser.", "Give TORSO_APP_DATABASE_URL another role."
        )
    if owned := await connection.fetchval(_OWNS):
        said = f"The application's role has the rights of the owner of {owned:,} tables."
        return bad("application", said, "Give TORSO_APP_DATABASE_URL a role that owns nothing.")
    return good("application", "The application's role owns nothing.")


async def _revision(connection: Connection) -> Finding:
    newest = newest_revision()
    try:
        found: str | None = await connection.fetchval(_REVISION)
    except asyncpg.UndefinedTableError:
        found = None
    if found == newest:
        return good("migrations", f"It is at the newest revision, {newest}.")
    if is_newer(found):
        said = f"It is at revision {found}, which a newer version of Torso has made; this one knows {newest}."
        return bad("migrations", said, "Bring this server to the newer version.")
    return bad("migrations", f"It is at revision {found}, and the newest is {newest}.", "Run ./torso db upgrade.")


async def _wall(database: Database) -> Finding:
    try:
        await second_wall.require_agreement(database.app_url, wanted=database.wall.stands)
    except OperatorError as refused:
        return bad("second wall", str(refused), "docs/second-wall.md")
    return good("second wall", _OF_WALL[database.wall])


async def _clock(connection: Connection, clock: Clock) -> Finding:
    """Compare clocks; what the question took on its way is no difference."""
    began, before = time.monotonic(), clock.now()
    there = await connection.fetchval("select clock_timestamp()")
    here = before + timedelta(seconds=(time.monotonic() - began) / 2)
    apart = abs((there - here).total_seconds())
    said = f"The clocks of this machine and of the database are {apart:.2f} s apart."
    return measured("clock", apart, CLOCK_SECONDS, said, "Set both by NTP: tokens and deadlines go by them.")


async def _room(connection: Connection) -> Finding:
    row = await connection.fetchrow(_CONNECTIONS)
    assert row is not None
    said = f"{row['used']:.0%} of {row['most']} connections are used."
    advice = "Raise max_connections, or start fewer workers: docs/running.md, Connections."
    return measured("connections", row["used"], CONNECTIONS_USED, said, advice)
