"""How stock is valued: by what comes and goes, and by nobody's hand."""

from datetime import date
from decimal import Decimal

import asyncpg
import pytest
from asyncpg import Connection

from kernel.rounding import RoundingPolicy, round_to
from tests.inventory.valuation.store import Step, Store, store_of


async def test_what_is_taken_last_takes_what_is_left(store: Store) -> None:
    sku = await store.sku("MOVING_AVERAGE")
    await store.move(sku, Step("3", "3.333333"))
    moves = [(await store.move(sku, Step("-1")))[0] for _ in range(3)]
    assert [await store.cost_of(move) for move in moves] == ["-3.33", "-3.34", "-3.33"]
    assert await store.worth(sku) == ("0", "0.00", "3.330000")


async def test_what_comes_on_a_day_comes_before_what_goes(store: Store) -> None:
    sku = await store.sku("MOVING_AVERAGE")
    issue, _ = await store.move(sku, Step("-2"), Step("4", "10"))
    assert (await store.cost_of(issue), await store.worth(sku)) == ("-20.00", ("2", "20.00", "10.000000"))


async def test_what_comes_after_something_went_does_not_change_what_that_was_worth(store: Store) -> None:
    sku = await store.sku("FIFO")
    steps = [
        Step("2", "10", date(2026, 3, 1)), Step("-1", None, date(2026, 3, 2)),
        Step("2", "20", date(2026, 3, 3)), Step("-3", None, date(2026, 3, 4)),
    ]  # fmt: skip
    moves = await store.move(sku, *steps)
    assert [await store.cost_of(move) for move in moves] == ["20.00", "-10.00", "40.00", "-50.00"]


async def test_what_nobody_says_the_cost_of_is_worth_what_is_there(store: Store) -> None:
    sku = await store.sku("MOVING_AVERAGE", standard_cost="7")
    await store.move(sku, Step("1"))
    assert await store.worth(sku) == ("1", "7.00", "7.000000")
    await store.move(sku, Step("1", "9"))
    await store.move(sku, Step("1"))
    assert await store.worth(sku) == ("3", "24.00", "8.000000")


async def test_standard_cost_is_kept_whatever_is_paid(store: Store) -> None:
    sku = await store.sku("STANDARD", standard_cost="0.333333")
    await store.move(sku, Step("2", "5"))
    assert (await store.worth(sku))[1] == "0.67"
    await store.move(sku, Step("1", "7"))
    assert (await store.worth(sku))[1] == "1.00"
    moves = [(await store.move(sku, Step("-1")))[0] for _ in range(3)]
    assert [await store.cost_of(move) for move in moves] == ["-0.33", "-0.34", "-0.33"]


async def test_another_method_holds_from_when_nothing_is_left(store: Store) -> None:
    sku = await store.sku("MOVING_AVERAGE")
    await store.move(sku, Step("1", "10"), Step("1", "20"))
    await store.raw.execute(
        "update product set cost_method = 'FIFO' where id = (select product_id from sku where id = $1)", sku
    )
    (one,) = await store.move(sku, Step("-1"))
    assert await store.cost_of(one) == "-15.00"
    await store.move(sku, Step("-1"))
    await store.move(sku, Step("1", "10"), Step("1", "20"))
    (one,) = await store.move(sku, Step("-1"))
    assert await store.cost_of(one) == "-10.00"


async def test_revaluing_gives_all_that_is_there_one_cost(store: Store) -> None:
    sku = await store.sku("FIFO")
    await store.move(sku, Step("1", "10"), Step("2", "20"))
    await store.raw.execute("select stock_revalue(array[$1::uuid], array[3.335], '2026-03-15', null, null)", sku)
    assert await store.worth(sku) == ("3", "10.01", "3.336667")
    assert await store.left(sku) == [("1", "3.34"), ("2", "3.34")]
    (all_of_it,) = await store.move(sku, Step("-3"))
    assert await store.cost_of(all_of_it) == "-10.01"


async def test_moves_within_stock_move_no_value(store: Store) -> None:
    sku = await store.sku("MOVING_AVERAGE")
    await store.move(sku, Step("2", "10"))
    ramp = await store.raw.fetchval(
        "insert into location (company_id, code, name, kind) values ($1, 'TRANSIT', 'Transit', 'TRANSIT') returning id",
        store.company,
    )
    await store.raw.execute(
        "insert into stock_move (company_id, sku_id, from_location_id, to_location_id, quantity, moved_at) "
        "values ($1, $2, $3, $4, 2, now())",
        store.company, sku, store.shelf, ramp,
    )  # fmt: skip
    assert await store.raw.fetchval("select count(*) from stock_value_entry where sku_id = $1", sku) == 1


@pytest.mark.parametrize("method", ["MOVING_AVERAGE", "FIFO"])
async def test_what_comes_back_in_parts_is_worth_together_what_it_was_worth_when_it_went(
    store: Store, method: str
) -> None:
    sku = await store.sku(method)
    await store.move(sku, Step("3", "3.333333"))
    (sold,) = await store.move(sku, Step("-3"))
    first, second = await store.move(sku, Step("1"), Step("1"), undoes=sold)
    (third,) = await store.move(sku, Step("1"), undoes=sold)
    assert [await store.cost_of(move) for move in (first, second, third)] == ["3.33", "3.34", "3.33"]
    assert (await store.worth(sku))[:2] == ("3", "10.00")


async def test_no_more_comes_back_of_a_move_than_it_moved(store: Store) -> None:
    sku = await store.sku("MOVING_AVERAGE")
    await store.move(sku, Step("3", "10"))
    (sold,) = await store.move(sku, Step("-2"))
    await store.move(sku, Step("1"), undoes=sold)
    with pytest.raises(asyncpg.CheckViolationError, match=r"3\.0+ would come back of 2"):
        await store.move(sku, Step("2"), undoes=sold)


async def test_yen_have_no_decimals(app: Connection) -> None:
    store = await store_of(app, "JPY")
    sku = await store.sku("MOVING_AVERAGE")
    await store.move(sku, Step("3", "33.4"))
    assert (await store.worth(sku))[1] == "100"


@pytest.mark.parametrize(
    "statement",
    [
        "update stock_value set value = 0",
        "insert into stock_value_entry select * from stock_value_entry",
        "delete from stock_value_entry",
        "update cost_layer set remaining_value = 0",
        "delete from cost_layer_consumption",
        "truncate stock_value_entry",
        "select stock_receipts((select array_agg(id) from stock_move))",
        "select stock_issues_first_in_first_out((select array_agg(id) from stock_move where reverses_id is null))",
    ],
)
async def test_the_application_cannot_bend_values(store: Store, statement: str) -> None:
    sku = await store.sku("FIFO")
    await store.move(sku, Step("2", "10"))
    await store.move(sku, Step("-1"))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await store.raw.execute(statement)


async def test_the_database_rounds_as_we_do(app: Connection) -> None:
    amounts = [Decimal(thousandths) / 1000 for thousandths in range(-30, 31)]
    for policy in RoundingPolicy:
        rows = await app.fetch("select rounded(amount, 2, $2) as rounded from unnest($1::numeric[]) as amount", amounts, policy)  # fmt: skip
        assert [row["rounded"] for row in rows] == [round_to(amount, 2, policy) for amount in amounts]
