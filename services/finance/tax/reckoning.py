"""Reckoning the taxes of a document before there is one: what frontends ask while somebody fills a form in.

What is read for it comes as one JSON text, so that it can be one statement; everything else is pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from kernel.currency import currency_exponent
from kernel.errors import InputPath
from kernel.rounding import RoundingPolicy, round_to
from models import TaxKind, TaxRounding, TaxUse, Territory, Trade
from services.finance.tax.calculation import Calculation, Line, Rounding, Tax, TaxAmount, calculate
from services.finance.tax.on_day import TAXES, taxes_by_code
from services.finance.tax.position import Rule, Whereabouts, mapped, position_for
from services.refusals import NotFound, TooManyRows, ValueRequired

LINES_MAX = 500
"""How many lines one request reckons."""
EXACT_DIGITS = 6
"""How many digits of exact figures are told; a scalar has no more."""


@dataclass(frozen=True, slots=True)
class WantedLine:
    """A line as somebody writes it; without codes it has those that the company's policy names for its side."""

    quantity: Decimal
    unit_price: Decimal
    discount_percent: Decimal
    codes: Sequence[UUID] | None
    path: InputPath = ()
    taxes: Sequence[Tax] | None = None
    """The taxes as they were levied before, on what is taken back; they come in place of codes."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document as somebody writes it."""

    trade: Trade
    currency: str
    on: date
    lines: Sequence[WantedLine]
    discount: Decimal = Decimal(0)
    rounding: TaxRounding | None = None
    has_party: bool = False


@dataclass(frozen=True, slots=True)
class Reckoned:
    """The taxes of a document, and why they are these."""

    currency: str
    rounding: TaxRounding
    position_id: UUID | None
    position: str | None
    wording: str | None
    calculation: Calculation
    replaced: Sequence[str]


_HEAD = """
select jsonb_build_object(
  'company_country', company.country, 'policy', company.rounding_policy, 'rounding', own.rounding,
  'default', case :trade when 'PURCHASE' then own.purchase_code_id else own.sale_code_id end,
  'party', (select jsonb_build_object('country', coalesce(profile.country, (
      select address.country from address where address.party_id = party.id and address.archived_at is null
      order by array_position(array['BILLING', 'MAIN'], address.kind::text) nulls last, address.id limit 1)),
    'has_vat_number', party.vat_number is not null, 'position', profile.position_id)
    from party left join tax_profile as profile on profile.party_id = party.id
    where party.id = :party and party.company_id = company.id),
  'rules', (select coalesce(jsonb_agg(jsonb_build_object('position', rule.position_id, 'used_for', rule.used_for,
      'territory', rule.territory, 'country', rule.country, 'has_vat_number', rule.has_vat_number)), '[]')
    from tax_position_rule as rule join tax_position as position on position.id = rule.position_id
    where rule.company_id = company.id and position.archived_at is null),
  'positions', (select coalesce(jsonb_object_agg(position.id, jsonb_build_object('code', position.code,
      'wording', position.wording, 'mappings', (
        select coalesce(jsonb_object_agg(mapping.from_code_id, mapping.to_code_id), '{}')
        from tax_position_mapping as mapping where mapping.position_id = position.id))), '{}')
    from tax_position as position where position.company_id = company.id),
  'codes', (select coalesce(jsonb_object_agg(id, code), '{}') from tax_code where company_id = company.id),
  'taxes', (
"""
_CODES = "array(select id from tax_code where company_id = company.id)"
_TAIL = """
))::text as facts
from company left join tax_policy as own on own.company_id = company.id where company.id = :company
"""
FACTS = _HEAD + TAXES.format(codes=_CODES, company="company.id", day=":day") + _TAIL
"""What the taxes of a document depend on, as one JSON text: of `:company`, `:party` (or null), `:trade` and `:day`."""


