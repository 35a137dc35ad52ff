"""What a parcel costs: which services carry it, and at which price.

Of the zones of a service the narrowest that the destination is in counts: the longest beginning of the postal code, else
the country, else everywhere. Its tariff is that with the latest first day, and the price that of the lightest step which
the parcel does not exceed. Where the tariff has no such step, the service does not carry it, whatever wider zones say.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from kernel.errors import DomainError


@dataclass(eq=False)
class WeightInvalid(DomainError):
    """A parcel weighs something."""

    message = "A parcel weighs more than nothing."


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is to be carried where."""

    weight_kg: Decimal
    country: str
    postal_code: str | None

    def __post_init__(self) -> None:
        if self.weight_kg <= 0:
            raise WeightInvalid(path=("weight_kg",))


@dataclass(frozen=True, slots=True)
class Rate:
    """A step of a tariff."""

    country: str | None
    postal_code_prefix: str | None
    valid_from: dt.date
    weight_kg_max: Decimal
    price: Decimal

    @property
    def zone(self) -> tuple[str, str]:
        """Tell where it is valid."""
        return (self.country or "", self.postal_code_prefix or "")

    def reaches(self, parcel: Parcel) -> bool:
        """Tell whether the destination is in its zone."""
        code = _plain(parcel.postal_code or "")
        return self.country in (None, parcel.country) and code.startswith(_plain(self.postal_code_prefix or ""))


@dataclass(frozen=True, slots=True)
class Service:
    """A service with its rates."""

    id: UUID
    code: str
    name: str
    carrier: str
    currency: str
    transit_days_min: int | None
    transit_days_max: int | None
    rates: Sequence[Rate]


@dataclass(frozen=True, slots=True)
class Offer:
    """That a service carries a parcel, by which rate."""

    service: Service
    rate: Rate


FACTS: Final = """
select coalesce(jsonb_agg(jsonb_build_object(
  'id', service.id, 'code', service.code, 'name', service.name, 'carrier', carrier.name, 'currency', service.currency,
  'transit_days_min', service.transit_days_min, 'transit_days_max', service.transit_days_max, 'rates', rate.rates)
), '[]')::text as facts
from carrier_service as service
join carrier on carrier.id = service.carrier_id
cross join lateral (
  select jsonb_agg(jsonb_build_object('country', country, 'postal_code_prefix', postal_code_prefix, 'valid_from', valid_from,
    'weight_kg_max', weight_kg_max::text, 'price', price::text)) as rates
  from carrier_rate where service_id = service.id and (country is null or country = :country) and valid_from <= :day
) as rate
where service.company_id = :company and service.archived_at is null and carrier.archived_at is null
  and rate.rates is not null
"""
"""The services of a company that are in use, with their rates to a country that have begun by a day, as one JSON text."""


def services_from(facts: Sequence[Mapping[str, Any]]) -> list[Service]:
    """Read what `FACTS` gives."""
    return [_service(said) for said in facts]


def offers(services: Sequence[Service], parcel: Parcel) -> list[Offer]:
    """Give what the services ask for a parcel: by currency the cheapest first, of equal prices the fastest."""
    found = [offer for service in services if (offer := _offer(service, parcel)) is not None]
    return sorted(found, key=_rank)


@dataclass(frozen=True, slots=True)
class Bid:
    """What a service asks for several parcels together."""

    service: Service
    price: Decimal


def bids(services: Sequence[Service], parcels: Sequence[Parcel]) -> list[Bid]:
    """Give what the services ask that carry each of some parcels: by currency the cheapest first, of equal prices the fastest."""
    found = [(service, [_offer(service, parcel) for parcel in parcels]) for service in services]
    carried = [
        Bid(service, sum((each.rate.price for each in each_parcel if each is not None), Decimal(0)))
        for service, each_parcel in found if None not in each_parcel
    ]  # fmt: skip
    return sorted(carried, key=lambda bid: _rank_of(bid.service, bid.price))


def _offer(service: Service, parcel: Parcel) -> Offer | None:
    reaching = [rate for rate in service.rates if rate.reaches(parcel)]
    if not reaching:
        return None
    zone = max((rate.zone for rate in reaching), key=lambda zone: (zone[0] != "", len(_plain(zone[1])), zone))
    begun = [rate for rate in reaching if rate.zone == zone]
    latest = max(rate.valid_from for rate in begun)
    steps = [rate for rate in begun if rate.valid_from == latest and rate.weight_kg_max >= parcel.weight_kg]
    return Offer(service, min(steps, key=lambda rate: rate.weight_kg_max)) if steps else None


def _rank(offer: Offer) -> tuple[object, ...]:
    return _rank_of(offer.service, offer.rate.price)


def _rank_of(service: Service, price: Decimal) -> tuple[object, ...]:
    days = service.transit_days_max
    return (service.currency, price, days is None, days or 0, service.carrier, service.code, service.id)


def _service(said: Mapping[str, Any]) -> Service:
    return Service(
        id=UUID(said["id"]),
        code=said["code"],
        name=said["name"],
        carrier=said["carrier"],
        currency=said["currency"],
        transit_days_min=said["transit_days_min"],
        transit_days_max=said["transit_days_max"],
        rates=[_rate(rate) for rate in said["rates"]],
    )


def _rate(said: Mapping[str, Any]) -> Rate:
    return Rate(
        country=said["country"],
        postal_code_prefix=said["postal_code_prefix"],
        valid_from=dt.date.fromisoformat(said["valid_from"]),
        weight_kg_max=Decimal(said["weight_kg_max"]),
        price=Decimal(said["price"]),
    )


def _plain(postal_code: str) -> str:
    """Postal codes are written with and without spaces and hyphens, in small and capital letters."""
    return "".join(character for character in postal_code.upper() if character.isalnum())
