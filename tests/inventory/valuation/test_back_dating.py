"""What comes late changes what issues after it were worth: by corrections, on the days of these as far as they are open."""

from typing import Any

import pytest

from tests.inventory.valuation.yard import Yard, journal

SUMS = ("STOCK_VALUES_ARE_SUMS_OF_ENTRIES", "STOCK_VALUES_ARE_STOCK_ACCOUNTS")


async def sold(yard: Yard, quantity: str, on: str) -> dict[str, Any]:
    """Take something out on a day."""
    payload = await yard.adjust("BOLT", f"-{quantity}", postedOn=on)
    assert payload["errors"] == [], payload
    return payload["stockAdjustment"]


async def came(yard: Yard, quantity: str, price: str, on: str) -> dict[str, Any]:
    """Receive something on a day."""
    return await yard.received({"code": "BOLT", "quantity": quantity, "unitPrice": price}, receivedOn=on)


def days(document: dict[str, Any]) -> list[str]:
    """Give the days of the entries of a document."""
    return [entry["postedOn"] for entry in document["entries"]["nodes"]]


async def test_a_receipt_that_comes_late_moves_the_average_of_what_went_after_it(yard: Yard) -> None:
    await yard.sku("BOLT")
    await came(yard, "10", "10", "2026-10-01")
    await sold(yard, "5", "2026-10-10")
    late = await came(yard, "10", "20", "2026-10-05")
    # 20 pieces were worth 300 then, so that 5 of them cost 75 and not 50.
    assert journal(late) == ["STK 1110 200.00 Dr", "STK 2030 200.00 Cr", "STK 1110 25.00 Cr", "STK 5030 25.00 Dr"]
    assert days(late) == ["2026-10-05", "2026-10-10"]
    assert await yard.worth("BOLT") == ("15", "225.00", "15.000000")


async def test_a_receipt_that_comes_late_is_used_up_before_what_came_after_it(yard: Yard) -> None:
    await yard.sku("BOLT", "FIFO")
    await came(yard, "10", "10", "2026-10-02")
    await sold(yard, "8", "2026-10-10")
    late = await came(yard, "5", "12", "2026-10-01")
    assert journal(late) == ["STK 1110 60.00 Dr", "STK 2030 60.00 Cr", "STK 1110 10.00 Cr", "STK 5030 10.00 Dr"]
    assert await yard.worth("BOLT") == ("7", "70.00", "10.000000")
    rest = await sold(yard, "7", "2026-10-11")
    assert journal(rest) == ["STK 1110 70.00 Cr", "STK 5030 70.00 Dr"]


async def test_what_cost_nothing_when_it_went_is_a_difference_of_stock(yard: Yard) -> None:
    await yard.sku("BOLT")
    await came(yard, "10", "0", "2026-10-01")
    assert journal(await sold(yard, "5", "2026-10-10")) == []
    late = await came(yard, "10", "20", "2026-10-05")
    assert journal(late) == ["STK 1110 200.00 Dr", "STK 2030 200.00 Cr", "STK 1110 50.00 Cr", "STK 5030 50.00 Dr"]


async def test_corrections_are_corrected_again(yard: Yard) -> None:
    await yard.sku("BOLT")
    await came(yard, "10", "10", "2026-10-01")
    await sold(yard, "5", "2026-10-10")
    await sold(yard, "5", "2026-10-12")
    await came(yard, "10", "20", "2026-10-05")
    await came(yard, "10", "30", "2026-10-06")
    # 30 pieces at 20 on average, of which 10 have gone.
    assert await yard.worth("BOLT") == ("20", "400.00", "20.000000")
    assert [await yard.office.balance(code) for code in ("1110", "5030")] == ["400.00", "200.00"]


async def test_what_goes_late_takes_part_in_what_came_before_it(yard: Yard) -> None:
    await yard.sku("BOLT", "FIFO")
    await came(yard, "5", "10", "2026-10-01")
    await came(yard, "5", "20", "2026-10-02")
    await sold(yard, "5", "2026-10-10")
    late = await sold(yard, "3", "2026-10-05")
    assert journal(late) == [
        "STK 1110 60.00 Cr", "STK 5030 60.00 Dr", "STK 1110 30.00 Dr", "STK 5030 30.00 Cr", "STK 1110 30.00 Cr", "STK 5030 30.00 Dr",
    ]  # fmt: skip
    assert await yard.worth("BOLT") == ("2", "40.00", "20.000000")


async def test_nothing_goes_late_that_later_issues_have_needed(yard: Yard) -> None:
    await yard.sku("BOLT")
    await came(yard, "5", "10", "2026-10-01")
    await sold(yard, "5", "2026-10-10")
    await came(yard, "5", "10", "2026-10-20")
    refused = await yard.adjust("BOLT", "-1", postedOn="2026-10-05")
    assert [(error["code"], error["path"]) for error in refused["errors"]] == [("STOCK_BELOW_ZERO_LATER", ["input"])]
    assert await yard.worth("BOLT") == ("5", "50.00", "10.000000")


async def test_corrections_of_closed_days_are_posted_on_the_first_open_one(yard: Yard) -> None:
    await yard.sku("BOLT")
    await came(yard, "10", "10", "2026-01-01")
    await sold(yard, "5", "2026-02-10")
    february = next(each for each in await yard.office.periods() if each["number"] == 2)
    await yard.office.shop.owner.execute(
        "update accounting_period set state = 'CLOSING' where id = $1", february["id"].partition(":")[2]
    )
    late = await came(yard, "10", "20", "2026-01-05")
    assert days(late) == ["2026-01-05", "2026-03-01"]
    assert await yard.worth("BOLT") == ("15", "225.00", "15.000000")


async def test_nothing_comes_late_into_a_closed_period(yard: Yard) -> None:
    await yard.sku("BOLT")
    january = next(each for each in await yard.office.periods() if each["number"] == 1)
    await yard.office.shop.owner.execute(
        "update accounting_period set state = 'CLOSING' where id = $1", january["id"].partition(":")[2]
    )
    refused = await yard.receive({"code": "BOLT", "unitPrice": "1"}, receivedOn="2026-01-05")
    assert [(error["code"], error["path"]) for error in refused["errors"]] == [("PERIOD_CLOSED", ["input", "postedOn"])]


@pytest.mark.parametrize("method", ["MOVING_AVERAGE", "FIFO", "STANDARD"])
async def test_stock_and_books_agree_whatever_comes_late(yard: Yard, method: str) -> None:
    await yard.sku("BOLT", method, standard_cost=4)
    for quantity, price, on in (
        ("7", "3.33", 10),
        ("-3", "", 12),
        ("5", "7.77", 6),
        ("-4", "", 11),
        ("2", "1.11", 4),
        ("-6", "", 20),
    ):
        day = f"2026-10-{on:02}"
        await (came(yard, quantity, price, day) if price else sold(yard, quantity[1:], day))
    assert [await yard.check(kind) for kind in SUMS] == [[], []]
    await sold(yard, "1", "2026-10-21")
    assert (await yard.worth("BOLT"))[:2] == ("0", "0.00")


async def test_a_day_to_come_is_refused(yard: Yard) -> None:
    await yard.sku("BOLT")
    refused = await yard.adjust("BOLT", "1", postedOn="2999-01-01")
    assert [(error["code"], error["path"]) for error in refused["errors"]] == [("DAY_TO_COME", ["input", "postedOn"])]
