"""Moving what is committed from the outbox into the feed.

Every process that writes does it, after its own commits, and now and then besides, so that nothing stays where a process
ended between its commit and this. None of them leads: whoever finds another one at it comes back in a moment.
"""

import asyncio
from contextlib import suppress
from typing import Final

import asyncpg
from asyncpg import Pool
from structlog.typing import FilteringBoundLogger

EVERY_SECONDS: Final = 0.25
AGAIN_SECONDS: Final = 0.003
AT_ONCE: Final = 1_000
ANSWER_SECONDS: Final = 10.0
"""How long it waits for an answer; where a network hangs, a connection would without an end."""
BUSY: Final = -1
"""What `feed_advance` answers while somebody else is at it."""

# A connection that the database has ended a moment ago does not know it yet, and takes nothing: that is an error of the client.
AWAY: Final = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)


class Advancer:
    """Moves events on, one statement at a time however often it is woken."""

    def __init__(self, pool: Pool, log: FilteringBoundLogger) -> None:
        """Move them over connections of a pool that may write."""
        self._pool, self._log = pool, log
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Say that something was committed; it costs nothing to say it often."""
        self._woken.set()

    async def run(self) -> None:
        """Move events on until it is cancelled; while the database is away they wait for it."""
        was_away = False
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY_SECONDS):
                    await self._woken.wait()
            self._woken.clear()
            try:
                await self.advance()
            except AWAY as error:
                if not was_away:
                    self._log.warning("events cannot be moved into the feed", why=f"{type(error).__name__}: {error}")
                was_away = True
            else:
                was_away = False

    async def advance(self) -> None:
        """Move everything that is committed now."""
        while (moved := await self._move()) in (BUSY, AT_ONCE):
            if moved == BUSY:
                await asyncio.sleep(AGAIN_SECONDS)

    async def _move(self) -> int:
        """Move some, and tell how many."""
        async with self._pool.acquire(timeout=ANSWER_SECONDS) as connection:
            return await connection.fetchval("select feed_advance($1)", AT_ONCE, timeout=ANSWER_SECONDS)
