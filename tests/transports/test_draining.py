"""When a server stops, whoever stays connected is told to come again, and what has been asked is answered first."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from dataclasses import replace

import asyncpg
import pytest
from httpx import AsyncClient

from server.database import Database
from server.http import draining
from server.settings import Settings
from tests.access.people import People
from tests.server.site import running
from tests.transports.listeners import PROGRESS, Listeners, events


@pytest.fixture
async def leaving(
    listeners: Listeners, live_settings: Settings, live_database: Database, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[tuple[Listeners, AsyncExitStack]]:
    """Whoever listens to a server that stops when a test says so."""
    monkeypatch.setattr(draining, "SPREAD_SECONDS", 0.2)
    async with AsyncExitStack() as stops:
        site = await stops.enter_async_context(running(live_settings, live_database))
        here = listeners.people
        # The client of the site ends before its server.
        async with AsyncClient(base_url=site.address, timeout=30) as client:
            there = replace(site, client=client)
            people = People(there, here.owner, here.settings, here.company, here.other)
            yield Listeners(people, listeners.granted), stops


async def test_sockets_are_closed_with_1012(leaving: tuple[Listeners, AsyncExitStack]) -> None:
    listeners, server = leaving
    async with listeners.known() as socket:
        await socket.subscribe(PROGRESS)
        await socket.hear()
        stopping = asyncio.create_task(server.aclose())
        assert await socket.closed() == 1012
        await stopping


async def test_streams_end_without_being_complete(leaving: tuple[Listeners, AsyncExitStack]) -> None:
    listeners, server = leaving
    async with listeners.stream(PROGRESS) as response:
        heard = events(response)
        await anext(heard)
        stopping = asyncio.create_task(server.aclose())
        assert [event async for event in heard] == []
    await stopping


async def test_what_was_asked_over_a_socket_is_answered_before(
    leaving: tuple[Listeners, AsyncExitStack], live_database: Database
) -> None:
    listeners, server = leaving
    blocker = await asyncpg.connect(live_database.owner_url)
    transaction = blocker.transaction()
    await transaction.start()
    await blocker.execute("lock table product in access exclusive mode")
    async with listeners.known() as socket:
        await socket.subscribe("{ products(first: 1) { totalCount } }")
        await asyncio.sleep(0.5)
        stopping = asyncio.create_task(server.aclose())
        await asyncio.sleep(0.5)
        await transaction.rollback()
        await blocker.close()
        assert (await socket.hear())["type"] == "next"
        assert await socket.closed() == 1012
        await stopping
