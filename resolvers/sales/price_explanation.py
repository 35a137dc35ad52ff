"""What goods cost and why, before there is a document."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import strawberry
from sqlalchemy.sql.elements import ColumnElement
from strawberry.types.base import StrawberryOptional

import models
from kernel.errors import DomainError
from kernel.ids import NodeId
from planner.arguments import Argument
from planner.drafts import key_of
from planner.fields import Reckoned, argument, declared
from planner.planning import Planning
from resolvers.finance.facts import facts_seen, key_from
from resolvers.sales.price_told import told
from schema.sales.blanket_agreement import READ as READ_AGREEMENT
from schema.sales.price_explanation import PriceExplanationInput, PriceExplanationPayload
from schema.sales.price_list import READ
from services.refusals import NotFound, SeveralRefusals
from services.sales.pricing.explanation import Wanted, explain
from services.sales.pricing.lines import WantedLine
from services.sales.pricing.reading import FACTS, facts_from

Given = Mapping[str, Any]


def _facts(planning: Planning, arguments: Mapping[str, Argument]) -> ColumnElement[Any]:
    """Write what the prices follow from; nothing where the viewer does not see the company, the customer, the list or the agreement."""
    given = arguments["input"]
    company, customer = key_from(given, "companyId", "Company"), key_from(given, "customerId", "Party")
    price_list = key_from(given, "priceListId", "PriceList")
    agreement = key_from(given, "agreementId", "BlanketAgreement")
    # Who may not read agreements is told of none.
    told = agreement if planning.access.allows(READ_AGREEMENT) else given.bind(sa.Uuid(), lambda _: None)
    bound = {
        "company": company,
        "customer": customer,
        "list": price_list,
        "agreement": told,
        "currency": given.bind(sa.Text(), lambda said: said.get("currency")),
        "day": given.bind(sa.Date(), lambda said: said["pricedOn"]),
        "skus": given.bind(sa.ARRAY(sa.Uuid()), _sku_keys),
        "coupons": given.bind(sa.ARRAY(sa.Text()), lambda said: said.get("couponCodes") or []),
    }
    text = FACTS
    for name, each in bound.items():
        text = text.replace(f":{name}", f":{each.key}")
    rows = [
        (models.Company.__table__, company),
        (models.Party.__table__, customer),
        (models.PriceList.__table__, price_list),
        (models.BlanketAgreement.__table__, agreement),
    ]
    return facts_seen(planning, sa.text(text).bindparams(*bound.values()), rows)


def _sku_keys(said: Given) -> list[UUID]:
    """Read which SKUs are asked for; what is no id of one is refused later, where it stands."""
    found: list[UUID] = []
    for line in said["lines"]:
        try:
            found.append(NodeId.parse(line["skuId"], "Sku").key)
        except DomainError:
            continue
    return found


def _reckoned(facts: Any, given: Given) -> Any:
    try:
        return PriceExplanationPayload(explanation=_explained(facts, given["input"]), errors=[])
    except SeveralRefusals as several:
        return _refused(several.refusals)
    except DomainError as refusal:
        return _refused([refusal])


def _refused(refusals: Sequence[DomainError]) -> Any:
    return PriceExplanationPayload(explanation=None, errors=[each.under("input") for each in refusals])


def _explained(facts: Any, said: Given) -> Any:
    if facts is None:
        raise NotFound(path=("company_id",))
    if not facts["customer"]:
        raise NotFound(path=("customer_id",))
    lines = [_line(line, place) for place, line in enumerate(said["lines"])]
    wanted = Wanted(
        currency=facts["currency"],
        day=said["pricedOn"],
        lines=lines,
        customer_id=_key(said.get("customerId"), "Party", ("customer_id",)),
        price_list_id=_key(said.get("priceListId"), "PriceList", ("price_list_id",)),
        coupon_codes=said.get("couponCodes") or [],
        agreement_id=_key(said.get("agreementId"), "BlanketAgreement", ("agreement_id",)),
    )
    return told(explain(facts_from(facts), wanted))


def _line(said: Given, place: int) -> WantedLine:
    path = ("lines", place)
    return WantedLine(
        sku_id=key_of(said["skuId"], "Sku", (*path, "sku_id")),
        quantity=said["quantity"],
        unit_id=_key(said.get("unitId"), "Unit", (*path, "unit_id")),
        unit_price=said.get("unitPrice"),
        path=path,
    )


def _key(text: str | None, type_name: str, path: tuple[str | int, ...]) -> UUID | None:
    return None if text is None else key_of(text, type_name, path)


@strawberry.type
class PriceExplanationQueries:
    """What goods cost and why, before there is a document."""

    price_explanation = declared(
        Reckoned(facts=_facts, reckons=_reckoned, needs=READ),
        "What a document would cost on a day, line by line, and why: from which price list, by which pricing rules, and "
        "what became of the rules and coupons that do not count.",
        arguments=[argument("input", PriceExplanationInput, "The document.", required=True)],
        can_fail=True,
        type_=StrawberryOptional(PriceExplanationPayload),
    )
