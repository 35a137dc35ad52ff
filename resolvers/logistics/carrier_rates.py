"""What carriers ask for a parcel."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
import strawberry
from sqlalchemy.sql.elements import ColumnElement
from strawberry.types.base import StrawberryOptional

import models
from kernel.errors import DomainError
from kernel.ids import NodeId
from planner.arguments import Argument
from planner.fields import Reckoned, argument, declared
from planner.planning import Planning
from resolvers.finance.facts import facts_seen, key_from, money
from schema.logistics.carrier import READ
from schema.logistics.carrier_rates import CarrierOffer, CarrierRatesInput, CarrierRatesPayload
from services.logistics.rates import FACTS, Offer, Parcel, offers, services_from
from services.refusals import NotFound

Given = Mapping[str, Any]


def parcel_from(said: Given) -> Parcel:
    """Read the parcel of an input.

    Raises:
        WeightInvalid: it weighs nothing.
    """
    try:
        return Parcel(said["weightKg"], said["country"], said.get("postalCode"))
    except DomainError as refusal:
        raise refusal.under("input", "parcel") from None


def _facts(planning: Planning, arguments: Mapping[str, Argument]) -> ColumnElement[Any]:
    """Write the services and rates of the company; nothing where the viewer does not see the company."""
    given = arguments["input"]
    company = key_from(given, "companyId", "Company")
    country = given.bind(sa.Text(), lambda said: said["parcel"]["country"])
    day = given.bind(sa.Date(), lambda said: said["shippedOn"])
    text = FACTS
    for name, bound in (("company", company), ("country", country), ("day", day)):
        text = text.replace(f":{name}", f":{bound.key}")
    return facts_seen(planning, sa.text(text).bindparams(company, country, day), [(models.Company.__table__, company)])


def _reckoned(facts: Any, given: Given) -> Any:
    try:
        if facts is None:
            raise NotFound(path=("input", "companyId"))
        found = offers(services_from(facts), parcel_from(given["input"]["parcel"]))
    except DomainError as refusal:
        return CarrierRatesPayload(offers=None, errors=[refusal])
    return CarrierRatesPayload(offers=[_told(offer) for offer in found], errors=[])


def _told(offer: Offer) -> CarrierOffer:
    service, rate = offer.service, offer.rate
    return CarrierOffer(
        service_id=strawberry.ID(str(NodeId("CarrierService", service.id))),
        service=service.name,
        carrier=service.carrier,
        price=money(rate.price, service.currency),
        transit_days_min=service.transit_days_min,
        transit_days_max=service.transit_days_max,
        weight_kg_max=rate.weight_kg_max,
        zone=" ".join(part for part in rate.zone if part) or "*",
        valid_from=rate.valid_from,
    )


@strawberry.type
class CarrierRateQueries:
    """What carriers ask for a parcel."""

    carrier_rates = declared(
        Reckoned(facts=_facts, reckons=_reckoned, needs=READ),
        "What the carriers of a company ask for a parcel, by its weight and where it goes.",
        arguments=[argument("input", CarrierRatesInput, "The parcel.", required=True)],
        can_fail=True,
        type_=StrawberryOptional(CarrierRatesPayload),
    )
