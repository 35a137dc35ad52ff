"""A way to PostgreSQL that watches what goes by, and does something at a chosen moment."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from models.platform.access_rules import CHANNEL
from server.database import FEED


class Moment(StrEnum):
    """Moments of the end of a transaction."""

    COMMIT_NOT_SENT = "COMMIT_NOT_SENT"
    COMMIT_SENT = "COMMIT_SENT"
    COMMIT_ANSWERED = "COMMIT_ANSWERED"


@dataclass
class Watch:
    """What to wait for: a moment, or the so-manieth message from the client."""

    moment: Moment | int | None = None
    strike: Callable[[], None] = lambda: None
    struck: bool = False
    messages: int = field(default=0, init=False)

    def sees(self, moment: Moment) -> bool:
        """Strike if this is what it waits for, and tell whether it did."""
        if self.moment is moment:
            self._hit()
        return self.struck

    def sees_message(self) -> bool:
        """Count a message; strike if it is the one."""
        self.messages += 1
        if self.moment == self.messages:
            self._hit()
        return self.struck

    def _hit(self) -> None:
        if not self.struck:
            self.struck = True
            self.strike()


@asynccontextmanager
async def proxy(target: Path, directory: Path, watch: Watch) -> AsyncGenerator[None]:
    """Listen at the socket that clients of a PostgreSQL in `directory` look for, and pass everything on to `target`."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        to_server, server = await asyncio.open_unix_connection(str(target))
        with suppress(ConnectionError, asyncio.CancelledError):
            await asyncio.gather(_forward(reader, server, watch), _back(to_server, writer, watch))
        for each in (server, writer):
            each.close()

    listening = await asyncio.start_unix_server(serve, str(directory / target.name))
    try:
        yield
    finally:
        listening.close()


async def _forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, watch: Watch) -> None:
    of_requests: bool | None = None
    while data := await reader.read(65536):
        if of_requests is None:
            # Who listens for changes of rights, or moves events on, says so when they connect, and goes on beside everything else.
            of_requests = CHANNEL.encode() not in data and FEED.encode() not in data
        if not of_requests:
            writer.write(data)
            await writer.drain()
            continue
        commits = b"commit" in data.lower()
        if watch.sees_message() or (commits and watch.sees(Moment.COMMIT_NOT_SENT)):
            break
        writer.write(data)
        await writer.drain()
        if commits and watch.sees(Moment.COMMIT_SENT):
            break
    writer.close()


async def _back(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, watch: Watch) -> None:
    while data := await reader.read(65536):
        if b"COMMIT\0" in data and watch.sees(Moment.COMMIT_ANSWERED):
            break
        writer.write(data)
        await writer.drain()
    writer.close()
