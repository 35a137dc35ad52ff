"""Hearing of changes of rights, from whichever server of the database they come.

What is remembered of rights is good only while every change is heard. So the one who listens is asked again and again
whether they still hear, and for a second only an answer is believed; then nothing that is remembered is used until they do.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final, TypeAlias

import asyncpg
from structlog.typing import FilteringBoundLogger

from models.platform.access_rules import CHANNEL
from server.database import Database

HEARD_SECONDS: Final = 1.0
"""For how long an answer of the database is believed to say that every change has been heard."""
ASK_SECONDS: Final = 0.25
PAUSE_SECONDS: Final = 0.5
"""How long it waits before it looks for a database that was away."""

Heard: TypeAlias = Callable[[str], None]
"""Is told what has changed: `user_account:<id>`, or `role` where it is everybody's rights."""
EVERYTHING: Final = "everything"
"""What is told where changes may have gone unheard."""

_AWAY: Final = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError)


class Listening:
    """Listens on a connection of its own."""

    def __init__(
        self,
        database: Database,
        heard: Heard,
        log: FilteringBoundLogger,
        heard_seconds: float = HEARD_SECONDS,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Tell what is heard in a database."""
        self._database = database
        self._heard = heard
        self._log = log
        self._heard_seconds = heard_seconds
        self._now = now
        self._good_until = float("-inf")

    @property
    def hears(self) -> bool:
        """Tell whether every change up to now has been told of."""
        return self._now() < self._good_until

    async def listen(self) -> None:
        """Listen until it is cancelled; while the database is away, look for it."""
        while True:
            try:
                await self._listen_on_one_connection()
            except _AWAY as error:
                self._log.warning("changes of rights are not heard", why=f"{type(error).__name__}: {error}")
            finally:
                self._good_until = float("-inf")
                self._heard(EVERYTHING)
            await asyncio.sleep(PAUSE_SECONDS)

    async def _listen_on_one_connection(self) -> None:
        # Its name tells whoever looks at the connections of the database what this one is for.
        settings = {"application_name": CHANNEL}
        connection = await asyncpg.connect(self._database.app_url, timeout=5, server_settings=settings)
        try:
            await connection.add_listener(CHANNEL, self._tell)
            # What was changed before it listened was not heard.
            self._heard(EVERYTHING)
            while True:
                asked = self._now()
                # The answer comes after everything that was notified before it.
                await connection.fetchval("select 1", timeout=self._heard_seconds)
                self._good_until = asked + self._heard_seconds
                await asyncio.sleep(ASK_SECONDS)
        finally:
            connection.terminate()

    def _tell(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        self._heard(str(payload))


@asynccontextmanager
async def listening(listener: Listening) -> AsyncGenerator[None]:
    """Listen for as long as the context lasts."""
    task = asyncio.create_task(listener.listen())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
