"""A server that runs in the tests' own event loop, on a real port, and clients for it."""

import asyncio
import socket
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from httpx import AsyncClient, Response
from uvicorn import Config, Server

from auth.demo import DEMO_REALM
from auth.keys import signing_key
from auth.roles import RoleCode
from auth.tokens import TokenIssuer
from kernel.clock import SystemClock
from server.app import application
from server.database import Database
from server.demo_tokens import demo_token
from server.http.draining import PROTOCOLS
from server.settings import Settings

RESPONSE_JSON = "application/graphql-response+json"


@dataclass(frozen=True)
class Site:
    """Where a server listens, and how to be somebody there."""

    address: str
    settings: Settings
    client: AsyncClient

    def token(self, role: RoleCode = RoleCode.ADMIN) -> str:
        """Give a token for a role."""
        return demo_token(TokenIssuer(signing_key(self.settings.home), DEMO_REALM, SystemClock()), role)

    def headers(self, role: RoleCode = RoleCode.ADMIN, **more: str) -> dict[str, str]:
        """Give the headers of somebody who takes the newer media type."""
        given = {name.replace("_", "-"): value for name, value in more.items()}
        return {"authorization": f"Bearer {self.token(role)}", "accept": RESPONSE_JSON, **given}

    async def post(self, body: object, role: RoleCode = RoleCode.ADMIN, **headers: str) -> Response:
        """Send a JSON body as somebody."""
        return await self.client.post("/graphql", json=body, headers=self.headers(role, **headers))

    async def ask(self, query: str, role: RoleCode = RoleCode.ADMIN, **variables: Any) -> dict[str, Any]:
        """Ask a query, and give the body of the answer whatever its status."""
        return (await self.post({"query": query, "variables": variables}, role)).json()


class _Server(Server):
    @contextmanager
    def capture_signals(self) -> Generator[None]:
        # Signals are pytest's here.
        yield


@asynccontextmanager
async def running(
    settings: Settings, database: Database, listening: socket.socket | None = None
) -> AsyncGenerator[Site]:
    """Run a server for as long as the context lasts, on any free port or one that is listened at already."""
    app = application(settings, lambda: nullcontext(database))
    listening = listening or socket.create_server(("127.0.0.1", 0))
    # Connections are kept longer than clients keep them, so that none is closed as a request is on its way.
    config = Config(app, lifespan="on", log_config=None, access_log=False, timeout_keep_alive=60, **PROTOCOLS)
    server = _Server(config)
    serving = asyncio.create_task(server.serve([listening]))
    try:
        while not server.started:
            assert not serving.done(), "the server has not started"
            await asyncio.sleep(0.01)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        async with AsyncClient(base_url=address, timeout=30) as client:
            yield Site(address, settings, client)
    finally:
        server.should_exit = True
        await serving
