"""The comparison notices when a wall is gone: each row policy, each place that applies them, and the permissions."""

from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping
from dataclasses import replace
from inspect import currentframe
from typing import Any

import pytest
from sqlalchemy.sql.expression import FromClause

from auth.policies import POLICIES
from auth.principal import CompanyReach, Principal, RightsKey
from auth.roles import RoleCode, granted_by
from auth.visible import visible
from models import Base, tables_by_type
from planner.access import Rows, viewer
from planner.answer import Planner
from planner.planning import Planning
from server.database import Database, create_pool
from server.graphql.access import ViewerAccess
from server.row_security import RowSecurity
from tests.oracle.documents import DOCUMENTS
from tests.oracle.sides import Sides
from tests.oracle.variables import variables
from tests.oracle.world import World

EVERYTHING = granted_by([RoleCode.ADMIN])
NARROWED = {
    "admin of one": RightsKey(EVERYTHING, CompanyReach.ONE, acts_for_party=False),
    "admin of two": RightsKey(EVERYTHING, CompanyReach.MANY, acts_for_party=False),
    "partner who may everything": RightsKey(EVERYTHING, CompanyReach.ONE, acts_for_party=True),
    "partner of two who may everything": RightsKey(EVERYTHING, CompanyReach.MANY, acts_for_party=True),
}
# What a reckoned field alone tells of; tests of its module show who sees it.
RECKONED = {"schema_use"}
POLICY_CASES = [
    (table, name)
    for name, rights in NARROWED.items()
    for table in POLICIES
    if table not in RECKONED
    and any(part is not None for part in visible(table, Base.metadata.tables[table], rights, viewer)[:2])
]
TYPES = {table.name: name for name, table in tables_by_type().items()}
# Wherever the planner comes to a table, it asks for the conditions of the viewer.
PLACES = ("planner.aggregates", "planner.filters", "planner.objects", "planner.paging", "planner.search")
# Types that neither lists nor ids lead to.
LOGS = {"Event": "eventLog(first: 100) { nodes { nodeKey } }"}


@pytest.fixture(scope="session")
async def past(sides: Sides, world_database: Database) -> AsyncGenerator[Sides]:
    """Both sides, the planner's with no second wall before the rows: it would hold where the planner's conditions are gone."""
    pool = await create_pool(replace(world_database, wall=RowSecurity.OFF), size_min=0, size_max=2)
    yield replace(sides, pool=pool, wall=RowSecurity.OFF)
    await pool.close()


@pytest.fixture
def unplanned(past: Sides) -> Sides:
    """Both sides, with a planner that has no plan yet."""
    return replace(past, planner=Planner(past.schema, cursor_secret=b"wall"))


@pytest.mark.parametrize("place", PLACES)
async def test_a_place_without_row_policies_is_noticed(
    place: str, unplanned: Sides, world: World, viewers: Mapping[str, Principal], monkeypatch: pytest.MonkeyPatch
) -> None:
    conditions = Planning.visible

    def mostly_visible(self: Planning, *of: Any) -> list[Any]:
        frame = currentframe()
        assert frame is not None
        assert frame.f_back is not None
        return [] if frame.f_back.f_globals["__name__"] == place else conditions(self, *of)

    monkeypatch.setattr(Planning, "visible", mostly_visible)
    assert await _is_noticed(unplanned, world, [viewers[name] for name in NARROWED])


@pytest.mark.parametrize(("table", "name"), POLICY_CASES)
async def test_a_table_without_row_policy_is_noticed(
    table: str, name: str, unplanned: Sides, viewers: Mapping[str, Principal], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = ViewerAccess.rows

    def wide_open(self: ViewerAccess, asked: str, row: FromClause) -> Rows:
        return Rows() if asked == table else rows(self, asked, row)

    monkeypatch.setattr(ViewerAccess, "rows", wide_open)
    # Nearly every table gives itself away where its own rows are asked for, which is much less to ask for.
    assert await _differs(unplanned, viewers[name], _own_rows(unplanned, TYPES.get(table))) or await _differs(
        unplanned, viewers[name], _everything(unplanned)
    )


@pytest.mark.parametrize("table", ["invoice", "invoice_line", "invoice_tax", "invoice_instalment"])
async def test_invoices_of_others_orders_are_noticed(
    table: str, unplanned: Sides, viewers: Mapping[str, Principal], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(POLICIES, table, replace(POLICIES[table], viewer=None))  # pyright: ignore[reportArgumentType] - a dictionary, and no test changes it for good
    assert (await unplanned.ask(_everything(unplanned), viewers["sales rep of two"])).differences()


@pytest.mark.parametrize("name", ["sales rep of two", "warehouse clerk of one", "customer", "nobody"])
async def test_fields_without_permissions_are_noticed(
    name: str, unplanned: Sides, world: World, viewers: Mapping[str, Principal], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Planning, "require", _nothing)
    assert await _is_noticed(unplanned, world, [viewers[name]])


async def _is_noticed(sides: Sides, world: World, viewers: Iterable[Principal]) -> bool:
    for each in viewers:
        for name, text in DOCUMENTS.items():
            answers = await sides.ask(text, each, variables(world).get(name, [{}])[0])
            if answers.differences():
                return True
    return False


async def _differs(sides: Sides, viewer: Principal, text: str) -> bool:
    return bool((await sides.ask(text, viewer)).differences())


def _everything(sides: Sides) -> str:
    return _rows(sides, sides.naive.sdl.entities())


def _own_rows(sides: Sides, type_name: str | None) -> str:
    return _rows(sides, [] if type_name is None else [type_name])


def _rows(sides: Sides, type_names: Iterable[str]) -> str:
    """Ask for the rows of types: by their lists or logs, or where they have none by their ids."""
    sdl, wanted = sides.naive.sdl, set(type_names)
    lists = {
        name: sdl.type_of("Query", name)
        for name in sdl.fields("Query")
        if sdl.bare_type_of("Query", name).endswith("Connection") and sdl.type_of("Query", name) in wanted
    }
    asked = [f"{name}(first: 100) {{ totalCount nodes {{ id }} }}" for name in lists]
    asked += [log for type_name, log in LOGS.items() if type_name in wanted]
    return "{ __typename " + " ".join([*asked, *_by_ids(sides, wanted - {*lists.values(), *LOGS})]) + "}"


def _by_ids(sides: Sides, type_names: Iterable[str]) -> Iterator[str]:
    for type_name in type_names:
        ids = [f'"{type_name}:{row.id}"' for row in sides.naive.store.all(type_name)]
        for start in range(0, len(ids), 100):
            yield f"{type_name}{start}: nodes(ids: [{', '.join(ids[start : start + 100])}]) {{ id }}"


def _nothing(*_: object) -> None:
    """Require nothing."""
