"""What is refused of returns to vendors, and where it says so."""

import asyncio
from typing import Any

import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Word
from tests.purchasing.returns.ramp import ACCRUED, STOCK, Ramp, codes
from tests.schema import builders

CLIENTS = 16
LINE = ["input", "lines", "0"]


@pytest.mark.parametrize("quantity", ["0", "-1", "11"])
async def test_no_more_goes_back_than_came_and_more_than_nothing(ramp: Ramp, quantity: str) -> None:
    receipt = await ramp.arrived("10", "3")
    await ramp.arrived("10", "3")
    assert codes(await ramp.make(receipt, quantity)) == [("VENDOR_RETURNED_MORE", [*LINE, "quantity"])]


async def test_what_is_in_a_return_goes_back_once(ramp: Ramp) -> None:
    receipt = await ramp.arrived("10", "3")
    await ramp.made(receipt, "6")
    await ramp.shipped(receipt, "3")
    assert codes(await ramp.make(receipt, "1", "1")) == [("VENDOR_RETURNED_MORE", ["input", "lines", "1", "quantity"])]


async def test_of_many_at_once_no_more_goes_back_than_came(ramp: Ramp) -> None:
    receipt = await ramp.arrived("10", "3")
    await ramp.arrived("90", "3")
    answers = await asyncio.gather(*[ramp.make(receipt, "3") for _ in range(CLIENTS)])
    refused = [code for answer in answers for code, _ in codes(answer)]
    assert refused == ["VENDOR_RETURNED_MORE"] * (CLIENTS - 3)
    made = [answer["vendorReturn"] for answer in answers if not answer["errors"]]
    await asyncio.gather(*[ramp.done("Ship", each) for each in made])
    assert await ramp.balances(ACCRUED, STOCK) == ["-273.00", "273.00"]


async def test_a_bill_and_a_return_at_once_bill_and_send_back_what_came_once(ramp: Ramp) -> None:
    receipt = await ramp.arrived("10", "3")
    made = [await ramp.made(receipt, "2") for _ in range(4)]
    said = ramp.desk.line("1", "3", goodsReceiptLineId=receipt["lines"][0]["id"])
    drafts = [await ramp.desk.draft(said, kind="VENDOR_BILL", reference=uuid7().hex[-8:]) for _ in range(6)]
    posting = [ramp.desk.post(draft) for draft in drafts]
    await asyncio.gather(*posting, *[ramp.do("Ship", each) for each in made], return_exceptions=True)
    query = """
    select billed between billed_gone and staying.quantity - unbilled_gone and billed >= 2 and unbilled_gone + billed_gone = 8 from goods_receipt_line as line
    cross join goods_receipt_lines_staying(array[line.id], null) as staying where line.company_id = $1"""
    assert await ramp.yard.office.shop.owner.fetchval(query, ramp.yard.office.company)
    assert await ramp.yard.check("STOCK_VALUES_ARE_STOCK_ACCOUNTS") == []


async def test_what_is_not_there_any_more_is_not_sent_back(ramp: Ramp) -> None:
    receipt = await ramp.arrived("10", "3")
    await ramp.yard.adjust("BOLT", "-8")
    assert codes(await ramp.make(receipt, "3")) == [("STOCK_SHORT", ["input", "lines"])]


async def test_a_return_that_lost_its_goods_does_not_leave(ramp: Ramp) -> None:
    receipt = await ramp.arrived("10", "3")
    made = await ramp.made(receipt, "8")
    owner = ramp.yard.office.shop.owner
    await owner.execute(
        "update reservation set released = held, release_cause = 'LOST' where demand_id = $1",
        made["id"].partition(":")[2],
    )
    assert codes(await ramp.do("Ship", made)) == [("STOCK_SHORT", ["id"])]


async def test_goods_of_another_receipt_are_not_found(ramp: Ramp) -> None:
    receipt, other = await ramp.arrived("10", "3"), await ramp.arrived("10", "3")
    mixed = {**receipt, "lines": other["lines"]}
    assert codes(await ramp.make(mixed, "1")) == [("NOT_FOUND", [*LINE, "goodsReceiptLineId"])]


async def test_goods_outside_of_warehouses_are_not_sent_back(ramp: Ramp) -> None:
    receipt = await ramp.arrived("10", "3")
    owner, company = ramp.yard.office.shop.owner, ramp.yard.office.company
    lorry = await builders.location(owner, company, "LORRY", "TRANSIT")
    refused = await ramp.make(receipt, "1", locationId=f"Location:{lorry}")
    assert codes(refused) == [("VENDOR_RETURN_GOODS_UNFIT", [*LINE, "locationId"])]


