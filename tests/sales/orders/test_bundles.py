"""Bundles: sold as one thing, and taken from stock as several."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from kernel.ids import uuid7
from tests.finance.office import Answer, Word
from tests.sales.orders.counter import ORDER, Counter
from tests.sales.orders.test_presents import given
from tests.schema import builders

LINES = """lines { id kind description quantity { value } unitPrice { amount } net { amount } priceSource
  reservedQuantity { value } shippedQuantity { value } bundleLine { id } components(first: 9) { nodes { sku { code } } } }"""
TOLD = f"salesOrder {{ id version state total {{ amount }} margin {{ amount }} deliveryState billingState {LINES} }}"


async def kit(counter: Counter) -> str:
    """Sell a kit at 30 of two bolts, which cost 6, and one nut, which costs 1; give its id."""
    owner, company = counter.office.shop.owner, counter.office.company
    sku = await builders.sku(owner, company, "KIT", list_price=30)
    nut = await builders.sku(owner, company, "NUT", standard_cost=1)
    parts = [
        {"skuId": counter.sku, "quantity": "2", "position": 1},
        {"skuId": f"Sku:{nut}", "quantity": "1", "position": 2},
    ]
    said = {"companyId": counter.company, "skuId": f"Sku:{sku}", "components": parts}
    await counter.office.done("bundleCreate", "bundle { id components { quantity { value } } }", input=said)
    return f"Sku:{sku}"


async def stocked(counter: Counter, bolts: int, nuts: int) -> None:
    """Put bolts and nuts on a shelf, and have a place of customers."""
    owner, company = counter.office.shop.owner, counter.office.company
    shelf = await counter.stocked(bolts)
    await builders.location(owner, company, "CUSTOMERS", "CUSTOMER")
    nut: UUID = await owner.fetchval("select id from sku where code = 'NUT' and company_id = $1", company)
    away = await owner.fetchval("select id from location where code = 'SUPPLIER' and company_id = $1", company)
    await owner.execute(
        "insert into stock_move (company_id, sku_id, moved_at, from_location_id, to_location_id, quantity) "
        "values ($1, $2, now(), $3, $4, $5)",
        company, nut, away, shelf, Decimal(nuts),
    )  # fmt: skip


def of(sku: str, quantity: object = 3, **said: object) -> dict[str, object]:
    """Write a line of kits."""
    return {"skuId": sku, "quantity": str(quantity), **said}


async def placed(counter: Counter, *lines: dict[str, object], **said: Any) -> Answer:
    """Place an order, and give the payload."""
    return await counter.office.do(
        "salesOrderPlace", TOLD, input=counter.input(*lines, **said), idempotencyKey=str(uuid7())
    )


async def seen(counter: Counter, order: Answer) -> Answer:
    """Look at an order."""
    asked = TOLD.removeprefix("salesOrder ")
    return (await counter.office.ask(f'{{ salesOrder(id: "{order["id"]}") {asked} }}'))["data"]["salesOrder"]


async def shipped(counter: Counter, order: Answer, **said: Any) -> None:
    """Make shipments of what is reserved for an order, or of some of it, and let them leave."""
    given = {"salesOrderId": order["id"], **said}
    key = str(uuid7())
    made = await counter.office.done("shipmentCreate", "shipments { id version }", input=given, idempotencyKey=key)
    for each in made:
        which: Answer = {"id": each["id"], "version": each["version"], "idempotencyKey": str(uuid7())}
        await counter.office.done("shipmentShip", "shipment { id }", **which)


def told(order: Answer, *names: str) -> list[tuple[object, ...]]:
    """Tell some quantities of each line, with what it is."""
    return [(line["kind"], *(line[name]["value"].removesuffix(".000000") for name in names)) for line in order["lines"]]


async def changed(counter: Counter, order: Answer, **edits: Any) -> Answer:
    """Change the lines of a draft, and give it."""
    said = {"id": order["id"], "version": order["version"], "lines": edits}
    return await counter.office.done("salesOrderUpdate", TOLD, input=said)


async def test_the_price_is_on_the_bundle_and_the_goods_are_lines_below_it(counter: Counter) -> None:
    sku = await kit(counter)
    order = (await placed(counter, of(sku)))["salesOrder"]
    bundle, bolts, nuts = order["lines"]
    assert (order["total"]["amount"], bundle["net"]["amount"], bundle["priceSource"]) == ("90.00", "90.00", "SKU")
    assert told(order, "quantity") == [("BUNDLE", "3"), ("COMPONENT", "6"), ("COMPONENT", "3")]
    assert [line["unitPrice"]["amount"] for line in (bolts, nuts)] == ["0.000000"] * 2
    assert [line["bundleLine"] for line in order["lines"]] == [None, {"id": bundle["id"]}, {"id": bundle["id"]}]
    assert [each["sku"]["code"] for each in bundle["components"]["nodes"]] == ["BOLT", "NUT"]


async def test_it_costs_what_its_components_do(counter: Counter) -> None:
    order = (await placed(counter, of(await kit(counter))))["salesOrder"]
    assert order["margin"]["amount"] == "51.00"


async def test_components_are_reserved_and_not_the_bundle(counter: Counter) -> None:
    sku = await kit(counter)
    await stocked(counter, 5, 10)
    order = (await placed(counter, of(sku)))["salesOrder"]
    assert told(order, "reservedQuantity") == [("BUNDLE", "0"), ("COMPONENT", "5"), ("COMPONENT", "3")]


async def test_what_leaves_whole_is_short_of_the_component_that_is_missing(counter: Counter) -> None:
    sku = await kit(counter)
    await stocked(counter, 5, 10)
    (refused,) = (await placed(counter, of(sku), deliveryPolicy=Word("COMPLETE_ONLY")))["errors"]
    assert (refused["code"], refused["path"]) == ("STOCK_SHORT", ["input"])


async def test_it_has_left_in_whole_ones_only(counter: Counter) -> None:
    sku = await kit(counter)
    await stocked(counter, 5, 10)
    order = (await placed(counter, of(sku)))["salesOrder"]
    await shipped(counter, order)
    some = await seen(counter, order)
    assert told(some, "shippedQuantity") == [("BUNDLE", "2"), ("COMPONENT", "5"), ("COMPONENT", "3")]
    assert some["deliveryState"] == "PARTLY_SHIPPED"


async def test_on_delivery_whole_ones_are_billed_by_the_line_of_the_bundle(counter: Counter) -> None:
    sku = await kit(counter)
    await stocked(counter, 5, 10)
    order = (await placed(counter, of(sku), invoicePolicy=Word("ON_DELIVERY")))["salesOrder"]
    await shipped(counter, order)
    lines = "lines { salesOrderLine { id } }"
    bill = await counter.office.done("salesOrderBill", f"invoice {{ total {{ amount }} {lines} }}", ids=[order["id"]])
    assert bill["total"]["amount"] == "60.00"
    assert [each["salesOrderLine"]["id"] for each in bill["lines"]] == [order["lines"][0]["id"]]


async def test_the_rest_is_called_off_with_its_components(counter: Counter) -> None:
    sku = await kit(counter)
    await stocked(counter, 5, 10)
    order = (await placed(counter, of(sku)))["salesOrder"]
    await shipped(counter, order)
    which = {"id": order["id"], "version": (await seen(counter, order))["version"]}
    rest = "salesOrder { lines { kind cancelledQuantity { value } } }"
    order = await counter.office.done("salesOrderCancelRest", rest, **which)
    assert told(order, "cancelledQuantity") == [("BUNDLE", "1"), ("COMPONENT", "1"), ("COMPONENT", "0")]


async def test_components_follow_the_bundle_while_the_order_is_a_draft(counter: Counter) -> None:
    sku = await kit(counter)
    order = await counter.office.done("salesOrderCreate", TOLD, input=counter.order_of(of(sku), counter.line(1)))
    bundle, _, bolts, nuts = order["lines"]
    more = await changed(
        counter, order, update=[{"id": bundle["id"], "quantity": "4"}, {"id": nuts["id"], "quantity": "9"}]
    )
    assert told(more, "quantity") == [("BUNDLE", "4"), ("STANDARD", "1"), ("COMPONENT", "8"), ("COMPONENT", "4")]
    same = await changed(counter, more, remove=[bolts["id"]], add=[of(sku, 1)])
    assert [kind for kind, _ in told(same, "quantity")].count("COMPONENT") == 4
    none = await changed(counter, same, remove=[line["id"] for line in same["lines"] if line["kind"] == "BUNDLE"])
    assert told(none, "quantity") == [("STANDARD", "1")]


async def test_a_draft_of_a_bundle_is_thrown_away_as_a_whole(counter: Counter) -> None:
    order = await counter.office.done("salesOrderCreate", TOLD, input=counter.order_of(of(await kit(counter))))
    await counter.office.done("salesOrderDelete", "salesOrder { id }", id=order["id"], version=order["version"])
    assert await seen(counter, order) is None


async def test_a_bundle_that_is_out_of_use_is_sold_as_it_is(counter: Counter) -> None:
    sku = await kit(counter)
    asked = "bundles(first: 9) { nodes { id version sku { id } } }"
    found = (await counter.office.ask(f"{{ {asked} }}"))["data"]["bundles"]["nodes"]
    (bundle,) = [each for each in found if each["sku"]["id"] == sku]
    await counter.office.done("bundleArchive", "bundle { id }", id=bundle["id"], version=bundle["version"])
    assert told((await placed(counter, of(sku)))["salesOrder"], "quantity") == [("STANDARD", "3")]


async def test_an_offer_tells_the_bundle_and_its_order_the_components(counter: Counter) -> None:
    said = counter.input(of(await kit(counter)))
    offer = await counter.office.done("quotationCreate", "quotation { id version lines { id } }", input=said)
    sent = await counter.office.done("quotationSend", "quotation { id version }", id=offer["id"], version=1)
    which: Answer = {"id": sent["id"], "version": sent["version"], "idempotencyKey": str(uuid7())}
    order = (await counter.office.do("quotationAccept", TOLD, **which))["salesOrder"]
    assert (len(offer["lines"]), [kind for kind, _ in told(order, "quantity")]) == (
        1,
        ["BUNDLE", "COMPONENT", "COMPONENT"],
    )


async def test_a_rule_may_give_a_bundle(counter: Counter) -> None:
    await given(counter)
    sku = await kit(counter)
    owner, company = counter.office.shop.owner, counter.office.company
    await owner.execute(
        "update pricing_rule set free_sku_id = $1 where company_id = $2", UUID(sku.split(":")[1]), company
    )
    order = (await placed(counter, counter.line(10)))["salesOrder"]
    assert [kind for kind, _ in told(order, "quantity")] == ["STANDARD", "BUNDLE", "COMPONENT", "COMPONENT"]


async def test_refuses_a_part_of_a_bundle(counter: Counter) -> None:
    (refused,) = (await placed(counter, of(await kit(counter), "1.5")))["errors"]
    assert (refused["code"], refused["path"]) == ("RULE_BROKEN", ["input", "lines", "0", "quantity"])


async def test_refuses_a_price_for_a_component(counter: Counter) -> None:
    order = await counter.office.done("salesOrderCreate", TOLD, input=counter.order_of(of(await kit(counter))))
    edits = {"update": [{"id": order["lines"][1]["id"], "unitPrice": "5"}]}
    said = {"id": order["id"], "version": order["version"], "lines": edits}
    (refused,) = (await counter.office.do("salesOrderUpdate", ORDER, input=said))["errors"]
    assert refused["code"] == "RULE_BROKEN"


async def test_refuses_bundles_of_bundles_and_of_services(counter: Counter) -> None:
    sku = await kit(counter)
    owner, company = counter.office.shop.owner, counter.office.company
    outer, work = [await builders.sku(owner, company, code) for code in ("BOX", "WORK")]
    await owner.execute(
        "update product set kind = 'SERVICE' where id = (select product_id from sku where id = $1)", work
    )
    for part in (sku, f"Sku:{work}"):
        parts = [{"skuId": part, "quantity": "1"}]
        said = {"companyId": counter.company, "skuId": f"Sku:{outer}", "components": parts}
        (refused,) = (await counter.office.do("bundleCreate", "bundle { id }", input=said))["errors"]
        assert refused["code"] == "RULE_BROKEN"


async def test_the_database_holds_a_component_to_the_order_of_its_bundle(counter: Counter) -> None:
    sku = await kit(counter)
    one, other = [(await placed(counter, of(sku)))["salesOrder"]["lines"] for _ in range(2)]
    owner = counter.office.shop.owner
    keys = [UUID(line["id"].split(":")[1]) for line in (one[0], other[1])]
    await owner.execute("begin; alter table sales_order_line disable trigger user")
    await owner.execute("update sales_order_line set bundle_line_id = $1 where id = $2", *keys)
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await owner.execute("set constraints all immediate")
    await owner.execute("rollback")
