"""Opening a transaction, and saying to the database who works in it."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Final, cast

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from auth.vault import Vault
from events.away import AWAY
from kernel.clock import Clock
from server.graphql.caller import Caller
from services.platform.bulk.document import BulkDocuments
from services.platform.file_storage import Storage
from services.platform.persisted_operation.document import Documents
from services.platform.webhook.shape import Shapes
from services.work import Actor, Work, untraced

SIMULATION_LOCK: Final = "1s"
SIMULATION_TRANSACTION: Final = "5s"

# What only pretends may hold up nobody for long.
_SIMULATED: Final = {"lock_timeout": SIMULATION_LOCK, "transaction_timeout": SIMULATION_TRANSACTION}


@dataclass(frozen=True)
class Transactions:
    """Opens transactions of the application for writing."""

    engine: AsyncEngine
    clock: Clock
    storage: Storage | None = None
    vault: Vault | None = None
    shapes: Shapes | None = None
    documents: Documents | None = None
    bulk: BulkDocuments | None = None
    # Names the trace of what is being done.
    trace: Callable[[], str | None] = untraced

    @cached_property
    def _connections(self) -> AsyncEngine:
        # Transactions begin and end here and nowhere else: SQLAlchemy sends statements into them, and no BEGIN of its own.
        return self.engine.execution_options(isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def begin(self, caller: Caller, reason: str | None, *, simulated: bool = False) -> AsyncGenerator[Work]:
        """Open a transaction; whoever uses it commits, and what is not committed is rolled back."""
        actor = caller.actor(reason)
        async with self._connections.connect() as connection:
            raw = cast("asyncpg.Connection", (await connection.get_raw_connection()).driver_connection)
            session = AsyncSession(connection, expire_on_commit=False)
            try:
                await raw.execute(_beginning({**_settings(actor), **(_SIMULATED if simulated else {})}))
                principal = caller.principal
                yield Work(
                    session,
                    raw,
                    actor,
                    self.clock,
                    simulated,
                    principal,
                    self.storage,
                    self.vault,
                    self.shapes,
                    self.documents,
                    self.bulk,
                    self.trace(),
                )
            finally:
                await _end(connection, raw, session)


# Locks are held until the log has reached the disk, for milliseconds in which those who wait for a number could get on. What
# they write stands behind this in the log, and is never there without it. So locks go first, and then the log is waited for.
_COMMIT_EARLY: Final = "set local synchronous_commit to off; commit"
# A transaction of its own, which ends as the database was told that transactions end: on its disk, and that of its replicas.
_WAIT_FOR_LOG: Final = "select pg_logical_emit_message(true, 'torso', '')"


async def commit(work: Work, last: str = "") -> None:
    """Commit what a transaction has written, after a last statement; it is as durable as the database makes it."""
    done = await work.raw.execute(last + (_COMMIT_EARLY if work.is_waited_for else "commit"))
    # PostgreSQL answers so, and without an error, where a statement has failed and nobody has told.
    assert done == "COMMIT", done
    if work.is_waited_for:
        await work.raw.execute(_WAIT_FOR_LOG)


async def _end(connection: AsyncConnection, raw: asyncpg.Connection, session: AsyncSession) -> None:
    """Roll back what was not committed. A connection that cannot even do that is not used again."""
    try:
        if session.in_transaction():
            await session.close()
        if raw.is_in_transaction():
            await raw.execute("rollback")
    except AWAY:
        await connection.invalidate()
    else:
        if raw.is_closed():
            await connection.invalidate()


def _beginning(settings: Mapping[str, str]) -> str:
    """Begin, and set what holds for the transaction, in one round trip.

    Values cannot be bound in a message of several statements, so they go as digits, of which none can end a string.
    """
    sets = ", ".join(
        f"set_config('{name}', convert_from(decode('{value.encode().hex()}', 'hex'), 'UTF8'), true)"
        for name, value in settings.items()
    )
    return f"begin; select {sets}"


def _settings(actor: Actor) -> dict[str, str]:
    return {
        "app.actor": actor.subject,
        "app.actor_name": actor.display_name,
        "app.client": actor.client_id,
        "app.request": actor.request_id,
        "app.reason": actor.reason or "",
    }
