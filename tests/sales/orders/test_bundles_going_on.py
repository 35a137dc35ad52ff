"""Bundles after they were promised: what is called off, sent back, billed and paid of them."""

from typing import Any
from uuid import UUID

import asyncpg
import pytest

from kernel.ids import uuid7
from tests.finance.office import Answer, Word
from tests.sales.orders.test_bundles import kit, of, placed, seen, shipped, told
from tests.sales.orders.test_resolving import EXCEPTION, resolve
from tests.sales.orders.till import INVOICE, Till


@pytest.fixture
async def kits(till: Till) -> tuple[Till, str]:
    """A till with ten bolts and ten nuts on the shelf, and the SKU of a kit of two bolts and a nut."""
    owner, company = till.office.shop.owner, till.office.company
    sku = await kit(till.counter)
    nut = await owner.fetchval("select id from sku where code = 'NUT' and company_id = $1", company)
    away = await owner.fetchval("select id from location where code = 'SUPPLIER' and company_id = $1", company)
    await owner.execute(
        "insert into stock_move (company_id, sku_id, moved_at, from_location_id, to_location_id, quantity) "
        "values ($1, $2, now(), $3, $4, 10)",
        company, nut, away, till.dock.shelf,
    )  # fmt: skip
    return till, sku


async def ordered(till: Till, sku: str, quantity: object = 3, **said: Any) -> Answer:
    """Place an order of kits."""
    return (await placed(till.counter, of(sku, quantity), **said))["salesOrder"]


async def called_off(till: Till, order: Answer, **said: Any) -> list[str]:
    """Make a shipment of an order and call it off; give its lines."""
    shipment = await till.dock.shipment(order, **said)
    await till.dock.done("Cancel", shipment)
    return [line["id"] for line in shipment["lines"]]


async def test_a_kit_ends_with_its_order(kits: tuple[Till, str]) -> None:
    till, sku = kits
    order = await ordered(till, sku)
    await shipped(till.counter, order)
    await till.pay(await till.bill(order))
    assert await till.state(order) == "CLOSED"


async def test_a_kit_whose_rest_is_called_off_ends_short_once_it_is_billed_and_paid(kits: tuple[Till, str]) -> None:
    till, sku = kits
    order = await ordered(till, sku, 6)
    await shipped(till.counter, order)
    version = (await seen(till.counter, order))["version"]
    await till.office.done("salesOrderCancelRest", "salesOrder { id }", id=order["id"], version=version)
    invoice = await till.bill(order)
    await till.pay(invoice)
    assert (invoice["total"]["amount"], await till.state(order)) == ("150.00", "CLOSED_SHORT")


async def test_ignored_components_take_their_bundle_with_them(kits: tuple[Till, str]) -> None:
    till, sku = kits
    order = await ordered(till, sku)
    bolts, _ = await called_off(till, order)
    await resolve(till, "Shipping", order, bolts, "IGNORE")
    asked = f'{{ salesOrder(id: "{order["id"]}") {{ lines {{ kind cancelledQuantity {{ value }} }} }} }}'
    rest = told((await till.office.ask(asked))["data"]["salesOrder"], "cancelledQuantity")
    assert rest == [("BUNDLE", "3"), ("COMPONENT", "6"), ("COMPONENT", "0")]


async def test_refuses_to_ignore_components_of_bundles_that_are_billed(kits: tuple[Till, str]) -> None:
    till, sku = kits
    order = await ordered(till, sku)
    bolts, _ = await called_off(till, order)
    await till.bill(order)
    (error,) = (await resolve(till, "Shipping", order, bolts, "IGNORE"))["errors"]
    assert (error["code"], error["path"]) == ("ORDER_BILLED", ["lineIds"])