def reckon(facts: Mapping[str, Any] | None, wanted: Wanted, position_id: UUID | None = None) -> Reckoned:
    """Reckon the taxes of a document from what `FACTS` gives.

    Raises:
        NotFound: the company, the position or a tax is not there.
        ValueRequired: a line says no taxes, and the company has none for such lines.
        TaxRateMissing, TaxInOtherCurrency, NothingToDiscount: as their names say.
    """
    if len(wanted.lines) > LINES_MAX:
        raise TooManyRows(len(wanted.lines), LINES_MAX, path=("input", "lines"))
    if facts is None:
        raise NotFound(path=("input", "companyId"))
    if wanted.has_party and facts["party"] is None:
        raise NotFound(path=("input", "partyId"))
    chosen = position_id or _position(facts, wanted.trade)
    position: Mapping[str, Any] | None = None if chosen is None else facts["positions"].get(str(chosen))
    if chosen is not None and position is None:
        raise NotFound(path=("input", "positionId"))
    mapping = {} if position is None else _mapping(position["mappings"])
    codes = [_codes(line, facts) for line in wanted.lines]
    became = [mapped(each, mapping) for each in codes]
    lines = [_line(*each, facts, wanted) for each in zip(wanted.lines, became, strict=True)]
    where = wanted.rounding or TaxRounding(facts["rounding"] or TaxRounding.DOCUMENT)
    rounding = Rounding(currency_exponent(wanted.currency), where, RoundingPolicy(facts["policy"]))
    return Reckoned(
        currency=wanted.currency,
        rounding=where,
        position_id=chosen,
        position=None if position is None else position["code"],
        wording=None if position is None else position["wording"],
        calculation=calculate(lines, rounding, wanted.discount),
        replaced=_replaced(codes, mapping, facts["codes"]),
    )


def explained(tax: TaxAmount) -> str:
    """Say how a tax came about, in a sentence with its figures."""
    rate, base = _short(tax.tax.rate), tax.base
    match tax.tax.kind:
        case TaxKind.PER_UNIT:
            how = f"{rate} for each unit"
        case TaxKind.DIVISION:
            how = f"{rate} % of the price with it, which is {base} without it"
        case _:
            how = f"{rate} % of {base}" + (", contained in the price" if tax.tax.included else "")
    exact = f"{tax.tax.code}: {how}: {_short(exact_figure(tax))}, rounded {tax.amount}."
    if tax.tax.reverse_charge:
        return f"{exact} The buyer owes it to the tax office."
    if tax.not_deductible:
        return f"{exact} {tax.deductible} of it is deductible."
    return exact


def exact_figure(tax: TaxAmount) -> Decimal:
    """Give a tax before it was rounded, as finely as figures are told."""
    return round_to(tax.exact, EXACT_DIGITS)


def _position(facts: Mapping[str, Any], trade: Trade) -> UUID | None:
    party = facts["party"]
    if party is None:
        return None
    if party["position"] is not None:
        return UUID(party["position"])
    of = Whereabouts(facts["company_country"], party["country"], party["has_vat_number"], trade)
    return position_for(of, [_rule(said) for said in facts["rules"]])


def _mapping(said: Mapping[str, str | None]) -> dict[UUID, UUID | None]:
    return {UUID(code): None if to is None else UUID(to) for code, to in said.items()}


def _rule(said: Mapping[str, Any]) -> Rule:
    territory = Territory(said["territory"])
    return Rule(UUID(said["position"]), TaxUse(said["used_for"]), territory, said["country"], said["has_vat_number"])


def _codes(line: WantedLine, facts: Mapping[str, Any]) -> Sequence[UUID]:
    if line.taxes is not None:
        return ()
    if line.codes is not None:
        return line.codes
    if facts["default"] is None:
        raise ValueRequired(path=(*line.path, "taxCodeIds"))
    return [UUID(facts["default"])]


def _line(line: WantedLine, codes: Sequence[UUID], facts: Mapping[str, Any], wanted: Wanted) -> Line:
    rows = [row for row in facts["taxes"] if UUID(row["asked"]) in codes]
    found = taxes_by_code(rows, codes, wanted.on, wanted.currency, (*line.path, "taxCodeIds"))
    taxes: Sequence[Tax] = [tax for code in codes for tax in found[code]] if line.taxes is None else line.taxes
    return Line.priced(line.quantity, line.unit_price, taxes, line.discount_percent)


def _replaced(
    codes: Sequence[Sequence[UUID]], mapping: Mapping[UUID, UUID | None], names: Mapping[str, str]
) -> list[str]:
    seen = dict.fromkeys(code for line in codes for code in line if code in mapping)
    became = {code: mapping[code] for code in seen}
    return [
        f"{names.get(str(code), '?')} became {names.get(str(to), '?') if to else 'no tax'}."
        for code, to in became.items()
    ]


def _short(value: Decimal) -> str:
    return f"{value.normalize():f}"
