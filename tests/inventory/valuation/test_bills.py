"""A bill clears what was accrued when its goods arrived, and says what these have cost; at a standard, by how much it differs."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from kernel.ids import uuid7
from tests.finance.invoices.desk import Desk
from tests.inventory.valuation.yard import Yard
from tests.schema import builders

ARRIVED = '{ goodsReceipt(id: "%s") { lines { id billedQuantity { value } invoiceLines(first: 5) { totalCount } } } }'


def desk_of(yard: Yard) -> Desk:
    """Give the desk at which the vendor's bills are written."""
    return Desk(yard.office, f"Party:{yard.vendor}")


async def arrived(yard: Yard, quantity: str, price: str, **more: Any) -> str:
    """Receive something, and give the line of the receipt."""
    if "standard_cost" in more:
        more["standard_cost"] = Decimal(more["standard_cost"])
    await yard.sku("BOLT", **more)
    receipt = await yard.received({"code": "BOLT", "quantity": quantity, "unitPrice": price})
    return (await lines_of(yard, receipt["id"]))[0]["id"]


async def lines_of(yard: Yard, receipt: str) -> list[dict[str, Any]]:
    """Look at the lines of a receipt."""
    return (await yard.office.ask(ARRIVED % receipt))["data"]["goodsReceipt"]["lines"]


async def billed(yard: Yard, line: str, quantity: str, price: str, **more: Any) -> dict[str, str]:
    """Post a bill for what arrived, and give what it posted by account."""
    desk = desk_of(yard)
    said = desk.line(quantity, price, goodsReceiptLineId=line)
    return await desk.entry(await desk.posted(said, kind="VENDOR_BILL", reference=uuid7().hex[-8:], **more))


async def test_a_bill_at_the_price_of_the_receipt_clears_it(yard: Yard) -> None:
    line = await arrived(yard, "4", "2.50")
    assert await billed(yard, line, "4", "2.50") == {"2010": "-10.00", "2030": "10.00"}
    assert await yard.office.balance("2030") == "0.00"


async def test_goods_are_worth_what_they_are_billed_at(yard: Yard) -> None:
    line = await arrived(yard, "4", "2.50")
    assert await billed(yard, line, "4", "3.00") == {"2010": "-12.00", "2030": "12.00"}
    assert await yard.worth("BOLT") == ("4", "12.00", "3.000000")
    assert [await yard.office.balance(code) for code in ("1110", "2030", "5050")] == ["12.00", "0.00", "0.00"]


async def test_a_bill_at_another_price_tells_the_difference_of_what_is_held_at_a_standard(yard: Yard) -> None:
    line = await arrived(yard, "4", "2.50", method="STANDARD", standard_cost=2)
    assert await billed(yard, line, "4", "3.00") == {"2010": "-12.00", "2030": "10.00", "5050": "2.00"}
    assert await yard.worth("BOLT") == ("4", "8.00", "2.000000")


async def test_bills_for_parts_clear_all_of_it_to_the_cent(yard: Yard) -> None:
    line = await arrived(yard, "3", "3.333333")
    for _ in range(3):
        await billed(yard, line, "1", "3.30")
    assert await yard.office.balance("2030") == "0.00"
    assert await yard.worth("BOLT") == ("3", "9.90", "3.300000")


async def test_bills_for_parts_of_what_is_held_at_a_standard_clear_all_of_it_to_the_cent(yard: Yard) -> None:
    line = await arrived(yard, "3", "3.333333", method="STANDARD", standard_cost=3)
    for _ in range(3):
        await billed(yard, line, "1", "3.30")
    assert await yard.office.balance("2030") == "0.00"
    assert await yard.office.balance("5050") == "0.90"


@pytest.mark.parametrize(("method", "difference"), [("MOVING_AVERAGE", "0.00"), ("STANDARD", "0.80")])
async def test_a_bill_in_another_currency_clears_what_was_accrued_in_ours(
    yard: Yard, method: str, difference: str
) -> None:
    line = await arrived(yard, "4", "2.50", method=method, standard_cost="2.5")
    await billed(yard, line, "4", "3", currency="USD", rate="0.9")
    assert await yard.office.balance("2030") == "0.00"
    assert await yard.office.balance("5050") == difference
    assert await yard.office.balance("2010") == "-10.80"


