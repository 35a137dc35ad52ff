"""The courier of a worker: finds endpoints for which there is something to do, and serves several at once.

Of all couriers one at a time serves an endpoint: who does holds a lock of the database that is gone with its connection. So
whoever is killed leaves its endpoints to the others at once, and of a thing everything is sent in order.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import asyncpg
from asyncpg import Connection

from events.advancing import AWAY
from models.platform.event import CHANNEL
from server.webhooks.serving import Desk
from services.platform.webhook import queue

LOOK_AGAIN_SECONDS: Final = 1.0
"""How often it looks for what is due, where nobody tells that something has happened."""
ANSWER_SECONDS: Final = 10.0
"""How long the database has to answer; a connection that is broken without a word is given up then."""
PAUSE_SECONDS: Final = 0.5
SERVED_MAX: Final = 20
"""How many endpoints one courier serves at once."""

_TAKE: Final = "select pg_try_advisory_lock(hashtextextended('webhook ' || $1, 0))"
_LEAVE: Final = "select pg_advisory_unlock(hashtextextended('webhook ' || $1, 0))"


@dataclass(eq=False)
class Courier:
    """Serves the endpoints of one database."""

    url: str
    desk: Desk
    _serving: dict[UUID, asyncio.Task[None]] = field(default_factory=dict[UUID, "asyncio.Task[None]"], init=False)
    _last: UUID = field(default=UUID(int=0), init=False)
    """Whose turn it was last."""
    _woken: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    async def run(self) -> None:
        """Serve until it is cancelled; while the database is away it waits."""
        while True:
            try:
                await self._work()
            except AWAY as error:
                self.desk.log.warning("webhooks are not delivered", why=f"{type(error).__name__}: {error}")
            await asyncio.sleep(PAUSE_SECONDS)

    async def _work(self) -> None:
        """Serve over one connection, which holds the locks, until it breaks."""
        holder = await asyncpg.connect(self.url, timeout=ANSWER_SECONDS, command_timeout=ANSWER_SECONDS)
        try:
            holder.add_termination_listener(self._wake)
            await holder.add_listener(CHANNEL, self._wake)
            while not holder.is_closed():
                await self._look(holder)
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_AGAIN_SECONDS):
                        await self._woken.wait()
                self._woken.clear()
        finally:
            await self._stop()
            holder.terminate()

    async def _look(self, holder: Connection) -> None:
        """Leave the endpoints that are served, and begin to serve those for which there may be something to do."""
        for key, task in list(self._serving.items()):
            if task.done():
                del self._serving[key]
                await holder.fetchval(_LEAVE, str(key))
                self._tell(key, task)
        for key in self._in_turn(await queue.ready(self.desk.pool, self.desk.clock.now())):
            if len(self._serving) >= SERVED_MAX:
                return
            if key not in self._serving and await holder.fetchval(_TAKE, str(key)):
                self._serving[key] = asyncio.create_task(self.desk.serve(key))
                self._last = key

    def _in_turn(self, ready: Sequence[UUID]) -> list[UUID]:
        """Go on after whoever had the last turn, so that none of those who always have something to do keeps others from theirs."""
        return sorted(ready, key=lambda key: (key <= self._last, key))

    def _tell(self, key: UUID, task: asyncio.Task[None]) -> None:
        """Say in the log what has gone wrong; the endpoint is served again with the next look."""
        if not task.cancelled() and (error := task.exception()) is not None:
            self.desk.log.error("an endpoint could not be served", endpoint=str(key), exc_info=error)

    async def _stop(self) -> None:
        """End what is served: without its lock somebody else may be at it already."""
        tasks = list(self._serving.values())
        self._serving.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _wake(self, *_told: object) -> None:
        self._woken.set()


@asynccontextmanager
async def delivering(courier: Courier) -> AsyncGenerator[None]:
    """Deliver for as long as the context lasts."""
    task = asyncio.create_task(courier.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
