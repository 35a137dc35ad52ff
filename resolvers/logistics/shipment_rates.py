"""What carriers ask for a shipment, by what its parcels weigh and where it goes."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa
import strawberry
from sqlalchemy.sql.elements import ColumnElement
from strawberry.types.base import StrawberryOptional

import models
from kernel.errors import DomainError
from kernel.ids import NodeId
from planner.arguments import Argument
from planner.errors import PlanError
from planner.fields import Reckoned, argument, declared
from planner.planning import Planning
from resolvers.finance.facts import facts_seen, money
from schema.logistics.carrier import READ
from schema.logistics.carrier_rates import ShipmentOffer, ShipmentRatesPayload
from services.logistics.rates import FACTS, Bid, Parcel, bids, services_from
from services.logistics.shipment.booking import DestinationUnknown, WeightUnknown
from services.refusals import NotFound

# Before goods are in parcels, all of them are one. What was weighed counts, else what goods weigh by their SKUs.
_FACTS: Final = """
with goes as materialized (
  select own.company_id, own.planned_on as day, place.country, place.postal_code
  from shipment as own left join lateral (
    select country, postal_code from address
    where case when own.address_id is null then party_id = own.party_id and kind = 'MAIN' and archived_at is null
      else id = own.address_id end order by id limit 1
  ) as place on true where own.id = :shipment
), goods as (
  select content.package_id, content.quantity, sku.weight_kg from package
  join package_content as content on content.package_id = package.id
  join shipment_line as line on line.id = content.shipment_line_id join sku on sku.id = line.sku_id
  where package.shipment_id = :shipment
  union all
  select null, coalesce(line.picked_quantity, line.quantity), sku.weight_kg
  from shipment_line as line join sku on sku.id = line.sku_id
  where line.shipment_id = :shipment and not exists (select from package where shipment_id = :shipment)
), parcel as (
  select coalesce(package.position, 1) as position, coalesce(package.weight_kg,
    case when count(*) = count(goods.weight_kg) then round(sum(goods.quantity * goods.weight_kg), 6) end) as weight_kg
  from goods left join package on package.id = goods.package_id group by package.position, package.weight_kg
)
select jsonb_build_object('country', goes.country, 'postal_code', goes.postal_code, 'services', (SERVICES)::jsonb,
  'weights', (select jsonb_agg(weight_kg::text order by position) from parcel))::text as facts
from goes
""".replace(
    "SERVICES",
    FACTS.replace(":company", "goes.company_id").replace(":country", "goes.country").replace(":day", "goes.day"),
)


def _facts(planning: Planning, arguments: Mapping[str, Argument]) -> ColumnElement[Any]:
    shipment = arguments["id"].bind(sa.Uuid(), _key)
    text = sa.text(_FACTS.replace(":shipment", f":{shipment.key}")).bindparams(shipment)
    return facts_seen(planning, text, [(models.Shipment.__table__, shipment)])


def _key(text: str) -> object:
    try:
        return NodeId.parse(text, "Shipment").key
    except DomainError as error:
        raise PlanError(str(error), error.code) from None


def _reckoned(facts: Any, _given: Mapping[str, Any]) -> Any:
    try:
        found = bids(services_from(facts["services"]), _parcels(facts)) if facts is not None else None
    except DomainError as refusal:
        return ShipmentRatesPayload(offers=None, errors=[refusal])
    if found is None:
        return ShipmentRatesPayload(offers=None, errors=[NotFound(path=("id",))])
    return ShipmentRatesPayload(offers=[_told(bid) for bid in found], errors=[])


def _parcels(facts: Mapping[str, Any]) -> list[Parcel]:
    if facts["country"] is None:
        raise DestinationUnknown(path=("id",))
    weights = [None if text is None else Decimal(text) for text in facts["weights"] or ()]
    for position, weight in enumerate(weights, 1):
        if not weight:
            raise WeightUnknown(position, path=("id",))
    return [Parcel(weight, facts["country"], facts["postal_code"]) for weight in weights if weight]


def _told(bid: Bid) -> ShipmentOffer:
    service = bid.service
    return ShipmentOffer(
        service_id=strawberry.ID(str(NodeId("CarrierService", service.id))),
        service=service.name,
        carrier=service.carrier,
        price=money(bid.price, service.currency),
        transit_days_min=service.transit_days_min,
        transit_days_max=service.transit_days_max,
    )


@strawberry.type
class ShipmentRateQueries:
    """What carriers ask for a shipment."""

    shipment_rates = declared(
        Reckoned(facts=_facts, reckons=_reckoned, needs=READ),
        "What the carriers of a company ask for a shipment on its day: for each of its parcels by its weight, or by that of all "
        "its goods before they are in parcels.",
        arguments=[argument("id", strawberry.ID, "The shipment.", required=True)],
        can_fail=True,
        type_=StrawberryOptional(ShipmentRatesPayload),
    )
