"""A vendor delivers what was ordered straight to the customer: never stock here, a cost of the sale at once, and owed until billed."""

import asyncio
from typing import Any

import asyncpg
import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.invoices.desk import Desk
from tests.finance.office import Answer, Word, office_of
from tests.sales.orders.counter import Counter, counter_of
from tests.sales.orders.till import Till
from tests.schema import builders
from tests.writing.shop import Shop

SHIPMENT = """
  id number kind state warehouse { code } salesOrder { id } goodsReceipt { id number lines { id accrued { amount } } }
  lines { quantity { value } reservation { id } location { kind } }
  moves(first: 9) { nodes { fromLocation { kind } toLocation { kind } quantity { value } unitCost { amount } } }
  entries(first: 9) { nodes { lines { account { code } debit { amount } credit { amount } } } }
  trace { documents { kind direction } }
"""
DROPPED = {"delivery": Word("DROP_SHIPMENT")}


@pytest.fixture
async def counter(selling_shop: Shop) -> Counter:
    """A counter of a company with places of vendors and customers."""
    counter = await counter_of(await office_of(selling_shop))
    for code, kind in (("SUPPLIERS", "SUPPLIER"), ("CUSTOMERS", "CUSTOMER")):
        await builders.location(counter.office.shop.owner, counter.office.company, code, kind)
    return counter


@pytest.fixture
async def vendor(counter: Counter) -> str:
    """A vendor who delivers."""
    return f"Party:{await builders.party(counter.office.shop.owner, counter.office.company, 'V-1')}"


async def ordered(counter: Counter, quantity: int = 4, **said: Any) -> Answer:
    """Confirm an order that a vendor delivers."""
    return await counter.confirmed(counter.line(quantity, **DROPPED), **{"shipmentPolicy": Word("ON_CONFIRM"), **said})


async def drop(
    counter: Counter, vendor: str, order: Answer, quantity: object, price: str | None = "5", **said: Any
) -> Answer:
    """Say that a vendor has delivered so much of the first line, and give the payload."""
    role, simulate = said.pop("role", RoleCode.ADMIN), said.pop("simulate", False)
    line: Answer = {"lineId": order["lines"][0]["id"], "quantity": str(quantity), **said.pop("line", {})}
    line |= {} if price is None else {"unitPrice": price}
    given = {"salesOrderId": order["id"], "vendorId": vendor, "lines": [line], **said}
    return await counter.office.do(
        "salesOrderDropShip",
        f"shipment {{ {SHIPMENT} }}",
        role,
        simulate=simulate,
        input=given,
        idempotencyKey=str(uuid7()),
    )


async def dropped(counter: Counter, vendor: str, order: Answer, quantity: object, price: str | None = "5") -> Answer:
    """Say so where nothing is wrong, and give the shipment."""
    payload = await drop(counter, vendor, order, quantity, price)
    assert payload["errors"] == [], payload
    return payload["shipment"]


async def progress(counter: Counter, order: Answer) -> tuple[str, str, str, str]:
    """Tell how far an order is delivered."""
    asked = "deliveryState lines { shippedQuantity { value } deliveredQuantity { value } reservedQuantity { value } }"
    answer = await counter.office.ask(f'{{ salesOrder(id: "{order["id"]}") {{ {asked} }} }}')
    (line,) = answer["data"]["salesOrder"]["lines"]
    figures = [line[name]["value"] for name in ("shippedQuantity", "deliveredQuantity", "reservedQuantity")]
    return answer["data"]["salesOrder"]["deliveryState"], figures[0], figures[1], figures[2]


