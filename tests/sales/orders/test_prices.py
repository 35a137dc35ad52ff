"""What orders and quotations cost where nobody says it: price lists, then pricing rules over the whole document."""

from typing import Any

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer, Word
from tests.sales.orders.counter import ORDER, Counter
from tests.schema import builders

LINES = "lines { id unitPrice { amount } discountPercent priceSource discounts { rule amount } net { amount } }"


async def listed(counter: Counter, *prices: tuple[str, str], code: str = "ALL", **said: Any) -> str:
    """Make a price list with prices of the goods from quantities on, and give its id."""
    given = {"companyId": counter.company, "code": code, "name": code, **said}
    made = (await counter.office.done("priceListCreate", "priceList { id }", input=given))["id"]
    for least, price in prices:
        item = {"companyId": counter.company, "listId": made, "skuId": counter.sku, "price": price}
        item["minimumQuantity"] = least
        await counter.office.done("priceListItemCreate", "priceListItem { id }", input=item)
    return made


async def ruled(counter: Counter, percent: str, **said: Any) -> None:
    """Make a rule that takes some percent off."""
    code = said.pop("code", f"OFF-{percent}")
    given = {
        "companyId": counter.company, "code": code, "name": code, "benefit": Word("PERCENT"), "percent": percent, **said,
    }  # fmt: skip
    await counter.office.done("pricingRuleCreate", "pricingRule { id }", input=given)


async def changed(counter: Counter, order: Answer, **said: Any) -> Answer:
    """Change the first line of a draft, and give the line."""
    edits = {"update": [{"id": order["lines"][0]["id"], **said}]}
    given = {"id": order["id"], "version": order["version"], "lines": edits}
    return (await counter.office.done("salesOrderUpdate", f"salesOrder {{ {LINES} }}", input=given))["lines"][0]


async def test_a_line_costs_what_the_price_list_says(counter: Counter) -> None:
    await listed(counter, ("1", "8"), ("10", "7"), customerId=counter.customer)
    few, many = await counter.draft(counter.line(9)), await counter.draft(counter.line(10))
    assert [each["lines"][0]["unitPrice"]["amount"] for each in (few, many)] == ["8.000000", "7.000000"]
    assert few["lines"][0]["priceSource"] == "PRICE_LIST"
    assert (few["total"]["amount"], many["total"]["amount"]) == ("72.00", "70.00")


async def test_without_a_list_it_costs_what_its_sku_says(counter: Counter) -> None:
    (line,) = (await counter.draft())["lines"]
    assert (line["priceSource"], line["unitPrice"]["amount"], line["discounts"]) == ("SKU", "10.000000", [])


async def test_rules_take_something_off_and_say_how_much(counter: Counter) -> None:
    await ruled(counter, "5")
    order = await counter.draft(counter.line(3))
    (line,) = order["lines"]
    assert (line["discountPercent"], line["discounts"]) == ("5.0000", [{"rule": "OFF-5", "amount": "1.50"}])
    assert order["total"]["amount"] == "28.50"


async def test_two_discounts_one_after_the_other_are_28_percent(counter: Counter) -> None:
    """SAL-04 of the shared cases."""
    await ruled(counter, "20", priority=2, stacking=Word("ON_DISCOUNTED"))
    await ruled(counter, "10", priority=1, stacking=Word("ON_DISCOUNTED"))
    (line,) = (await counter.draft(counter.line(1)))["lines"]
    assert (line["discountPercent"], line["net"]["amount"]) == ("28.0000", "7.20")


async def test_rules_leave_alone_what_is_said_by_hand(counter: Counter) -> None:
    await listed(counter, ("1", "8"))
    await ruled(counter, "50")
    order = await counter.draft(counter.line(1, unitPrice="9"), counter.line(1, discountPercent="25"))
    by_hand, discounted = order["lines"]
    assert (by_hand["priceSource"], by_hand["net"]["amount"], by_hand["discounts"]) == ("BY_HAND", "9.00", None)
    assert (discounted["priceSource"], discounted["net"]["amount"]) == ("PRICE_LIST", "6.00")
    assert discounted["discounts"] is None


async def test_a_change_of_the_quantity_asks_the_list_again(counter: Counter) -> None:
    await listed(counter, ("1", "8"), ("10", "7"))
    line = await changed(counter, await counter.draft(counter.line(9)), quantity="10")
    assert (line["unitPrice"]["amount"], line["net"]["amount"]) == ("7.000000", "70.00")


async def test_a_price_that_is_said_later_stays_until_null_asks_the_list_again(counter: Counter) -> None:
    await listed(counter, ("1", "8"))
    order = await counter.draft(counter.line(1))
    by_hand = await changed(counter, order, unitPrice="9.50")
    again = await changed(counter, await counter.order(order["id"]), unitPrice=None, discountPercent=None)
    assert (by_hand["priceSource"], by_hand["net"]["amount"]) == ("BY_HAND", "9.50")
    assert (again["priceSource"], again["net"]["amount"]) == ("PRICE_LIST", "8.00")


