"""Operations that schemathesis draws from the whole schema: none fails inside, and most of an administrator's succeed.

TORSO_FUZZ_EXAMPLES sets how many are drawn of each root field, TORSO_FUZZ_SEED which. The figures are shown by `-s`.
"""

import asyncio
import os
from collections.abc import Mapping, Sequence
from typing import Any, Final

import asyncpg
import pytest
from graphql import introspection_from_schema
from requests import RequestException, Session
from schemathesis import Case

from auth.roles import RoleCode
from resolvers.schema import build_schema, core_of
from server.database import Database
from tests.fuzzing.answers import Json, Tally, fault, read
from tests.fuzzing.drawing import drawn, operations_of
from tests.fuzzing.rows import rows_of_all_types, with_transitions
from tests.fuzzing.values import World
from tests.server.site import Site

EXAMPLES: Final = int(os.environ.get("TORSO_FUZZ_EXAMPLES", "1"))
SEED: Final = int(os.environ.get("TORSO_FUZZ_SEED", "1"))
SUCCEEDING_MIN: Final = 0.6
SECONDS_MAX: Final = 30


@pytest.fixture(scope="module")
async def operations(site: Site, demo_database: Database) -> Mapping[str, Any]:
    """What can be drawn, with ids of the demo company."""
    schema = core_of(build_schema())
    connection = await asyncpg.connect(demo_database.owner_url)
    try:
        rows = await rows_of_all_types(connection)
    finally:
        await connection.close()
    world = World(schema, await with_transitions(rows, schema, site.ask))
    return operations_of(introspection_from_schema(schema), world)


async def test_most_operations_of_an_administrator_succeed_and_none_fails_inside(
    site: Site, operations: Mapping[str, Any]
) -> None:
    tally, faults = await asyncio.to_thread(asked, site, list(operations.values()), RoleCode.ADMIN)
    print(tally)
    assert faults == []
    assert tally.ratio() >= SUCCEEDING_MIN, tally


@pytest.mark.parametrize(("role", "start"), [(RoleCode.SALES_REP, 0), (RoleCode.PARTNER_CUSTOMER, 5)])
async def test_no_operation_fails_inside_for_whom_much_is_denied(
    site: Site, operations: Mapping[str, Any], role: RoleCode, start: int
) -> None:
    some = list(operations.values())[start :: 1 if EXAMPLES > 1 else 20]
    tally, faults = await asyncio.to_thread(asked, site, some, role)
    print(role, tally)
    assert faults == []


def asked(site: Site, operations: Sequence[Any], role: RoleCode) -> tuple[Tally, list[tuple[str, str]]]:
    """Ask some operations of each kind as somebody; give what became of them, and what was wrong with answers."""
    tally, faults = Tally(), list[tuple[str, str]]()
    with Session() as session:
        for operation in operations:
            for case in drawn(operation, EXAMPLES, SEED):
                wrong, answer = _answered(case, site, session, role)
                if wrong is not None:
                    faults.append((wrong, str(case.body)))
                tally.add(operation.label, answer)
    return tally, faults


def _answered(case: Case[Any], site: Site, session: Session, role: RoleCode) -> tuple[str | None, Json]:
    """Ask an operation; give what was wrong with the answer, and the answer as far as there is one."""
    address, headers = f"{site.address}/graphql", site.headers(role)
    try:
        answer = case.call(base_url=address, session=session, headers=headers, timeout=SECONDS_MAX)
    except (RequestException, TimeoutError) as error:
        return f"no answer: {type(error).__name__}", {}
    return fault(answer.status_code, answer.text), read(answer.text) or {}
