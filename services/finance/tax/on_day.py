"""Taxes as they stand on a day: groups taken apart, and each tax with the rate of that day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from kernel.errors import DomainError, InputPath
from models import TaxCategory, TaxKind
from services.finance.tax.calculation import Tax
from services.refusals import NotFound


@dataclass(eq=False)
class TaxRateMissing(DomainError):
    """A tax has a rate on the day of a document before it is levied."""

    message = "{tax} has no rate on {needed_on}."
    tax: str
    needed_on: date


@dataclass(eq=False)
class TaxInOtherCurrency(DomainError):
    """A tax by unit is levied in its own currency."""

    message = "{tax} is levied in {currency}."
    tax: str
    currency: str


@dataclass(eq=False)
class TaxNotOnLines(DomainError):
    """What is withheld is taken off the payment of a document, and stands on none of its lines."""

    message = "{tax} is withheld from payments, and not levied on lines."
    tax: str


TAXES = """
select coalesce(jsonb_agg(jsonb_build_object(
  'asked', asked.id, 'id', code.id, 'code', code.code, 'kind', code.kind, 'category', code.category,
  'included', code.is_included, 'compound', code.is_compound, 'reverse_charge', code.is_reverse_charge,
  'cash_basis', code.is_cash_basis, 'exemption_code', code.exemption_code, 'percent', rate.percent::text,
  'unit_amount', rate.unit_amount::text, 'currency', rate.currency, 'deductible_percent', rate.deductible_percent::text,
  'valid_from', rate.valid_from
) order by asked.id, part.position), '[]')
from unnest({codes}) as asked (id)
join tax_code as named on named.id = asked.id and named.company_id = {company}
left join tax_component as part on part.group_id = named.id
join tax_code as code on code.id = case named.kind when 'GROUP' then part.tax_code_id else named.id end
left join lateral (
  select * from tax_rate where tax_rate.tax_code_id = code.id and tax_rate.valid_from <= {day}
  order by valid_from desc limit 1
) as rate on true
"""
"""The taxes behind codes as JSON, with the rates of a day, as a template over what is bound."""


def taxes_by_code(
    found: Sequence[Mapping[str, Any]], wanted: Iterable[UUID], day: date, currency: str, path: InputPath = ()
) -> Mapping[UUID, tuple[Tax, ...]]:
    """Read what `TAXES` gives: for each of the wanted codes the taxes that it stands for on a day.

    Raises:
        NotFound: the company has no such code.
        TaxRateMissing, TaxInOtherCurrency, TaxNotOnLines: one of them cannot be levied on a document of that day and currency.
    """
    taxes: dict[UUID, tuple[Tax, ...]] = {}
    for row in found:
        asked = UUID(row["asked"])
        taxes[asked] = (*taxes.get(asked, ()), _tax(row, day, currency, path))
    for code in wanted:
        if code not in taxes:
            raise NotFound(path=path)
    return taxes


def _tax(row: Mapping[str, Any], day: date, currency: str, path: InputPath) -> Tax:
    kind = TaxKind(row["kind"])
    if kind is TaxKind.WITHHOLDING:
        raise TaxNotOnLines(row["code"], path=path)
    rate = row["unit_amount"] if kind is TaxKind.PER_UNIT else row["percent"]
    if rate is None:
        raise TaxRateMissing(row["code"], day, path=path)
    if row["currency"] not in (None, currency):
        raise TaxInOtherCurrency(row["code"], row["currency"], path=path)
    return Tax(
        key=UUID(row["id"]),
        code=row["code"],
        kind=kind,
        rate=Decimal(rate),
        category=TaxCategory(row["category"]),
        included=row["included"],
        compound=row["compound"],
        reverse_charge=row["reverse_charge"],
        cash_basis=row["cash_basis"],
        deductible_percent=Decimal(row["deductible_percent"]),
        exemption_code=row["exemption_code"],
    )
