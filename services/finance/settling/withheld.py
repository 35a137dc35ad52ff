"""Tax that is withheld when an invoice is paid: it settles the invoice beside the payment, and is owed to the tax office.

Whoever settles may say the whole amount of the invoice, or what was paid of it: then what is withheld is added.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final
from uuid import UUID

import asyncpg

from kernel.currency import currency_exponent
from kernel.errors import DomainError
from kernel.ids import uuid7
from kernel.rounding import RoundingPolicy, exact_ratio, round_to
from models import AccountRole, OpenItemSide, TaxSide, Trade, WithholdingBase
from services.finance.determination import account_for
from services.finance.posting import Leg
from services.finance.rules import LegKind, SourceKind, rule_for
from services.finance.settling.items import Part, locked_items
from services.finance.tax.facts import TaxFact
from services.finance.tax.withholding import SIDES, Standing, Withheld, standing
from services.work import Work

STEPS_MAX: Final = 100
"""How often what is withheld is reckoned anew until it fits what was paid."""
_SOURCES: Final = {
    OpenItemSide.PAYABLE: (SourceKind.VENDOR_BILL, Trade.PURCHASE),
    OpenItemSide.RECEIVABLE: (SourceKind.CUSTOMER_INVOICE, Trade.SALE),
}
# What is due of invoices of which tax is withheld on payment, and of the notes on them.
_ITEMS: Final = """
select item.id, code.id as code_id, code.withholding_base, invoice.net_amount,
  invoice.net_amount + invoice.tax_amount as gross, company.rounding_policy
from open_item as item
join invoice on item.source_type = 'Invoice' and invoice.id = item.source_id and invoice.entry_id = item.entry_id
join company on company.id = item.company_id
join tax_code as code on code.id = invoice.withholding_code_id and not code.is_withheld_on_invoice
where item.id = any($1::uuid[]) and item.side = case when invoice.kind in ('CUSTOMER_INVOICE', 'CREDIT_NOTE')
  then 'RECEIVABLE' else 'PAYABLE' end
order by item.id
"""


@dataclass(eq=False)
class PaidWithoutWithholding(DomainError):
    """Of a bill no more is paid than is left when tax is withheld."""

    message = "{withheld} is to be withheld of this."
    withheld: Decimal


@dataclass(slots=True)
class WithheldParts:
    """The parts of a settlement with what is withheld, and what is posted and told of that."""

    parts: list[Part]
    in_company: bool = False
    """Whether it is posted in the currency of the company, since the items are in several."""
    amounts: dict[str, Decimal] = field(default_factory=lambda: defaultdict[str, Decimal](Decimal))
    """By the currencies of the items, with the sign of what is settled by it."""
    legs: list[Leg] = field(default_factory=list[Leg])
    facts: list[TaxFact] = field(default_factory=list[TaxFact])

    @property
    def amount(self) -> Decimal:
        """All of it, where the items are in one currency."""
        return sum(self.amounts.values(), Decimal(0))


@dataclass(frozen=True, slots=True)
class _Group:
    """Items of one tax that is withheld, of one party."""

    items: Mapping[UUID, asyncpg.Record]
    taxed: Mapping[UUID, asyncpg.Record]
    standing: Standing
    code_id: UUID

    @property
    def item(self) -> asyncpg.Record:
        return next(self.items[key] for key in self.taxed)

    @property
    def sign(self) -> int:
        """Above zero for what customers owe."""
        return 1 if self.item["side"] == OpenItemSide.RECEIVABLE else -1

    @property
    def rate(self) -> Fraction:
        """How much of the company's currency one unit is worth, as the invoice was posted."""
        if self.item["currency"] == self.item["company_currency"]:
            return Fraction(1)
        return exact_ratio(self.item["company_amount"]) / exact_ratio(self.item["amount"])

    def withheld(self, parts: Sequence[Part]) -> list[Withheld]:
        """Reckon what is withheld of parts as they stand, in the currency of the company."""
        base, paid = Fraction(0), Decimal(0)
        for part in parts:
            row = self.taxed.get(part.item_id)
            if row is None:
                continue
            let_go = part.discount + part.write_off
            of_part = self.sign * part.amount - (let_go if self.sign * part.amount > 0 else -let_go)
            share = Fraction(1)
            if row["withholding_base"] == WithholdingBase.NET:
                share = exact_ratio(row["net_amount"]) / exact_ratio(row["gross"])
            base, paid = base + exact_ratio(of_part) * share, paid + of_part
        digits = currency_exponent(self.item["company_currency"])
        policy = RoundingPolicy(next(iter(self.taxed.values()))["rounding_policy"])
        at_most = round_to(exact_ratio(paid) * self.rate, digits, policy) if paid > 0 else None
        return self.standing.withheld(round_to(base * self.rate, digits, policy), digits, policy, at_most)

    def in_own(self, amount: Decimal) -> Decimal:
        """Convert an amount of the company's currency to that of the items."""
        return round_to(exact_ratio(amount) / self.rate, currency_exponent(self.item["currency"]))

    def total(self, parts: Sequence[Part]) -> Decimal:
        """Give what is withheld of parts, in the currency of the items, with the sign of the side."""
        return self.sign * sum((self.in_own(each.amount) for each in self.withheld(parts)), Decimal(0))

    def grown(self, parts: Sequence[Part]) -> list[Part] | None:
        """Add what is withheld to parts that say what was paid; None where more than is open would be settled.

        What is just the rest of an item when tax is withheld of it pays the item, also where less of it would pass no threshold.
        """
        whole = [self._whole(part) for part in parts]
        if self.total(whole) == sum(
            (one.amount - two.amount for one, two in zip(whole, parts, strict=True)), Decimal(0)
        ):
            return whole
        wanted, added = list(parts), Decimal(0)
        for _ in range(STEPS_MAX):
            more = self.total(wanted)
            if more == added:
                return wanted
            filled = self._filled(parts, more)
            if filled is None:
                return None
            wanted, added = filled, more
        return None

    def _whole(self, part: Part) -> Part:
        """Settle all of an item of this group that has its side."""
        is_own = part.item_id in self.taxed and part.amount * self.sign > 0
        return replace(part, amount=self.items[part.item_id]["open_amount"]) if is_own else part

    def _filled(self, parts: Sequence[Part], more: Decimal) -> list[Part] | None:
        """Add an amount to the parts of this group, in their order, each up to what is open of its item."""
        filled: list[Part] = []
        for part in parts:
            room = self.items[part.item_id]["open_amount"] - part.amount if part.item_id in self.taxed else Decimal(0)
            step = min(abs(more), abs(room)) if room * more > 0 else Decimal(0)
            signed = step if more > 0 else -step
            more -= signed
            filled.append(replace(part, amount=part.amount + signed))
        return None if more else filled


