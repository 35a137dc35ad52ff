"""Entries are posted whole, balanced and numbered, or not at all."""

from datetime import date
from decimal import Decimal

import pytest

from kernel.errors import DomainError
from models import EntryKind
from services.finance.posting import post
from services.finance.posting_refusals import (
    AccountArchived,
    AccountIsHeading,
    AlreadyReversed,
    EntryTooShort,
    EntryUnbalanced,
    PartyRequired,
    PeriodMissing,
    ReversalOfReversal,
    ReversedTooEarly,
)
from services.finance.posting_reversal import reverse
from tests.finance.books import Books

LINES = "select debit, credit, company_amount, account_amount from journal_line where entry_id = $1 order by position"
NUMBERS = "select number from journal_entry where company_id = $1 order by number"


async def test_posts_a_balanced_entry_and_adds_it_to_the_balances(books: Books) -> None:
    await books.post(("1210", "120.00"), ("4010", "-100.00"), ("2110", "-20.00"), journal="SAL")
    await books.check()
    assert [await books.balance(code) for code in ("1210", "4010", "2110")] == [120, -100, -20]


async def test_numbers_the_entries_of_a_journal_without_a_gap(books: Books) -> None:
    for _ in range(3):
        await books.post(("1410", "1.00"), ("3010", "-1.00"))
    await books.post(("1410", "1.00"), ("3010", "-1.00"), journal="BNK")
    rows = await books.raw.fetch(NUMBERS, books.company)
    assert [row["number"] for row in rows] == [
        "BNK-2026-000001", "GEN-2026-000001", "GEN-2026-000002", "GEN-2026-000003",
    ]  # fmt: skip


async def test_posts_many_entries_in_one_go_in_their_order(books: Books) -> None:
    entries = [books.entry(books.leg("1410", f"{n}.00"), books.leg("3010", f"-{n}.00")) for n in range(1, 6)]
    keys = await post(books.work, entries)
    await books.check()
    rows = await books.raw.fetch("select id from journal_entry where company_id = $1 order by number", books.company)
    assert [row["id"] for row in rows] == keys
    assert await books.balance("1410") == 15


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ([("1410", "10.00"), ("3010", "-9.99")], EntryUnbalanced),
        ([("1410", "10.00")], EntryTooShort),
        ([("1410", "0.00"), ("3010", "0.00")], EntryTooShort),
        ([("14", "10.00"), ("3010", "-10.00")], AccountIsHeading),
        ([("1220", "10.00"), ("3010", "-10.00")], PartyRequired),
    ],
)
async def test_refuses_what_is_no_entry(books: Books, said: list[tuple[str, str]], refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        await books.post(*said)


async def test_refuses_an_account_that_is_out_of_use(books: Books) -> None:
    await books.raw.execute("update ledger_account set archived_at = now() where id = $1", books.accounts["3020"])
    with pytest.raises(AccountArchived):
        await books.post(("1410", "1.00"), ("3020", "-1.00"))


async def test_refuses_a_day_that_no_period_has(books: Books) -> None:
    with pytest.raises(PeriodMissing):
        await books.post(("1410", "1.00"), ("3010", "-1.00"), on=date(2031, 1, 1))


async def test_converts_so_that_no_line_for_rounding_is_needed(books: Books) -> None:
    legs = [
        books.leg("1410", "100.00"),
        *(books.leg(code, amount) for code, amount in (("4010", "-33.33"), ("4020", "-33.33"), ("4030", "-33.34"))),
    ]
    (key,) = await post(books.work, [books.entry(*legs, currency="USD", rate=Decimal("0.9137"))])
    await books.check()
    amounts = [row["company_amount"] for row in await books.raw.fetch(LINES, key)]
    assert amounts == [Decimal(text) for text in ("91.37", "-30.45", "-30.46", "-30.46")] or sum(amounts) == 0
    assert amounts[0] == Decimal("91.37")


async def test_an_exchange_difference_has_an_amount_in_the_companys_currency_alone(books: Books) -> None:
    legs = [
        books.leg("1210", "0", company_amount=Decimal("12.34")),
        books.leg("4110", "0", company_amount=Decimal("-12.34")),
    ]
    await post(
        books.work, [books.entry(*legs, currency="USD", rate=Decimal("0.9"), kind=EntryKind.EXCHANGE_DIFFERENCE)]
    )
    await books.check()
    assert await books.balance("1210") == Decimal("12.34")


async def test_an_account_kept_in_dollars_has_its_amounts_in_dollars_too(books: Books) -> None:
    await books.raw.execute("update ledger_account set currency = 'USD' where id = $1", books.accounts["1410"])
    (key,) = await post(
        books.work,
        [books.entry(books.leg("1410", "100.00"), books.leg("4010", "-100.00"), currency="USD", rate=Decimal("0.9"))],
    )
    rows = await books.raw.fetch(LINES, key)
    assert [row["account_amount"] for row in rows] == [Decimal("100.00"), None]


async def test_a_reversal_turns_the_sides_and_links_back(books: Books) -> None:
    key = await books.post(("1210", "120.00"), ("4010", "-120.00"), journal="SAL")
    reversal = await reverse(books.work, key, date(2026, 4, 1), "Wrong customer")
    await books.check()
    assert [(row["debit"], row["credit"]) for row in await books.raw.fetch(LINES, reversal)] == [(0, 120), (120, 0)]
    assert await books.balance("4010") == 0
    assert await books.raw.fetchval("select reverses_id from journal_entry where id = $1", reversal) == key


async def test_refuses_to_reverse_twice_or_a_reversal_or_before_its_day(books: Books) -> None:
    key = await books.post(("1410", "1.00"), ("3010", "-1.00"))
    with pytest.raises(ReversedTooEarly):
        await reverse(books.work, key, date(2026, 3, 14), "Early")
    reversal = await reverse(books.work, key, date(2026, 3, 15), "Once")
    with pytest.raises(AlreadyReversed):
        await reverse(books.work, key, date(2026, 3, 15), "Twice")
    with pytest.raises(ReversalOfReversal):
        await reverse(books.work, reversal, date(2026, 3, 15), "Back")


async def test_lines_belong_to_values_of_dimensions_and_balances_tell_them_apart(books: Books) -> None:
    north, south = await books.value("COST_CENTRE", "NORTH"), await books.value("COST_CENTRE", "SOUTH")
    await post(
        books.work,
        [
            books.entry(
                books.leg("6110", "70.00", [north]), books.leg("6110", "30.00", [south]), books.leg("1410", "-100.00")
            )
        ],
    )
    rows = await books.raw.fetch(
        "select value_id, sum(debit - credit) as amount from period_balance_now where account_id = $1 group by value_id",
        books.accounts["6110"],
    )
    assert {row["value_id"]: row["amount"] for row in rows} == {None: 100, north: 70, south: 30}
