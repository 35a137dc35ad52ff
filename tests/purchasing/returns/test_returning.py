"""Goods go back to the vendor: what they are worth leaves stock, and what is not billed of them is owed no more."""

from decimal import Decimal

import pytest

from auth.roles import RoleCode
from tests.purchasing.returns.ramp import ACCRUED, DIFFERENCE, PAYABLE, STOCK, Ramp, codes, posted


async def test_what_goes_back_is_reserved_and_leaves(ramp: Ramp) -> None:
    made = await ramp.made(await ramp.arrived("10", "3"), "4")
    assert (made["state"], made["availableTransitions"]) == ("READY", ["SHIP", "CANCEL"])
    assert await ramp.level() == (10, 4)
    gone = await ramp.done("Ship", made)
    assert (gone["state"], gone["availableTransitions"]) == ("SHIPPED", ["CREDIT"])
    moved = gone["moves"]["nodes"][0]
    assert (moved["fromLocation"]["code"], moved["toLocation"]["code"]) == ("SHELF", "SUPPLIER")
    assert await ramp.level() == (6, 0)


async def test_what_is_not_billed_is_owed_no_more(ramp: Ramp) -> None:
    gone = await ramp.shipped(await ramp.arrived("10", "3"), "4")
    assert posted(gone) == [f"STK {STOCK} 12.00 Cr", f"STK {ACCRUED} 12.00 Dr"]
    assert await ramp.balances(ACCRUED, STOCK, DIFFERENCE) == ["-18.00", "18.00", "0.00"]


async def test_goods_at_a_moving_average_leave_at_that(ramp: Ramp) -> None:
    """What is received at 10 and at 20, and issued once, is worth 15: the first vendor gets it back at that."""
    first = await ramp.arrived("1", "10")
    await ramp.arrived("1", "20")
    await ramp.yard.adjust("BOLT", "-1")
    gone = await ramp.shipped(first, "1")
    assert await ramp.yard.worth("BOLT") == ("0", "0.00", "15.000000")
    assert posted(gone) == [f"STK {STOCK} 15.00 Cr", f"STK {DIFFERENCE} 5.00 Dr", f"STK {ACCRUED} 10.00 Dr"]
    assert await ramp.balances(ACCRUED, STOCK, DIFFERENCE) == ["-20.00", "0.00", "5.00"]


async def test_goods_first_in_first_out_leave_at_what_came_first(ramp: Ramp) -> None:
    await ramp.arrived("2", "10", method="FIFO")
    second = await ramp.arrived("2", "20")
    await ramp.shipped(second, "1")
    assert await ramp.balances(ACCRUED, STOCK, DIFFERENCE) == ["-40.00", "50.00", "-10.00"]


async def test_goods_at_a_standard_leave_at_that(ramp: Ramp) -> None:
    receipt = await ramp.arrived("4", "2.50", method="STANDARD", standard_cost=2)
    await ramp.shipped(receipt, "2")
    assert await ramp.balances(ACCRUED, STOCK, DIFFERENCE) == ["-5.00", "4.00", "1.00"]


async def test_bills_after_a_return_bill_what_stays_and_clear_all_of_it(ramp: Ramp) -> None:
    receipt = await ramp.arrived("3", "3.333333")
    await ramp.shipped(receipt, "1")
    said = ramp.desk.line("3", "3.333333", goodsReceiptLineId=receipt["lines"][0]["id"])
    draft = await ramp.desk.draft(said, kind="VENDOR_BILL", reference="1")
    refused = await ramp.yard.office.do("invoiceValidate", "invoice { id }", id=draft["id"], version=draft["version"])
    assert codes(refused) == [("RECEIPT_LINE_OVERBILLED", ["lines"])]
    await ramp.billed(receipt, "2", "3.333333")
    assert await ramp.balances(ACCRUED, PAYABLE) == ["0.00", "-6.67"]


@pytest.mark.parametrize("method", ["MOVING_AVERAGE", "FIFO", "STANDARD"])
async def test_what_was_billed_the_vendor_gives_back(ramp: Ramp, method: str) -> None:
    receipt = await ramp.arrived("10", "3", method=method, standard_cost=2)
    await ramp.billed(receipt, "10", "3.50")
    gone = await ramp.shipped(receipt, "4")
    line = gone["lines"][0]
    assert (Decimal(line["billedQuantity"]["value"]), line["accrued"]["amount"], line["owed"]["amount"]) == (
        4, "0.00", "14.00",
    )  # fmt: skip
    assert await ramp.balances(ACCRUED) == ["14.00"]
    assert await ramp.credited(gone) == [{PAYABLE: "14.00", ACCRUED: "-14.00"}]
    assert await ramp.balances(ACCRUED, PAYABLE) == ["0.00", "-21.00"]
    assert await ramp.yard.check("STOCK_VALUES_ARE_STOCK_ACCOUNTS") == []