async def test_components_are_shipped_again_when_their_shipment_was_called_off(kits: tuple[Till, str]) -> None:
    till, sku = kits
    order = await ordered(till, sku)
    lines = await called_off(till, order)
    said: Answer = {"lineIds": lines, "resolution": Word("RECREATE"), "idempotencyKey": str(uuid7())}
    version = (await seen(till.counter, order))["version"]
    await till.office.done("salesOrderResolveShipping", EXCEPTION, id=order["id"], version=version, **said)
    asked = f'{{ salesOrder(id: "{order["id"]}") {{ shipments(first: 9) {{ nodes {{ id version state }} }} }} }}'
    made = (await till.office.ask(asked))["data"]["salesOrder"]["shipments"]["nodes"]
    await till.dock.done("Ship", next(each for each in made if each["state"] == "READY"))
    assert told(await seen(till.counter, order), "shippedQuantity")[0] == ("BUNDLE", "3")


async def test_what_leaves_at_once_leaves_when_all_components_are_there(kits: tuple[Till, str]) -> None:
    till, sku = kits
    order = await ordered(till, sku, deliveryPolicy=Word("COMPLETE_ONLY"))
    shipment = await till.dock.shipment(order)
    short = await till.dock.done("Pick", shipment, lines=[{"lineId": shipment["lines"][0]["id"], "quantity": "5"}])
    assert await till.dock.refused("Ship", short) == [("LEAVES_WHOLE", ["id"])]


async def test_components_that_are_split_off_leave_the_bundle_waiting(kits: tuple[Till, str]) -> None:
    till, sku = kits
    order = await ordered(till, sku)
    first = await till.dock.shipment(order)
    nuts = {"lineId": first["lines"][1]["id"], "quantity": "2"}
    await till.dock.done("Split", first, lines=[nuts])
    await till.dock.done("Ship", {**first, "version": 2})
    assert told(await seen(till.counter, order), "shippedQuantity")[0] == ("BUNDLE", "1")


async def test_a_component_comes_back_by_itself_and_not_the_bundle(kits: tuple[Till, str]) -> None:
    till, sku = kits
    order = await ordered(till, sku)
    await shipped(till.counter, order)
    bundle, bolts, _ = order["lines"]
    asked = "returnAuthorization { lines { sku { code } } }"
    answers: list[Answer] = []
    for line in (bundle, bolts):
        said = {"salesOrderId": order["id"], "lines": [{"orderLineId": line["id"], "quantity": "2"}]}
        answers.append(
            await till.office.do("returnAuthorizationCreate", asked, input=said, idempotencyKey=str(uuid7()))
        )
    assert [error["code"] for error in answers[0]["errors"]] == ["NOT_FOUND"]
    assert answers[1]["returnAuthorization"]["lines"] == [{"sku": {"code": "BOLT"}}]


async def test_an_advance_for_bundles_is_asked_for_by_their_price(kits: tuple[Till, str]) -> None:
    till, sku = kits
    order = await ordered(till, sku)
    asked = "invoice { total { amount } lines { sku { code } } }"
    advance = await till.office.done("salesOrderPrepay", asked, id=order["id"], invoiceOn="2026-03-01")
    assert (advance["total"]["amount"], [line["sku"]["code"] for line in advance["lines"]]) == ("90.00", ["KIT"])


async def test_components_are_billed_with_their_bundle_only(kits: tuple[Till, str]) -> None:
    till, sku = kits
    order = await ordered(till, sku)
    line = {"description": "Bolts", "quantity": "1", "unitPrice": "1", "salesOrderLineId": order["lines"][1]["id"]}
    said = {
        "companyId": till.counter.company, "partyId": till.counter.customer, "kind": Word("CUSTOMER_INVOICE"),
        "invoiceOn": "2026-03-10", "lines": [line],
    }  # fmt: skip
    (error,) = (await till.office.do("invoiceCreate", INVOICE, input=said))["errors"]
    assert error["code"] == "ORDER_LINE_UNFIT"


async def test_the_database_calls_bundles_off_with_their_components_only(kits: tuple[Till, str]) -> None:
    till, sku = kits
    order = await ordered(till, sku)
    key = UUID(order["lines"][0]["id"].partition(":")[2])
    with pytest.raises(asyncpg.CheckViolationError, match="components for 3"):
        await till.office.shop.owner.execute("update sales_order_line set cancelled_quantity = 1 where id = $1", key)