async def test_lines_that_are_added_count_for_rules_with_those_that_are_there(counter: Counter) -> None:
    await ruled(counter, "10", minimumQuantity="10", unitId=f"Unit:{counter.office.shop.unit}")
    order = await counter.draft(counter.line(6))
    given = {"id": order["id"], "version": order["version"], "lines": {"add": [counter.line(4)]}}
    added = await counter.office.done("salesOrderUpdate", ORDER, input=given)
    assert [line["discountPercent"] for line in added["lines"]] == ["10.0000", "10.0000"]
    assert (order["total"]["amount"], added["total"]["amount"]) == ("60.00", "90.00")


async def test_the_list_that_an_order_names_counts_before_all(counter: Counter) -> None:
    await listed(counter, ("1", "8"))
    named = await listed(counter, ("1", "6"), code="NAMED", validFrom="2020-01-01")
    (line,) = (await counter.draft(counter.line(1), priceListId=named))["lines"]
    assert line["unitPrice"]["amount"] == "6.000000"


async def test_naming_a_list_needs_the_right_to_discounts(counter: Counter) -> None:
    named = await listed(counter, ("1", "6"))
    said = counter.order_of(counter.line(1), priceListId=named)
    assert await counter.refused("salesOrderCreate", RoleCode.SALES_REP, input=said) == ["FORBIDDEN"]


async def test_refuses_a_list_in_another_currency(counter: Counter) -> None:
    named = await listed(counter, ("1", "6"), currency="USD")
    said = counter.order_of(counter.line(1), priceListId=named)
    (error,) = (await counter.office.do("salesOrderCreate", "salesOrder { id }", input=said))["errors"]
    assert (error["code"], error["path"]) == ("PRICE_LIST_UNFIT", ["input", "priceListId"])


async def test_tells_all_lines_that_have_no_price_at_once(counter: Counter) -> None:
    said = counter.order_of(counter.line(1), counter.line(1, unitPrice="3"), counter.line(1), currency="USD")
    errors = (await counter.office.do("salesOrderCreate", "salesOrder { id }", input=said))["errors"]
    places = [(error["code"], error["path"]) for error in errors]
    assert places == [("PRICE_MISSING", ["input", "lines", place, "skuId"]) for place in ("0", "2")]


async def test_an_accepted_quotation_keeps_its_prices_whatever_lists_say_then(counter: Counter) -> None:
    await listed(counter, ("1", "8"))
    said = counter.input(counter.line(2))
    offer = await counter.office.done("quotationCreate", f"quotation {{ id version {LINES} }}", input=said)
    sent = await counter.office.done("quotationSend", "quotation { id version }", id=offer["id"], version=1)
    await ruled(counter, "50")
    which: Answer = {"id": sent["id"], "version": sent["version"], "idempotencyKey": str(uuid7())}
    payload = await counter.office.do("quotationAccept", f"salesOrder {{ {LINES} }}", **which)
    assert offer["lines"][0]["priceSource"] == "PRICE_LIST"
    assert payload["salesOrder"]["lines"][0]["net"]["amount"] == "16.00"


async def test_a_promotion_on_a_family_of_products(counter: Counter) -> None:
    """SAL-02 of the shared cases: list price 20, tax 10 %; of p1, p2, p4 in the category ten make ten percent off."""
    owner, company = counter.office.shop.owner, counter.office.company
    family = await builders.insert(owner, "product_category", company_id=company, code="F", name="Family")
    part = await builders.insert(owner, "product_category", company_id=company, code="P", name="Part", parent_id=family)
    skus = [await builders.sku(owner, company, f"P{place}", list_price=20) for place in (1, 2, 3, 4)]
    products = [await owner.fetchval("select product_id from sku where id = $1", sku) for sku in skus]
    await owner.execute("update product set category_id = $1 where id = any($2::uuid[])", part, products[:3])
    targets = {"add": [{"productId": f"Product:{products[place]}"} for place in (0, 1, 3)]}
    rule = {
        "minimumQuantity": "10",
        "unitId": f"Unit:{counter.office.shop.unit}",
        "categoryId": f"ProductCategory:{family}",
    }
    await ruled(counter, "10", **rule, targets=targets["add"])
    tax = {
        "companyId": counter.company, "code": "V10", "name": "VAT", "kind": Word("PERCENT"),
        "rates": [{"validFrom": "2000-01-01", "percent": "10"}],
    }  # fmt: skip
    code = (await counter.office.done("taxCodeCreate", "taxCode { id }", input=tax))["id"]

    async def total(*quantities: int) -> tuple[str, str, str]:
        wanted = zip(skus, quantities, strict=False)
        lines = [
            {"skuId": f"Sku:{sku}", "quantity": str(each), "taxes": [{"taxCodeId": code}]}
            for sku, each in wanted
            if each
        ]
        order = await counter.draft(*lines)
        return order["net"]["amount"], order["tax"]["amount"], order["total"]["amount"]

    assert await total(5, 10, 5, 5) == ("470.00", "47.00", "517.00")
    assert (await total(5, 3, 10))[0] == "360.00"
