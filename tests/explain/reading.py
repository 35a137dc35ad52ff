"""What answering an operation reads, for somebody who sees one company, several, or all."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson
from asyncpg import Connection
from graphql import GraphQLSchema, parse, validate

from auth.principal import Principal
from auth.roles import RoleCode
from planner.operation import Operation, Plan
from server.graphql.access import access_of
from server.graphql.announcing import without_wall
from services.demo.identity import COMPANY_ID, SISTER_ID, USER_IDS
from tests.explain.plans import Scan, scans
from tests.oracle.viewers import somebody

USER_ID = USER_IDS[RoleCode.ADMIN]
COMPANIES = {
    "the large company": [COMPANY_ID],
    "the small company": [SISTER_ID],
    "several companies": [COMPANY_ID, SISTER_ID],
    "all companies": None,
}
VIEWERS: Mapping[str, Principal] = {
    name: replace(somebody(RoleCode.ADMIN, among), subject=str(USER_ID)) for name, among in COMPANIES.items()
}


@dataclass(frozen=True)
class Reading:
    """Plans operations, runs them, and tells what they read of the large tables."""

    connection: Connection
    schema: GraphQLSchema
    large_tables: set[str]

    async def data(self, text: str, viewer: Principal, variables: Mapping[str, Any]) -> list[Any]:
        """Answer an operation: the value of each root field."""
        plan, values = self._planned(text, viewer, variables)
        row = await self.connection.fetchrow(without_wall(plan.sql), *values)
        assert row is not None
        return [None if value is None else orjson.loads(value) for value in row]

    async def too_much(
        self, text: str, viewer: Principal, variables: Mapping[str, Any], rows_read_max: int
    ) -> list[Scan]:
        """Tell which large tables are read from start to end, or by more rows than so many."""
        plan, values = self._planned(text, viewer, variables)
        return [
            scan
            for generic in (False, True)
            for scan in await scans(self.connection, without_wall(plan.sql), values, generic=generic)
            if scan.table in self.large_tables and (scan.is_sequential or scan.rows_read > rows_read_max)
        ]

    def _planned(self, text: str, viewer: Principal, variables: Mapping[str, Any]) -> tuple[Plan, list[Any]]:
        document, access = parse(text), access_of(viewer)
        assert not (faults := validate(self.schema, document)), faults
        plan = Operation.of(self.schema, document, None).plan(variables, access, b"explain")
        return plan, plan.values(variables, access)
