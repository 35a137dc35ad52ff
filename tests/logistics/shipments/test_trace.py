"""What documents follow from each other, from an offer to the money and back."""

from uuid import UUID

import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer
from tests.finance.payments.desk import Desk
from tests.logistics.shipments.dock import Dock
from tests.sales.orders.counter import ORDER, QUOTATION, Counter
from tests.schema import builders

TRACE = "trace { isCut documents { direction steps kind documentId number state datedOn } }"
OF_BILLS = "{ openItems(first: 9) { nodes { id side open { amount } source { id } } } }"


async def traced(dock: Dock, key: str, role: RoleCode = RoleCode.ADMIN) -> list[Answer]:
    """Ask what is before and after a document."""
    kind = key.partition(":")[0]
    field = kind[0].lower() + kind[1:]
    answer = await dock.office.ask(f'{{ {field}(id: "{key}") {{ {TRACE} }} }}', role)
    assert "errors" not in answer, answer
    return answer["data"][field]["trace"]["documents"]


async def kinds(dock: Dock, key: str, role: RoleCode = RoleCode.ADMIN) -> list[tuple[str, int, str]]:
    """Tell in short what is before and after a document."""
    return [(each["direction"], each["steps"], each["kind"]) for each in await traced(dock, key, role)]


async def accepted(counter: Counter) -> Answer:
    """Offer two pieces, and confirm the order of who accepts."""
    said = counter.input(counter.line(2))
    quotation = await counter.office.done("quotationCreate", QUOTATION, input=said)
    which: Answer = {"id": quotation["id"], "version": quotation["version"]}
    sent = await counter.office.done("quotationSend", QUOTATION, **which)
    which = {"id": sent["id"], "version": sent["version"], "idempotencyKey": str(uuid7())}
    payload = await counter.office.do("quotationAccept", f"{QUOTATION} {ORDER}", **which)
    return await counter.step("Confirm", payload["salesOrder"])


async def paid(dock: Dock, invoice: Answer) -> str:
    """Pay an invoice, and give the id of the payment."""
    items = (await dock.office.ask(OF_BILLS))["data"]["openItems"]["nodes"]
    item = next(each for each in items if each["source"]["id"] == invoice["id"])
    desk = Desk(dock.office, UUID(dock.counter.customer.partition(":")[2]))
    draft = await desk.draft("20", {"openItemId": item["id"], "amount": "20"}, on="2026-03-12")
    return (await desk.post(draft))["payment"]["id"]


@pytest.fixture
async def chain(dock: Dock) -> dict[str, str]:
    """An offer that was accepted, shipped, billed and paid: the ids of its documents."""
    order = await accepted(dock.counter)
    shipment = await dock.done("Ship", await dock.shipment(order), role=RoleCode.ADMIN)
    invoice = await dock.counter.billed(order, 2)
    said = f'{{ salesOrder(id: "{order["id"]}") {{ quotation {{ id }} }} }}'
    offered = (await dock.office.ask(said))["data"]["salesOrder"]["quotation"]["id"]
    payment = await paid(dock, invoice)
    return {
        "quotation": offered, "order": order["id"], "shipment": shipment["id"], "invoice": invoice["id"], "payment": payment
    }  # fmt: skip


async def test_an_offer_leads_to_everything_that_came_of_it(dock: Dock, chain: dict[str, str]) -> None:
    assert sorted(await kinds(dock, chain["quotation"])) == [
        ("AFTER", 1, "SALES_ORDER"),
        ("AFTER", 2, "CUSTOMER_INVOICE"),
        ("AFTER", 2, "SHIPMENT"),
        ("AFTER", 3, "JOURNAL_ENTRY"),
        ("AFTER", 3, "JOURNAL_ENTRY"),
        ("AFTER", 3, "PAYMENT"),
        ("AFTER", 4, "JOURNAL_ENTRY"),
    ]


