"""Which accounts lines of invoices are posted to: of the nearest category, else of the company, unless a line says another."""

from typing import Any
from uuid import UUID

from tests.finance.invoices.desk import Desk
from tests.finance.office import Word
from tests.schema import builders


async def category(desk: Desk, code: str, parent: str | None = None) -> str:
    """Add a category of products."""
    said: dict[str, Any] = {"companyId": desk.company, "code": code, "name": code, "parentId": parent}
    return (await desk.office.done("productCategoryCreate", "productCategory { id }", input=said))["id"]


async def goods(desk: Desk, of: str, code: str = "BOLT") -> str:
    """Add goods of a category."""
    owner = desk.office.shop.owner
    key = await builders.sku(owner, desk.office.company, code)
    await owner.execute(
        "update product set category_id = $1 where id = (select product_id from sku where id = $2)",
        UUID(of.partition(":")[2]), key,
    )  # fmt: skip
    return f"Sku:{key}"


async def determine(desk: Desk, account: str, role: str = "REVENUE", **said: object) -> None:
    """Say which account plays a role."""
    given = {"companyId": desk.company, "role": Word(role), "accountId": desk.office.accounts[account], **said}
    await desk.office.done("accountDeterminationCreate", "accountDetermination { id }", input=given)


async def sold(desk: Desk, **said: object) -> dict[str, str]:
    """Post an invoice of one line, and give the accounts."""
    return await desk.entry(await desk.posted(desk.line(1, "100", unitId=await unit(desk), **said)))


async def unit(desk: Desk) -> str:
    """Give the unit in which goods are counted."""
    return f"Unit:{await builders.unit(desk.office.shop.owner)}"


async def test_a_category_has_an_account_of_its_own(desk: Desk) -> None:
    tea = await category(desk, "TEA")
    await determine(desk, "4020", categoryId=tea)
    assert await sold(desk, skuId=await goods(desk, tea)) == {"1210": "100.00", "4020": "-100.00"}


async def test_the_nearest_category_comes_first_and_then_those_above(desk: Desk) -> None:
    drinks = await category(desk, "DRINKS")
    tea, juice = await category(desk, "TEA", drinks), await category(desk, "JUICE", drinks)
    await determine(desk, "4020", categoryId=drinks)
    await determine(desk, "4130", categoryId=tea)
    assert "4130" in await sold(desk, skuId=await goods(desk, await category(desk, "GREEN", tea)))
    assert "4020" in await sold(desk, skuId=await goods(desk, juice, "JUICE"))


async def test_other_categories_and_other_roles_have_the_account_of_the_company(desk: Desk) -> None:
    tea, bolts = await category(desk, "TEA"), await category(desk, "BOLTS")
    await determine(desk, "4020", categoryId=tea)
    await determine(desk, "6210", "EXPENSE", categoryId=bolts)
    assert await sold(desk, skuId=await goods(desk, bolts)) == {"1210": "100.00", "4010": "-100.00"}


async def test_what_a_line_says_comes_before_its_category(desk: Desk) -> None:
    tea = await category(desk, "TEA")
    await determine(desk, "4020", categoryId=tea)
    said = await sold(desk, skuId=await goods(desk, tea), accountId=desk.office.accounts["4130"])
    assert said == {"1210": "100.00", "4130": "-100.00"}


async def test_says_of_a_category_and_a_role_one_account_only(desk: Desk) -> None:
    tea = await category(desk, "TEA")
    await determine(desk, "4020", categoryId=tea)
    given = {"companyId": desk.company, "role": Word("REVENUE"), "accountId": desk.office.accounts["4130"]}
    said = {**given, "categoryId": tea}
    (error,) = (await desk.office.do("accountDeterminationCreate", "accountDetermination { id }", input=said))["errors"]
    assert error["code"] == "ALREADY_TAKEN"
