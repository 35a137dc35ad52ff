"""What is withheld from payments, by what was paid to the party before."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from kernel.ids import uuid7
from models import AccountRole, TaxCategory, TaxSide
from services.finance.determination import account_for
from services.finance.posting import Leg, post
from services.finance.posting_reversal import reverse
from services.finance.tax.facts import TaxFact, record
from services.finance.tax.withholding import Withheld, standing
from tests.finance.books import Books

CODE = """
insert into tax_code (company_id, code, name, kind, withholding_base) values ($1, 'W', 'W', 'WITHHOLDING', 'NET') returning id
"""
RATE = """
insert into tax_rate (company_id, tax_code_id, valid_from, percent, year_threshold) values ($1, $2, '2020-01-01', 10, 1000)
"""
CERTIFICATE = """
insert into withholding_certificate (company_id, party_id, tax_code_id, number, percent, valid_from, valid_until, base_limit)
values ($1, $2, $3, 'C-1', 2, '2026-01-01', '2026-12-31', 1500)
"""


@pytest.fixture
async def tax(books: Books) -> UUID:
    """Ten percent above 1,000 a year."""
    key = await books.raw.fetchval(CODE, books.company)
    await books.raw.execute(RATE, books.company, key)
    return key


async def pay(books: Books, tax: UUID, amount: str, on: date = date(2026, 3, 15)) -> tuple[Decimal, UUID]:
    """Pay the party, post what is withheld, and give that with the entry."""
    stands = await standing(books.work, books.company, books.party, tax, on)
    assert stands is not None
    parts = stands.withheld(Decimal(amount), 2)
    off = sum((part.amount for part in parts), start=Decimal("0.00"))
    account = await account_for(books.work, books.company, AccountRole.WITHHOLDING)
    legs = [books.leg("2010", amount), books.leg("1410", str(off - Decimal(amount)))]
    keys = {id(part): uuid7() for part in parts}
    legs += [
        Leg(account, -part.amount, id=keys[id(part)], tax_code_id=tax, tax_base=part.base)
        for part in parts
        if part.amount
    ]
    (entry,) = await post(books.work, [books.entry(*legs, on=on)])
    await record(books.work, entry, [_fact(books, tax, part, keys[id(part)]) for part in parts])
    await books.check()
    return off, entry


def _fact(books: Books, tax: UUID, part: Withheld, leg: UUID) -> TaxFact:
    return TaxFact(
        tax, TaxSide.WITHHELD, TaxCategory.O, part.percent, part.base, part.amount, part.amount * 0,
        leg if part.amount else None, books.party, part.certificate,
    )  # fmt: skip


async def test_makes_up_for_what_was_paid_below_the_threshold(books: Books, tax: UUID) -> None:
    assert [(await pay(books, tax, amount))[0] for amount in ("600.00", "500.00", "100.00")] == [
        Decimal("0.00"),
        Decimal("110.00"),
        Decimal("10.00"),
    ]


async def test_forgets_what_was_reversed(books: Books, tax: UUID) -> None:
    _, entry = await pay(books, tax, "900.00")
    await reverse(books.work, entry, date(2026, 3, 15), "wrong")
    await books.check()

    assert (await pay(books, tax, "900.00"))[0] == Decimal("0.00")


async def test_uses_a_certificate_up_to_its_limit(books: Books, tax: UUID) -> None:
    await books.raw.execute(CERTIFICATE, books.company, books.party, tax)

    assert [(await pay(books, tax, amount))[0] for amount in ("1200.00", "1200.00")] == [
        Decimal("24.00"),
        Decimal("96.00"),
    ]


async def test_without_a_rate_nothing_is_withheld(books: Books, tax: UUID) -> None:
    assert await standing(books.work, books.company, books.party, tax, date(2019, 1, 1)) is None
