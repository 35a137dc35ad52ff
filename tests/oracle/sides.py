"""Both sides of the oracle: one operation answered by the planner and by the naive side, brought into one form."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
from asyncpg import Pool, Record
from graphql import DocumentNode, GraphQLError, GraphQLSchema, parse, validate

from auth.principal import Principal
from planner.access import Access
from planner.answer import Loaders, Planner
from server.graphql.access import access_of
from server.graphql.announcing import announcing, without_wall
from server.graphql.verifying import Verifying, one_snapshot
from server.row_security import RowSecurity
from server.telemetry.logs import logger
from server.telemetry.metrics import Metrics
from tests.databases import WALL
from tests.oracle.compare import differences
from tests.oracle.naive.answer import Naive
from tests.oracle.naive.costs import cost_of
from tests.oracle.naive.viewer import Viewer


class Reader:
    """Runs the planner's statements on the pool."""

    def __init__(self, pool: Pool, *, wall: RowSecurity) -> None:
        """Read through a pool, whose connections are behind the second wall where that is on."""
        self._pool = pool
        self._wall = wall

    async def fetch_row(self, sql: str, values: Sequence[Any], access: Access) -> Sequence[str | None]:
        """Run one statement."""
        if self._wall is RowSecurity.VERIFY:
            row = await self._both_ways(sql, values, access)
        else:
            walled = self._wall.stands
            sql, values = announcing(sql, values, access) if walled else (without_wall(sql), values)
            row = await self._pool.fetchrow(sql, *values)
        assert row is not None
        return tuple(row)

    async def _both_ways(self, sql: str, values: Sequence[Any], access: Access) -> Record | None:
        async with self._pool.acquire() as connection, one_snapshot(connection):
            return await Verifying(Metrics(), logger()).fetch_row(connection, sql, values, access)


class Answer(NamedTuple):
    """An answer in the form in which answers are compared: errors without messages, in one order."""

    data: Any
    errors: list[dict[str, Any]]
    # What it cost; None where there was nothing to answer.
    cost: int | None = None


class Answers(NamedTuple):
    """What both sides say."""

    planned: Answer
    naive: Answer

    def differences(self) -> list[str]:
        """Tell where the two differ; cursors are alike where each side has one of its own."""
        found = list(differences(self.planned.data, self.naive.data))
        if self.planned.errors != self.naive.errors:
            found.append(f"errors: {self.planned.errors} instead of {self.naive.errors}")
        if self.planned.cost != self.naive.cost:
            found.append(f"cost: {self.planned.cost} instead of {self.naive.cost}")
        return found


@dataclass(frozen=True)
class Sides:
    """The two implementations over the same rows."""

    planner: Planner
    pool: Pool
    loaders: Loaders
    naive: Naive
    wall: RowSecurity = WALL

    @property
    def schema(self) -> GraphQLSchema:
        """The schema that the planner answers."""
        return self.planner.schema

    async def ask(
        self,
        text: str,
        principal: Principal,
        variables: Mapping[str, Any] | None = None,
        naive_variables: Mapping[str, Any] | None = None,
    ) -> Answers:
        """Ask both; the naive side may have variables of its own, since its cursors are its own."""
        document = valid(self.schema, text)
        given = variables or {}
        planned = await self.planner.answer(
            document, None, given, access_of(principal), Reader(self.pool, wall=self.wall), self.loaders, key=text
        )
        # Through JSON, as a client gets it.
        data = orjson.loads(orjson.dumps(planned.result.data))
        naive = self.naive.answer(
            document, given if naive_variables is None else naive_variables, naive_viewer(principal)
        )
        cost = None if planned.plan is None else planned.plan.cost
        reckoned = None if cost is None else cost_of(self.naive.sdl, document, given)
        return Answers(
            Answer(data, _sorted(map(_plain, planned.result.errors or ())), cost),
            Answer(naive[0], _sorted(naive[1]), reckoned),
        )


@lru_cache(maxsize=100)
def valid(schema: GraphQLSchema, text: str) -> DocumentNode:
    """Read a document, which has to be valid; the same one is mostly asked as many viewers, one after the other."""
    document = parse(text)
    assert not (faults := validate(schema, document)), (faults, text)
    return document


def naive_viewer(principal: Principal) -> Viewer:
    """Tell the naive side who asks, in plain values."""
    return Viewer(
        permissions=principal.permissions,
        companies=None if principal.companies is None else frozenset(principal.companies),
        party=principal.party_id,
        sales_reps=None if principal.sales_reps is None else frozenset(principal.sales_reps),
        warehouses=None if principal.warehouses is None else frozenset(principal.warehouses),
        facts={
            "id": principal.subject,
            "name": principal.display_name,
            "kind": principal.kind.value,
            "permissions": sorted(principal.permissions),
            "roles": [str(role) for role in principal.roles],
            "client": principal.client_id,
            "scopes": None if principal.scopes is None else list(principal.scopes),
        },
    )


def _plain(error: GraphQLError) -> dict[str, Any]:
    facts = dict(error.extensions or {})
    if facts.get("code") in ("FORBIDDEN", "NOT_FOUND"):
        return {**facts, "path": list(error.path or ())}
    # The request is refused as a whole: the code is what both sides must agree on.
    return {"code": facts.get("code")}


def _sorted(errors: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(errors, key=lambda error: orjson.dumps(error, option=orjson.OPT_SORT_KEYS))
