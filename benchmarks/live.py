"""`./torso bench live`: how long it takes from a commit to many subscribers over sockets, and what they cost a worker."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import asyncpg

from auth.roles import RoleCode
from benchmarks.figures import Figures
from benchmarks.live_documents import live_documents
from benchmarks.live_figures import Change, Heard, LiveFigures
from benchmarks.live_listener import Listening, Reporting
from benchmarks.live_price import price_of_events
from benchmarks.live_writer import Writing
from benchmarks.processes import Hand, Server, hand, make_pages, running_server
from benchmarks.viewer import viewer_as
from benchmarks.write import made_for_it
from server.database import Database
from server.postgres import embedded_server
from server.settings import Settings
from services.demo.identity import COMPANY_ID

FEWEST: Final = 10
"""How many subscribers the others are compared with."""
LEVELS: Final = 200
"""How many stock levels change, in turn."""
WARM_UP_SECONDS: Final = 3.0
PATIENCE_SECONDS: Final = 15
"""How long it is waited for what has been written."""

_LEVELS: Final = "select id from stock_level where company_id = $1 order by id limit $2"


@dataclass(frozen=True)
class Audience:
    """Who listens, and what happens meanwhile."""

    documents: int
    changes_per_second: float
    seconds: float
    workers: int


@dataclass(frozen=True)
class LiveBench:
    """What a run found."""

    figures: Sequence[LiveFigures]
    price: Sequence[Figures]
    """What events cost whoever writes."""

    @property
    def is_whole(self) -> bool:
        """Tell whether everybody was told everything, once and in order."""
        return not any(any(line.faults) for line in self.figures)

    def as_json(self) -> list[dict[str, object]]:
        """Give an object for each line."""
        return [line.as_json() for line in (*self.figures, *self.price)]


async def run_live(
    settings: Settings, subscribers: Sequence[int], audience: Audience, note: Callable[[str], None]
) -> LiveBench:
    """Measure these numbers of subscribers, in a database that is made for it and dropped.

    Raises:
        RuntimeError: a socket was closed, or a subscription refused.
    """
    with embedded_server(settings.home) as server:
        note("Making a database with the demo company")
        async with made_for_it(server) as database:
            await make_pages(settings.home)
            figures = await measure(settings, database, [FEWEST, *subscribers], audience, note)
            note("Writing with events and without")
            return LiveBench(figures, await price_of_events(database, await _levels(database), audience.seconds, note))


async def measure(
    settings: Settings,
    database: Database,
    subscribers: Sequence[int],
    audience: Audience,
    note: Callable[[str], None],
) -> list[LiveFigures]:
    """Measure on a database with the demo company; raises what `run_live` does."""
    figures: list[LiveFigures] = []
    for count in sorted(set(subscribers)):
        note(f"Starting the server for {count:,} subscribers")
        # A new one for each number, since what a process has taken of memory it does not give back.
        async with (
            running_server(settings, database, audience.workers) as server,
            hand("benchmarks.live_writer") as writer,
            hand("benchmarks.live_listener") as listener,
        ):
            stage = Stage(settings, database, server, writer, listener, audience, note)
            line = await stage.measure(count)
        figures.append(replace(line, reference=figures[0] if figures else None))
    return figures


@dataclass(frozen=True)
class Stage:
    """A server, somebody who writes and somebody who listens."""

    settings: Settings
    database: Database
    server: Server
    writer: Hand
    listener: Hand
    audience: Audience
    note: Callable[[str], None]

    async def measure(self, subscribers: int) -> LiveFigures:
        """Let so many listen while somebody writes."""
        few = self.audience.documents * self.audience.workers
        await self._listen(few)
        await self._report(await self._write(WARM_UP_SECONDS))
        memory = sum(self.server.memory_kb())
        await self._listen(subscribers)
        self.note(f"Telling {subscribers:,} subscribers")
        before, began_at = self.server.cpu_seconds(), time.monotonic()
        commits = await self._write(self.audience.seconds)
        seconds = time.monotonic() - began_at
        after = self.server.cpu_seconds()
        grown = sum(self.server.memory_kb()) - memory
        heard, client_cpu = await self._report(commits)
        busy = [(end - begin) / seconds for begin, end in zip(before, after, strict=True)]
        return LiveFigures(
            subscribers, self.audience.documents, seconds, heard, commits, busy,
            grown / subscribers if subscribers > FEWEST else None, client_cpu / seconds,
        )  # fmt: skip

    async def _listen(self, subscribers: int) -> None:
        token = viewer_as(self.settings.home, RoleCode.SALES_MANAGER).token
        documents = live_documents(self.audience.documents)
        await self.listener.obey(Listening(self.server.host, self.server.port, token, subscribers, documents).line())

    async def _write(self, seconds: float) -> dict[Change, float]:
        levels = await _levels(self.database)
        writing = Writing(
            self.database.owner_url, self.database.app_url, levels, self.audience.changes_per_second, seconds
        )
        found = await self.writer.obey(writing.line())
        return {(key, version): committed_at for key, version, committed_at in found["commits"]}

    async def _report(self, commits: dict[Change, float]) -> tuple[Heard, float]:
        found = await self.listener.obey(Reporting(len(commits), PATIENCE_SECONDS).line())
        return Heard.read(found), found["client_cpu"]


async def _levels(database: Database) -> list[str]:
    connection = await asyncpg.connect(database.app_url)
    try:
        return [str(row["id"]) for row in await connection.fetch(_LEVELS, COMPANY_ID, LEVELS)]
    finally:
        await connection.close()
