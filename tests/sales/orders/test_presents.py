"""What pricing rules give for nothing: lines of orders that come and go with the rules."""

from typing import Any

from kernel.ids import uuid7
from tests.finance.office import Answer, Word
from tests.sales.orders.counter import ORDER, Counter
from tests.schema import builders

QUOTED = """quotation { id version lines {
  id sku { code } quantity { value } unitPrice { amount } priceSource discounts { rule amount } } }"""


async def given(counter: Counter, least: str = "10", **said: Any) -> str:
    """Make a rule that gives two pens for so many goods, and give the id of the pens."""
    owner = counter.office.shop.owner
    pen = await builders.sku(owner, counter.office.company, "PEN", standard_cost=1)
    rule = {
        "companyId": counter.company, "code": "PENS", "name": "Pens", "benefit": Word("FREE_ITEM"),
        "freeSkuId": f"Sku:{pen}", "freeQuantity": "2", "minimumQuantity": least,
        "unitId": f"Unit:{counter.office.shop.unit}", "targets": [{"skuId": counter.sku}], **said,
    }  # fmt: skip
    await counter.office.done("pricingRuleCreate", "pricingRule { id }", input=rule)
    return f"Sku:{pen}"


async def changed(counter: Counter, order: Answer, **edits: Any) -> Answer:
    """Change the lines of a draft, and give it."""
    said = {"id": order["id"], "version": order["version"], "lines": edits}
    return await counter.office.done("salesOrderUpdate", ORDER, input=said)


def told(order: Answer) -> list[tuple[str, str, str]]:
    """Tell of each line what it is, how much, and where its price comes from."""
    return [(line["description"], line["quantity"]["value"], line["priceSource"]) for line in order["lines"]]


async def test_what_a_rule_gives_is_a_line_that_says_so(counter: Counter) -> None:
    await given(counter)
    order = await counter.draft(counter.line(10))
    bolt, pen = order["lines"]
    assert (pen["quantity"]["value"], pen["unitPrice"]["amount"], pen["net"]["amount"]) == (
        "2.000000",
        "0.000000",
        "0.00",
    )
    assert (pen["priceSource"], pen["discounts"]) == ("FREE_ITEM", [{"rule": "PENS", "amount": "0.00"}])
    assert (bolt["position"], pen["position"], pen["unitCost"]["amount"]) == (1, 2, "1.000000")
    assert (order["total"]["amount"], order["margin"]["amount"]) == ("100.00", "38.00")


async def test_it_comes_and_goes_with_the_rule(counter: Counter) -> None:
    await given(counter, repeats=True)
    few = await counter.draft(counter.line(9))
    line = few["lines"][0]["id"]
    many = await changed(counter, few, update=[{"id": line, "quantity": "10"}])
    more = await changed(counter, many, update=[{"id": line, "quantity": "25"}])
    none = await changed(counter, more, update=[{"id": line, "quantity": "1"}])
    counts = [[quantity for _, quantity, _ in told(order)[1:]] for order in (few, many, more, none)]
    assert counts == [[], ["2.000000"], ["4.000000"], []]
    assert many["lines"][1]["id"] == more["lines"][1]["id"]


async def test_a_change_of_something_else_leaves_it_as_it_is(counter: Counter) -> None:
    await given(counter)
    order = await counter.draft(counter.line(10))
    (pen,) = [line["id"] for line in order["lines"][1:]]
    again = await changed(counter, order, update=[{"id": pen, "quantity": "50"}])
    removed = await changed(counter, again, remove=[pen])
    assert told(order) == told(again) == told(removed)


async def test_no_rule_counts_what_is_given(counter: Counter) -> None:
    pen = await given(counter, least="1")
    again = {"targets": [{"skuId": pen}], "percent": "50", "benefit": Word("PERCENT"), "minimumQuantity": "1"}
    said = {"companyId": counter.company, "code": "HALF", "name": "Half", "unitId": f"Unit:{counter.office.shop.unit}"}
    await counter.office.done("pricingRuleCreate", "pricingRule { id }", input={**said, **again})
    order = await changed(counter, await counter.draft(counter.line(1)))
    assert [line["discountPercent"] for line in order["lines"]] == ["0.0000", "0.0000"]


async def test_what_is_not_sold_on_the_day_is_not_given(counter: Counter) -> None:
    await given(counter)
    await counter.office.shop.owner.execute("update sku set sold_until = '2020-01-01' where code = 'PEN'")
    assert len((await counter.draft(counter.line(10)))["lines"]) == 1


async def test_it_is_promised_and_kept_like_what_is_sold(counter: Counter) -> None:
    await given(counter)
    await counter.stocked(100)
    said = counter.input(counter.line(10))
    payload = await counter.office.do("salesOrderPlace", ORDER, input=said, idempotencyKey=str(uuid7()))
    assert [line["reservedQuantity"]["value"] for line in payload["salesOrder"]["lines"]] == ["10.000000", "0.000000"]


async def test_an_offer_gives_it_and_the_order_keeps_it(counter: Counter) -> None:
    await given(counter)
    offer = await counter.office.done("quotationCreate", QUOTED, input=counter.input(counter.line(10)))
    assert [(line["sku"]["code"], line["priceSource"]) for line in offer["lines"]][1] == ("PEN", "FREE_ITEM")
    sent = await counter.office.done("quotationSend", "quotation { id version }", id=offer["id"], version=1)
    which: Answer = {"id": sent["id"], "version": sent["version"], "idempotencyKey": str(uuid7())}
    payload = await counter.office.do("quotationAccept", ORDER, **which)
    assert told(payload["salesOrder"])[1] == ("Pen", "2.000000", "BY_HAND")


async def test_a_coupon_may_give_it(counter: Counter) -> None:
    await given(counter, needsCoupon=True)
    find = "select id from pricing_rule where company_id = $1"
    rule = await counter.office.shop.owner.fetchval(find, counter.office.company)
    said = {"companyId": counter.company, "code": "PEN4ME", "ruleId": f"PricingRule:{rule}"}
    await counter.office.done("couponCreate", "coupon { id }", input=said)
    orders = [await counter.draft(counter.line(10), couponCodes=codes) for codes in ([], ["PEN4ME"])]
    assert [len(order["lines"]) for order in orders] == [1, 2]
