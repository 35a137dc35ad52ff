"""What is told of access is what happens: rows are explained as they are seen, and nobody learns of rows of others."""

from collections.abc import AsyncGenerator, Mapping
from typing import Any, cast
from uuid import UUID

import orjson
import pytest
import sqlalchemy as sa
from asyncpg import Connection
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.sql.expression import FromClause

from auth.explaining import Other, outcomes, outcomes_of_other, row_checks
from auth.policy import Value
from auth.principal import Principal
from auth.visible import viewer_values
from models import tables_by_type
from server.database import Database
from tests.conftest import rolled_back
from tests.oracle.naive.viewer import Viewer
from tests.oracle.sides import Sides, naive_viewer
from tests.oracle.viewers import viewers as made_viewers
from tests.oracle.world import World
from tests.permissions.asking import Asker
from tests.permissions.expected import entities

WHO = [name for name in made_viewers(World()) if name != "nobody"]
ASKED = "access { isAllowed row { isSeen rules { rule holds } explanation } }"


@pytest.fixture
async def everything(world_database: Database) -> AsyncGenerator[Connection]:
    """A connection of the application, which sees all rows."""
    async with rolled_back(world_database.app_url) as connection:
        yield connection


@pytest.mark.parametrize("name", WHO)
async def test_a_row_is_explained_as_it_is_seen(
    name: str, sides: Sides, everything: Connection, viewers: Mapping[str, Principal]
) -> None:
    principal = viewers[name]
    values = viewer_values(principal)
    value: Value = lambda of, type_: _literal(values[of], type_)  # noqa: E731 - as the policies have it
    for type_name, table in _tables(sides):
        row = table.alias()
        told = await _told(everything, row, outcomes(row_checks(table.name, row, principal.rights_key, value)))
        assert told == _seen(sides, type_name, naive_viewer(principal)), type_name


@pytest.mark.parametrize("name", WHO)
async def test_a_row_is_explained_for_another_as_the_other_sees_it(
    name: str, sides: Sides, everything: Connection, viewers: Mapping[str, Principal]
) -> None:
    principal = viewers[name]
    other = _other(principal)
    for type_name, table in _tables(sides):
        row = table.alias()
        told = await _told(everything, row, outcomes_of_other(table.name, row, other))
        assert told == _seen(sides, type_name, naive_viewer(principal)), type_name


async def test_rows_of_others_are_explained_as_what_is_not_there(
    sides: Sides, viewers: Mapping[str, Principal]
) -> None:
    for name in ("customer", "sales rep of two", "HR officer of two", "partner who may everything"):
        viewer, store = naive_viewer(viewers[name]), sides.naive.store
        hidden = next(row for row in store.all("SalesOrder") if not viewer.sees(row, store))
        fields = [_explain(f"SalesOrder:{key}") for key in (hidden.id, UUID(int=hidden.id.int ^ 1))]
        (one, _), (another, _) = await Asker(sides, viewers[name]).ask_each(fields)
        assert one == another
        assert one["access"]["row"]["rules"] == []
        assert not one["access"]["isAllowed"]


async def test_own_rows_are_explained(sides: Sides, viewers: Mapping[str, Principal]) -> None:
    viewer, store = naive_viewer(viewers["customer"]), sides.naive.store
    own = next(row for row in store.all("SalesOrder") if viewer.sees(row, store))
    ((told, _),) = await Asker(sides, viewers["customer"]).ask_each([_explain(f"SalesOrder:{own.id}")])
    rules = [{"rule": "COMPANY", "holds": True}, {"rule": "PARTY", "holds": True}]
    assert (told["access"]["isAllowed"], told["access"]["row"]["rules"]) == (True, rules)


def _explain(key: str) -> str:
    return f'explainAccess(coordinate: "SalesOrder.number", id: "{key}") {{ {ASKED} }}'


def _tables(sides: Sides) -> list[tuple[str, sa.Table]]:
    """Give the types that have rows, with their tables."""
    return [(name, tables_by_type()[name]) for name in entities(sides.naive.sdl)]


async def _told(everything: Connection, row: FromClause, told: sa.ColumnElement[object]) -> set[UUID]:
    """Give the ids of the rows of which every check holds."""
    query = sa.select(row.c.id, sa.cast(told, sa.Text()))
    text = query.compile(dialect=postgresql.asyncpg.dialect(), compile_kwargs={"literal_binds": True})
    rows = await everything.fetch(str(text))
    return {key for key, said in rows if all(check["holds"] for check in orjson.loads(said))}


def _seen(sides: Sides, type_name: str, viewer: Viewer) -> set[UUID]:
    store = sides.naive.store
    return {row.id for row in store.all(type_name) if viewer.sees(row, store)}


def _other(principal: Principal) -> Other:
    """Give somebody as the database would know them, who holds what a principal may."""
    companies = [None] if principal.companies is None else principal.companies
    held_columns = [
        sa.literal(sorted(principal.permissions), sa.ARRAY(sa.Text())).label("permissions"),
        *(sa.literal(word, sa.Text()).label(name) for name, word in _reaches(principal).items()),
    ]
    held = (
        sa.union_all(*(sa.select(sa.cast(key, sa.Uuid()).label("company_id"), *held_columns) for key in companies))
        if companies
        else sa.select(sa.cast(None, sa.Uuid()).label("company_id"), *held_columns).where(sa.false())
    )
    key = sa.cast(principal.subject, sa.Uuid())
    return Other(held.cte(), key, sa.cast(principal.party_id, sa.Uuid()))


def _reaches(principal: Principal) -> dict[str, str]:
    """Give how far the roles of a principal reach: who sees the customers of several salespeople has a team."""
    reps = principal.sales_reps
    sales = "ALL" if reps is None else "OWN" if len(reps) == 1 else "TEAM"
    return {"sales_reach": sales, "warehouse_reach": "ALL" if principal.warehouses is None else "ASSIGNED"}


def _literal(value: object, type_: Any) -> sa.ColumnElement[Any]:  # noqa: ANN401 - a type of SQLAlchemy
    """Write a value as text, which PostgreSQL reads as its type."""
    if isinstance(value, list):
        return sa.cast(array([_literal(each, type_.item_type) for each in cast("list[object]", value)]), type_)
    return sa.cast(sa.null() if value is None else sa.literal(str(value)), type_)
