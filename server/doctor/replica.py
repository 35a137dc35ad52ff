"""The replica that queries are read from: is it there, is it a replica of this database, how far is it behind?"""

from typing import Final

import asyncpg
from asyncpg import Connection

from server.database import Database
from server.doctor.finding import Bounds, Finding, bad, good, measured

BEHIND_BYTES: Final = Bounds(warning=16 * 2**20, bad=2**30)
_WRITTEN: Final = "select pg_current_wal_lsn()::text, (select system_identifier from pg_control_system())"
_BEHIND: Final = """
select pg_is_in_recovery() as follows, (select system_identifier from pg_control_system()) as system,
  pg_wal_lsn_diff($1::text::pg_lsn, pg_last_wal_replay_lsn())::float as bytes
"""
_ADVICE: Final = "docs/runbooks/replica-lag.md"


async def examine_replica(connection: Connection, database: Database) -> Finding:
    """Compare the replica with the database that it follows."""
    if database.read_url is None:
        return good("replica", "There is none, and none is asked for.")
    try:
        replica = await asyncpg.connect(database.read_url, timeout=5)
    except (OSError, asyncpg.PostgresError) as error:
        return bad("replica", f"It cannot be reached: {error}.", f"Queries go to the primary meanwhile: {_ADVICE}")
    try:
        return await _compared(connection, replica)
    finally:
        await replica.close()


async def _compared(primary: Connection, replica: Connection) -> Finding:
    written = await primary.fetchrow(_WRITTEN)
    assert written is not None
    there = await replica.fetchrow(_BEHIND, written[0])
    assert there is not None
    if not there["follows"]:
        return bad("replica", "What DATABASE_READ_URL names follows nobody.", "Point it at a replica of this database.")
    if there["system"] != written[1]:
        return bad("replica", "It is the replica of another database.", "Point DATABASE_READ_URL at one of this.")
    behind = max(there["bytes"] or 0, 0)
    return measured("replica", behind, BEHIND_BYTES, f"It is {behind / 2**20:,.1f} MiB of the log behind.", _ADVICE)
