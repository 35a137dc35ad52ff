"""Tax that is withheld from what a party is paid: thresholds, what it is withheld of, and certificates that lower it.

The thresholds count what was paid to a party in a fiscal year with the same tax, whether anything was withheld of it or not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from kernel.rounding import RoundingPolicy, exact_ratio, round_to
from models import TaxCategory, TaxSide, Trade
from services.work import Work

SIDES: Final = {Trade.PURCHASE: TaxSide.WITHHELD, Trade.SALE: TaxSide.INPUT}
"""As what it is told: what the company withholds is owed, what customers withhold of it is deducted from what it owes."""


@dataclass(frozen=True, slots=True)
class WithholdingTerms:
    """How much is withheld on a day, in percent, and from which amounts on (company currency); None for any amount."""

    percent: Decimal
    document_threshold: Decimal | None = None
    year_threshold: Decimal | None = None
    of_excess: bool = False
    """Of what lies above the year's threshold only, not of all of the year once it is passed."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """That less is withheld, up to an amount that is left of it; None for any."""

    key: UUID
    percent: Decimal
    left: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Withheld:
    """What is withheld, of how much, and by which certificate; one document may have a part with it and one without."""

    base: Decimal
    amount: Decimal
    percent: Decimal
    certificate: UUID | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a party stands with a tax on a day: its terms, what it was paid this year, and its certificate."""

    terms: WithholdingTerms
    before: Decimal
    taxed_before: Decimal
    certificate: Certificate | None
    category: TaxCategory

    def withheld(
        self,
        base: Decimal,
        exponent: int,
        policy: RoundingPolicy = RoundingPolicy.HALF_UP,
        at_most: Decimal | None = None,
    ) -> list[Withheld]:
        """Tell what is withheld of a payment, no more than `at_most`; what is left out then is made up for later."""
        parts = withheld(self.terms, base, self.before, self.taxed_before, exponent, self.certificate, policy)
        return parts if at_most is None else _capped(parts, at_most, exponent, policy)


def withheld(
    terms: WithholdingTerms,
    base: Decimal,
    before: Decimal,
    taxed_before: Decimal,
    exponent: int,
    certificate: Certificate | None = None,
    policy: RoundingPolicy = RoundingPolicy.HALF_UP,
) -> list[Withheld]:
    """Tell what is withheld of a payment whose base is `base`.

    `before` is what the party was paid this year before, and `taxed_before` what of it tax has been withheld of. Whoever
    passes the year's threshold makes up for what was paid below it, unless the terms are of the excess alone.
    The bases of the parts add up to `base`: what nothing is withheld of is a part of zero, so that it counts for the year,
    and what is made up for is taken back from what was counted then. What is paid back comes first from what was taxed.
    """
    subject = _subject(terms, base, before, taxed_before)
    lowered = round_to(_lowered(subject, certificate), exponent, policy)
    parts: list[Withheld] = []
    if certificate is not None and lowered:
        parts.append(_part(lowered, certificate.percent, exponent, policy, certificate.key))
    if subject != lowered:
        parts.append(_part(subject - lowered, terms.percent, exponent, policy))
    if base != subject or not parts:
        parts.append(Withheld(base - subject, base * 0, Decimal(0)))
    return parts


def _subject(terms: WithholdingTerms, base: Decimal, before: Decimal, taxed_before: Decimal) -> Decimal:
    """Tell of how much tax is withheld."""
    if terms.document_threshold is None and terms.year_threshold is None:
        return base
    if base < 0:
        return max(base, -max(taxed_before, base * 0))
    subject = base * 0
    if terms.document_threshold is not None and base > terms.document_threshold:
        subject = base
    if terms.year_threshold is not None and before + base > terms.year_threshold:
        passed = before + base - terms.year_threshold if terms.of_excess else before + base - taxed_before
        subject = max(subject, min(base, passed) if terms.of_excess else passed)
    return subject


def _lowered(subject: Decimal, certificate: Certificate | None) -> Decimal:
    if certificate is None:
        return subject * 0
    return subject if certificate.left is None else min(subject, max(certificate.left, subject * 0))


def _part(
    base: Decimal, percent: Decimal, exponent: int, policy: RoundingPolicy, certificate: UUID | None = None
) -> Withheld:
    exact = exact_ratio(base) * exact_ratio(percent) / 100
    return Withheld(base, round_to(exact, exponent, policy), percent, certificate)


def _capped(parts: Sequence[Withheld], at_most: Decimal, exponent: int, policy: RoundingPolicy) -> list[Withheld]:
    """Withhold no more than is paid: what there is no room for stays untaxed for now."""
    kept: list[Withheld] = []
    room, untaxed = at_most, at_most * 0
    for part in parts:
        base = part.base
        if part.amount > room:
            base = round_to(exact_ratio(room) * 100 / exact_ratio(part.percent), exponent, policy)
            untaxed += part.base - base
        amount = min(part.amount, room)
        room -= amount
        kept.append(replace(part, base=base, amount=amount))
    if untaxed:
        rest = kept.pop() if not kept[-1].percent and kept[-1].certificate is None else None
        kept.append(Withheld(untaxed if rest is None else rest.base + untaxed, at_most * 0, Decimal(0)))
    return kept


_TERMS = """
select rate.percent, rate.document_threshold, rate.year_threshold, code.is_of_excess, code.category
from tax_code as code join lateral (
  select * from tax_rate where tax_code_id = code.id and valid_from <= $3 order by valid_from desc limit 1
) as rate on true
where code.company_id = $1 and code.id = $2 and code.kind = 'WITHHOLDING'
"""
# The party's row is locked, so that two payments at once do not both stay below a threshold.
_LOCK = "select from party where id = $1 for no key update"
_BEFORE = """
select coalesce(sum(line.company_base), 0) as base,
  coalesce(sum(line.company_base) filter (where line.company_amount <> 0 or line.certificate_id is not null), 0) as taxed
from tax_line_now as line
left join fiscal_year as year on year.company_id = line.company_id and $4 between year.starts_on and year.ends_on
where line.company_id = $1 and line.party_id = $2 and line.tax_code_id = $3 and line.side = $5
  and line.taxed_on between coalesce(year.starts_on, date_trunc('year', $4::date)::date) and $4
"""
_CERTIFICATE = """
select certificate.id, certificate.percent, certificate.base_limit - coalesce((
  select sum(company_base) from tax_line_now where certificate_id = certificate.id), 0) as rest
from withholding_certificate as certificate
where certificate.party_id = $1 and certificate.tax_code_id = $2 and $3 between valid_from and valid_until
order by certificate.percent, certificate.id limit 1
"""


async def standing(
    work: Work, company_id: UUID, party_id: UUID, tax_code_id: UUID, on: date, side: TaxSide = TaxSide.WITHHELD
) -> Standing | None:
    """Give where a party stands with a tax that is withheld; the party is locked until the end. None without a rate."""
    await work.raw.execute(_LOCK, party_id)
    found = await work.raw.fetchrow(_TERMS, company_id, tax_code_id, on)
    if found is None:
        return None
    before = await work.raw.fetchrow(_BEFORE, company_id, party_id, tax_code_id, on, side)
    paper = await work.raw.fetchrow(_CERTIFICATE, party_id, tax_code_id, on)
    assert before is not None
    *terms, category = found
    certificate = None if paper is None else Certificate(*paper)
    return Standing(WithholdingTerms(*terms), before["base"], before["taxed"], certificate, TaxCategory(category))
