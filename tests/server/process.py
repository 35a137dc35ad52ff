"""Servers that are processes of their own, as operators run them."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from httpx import AsyncClient

from server.database import Database

# As `./torso up` serves, with everything that it says of connections.
SERVE = """
import sys, uvicorn
from server.http.draining import PROTOCOLS
given = {"factory": True, "fd": int(sys.argv[1]), "workers": int(sys.argv[2]), "log_level": "critical", **PROTOCOLS}
uvicorn.run("server.app:create_app", timeout_graceful_shutdown=10, timeout_worker_healthcheck=120, **given)
"""


@dataclass(frozen=True)
class Running:
    """A server that is a process of its own, and a client for it."""

    client: AsyncClient
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        """Where it listens."""
        return str(self.client.base_url)

    def kill(self) -> None:
        """End it without a warning."""
        self.process.send_signal(signal.SIGKILL)


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
    fd = listening.fileno()
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(fd), str(workers)],
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
            "DATABASE_URL": database.owner_url,
            "TORSO_APP_DATABASE_URL": app_url,
            "TORSO_ROW_SECURITY": str(database.walled),
            "TORSO_HOME": str(home),
            **(more or {}),
        },
        pass_fds=[fd],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    listening.close()
    try:
        async with AsyncClient(base_url=address, timeout=timeout) as client:
            await client.get("/readyz")
            yield Running(client, process)
    finally:
        # With its workers, which would end by themselves too, and later than a test.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
