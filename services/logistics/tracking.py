"""Parcels on their way: announced to a carrier, and followed by what happens to them."""

import datetime as dt
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import asyncpg
import orjson
import sqlalchemy as sa

from auth.documents import DOCUMENTS
from kernel.clock import BusinessDay, zone
from kernel.errors import DomainError, InputPath, echo
from kernel.ids import NodeId
from models import CarrierGateway, TrackingEventKind
from services.fitness import require_text
from services.logistics.gateway import GATEWAYS
from services.logistics.rates import FACTS, Parcel, offers, services_from
from services.logistics.shipment.arriving import EventInFuture, arrive
from services.refusals import NotFound
from services.rights import require_company, rows_of
from services.work import Work

TEXT_MAX: Final = 500
NUMBER_MAX: Final = 100


@dataclass(eq=False)
class CarriesNot(DomainError):
    """A parcel is announced to a service that has a rate for its weight and destination."""

    message = "The service {service} has no rate for this weight to this place."
    service: str


@dataclass(eq=False)
class CarrierOutOfUse(DomainError):
    """Parcels are announced to carriers and services that are in use."""

    message = "The carrier or its service is out of use."


@dataclass(eq=False)
class NotCarried(DomainError):
    """A parcel carries the goods of a document that goods belong to."""

    message = "A parcel cannot carry the goods of a {type_name}."
    type_name: str


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened to a parcel: what, when, and where as the carrier says it."""

    kind: TrackingEventKind
    happened_at: dt.datetime
    place: str | None = None
    country: str | None = None
    note: str | None = None
    received_by: str | None = None


CARRIED: Final = frozenset({"Shipment", "SalesOrder", "PurchaseOrder"})
"""The types of documents whose goods parcels carry."""

_SERVICE: Final = """
select service.id, service.company_id, service.code, carrier.id as carrier_id, carrier.gateway, company.time_zone,
  coalesce(service.archived_at, carrier.archived_at) is not null as is_archived
from carrier_service as service join carrier on carrier.id = service.carrier_id
join company on company.id = service.company_id where service.id = $1
"""
_RATES: Final = FACTS.replace(":company", "$1").replace(":country", "$2").replace(":day", "$3")
_CARRIER: Final = "select company_id from carrier where id = $1"
# Of what was announced with a number, later events know the service and the document; a parcel that was packed here belongs
# to its shipment.
_BEFORE: Final = """
select event.service_id, case when event.document_id is null and own.id is not null then 'Shipment' else event.document_type end
  as document_type, coalesce(event.document_id, own.id) as document_id
