"""The schema as clients get it, and somebody who asks over a connection whose transaction is rolled back."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeAlias

import orjson
import pytest
from asyncpg import Connection
from graphql import ExecutionResult, GraphQLSchema, build_schema, parse, validate

from planner.access import Access
from planner.answer import Planner
from resolvers.loaders import loaders_for
from resolvers.schema import build_schema as build
from resolvers.schema import core_of
from server.cli.schema import schema_text
from server.graphql.access import ViewerAccess
from server.graphql.announcing import without_wall
from tests.schema.viewers import EVERYBODY, Viewer

Ask: TypeAlias = Callable[..., Awaitable[dict[str, Any]]]
Refused: TypeAlias = Callable[..., Awaitable[list[str]]]


@pytest.fixture(scope="session")
def planned() -> GraphQLSchema:
    """The schema with its declarations."""
    return core_of(build())


@pytest.fixture(scope="session")
def promised() -> GraphQLSchema:
    """The schema as clients read it from its text."""
    return build_schema(schema_text())


class Asking:
    """Runs statements on one connection, as the server does on many."""

    def __init__(self, connection: Connection) -> None:
        """Ask over this connection."""
        self._connection = connection

    async def fetch_row(self, sql: str, values: Sequence[object], access: Access) -> Sequence[str | None]:  # noqa: ARG002
        """Run a statement and give its one row; whoever asks has no wall before them."""
        row = await self._connection.fetchrow(without_wall(sql), *values)
        assert row is not None
        return tuple(row)


@pytest.fixture
def answered(planned: GraphQLSchema, owner: Connection) -> Callable[..., Awaitable[ExecutionResult]]:
    """Ask as somebody, and get the whole answer."""
    planner = Planner(planned, cursor_secret=b"secret of a test")

    async def answer(query: str, viewer: Viewer = EVERYBODY, **variables: object) -> ExecutionResult:
        document = parse(query)
        assert not validate(planned, document)
        access, loaders = ViewerAccess(viewer.principal), loaders_for(viewer.languages)
        return (await planner.answer(document, None, variables, access, Asking(owner), loaders, key=query)).result

    return answer


@pytest.fixture
def ask(answered: Callable[..., Awaitable[ExecutionResult]]) -> Ask:
    """Ask as somebody, and get the data; an error fails the test."""

    async def answer(query: str, viewer: Viewer = EVERYBODY, **variables: object) -> dict[str, Any]:
        given = await answered(query, viewer, **variables)
        assert not given.errors
        return orjson.loads(orjson.dumps(given.data))

    return answer


@pytest.fixture
def refused(answered: Callable[..., Awaitable[ExecutionResult]]) -> Refused:
    """Ask as somebody, and get the codes of the errors."""

    async def answer(query: str, viewer: Viewer = EVERYBODY, **variables: object) -> list[str]:
        given = await answered(query, viewer, **variables)
        return [(error.extensions or {})["code"] for error in given.errors or ()]

    return answer
