"""An HTTP client that does next to nothing: a process of its own, so that it neither slows the server nor the bench.

It sends requests that were written before, over connections that stay open, and looks at the status and the length of the
answer. Started as `python -m benchmarks.http_client`, it takes an order a line on stdin and gives its findings on stdout.
"""

import asyncio
import base64
import re
import sys
import time
from dataclasses import asdict, dataclass
from typing import Any, cast

import orjson
import uvloop

from benchmarks.load import closed_loop

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Order:
    """What to do: ask the requests in turn, with so many clients for so many seconds; with no clients, once each."""

    host: str
    port: int
    clients: int
    seconds: float
    requests: list[str]
    """Whole requests, head and body, in base64."""

    def line(self) -> bytes:
        """Write it as a line."""
        return orjson.dumps(asdict(self)) + b"\n"


class Connection(asyncio.Protocol):
    """One connection, with one request at a time."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._end: int | None = None
        self._answer: asyncio.Future[bytes] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports have the methods and not the class.
        self._transport = cast("asyncio.Transport", transport)

    def ask(self, request: bytes) -> "asyncio.Future[bytes]":
        """Send a request, and give its answer: head and body."""
        assert self._transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._answer

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._end is None:
            head = self._buffer.find(b"\r\n\r\n")
            if head < 0:
                return
            length = _LENGTH.search(self._buffer, 0, head)
            self._end = head + 4 + (int(length[1]) if length else 0)
        if len(self._buffer) >= self._end and self._answer is not None:
            answer, self._buffer, self._end = bytes(self._buffer), bytearray(), None
            self._answer.set_result(answer)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc or ConnectionResetError("The server closed the connection."))

    def close(self) -> None:
        """Close the connection."""
        assert self._transport is not None
        self._transport.close()


async def obey(order: Order) -> dict[str, Any]:
    """Do what an order says, and tell how it went."""
    requests = [base64.b64decode(request) for request in order.requests]
    connections = [await _connect(order) for _ in range(max(1, order.clients))]
    try:
        if not order.clients:
            return {"bodies": [(await connections[0].ask(request)).partition(b"\r\n\r\n")[2] for request in requests]}
        return await _load(order, connections, requests)
    finally:
        for connection in connections:
            connection.close()


async def _load(order: Order, connections: list[Connection], requests: list[bytes]) -> dict[str, Any]:
    idle = list(connections)

    async def ask(number: int) -> None:
        connection = idle.pop()
        answer = await connection.ask(requests[number % len(requests)])
        if not (answer.startswith(b"HTTP/1.1 200") and b'\r\n\r\n{"data":{' in answer[:1000]):
            raise RuntimeError(answer[:2000].decode("latin-1"))
        idle.append(connection)

    cpu = time.process_time()
    window = await closed_loop(ask, order.clients, order.seconds)
    return {"seconds": window.seconds, "latencies": window.latencies, "client_cpu": time.process_time() - cpu}


async def _connect(order: Order) -> Connection:
    _, connection = await asyncio.get_running_loop().create_connection(Connection, order.host, order.port)
    return connection


def _tell(findings: dict[str, Any]) -> None:
    sys.stdout.buffer.write(orjson.dumps(findings, default=bytes.decode) + b"\n")
    sys.stdout.buffer.flush()


async def main() -> None:
    """Obey orders until there are no more."""
    for line in sys.stdin.buffer:
        _tell(await obey(Order(**orjson.loads(line))))


if __name__ == "__main__":
    uvloop.run(main())
