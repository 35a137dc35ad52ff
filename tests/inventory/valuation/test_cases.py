"""The cases of valuation that are known from elsewhere come out to the cent."""

from datetime import date
from decimal import Decimal

import asyncpg
import pytest

from tests.inventory.valuation.store import Step, Store
from tests.inventory.valuation.yard import Yard, journal
from tests.schema import builders

FIRST, SECOND, THIRD = (date(2015, 10, day) for day in (1, 2, 3))
# Entered out of the order of their days.
LOTS = (Step("5", "111.11", SECOND), Step("4", "100.00", FIRST), Step("6", "122.22", THIRD))


async def test_val_01_first_in_first_out(store: Store) -> None:
    sku = await store.sku("FIFO")
    costs: list[str] = []
    await store.move(sku, Step("4", "10"))
    costs.append((await store.worth(sku))[2])
    await store.move(sku, Step("2", "25"))
    costs.append((await store.worth(sku))[2])
    first = await store.move(sku, Step("-3"))
    costs.append((await store.worth(sku))[2])
    rest = await store.move(sku, Step("-1"), Step("-1"))
    costs.append((await store.worth(sku))[2])
    assert costs == ["10.000000", "15.000000", "20.000000", "25.000000"]
    assert [await store.cost_of(move) for move in (*first, *rest)] == ["-30.00", "-10.00", "-25.00"]


@pytest.mark.parametrize(
    ("method", "issued", "left"),
    [("MOVING_AVERAGE", "-225.00", ("5", "75.00", "15.000000")), ("FIFO", "-200.00", ("5", "100.00", "20.000000"))],
)
async def test_val_02_the_same_moves_by_two_methods(
    store: Store, method: str, issued: str, left: tuple[str, str, str]
) -> None:
    sku = await store.sku(method)
    await store.move(sku, Step("10", "10"))
    await store.move(sku, Step("10", "20"))
    (move,) = await store.move(sku, Step("-15"))
    assert (await store.cost_of(move), await store.worth(sku)) == (issued, left)


@pytest.mark.parametrize("by", ["customer", "us"])
async def test_val_09_returns_at_the_average(store: Store, by: str) -> None:
    sku = await store.sku("MOVING_AVERAGE")
    (first,) = await store.move(sku, Step("1", "10"))
    await store.move(sku, Step("1", "20"))
    (sold,) = await store.move(sku, Step("-1"))
    if by == "customer":
        await store.move(sku, Step("1"), undoes=sold)
        assert await store.worth(sku) == ("2", "30.00", "15.000000")
    else:
        await store.move(sku, Step("-1"), undoes=first)
        assert await store.worth(sku) == ("0", "0.00", "15.000000")


async def test_val_15_lots_are_used_up_by_their_days(store: Store) -> None:
    few, more = await store.sku("FIFO"), await store.sku("FIFO")
    for lot in LOTS:
        await store.move(few, lot)
        await store.move(more, lot)
    (nine,) = await store.move(few, Step("-9"))
    assert await store.taken(nine) == [("4", "100.00"), ("5", "111.11")]
    assert await store.left(few) == [("6", "122.22")]
    (twelve,) = await store.move(more, Step("-12"))
    assert await store.taken(twelve) == [("4", "100.00"), ("5", "111.11"), ("3", "122.22")]
    assert await store.cost_of(twelve) == "-1322.21"
    assert await store.left(more) == [("3", "122.22")]


async def test_val_15_takes_no_more_than_the_lots_have(store: Store) -> None:
    sku = await store.sku("FIFO")
    for lot in LOTS:
        await store.move(sku, lot)
    before = await store.left(sku), await store.worth(sku)
    with pytest.raises(asyncpg.CheckViolationError):
        async with store.raw.transaction():
            await store.move(sku, Step("-16"))
    assert (await store.left(sku), await store.worth(sku)) == before


@pytest.mark.parametrize(
    ("one", "other", "less", "left"),
    [
        (Step("50", "100.00"), Step("50", "101.00"), Step("-49"), ("51", Decimal("100.50"))),
        (Step("60", "100.00"), Step("40", "110.00"), Step("-20"), ("80", Decimal("104.00"))),
    ],
)
async def test_val_16_the_average_is_weighted(
    store: Store, one: Step, other: Step, less: Step, left: tuple[str, Decimal]
) -> None:
    sku = await store.sku("MOVING_AVERAGE")
    for step in (one, other, less):
        await store.move(sku, step)
    quantity, value, cost = await store.worth(sku)
    assert (quantity, Decimal(cost), Decimal(value)) == (left[0], left[1], left[1] * int(left[0]))


