"""Whoever stops reading costs little and holds up nobody: they are told what they have missed, or why they were let go."""

import asyncio
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import orjson
import pytest
from httpx import HTTPError
from websockets.exceptions import ConnectionClosed

from server.database import Database
from server.http import patience
from server.live import cohort
from server.settings import Settings
from tests.server.site import running
from tests.transports.listeners import PATIENCE_SECONDS, Listeners, events

MANY, ROUNDS = 20, 50
ALL = MANY * ROUNDS
KEPT_BYTES_MAX, TOLD_BYTES_MIN = 600_000, 1_000_000
"""How much of what is told may wait for somebody, and how much there is."""
SEND_BUFFER_BYTES = 16_384

_WIDE = " ".join(f"again{number}: nodeKey" for number in range(20))
CHANGES = f"subscription {{ jobProgress {{ cursor skipped changes {{ nodeKey version {_WIDE} }} }} }}"
MAKE = "insert into job (kind, requested_by, state) select 'test.counted', $1, 'QUEUED' from generate_series(1, $2::integer)"
WORK = "update job set progress_done = progress_done + 1 where requested_by = $1"

Answers: TypeAlias = AsyncIterator[dict[str, Any]]
Opening: TypeAlias = AbstractAsyncContextManager[Answers]


@pytest.fixture
async def narrow(listeners: Listeners, live_settings: Settings, live_database: Database) -> AsyncGenerator[Listeners]:
    """Whoever listens to a server of which little is on its way at once, with jobs to which much happens."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
    people = listeners.people
    await people.owner.execute(MAKE, str(listeners.granted.user), MANY)
    async with running(live_settings, live_database, listening) as site:
        yield Listeners(replace(people, site=site), listeners.granted)


@asynccontextmanager
async def over_a_socket(listeners: Listeners) -> AsyncGenerator[Answers]:
    """Subscribe over a socket; it takes one message when it is asked for one."""
    async with listeners.known(max_queue=1) as opened:
        await opened.subscribe(CHANGES)

        async def answers() -> Answers:
            while (message := await opened.hear())["type"] == "next":
                yield message["payload"]
            yield {"errors": message["payload"]}

        yield answers()


@asynccontextmanager
async def over_a_stream(listeners: Listeners) -> AsyncGenerator[Answers]:
    """Subscribe by a stream; it takes what it is asked for."""
    async with listeners.stream(CHANGES) as response:

        async def answers() -> Answers:
            async for event in events(response):
                if event["event"] == "next":
                    yield orjson.loads(event["data"])

        yield answers()


WAYS: Mapping[str, Callable[[Listeners], Opening]] = {"socket": over_a_socket, "stream": over_a_stream}


@dataclass
class Heard:
    """What somebody was told."""

    versions: dict[str, int]
    count: int = 0
    skipped: int = 0
    size: int = 0
    code: str | None = None

    def take(self, answer: dict[str, Any]) -> None:
        """Add an answer; of each thing versions go up."""
        self.size += len(orjson.dumps(answer))
        if "errors" in answer:
            self.code = answer["errors"][0]["extensions"]["code"]
            return
        batch = answer["data"]["jobProgress"]
        self.skipped += batch["skipped"]
        for change in batch["changes"]:
            assert self.versions.get(change["nodeKey"], 0) < change["version"]
            self.versions[change["nodeKey"]] = change["version"]
            self.count += 1

    @property
    def is_all(self) -> bool:
        """Whether nothing more comes."""
        return self.count + self.skipped >= ALL or self.code is not None


async def hear(answers: Answers) -> Heard:
    """Take answers until they are all."""
    heard = Heard({})
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not heard.is_all:
            heard.take(await anext(answers))
    return heard


async def much_happens(listeners: Listeners, quick: Answers) -> None:
    """Let much happen, of which one who keeps up is told everything."""
    heard = Heard({})
    for count in range(MANY, ALL + 1, MANY):
        await listeners.people.owner.execute(WORK, str(listeners.granted.user))
        async with asyncio.timeout(PATIENCE_SECONDS):
            while heard.count < count and heard.code is None:
                heard.take(await anext(quick))
    assert (heard.count, heard.skipped, heard.code) == (ALL, 0, None)
    assert heard.size > TOLD_BYTES_MIN


@pytest.mark.parametrize("way", WAYS)
async def test_is_told_the_last_of_each_thing_and_how_much_was_left_out(
    narrow: Listeners, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cohort, "BEHIND_SECONDS", 0.0)
    monkeypatch.setattr(cohort, "TOO_SLOW_SECONDS", 600.0)
    monkeypatch.setattr(patience, "STALLED_SECONDS", 600.0)
    async with WAYS[way](narrow) as slow, WAYS[way](narrow) as quick:
        for each in (slow, quick):
            await anext(each)
        await much_happens(narrow, quick)
        heard = await hear(slow)
    assert (set(heard.versions.values()), heard.code) == ({ROUNDS + 1}, None)
    assert heard.count + heard.skipped == ALL
    assert heard.skipped > ALL / 2
    assert heard.size < KEPT_BYTES_MAX


@pytest.mark.parametrize("way", WAYS)
async def test_is_told_why_it_was_let_go(narrow: Listeners, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cohort, "TOO_SLOW_SECONDS", 0.5)
    monkeypatch.setattr(patience, "STALLED_SECONDS", 600.0)
    async with WAYS[way](narrow) as slow, WAYS[way](narrow) as quick:
        for each in (slow, quick):
            await anext(each)
        await much_happens(narrow, quick)
        await narrow.until_metric('torso_live{of="subscribers"} 1.0')
        heard = await hear(slow)
    assert heard.code == "TOO_SLOW"
    assert heard.size < KEPT_BYTES_MAX


@pytest.mark.parametrize("way", WAYS)
async def test_is_cut_off_where_it_never_reads_again(
    narrow: Listeners, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cohort, "TOO_SLOW_SECONDS", 0.2)
    monkeypatch.setattr(patience, "STALLED_SECONDS", 0.5)
    async with WAYS[way](narrow) as slow, WAYS[way](narrow) as quick:
        for each in (slow, quick):
            await anext(each)
        await much_happens(narrow, quick)
        await narrow.until_metric(f'torso_open{{kind="{way}"}} 1.0')
        with pytest.raises((ConnectionClosed, HTTPError)):
            await hear(slow)
