"""What is on the way can be promised where it arrives, and nowhere else."""

from datetime import date, timedelta

from tests.finance.office import Word
from tests.inventory.transfers.depot import Depot


async def test_what_goes_is_expected_where_it_arrives_and_gone_where_it_leaves(depot: Depot) -> None:
    made = await depot.made(4)
    assert await depot.available(depot.shelf) == ("10", "0", "6")
    assert await depot.available(depot.elsewhere) == ("0", "4", "4")
    left = await depot.done("Dispatch", made)
    assert await depot.available(depot.shelf) == ("6", "0", "6")
    assert await depot.available(depot.elsewhere) == ("0", "4", "4")
    await depot.done("Receive", left)
    assert await depot.available(depot.elsewhere) == ("4", "0", "4")


async def test_what_goes_around_in_the_company_can_be_promised_all_the_time(depot: Depot) -> None:
    made = await depot.made(4)
    assert await depot.available() == ("10", "4", "10")
    left = await depot.done("Dispatch", made)
    assert await depot.available() == ("10", "4", "10")
    arrived = await depot.done("Receive", left, lines=[{"lineId": left["lines"][0]["id"], "quantity": "1"}])
    assert await depot.available() == ("10", "3", "10")
    await depot.done("WriteOff", arrived, writeOffReason="Lost")
    assert await depot.available() == ("7", "0", "7")


async def test_what_arrives_later_is_not_there_before(depot: Depot) -> None:
    await depot.done("Dispatch", await depot.made(4, plannedOn="2031-05-02"))
    assert await depot.available(depot.elsewhere, on="2031-05-01") == ("0", "0", "0")
    assert await depot.available(depot.elsewhere, on="2031-05-02") == ("0", "4", "4")


async def test_what_a_transfer_has_lost_is_expected_nowhere(depot: Depot) -> None:
    made = await depot.made(4)
    line = {"skuId": depot.counter.sku, "locationId": f"Location:{depot.shelf}", "countedQuantity": "3"}
    said = {"companyId": depot.counter.company, "reason": "Counted", "lines": [line]}
    await depot.office.done("stockAdjustmentCreate", "stockAdjustment { id }", input=said, idempotencyKey=made["id"])
    assert await depot.available(depot.elsewhere) == ("0", "3", "3")
    assert await depot.refused("Dispatch", made) == [("STOCK_SHORT", ["id"])]


async def test_what_is_on_the_way_is_reserved_for_nobody(depot: Depot) -> None:
    await depot.dispatched(10)
    order = await depot.counter.confirmed(depot.counter.line(1), shipmentPolicy=Word("ON_CONFIRM"))
    assert order["lines"][0]["reservedQuantity"]["value"] == "0.000000"


async def test_before_it_came_nothing_was_there_also_of_what_is_on_the_way_now(depot: Depot) -> None:
    await depot.dispatched(4)
    yesterday = str(date.today() - timedelta(days=1))  # noqa: DTZ011 - the server says the same
    assert [(await depot.available(place, on=yesterday))[0] for place in (depot.shelf, None)] == ["0", "0"]
