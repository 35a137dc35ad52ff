"""How the taxes of a document are reckoned before there is one."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import strawberry
from sqlalchemy.sql.elements import ColumnElement
from strawberry.types.base import StrawberryOptional

import models
from kernel.errors import DomainError
from planner.arguments import Argument
from planner.drafts import key_of
from planner.fields import Reckoned, argument, declared
from planner.planning import Planning
from resolvers.finance.facts import facts_seen, key_from
from resolvers.finance.tax_told import told
from schema.finance.tax_calculation import TaxCalculateInput, TaxCalculatePayload
from schema.finance.tax_code import READ
from services.finance.tax.reckoning import FACTS, Wanted, WantedLine, reckon

Given = Mapping[str, Any]


def _facts(planning: Planning, arguments: Mapping[str, Argument]) -> ColumnElement[Any]:
    """Write what the taxes depend on; nothing where the viewer does not see the company, or the party."""
    given = arguments["input"]
    company, party = key_from(given, "companyId", "Company"), key_from(given, "partyId", "Party")
    trade = given.bind(sa.Text(), lambda said: str(models.Trade(said["trade"])))
    day = given.bind(sa.Date(), lambda said: said["taxedOn"])
    text = FACTS
    for name, bound in (("company", company), ("party", party), ("trade", trade), ("day", day)):
        text = text.replace(f":{name}", f":{bound.key}")
    rows = [(models.Company.__table__, company), (models.Party.__table__, party)]
    return facts_seen(planning, sa.text(text).bindparams(company, party, trade, day), rows)


def _reckoned(facts: Any, given: Given) -> Mapping[str, Any]:
    try:
        wanted = _wanted(given["input"])
        position = _key(given["input"].get("positionId"), "TaxPosition", ("input", "positionId"))
        found = reckon(facts, wanted, position)
    except DomainError as refusal:
        return TaxCalculatePayload(calculation=None, errors=[refusal])
    return TaxCalculatePayload(calculation=told(found), errors=[])


def _wanted(said: Given) -> Wanted:
    return Wanted(
        trade=models.Trade(said["trade"]),
        currency=said["currency"],
        on=said["taxedOn"],
        lines=[_line(line, place) for place, line in enumerate(said["lines"])],
        discount=said.get("discount") or Decimal(0),
        rounding=_or_none(models.TaxRounding, said.get("rounding")),
        has_party=said.get("partyId") is not None,
    )


def _line(said: Given, place: int) -> WantedLine:
    path = ("input", "lines", place)
    codes: list[str] | None = said.get("taxCodeIds")
    return WantedLine(
        quantity=said["quantity"],
        unit_price=said["unitPrice"],
        discount_percent=said.get("discountPercent") or Decimal(0),
        codes=None if codes is None else [_code(text, (*path, "taxCodeIds", at)) for at, text in enumerate(codes)],
        path=path,
    )


def _code(text: str, path: tuple[str | int, ...]) -> UUID:
    return key_of(text, "TaxCode", path)


def _key(text: str | None, type_name: str, path: tuple[str | int, ...]) -> UUID | None:
    return None if text is None else key_of(text, type_name, path)


def _or_none(make: Callable[[Any], Any], value: Any) -> Any:
    return None if value is None else make(value)


@strawberry.type
class TaxCalculationQueries:
    """How the taxes of a document are reckoned before there is one."""

    tax_calculate = declared(
        Reckoned(facts=_facts, reckons=_reckoned, needs=READ),
        "The taxes of a document that somebody is writing: by the rates of its day, the tax position of the party, and the "
        "way in which the company rounds.",
        arguments=[argument("input", TaxCalculateInput, "The document.", required=True)],
        can_fail=True,
        type_=StrawberryOptional(TaxCalculatePayload),
    )
