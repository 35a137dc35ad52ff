"""What came back is looked at: put on a shelf again or scrapped, and the customer gets something for it or not."""

import asyncpg
import pytest

from tests.sales.returns.desk import ReturnDesk, booked


async def test_what_is_found_well_is_put_on_a_shelf_and_the_rest_is_scrapped(desk: ReturnDesk) -> None:
    back = await desk.received(await desk.shipped(4), 3)
    findings = [desk.finding(back, 2), desk.finding(back, 1, "SCRAP", "NONE")]
    seen = await desk.done("Inspect", back, findings=findings)
    assert [
        (each["quantity"]["value"], each["goods"], each["remedy"], each["location"]["code"])
        for each in seen["lines"][0]["inspections"]
    ] == [("2.000000", "RESTOCK", "REFUND", "SHELF"), ("1.000000", "SCRAP", "NONE", "SCRAP")]
    assert (await desk.on_hand(desk.corner), await desk.on_hand(desk.dock.shelf)) == (0, 8)


async def test_what_is_scrapped_is_a_loss_of_stock(desk: ReturnDesk) -> None:
    seen = await desk.inspected(await desk.shipped(4), 3, goods="SCRAP")
    assert booked(seen) == {
        ("1110", "18.00", "0.00"), ("5010", "0.00", "18.00"), ("1110", "0.00", "18.00"), ("5030", "18.00", "0.00"),
    }  # fmt: skip
    assert (await desk.on_hand(desk.corner), await desk.on_hand(desk.dock.shelf)) == (0, 6)


async def test_what_no_shelf_is_named_for_stays_where_it_is(desk: ReturnDesk) -> None:
    back = await desk.received(await desk.shipped(4), 3)
    finding = {**desk.finding(back, 3), "locationId": None}
    assert (await desk.done("Inspect", back, findings=[finding]))["lines"][0]["inspections"][0]["location"] == {
        "code": "CORNER"
    }
    assert await desk.on_hand(desk.corner) == 3


@pytest.mark.parametrize(
    ("quantity", "path"),
    [("2", ["findings"]), ("4", ["findings", "0", "quantity"]), ("0", ["findings", "0", "quantity"])],
)
async def test_refuses_to_inspect_other_than_came_back(desk: ReturnDesk, quantity: str, path: list[str]) -> None:
    back = await desk.received(await desk.shipped(4), 3)
    refused = await desk.refused("Inspect", back, findings=[desk.finding(back, quantity)])
    assert refused == [("INSPECTED_OTHERWISE", path)]


async def test_refuses_what_is_not_there_any_more(desk: ReturnDesk) -> None:
    back = await desk.received(await desk.shipped(4), 3)
    await desk.office.shop.owner.execute(
        "insert into stock_move (company_id, sku_id, from_location_id, to_location_id, quantity, moved_at) "
        "select company_id, sku_id, to_location_id, from_location_id, 1, now() from stock_move where to_location_id = $1",
        desk.corner,
    )
    refused = await desk.refused("Inspect", back, findings=[desk.finding(back, 3)])
    assert refused == [("INSUFFICIENT_STOCK", ["id"])]


async def test_refuses_shelves_that_hold_no_stock_and_scrap_without_a_place(desk: ReturnDesk) -> None:
    back, owner = await desk.received(await desk.shipped(4), 3), desk.office.shop.owner
    outside = await owner.fetchval(
        "select id from location where company_id = $1 and kind = 'CUSTOMER'", desk.office.company
    )
    finding = {**desk.finding(back, 3), "locationId": f"Location:{outside}"}
    assert await desk.refused("Inspect", back, findings=[finding]) == [
        ("NO_STOCK_KEPT", ["findings", "0", "locationId"])
    ]
    await owner.execute(
        "update location set archived_at = now() where company_id = $1 and kind = 'SCRAP'", desk.office.company
    )
    assert await desk.refused("Inspect", back, findings=[desk.finding(back, 3, "SCRAP")]) == [
        ("SCRAP_PLACE_MISSING", ["findings", "0", "goods"])
    ]


async def test_the_database_inspects_no_more_than_came_back(desk: ReturnDesk) -> None:
    await desk.inspected(await desk.shipped(4), 3)
    with pytest.raises(asyncpg.CheckViolationError):
        await desk.office.shop.owner.execute(
            "insert into return_inspection (company_id, line_id, position, quantity, goods, remedy, location_id) "
            "select company_id, line_id, position + 1, 1, goods, remedy, location_id from return_inspection "
            "where company_id = $1",
            desk.office.company,
        )
