"""Booking: the parcels of a shipment are announced to a carrier, and get the numbers that they are followed by."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from kernel.errors import DomainError
from kernel.ids import NodeId
from services.logistics.rates import Parcel
from services.logistics.shipment.life import begin_step
from services.logistics.tracking import hand_over, service_in_use
from services.work import Work


@dataclass(eq=False)
class NothingToBook(DomainError):
    """Parcels are booked that have no number yet."""

    message = "All its parcels are booked."


@dataclass(eq=False)
class ServiceMissing(DomainError):
    """Who books parcels says with which service."""

    message = "Nobody has said who is to carry it."


@dataclass(eq=False)
class WeightUnknown(DomainError):
    """A parcel that is booked was weighed, or its goods have weights."""

    message = "Parcel {position} was not weighed, and its goods have no weights."
    position: int


@dataclass(eq=False)
class DestinationUnknown(DomainError):
    """A shipment that is booked has an address, or whoever gets it has a main one."""

    message = "There is no address that it goes to."


# What was weighed counts, else what the goods weigh by their SKUs.
_PARCELS: Final = """
select package.id, package.position, coalesce(package.weight_kg, (
  select case when count(*) = count(sku.weight_kg) then round(sum(content.quantity * sku.weight_kg), 6) end
  from package_content as content join shipment_line as line on line.id = content.shipment_line_id
  join sku on sku.id = line.sku_id where content.package_id = package.id
)) as weight_kg
from package where package.shipment_id = $1 and package.tracking_number is null order by package.position
"""
_DESTINATION: Final = """
select country, postal_code from address
where case when $1::uuid is null then party_id = $2 and kind = 'MAIN' and archived_at is null else id = $1 end order by id limit 1
"""
_NUMBERED: Final = """
update package set tracking_number = said.number, weight_kg = said.weight_kg
from unnest($1::uuid[], $2::text[], $3::numeric[]) as said (id, number, weight_kg) where package.id = said.id
"""
_BOOKED: Final = "update shipment set state = $2, carrier_service_id = $3 where id = $1"


async def book(work: Work, key: UUID, version: int, service_id: UUID | None) -> UUID:
    """Announce the parcels of a packed shipment to a service (that of the shipment, if not said) that have no number yet.

    A parcel that nobody has weighed weighs what its goods weigh, from then on.

    Raises:
        ServiceMissing, DestinationUnknown, WeightUnknown, NothingToBook: as their names say.
        CarrierOutOfUse, CarriesNot: the service is out of use, or has no rate for a parcel.
        TransitionUnavailable, NotFound, StaleVersion: as their names say.
    """
    shipment, state, _ = await begin_step(work, key, version, "book")
    path = ("carrierServiceId",)
    chosen = service_id or shipment["carrier_service_id"]
    if chosen is None:
        raise ServiceMissing(path=path)
    service = await service_in_use(work, chosen, path)
    goes_to = await work.raw.fetchrow(_DESTINATION, shipment["address_id"], shipment["party_id"])
    if goes_to is None:
        raise DestinationUnknown(path=("id",))
    waiting = await work.raw.fetch(_PARCELS, key)
    if not waiting:
        raise NothingToBook(path=("id",))
    numbers: list[str | None] = []
    weights: list[Decimal] = []
    for row in waiting:
        if not row["weight_kg"]:
            raise WeightUnknown(row["position"], path=("id",))
        parcel = Parcel(row["weight_kg"], goes_to["country"], goes_to["postal_code"])
        _, number = await hand_over(work, service, parcel, NodeId("Shipment", key), path)
        numbers.append(number)
        weights.append(row["weight_kg"])
    await work.raw.execute(_NUMBERED, [row["id"] for row in waiting], numbers, weights)
    await work.raw.execute(_BOOKED, key, state, service["id"])
    return key
