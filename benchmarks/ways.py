"""The ways to ask a case of `./torso bench read`: over HTTP, through `Schema.execute`, and as SQL by hand.

The last two run in the process of the bench. Both end with the bytes of the answer, as a server would send them.
"""

from typing import Final, Protocol

import orjson
import strawberry
from asyncpg import Pool

from auth.principal import Principal
from benchmarks.load import Window, closed_loop
from benchmarks.processes import Client, Server
from benchmarks.read_cases import ReadCase
from benchmarks.viewer import Viewer
from planner.answer import Planner
from resolvers.loaders import loaders_for
from resolvers.schema import build_schema, core_of
from server.graphql.answering import Answering
from server.graphql.caller import Caller
from server.graphql.documents import Documents
from server.graphql.extension import Context, PlannedExecution
from server.graphql.plans import Plans
from server.graphql.reader import PoolReader
from server.row_security import RowSecurity
from server.telemetry import logs
from server.telemetry.metrics import Metrics

REFERENCE: Final = "sql"


class Way(Protocol):
    """A way to have a case answered."""

    async def answer(self, case: ReadCase, number: int) -> object:
        """Give the `data` of the answer to one question."""
        ...

    async def load(self, case: ReadCase, clients: int, seconds: float) -> Window:
        """Ask the questions in turn, with so many clients for so many seconds."""
        ...


class Sql:
    """SQL by hand over asyncpg."""

    def __init__(self, pool: Pool) -> None:
        """Ask through a pool like the server's."""
        self._pool = pool

    async def answer(self, case: ReadCase, number: int) -> object:
        return orjson.loads(await self._text(case, number))

    async def load(self, case: ReadCase, clients: int, seconds: float) -> Window:
        async def ask(number: int) -> None:
            assert (await self._text(case, number)).encode()

        return await closed_loop(ask, clients, seconds)

    async def _text(self, case: ReadCase, number: int) -> str:
        return await self._pool.fetchval(case.sql, *case.arguments(number))


class InProcess:
    """`Schema.execute`, with the context that the server gives it."""

    def __init__(self, pool: Pool, principal: Principal, *, wall: RowSecurity = RowSecurity.OFF) -> None:
        """Ask through a pool like the server's, as somebody; its connections are behind the second wall or not."""
        self._schema: strawberry.Schema = build_schema(extensions=[PlannedExecution])
        core, metrics = core_of(self._schema), Metrics()
        answering = Answering(
            documents=Documents(core),
            planner=Planner(core, cursor_secret=b"of the bench", cache=Plans(metrics)),
            reader=PoolReader(pool, metrics, logs.logger(), wall=wall),
            loaders_for=loaders_for,
        )
        self._context = Context(answering, Caller.of(principal))

    async def answer(self, case: ReadCase, number: int) -> object:
        return orjson.loads(await self._bytes(case, number))["data"]

    async def load(self, case: ReadCase, clients: int, seconds: float) -> Window:
        async def ask(number: int) -> None:
            assert await self._bytes(case, number)

        return await closed_loop(ask, clients, seconds)

    async def _bytes(self, case: ReadCase, number: int) -> bytes:
        result = await self._schema.execute(
            case.operation, variable_values=case.variables(number), context_value=self._context
        )
        if result.errors:
            raise RuntimeError(result.errors)
        return orjson.dumps({"data": result.data})


class Http:
    """The running server, asked by a process of its own."""

    def __init__(self, client: Client, server: Server, viewer: Viewer) -> None:
        """Ask a server, as somebody."""
        self._client = client
        self._head = head_of(server, viewer)

    async def answer(self, case: ReadCase, number: int) -> object:
        body = (await self._client.bodies([self._request(case, number)]))[0]
        found = orjson.loads(body)
        if "errors" in found:
            raise RuntimeError(body)
        return found["data"]

    async def load(self, case: ReadCase, clients: int, seconds: float) -> Window:
        requests = [self._request(case, number) for number in range(len(case.questions))]
        return await self._client.load(requests, clients, seconds)

    def _request(self, case: ReadCase, number: int) -> bytes:
        body = orjson.dumps({"query": case.operation, "variables": case.variables(number)})
        return self._head.format(length=len(body)).encode() + body


def head_of(server: Server, viewer: Viewer) -> str:
    """Give the head of a request, into which the length of its body is to be put."""
    return (
        "POST /graphql HTTP/1.1\r\n"
        f"host: {server.host}:{server.port}\r\n"
        f"authorization: Bearer {viewer.token}\r\n"
        "accept: application/graphql-response+json\r\n"
        "content-type: application/json\r\n"
        "content-length: {length}\r\n\r\n"
    )
