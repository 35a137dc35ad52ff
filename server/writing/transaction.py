"""Opening a transaction, and saying to the database who works in it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, cast

import asyncpg
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from kernel.clock import Clock
from server.graphql.caller import Caller
from services.platform.file_storage import Storage
from services.work import Actor, Work

SIMULATION_LOCK: Final = "1s"
SIMULATION_TRANSACTION: Final = "5s"

_ACTOR = """
select set_config('app.actor', :subject, true), set_config('app.actor_name', :name, true),
  set_config('app.client', :client, true), set_config('app.request', :request, true), set_config('app.reason', :reason, true)
"""
# What only pretends may hold up nobody for long.
_SIMULATED = f"""
{_ACTOR}, set_config('lock_timeout', '{SIMULATION_LOCK}', true),
  set_config('transaction_timeout', '{SIMULATION_TRANSACTION}', true)
"""


@dataclass(frozen=True)
class Transactions:
    """Opens transactions of the application for writing."""

    engine: AsyncEngine
    clock: Clock
    storage: Storage | None = None

    @asynccontextmanager
    async def begin(self, caller: Caller, reason: str | None, *, simulated: bool = False) -> AsyncGenerator[Work]:
        """Open a transaction; whoever uses it commits, and what is not committed is rolled back."""
        actor = caller.actor(reason)
        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            # SQLAlchemy's own statement opens the transaction; before it the driver's connection would commit each one.
            await session.execute(sa.text(_SIMULATED if simulated else _ACTOR), _settings(actor))
            connection = await (await session.connection()).get_raw_connection()
            raw = cast("asyncpg.Connection", connection.driver_connection)
            assert raw.is_in_transaction()
            yield Work(session, raw, actor, self.clock, simulated, caller.principal, self.storage)


def _settings(actor: Actor) -> dict[str, str]:
    return {
        "subject": actor.subject,
        "name": actor.display_name,
        "client": actor.client_id,
        "request": actor.request_id,
        "reason": actor.reason or "",
    }
