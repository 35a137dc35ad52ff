"""What a bill says that goods have cost is what they are worth from the beginning: what is there, and what went of them."""

import random
from decimal import Decimal
from typing import Any

import pytest

from tests.inventory.valuation.test_back_dating import SUMS, came, sold
from tests.inventory.valuation.test_bills import billed, lines_of
from tests.inventory.valuation.yard import Yard

BACK = """
insert into stock_move (company_id, sku_id, from_location_id, to_location_id, quantity, moved_at, reverses_id)
select company_id, sku_id, to_location_id, from_location_id, quantity, now(), id from stock_move
where sku_id = $1 and document_type = 'StockAdjustment'
"""


async def line_of(receipt: dict[str, Any], yard: Yard, position: int = 0) -> str:
    """Give a line of a receipt."""
    return (await lines_of(yard, receipt["id"]))[position]["id"]


async def balances(yard: Yard, *codes: str) -> list[str | None]:
    """Tell what is on some accounts."""
    return [await yard.office.balance(code) for code in codes]


@pytest.mark.parametrize(("method", "left"), [("FIFO", "2.00"), ("MOVING_AVERAGE", "2.00")])
async def test_what_has_gone_bears_its_share_of_what_the_goods_cost_more(yard: Yard, method: str, left: str) -> None:
    await yard.sku("BOLT", method)
    receipt = await came(yard, "4", "2.50", "2026-10-01")
    await sold(yard, "3", "2026-10-05")
    await billed(yard, await line_of(receipt, yard), "4", "2.00")
    assert await yard.worth("BOLT") == ("1", left, "2.000000")
    assert await balances(yard, "1110", "5030", "2030", "5050") == ["2.00", "6.00", "0.00", "0.00"]


async def test_first_in_first_out_the_layer_that_is_billed_costs_more(yard: Yard) -> None:
    await yard.sku("BOLT", "FIFO")
    first = await came(yard, "5", "10", "2026-10-01")
    await came(yard, "5", "20", "2026-10-02")
    await sold(yard, "7", "2026-10-05")
    await billed(yard, await line_of(first, yard), "5", "11")
    assert await yard.worth("BOLT") == ("3", "60.00", "20.000000")
    assert await balances(yard, "1110", "5030") == ["60.00", "95.00"]


async def test_of_a_receipt_with_two_prices_the_line_is_dearer_that_is_billed(yard: Yard) -> None:
    await yard.sku("BOLT", "FIFO")
    lines = [{"code": "BOLT", "quantity": "5", "unitPrice": price} for price in ("10", "20")]
    receipt = await yard.received(*lines, receivedOn="2026-10-01")
    await sold(yard, "5", "2026-10-05")
    await billed(yard, await line_of(receipt, yard, 1), "5", "22")
    assert await yard.worth("BOLT") == ("5", "110.00", "22.000000")
    assert await balances(yard, "5030") == ["50.00"]


async def test_what_came_without_a_price_is_worth_what_it_is_billed_at(yard: Yard) -> None:
    await yard.sku("BOLT")
    receipt = await yard.received({"code": "BOLT", "quantity": "4"}, receivedOn="2026-10-01")
    await sold(yard, "1", "2026-10-05")
    assert await billed(yard, await line_of(receipt, yard), "4", "3") == {"2010": "-12.00", "2030": "12.00"}
    assert await yard.worth("BOLT") == ("3", "9.00", "3.000000")
    assert await balances(yard, "1110", "5030", "2030") == ["9.00", "3.00", "0.00"]


async def test_what_goods_of_closed_days_cost_more_is_posted_on_the_first_open_one(yard: Yard) -> None:
    await yard.sku("BOLT")
    receipt = await came(yard, "4", "2.50", "2026-01-05")
    await sold(yard, "3", "2026-02-10")
    for period in (await yard.office.periods())[:2]:
        await yard.office.shop.owner.execute(
            "update accounting_period set state = 'CLOSING' where id = $1", period["id"].partition(":")[2]
        )
    await billed(yard, await line_of(receipt, yard), "4", "3.50")
    found = await yard.office.shop.owner.fetch(
        "select posted_on::text, value::text from stock_value_entry where company_id = $1 and corrects_id is not null order by value",
        yard.office.company,
    )
    assert [tuple(row) for row in found] == [("2026-03-01", "-3.00"), ("2026-03-01", "4.00")]


@pytest.mark.parametrize("method", ["MOVING_AVERAGE", "FIFO", "STANDARD"])
@pytest.mark.parametrize("seed", range(3))
async def test_in_the_end_everything_is_worth_what_it_was_billed_at(yard: Yard, method: str, seed: int) -> None:
    chance = random.Random(f"{method} {seed}")
    await yard.sku("BOLT", method, standard_cost=Decimal(4))
    open_lines: list[tuple[str, str, Decimal]] = []
    there, true_cost = 0, Decimal(0)
    for day in range(1, 13):
        if open_lines and chance.random() < 0.4:
            line, quantity, price = open_lines.pop(chance.randrange(len(open_lines)))
            await billed(yard, line, quantity, str(price))
        elif there and chance.random() < 0.5:
            quantity = chance.randint(1, there)
            await sold(yard, str(quantity), f"2026-10-{day:02}")
            there -= quantity
        else:
            quantity, price = chance.randint(1, 9), Decimal(chance.randint(100, 999)) / 100
            receipt = await came(yard, str(quantity), str(Decimal(chance.randint(1, 999)) / 100), f"2026-10-{day:02}")
            open_lines.append((await line_of(receipt, yard), str(quantity), price))
            there, true_cost = there + quantity, true_cost + quantity * price
    for line, quantity, price in open_lines:
        await billed(yard, line, quantity, str(price))
    assert [await yard.check(kind) for kind in SUMS] == [[], []]
    stock, gone, accrued, difference = await balances(yard, "1110", "5030", "2030", "5050")
    assert Decimal(accrued or 0) == 0
    assert sum(Decimal(each or 0) for each in (stock, gone, difference)) == true_cost
    assert method == "STANDARD" or Decimal(difference or 0) == 0


@pytest.mark.parametrize("method", ["MOVING_AVERAGE", "FIFO"])
async def test_what_comes_back_is_worth_what_it_turned_out_to_have_cost(yard: Yard, method: str) -> None:
    await yard.sku("BOLT", method)
    receipt = await came(yard, "4", "2.50", "2026-10-01")
    await sold(yard, "4", "2026-10-05")
    await billed(yard, await line_of(receipt, yard), "4", "3.00")
    await yard.office.shop.owner.execute(BACK, yard.skus["BOLT"])
    assert await yard.worth("BOLT") == ("4", "12.00", "3.000000")
