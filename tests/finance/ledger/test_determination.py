"""Which account plays a role: that of the nearest category, else of the warehouse, else of the company."""

from uuid import UUID

import pytest

from models import AccountRole
from services.finance.determination import AccountUndetermined, account_for
from tests.finance.books import Books
from tests.schema import builders


async def determine(books: Books, code: str, **said: UUID) -> None:
    """Say which account plays the role of stock."""
    account = books.accounts[code]
    await builders.insert(
        books.raw, "account_determination", company_id=books.company, role="STOCK", account_id=account, **said
    )


async def warehouse(books: Books, code: str) -> UUID:
    """Add a warehouse."""
    return await builders.insert(books.raw, "warehouse", company_id=books.company, code=code, name=code)


async def category(books: Books, code: str) -> UUID:
    """Add a category of products."""
    return await builders.insert(books.raw, "product_category", company_id=books.company, code=code, name=code)


async def test_a_category_comes_before_a_warehouse_and_that_before_the_company(books: Books) -> None:
    vienna, tea = await warehouse(books, "VIENNA"), await category(books, "TEA")
    await determine(books, "1490", warehouse_id=vienna)
    await determine(books, "1420", category_id=tea)
    usual = await account_for(books.work, books.company, AccountRole.STOCK)

    async def found(category_id: UUID | None, warehouse_id: UUID | None) -> UUID:
        return await account_for(books.work, books.company, AccountRole.STOCK, category_id, warehouse_id)

    assert await found(tea, vienna) == await found(tea, None) == books.accounts["1420"]
    assert await found(await category(books, "BOLTS"), vienna) == await found(None, vienna) == books.accounts["1490"]
    assert await found(None, await warehouse(books, "GRAZ")) == usual
    assert usual not in (books.accounts["1420"], books.accounts["1490"])


async def test_refuses_a_role_that_nothing_is_said_of(books: Books) -> None:
    await books.raw.execute("delete from account_determination where company_id = $1 and role = 'STOCK'", books.company)
    with pytest.raises(AccountUndetermined):
        await account_for(books.work, books.company, AccountRole.STOCK)
