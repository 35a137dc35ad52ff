"""What counts find is in the books with them: to the cent what stock is worth, or not at all."""

from typing import Any

from auth.roles import RoleCode
from tests.inventory.valuation.yard import Yard, journal
from tests.schema import builders


async def adjusted(yard: Yard, *arguments: str, **more: Any) -> dict[str, Any]:
    """Put stock right, and give the adjustment."""
    payload = await yard.adjust(*arguments, **more)
    assert payload["errors"] == [], payload
    return payload["stockAdjustment"]


async def test_what_is_found_is_posted_at_what_it_is_worth(yard: Yard) -> None:
    await yard.sku("BOLT")
    more = await adjusted(yard, "BOLT", "3", cost="3.333333")
    assert journal(more) == ["STK 1110 10.00 Dr", "STK 5030 10.00 Cr"]
    less = await adjusted(yard, "BOLT", "-2")
    assert journal(less) == ["STK 1110 6.67 Cr", "STK 5030 6.67 Dr"]
    assert await yard.worth("BOLT") == ("1", "3.33", "3.330000")


async def test_opening_stock_stands_against_what_the_company_began_with(yard: Yard) -> None:
    await yard.sku("BOLT")
    opening = await adjusted(yard, "BOLT", "4", cost="2.50", opening=True)
    assert journal(opening) == ["OPN 1110 10.00 Dr", "OPN 3090 10.00 Cr"]
    assert [entry["kind"] for entry in opening["entries"]["nodes"]] == ["OPENING"]


async def test_every_value_names_where_it_was_posted(yard: Yard) -> None:
    await yard.sku("BOLT")
    more = await adjusted(yard, "BOLT", "3", cost="1")
    assert [len(value["posting"]["nodes"]) for value in more["values"]["nodes"]] == [1]


async def test_what_costs_nothing_posts_nothing(yard: Yard) -> None:
    await yard.sku("BOLT")
    gift = await adjusted(yard, "BOLT", "3", cost="0")
    assert journal(gift) == []
    assert await yard.worth("BOLT") == ("3", "0.00", "0.000000")


async def test_a_category_has_a_stock_account_of_its_own(yard: Yard) -> None:
    await yard.sku("BEAN")
    owner, company = yard.office.shop.owner, yard.office.company
    category = await builders.insert(owner, "product_category", company_id=company, code="RAW", name="Raw")
    await owner.execute("update product set category_id = $1 where company_id = $2", category, company)
    account = yard.office.accounts["1120"].partition(":")[2]
    await builders.insert(
        owner, "account_determination", company_id=company, role="STOCK", category_id=category, account_id=account
    )
    assert journal(await adjusted(yard, "BEAN", "2", cost="5")) == ["STK 1120 10.00 Dr", "STK 5030 10.00 Cr"]


async def test_a_company_without_an_account_for_stock_adjusts_without_books(yard: Yard) -> None:
    await yard.sku("BOLT")
    await yard.office.shop.owner.execute(
        "delete from account_determination where role = 'STOCK' and company_id = $1", yard.office.company
    )
    assert journal(await adjusted(yard, "BOLT", "3", cost="1")) == []


async def test_nothing_is_adjusted_that_the_books_refuse(yard: Yard) -> None:
    await yard.sku("BOLT")
    await yard.office.shop.owner.execute(
        "delete from account_determination where role = 'STOCK_ADJUSTMENT' and company_id = $1", yard.office.company
    )
    refused = await yard.adjust("BOLT", "3", cost="1")
    assert [error["code"] for error in refused["errors"]] == ["ACCOUNT_UNDETERMINED"]
    count = "select count(*) from stock_move where company_id = $1"
    assert await yard.office.shop.owner.fetchval(count, yard.office.company) == 0


async def test_refuses_a_cost_of_what_goes(yard: Yard) -> None:
    await yard.sku("BOLT")
    await adjusted(yard, "BOLT", "3", cost="1")
    (error,) = (await yard.adjust("BOLT", "-1", cost="1"))["errors"]
    assert (error["code"], error["path"]) == ("COST_UNFIT", ["input", "lines", "0", "unitCost"])
    (error,) = (await yard.adjust("BOLT", "1", cost="-1"))["errors"]
    assert error["code"] == "COST_UNFIT"


async def test_a_clerk_posts_what_counts_find_and_does_not_read_the_books(yard: Yard) -> None:
    await yard.sku("BOLT")
    payload = await yard.adjust("BOLT", "3", role=RoleCode.WAREHOUSE_CLERK, cost="1")
    assert (payload["errors"], payload["stockAdjustment"]["entries"]) == ([], None)
    assert await yard.office.balance("1110") == "3.00"