async def lot(ramp: Ramp, code: str, number: str) -> str:
    """Give the id of a lot."""
    query = "select id from lot where sku_id = $1 and number = $2"
    return f"Lot:{await ramp.yard.office.shop.owner.fetchval(query, ramp.yard.skus[code], number)}"


async def tracked(ramp: Ramp, tracking: str) -> None:
    """Have something that is told apart."""
    await ramp.yard.sku("DRILL")
    await ramp.yard.office.shop.owner.execute(
        "update product set tracking = $2 where id = (select product_id from sku where id = $1)",
        ramp.yard.skus["DRILL"],
        tracking,
    )


async def test_pieces_go_back_that_came(ramp: Ramp) -> None:
    await tracked(ramp, "SERIAL")
    receipt = await ramp.arrived("2", "30", "DRILL", serialNumbers=["A", "B"])
    await ramp.arrived("1", "40", "DRILL", serialNumbers=["C"])
    others: list[dict[str, Any]] = [{}, {"lotId": await lot(ramp, "DRILL", "C")}]
    for said in others:
        refused = await ramp.make(receipt, "1", **said)
        assert codes(refused) == [("VENDOR_RETURN_GOODS_UNFIT", [*LINE, "lotId"])]
    gone = await ramp.shipped(receipt, "1", lotId=await lot(ramp, "DRILL", "B"))
    assert [each["lot"]["number"] for each in gone["moves"]["nodes"]] == ["B"]


async def test_a_lot_goes_back_as_it_came_also_where_it_is_blocked(ramp: Ramp) -> None:
    await tracked(ramp, "LOT")
    receipt = await ramp.arrived("5", "30", "DRILL", lotNumber="L-1")
    await ramp.arrived("5", "30", "DRILL", lotNumber="L-2")
    refused = await ramp.make(receipt, "1", lotId=await lot(ramp, "DRILL", "L-2"))
    assert codes(refused) == [("VENDOR_RETURN_GOODS_UNFIT", [*LINE, "lotId"])]
    blocked = (await lot(ramp, "DRILL", "L-1")).partition(":")[2]
    await ramp.yard.office.shop.owner.execute("update lot set stock_status = 'BLOCKED' where id = $1", blocked)
    gone = await ramp.shipped(receipt, "5")
    assert [each["lot"]["number"] for each in gone["lines"]] == ["L-1"]


async def reservation(ramp: Ramp, made: dict[str, Any]) -> dict[str, Any]:
    """Name what keeps the goods of a return."""
    query = "select id, version from reservation where demand_id = $1"
    found = await ramp.yard.office.shop.owner.fetchrow(query, made["id"].partition(":")[2])
    assert found is not None
    return {"id": f"Reservation:{found['id']}", "version": found["version"]}


async def test_what_goes_back_is_tied_to_no_other_lot(ramp: Ramp) -> None:
    await tracked(ramp, "LOT")
    made = await ramp.made(await ramp.arrived("5", "30", "DRILL", lotNumber="L-1"), "2")
    await ramp.arrived("5", "30", "DRILL", lotNumber="L-2")
    which, other = await reservation(ramp, made), await lot(ramp, "DRILL", "L-2")
    assert codes(await ramp.yard.office.do("reservationPin", "reservations { id }", **which, lotId=other)) == [
        ("GOODS_GO_BACK", ["id"])
    ]
    assert (await ramp.done("Ship", made))["state"] == "SHIPPED"


async def test_withheld_goods_that_go_back_are_given_to_no_customer(ramp: Ramp) -> None:
    receipt, office = await ramp.arrived("10", "3"), ramp.yard.office
    await office.shop.owner.execute("update location set stock_status = 'QUARANTINE' where id = $1", ramp.yard.shelf)
    which = await reservation(ramp, await ramp.made(receipt, "4"))
    line = {"skuId": f"Sku:{ramp.yard.skus['BOLT']}", "quantity": "4", "unitPrice": "5"}
    customer = await builders.party(office.shop.owner, office.company)
    said: dict[str, Any] = {
        "companyId": f"Company:{office.company}", "customerId": f"Party:{customer}", "shipmentPolicy": Word("MANUAL"), "lines": [line],
    }  # fmt: skip
    shown = "salesOrder { id version lines { id } }"
    order = await office.done("salesOrderCreate", shown, input=said)
    confirmed: dict[str, Any] = {"id": order["id"], "version": order["version"], "idempotencyKey": str(uuid7())}
    await office.done("salesOrderConfirm", shown, **confirmed)
    given: dict[str, Any] = {**which, "demandId": order["lines"][0]["id"], "idempotencyKey": str(uuid7())}
    assert codes(await office.do("reservationReassign", "reservation { id }", **given)) == [("GOODS_GO_BACK", ["id"])]