async def test_what_a_vendor_delivers_is_a_cost_of_the_sale_and_owed(counter: Counter, vendor: str) -> None:
    order = await ordered(counter)
    shipment = await dropped(counter, vendor, order, 4)
    assert (shipment["kind"], shipment["state"], shipment["warehouse"]) == ("DROP_SHIPMENT", "DELIVERED", None)
    (entry,) = shipment["entries"]["nodes"]
    assert {(each["account"]["code"], each["debit"]["amount"], each["credit"]["amount"]) for each in entry["lines"]} == {
        ("5010", "20.00", "0.00"), ("2030", "0.00", "20.00"),
    }  # fmt: skip
    assert shipment["goodsReceipt"]["lines"][0]["accrued"]["amount"] == "20.00"
    assert await progress(counter, order) == ("DELIVERED", "4.000000", "4.000000", "0.000000")


async def test_it_passes_our_stock_by(counter: Counter, vendor: str) -> None:
    shipment = await dropped(counter, vendor, await ordered(counter), 4)
    (move,) = shipment["moves"]["nodes"]
    assert (move["fromLocation"]["kind"], move["toLocation"]["kind"], move["unitCost"]["amount"]) == (
        "SUPPLIER", "CUSTOMER", "5.000000",
    )  # fmt: skip
    owner = counter.office.shop.owner
    assert await owner.fetchval("select count(*) from stock_level where sku_id = $1", counter.sku_id) == 0
    assert await owner.fetchval("select count(*) from stock_value_entry where sku_id = $1", counter.sku_id) == 0


async def test_nothing_is_reserved_for_it_nor_taken_from_what_can_be_promised(counter: Counter) -> None:
    await counter.stocked(10)
    order = await ordered(counter)
    assert order["lines"][0]["reservedQuantity"]["value"] == "0.000000"
    asked = "availability { reserved { value } outgoing { value } available { value } }"
    figures = (await counter.office.ask(f'{{ sku(id: "{counter.sku}") {{ {asked} }} }}'))["data"]["sku"]["availability"]
    assert [each["value"] for each in figures.values()] == ["0.000000", "0.000000", "10.000000"]


@pytest.mark.parametrize(("price", "difference"), [("5", None), ("6", "4.00"), ("4", "-4.00")])
async def test_the_bill_clears_what_is_owed_and_what_it_is_more_is_a_cost_of_the_sale(
    counter: Counter, vendor: str, price: str, difference: str | None
) -> None:
    shipment = await dropped(counter, vendor, await ordered(counter), 4)
    desk = Desk(counter.office, vendor)
    line = desk.line("4", price, goodsReceiptLineId=shipment["goodsReceipt"]["lines"][0]["id"])
    posted = await desk.entry(await desk.posted(line, kind="VENDOR_BILL", reference="17"))
    more = {} if difference is None else {"5010": difference}
    assert posted == {"2010": f"-{4 * int(price)}.00", "2030": "20.00", **more}
    assert await counter.office.balance("2030") == "0.00"


async def test_parts_of_it_are_delivered_and_billed_to_the_customer_as_they_are(counter: Counter, vendor: str) -> None:
    order = await ordered(counter, invoicePolicy=Word("ON_DELIVERY"))
    await dropped(counter, vendor, order, 1)
    assert (await progress(counter, order))[:2] == ("PARTLY_DELIVERED", "1.000000")
    said: Answer = {"ids": [order["id"]], "idempotencyKey": str(uuid7())}
    bill = await counter.office.done("salesOrderBill", "invoice { lines { quantity } }", **said)
    assert [line["quantity"] for line in bill["lines"]] == ["1.000000"]
    await dropped(counter, vendor, order, 3)
    assert (await progress(counter, order))[:2] == ("DELIVERED", "4.000000")


async def test_the_price_is_that_of_what_the_vendor_offers(counter: Counter, vendor: str) -> None:
    owner, unit = counter.office.shop.owner, await builders.unit(counter.office.shop.owner)
    offer: Answer = {"sku_id": counter.sku_id, "unit_id": unit, "currency": "EUR", "unit_price": 7}
    of_vendor = vendor.partition(":")[2]
    await builders.insert(owner, "vendor_product", company_id=counter.office.company, vendor_id=of_vendor, **offer)
    shipment = await dropped(counter, vendor, await ordered(counter), 2, None)
    assert shipment["goodsReceipt"]["lines"][0]["accrued"]["amount"] == "14.00"


