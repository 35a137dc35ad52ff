"""Orders are billed: what was ordered, or what has left, of one order or gathered over several."""

from typing import Any

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer, Word
from tests.sales.orders.counter import Counter
from tests.schema import builders

INVOICE = """invoice {
  id version state kind party { id } invoiceOn total { amount }
  lines { quantity unitPrice { amount } discountPercent net { amount } salesOrderLine { id } }
}"""


async def bill(counter: Counter, *orders: Answer, **said: Any) -> Answer:
    """Draft an invoice of orders."""
    return await counter.office.done("salesOrderBill", INVOICE, ids=[order["id"] for order in orders], **said)


async def refused(counter: Counter, *orders: Answer, role: RoleCode = RoleCode.ADMIN) -> Answer:
    """Try to bill orders, and give the refusal."""
    ids = [order["id"] for order in orders]
    (error,) = (await counter.office.do("salesOrderBill", "invoice { id }", role, ids=ids))["errors"]
    return error


async def left(counter: Counter, order: Answer, quantity: int) -> None:
    """Let some of the first line leave, out of its reservation."""
    statement = "update reservation set consumed = consumed + $2 where demand_id = $1"
    await counter.office.shop.owner.execute(statement, order["lines"][0]["id"].partition(":")[2], quantity)


async def test_what_was_ordered_is_billed_at_the_prices_of_the_order(counter: Counter) -> None:
    order = await counter.confirmed(counter.line(3, discountPercent="10"), counter.line(1, unitPrice="4.50"))
    invoice = await bill(counter, order, invoiceOn="2026-03-10")
    assert (invoice["state"], invoice["kind"], invoice["invoiceOn"]) == ("DRAFT", "CUSTOMER_INVOICE", "2026-03-10")
    assert invoice["party"] == {"id": counter.customer}
    assert [line["net"]["amount"] for line in invoice["lines"]] == ["27.00", "4.50"]
    assert [line["salesOrderLine"] for line in invoice["lines"]] == [{"id": line["id"]} for line in order["lines"]]
    assert invoice["total"] == {"amount": order["total"]["amount"]}


async def test_orders_are_gathered_on_one_invoice(counter: Counter) -> None:
    orders = [await counter.confirmed(counter.line(quantity)) for quantity in (1, 2)]
    invoice = await bill(counter, *orders)
    assert [line["quantity"] for line in invoice["lines"]] == ["1.000000", "2.000000"]
    assert invoice["total"]["amount"] == "30.00"


async def test_what_is_in_a_draft_is_not_drafted_again(counter: Counter) -> None:
    order = await counter.confirmed(counter.line(4))
    await counter.billed(order, 1)
    rest = await bill(counter, order)
    again = await refused(counter, order)
    assert rest["lines"][0]["quantity"] == "3.000000"
    assert (again["code"], again["path"]) == ("NOTHING_TO_BILL", ["ids"])


async def test_on_delivery_what_has_left_is_billed(counter: Counter) -> None:
    await counter.stocked(5)
    policies = {"invoicePolicy": Word("ON_DELIVERY"), "shipmentPolicy": Word("ON_CONFIRM")}
    order = await counter.confirmed(counter.line(5), **policies)
    before = await refused(counter, order)
    await left(counter, order, 2)
    first = await bill(counter, order)
    await left(counter, order, 3)
    second = await bill(counter, order)
    assert before["code"] == "NOTHING_TO_BILL"
    assert [each["lines"][0]["quantity"] for each in (first, second)] == ["2.000000", "3.000000"]


async def test_an_invoice_of_an_order_is_posted_and_tells_so(counter: Counter) -> None:
    order = await counter.confirmed(counter.line(2))
    draft = await bill(counter, order, invoiceOn="2026-03-10")
    valid = await counter.office.done("invoiceValidate", INVOICE, id=draft["id"], version=draft["version"])
    which: Answer = {"id": draft["id"], "version": valid["version"], "idempotencyKey": str(uuid7())}
    assert (await counter.office.done("invoicePost", INVOICE, **which))["state"] == "POSTED"
    assert (await counter.order(order["id"]))["billingState"] == "BILLED"


async def test_refuses_orders_of_different_customers_on_one_invoice(counter: Counter) -> None:
    other = await builders.party(counter.office.shop.owner, counter.office.company, "P-2")
    theirs = await counter.confirmed(customerId=f"Party:{other}")
    error = await refused(counter, await counter.confirmed(), theirs)
    assert (error["code"], error["path"]) == ("ORDERS_UNLIKE", ["ids", "1"])


async def test_refuses_to_bill_what_is_not_promised(counter: Counter) -> None:
    held = await counter.step("Hold", await counter.confirmed())
    places = [await refused(counter, each) for each in (await counter.draft(), held)]
    assert [(each["code"], each["path"]) for each in places] == [("TRANSITION_UNAVAILABLE", ["ids", "0"])] * 2


async def test_refuses_the_same_order_twice_and_none_at_all(counter: Counter) -> None:
    order = await counter.confirmed()
    assert (await refused(counter, order, order))["code"] == "ID_REPEATED"
    assert (await refused(counter))["code"] == "TOO_MANY_ROWS"


async def test_a_warehouse_clerk_bills_nothing(counter: Counter) -> None:
    assert (await refused(counter, await counter.confirmed(), role=RoleCode.WAREHOUSE_CLERK))["code"] == "FORBIDDEN"
