"""What invoices bill of orders: up to what was ordered, and again what notes gave back."""

import asyncio
from typing import Any

import pytest

from tests.finance.invoices.desk import INVOICE, Desk
from tests.finance.invoices.ordering import bought, sold
from tests.finance.office import Answer
from tests.schema import builders

ORDER = """
{ %s(id: "%s") { billedQuantity { value unit { code } } invoiceLines(first: 5) { totalCount }
  order { invoices(first: 5) { nodes { id } } } } }
"""
VALIDATE = """
mutation ($id: ID!, $version: Int!) {
  invoiceValidate(id: $id, version: $version) {
    errors { code path ... on OrderLineOverbilled { ordered billed orderLine { id } } }
  }
}
"""


async def line(desk: Desk, key: str) -> Answer:
    """Look at a line of an order."""
    field = f"{key[0].lower()}{key.partition(':')[0][1:]}"
    answer = await desk.office.ask(ORDER % (field, key))
    assert "errors" not in answer, answer
    return answer["data"][field]


async def validated(desk: Desk, draft: Answer) -> list[Answer]:
    """Validate a draft, and give what is refused."""
    token = desk.office.shop.token(companies=[desk.office.company])
    which = {"id": draft["id"], "version": draft["version"]}
    return (await desk.office.shop.ask(VALIDATE, which, token=token))["data"]["invoiceValidate"]["errors"]


async def test_an_order_tells_what_is_billed_of_it(desk: Desk) -> None:
    ordered = await sold(desk)
    invoice = await desk.posted(desk.line(4, "10", salesOrderLineId=ordered))
    await desk.draft(desk.line(5, "10", salesOrderLineId=ordered))

    told = await line(desk, ordered)

    assert told["billedQuantity"] == {"value": "4.000000", "unit": {"code": "PCE"}}
    assert told["invoiceLines"]["totalCount"] == 2
    assert invoice["id"] in {each["id"] for each in told["order"]["invoices"]["nodes"]}


async def test_refuses_to_bill_more_than_was_ordered(desk: Desk) -> None:
    ordered = await sold(desk)
    await desk.posted(desk.line(7, "10", salesOrderLineId=ordered))

    (refusal,) = await validated(desk, await desk.draft(desk.line("3.5", "10", salesOrderLineId=ordered)))

    assert refusal == {
        "code": "ORDER_LINE_OVERBILLED", "path": ["lines"], "ordered": "10.000000", "billed": "10.500000",
        "orderLine": {"id": ordered},
    }  # fmt: skip


async def test_two_lines_of_one_invoice_count_together(desk: Desk) -> None:
    ordered = await sold(desk)
    lines = [desk.line(6, "10", salesOrderLineId=ordered), desk.line(5, "10", salesOrderLineId=ordered)]

    assert [each["code"] for each in await validated(desk, await desk.draft(*lines))] == ["ORDER_LINE_OVERBILLED"]


async def test_what_a_note_gives_back_can_be_billed_again(desk: Desk) -> None:
    ordered = await sold(desk)
    invoice = await desk.posted(desk.line(10, "10", salesOrderLineId=ordered))
    lines = [{"lineId": invoice["lines"][0]["id"], "quantity": "4"}]
    await desk.post(await desk.office.done("invoiceCredit", INVOICE, id=invoice["id"], lines=lines))

    assert (await line(desk, ordered))["billedQuantity"]["value"] == "6.000000"
    await desk.posted(desk.line(4, "10", salesOrderLineId=ordered))
    assert (await line(desk, ordered))["billedQuantity"]["value"] == "10.000000"


async def test_refuses_a_note_that_gives_back_more_than_was_billed(desk: Desk) -> None:
    ordered = await sold(desk)
    note = await desk.draft(desk.line(1, "10", salesOrderLineId=ordered), kind="CREDIT_NOTE")

    assert [each["code"] for each in await validated(desk, note)] == ["ORDER_LINE_OVERBILLED"]


async def test_the_bills_of_a_vendor_name_what_was_bought(desk: Desk) -> None:
    ordered = await bought(desk)
    await desk.posted(desk.line(10, "9", purchaseOrderLineId=ordered), kind="VENDOR_BILL", reference="17")

    assert (await line(desk, ordered))["billedQuantity"]["value"] == "10.000000"
    more = await desk.draft(desk.line(1, "9", purchaseOrderLineId=ordered), kind="VENDOR_BILL", reference="18")
    assert [each["code"] for each in await validated(desk, more)] == ["ORDER_LINE_OVERBILLED"]


@pytest.mark.parametrize("state", ["DRAFT", "PENDING_APPROVAL", "CANCELLED"])
async def test_refuses_to_bill_an_order_that_binds_nobody(desk: Desk, state: str) -> None:
    said = desk.input([desk.line(1, "10", salesOrderLineId=await sold(desk, state=state))])

    assert await desk.refused("invoiceCreate", input=said) == ["ORDER_LINE_UNFIT"]


async def test_refuses_to_bill_the_order_of_somebody_else(desk: Desk) -> None:
    other = await builders.party(desk.office.shop.owner, desk.office.company, "P-2")
    said = desk.input([desk.line(1, "10", salesOrderLineId=await sold(desk, party=f"Party:{other}"))])

    assert await desk.refused("invoiceCreate", input=said) == ["ORDER_LINE_UNFIT"]


async def test_refuses_to_bill_a_customer_for_what_was_bought_and_for_other_goods(desk: Desk) -> None:
    sku = await builders.sku(desk.office.shop.owner, desk.office.company, "OTHER")
    purchased = desk.line(1, "10", purchaseOrderLineId=await bought(desk))
    goods = desk.line(1, "10", salesOrderLineId=await sold(desk), skuId=f"Sku:{sku}")

    for wrong in (purchased, goods):
        assert await desk.refused("invoiceCreate", input=desk.input([wrong])) == ["ORDER_LINE_UNFIT"]


async def test_the_same_written_once_more_bills_nothing_ordered(desk: Desk) -> None:
    ordered = await sold(desk)
    invoice = await desk.posted(desk.line(10, "10", salesOrderLineId=ordered))

    copy = await desk.office.done("invoiceDuplicate", INVOICE, id=invoice["id"])

    assert await validated(desk, copy) == []


async def test_of_many_who_bill_at_once_none_bills_beyond_the_order(desk: Desk) -> None:
    ordered = await sold(desk)
    drafts = [await desk.draft(desk.line(2, "10", salesOrderLineId=ordered)) for _ in range(8)]
    valid = [
        await desk.office.done("invoiceValidate", "invoice { id version }", **each) for each in map(_which, drafts)
    ]

    told = await asyncio.gather(
        *(desk.office.do("invoicePost", "invoice { id }", **_which(each), idempotencyKey=each["id"]) for each in valid)
    )

    codes = [error["code"] for each in told for error in each["errors"]]
    assert codes == ["ORDER_LINE_OVERBILLED"] * 3
    assert (await line(desk, ordered))["billedQuantity"]["value"] == "10.000000"


def _which(draft: Answer) -> dict[str, Any]:
    return {"id": draft["id"], "version": draft["version"]}
