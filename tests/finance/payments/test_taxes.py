"""Taxes follow what is paid: lowered by discounts on the total, and owed on payment where that is their way."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from models import Trade
from models.finance.tax import TaxKind
from services.finance.posting import post
from services.finance.settling.items import Part
from services.finance.settling.settle import settle, undo_settlement
from services.finance.tax.calculation import Tax
from tests.finance.books import Books
from tests.finance.tax.posted import add_tax, invoice

ON = date(2026, 2, 11)
ITEM = "select id from open_item where entry_id = $1"
OFFER = "insert into open_item_discount (company_id, open_item_id, until_on, currency, amount) values ($1, $2, $3, 'EUR', $4)"
BALANCE = "select coalesce(sum(company_amount), 0)::text from journal_line where account_id = $1"
TOLD = "select sum(company_base)::text, sum(company_amount)::text from tax_line_now where company_id = $1"


async def pay(books: Books, item: UUID, paid: str, discount: str = "0") -> UUID:
    """Receive money for an item, and settle it."""
    await books.raw.execute("set constraints all deferred")
    legs = [books.leg("1410", paid), books.leg("1210", f"-{paid}")]
    (entry,) = await post(books.work, [books.entry(*legs, on=ON)])
    amount, let_go = Decimal(paid), Decimal(discount)
    parts = [Part(item, amount + let_go, let_go), Part(await books.raw.fetchval(ITEM, entry), -amount)]
    return await settle(books.work, parts, ON)


async def balances(books: Books, *codes: str) -> list[str]:
    """Give what is on accounts."""
    await books.check()
    return [await books.raw.fetchval(BALANCE, books.accounts[code]) for code in codes]


async def sold(books: Books, *, cash_basis: bool = False) -> UUID:
    """Post an invoice over 1000 and 15 % tax, and give its open item."""
    key = await add_tax(books, "VAT", "15")
    if cash_basis:
        await books.raw.execute("update tax_code set is_cash_basis = true where id = $1", key)
    tax = Tax(key, "VAT", TaxKind.PERCENT, Decimal(15), cash_basis=cash_basis)
    return await books.raw.fetchval(ITEM, await invoice(books, Trade.SALE, [("1000.00", tax)]))


async def test_a_discount_on_the_total_lowers_the_tax(books: Books) -> None:
    """PT-05, the first regime: 1035.00 pays 1150.00."""
    item = await sold(books)
    await books.raw.execute(OFFER, books.company, item, ON, Decimal("115.00"))
    await pay(books, item, "1035.00", "115.00")
    assert await balances(books, "1210", "1410", "4090", "2110") == ["0.00", "1035.00", "100.00", "-135.00"]
    assert tuple(await books.raw.fetchrow(TOLD, books.company) or ()) == ("900.00", "135.00")


async def test_tax_that_is_owed_on_payment_is_moved_with_each_payment(books: Books) -> None:
    item = await sold(books, cash_basis=True)
    assert await balances(books, "2120", "2110") == ["-150.00", "0"]
    await pay(books, item, "383.33")
    assert await balances(books, "2120", "2110") == ["-100.00", "-50.00"]
    await pay(books, item, "766.67")
    assert await balances(books, "1210", "2120", "2110") == ["0.00", "0.00", "-150.00"]
    assert tuple(await books.raw.fetchrow(TOLD, books.company) or ()) == ("1000.00", "150.00")


async def test_an_undone_payment_takes_its_tax_back(books: Books) -> None:
    item = await sold(books, cash_basis=True)
    settlement = await pay(books, item, "383.33")
    await undo_settlement(books.work, settlement, ON, "Bounced")
    assert await balances(books, "2120", "2110") == ["-150.00", "0.00"]
    assert tuple(await books.raw.fetchrow(TOLD, books.company) or ()) == ("0.00", "0.00")
