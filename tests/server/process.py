"""Servers that are processes of their own, as operators run them."""

import os
import signal
import socket
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from httpx import AsyncClient

from server.database import Database
from server.http.draining import PROTOCOLS
from tests.forked import Forked, forked


@dataclass(frozen=True)
class Running:
    """A server that is a process of its own, and a client for it."""

    client: AsyncClient
    process: Forked

    @property
    def address(self) -> str:
        """Where it listens."""
        return str(self.client.base_url)

    def kill(self) -> None:
        """End it without a warning."""
        self.process.kill()


@asynccontextmanager
async def running(
    app_url: str,
    database: Database,
    home: Path,
    timeout: float = 20,
    more: Mapping[str, str] | None = None,
    *,
    workers: int = 1,
) -> AsyncGenerator[Running]:
    """Run a server as a process of its own, with more settings where some are said; of several workers each is another one."""
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    environment = {
        "PATH": "/usr/bin:/bin",
        "DATABASE_URL": database.owner_url,
        "TORSO_APP_DATABASE_URL": app_url,
        "TORSO_ROW_SECURITY": database.wall,
        "TORSO_HOME": str(home),
        **(more or {}),
    }
    process = forked(_serve, listening, environment, workers)
    listening.close()
    try:
        async with AsyncClient(base_url=address, timeout=timeout) as client:
            await client.get("/readyz")
            yield Running(client, process)
    finally:
        # With its workers, which would end by themselves too, and later than a test.
        with suppress(ProcessLookupError):
            process.signal_group(signal.SIGKILL)
        process.kill()
        process.wait()


def _serve(listening: socket.socket, environment: Mapping[str, str], workers: int) -> None:
    """Be a server at a socket as `./torso up` is one, by the settings of an environment and nothing else."""
    os.setsid()
    os.environ.clear()
    os.environ.update(environment)
    # Workers would open what the process reads from once more; a forked one has nothing to read from.
    sys.stdin = None
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    uvicorn.run(
        "server.app:create_app",
        factory=True,
        fd=listening.fileno(),
        workers=workers,
        log_level="critical",
        timeout_graceful_shutdown=10,
        timeout_worker_healthcheck=120,
        **PROTOCOLS,
    )
