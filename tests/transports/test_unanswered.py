"""Whoever answers no ping is not there any more: the socket is closed, and what was kept for it is let go."""

from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import replace

import pytest

from server.database import Database
from server.http.draining import PROTOCOLS
from server.settings import Settings
from tests.server.site import running
from tests.transports.listeners import PROGRESS, UNITS, Listeners, Socket

PING_SECONDS = 0.3


def frozen(socket: Socket) -> None:
    """Let a client read nothing more, as that of a machine that sleeps."""
    socket.connection.transport.pause_reading()


def mute(socket: Socket) -> None:
    """Let a client read, and say nothing more."""
    vars(socket.connection)["send_data"] = lambda: None


WAYS: Mapping[str, Callable[[Socket], None]] = {"frozen": frozen, "mute": mute}


@pytest.fixture
async def asked(
    listeners: Listeners, live_settings: Settings, live_database: Database, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[Listeners]:
    """Whoever listens to a server that often asks whether they are there."""
    monkeypatch.setitem(PROTOCOLS, "ws_ping_interval", PING_SECONDS)
    monkeypatch.setitem(PROTOCOLS, "ws_ping_timeout", PING_SECONDS)
    async with running(live_settings, live_database) as site:
        yield Listeners(replace(listeners.people, site=site), listeners.granted)


@pytest.mark.parametrize("way", WAYS)
async def test_is_let_go_with_1011_and_its_subscription_with_it(asked: Listeners, way: str) -> None:
    async with asked.known() as socket:
        await socket.subscribe(PROGRESS)
        await socket.hear()
        await asked.until_metric('torso_live{of="subscribers"} 1.0')
        WAYS[way](socket)
        for line in ('torso_open{kind="socket"} 0.0', 'torso_live{of="subscribers"} 0.0'):
            await asked.until_metric(line)
        socket.connection.transport.resume_reading()
        assert await socket.closed() == 1011


async def test_whoever_answers_stays(asked: Listeners) -> None:
    async with asked.known() as gone, asked.known() as there:
        frozen(gone)
        # Both are asked equally often; by now one has answered more than once.
        await asked.until_metric('torso_open{kind="socket"} 1.0')
        await there.subscribe(UNITS)
        assert (await there.hear())["type"] == "next"
