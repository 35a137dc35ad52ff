"""The schema as clients get it, and somebody who asks over a connection whose transaction is rolled back."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeAlias

import orjson
import pytest
from asyncpg import Connection
from graphql import GraphQLSchema, build_schema, parse, validate

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
def ask(planned: GraphQLSchema, owner: Connection) -> Ask:
    """Ask as somebody, and get the data; an error fails the test."""
    planner = Planner(planned, cursor_secret=b"secret of a test")

    async def answer(query: str, viewer: Viewer = EVERYBODY, **variables: object) -> dict[str, Any]:
        document = parse(query)
        assert not validate(planned, document)
        access = ViewerAccess(viewer.principal)
        loaders = loaders_for(viewer.languages)
        given = await planner.answer(document, None, variables, access, Asking(owner), loaders, key=query)
        assert not given.result.errors
        return orjson.loads(orjson.dumps(given.result.data))

    return answer
