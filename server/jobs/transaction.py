"""Transactions of jobs: in the name of whoever asked for the job, and with the rights of the system."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import cast

import asyncpg
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from auth.vault import Vault
from kernel.clock import Clock
from services.work import Actor, Work, untraced

_ACTOR = """
select set_config('app.actor', :subject, true), set_config('app.actor_name', :name, true),
  set_config('app.client', :client, true), set_config('app.request', :request, true), set_config('app.reason', :reason, true)
"""


def unheard() -> None:
    """Hear of a commit, and do nothing."""


@dataclass(frozen=True)
class JobTransactions:
    """Opens them."""

    engine: AsyncEngine
    clock: Clock
    vault: Vault | None = None
    # Hears that something was committed.
    committed: Callable[[], None] = unheard
    # Names the trace of what is being done.
    trace: Callable[[], str | None] = untraced

    @asynccontextmanager
    async def begin_as(self, actor: Actor) -> AsyncGenerator[Work]:
        """Open a transaction that is committed when the context ends without an error."""
        async with AsyncSession(self.engine, expire_on_commit=False) as session, session.begin():
            await session.execute(sa.text(_ACTOR), _settings(actor))
            connection = await (await session.connection()).get_raw_connection()
            raw = cast("asyncpg.Connection", connection.driver_connection)
            assert raw.is_in_transaction()
            yield Work(session, raw, actor, self.clock, vault=self.vault, trace=self.trace())
        self.committed()


def _settings(actor: Actor) -> dict[str, str]:
    return {
        "subject": actor.subject,
        "name": actor.display_name,
        "client": actor.client_id,
        "request": actor.request_id,
        "reason": actor.reason or "",
    }