async def test_it_is_traced_from_the_order_and_from_what_is_owed(counter: Counter, vendor: str) -> None:
    shipment = await dropped(counter, vendor, await ordered(counter), 4)
    assert {(each["kind"], each["direction"]) for each in shipment["trace"]["documents"]} == {
        ("SALES_ORDER", "BEFORE"), ("GOODS_RECEIPT", "BEFORE"), ("JOURNAL_ENTRY", "AFTER"),
    }  # fmt: skip


async def test_of_all_who_say_so_at_once_only_what_was_ordered_is_delivered(counter: Counter, vendor: str) -> None:
    order = await ordered(counter)
    payloads = await asyncio.gather(*(drop(counter, vendor, order, 2) for _ in range(8)))
    assert sum(payload["errors"] == [] for payload in payloads) == 2
    assert {error["code"] for payload in payloads for error in payload["errors"]} == {"DROPPED_MORE"}


async def test_a_simulation_shows_what_would_be_posted_and_posts_nothing(counter: Counter, vendor: str) -> None:
    order = await ordered(counter)
    shown = (await drop(counter, vendor, order, 4, simulate=True))["shipment"]
    assert (shown["number"], len(shown["entries"]["nodes"])) == (None, 1)
    assert (await progress(counter, order))[0] == "NOT_DELIVERED"


@pytest.mark.parametrize("quantity", ["0", "-1", "5"])
async def test_refuses_more_than_is_still_to_be_delivered(counter: Counter, vendor: str, quantity: str) -> None:
    (error,) = (await drop(counter, vendor, await ordered(counter), quantity))["errors"]
    assert (error["code"], error["path"]) == ("DROPPED_MORE", ["input", "lines", "0", "quantity"])


async def test_refuses_what_is_delivered_from_stock(counter: Counter, vendor: str) -> None:
    order = await counter.confirmed(counter.line(4))
    (error,) = (await drop(counter, vendor, order, 1))["errors"]
    assert (error["code"], error["path"]) == ("LINE_NOT_DROPPED", ["input", "lines", "0", "lineId"])


async def test_refuses_what_nobody_has_said_the_price_of(counter: Counter, vendor: str) -> None:
    for price in (None, "-1"):
        (error,) = (await drop(counter, vendor, await ordered(counter), 1, price))["errors"]
        assert (error["code"], error["path"]) == ("VENDOR_PRICE_MISSING", ["input", "lines", "0", "unitPrice"])


async def test_refuses_vendors_and_lines_that_are_not_there_and_orders_that_bind_nobody(
    counter: Counter, vendor: str
) -> None:
    order = await ordered(counter)
    (error,) = (await drop(counter, f"Party:{uuid7()}", order, 1))["errors"]
    assert (error["code"], error["path"]) == ("NOT_FOUND", ["input", "vendorId"])
    (error,) = (await drop(counter, vendor, order, 1, line={"lineId": f"SalesOrderLine:{uuid7()}"}))["errors"]
    assert (error["code"], error["path"]) == ("NOT_FOUND", ["input", "lines", "0", "lineId"])
    draft = await counter.draft(counter.line(4, **DROPPED))
    (error,) = (await drop(counter, vendor, draft, 1))["errors"]
    assert (error["code"], error["path"]) == ("ORDER_HELD", ["input", "salesOrderId"])


async def test_who_may_not_say_so_cannot(counter: Counter, vendor: str) -> None:
    (error,) = (await drop(counter, vendor, await ordered(counter), 1, role=RoleCode.SALES_REP))["errors"]
    assert error["code"] == "FORBIDDEN"


async def test_what_a_vendor_has_delivered_is_not_called_off(counter: Counter, vendor: str) -> None:
    order = await ordered(counter)
    await dropped(counter, vendor, order, 1)
    assert await counter.refused_step("Cancel", order) == ["ORDER_SHIPPED"]


