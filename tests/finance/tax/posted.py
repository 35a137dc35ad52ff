"""Posting invoices with taxes, as documents do it: parts by the posting rules, and what is told of them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from kernel.ids import uuid7
from models import AccountRole, Trade
from services.finance.determination import account_for
from services.finance.posting import Entry, Leg, post
from services.finance.rules import LegKind, SourceKind, rule_for
from services.finance.tax.calculation import Line, Rounding, Tax, calculate
from services.finance.tax.facts import TaxFact, cost_of, fact_of, record, tax_parts
from services.finance.tax.on_day import TAXES, taxes_by_code
from tests.finance.books import Books

SOURCES = {
    (Trade.SALE, False): SourceKind.CUSTOMER_INVOICE,
    (Trade.SALE, True): SourceKind.CREDIT_NOTE,
    (Trade.PURCHASE, False): SourceKind.VENDOR_BILL,
    (Trade.PURCHASE, True): SourceKind.DEBIT_NOTE,
}
CODE = """
insert into tax_code (company_id, code, name, kind, category, is_reverse_charge)
values ($1, $2, $2, 'PERCENT', $3, $4) returning id
"""
RATE = "insert into tax_rate (company_id, tax_code_id, valid_from, percent, deductible_percent) values ($1, $2, '2000-01-01', $3, $4)"
BOX = "insert into tax_box (company_id, form, code, name, position, payable_sign) values ($1, 'U30', $2, $2, 1, $3) returning id"
PART = "insert into tax_box_part (company_id, box_id, tax_code_id, side, figure) values ($1, $2, $3, $4, $5)"


async def add_tax(
    books: Books, name: str, percent: str, category: str = "S", *, deductible: str = "100", reverse_charge: bool = False
) -> UUID:
    """Add a tax to the books."""
    key = await books.raw.fetchval(CODE, books.company, name, category, reverse_charge)
    await books.raw.execute(RATE, books.company, key, Decimal(percent), Decimal(deductible))
    return key


async def taxes_on(books: Books, codes: Iterable[UUID], day: date, currency: str) -> Mapping[UUID, tuple[Tax, ...]]:
    """Give for each tax code the taxes that it stands for on a day."""
    wanted = list(codes)
    text = TAXES.format(codes="$1::uuid[]", company="$2::uuid", day="$3::date")
    found = await books.raw.fetchval(f"select ({text})::text", wanted, books.company, day)
    return taxes_by_code(json.loads(found), wanted, day, currency)


async def add_box(books: Books, name: str, payable_sign: int, *parts: tuple[UUID, str, str]) -> None:
    """Add a box with what goes into it: taxes, sides and figures."""
    box = await books.raw.fetchval(BOX, books.company, name, payable_sign)
    for tax, side, figure in parts:
        await books.raw.execute(PART, books.company, box, tax, side, figure)


async def invoice(
    books: Books,
    trade: Trade,
    lines: Sequence[tuple[str, Tax]],
    *,
    on: date = date(2026, 2, 10),
    turned: bool = False,
    currency: str = "EUR",
    rate: str | None = None,
) -> UUID:
    """Post an invoice, or with `turned` a credit or debit note, with its tax lines."""
    source = SOURCES[trade, turned]
    found = calculate([Line.priced(Decimal(1), Decimal(price), [tax]) for price, tax in lines], Rounding(2))

    async def leg(kind: LegKind, amount: Decimal, **said: object) -> Leg:
        rule = rule_for(source, kind)
        account = await account_for(books.work, books.company, AccountRole(rule.role))
        return Leg(account, rule.side.signed(amount), **said)  # pyright: ignore[reportArgumentType] - what a test says

    net = found.net if trade is Trade.SALE else sum((cost_of(line.net, line.taxes) for line in found.lines), Decimal(0))
    legs = [await leg(LegKind.TOTAL, found.total, party_id=books.party), await leg(LegKind.NET, net)]
    facts: list[TaxFact | None] = []
    for part in tax_parts(found, trade):
        key = uuid7()
        if part.amount:
            legs.append(await leg(part.kind, part.amount, id=key, tax_code_id=part.tax.tax.key, tax_base=part.base))
        facts.append(fact_of(part, turned=turned, leg_id=key, party_id=books.party))
    entry = Entry(
        books.company,
        books.journals["SAL" if trade is Trade.SALE else "PUR"],
        on,
        legs,
        currency,
        None if rate is None else Decimal(rate),
        "Invoice",
    )
    (key,) = await post(books.work, [entry])
    await record(books.work, key, [fact for fact in facts if fact is not None])
    await books.check()
    return key
