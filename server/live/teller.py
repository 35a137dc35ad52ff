"""Running the statements of what is followed, and making of what they give the answers that are sent."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final, cast
from uuid import UUID

from planner.access import Access
from planner.changes import Batch, Reading
from planner.following import NOTHING_SHOWN, Following
from planner.streams import stream_key
from server.graphql.answering import Answering, cost
from server.graphql.caller import Caller
from server.live.outlet import Told

AT_ONCE: Final = 4
"""How many statements run at the same time, so that requests find connections."""
STREAM: Final = "feed"
_OPEN: Final = "SELECT feed_cursor_open($1, $2)::text"


class Teller:
    """Tells by the way in which queries are answered: the same connections, loaders and audit."""

    def __init__(self, answering: Answering) -> None:
        """Tell over what answers requests."""
        self.answering = answering
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def opened(self, cursor: str, caller: Caller) -> int:
        """Give the position that a cursor stands for.

        Raises:
            Refused: it is none of the feed, or the feed does not go on from there.
        """
        key = stream_key(self.answering.planner.cursor_secret, STREAM)
        (position,) = await self.answering.reader.fetch_row(_OPEN, [key, cursor], caller.access)
        assert position is not None
        return int(position)

    async def read(
        self,
        following: Following,
        reading: Reading,
        after: int,
        until: int | None,
        gone: Sequence[UUID] = (),
        shown: UUID = NOTHING_SHOWN,
    ) -> Batch:
        """Read what has happened in between, or what is there.

        Raises:
            Refused: the statement could not be run.
        """
        sql, values = following.statement(reading, after, until, gone, shown)
        return await self.batch(reading, sql, values, following.access)

    async def batch(self, reading: Reading, sql: str, values: Sequence[Any], access: Access) -> Batch:  # noqa: ARG002 - who is traced says in which way it is read
        """Run the statement of a batch, when it is its turn.

        Raises:
            Refused: the statement could not be run.
        """
        async with self._turns:
            (row,) = await self.answering.reader.fetch_row(sql, values, access)
        return Batch.read(cast("Any", row))

    async def told(self, following: Following, reading: Reading, batch: Batch, languages: tuple[str, ...]) -> Told:
        """Make the answer that everybody of a cohort is sent, with what it cost, as queries say it."""
        loaders, extensions = self.answering.loaders_for(languages), {"cost": cost(following.planned(reading))}
        payload = await following.payload(reading, batch, loaders, extensions)
        return Told(payload, batch.cursor, batch.position)

    def was_shown(self, caller: Caller, name: str | None, following: Following, told: Told) -> None:
        """Note for the audit what of people was shown to whom, where that is noted."""
        if self.answering.shown is not None:
            self.answering.shown(caller, name, following.plan, told.payload)