async def test_a_payment_leads_back_to_the_offer(dock: Dock, chain: dict[str, str]) -> None:
    assert await kinds(dock, chain["payment"]) == [
        ("BEFORE", 3, "QUOTATION"),
        ("BEFORE", 2, "SALES_ORDER"),
        ("BEFORE", 1, "CUSTOMER_INVOICE"),
        ("AFTER", 1, "JOURNAL_ENTRY"),
    ]


async def test_a_document_is_told_with_its_number_state_and_day(dock: Dock, chain: dict[str, str]) -> None:
    invoice = next(each for each in await traced(dock, chain["order"]) if each["kind"] == "CUSTOMER_INVOICE")
    assert invoice.pop("number") == "SAL-2026-000001"
    assert invoice == {
        "direction": "AFTER", "steps": 1, "kind": "CUSTOMER_INVOICE", "documentId": chain["invoice"], "state": "POSTED",
        "datedOn": "2026-03-10",
    }  # fmt: skip


async def test_an_entry_of_the_cost_leads_back_to_the_order(dock: Dock, chain: dict[str, str]) -> None:
    entry = next(each for each in await traced(dock, chain["shipment"]) if each["kind"] == "JOURNAL_ENTRY")
    assert await kinds(dock, entry["documentId"]) == [
        ("BEFORE", 3, "QUOTATION"),
        ("BEFORE", 2, "SALES_ORDER"),
        ("BEFORE", 1, "SHIPMENT"),
    ]


async def test_what_the_viewer_may_not_read_is_not_told(dock: Dock, chain: dict[str, str]) -> None:
    found = {kind for _, _, kind in await kinds(dock, chain["order"], RoleCode.WAREHOUSE_CLERK)}
    assert found == {"SHIPMENT"}


async def test_a_sales_rep_sees_no_invoice_of_an_order_of_others(dock: Dock, chain: dict[str, str]) -> None:
    found = {kind for _, _, kind in await kinds(dock, chain["quotation"], RoleCode.SALES_REP)}
    assert found == {"SALES_ORDER", "SHIPMENT"}


async def test_what_comes_back_is_told_of_the_shipment_and_its_note_of_the_invoice(
    dock: Dock, chain: dict[str, str]
) -> None:
    said = {"salesOrderId": chain["order"]}
    key: Answer = {"idempotencyKey": str(uuid7())}
    back = await dock.office.done("returnAuthorizationCreate", "returnAuthorization { id }", input=said, **key)
    assert ("AFTER", 1, "RETURN_AUTHORIZATION") in await kinds(dock, chain["shipment"])
    assert [step for _, step, _ in await kinds(dock, back["id"])] == [2, 1, 1]


async def test_what_is_counted_leads_to_its_entry_and_back(dock: Dock) -> None:
    await builders.location(dock.office.shop.owner, dock.office.company, "COUNTED", "ADJUSTMENT")
    line = {
        "skuId": dock.counter.sku, "locationId": f"Location:{dock.shelf}", "countedQuantity": "9",
    }  # fmt: skip
    said = {"companyId": dock.counter.company, "reason": "Counted", "lines": [line]}
    key: Answer = {"idempotencyKey": str(uuid7())}
    counted = await dock.office.done("stockAdjustmentCreate", "stockAdjustment { id }", input=said, **key)
    (entry,) = await traced(dock, counted["id"])
    assert (entry["kind"], entry["state"]) == ("JOURNAL_ENTRY", None)
    assert [(kind, steps) for _, steps, kind in await kinds(dock, entry["documentId"])] == [("STOCK_ADJUSTMENT", 1)]


async def test_a_customer_tells_what_was_shipped_to_it(dock: Dock, chain: dict[str, str]) -> None:
    asked = "shippedMoves(first: 5) { nodes { quantity { value } document { ... on Shipment { id } } } } returnedMoves(first: 1) { totalCount }"
    party = (await dock.office.ask(f'{{ party(id: "{dock.counter.customer}") {{ {asked} }} }}'))["data"]["party"]
    (move,) = party["shippedMoves"]["nodes"]
    assert move == {"quantity": {"value": "2.000000"}, "document": {"id": chain["shipment"]}}
    assert party["returnedMoves"]["totalCount"] == 0