async def test_an_order_that_a_vendor_delivers_ends_by_itself(till: Till) -> None:
    vendor = f"Party:{await builders.party(till.office.shop.owner, till.office.company, 'V-1')}"
    order = await ordered(till.counter)
    await till.pay(await till.bill(order))
    await dropped(till.counter, vendor, order, 3)
    assert await till.state(order) == "CONFIRMED"
    await dropped(till.counter, vendor, order, 1)
    assert await till.state(order) == "CLOSED"


async def test_what_a_vendor_has_not_delivered_is_called_off_with_the_rest(counter: Counter, vendor: str) -> None:
    order = await ordered(counter)
    await dropped(counter, vendor, order, 1)
    rest = await counter.step("CancelRest", await counter.order(order["id"]))
    assert rest["state"] == "CONFIRMED"
    (error,) = (await drop(counter, vendor, order, 1))["errors"]
    assert (error["code"], error["message"]) == ("DROPPED_MORE", "0.000000 is still to be delivered.")


async def test_nothing_is_shipped_nor_reserved_from_stock_for_it(counter: Counter) -> None:
    await counter.stocked(10)
    order = await ordered(counter)
    said: Answer = {"input": {"salesOrderId": order["id"]}, "idempotencyKey": str(uuid7())}
    (error,) = (await counter.office.do("shipmentCreate", "shipments { id }", **said))["errors"]
    assert error["code"] == "NOTHING_TO_SHIP"


async def test_an_order_that_leaves_whole_leaves_without_what_a_vendor_delivers(counter: Counter) -> None:
    await counter.stocked(10)
    lines = counter.line(3), counter.line(4, **DROPPED)
    said: Answer = {"shipmentPolicy": Word("ON_CONFIRM"), "deliveryPolicy": Word("COMPLETE_ONLY")}
    order = await counter.confirmed(*lines, **said)
    assert [line["reservedQuantity"]["value"] for line in order["lines"]] == ["3.000000", "0.000000"]
    asked: Answer = {"input": {"salesOrderId": order["id"]}, "idempotencyKey": str(uuid7())}
    (made,) = await counter.office.done("shipmentCreate", "shipments { id version }", **asked)
    which: Answer = {"id": made["id"], "version": made["version"], "idempotencyKey": str(uuid7())}
    assert (await counter.office.done("shipmentShip", "shipment { state }", **which))["state"] == "SHIPPED"


WRITTEN_AGAIN = """insert into shipment_line (company_id, shipment_id, position, sales_order_line_id, sku_id, location_id, quantity)
select company_id, shipment_id, 2, sales_order_line_id, sku_id, location_id, 4 from shipment_line"""


@pytest.mark.parametrize("statement", ["update shipment_line set quantity = 9", WRITTEN_AGAIN])
async def test_the_database_holds_what_vendors_deliver_within_what_was_ordered(
    counter: Counter, vendor: str, statement: str
) -> None:
    shipment = await dropped(counter, vendor, await ordered(counter), 4)
    key = shipment["id"].partition(":")[2]
    with pytest.raises(asyncpg.CheckViolationError):
        await counter.office.shop.owner.execute(f"{statement} where shipment_id = '{key}'")


async def test_a_bundle_is_delivered_from_stock(counter: Counter) -> None:
    owner, company = counter.office.shop.owner, counter.office.company
    sold, part = await builders.sku(owner, company, "SET", list_price=1), await builders.sku(owner, company, "PART")
    bundle = await builders.insert(owner, "bundle", company_id=company, sku_id=sold)
    await builders.insert(
        owner, "bundle_component", company_id=company, bundle_id=bundle, position=1, sku_id=part, quantity=2
    )
    line = {**counter.line(1, **DROPPED), "skuId": f"Sku:{sold}"}
    (error,) = (await counter.office.do("salesOrderCreate", "salesOrder { id }", input=counter.order_of(line)))[
        "errors"
    ]
    assert error["code"] == "RULE_BROKEN"
