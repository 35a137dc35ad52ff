"""The reader of the feed: one for each process, whoever in it wants to know.

It is told by a notification that the feed goes on, and reads what comes after what it knows. The notification only wakes it:
where it got lost, with the connection or with the database, the reader looks again after a moment, and misses nothing.
"""

import asyncio
import datetime as dt
from collections import deque
from collections.abc import AsyncIterator, Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Final, NamedTuple, TypeAlias
from uuid import UUID

import asyncpg
from asyncpg import Connection
from structlog.typing import FilteringBoundLogger

from events.advancing import ANSWER_SECONDS
from events.away import AWAY
from events.position import Place, ResyncRequired, place
from models.platform.event import CHANNEL, EventKind
from models.platform.event_topics import EventTopic

READER: Final = "torso-feed-reader"
"""What the connection of a reader is called in the database."""
READ_AT_ONCE: Final = 500
LOOK_AGAIN_SECONDS: Final = 1.0
"""How long it trusts that nothing has happened while nobody has told it so."""
PAUSE_SECONDS: Final = 0.25
"""How long it waits before it looks for a database that was away."""
BUFFERED_MAX: Final = 10_000
"""How many events wait for a subscriber, unless it says otherwise."""

Heard: TypeAlias = Callable[[str], None]
"""Is told what was said on a channel."""


class Occurrence(NamedTuple):
    """An event as it stands in the feed."""

    position: int
    topic: EventTopic
    kind: EventKind
    entity_type: str
    entity_id: UUID
    version: int
    from_state: str | None
    to_state: str | None
    company_id: UUID | None
    party_id: UUID | None
    subject: str | None
    occurred_at: dt.datetime


class Batch(NamedTuple):
    """Events one after the other, up to a position; before them so many were skipped, because nobody took them in time."""

    events: Sequence[Occurrence]
    position: int
    skipped: int = 0


_READ: Final = """
select position, topic, kind, entity_type, entity_id, entity_version, from_state, to_state, company_id, party_id, subject, occurred_at
from feed where position > $1 order by position limit $2
"""


async def read_after(connection: Connection, position: int, at_most: int = READ_AT_ONCE) -> list[Occurrence]:
    """Read what comes after a position."""
    rows = await connection.fetch(_READ, position, at_most)
    return [Occurrence(row[0], EventTopic(row[1]), EventKind(row[2]), *row[3:]) for row in rows]


class Subscription:
    """What waits for one subscriber. It holds so many events at most: then the oldest go, and are counted as skipped."""

    def __init__(self, position: int, buffered_max: int) -> None:
        """Begin after a position."""
        self.position = position
        self._waiting: deque[Occurrence] = deque(maxlen=buffered_max)
        self._skipped, self._is_over = 0, False
        self._arrived = asyncio.Event()

    def offer(self, events: Sequence[Occurrence]) -> None:
        """Put events behind those that wait; the reader never waits for a subscriber."""
        room = (self._waiting.maxlen or 0) - len(self._waiting)
        self._skipped += max(0, len(events) - room)
        self._waiting.extend(events)
        self._arrived.set()

    def end(self) -> None:
        """Let the subscriber read anew: the feed does not go on from where it was."""
        self._is_over = True
        self._arrived.set()

    async def take(self) -> Batch:
        """Wait for events, and give all that are there.

        Raises:
            ResyncRequired: the feed does not go on from where the last batch ended.
        """
        await self._arrived.wait()
        if self._is_over:
            raise ResyncRequired
        events, skipped = tuple(self._waiting), self._skipped
        self._waiting.clear()
        self._skipped = 0
        self._arrived.clear()
        self.position = events[-1].position
        return Batch(events, self.position, skipped)

    async def __aiter__(self) -> AsyncIterator[Batch]:
        """Give batch after batch."""
        while True:
            yield await self.take()


class Feed:
    """Reads the feed of one database, and hands what it reads to the subscribers of this process."""

    def __init__(self, url: str, log: FilteringBoundLogger, before: Mapping[str, Heard] | None = None) -> None:
        """Read as the role of a URL, which need not write.

        Who hears a channel of `before` is told what was said there before anybody is told what happened after it: the
        connection is the same, on which the database tells everything in the order of commits.
        """
        self._url, self._log, self._before = url, log, before or {}
        self._known: tuple[UUID, int] | None = None
        self._subscriptions: set[Subscription] = set()
        self._woken, self._began = asyncio.Event(), asyncio.Event()

    @contextmanager
    def subscribed(self, buffered_max: int = BUFFERED_MAX) -> Generator[Subscription]:
        """Be told of what happens from now on, for as long as the context lasts; `began` must have come."""
        assert self._known is not None, "the reader has not begun"
        subscription = Subscription(self._known[1], buffered_max)
        self._subscriptions.add(subscription)
        try:
            yield subscription
        finally:
            self._subscriptions.discard(subscription)

    async def began(self) -> None:
        """Wait until the reader knows where the feed is."""
        await self._began.wait()

    async def run(self) -> None:
        """Read until it is cancelled. While the database is away it waits, and goes on where it was."""
        while True:
            try:
                await self._follow()
            except AWAY as error:
                self._log.warning("the feed cannot be read", why=f"{type(error).__name__}: {error}")
                await asyncio.sleep(PAUSE_SECONDS)

    async def _follow(self) -> None:
        """Listen and read over one connection until it breaks."""
        # Its name tells whoever looks at the connections of the database what this one is for.
        connection = await asyncpg.connect(
            self._url,
            timeout=ANSWER_SECONDS,
            command_timeout=ANSWER_SECONDS,
            server_settings={"application_name": READER},
        )
        try:
            connection.add_termination_listener(self._wake)
            await connection.add_listener(CHANNEL, self._wake)
            for channel, heard in self._before.items():
                await connection.add_listener(channel, partial(_tell, heard))
            while True:
                await self._read(connection)
                with suppress(TimeoutError):
                    # The loop's own time, which no clock can set.
                    async with asyncio.timeout(LOOK_AGAIN_SECONDS):
                        await self._woken.wait()
                self._woken.clear()
        finally:
            connection.terminate()

    async def _read(self, connection: Connection) -> None:
        """Read everything that is new, or begin anew where the feed does not go on from what is known."""
        now = await place(connection)
        if self._known is None or not now.goes_on_from(*self._known):
            self._begin_at(now)
        epoch, position = self._known or (now.epoch, now.position)
        while position < now.position:
            events = await read_after(connection, position)
            if not events or events[-1].position != position + len(events):
                # Some of it was forgotten while it was read.
                self._begin_at(await place(connection))
                return
            position = events[-1].position
            self._known = (epoch, position)
            for subscription in self._subscriptions:
                subscription.offer(events)

    def _begin_at(self, now: Place) -> None:
        self._known = (now.epoch, now.position)
        for subscription in self._subscriptions:
            subscription.end()
        self._began.set()

    def _wake(self, *_told: object) -> None:
        self._woken.set()


def _tell(heard: Heard, _connection: object, _pid: int, _channel: str, payload: object) -> None:
    heard(str(payload))
