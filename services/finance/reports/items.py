"""Reports of what is owed and of taxes: what the statements read, and how it is laid out.

What was open on a day follows from settlements up to that day, so that the past stays as it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from kernel.errors import DomainError
from kernel.money import Money
from models import TaxSide
from services.finance.reports.figures import sums
from services.refusals import NotFound

# Open now, or settled since the day: nothing else of the history can have been open then. What a revaluation has posted is
# open in the currency of the company alone.
AGED: Final = """
with items as (
  select id from open_item where company_id = any(:companies) and side = :side
    and (open_amount <> 0 or open_company_amount <> 0)
  union select line.open_item_id from settlement_line as line
  where line.company_id = any(:companies) and line.settled_on > :day
), opened as (
  select item.company_id, item.party_id,
    width_bucket(cast(:day as date) - item.due_on - 1, array[0] || cast(:bounds as integer[])) as place,
    item.company_amount - coalesce(settled.company_amount, 0) as amount
  from items join open_item as item on item.id = items.id
  left join lateral (
    select sum(line.company_amount) as company_amount from settlement_line as line
    where line.open_item_id = item.id and line.settled_on <= :day) as settled on true
  where item.side = :side and item.posted_on <= :day
), summed as (
  select company_id, party_id, place, sum(amount) as amount from opened group by company_id, party_id, place
)
select cast(json_build_object(
  'companies', (
    select json_agg(json_build_object('id', id, 'currency', currency) order by code, id)
    from company where id = any(:companies)),
  'lines', (
    select coalesce(json_agg(json_build_object('company', summed.company_id, 'party', party.id, 'number', party.number,
      'name', party.name, 'place', place, 'amount', amount::text) order by party.number, party.id, place), '[]')
    from summed join party on party.id = summed.party_id where amount <> 0)
) as text) as facts
"""

TAXES: Final = """
with summed as (
  select company_id, tax_code_id, side, sum(company_base) as base, sum(company_amount) as amount,
    sum(company_deductible) as deductible
  from tax_line_now where company_id = any(:companies) and taxed_on between :starts and :ends group by 1, 2, 3
)
select cast(json_build_object(
  'companies', (
    select json_agg(json_build_object('id', id, 'currency', currency) order by code, id)
    from company where id = any(:companies)),
  'lines', (
    select coalesce(json_agg(json_build_object('company', summed.company_id, 'tax_code', tax.id, 'code', tax.code,
      'name', tax.name, 'side', side, 'base', base::text, 'amount', amount::text, 'deductible', deductible::text)
      order by tax.code, tax.id, side), '[]')
    from summed join tax_code as tax on tax.id = summed.tax_code_id)
) as text) as facts
"""


@dataclass(eq=False)
class BoundsInWrongOrder(DomainError):
    """The days by which what is overdue is told apart rise, from 1 on."""

    message = "These days do not rise."


@dataclass(frozen=True, slots=True)
class AgedLine:
    """What a party owes, or is owed: not due, then by how long it is overdue, and altogether."""

    party: UUID
    number: str
    name: str
    amounts: Sequence[Money]
    total: Money


@dataclass(frozen=True, slots=True)
class Aged:
    """What the parties of a company owe, or are owed; debits are above zero."""

    company: UUID
    currency: str
    lines: Sequence[AgedLine]
    amounts: Sequence[Money]
    total: Money


@dataclass(frozen=True, slots=True)
class TaxReportLine:
    """What was taxed by a tax on one side."""

    tax_code: UUID
    code: str
    name: str
    side: TaxSide
    base: Money
    tax: Money
    deductible: Money


@dataclass(frozen=True, slots=True)
class TaxReport:
    """What was taxed in a company, and what is owed for it: output less what is deductible."""

    company: UUID
    currency: str
    lines: Sequence[TaxReportLine]
    payable: Money


def in_order(bounds: Sequence[int]) -> Sequence[int]:
    """Give bounds back that rise from 1 on.

    Raises:
        BoundsInWrongOrder: they do not.
    """
    if any(later <= earlier for earlier, later in zip((0, *bounds), bounds, strict=False)):
        raise BoundsInWrongOrder(path=("input", "bounds"))
    return bounds


def aged(facts: Mapping[str, Any] | None, bounds: Sequence[int]) -> list[Aged]:
    """Lay out what is open by how long it is overdue.

    Raises:
        NotFound: the viewer does not see a company.
        BoundsInWrongOrder: the bounds do not rise.
    """
    columns = len(in_order(bounds)) + 2
    return [_aged(row, _of(row, facts), columns) for row in _companies(facts)]


def tax_report(facts: Mapping[str, Any] | None) -> list[TaxReport]:
    """Lay out what was taxed; raises `NotFound` where the viewer does not see a company."""
    return [_tax_report(row, _of(row, facts)) for row in _companies(facts)]


def _aged(company: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], columns: int) -> Aged:
    currency = company["currency"]
    lines: list[AgedLine] = []
    every: list[list[Decimal]] = []
    for (key, number, name), of_party in groupby(rows, lambda row: (row["party"], row["number"], row["name"])):
        amounts = [Decimal(0)] * columns
        for row in of_party:
            amounts[row["place"]] = Decimal(row["amount"])
        every.append(amounts)
        lines.append(
            AgedLine(UUID(key), number, name, _money(amounts, currency), Money(sum(amounts, Decimal(0)), currency))
        )
    totals = sums(every, columns)
    return Aged(
        UUID(company["id"]), currency, lines, _money(totals, currency), Money(sum(totals, Decimal(0)), currency)
    )


def _tax_report(company: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> TaxReport:
    currency = company["currency"]
    lines = [
        TaxReportLine(
            UUID(row["tax_code"]),
            row["code"],
            row["name"],
            TaxSide(row["side"]),
            *_money([Decimal(row[name]) for name in ("base", "amount", "deductible")], currency),
        )
        for row in rows
    ]
    payable = sum((_payable(line) for line in lines), Decimal(0))
    return TaxReport(UUID(company["id"]), currency, lines, Money(payable, currency))


def _payable(line: TaxReportLine) -> Decimal:
    return -line.deductible.amount if line.side is TaxSide.INPUT else line.tax.amount


def _companies(facts: Mapping[str, Any] | None) -> Sequence[Mapping[str, Any]]:
    if facts is None:
        raise NotFound(path=("input", "companyIds"))
    return facts["companies"]


def _of(company: Mapping[str, Any], facts: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    assert facts is not None
    return [row for row in facts["lines"] if row["company"] == company["id"]]


def _money(amounts: Sequence[Decimal], currency: str) -> list[Money]:
    return [Money(amount, currency) for amount in amounts]