async def test_what_is_withheld_after_a_return_was_made_goes_back_all_the_same(ramp: Ramp) -> None:
    made = await ramp.made(await ramp.arrived("10", "3"), "4")
    place = f"Location:{ramp.yard.shelf}"
    said: dict[str, Any] = {"id": place, "version": 1, "stockStatus": "QUARANTINE", "idempotencyKey": str(uuid7())}
    await ramp.yard.office.done("locationStatusSet", "location { id }", **said)
    assert (await ramp.done("Ship", made))["state"] == "SHIPPED"


async def test_the_vendor_gives_back_no_more_than_was_billed_and_went_back(ramp: Ramp) -> None:
    receipt = await ramp.arrived("10", "3")
    await ramp.billed(receipt, "10", "3")
    gone = await ramp.shipped(receipt, "2")
    await ramp.credited(gone)
    assert codes(await ramp.do("Credit", gone)) == [("NOTHING_OWED_BY_VENDOR", ["id"])]
    line = ramp.desk.line("1", "3", goodsReceiptLineId=receipt["lines"][0]["id"], vendorReturnId=gone["id"])
    draft = await ramp.desk.draft(line, kind="DEBIT_NOTE")
    refused = await ramp.yard.office.do("invoiceValidate", "invoice { id }", id=draft["id"], version=draft["version"])
    assert codes(refused) == [("VENDOR_RETURN_OVERCREDITED", ["lines"])]


async def test_a_note_without_the_return_takes_back_nothing_of_what_went_back(ramp: Ramp) -> None:
    receipt = await ramp.arrived("10", "3")
    bill = await ramp.billed(receipt, "10", "3")
    await ramp.shipped(receipt, "2")
    note = await ramp.yard.office.done("invoiceCredit", "invoice { id version }", id=bill["id"])
    refused = await ramp.yard.office.do("invoiceValidate", "invoice { id }", id=note["id"], version=note["version"])
    assert codes(refused) == [("RECEIPT_LINE_OVERBILLED", ["lines"])]


@pytest.mark.parametrize(("kind", "state"), [("VENDOR_BILL", "Ship"), ("DEBIT_NOTE", "Cancel")])
async def test_a_debit_note_names_a_return_that_has_left_and_nothing_else_does(
    ramp: Ramp, kind: str, state: str
) -> None:
    receipt = await ramp.arrived("10", "3")
    gone = await ramp.done(state, await ramp.made(receipt, "2"))
    line = ramp.desk.line("1", "3", goodsReceiptLineId=receipt["lines"][0]["id"], vendorReturnId=gone["id"])
    said = ramp.desk.input([line], kind=kind)
    refused = await ramp.yard.office.do("invoiceCreate", "invoice { id }", input=said)
    assert codes(refused) == [("VENDOR_RETURN_UNFIT", ["input", "lines"])]


@pytest.mark.parametrize("step", ["Ship", "Cancel"])
async def test_what_is_over_stays_so(ramp: Ramp, step: str) -> None:
    gone = await ramp.shipped(await ramp.arrived("10", "3"), "2")
    assert codes(await ramp.do(step, gone)) == [("TRANSITION_UNAVAILABLE", ["id"])]


@pytest.mark.parametrize(
    ("step", "role", "needs"),
    [
        ("Ship", RoleCode.BUYER, "purchasing.return:ship"),
        ("Cancel", RoleCode.ACCOUNTANT, "purchasing.return:write"),
        ("Credit", RoleCode.WAREHOUSE_MANAGER, "finance.invoice:write"),
    ],
)
async def test_steps_need_their_permissions(ramp: Ramp, step: str, role: RoleCode, needs: str) -> None:
    made = await ramp.made(await ramp.arrived("10", "3"), "2")
    payload: dict[str, Any] = await ramp.do(step, made, role)
    assert [(error["code"], error["permission"]) for error in payload["errors"]] == [("FORBIDDEN", needs)]
