"""Stock is what the moves say, and nobody can say otherwise."""

import asyncpg
import pytest
from asyncpg import Connection

from server.database import Database
from tests.conftest import rolled_back
from tests.models.conftest import World


async def test_levels_are_the_sum_of_moves(world: World) -> None:
    await world.move(world.supplier, world.shelf, "5")
    await world.move(world.shelf, world.ramp, "2.5")
    assert await world.on_hand(world.shelf) == "2.500000"
    assert await world.on_hand(world.ramp) == "2.500000"
    assert await world.on_hand(world.supplier) is None


async def test_moves_of_one_statement_are_added_up_before_they_are_judged(world: World) -> None:
    statement = """
    insert into stock_move (company_id, sku_id, from_location_id, to_location_id, quantity, moved_at)
    values ($1, $2, $4, $5, 3, now()), ($1, $2, $3, $4, 3, now())
    """
    await world.app.execute(statement, world.company, world.sku, world.supplier, world.shelf, world.ramp)
    assert await world.on_hand(world.ramp) == "3.000000"


@pytest.mark.parametrize("there", ["0", "4"])
async def test_refuses_to_move_what_is_not_there(world: World, there: str) -> None:
    if there != "0":
        await world.move(world.supplier, world.shelf, there)
    with pytest.raises(asyncpg.CheckViolationError) as refusal:
        await world.move(world.shelf, world.ramp, "5")
    assert refusal.value.constraint_name == "ck_stock_level_on_hand_not_negative"


async def test_refuses_to_reserve_more_than_is_there(world: World) -> None:
    await world.move(world.supplier, world.shelf, "5")
    await world.reserve(world.shelf, "5")
    with pytest.raises(asyncpg.CheckViolationError):
        await world.reserve(world.shelf, "0.000001")


@pytest.mark.parametrize(
    "statement",
    [
        "update stock_level set on_hand = 100",
        "update stock_level set reserved = 0",
        "delete from stock_level",
        "truncate stock_level",
        "insert into stock_level (company_id, sku_id, location_id, on_hand) select company_id, sku_id, location_id, 1 from stock_level",
        "update stock_move set quantity = 1",
        "delete from stock_move",
        "truncate stock_move",
        "alter table stock_move disable trigger all",
        "set session_replication_role = replica",
        "drop trigger stock_move_applies on stock_move",
        "create or replace function stock_move_applies() returns trigger language plpgsql as 'begin return null; end'",
    ],
)
async def test_the_application_cannot_bend_stock(world: World, statement: str) -> None:
    await world.move(world.supplier, world.shelf)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await world.app.execute(statement)


@pytest.mark.parametrize("statement", ["update stock_move set quantity = 1", "delete from stock_move"])
async def test_a_move_never_changes_even_for_the_owner(demo_database: Database, statement: str) -> None:
    async with rolled_back(demo_database.owner_url) as owner:
        with pytest.raises(asyncpg.RestrictViolationError, match="append-only"):
            await owner.execute(statement)


async def test_moves_are_not_truncated_even_by_the_owner(owner: Connection) -> None:
    with pytest.raises(asyncpg.RestrictViolationError, match="append-only"):
        await owner.execute("truncate stock_move cascade")
