"""The processes of a bench: the server, as `./torso up` starts it, and those that ask it, listen to it or write beside it."""

import asyncio
import base64
import os
import subprocess
import sys
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import orjson

from benchmarks.http_client import Order
from benchmarks.load import Window
from server.database import Database
from server.errors import OperatorError
from server.http.dashboard import bundle as dashboard
from server.http.graphiql import bundle as graphiql
from server.settings import REPOSITORY, Settings

WORKERS: Final = 2
START_SECONDS: Final = 180
CLIENTS_MAX: Final = 10_000
LINE_BYTES_MAX: Final = 256 * 1024 * 1024


@dataclass(frozen=True)
class Server:
    """A running server: where it is, and which process started its workers."""

    host: str
    port: int
    pid: int

    def memory_mb(self) -> list[int]:
        """Give the resident memory of each worker, in megabytes; nothing where /proc does not tell."""
        return [round(kilobytes / 1024) for kilobytes in self.memory_kb()]

    def memory_kb(self) -> list[int]:
        """Give the resident memory of each worker, in kilobytes; nothing where /proc does not tell."""
        return [_resident_kb(worker) for worker in self._workers()]

    def cpu_seconds(self) -> list[float]:
        """Give how long each worker has kept a core busy until now; nothing where /proc does not tell."""
        return [_busy_seconds(worker) for worker in self._workers()]

    def _workers(self) -> list[int]:
        return [child for child in _children(self.pid) if b"spawn_main" in _command_line(child)]


async def make_pages(home: Path) -> None:
    """Make the pages that the server of a new home makes beside its first answers, so that it does not while it is measured."""
    for bundle in (dashboard, graphiql):
        # What is wrong with them the server says as well, and does without.
        with suppress(OperatorError):
            await asyncio.to_thread(bundle.make, home)


@asynccontextmanager
async def running_server(settings: Settings, database: Database, workers: int = WORKERS) -> AsyncGenerator[Server]:
    """Start the server on a free port, over a database."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server.cli", "up", "--port", "0", "--workers", str(workers), "--json",
        cwd=REPOSITORY, env=_environment(settings, database), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(START_SECONDS):
            address = urlsplit(str((await _first_object(process))["graphql"]))
        yield Server(address.hostname or "", address.port or 0, process.pid)
    finally:
        process.terminate()
        await process.wait()


class Hand:
    """A process that takes an order a line, and gives its findings a line."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def obey(self, order: bytes) -> dict[str, Any]:
        """Have an order obeyed, and give what was found.

        Raises:
            RuntimeError: it gave up.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(order)
        await self._process.stdin.drain()
        line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError("A process of the bench gave up; it says why above.")
        return orjson.loads(line)


@asynccontextmanager
async def hand(module: str) -> AsyncGenerator[Hand]:
    """Start a process that obeys, and let it end when there are no more orders."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module,
        cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, limit=LINE_BYTES_MAX,
    )  # fmt: skip
    try:
        yield Hand(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


class Client:
    """The process that asks over HTTP."""

    def __init__(self, process: Hand, server: Server) -> None:
        self._process = process
        self._server = server

    async def bodies(self, requests: Sequence[bytes]) -> list[str]:
        """Ask each request once, and give the bodies of the answers."""
        return (await self._obey(0, 0, requests))["bodies"]

    async def load(self, requests: Sequence[bytes], clients: int, seconds: float) -> Window:
        """Ask the requests in turn, with so many clients for so many seconds."""
        found = await self._obey(clients, seconds, requests)
        return Window(found["seconds"], found["latencies"], found["client_cpu"])

    async def _obey(self, clients: int, seconds: float, requests: Sequence[bytes]) -> dict[str, Any]:
        coded = [base64.b64encode(request).decode() for request in requests]
        return await self._process.obey(Order(self._server.host, self._server.port, clients, seconds, coded).line())


@asynccontextmanager
async def http_client(server: Server) -> AsyncGenerator[Client]:
    """Start the process that asks over HTTP."""
    async with hand("benchmarks.http_client") as process:
        yield Client(process, server)


def _environment(settings: Settings, database: Database) -> Mapping[str, str]:
    return {
        **os.environ,
        "TORSO_HOME": str(settings.home),
        "DATABASE_URL": database.owner_url,
        "TORSO_APP_DATABASE_URL": database.app_url,
        # All clients sign in as one application here, and as one person.
        "TORSO_REQUESTS_PER_CLIENT_MAX": str(CLIENTS_MAX),
        "TORSO_CONNECTIONS_PER_CALLER_MAX": str(CLIENTS_MAX),
    }


async def _first_object(process: asyncio.subprocess.Process) -> dict[str, Any]:
    """Read the JSON document with which the server says that it is ready."""
    assert process.stdout is not None
    text = b""
    while line := await process.stdout.readline():
        text += line
        if line == b"}\n":
            return orjson.loads(text)
    raise RuntimeError("The server did not start: try `./torso up`.")


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _command_line(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def _resident_kb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))


def _busy_seconds(pid: int) -> float:
    # The name of the command, in brackets, may hold anything; after it come state, parents and the like, then the ticks.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
