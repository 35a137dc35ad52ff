"""What comes again is posted when it is due; accruals undo themselves."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from models import EntryKind
from services.finance.recurring import following, run_due
from tests.finance.books import Books

TEMPLATE = """
insert into journal_template (company_id, code, name, kind, journal_id, currency, next_on, until_on, day_of_month)
values ($1, 'T', 'Rent', $2, $3, 'EUR', $4, $5, 31) returning id
"""
LINE = """
insert into journal_template_line (company_id, template_id, position, account_id, debit, credit)
values ($1, $2, $3, $4, $5, $6)
"""
POLICY = """
insert into approval_policy (company_id, name, document_type, currency, amount_above)
values ($1, 'Large', 'JournalEntryDraft', 'EUR', 799.99)
"""
DRAFTED = """
select posted_on, draft.description, kind, position, debit, credit
from journal_entry_draft as draft join journal_entry_draft_line as line on line.draft_id = draft.id
where draft.company_id = $1 order by posted_on, position
"""
VALUE = """
insert into dimension_value (company_id, dimension_id, code, name)
select $1, id, 'N', 'North' from dimension where company_id = $1 and code = 'COST_CENTRE' returning id
"""
NAMED = """
insert into journal_template_line_dimension (company_id, line_id, dimension_id, value_id)
select line.company_id, line.id, value.dimension_id, value.id from journal_template_line as line
join dimension_value as value on value.id = $2 where line.template_id = $1 and line.position = 1
"""
DAYS = "select posted_on from journal_entry where company_id = $1 order by posted_on"


async def template(books: Books, kind: str = "RECURRING", until: date | None = None) -> UUID:
    """Add a template for the ends of months from January on."""
    key = await books.raw.fetchval(TEMPLATE, books.company, kind, books.journals["GEN"], date(2026, 1, 31), until)
    zero, rent = Decimal("0.00"), Decimal("800.00")
    for position, (code, debit, credit) in enumerate((("6110", rent, zero), ("2050", zero, rent)), 1):
        await books.raw.execute(LINE, books.company, key, position, books.accounts[code], debit, credit)
    return key


async def test_posts_what_is_due_once(books: Books) -> None:
    key = await template(books)
    assert len(await run_due(books.work, books.company, date(2026, 3, 15))) == 2
    assert await run_due(books.work, books.company, date(2026, 3, 15)) == []
    assert [row["posted_on"] for row in await books.raw.fetch(DAYS, books.company)] == [
        date(2026, 1, 31), date(2026, 2, 28),
    ]  # fmt: skip
    assert await books.raw.fetchval("select next_on from journal_template where id = $1", key) == date(2026, 3, 31)


async def test_ends_on_its_last_day(books: Books) -> None:
    await template(books, until=date(2026, 2, 27))
    assert len(await run_due(books.work, books.company, date(2026, 12, 31))) == 1


async def test_an_accrual_is_undone_on_the_first_day_of_the_next_period(books: Books) -> None:
    await template(books, "ACCRUAL", until=date(2026, 1, 31))
    await run_due(books.work, books.company, date(2026, 1, 31))
    assert await books.balance("6110") == 800
    await run_due(books.work, books.company, date(2026, 2, 1))
    assert await books.balance("6110") == 0
    assert await books.raw.fetchval(
        "select max(posted_on) from journal_entry where company_id = $1", books.company
    ) == date(2026, 2, 1)


async def test_an_accrual_waits_until_its_next_period_is_open(books: Books) -> None:
    await books.raw.execute(
        "update accounting_period set state = 'FUTURE' where id = $1", await books.period(date(2026, 4, 1))
    )
    await books.post(("6110", "5.00"), ("2050", "-5.00"), kind=EntryKind.ACCRUAL)
    assert await run_due(books.work, books.company, date(2026, 4, 30)) == []
    await books.raw.execute(
        "update accounting_period set state = 'OPEN' where id = $1", await books.period(date(2026, 4, 1))
    )
    assert len(await run_due(books.work, books.company, date(2026, 4, 30))) == 1


async def test_what_others_have_to_agree_to_becomes_a_draft(books: Books) -> None:
    """The template gets on, so that nothing is left twice; what is below the limit is posted."""
    await template(books)
    await books.raw.execute(POLICY, books.company)
    assert await run_due(books.work, books.company, date(2026, 1, 31)) == []
    drafts = await books.raw.fetch(DRAFTED, books.company)
    assert [tuple(row) for row in drafts] == [
        (date(2026, 1, 31), "Rent", "NORMAL", 1, Decimal("800.00"), Decimal("0.00")),
        (date(2026, 1, 31), "Rent", "NORMAL", 2, Decimal("0.00"), Decimal("800.00")),
    ]
    assert await run_due(books.work, books.company, date(2026, 1, 31)) == []
    await books.raw.execute("update approval_policy set amount_above = 800.00 where company_id = $1", books.company)
    assert len(await run_due(books.work, books.company, date(2026, 2, 28))) == 1
    assert len(await books.raw.fetch(DRAFTED, books.company)) == 2


async def test_the_draft_of_a_template_has_its_dimensions(books: Books) -> None:
    key = await template(books, "ACCRUAL")
    await books.raw.execute(POLICY, books.company)
    value = await books.raw.fetchval(VALUE, books.company)
    await books.raw.execute(NAMED, key, value)
    await run_due(books.work, books.company, date(2026, 1, 31))
    named = await books.raw.fetch(
        """
        select draft.kind, line.position, named.value_id from journal_entry_draft_line_dimension as named
        join journal_entry_draft_line as line on line.id = named.line_id
        join journal_entry_draft as draft on draft.id = line.draft_id where draft.company_id = $1
        """,
        books.company,
    )
    assert [tuple(row) for row in named] == [("ACCRUAL", 1, value)]


@pytest.mark.parametrize(
    ("day", "months", "day_of_month", "expected"),
    [
        (date(2026, 1, 31), 1, 31, date(2026, 2, 28)),
        (date(2026, 2, 28), 1, 31, date(2026, 3, 31)),
        (date(2026, 11, 15), 3, 15, date(2027, 2, 15)),
        (date(2024, 1, 30), 1, 30, date(2024, 2, 29)),
    ],
)
def test_a_schedule_keeps_its_day(day: date, months: int, day_of_month: int, expected: date) -> None:
    assert following(day, months, day_of_month) == expected