async def withheld_of(work: Work, parts: Sequence[Part], on: date) -> WithheldParts:
    """Tell what is withheld when items are settled on a day; the items and the party are locked.

    Customers may have withheld nothing: what they paid is taken as they paid it, where nothing else fits.

    Raises:
        PaidWithoutWithholding: more of a bill is paid than may be.
        NotFound, TooManyRows: as for locking.
    """
    result = WithheldParts(list(parts))
    rows = await work.raw.fetch(_ITEMS, [part.item_id for part in parts])
    if not rows:
        return result
    items = await locked_items(work, parts)
    groups = await _groups(work, items, rows, on)
    result.in_company = len({item["currency"] for item in items.values()}) > 1
    # In several currencies, what is said is what was paid.
    left = sum((_paid(part, items[part.item_id]) for part in parts if not result.in_company), Decimal(0))
    for group in groups:
        if left == 0:
            grown = group.grown(result.parts)
            if grown is None and group.sign < 0:
                raise PaidWithoutWithholding(abs(group.total(result.parts)), path=parts[0].path)
            if grown is None:
                continue
            result.parts = grown
        elif group.sign > 0 and left != group.total(result.parts):
            continue
        await _tell(work, result, group)
    return result


def _paid(part: Part, item: asyncpg.Record) -> Decimal:
    let_go = part.discount + part.write_off
    return part.amount - (let_go if item["amount"] > 0 else -let_go)


async def _groups(
    work: Work, items: Mapping[UUID, asyncpg.Record], rows: Sequence[asyncpg.Record], on: date
) -> list[_Group]:
    by_code: dict[UUID, dict[UUID, asyncpg.Record]] = defaultdict(dict)
    for row in rows:
        by_code[row["code_id"]][row["id"]] = row
    groups: list[_Group] = []
    for code_id, taxed in by_code.items():
        item = items[next(iter(taxed))]
        side = SIDES[_SOURCES[OpenItemSide(item["side"])][1]]
        found = await standing(work, item["company_id"], item["party_id"], code_id, on, side)
        if found is not None:
            groups.append(_Group(items, taxed, found, code_id))
    return groups


async def legs_of_nothing(work: Work, item: asyncpg.Record, facts: Sequence[TaxFact]) -> list[Leg]:
    """Give the legs of a settlement of which nothing is withheld, and which counts for the threshold of the year.

    What is told of a tax is told with an entry: what it is reckoned from goes to the account and back, so that undoing the
    settlement takes back what was told.
    """
    role = AccountRole(rule_for(_SOURCES[OpenItemSide(item["side"])][0], LegKind.WITHHOLDING).role)
    account = await account_for(work, item["company_id"], role)
    return [
        Leg(
            account,
            sign * fact.base,
            description="Nothing withheld",
            company_amount=sign * (fact.company_base or fact.base),
        )
        for fact in facts
        for sign in (1, -1)
    ]


async def _tell(work: Work, result: WithheldParts, group: _Group) -> None:
    """Write the legs and facts of what is withheld of a group."""
    item, sign = group.item, group.sign
    source, trade = _SOURCES[OpenItemSide(item["side"])]
    side = SIDES[trade]
    for part in group.withheld(result.parts):
        if not part.amount and not part.base:
            continue
        key, amount, base = uuid7(), part.amount, part.base
        if not result.in_company:
            amount, base = group.in_own(part.amount), group.in_own(part.base)
        if part.amount:
            role = AccountRole(rule_for(source, LegKind.WITHHOLDING).role)
            account = await account_for(work, item["company_id"], role)
            result.amounts[item["currency"]] += sign * group.in_own(part.amount)
            result.legs.append(
                Leg(
                    account, sign * amount, tax_code_id=group.code_id, tax_base=base, company_amount=sign * part.amount,
                    description="Tax withheld", id=key,
                )
            )  # fmt: skip
        result.facts.append(
            TaxFact(
                group.code_id, side, group.standing.category, part.percent, base, amount,
                amount if side is TaxSide.INPUT else amount * 0, key if part.amount else None, item["party_id"],
                part.certificate, part.base,
            )
        )  # fmt: skip
