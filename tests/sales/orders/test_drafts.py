"""Drafts of sales orders: what follows from what is said, and what is refused."""

from auth.roles import RoleCode
from tests.finance.office import Word
from tests.sales.orders.counter import ORDER, Counter
from tests.schema import builders


async def test_a_draft_follows_from_its_skus(counter: Counter) -> None:
    order = await counter.draft(counter.line(3))

    assert (order["state"], order["number"], order["currency"]) == ("DRAFT", None, "EUR")
    assert order["total"] == {"amount": "30.00", "currency": "EUR"}
    assert order["margin"] == {"amount": "12.00"}
    (line,) = order["lines"]
    assert (line["position"], line["description"], line["unitPrice"]) == (1, "Bolt", {"amount": "10.000000"})
    assert line["quantity"] == {"value": "3.000000", "unit": {"code": "PCE"}}


async def test_taxes_are_reckoned_as_on_invoices(counter: Counter) -> None:
    said = {
        "companyId": counter.company, "code": "V20", "name": "VAT", "kind": Word("PERCENT"),
        "rates": [{"validFrom": "2000-01-01", "percent": "20"}],
    }  # fmt: skip
    tax = (await counter.office.done("taxCodeCreate", "taxCode { id }", input=said))["id"]

    order = await counter.draft(counter.line(1, unitPrice="9.99", taxes=[{"taxCodeId": tax}]))

    assert (order["net"]["amount"], order["tax"]["amount"], order["total"]["amount"]) == ("9.99", "2.00", "11.99")
    assert order["lines"][0]["taxes"] == [{"taxCode": {"id": tax}}]


async def test_a_change_reckons_again(counter: Counter) -> None:
    order = await counter.draft(counter.line(3))
    (line,) = order["lines"]
    other = f"Sku:{await builders.sku(counter.office.shop.owner, counter.office.company, 'NUT', list_price=1)}"
    edits = {"update": [{"id": line["id"], "quantity": "1"}], "add": [{"skuId": other, "quantity": "5"}]}
    said = {"id": order["id"], "version": order["version"], "customerReference": "PO 7", "lines": edits}

    changed = await counter.office.done("salesOrderUpdate", ORDER, input=said)

    assert [(each["position"], each["net"]["amount"]) for each in changed["lines"]] == [(1, "10.00"), (2, "5.00")]
    assert changed["total"]["amount"] == "15.00"
    assert changed["margin"] is None


async def test_discounts_need_a_right_of_their_own(counter: Counter) -> None:
    said = counter.order_of(counter.line(1, discountPercent="10"))

    denied = await counter.office.do("salesOrderCreate", ORDER, RoleCode.SALES_REP, input=said)
    allowed = await counter.office.done("salesOrderCreate", ORDER, RoleCode.SALES_MANAGER, input=said)

    assert [error["code"] for error in denied["errors"]] == ["FORBIDDEN"]
    assert allowed["net"]["amount"] == "9.00"


async def test_prices_need_the_right_to_discounts(counter: Counter) -> None:
    said = counter.order_of(counter.line(1, unitPrice="0.01"))
    assert await counter.refused("salesOrderCreate", RoleCode.SALES_REP, input=said) == ["FORBIDDEN"]


async def test_refuses_what_has_no_price_in_the_currency(counter: Counter) -> None:
    assert await counter.refused("salesOrderCreate", input=counter.order_of(counter.line(), currency="USD")) == [
        "PRICE_MISSING"
    ]


async def test_refuses_what_is_not_sold(counter: Counter) -> None:
    key = await builders.sku(counter.office.shop.owner, counter.office.company, "OLD", list_price=1, is_sold=False)
    said = counter.order_of({"skuId": f"Sku:{key}", "quantity": "1"})
    assert await counter.refused("salesOrderCreate", input=said) == ["SKU_NOT_SOLD"]


async def test_refuses_goods_and_customers_of_other_companies(counter: Counter) -> None:
    owner, other = counter.office.shop.owner, await builders.company(counter.office.shop.owner, f"X{counter.sku_id}")
    sku, party = await builders.sku(owner, other, "THEIRS", list_price=1), await builders.party(owner, other)

    theirs = counter.order_of({"skuId": f"Sku:{sku}", "quantity": "1"})
    for_them = counter.order_of(counter.line(), customerId=f"Party:{party}")

    assert await counter.refused("salesOrderCreate", input=theirs) == ["NOT_FOUND"]
    assert await counter.refused("salesOrderCreate", input=for_them) == ["NOT_FOUND"]


async def test_refuses_nothing_of_something(counter: Counter) -> None:
    assert await counter.refused("salesOrderCreate", input=counter.order_of(counter.line(0))) == [
        "QUANTITY_NOT_POSITIVE"
    ]


async def test_refuses_to_bill_on_delivery_what_is_delivered_once_paid(counter: Counter) -> None:
    said = counter.order_of(counter.line(), invoicePolicy=Word("ON_DELIVERY"), shipmentPolicy=Word("ON_PAYMENT"))
    assert await counter.refused("salesOrderCreate", input=said) == ["RULE_BROKEN"]


async def test_a_draft_can_be_thrown_away(counter: Counter) -> None:
    order = await counter.draft()
    gone = await counter.office.do("salesOrderDelete", "salesOrder { id }", id=order["id"], version=order["version"])
    assert gone["errors"] == []
    assert await counter.order(order["id"]) is None
