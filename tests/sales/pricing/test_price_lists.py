"""Price lists as they are written and asked, through the API."""

from typing import Any

import pytest

from auth.roles import RoleCode
from tests.sales.pricing.pricer import EXPLAIN, Pricer


async def listed(pricer: Pricer, price: str, *, minimum: str = "0", code: str = "ALL", **said: Any) -> str:
    """Make a price list with one price, and give its id."""
    made = await pricer.made("PriceList", code=code, name=code, **said)
    assert made["errors"] == []
    item = {"listId": made["id"], "skuId": f"Sku:{pricer.sku}", "price": price, "minimumQuantity": minimum}
    assert (await pricer.made("PriceListItem", **item))["errors"] == []
    return made["id"]


async def test_without_a_list_a_good_costs_what_its_sku_says(pricer: Pricer) -> None:
    found = await pricer.explained("3")
    assert found["errors"] == []
    assert found["explanation"] == {
        "lines": [
            {
                "source": "SKU",
                "priceList": None,
                "unitPrice": {"amount": "20.000000", "currency": "EUR"},
                "listed": {"amount": "60.00"},
                "discount": {"amount": "0.00"},
                "discountPercent": "0.0000",
                "net": {"amount": "60.00"},
                "discounts": [],
            }
        ],
        "rules": [],
        "coupons": [],
        "listed": {"amount": "60.00", "currency": "EUR"},
        "discount": {"amount": "0.00"},
        "net": {"amount": "60.00"},
    }


async def test_the_customers_list_counts_before_its_groups_and_that_before_everybodys(pricer: Pricer) -> None:
    customer = f"Party:{pricer.customer}"
    group = await pricer.made("CustomerGroup", code="CAFES", name="Cafés")
    put = "mutation ($input: PartyUpdateInput!) { partyUpdate(input: $input) { errors { code } } }"
    changed = await pricer.ask(put, input={"id": customer, "version": 1, "customerGroupId": group["id"]})
    assert changed["data"]["partyUpdate"]["errors"] == []
    await listed(pricer, "19", code="ALL")
    assert await pricer.unit_price(customerId=customer) == "19.000000"
    await listed(pricer, "18", code="GROUP", groupId=group["id"])
    assert await pricer.unit_price(customerId=customer) == "18.000000"
    await listed(pricer, "17", code="OWN", customerId=customer)
    assert await pricer.unit_price(customerId=customer) == "17.000000"
    assert await pricer.unit_price() == "19.000000"


async def test_the_list_that_a_document_names_counts_before_all(pricer: Pricer) -> None:
    await listed(pricer, "17", code="OWN", customerId=f"Party:{pricer.customer}")
    named = await listed(pricer, "25", code="NAMED")
    assert await pricer.unit_price(customerId=f"Party:{pricer.customer}", priceListId=named) == "25.000000"


async def test_a_list_holds_for_its_days_quantities_and_currency(pricer: Pricer) -> None:
    await listed(pricer, "18", minimum="10", validFrom="2026-03-01", validUntil="2026-03-31")
    assert await pricer.unit_price("10") == "18.000000"
    assert await pricer.unit_price("9") == "20.000000"
    assert await pricer.unit_price("10", pricedOn="2026-02-28") == "20.000000"
    assert await pricer.unit_price("10", pricedOn="2026-04-01") == "20.000000"


async def test_tells_what_has_no_price_in_a_currency(pricer: Pricer) -> None:
    found = await pricer.explained(currency="USD")
    assert found["explanation"] is None
    assert found["errors"] == [
        {"code": "PRICE_MISSING", "path": ["input", "lines", "0", "skuId"], "sku": "LAMP", "currency": "USD"}
    ]


async def test_refuses_a_list_that_does_not_hold(pricer: Pricer) -> None:
    dollars = await listed(pricer, "18", code="USD", currency="USD")
    (error,) = (await pricer.explained(priceListId=dollars))["errors"]
    assert (error["code"], error["path"]) == ("PRICE_LIST_UNFIT", ["input", "priceListId"])


async def test_refuses_to_tell_prices_of_another_company_or_to_who_may_not_know(pricer: Pricer) -> None:
    (error,) = (await pricer.explained(companyId=f"Company:{pricer.shop.other}"))["errors"]
    assert (error["code"], error["path"]) == ("NOT_FOUND", ["input", "companyId"])
    given: dict[str, Any] = {"companyId": f"Company:{pricer.company}", "pricedOn": "2026-03-02", "lines": []}
    denied = await pricer.ask(EXPLAIN, RoleCode.HR_OFFICER, input=given)
    assert denied["data"]["priceExplanation"] is None
    assert [error["extensions"]["code"] for error in denied["errors"]] == ["FORBIDDEN"]


async def test_a_price_is_in_the_currency_of_its_list_and_by_the_unit_of_its_sku(pricer: Pricer) -> None:
    key = await listed(pricer, "18", currency="USD")
    query = "query ($id: ID!) { priceList(id: $id) { items(first: 1) { nodes { price { currency } unit { code } } } } }"
    answer = await pricer.ask(query, id=key)
    assert answer["data"]["priceList"]["items"]["nodes"] == [{"price": {"currency": "USD"}, "unit": {"code": "PCE"}}]


@pytest.mark.parametrize(
    ("said", "rule"),
    [({"price": "-1"}, "price_not_negative"), ({"categoryId": None, "skuId": None}, "for_one_thing")],
)
async def test_refuses_a_price_that_cannot_be(pricer: Pricer, said: dict[str, Any], rule: str) -> None:
    made = await pricer.made("PriceList", code="L", name="L")
    item = {"listId": made["id"], "skuId": f"Sku:{pricer.sku}", "unitId": f"Unit:{pricer.shop.unit}", "price": "1"}
    (error,) = (await pricer.made("PriceListItem", **{**item, **said}))["errors"]
    assert (error["code"], error["rule"]) == ("RULE_BROKEN", rule.upper())


async def test_refuses_the_same_price_twice(pricer: Pricer) -> None:
    made = await pricer.made("PriceList", code="L", name="L")
    item = {"listId": made["id"], "skuId": f"Sku:{pricer.sku}", "price": "1"}
    assert (await pricer.made("PriceListItem", **item))["errors"] == []
    assert [error["code"] for error in (await pricer.made("PriceListItem", **item))["errors"]] == ["ALREADY_TAKEN"]


@pytest.mark.parametrize("type_name", ["PriceList", "CustomerGroup", "PricingRule", "Coupon"])
async def test_a_sales_representative_sets_no_prices(pricer: Pricer, type_name: str) -> None:
    field = type_name[0].lower() + type_name[1:]
    document = f"mutation ($id: ID!) {{ {field}Archive(id: $id, version: 1) {{ errors {{ code }} }} }}"
    denied = await pricer.ask(document, RoleCode.SALES_REP, id=f"{type_name}:{pricer.sku}")
    assert [error["extensions"]["code"] for error in denied["errors"]] == ["FORBIDDEN"]
