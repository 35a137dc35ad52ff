"""Planning operations of the real schema, without running them."""

from collections.abc import Callable
from typing import Any

import pytest
from graphql import GraphQLSchema, get_variable_values, parse, validate

from auth.principal import Principal
from auth.roles import STANDARD_ROLES, RoleCode
from planner.operation import Operation, Plan
from resolvers.schema import build_schema
from server.graphql.access import ViewerAccess

SECRET = b"a secret of the tests"
Plans = Callable[..., Plan]


@pytest.fixture(scope="session")
def graphql_schema() -> GraphQLSchema:
    """The schema as graphql-core has it."""
    return build_schema()._schema  # pyright: ignore[reportPrivateUsage] - Strawberry gives it by no other name


@pytest.fixture(scope="session")
def administrator() -> ViewerAccess:
    """Somebody who may read everything of every company."""
    return ViewerAccess(principal(RoleCode.ADMIN))


@pytest.fixture(scope="session")
def plan(graphql_schema: GraphQLSchema, administrator: ViewerAccess) -> Plans:
    """Plan an operation with variables, as the administrator or somebody else."""

    def make(text: str, variables: dict[str, Any] | None = None, access: ViewerAccess = administrator) -> Plan:
        operation = operation_of(graphql_schema, text)
        return operation.plan(coerced(operation, variables or {}), access, SECRET)

    return make


def operation_of(schema: GraphQLSchema, text: str) -> Operation:
    """Read the one operation of a valid document."""
    document = parse(text)
    assert validate(schema, document) == []
    return Operation.of(schema, document, None)


def coerced(operation: Operation, variables: dict[str, Any]) -> dict[str, Any]:
    """Give variables as the planner gets them."""
    given = get_variable_values(operation.schema, operation.definition.variable_definitions or (), variables)
    assert not isinstance(given, list), given
    return given.coerced


def principal(role: RoleCode, **facts: Any) -> Principal:
    """Make somebody with a standard role, in every company unless `facts` say otherwise."""
    permissions = frozenset(STANDARD_ROLES[role].permissions)
    fields: dict[str, Any] = {"companies": None, **facts}
    return Principal("subject", "client", "Somebody", permissions, roles=(role,), **fields)
