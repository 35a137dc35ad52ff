"""What is posted with a settlement: what is let go, taxes that follow the payment, and differences of exchange (IAS 21, 28)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

import asyncpg

from kernel.currency import currency_exponent
from kernel.ids import uuid7
from kernel.rounding import exact_ratio, round_to
from models import AccountRole, EntryKind, JournalKind, OpenItemSide
from services.finance.determination import account_for, journal_for
from services.finance.posting import Entry, Leg, post
from services.finance.rules import LegKind, SourceKind, rule_for
from services.finance.settling.items import Settled
from services.finance.settling.taxes import Taxed
from services.finance.tax.facts import record
from services.work import Work

DESCRIPTION: Final = "Settlement"
RATE_DIGITS: Final = 10
_DISCOUNTS: Final = {
    OpenItemSide.RECEIVABLE: rule_for(SourceKind.PAYMENT_IN, LegKind.DISCOUNT).role,
    OpenItemSide.PAYABLE: rule_for(SourceKind.PAYMENT_OUT, LegKind.DISCOUNT).role,
}


@dataclass(frozen=True, slots=True)
class Told:
    """What is posted with a settlement: in the currency of its items, or in that of the company where they have several."""

    currency: str
    rate: Decimal
    legs: Sequence[Leg]
    own: Sequence[Leg]
    """Of the legs, those on the account that is settled."""
    differs: bool
    """Whether the rates of exchange made a difference."""


async def told_in_own(work: Work, settled: Sequence[Settled], tax: Taxed, withheld: Decimal) -> Told:
    """Tell what is posted with a settlement whose items are in one currency; what is withheld is among the taxes."""
    item = settled[0].item
    let_go = [leg for each in settled for leg in await _let_go(work, each, tax.lowered.get(each.part.item_id))]
    total = sum((each.sign * (each.part.discount + each.part.write_off) for each in settled), withheld)
    other = [*let_go, *tax.legs]
    company = _sum_of_company(other)
    own: list[Leg] = []
    if total:
        own.append(Leg(item["account_id"], -total, item["party_id"], company_amount=-company, id=uuid7()))
    # Taxes that only move from one account to another come to nothing.
    difference = sum((each.company_amount for each in settled), Decimal(0)) - company
    if difference:
        nothing = round_to(Decimal(0), currency_exponent(item["currency"]))
        own.append(Leg(item["account_id"], nothing, item["party_id"], company_amount=-difference, id=uuid7()))
        other.append(Leg(await _exchange(work, item, difference), nothing, company_amount=difference))
    rate = Decimal(1)
    if item["currency"] != item["company_currency"]:
        ratio = exact_ratio(settled[0].company_amount) / exact_ratio(settled[0].part.amount)
        rate = round_to(abs(ratio), RATE_DIGITS) or Decimal(1)
    return Told(item["currency"], rate, [*own, *other], own, bool(difference))


async def told_in_company(work: Work, settled: Sequence[Settled], tax: Taxed) -> Told:
    """Tell what is posted with a settlement whose items are in several currencies: all of it in that of the company."""
    item = settled[0].item
    let_go = [leg for each in settled for leg in await _let_go(work, each, tax.lowered.get(each.part.item_id))]
    other = [replace(leg, amount=leg.company_amount) for leg in let_go if leg.company_amount] + tax.legs
    total = sum((each.company_amount for each in settled), Decimal(0))
    difference = total - _sum_of_company(other)
    if difference:
        other.append(Leg(await _exchange(work, item, difference), difference, company_amount=difference))
    own = [Leg(item["account_id"], -total, item["party_id"], company_amount=-total, id=uuid7())] if total else []
    return Told(item["company_currency"], Decimal(1), [*own, *other], own, bool(difference))


def _sum_of_company(legs: Sequence[Leg]) -> Decimal:
    return sum((leg.company_amount or Decimal(0) for leg in legs), Decimal(0))


async def _exchange(work: Work, item: asyncpg.Record, difference: Decimal) -> UUID:
    role = rule_for(SourceKind.SETTLEMENT, LegKind.LOSS if difference > 0 else LegKind.GAIN).role
    return await account_for(work, item["company_id"], role)


async def _let_go(work: Work, settled: Settled, lowered: Decimal | None) -> list[Leg]:
    """Give the legs of what is let go of one item, on the side of the item."""
    company_id, side = settled.item["company_id"], OpenItemSide(settled.item["side"])
    said = (
        (settled.part.discount - (lowered or Decimal(0)), _DISCOUNTS[side], "Discount for early payment"),
        (settled.part.write_off, AccountRole.WRITE_OFF, "Written off"),
    )
    return [
        Leg(
            await account_for(work, company_id, role),
            settled.sign * amount,
            description=words,
            company_amount=settled.in_company(settled.sign * amount),
        )
        for amount, role, words in said
        if amount
    ]


async def post_told(work: Work, item: asyncpg.Record, told: Told, tax: Taxed, on: date) -> UUID:
    """Post what a settlement is told to make, and what of it is told of taxes; give the id of the entry."""
    journal_id = await journal_for(work, item["company_id"], JournalKind.GENERAL)
    kind = EntryKind.EXCHANGE_DIFFERENCE if told.differs else EntryKind.NORMAL
    entry = Entry(
        item["company_id"], journal_id, on, told.legs, told.currency, told.rate, DESCRIPTION, source=_source(item), kind=kind,
        is_taxed=bool(tax.facts),
    )  # fmt: skip
    (key,) = await post(work, [entry])
    await record(work, key, tax.facts)
    return key


def _source(item: asyncpg.Record) -> tuple[str, UUID] | None:
    return None if item["source_type"] is None else (item["source_type"], item["source_id"])
