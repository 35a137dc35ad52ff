"""The second wall alone gives what both walls give: with no condition of a viewer in any statement, nothing else is seen."""

from collections.abc import AsyncGenerator, Iterator, Mapping
from dataclasses import replace

import asyncpg
import pytest

from auth.principal import Principal
from planner.access import Rows
from planner.answer import Planner
from server.database import Database, create_pool
from server.graphql.access import ViewerAccess
from server.postgres.second_wall import raise_wall
from server.row_security import RowSecurity
from tests.oracle.documents import DOCUMENTS
from tests.oracle.sides import Sides
from tests.oracle.variables import variables
from tests.oracle.world import World

VIEWERS = (
    "admin of all",
    "admin of one",
    "admin of two",
    "admin of none",
    "nobody",
    "sales rep of two",
    "customer",
    "partner who may everything",
    "partner of two who may everything",
    "admin of own sales",
    "sales rep of own sales",
    "admin of own warehouses",
)
# What is asked by each of the ways in which the planner comes to a table.
WAYS = ("aggregates", "deep", "filter_relations", "search", "trees")


@pytest.fixture(scope="session")
async def behind(sides: Sides, world_database: Database) -> AsyncGenerator[Sides]:
    """Both sides, the planner's behind the second wall."""
    owner = await asyncpg.connect(world_database.owner_url)
    async with owner.transaction():
        await raise_wall(owner)
    await owner.close()
    pool = await create_pool(replace(world_database, wall=RowSecurity.ON), size_min=0, size_max=2)
    yield replace(sides, pool=pool, wall=RowSecurity.ON)
    await pool.close()


@pytest.fixture
def alone(behind: Sides, monkeypatch: pytest.MonkeyPatch) -> Sides:
    """Both sides, with nothing but the second wall before the rows: the planner has forgotten every policy."""
    monkeypatch.setattr(ViewerAccess, "rows", _wide_open)
    return replace(behind, planner=Planner(behind.schema, cursor_secret=b"second wall"))


@pytest.mark.parametrize("name", VIEWERS)
async def test_the_second_wall_alone_leaves_the_same_rows(
    name: str, alone: Sides, viewers: Mapping[str, Principal]
) -> None:
    for text in _lists(alone):
        assert not (await alone.ask(text, viewers[name])).differences(), text


@pytest.mark.parametrize("name", VIEWERS)
async def test_both_walls_together_leave_the_same_rows(
    name: str, behind: Sides, viewers: Mapping[str, Principal]
) -> None:
    for text in _lists(behind):
        assert not (await behind.ask(text, viewers[name])).differences(), text


@pytest.mark.parametrize("document", WAYS)
async def test_no_way_to_a_table_leads_around_the_second_wall(
    document: str, alone: Sides, world: World, viewers: Mapping[str, Principal]
) -> None:
    for name in VIEWERS:
        given = variables(world).get(document, [{}])[0]
        assert not (await alone.ask(DOCUMENTS[document], viewers[name], given)).differences(), name


def _wide_open(*_: object) -> Rows:
    """See everything."""
    return Rows()


def _lists(sides: Sides) -> Iterator[str]:
    """Ask for the rows of every list, a few lists at a time."""
    sdl = sides.naive.sdl
    lists = [name for name in sdl.fields("Query") if sdl.bare_type_of("Query", name).endswith("Connection")]
    for start in range(0, len(lists), 10):
        asked = (f"{name}(first: 100) {{ totalCount nodes {{ id }} }}" for name in lists[start : start + 10])
        yield f"{{ {' '.join(asked)} }}"
