"""Tax returns: filled from what was taxed, filed, and settled against the tax accounts."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import asyncpg
import pytest

from kernel.ids import NodeId
from kernel.workflow import TransitionUnavailable
from models import LockArea, Trade
from services.finance.posting_refusals import PostingLocked
from services.finance.posting_reversal import reverse
from services.finance.tax import returns
from services.finance.tax.calculation import Tax
from services.refusals import StaleVersion
from tests.finance.books import Books
from tests.finance.tax.posted import add_box, add_tax, invoice, taxes_on

START, END = date(2026, 2, 1), date(2026, 2, 28)
BOXES = "select code, amount::text from tax_return_box where return_id = $1 order by code"
RETURN = "select state, payable::text, settlement_entry_id, version from tax_return where id = $1"
LINES = """
select account.code, (line.debit - line.credit)::text from journal_line as line
join ledger_account as account on account.id = line.account_id where line.entry_id = $1 order by account.code
"""


class Form:
    """A company with taxes and a form to tell of them."""

    def __init__(self, books: Books, taxes: dict[str, Tax]) -> None:
        """Keep them."""
        self.books = books
        self.taxes = taxes

    async def draft(self) -> UUID:
        """Draft the return of February."""
        return await returns.create(self.books.work, self.books.company, "U30", START, END)

    async def boxes(self, key: UUID) -> dict[str, str]:
        """Give what stands in the boxes."""
        return dict([tuple(row) for row in await self.books.raw.fetch(BOXES, key)])

    async def row(self, key: UUID) -> asyncpg.Record:
        """Give the return."""
        found = await self.books.raw.fetchrow(RETURN, key)
        assert found is not None
        return found

    async def file(self, key: UUID) -> None:
        """File it."""
        await returns.file(self.books.work, key, (await self.row(key))["version"], "FON-1")


@pytest.fixture
async def form(books: Books) -> Form:
    """Sales at 20 %, purchases at 20 % of which half is deductible, and reverse charge."""
    sold = await add_tax(books, "S20", "20")
    bought = await add_tax(books, "P20", "20", deductible="50")
    owed = await add_tax(books, "RC20", "20", "AE", reverse_charge=True)
    exported = await add_tax(books, "G0", "0", "G")
    await add_box(books, "022", 0, (sold, "OUTPUT", "BASE"), (owed, "OUTPUT", "BASE"))
    await add_box(books, "056", 1, (sold, "OUTPUT", "TAX"), (owed, "OUTPUT", "TAX"))
    await add_box(books, "060", -1, (bought, "INPUT", "DEDUCTIBLE"), (owed, "INPUT", "DEDUCTIBLE"))
    await add_box(books, "011", 0, (exported, "OUTPUT", "BASE"))
    keys = {"S20": sold, "P20": bought, "RC20": owed, "G0": exported}
    found = await taxes_on(books, keys.values(), START, "EUR")
    return Form(books, {name: found[key][0] for name, key in keys.items()})


async def test_fills_the_boxes_from_what_was_taxed_in_its_days(form: Form) -> None:
    await invoice(form.books, Trade.SALE, [("1000", form.taxes["S20"]), ("500", form.taxes["G0"])])
    await invoice(form.books, Trade.SALE, [("100", form.taxes["S20"])], turned=True)
    await invoice(form.books, Trade.PURCHASE, [("300", form.taxes["P20"])])
    await invoice(form.books, Trade.PURCHASE, [("200", form.taxes["RC20"])])
    await invoice(form.books, Trade.SALE, [("9999", form.taxes["S20"])], on=date(2026, 3, 1))

    key = await form.draft()

    assert await form.boxes(key) == {"011": "500.00", "022": "1100.00", "056": "220.00", "060": "70.00"}
    assert (await form.row(key))["payable"] == "150.00"


async def test_a_reversal_takes_back_what_was_taxed(form: Form) -> None:
    entry = await invoice(form.books, Trade.SALE, [("1000", form.taxes["S20"])])
    await reverse(form.books.work, entry, date(2026, 2, 20), "wrong")
    await form.books.check()

    assert (await form.row(await form.draft()))["payable"] == "0.00"


async def test_tells_in_the_currency_of_the_company(form: Form) -> None:
    taxes = await taxes_on(form.books, [form.taxes["S20"].key], START, "USD")
    (tax,) = taxes[form.taxes["S20"].key]
    await invoice(form.books, Trade.SALE, [("100", tax)], currency="USD", rate="0.9")

    assert await form.boxes(await form.draft()) == {"011": "0.00", "022": "90.00", "056": "18.00", "060": "0.00"}


async def test_filing_locks_its_days_for_taxes(form: Form) -> None:
    await invoice(form.books, Trade.SALE, [("1000", form.taxes["S20"])])
    key = await form.draft()
    await form.file(key)

    await form.books.post(("1410", "5.00"), ("1330", "-5.00"), on=date(2026, 2, 10))
    with pytest.raises(PostingLocked) as refused:
        await invoice(form.books, Trade.SALE, [("1000", form.taxes["S20"])])
    assert (refused.value.area, refused.value.locked_until) == (LockArea.TAX, END)
    assert refused.value.tax_return == NodeId("TaxReturn", key)


async def test_what_was_taxed_at_nothing_is_not_reversed_into_filed_days(form: Form) -> None:
    entry = await invoice(form.books, Trade.SALE, [("500", form.taxes["G0"])])
    await form.file(await form.draft())

    with pytest.raises(PostingLocked) as refused:
        await reverse(form.books.work, entry, date(2026, 2, 20), "wrong")
    assert refused.value.path == ("postedOn",)


async def test_settling_empties_the_tax_accounts(form: Form) -> None:
    await invoice(form.books, Trade.SALE, [("1000", form.taxes["S20"])])
    await invoice(form.books, Trade.PURCHASE, [("300", form.taxes["P20"])])
    key = await form.draft()
    await form.file(key)

    await returns.settle(form.books.work, key, (await form.row(key))["version"], date(2026, 3, 15))
    await form.books.check()

    found = await form.row(key)
    lines = dict([tuple(row) for row in await form.books.raw.fetch(LINES, found["settlement_entry_id"])])
    assert found["state"] == "SETTLED"
    assert sorted(lines.values()) == ["-170.00", "-30.00", "200.00"]
    assert [await form.books.balance(code) for code in lines if lines[code] != "-170.00"] == [Decimal(0), Decimal(0)]


async def test_a_return_of_nothing_is_settled_without_an_entry(form: Form) -> None:
    key = await form.draft()
    await form.file(key)

    await returns.settle(form.books.work, key, (await form.row(key))["version"], date(2026, 3, 15))

    assert (await form.row(key))["settlement_entry_id"] is None


async def test_refuses_to_settle_what_the_ledger_does_not_say(form: Form) -> None:
    await add_box(form.books, "999", 1, (form.taxes["S20"].key, "OUTPUT", "BASE"))
    await invoice(form.books, Trade.SALE, [("1000", form.taxes["S20"])])
    key = await form.draft()
    await form.file(key)

    with pytest.raises(returns.SettlementDisagrees) as refused:
        await returns.settle(form.books.work, key, (await form.row(key))["version"], date(2026, 3, 15))
    assert (refused.value.payable, refused.value.posted) == (Decimal(1200), Decimal(200))


async def test_a_filed_return_is_neither_filled_again_nor_thrown_away(form: Form) -> None:
    key = await form.draft()
    await form.file(key)
    version = (await form.row(key))["version"]

    for verb in (returns.recalculate, returns.delete, returns.file):
        with pytest.raises(TransitionUnavailable):
            await verb(form.books.work, key, version)


@pytest.mark.parametrize(
    "statement",
    [
        "update tax_return set payable = 1.00 where id = $1",
        "update tax_return set state = 'DRAFT', filed_at = null, filed_by = null where id = $1",
        "delete from tax_return where id = $1",
        "update tax_return_box set amount = 1.00 where return_id = $1",
        "delete from tax_return_box where return_id = $1",
    ],
)
async def test_the_database_keeps_what_was_filed(form: Form, statement: str) -> None:
    key = await form.draft()
    await form.file(key)

    with pytest.raises(asyncpg.CheckViolationError, match="return is filed"):
        await form.books.raw.execute(statement, key)


async def test_refuses_days_that_are_told_already_or_cannot_be(form: Form) -> None:
    work, company = form.books.work, form.books.company
    with pytest.raises(returns.ReturnEndsEarlier):
        await returns.create(work, company, "U30", END, START)
    with pytest.raises(returns.FormWithoutBoxes):
        await returns.create(work, company, "U99", START, END)
    await form.draft()
    with pytest.raises(returns.DaysTold):
        await returns.create(work, company, "U30", END, date(2026, 3, 31))


async def test_refuses_to_file_before_its_days_are_over(form: Form) -> None:
    key = await returns.create(form.books.work, form.books.company, "U30", date(2026, 3, 1), date(2026, 3, 31))

    with pytest.raises(returns.FiledTooEarly):
        await form.file(key)


async def test_a_draft_is_filled_again_and_thrown_away(form: Form) -> None:
    key = await form.draft()
    await invoice(form.books, Trade.SALE, [("1000", form.taxes["S20"])])
    await returns.recalculate(form.books.work, key, (await form.row(key))["version"])
    assert (await form.row(key))["payable"] == "200.00"

    with pytest.raises(StaleVersion):
        await returns.delete(form.books.work, key, 1)
    await returns.delete(form.books.work, key, (await form.row(key))["version"])
    assert await form.books.raw.fetchrow(RETURN, key) is None


async def test_tax_lines_are_facts(form: Form) -> None:
    await invoice(form.books, Trade.SALE, [("1000", form.taxes["S20"])])

    for statement in ("update tax_line set base = 1.00", "delete from tax_line", "truncate tax_line"):
        point = form.books.raw.transaction()
        await point.start()
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await form.books.raw.execute(statement)
        await point.rollback()


async def test_what_is_told_agrees_with_the_ledger(form: Form) -> None:
    entry = await invoice(form.books, Trade.SALE, [("1000", form.taxes["S20"])])
    more = """
    insert into tax_line (company_id, entry_id, position, taxed_on, tax_code_id, side, category, rate, currency, base, amount,
      deductible, company_currency, company_base, company_amount, company_deductible)
    select company_id, entry_id, 9, taxed_on, tax_code_id, side, category, rate, currency, base, amount, deductible,
      company_currency, company_base, company_amount, company_deductible from tax_line where entry_id = $1
    """

    await form.books.raw.execute("set constraints all deferred")
    await form.books.raw.execute(more, entry)
    with pytest.raises(asyncpg.CheckViolationError, match="taxed -400"):
        await form.books.check()