async def test_a_debit_note_gives_back_what_the_bill_cleared(yard: Yard) -> None:
    line = await arrived(yard, "4", "2.50")
    desk = desk_of(yard)
    said = desk.line("4", "3", goodsReceiptLineId=line)
    bill = await desk.posted(said, kind="VENDOR_BILL", reference="17")
    note = await yard.office.done("invoiceCredit", "invoice { id version }", id=bill["id"])
    assert await desk.entry(await desk.post(note)) == {"2010": "12.00", "2030": "-12.00"}
    assert await yard.office.balance("2030") == "-10.00"
    assert await yard.worth("BOLT") == ("4", "10.00", "2.500000")


async def test_what_arrived_is_billed_up_to_its_quantity(yard: Yard) -> None:
    line = await arrived(yard, "4", "2.50")
    await billed(yard, line, "3", "2.50")
    desk = desk_of(yard)
    said = desk.line("2", "2.50", goodsReceiptLineId=line)
    draft = await desk.draft(said, kind="VENDOR_BILL", reference="18")
    refused = await yard.office.do("invoiceValidate", "invoice { id }", id=draft["id"], version=draft["version"])
    assert [(error["code"], error["path"]) for error in refused["errors"]] == [("RECEIPT_LINE_OVERBILLED", ["lines"])]


@pytest.mark.parametrize("kind", ["CUSTOMER_INVOICE", "VENDOR_BILL"])
async def test_what_others_sent_is_not_billed(yard: Yard, kind: str) -> None:
    line = await arrived(yard, "4", "2.50")
    other = await builders.party(yard.office.shop.owner, yard.office.company, "V-9")
    desk = Desk(yard.office, f"Party:{yard.vendor if kind == 'CUSTOMER_INVOICE' else other}")
    said = desk.input([desk.line("1", "1", goodsReceiptLineId=line)], kind=kind)
    refused = await yard.office.do("invoiceCreate", "invoice { id }", input=said)
    assert [(error["code"], error["path"]) for error in refused["errors"]] == [
        ("RECEIPT_LINE_UNFIT", ["input", "lines"])
    ]


async def test_what_is_kept_outside_of_the_books_is_a_cost_when_it_is_billed(yard: Yard) -> None:
    await yard.office.shop.owner.execute(
        "delete from account_determination where role = 'STOCK' and company_id = $1", yard.office.company
    )
    line = await arrived(yard, "4", "2.50")
    assert await billed(yard, line, "4", "3") == {"2010": "-12.00", "6210": "12.00"}


async def test_a_receipt_tells_what_is_billed_of_it(yard: Yard) -> None:
    line = await arrived(yard, "4", "2.50")
    await billed(yard, line, "3", "2.50")
    receipt = await yard.office.ask(
        f'{{ goodsReceiptLine(id: "{line}") {{ billedQuantity {{ value }} receipt {{ id }} }} }}'
    )
    told = receipt["data"]["goodsReceiptLine"]
    assert told["billedQuantity"] == {"value": "3.000000"}
    assert [each["invoiceLines"] for each in await lines_of(yard, told["receipt"]["id"])] == [{"totalCount": 1}]


async def test_of_64_who_bill_what_arrived_as_many_do_as_there_is(yard: Yard) -> None:
    line = await arrived(yard, "20", "1")
    desk = desk_of(yard)
    drafts = [
        await desk.draft(desk.line("1", "1", goodsReceiptLineId=line), kind="VENDOR_BILL", reference=f"R{place}")
        for place in range(64)
    ]
    valid = [
        await desk.office.done("invoiceValidate", "invoice { id version }", id=each["id"], version=each["version"])
        for each in drafts
    ]
    answers = await asyncio.gather(*(posted(desk, each) for each in valid))
    codes = [error["code"] for answer in answers for error in answer["errors"]]
    assert codes == ["RECEIPT_LINE_OVERBILLED"] * 44
    assert await yard.office.balance("2030") == "0.00"


async def posted(desk: Desk, valid: dict[str, Any]) -> dict[str, Any]:
    """Post a bill. On a slow machine so many wait for one line that a lock is not given in time: the same is sent again then."""
    said: dict[str, Any] = {"id": valid["id"], "version": valid["version"], "idempotencyKey": str(uuid7())}
    while True:
        answer = await desk.office.do("invoicePost", "invoice { id }", **said)
        if [error["code"] for error in answer["errors"]] != ["BUSY"]:
            return answer
