"""Writing without waiting: at once where the connection takes it, in order where it does not."""

import asyncio
from dataclasses import dataclass, field

import pytest
from starlette.types import Message

from server.http.wire import WAITING_MAX, Wire


@dataclass
class Connection:
    """Takes messages while nothing holds it up."""

    goes: asyncio.Event = field(default_factory=asyncio.Event)
    is_lost: bool = False
    taken: list[str] = field(default_factory=list[str])

    async def send(self, message: Message) -> None:
        """Take a message, as uvicorn does."""
        await self.goes.wait()
        if self.is_lost:
            raise OSError
        self.taken.append(message["text"])


@pytest.fixture
def connection() -> Connection:
    connection = Connection()
    connection.goes.set()
    return connection


def put(wire: Wire, *texts: str) -> None:
    for text in texts:
        wire.put({"text": text})


async def test_writes_at_once_and_without_a_task(connection: Connection) -> None:
    wire, tasks = Wire(connection.send), len(asyncio.all_tasks())
    put(wire, "a", "b")
    assert (connection.taken, wire.is_ready, len(asyncio.all_tasks())) == (["a", "b"], True, tasks)


async def test_writes_the_rest_in_order_as_soon_as_it_can(connection: Connection) -> None:
    wire = Wire(connection.send)
    connection.goes.clear()
    put(wire, "a", "b", "c")
    assert (connection.taken, wire.is_ready) == ([], False)
    connection.goes.set()
    await wire.flushed()
    put(wire, "d")
    assert (connection.taken, wire.is_ready) == (["a", "b", "c", "d"], True)


async def test_forgets_what_nobody_hears(connection: Connection) -> None:
    wire = Wire(connection.send)
    connection.is_lost = True
    put(wire, "a")
    connection.is_lost = False
    put(wire, "b")
    assert (wire.is_gone, connection.taken) == (True, [])


async def test_notices_a_loss_while_it_waits(connection: Connection) -> None:
    wire = Wire(connection.send)
    connection.goes.clear()
    put(wire, "a", "b")
    connection.is_lost = True
    connection.goes.set()
    await wire.flushed()
    assert (wire.is_gone, wire.is_ready, connection.taken) == (True, True, [])


async def test_gives_up_whoever_lets_too_much_wait(connection: Connection) -> None:
    wire = Wire(connection.send)
    connection.goes.clear()
    put(wire, *map(str, range(WAITING_MAX + 2)))
    assert wire.is_gone
    wire.cut()
    await wire.flushed()
    assert connection.taken == []


async def test_writes_a_text_to_the_connection_itself_where_it_takes_it(connection: Connection) -> None:
    frames: list[bytes] = []
    wire = Wire(connection.send, lambda parts: frames.append(b"".join(parts)) is None)
    wire.put_text(b"a", b"b")
    assert (frames, connection.taken) == ([b"ab"], [])


async def test_writes_a_text_after_what_waits(connection: Connection) -> None:
    frames: list[bytes] = []
    wire = Wire(connection.send, lambda parts: frames.append(b"".join(parts)) is None)
    connection.goes.clear()
    put(wire, "a")
    wire.put_text(b"b", b"c")
    connection.goes.set()
    await wire.flushed()
    assert (frames, connection.taken) == ([], ["a", "bc"])


async def test_writes_a_text_by_asgi_where_the_connection_does_not_take_it(connection: Connection) -> None:
    wire = Wire(connection.send, lambda _: False)
    wire.put_text("ä".encode(), b"b")
    assert connection.taken == ["äb"]
