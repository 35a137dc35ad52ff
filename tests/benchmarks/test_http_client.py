import asyncio
import base64
from typing import Any

import pytest

from benchmarks.http_client import Order, obey

ANSWER = b'{"data":{"order":null}}'


async def serve(status: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer in pieces, as networks do."""
    while await reader.readline():
        head = f"HTTP/1.1 {status}\r\nContent-Length: {len(ANSWER)}\r\n\r\n".encode()
        for piece in (head[:20], head[20:], ANSWER[:5], ANSWER[5:]):
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)
    writer.close()


async def order(status: str, clients: int) -> dict[str, Any]:
    server = await asyncio.start_server(lambda reader, writer: serve(status, reader, writer), "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        requests = [base64.b64encode(b"GET\n").decode()]
        return await obey(Order("127.0.0.1", port, clients, 0.05, requests))


async def test_gives_the_bodies_of_answers_that_come_in_pieces() -> None:
    assert await order("200 OK", clients=0) == {"bodies": [ANSWER]}


async def test_counts_answers_and_its_own_cpu() -> None:
    found = await order("200 OK", clients=3)
    assert len(found["latencies"]) >= 3
    assert found["client_cpu"] is not None


async def test_takes_no_failure_for_an_answer() -> None:
    with pytest.raises(ExceptionGroup):
        await order("503 Service Unavailable", clients=1)