async def test_what_is_not_billed_goes_back_first(ramp: Ramp) -> None:
    receipt = await ramp.arrived("10", "3")
    await ramp.billed(receipt, "6", "3")
    first, second = await ramp.shipped(receipt, "3"), await ramp.shipped(receipt, "3")
    billed = [Decimal(gone["lines"][0]["billedQuantity"]["value"]) for gone in (first, second)]
    assert billed == [0, 2]
    assert codes(await ramp.do("Credit", first)) == [("NOTHING_OWED_BY_VENDOR", ["id"])]
    await ramp.credited(second)
    assert await ramp.balances(ACCRUED, STOCK) == ["0.00", "12.00"]


async def test_what_the_vendor_gives_back_otherwise_is_a_difference_of_prices(ramp: Ramp) -> None:
    receipt = await ramp.arrived("10", "3")
    await ramp.billed(receipt, "10", "3")
    noted = await ramp.done("Credit", await ramp.shipped(receipt, "2"))
    line = noted["creditLines"]["nodes"][0]
    said = {**line["invoice"], "lines": {"update": [{"id": line["id"], "unitPrice": "2.50"}]}}
    said = {name: said[name] for name in ("id", "version", "lines")}
    draft = await ramp.yard.office.done("invoiceUpdate", "invoice { id version }", input=said)
    note = await ramp.desk.post(draft)
    assert await ramp.desk.entry(note) == {PAYABLE: "5.00", ACCRUED: "-6.00", DIFFERENCE: "1.00"}
    assert await ramp.yard.worth("BOLT") == ("8", "24.00", "3.000000")
    assert await ramp.balances(ACCRUED, DIFFERENCE) == ["0.00", "1.00"]


async def test_what_a_bill_says_of_goods_that_went_back_is_a_difference_of_prices(ramp: Ramp) -> None:
    receipt = await ramp.arrived("10", "3")
    await ramp.shipped(receipt, "5")
    await ramp.billed(receipt, "5", "4")
    assert await ramp.balances(ACCRUED) == ["0.00"]
    assert await ramp.yard.check("STOCK_VALUES_ARE_STOCK_ACCOUNTS") == []


async def test_a_return_that_is_called_off_gives_its_goods_free(ramp: Ramp) -> None:
    receipt = await ramp.arrived("10", "3")
    off = await ramp.done("Cancel", await ramp.made(receipt, "10"))
    assert (off["state"], off["availableTransitions"]) == ("CANCELLED", [])
    assert await ramp.level() == (10, 0)
    await ramp.made(receipt, "10")


async def test_a_simulation_shows_what_would_be_posted(ramp: Ramp) -> None:
    made = await ramp.made(await ramp.arrived("10", "3"), "4")
    shown = (await ramp.do("Ship", made, simulate=True))["vendorReturn"]
    assert posted(shown) == [f"STK {STOCK} 12.00 Cr", f"STK {ACCRUED} 12.00 Dr"]
    assert await ramp.level() == (10, 4)


async def test_a_receipt_is_traced_to_the_note_on_what_went_back(ramp: Ramp) -> None:
    receipt = await ramp.arrived("10", "3")
    await ramp.billed(receipt, "10", "3")
    await ramp.credited(await ramp.shipped(receipt, "4"))
    query = f'{{ goodsReceipt(id: "{receipt["id"]}") {{ trace {{ documents {{ kind }} }} }} }}'
    traced = (await ramp.yard.office.ask(query))["data"]["goodsReceipt"]["trace"]["documents"]
    assert {"VENDOR_RETURN", "VENDOR_BILL", "DEBIT_NOTE", "JOURNAL_ENTRY"} <= {each["kind"] for each in traced}


async def test_a_warehouse_clerk_sends_back_and_sees_no_costs(ramp: Ramp) -> None:
    receipt = await ramp.arrived("10", "3")
    query = "vendorReturn { id version state lines { quantity { value } } }"
    made = await ramp.yard.office.done(
        "vendorReturnCreate", query, RoleCode.WAREHOUSE_CLERK, input=ramp.input(receipt, "4"), idempotencyKey="clerk-1"
    )
    gone = await ramp.yard.office.done(
        "vendorReturnShip", query, RoleCode.WAREHOUSE_CLERK, id=made["id"], version=made["version"], idempotencyKey="2"
    )
    assert gone["state"] == "SHIPPED"
