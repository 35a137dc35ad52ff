"""What is reserved of a level is what reservations hold, and nobody can say otherwise."""

from uuid import UUID

import asyncpg
import pytest

from tests.inventory.reservations.stores import Stores, want

RESERVE = """
insert into reservation (company_id, demand_type, demand_id, sku_id, location_id, quantity)
values ($1, 'SalesOrderLine', uuidv7(), $2, $3, $4) returning id
"""


async def _reserved(stores: Stores) -> tuple[UUID, UUID]:
    sku, shelf = await stores.stocked("10")
    return sku, await stores.owner.fetchval(RESERVE, stores.company, sku, shelf, 6)


@pytest.mark.parametrize(
    ("ends", "state", "held"),
    [
        ("consumed = 2", "PARTIALLY_CONSUMED", 4),
        ("consumed = 6", "CONSUMED", 0),
        ("released = 2, release_cause = 'ASKED'", "ACTIVE", 4),
        ("released = 6, release_cause = 'ASKED'", "RELEASED", 0),
        ("released = 6, release_cause = 'LOST'", "RELEASED", 0),
        ("released = 6, release_cause = 'EXPIRED'", "EXPIRED", 0),
        ("consumed = 4, released = 2, release_cause = 'ASKED'", "RELEASED", 0),
    ],
)
async def test_state_and_level_follow_from_what_became_of_it(stores: Stores, ends: str, state: str, held: int) -> None:
    sku, key = await _reserved(stores)
    row = await stores.owner.fetchrow(f"update reservation set {ends} where id = $1 returning state, held", key)
    assert row is not None
    assert (row["state"], row["held"]) == (state, held)
    assert await stores.level(sku) == (10, held)


async def test_a_reservation_that_goes_holds_nothing(stores: Stores) -> None:
    sku, key = await _reserved(stores)
    await stores.owner.execute("delete from reservation where id = $1", key)
    assert await stores.level(sku) == (10, 0)


async def test_refuses_to_reserve_more_than_is_there_or_where_nothing_is(stores: Stores) -> None:
    sku, shelf = await stores.stocked("5")
    for place, quantity in ((shelf, 6), (await stores.shelf(), 1)):
        with pytest.raises(asyncpg.CheckViolationError, match=r"reserved_within_on_hand|nothing of"):
            await stores.owner.execute(RESERVE, stores.company, sku, place, quantity)


async def test_refuses_to_move_away_what_is_reserved(stores: Stores) -> None:
    sku, shelf = await stores.stocked("5")
    await stores.owner.execute(RESERVE, stores.company, sku, shelf, 3)
    with pytest.raises(asyncpg.CheckViolationError) as refusal:
        await stores.owner.execute(
            "insert into stock_move (company_id, sku_id, from_location_id, to_location_id, quantity, moved_at) "
            "values ($1, $2, $3, $4, 3, now())",
            stores.company, sku, shelf, stores.vendor,
        )  # fmt: skip
    assert refusal.value.constraint_name == "ck_stock_level_reserved_within_on_hand"


@pytest.mark.parametrize("ends", ["consumed = 1", "released = 0, release_cause = null"])
async def test_what_was_consumed_or_released_does_not_come_back(stores: Stores, ends: str) -> None:
    _, key = await _reserved(stores)
    await stores.owner.execute(
        "update reservation set consumed = 2, released = 1, release_cause = 'ASKED' where id = $1", key
    )
    with pytest.raises(asyncpg.RestrictViolationError):
        await stores.owner.execute(f"update reservation set {ends} where id = $1", key)


@pytest.mark.parametrize(
    "statement",
    [
        "update stock_level set reserved = 0",
        "update reservation set quantity = 1",
        "update reservation set demand_id = uuidv7()",
        "delete from reservation",
        "truncate reservation",
        "alter table reservation disable trigger all",
    ],
)
async def test_the_application_cannot_bend_reservations(app: asyncpg.Connection, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app.execute(statement)


async def test_two_lines_of_one_statement_are_added_up(stores: Stores) -> None:
    sku, _ = await stores.stocked("5")
    await stores.want(want(sku, "2"), want(sku, "3"))
    assert await stores.level(sku) == (5, 5)