from (select) as always
left join lateral (
  select service_id, document_type, document_id from tracking_event
  where carrier_id = $1 and tracking_number = $2 order by document_id is null, happened_at, id limit 1
) as event on true
left join lateral (
  select shipment.id from package join shipment on shipment.id = package.shipment_id
  left join carrier_service as service on service.id = shipment.carrier_service_id
  where package.company_id = $3 and package.tracking_number = $2 and coalesce(service.carrier_id, $1) = $1
    and shipment.state <> 'CANCELLED' order by shipment.id desc limit 1
) as own on true
"""
_RECORD: Final = """
insert into tracking_event (company_id, carrier_id, service_id, tracking_number, kind, happened_at, place, country, note,
  received_by, document_type, document_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
on conflict (carrier_id, tracking_number, kind, happened_at) do nothing returning id
"""
_RECORDED: Final = """
select id from tracking_event where carrier_id = $1 and tracking_number = $2 and kind = $3 and happened_at = $4
"""


async def announce(work: Work, service_id: UUID, parcel: Parcel, document: NodeId | None) -> UUID:
    """Announce a parcel to a carrier under a new number, and give the id of the event that says so.

    Raises:
        NotFound: the service or the document is not there, or not to be seen.
        CarrierOutOfUse, CarriesNot, NotCarried: as their names say.
    """
    place = ("input", "serviceId")
    service = await service_in_use(work, service_id, place)
    await _require_document(work, service["company_id"], document)
    key, _ = await hand_over(work, service, parcel, document, place)
    return key


async def service_in_use(work: Work, service_id: UUID, path: InputPath) -> asyncpg.Record:
    """Find the service that is to carry parcels.

    Raises:
        NotFound, CarrierOutOfUse: as their names say.
    """
    service = await work.raw.fetchrow(_SERVICE, service_id)
    if service is None:
        raise NotFound(path=path)
    require_company(work, service["company_id"], *path)
    if service["is_archived"]:
        raise CarrierOutOfUse(path=path)
    return service


async def hand_over(
    work: Work, service: asyncpg.Record, parcel: Parcel, document: NodeId | None, path: InputPath
) -> tuple[UUID, str | None]:
    """Announce a parcel to a service that is in use; give the id of the event that says so, and the number of the parcel.

    Raises:
        CarriesNot: the service has no rate for it.
    """
    today = BusinessDay(zone(service["time_zone"])).today(work.clock)
    known = await work.raw.fetchval(_RATES, service["company_id"], parcel.country, today)
    if service["id"] not in {offer.service.id for offer in offers(services_from(orjson.loads(known)), parcel)}:
        raise CarriesNot(service["code"], path=path)
    number = await GATEWAYS[CarrierGateway(service["gateway"])].announce(work, service["company_id"], parcel)
    happening = Happening(TrackingEventKind.ANNOUNCED, work.clock.now())
    about = (service["company_id"], service["carrier_id"], service["id"], number)
    return await _record(work, *about, happening, document), number


async def record(
    work: Work, carrier_id: UUID, tracking_number: str, happening: Happening, document: NodeId | None
) -> UUID:
    """Record what happened to a parcel, and give the id of the event; what has been recorded already is not again.

    Raises:
        NotFound: the carrier or the document is not there, or not to be seen.
        EventInFuture, NotCarried, ValueRequired, TextTooLong, TextUnfit: as their names say.
    """
    company_id = await work.raw.fetchval(_CARRIER, carrier_id)
    if company_id is None:
        raise NotFound(path=("input", "carrierId"))
    require_company(work, company_id, "input", "carrierId")
    require_text(tracking_number, ("input", "trackingNumber"), NUMBER_MAX)
    for name, text in (("place", happening.place), ("note", happening.note), ("receivedBy", happening.received_by)):
        if text is not None:
            require_text(text, ("input", name), TEXT_MAX)
    if happening.happened_at > work.clock.now():
        raise EventInFuture(path=("input", "happenedAt"))
    await _require_document(work, company_id, document)
    before = await work.raw.fetchrow(_BEFORE, carrier_id, tracking_number, company_id)
    assert before is not None
    if document is None and before["document_id"] is not None:
        document = NodeId(before["document_type"], before["document_id"])
    about = (company_id, carrier_id, before["service_id"], tracking_number)
    key = await _record(work, *about, happening, document)
    if happening.kind is TrackingEventKind.DELIVERED:
        await arrive(work, company_id, carrier_id, tracking_number, document)
    return key


async def _record(
    work: Work,
    company_id: UUID,
    carrier_id: UUID,
    service_id: UUID | None,
    number: str | None,
    happening: Happening,
    document: NodeId | None,
) -> UUID:
    about = (document.type_name, document.key) if document else (None, None)
    said = (happening.kind, happening.happened_at)
    rest = (happening.place, happening.country, happening.note, happening.received_by)
    key = await work.raw.fetchval(_RECORD, company_id, carrier_id, service_id, number, *said, *rest, *about)
    return key or await work.raw.fetchval(_RECORDED, carrier_id, number, *said)


async def _require_document(work: Work, company_id: UUID, document: NodeId | None) -> None:
    if document is None:
        return
    path = ("input", "documentId")
    if document.type_name not in CARRIED:
        raise NotCarried(echo(document.type_name), path=path)
    kind = DOCUMENTS[document.type_name]
    if work.principal is not None and not work.principal.allows(kind.needs):
        raise NotFound(path=path)
    table = kind.table
    seen = [table.c.id == document.key, table.c.company_id == company_id, *rows_of(work, table)]
    if (await work.session.execute(sa.select(table.c.id).where(*seen))).first() is None:
        raise NotFound(path=path)
