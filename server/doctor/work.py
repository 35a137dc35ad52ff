"""What goes on in the database: who listens, what waits, what is held, and whether the books and the audit are whole."""

from collections.abc import AsyncIterator
from typing import Final

from asyncpg import Connection

from auth.data_keys import FILE_NAME as DATA_KEYS
from auth.data_keys import DataKeysUnusable
from events.feed import READER
from models.platform.access_rules import CHANNEL
from server.doctor.finding import Bounds, Finding, bad, good, measured, warning
from server.jobs.witness import FileWitness
from server.settings import Settings
from server.telemetry.backlog import Backlog, backlog
from server.telemetry.condition import NEVER, condition
from server.telemetry.webhooks import webhooks
from server.vault import keys_of
from services.platform.seal import JOURNALS, head_lost
from services.platform.sealed import sealed_by, sealed_columns

FEED_LAG_SECONDS: Final = Bounds(warning=10, bad=60)
DUE_SECONDS: Final = Bounds(warning=30, bad=300)
UNSEALED_SECONDS: Final = Bounds(warning=30, bad=300)
OPEN_SECONDS: Final = Bounds(warning=60, bad=600)
LOCK_SECONDS: Final = Bounds(warning=5, bad=60)
_DAY_SECONDS: Final = 86_400
SECRET_DAYS: Final = 14
_LISTENING: Final = """
select name, (select count(*) from pg_stat_activity where application_name = name and datname = current_database()) as count
from unnest($1::text[]) as name
"""


async def examine_work(connection: Connection, settings: Settings) -> AsyncIterator[Finding]:
    """Look at what goes on; the tables are those of this version."""
    waits = await backlog(connection)
    yield await _listeners(connection)
    yield _feed(waits)
    yield _jobs(waits)
    yield await _webhooks(connection)
    yield _unsealed(waits)
    yield await _chains(connection, settings)
    async for finding in _condition(connection):
        yield finding
    yield await _vault(connection, settings)


async def _listeners(connection: Connection) -> Finding:
    """Each server has one connection of each kind; where one kind is fewer, a server does not hear everything."""
    found = {row["name"]: row["count"] for row in await connection.fetch(_LISTENING, [CHANNEL, READER])}
    servers, readers = found[CHANNEL], found[READER]
    if not servers and not readers:
        return warning("listeners", "No server listens to this database.", "Start one: ./torso up.")
    if servers != readers:
        said = f"{servers} connections hear of changes of rights, and {readers} of events."
        return warning("listeners", said, "Look into the logs of the servers for connections that break.")
    return good("listeners", f"{servers} processes hear of changes of rights and of events.")


def _feed(waits: Backlog) -> Finding:
    said = f"{waits.outbox:,} events wait for the feed, the oldest for {waits.feed_lag_seconds:.1f} s."
    return measured("feed", waits.feed_lag_seconds, FEED_LAG_SECONDS, said, "docs/runbooks/feed-lag.md")


def _jobs(waits: Backlog) -> Finding:
    said = f"{waits.queued:,} jobs are queued, {waits.running:,} are being done, {waits.held:,} are held."
    if DUE_SECONDS.warning <= waits.due_seconds:
        late = f"{said} One is due since {waits.due_seconds:,.0f} s."
        return measured("jobs", waits.due_seconds, DUE_SECONDS, late, "Is there a worker? ./torso jobs work")
    if waits.held:
        return warning("jobs", said, "docs/runbooks/dead-letters.md")
    return good("jobs", said)


async def _webhooks(connection: Connection) -> Finding:
    fare = await webhooks(connection)
    said = (
        f"{fare.pending:,} messages wait to be told, {fare.dead:,} were given up; {fare.broken:,} endpoints are broken."
    )
    if fare.dead or fare.broken:
        return warning("webhooks", said, "docs/runbooks/dead-letters.md")
    return good("webhooks", said)


def _unsealed(waits: Backlog) -> Finding:
    said = (
        f"{waits.unsealed:,} entries of the audit wait for their seal, the oldest for {waits.unsealed_seconds:,.0f} s."
    )
    return measured("audit", waits.unsealed_seconds, UNSEALED_SECONDS, said, "docs/runbooks/unsealed-tail.md")


async def _chains(connection: Connection, settings: Settings) -> Finding:
    """See that what was signed last is there; `./torso audit verify` reckons everything anew."""
    witness = await FileWitness.of(settings.home, connection)
    lost = [await head_lost(connection, witness)]
    lost += [await head_lost(connection, witness, JOURNALS, chain) for chain in witness.chains()]
    if told := [each for each in lost if each is not None]:
        return bad("chains", f"What was signed is not there any more: {'; '.join(told)}.", "docs/runbooks/integrity.md")
    return good("chains", f"The audit and {len(lost) - 1:,} journals go on from what was signed last.")


async def _condition(connection: Connection) -> AsyncIterator[Finding]:
    found = await condition(connection)
    said = f"{found.books_broken:,} companies have books that were not whole when they were checked last."
    yield (
        bad("books", said, "docs/runbooks/integrity.md")
        if found.books_broken
        else good("books", "The books were whole when they were checked last.")
    )
    seconds = found.oldest_transaction_seconds
    said = f"The oldest transaction of the application has been open for {seconds:,.0f} s."
    yield measured("transactions", seconds, OPEN_SECONDS, said, "docs/runbooks/oldest-transaction.md")
    said = f"{found.lock_waits:,} wait for a lock, the first for {found.lock_wait_seconds:,.0f} s."
    yield measured("locks", found.lock_wait_seconds, LOCK_SECONDS, said, "docs/runbooks/lock-waits.md")
    yield _secrets(found.secret_expires_seconds)


def _secrets(seconds: float) -> Finding:
    if seconds == NEVER:
        return good("secrets", "No program is about to lose its last secret.")
    days = seconds / _DAY_SECONDS
    said = f"The last secret of a program ends in {days:,.1f} days."
    return warning("secrets", said, "docs/runbooks/key-expiry.md") if days < SECRET_DAYS else good("secrets", said)


async def _vault(connection: Connection, settings: Settings) -> Finding:
    """See that everything that is sealed can be opened."""
    needed = set(await sealed_by(connection, list(sealed_columns())))
    if not needed:
        return good("vault", "Nothing is sealed.")
    if settings.data_keys is None and not (settings.home / DATA_KEYS).exists():
        return bad("vault", "Values are sealed, and no keys are here.", "Bring the keys back from their copy.")
    try:
        missing = needed - {key.id for key in keys_of(settings).keys}
    except (DataKeysUnusable, OSError):
        missing = needed
    if missing:
        said = f"Values are sealed by keys that are not here: {', '.join(sorted(missing))}."
        return bad("vault", said, "Bring the keys back from their copy.")
    return good("vault", "Everything that is sealed can be opened.")
