"""The clock posts what is due in each company on its own; what is refused holds up nothing else, and people learn of it."""

from collections.abc import AsyncGenerator
from datetime import date

import pytest
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from server.jobs.due import post_what_recurs
from tests.finance.books import Books, books_of, working
from tests.finance.ledger.test_recurring import DAYS, template
from tests.finance.office import Office
from tests.finance.proof.background import worker

ONCE = date(2026, 1, 31)
FAILING = """
create function fail_to_move_on() returns trigger language plpgsql as $$
begin
  raise exception 'locked' using errcode = '55P03';
end $$
"""


@pytest.fixture
async def failing(office: Office) -> AsyncGenerator[None]:
    """A database that fails where a template is called so."""
    await office.shop.owner.execute(FAILING)
    await office.shop.owner.execute(
        "create trigger fails before update on journal_template for each row when (old.code = 'FAILS') "
        "execute function fail_to_move_on()"
    )
    yield
    await office.shop.owner.execute("drop function fail_to_move_on() cascade")


async def posted(office: Office, books: Books) -> list[date]:
    """Give the days of what is posted in a company."""
    return [row["posted_on"] for row in await office.shop.owner.fetch(DAYS, books.company)]


async def test_what_is_refused_holds_up_no_other_template(office: Office, keeping: AsyncEngine) -> None:
    async with working(keeping, keep=True) as work:
        books = await books_of(work)
        for code, currency in (("A", "EUR"), ("FOREIGN", "NOK"), ("Z", "EUR")):
            await template(books, until=ONCE, code=code, currency=currency)
    async with worker(office) as tools:
        with structlog.testing.capture_logs() as logged:
            await post_what_recurs(tools)
    assert await posted(office, books) == [ONCE, ONCE]
    (told,) = [each for each in logged if each.get("company") == str(books.company)]
    assert (told["log_level"], told["name"], told["code"]) == ("warning", "FOREIGN", "RATE_MISSING")
    due = "select code from journal_template where company_id = $1 and next_on <= until_on"
    assert [row["code"] for row in await office.shop.owner.fetch(due, books.company)] == ["FOREIGN"]


async def test_in_a_company_that_is_archived_nothing_is_due(office: Office, keeping: AsyncEngine) -> None:
    async with working(keeping, keep=True) as work:
        books = await books_of(work)
        await template(books, until=ONCE, code="ARCHIVED")
    await office.shop.owner.execute("update company set archived_at = now() where id = $1", books.company)
    async with worker(office) as tools:
        await post_what_recurs(tools)
    assert await posted(office, books) == []


@pytest.mark.usefixtures("failing")
async def test_a_company_that_fails_holds_up_no_other(office: Office, keeping: AsyncEngine) -> None:
    made: list[Books] = []
    for code in ("T", "FAILS", "T"):
        async with working(keeping, keep=True) as work:
            made.append(await books_of(work))
            await template(made[-1], until=ONCE, code=code)
    async with worker(office) as tools:
        with structlog.testing.capture_logs() as logged:
            await post_what_recurs(tools)
    assert [await posted(office, books) for books in made] == [[ONCE], [], [ONCE]]
    assert [each["company"] for each in logged if each["log_level"] == "error"] == [str(made[1].company)]