async def test_val_18_the_average_in_another_unit(store: Store) -> None:
    """500 g at 0.20 a gram are half a kilogram at 200."""
    sku = await store.sku("MOVING_AVERAGE")
    costs: list[str] = []
    for step in (Step("10", "60"), Step("30", "80"), Step("-20"), Step("0.5", "200")):
        await store.move(sku, step)
        costs.append(f"{Decimal((await store.worth(sku))[2]):.2f}")
    assert costs == ["60.00", "75.00", "75.00", "78.05"]
    assert (await store.worth(sku))[0] == "20.5"


async def test_val_01_through_the_api(yard: Yard) -> None:
    await yard.sku("BOLT", "FIFO")
    costs: list[str] = []
    issued: list[str] = []
    for come in (("4", "10"), ("2", "25"), None, None):
        if come is not None:
            await yard.received({"code": "BOLT", "quantity": come[0], "unitPrice": come[1]})
        else:
            less = await yard.adjust("BOLT", "-3" if not issued else "-2")
            issued += [value["value"]["amount"] for value in less["stockAdjustment"]["values"]["nodes"]]
        costs.append((await yard.worth("BOLT"))[2])
    assert costs == ["10.000000", "15.000000", "20.000000", "25.000000"]
    assert issued == ["-30.00", "-35.00"]


@pytest.mark.parametrize(
    ("method", "issued", "left"),
    [("MOVING_AVERAGE", "-225.00", ("5", "75.00", "15.000000")), ("FIFO", "-200.00", ("5", "100.00", "20.000000"))],
)
async def test_val_02_through_the_api(yard: Yard, method: str, issued: str, left: tuple[str, str, str]) -> None:
    await yard.sku("BOLT", method)
    for price in ("10", "20"):
        await yard.received({"code": "BOLT", "quantity": "10", "unitPrice": price})
    less = (await yard.adjust("BOLT", "-15"))["stockAdjustment"]
    assert [value["value"]["amount"] for value in less["values"]["nodes"]] == [issued]
    assert journal(less) == [f"STK 1110 {issued[1:]} Cr", f"STK 5030 {issued[1:]} Dr"]
    assert await yard.worth("BOLT") == left


@pytest.mark.parametrize(
    ("taken", "cost", "left"),
    [("-9", "-955.55", "733.32"), ("-12", "-1322.21", "366.66"), ("-16", None, "1688.87")],
)
async def test_val_15_through_the_api(yard: Yard, taken: str, cost: str | None, left: str) -> None:
    await yard.sku("BOLT", "FIFO")
    for quantity, price, on in (
        ("5", "111.11", "2026-10-02"),
        ("4", "100.00", "2026-10-01"),
        ("6", "122.22", "2026-10-03"),
    ):
        await yard.received({"code": "BOLT", "quantity": quantity, "unitPrice": price}, receivedOn=on)
    payload = await yard.adjust("BOLT", taken)
    if cost is None:
        assert [error["code"] for error in payload["errors"]] == ["INSUFFICIENT_STOCK"]
    else:
        (value,) = payload["stockAdjustment"]["values"]["nodes"]
        assert value["value"]["amount"] == cost
    assert (await yard.worth("BOLT"))[1] == left


@pytest.mark.parametrize(
    ("one", "other", "less", "left"),
    [
        (("50", "100.00"), ("50", "101.00"), "-49", ("51", "5125.50", "100.500000")),
        (("60", "100.00"), ("40", "110.00"), "-20", ("80", "8320.00", "104.000000")),
    ],
)
async def test_val_16_through_the_api(
    yard: Yard, one: tuple[str, str], other: tuple[str, str], less: str, left: tuple[str, str, str]
) -> None:
    await yard.sku("BOLT")
    for quantity, price in (one, other):
        await yard.received({"code": "BOLT", "quantity": quantity, "unitPrice": price})
    await yard.adjust("BOLT", less)
    assert await yard.worth("BOLT") == left


async def test_val_18_through_the_api(yard: Yard) -> None:
    """500 g at 0.20 a gram are half a kilogram at 200."""
    owner = yard.office.shop.owner
    kilogram, gram = await builders.unit(owner, "KG"), await builders.unit(owner, "G")
    await yard.sku("FLOUR")
    await owner.execute("update sku set unit_id = $2 where id = $1", yard.skus["FLOUR"], kilogram)
    costs: list[str] = []
    for quantity, price, unit in (
        ("10", "60", kilogram),
        ("30", "80", kilogram),
        ("-20", None, None),
        ("500", "0.20", gram),
    ):
        if price is None:
            await yard.adjust("FLOUR", quantity)
        else:
            await yard.received({"code": "FLOUR", "quantity": quantity, "unitPrice": price, "unitId": f"Unit:{unit}"})
        costs.append(f"{Decimal((await yard.worth('FLOUR'))[2]):.2f}")
    assert costs == ["60.00", "75.00", "75.00", "78.05"]
    assert (await yard.worth("FLOUR"))[0] == "20.5"
