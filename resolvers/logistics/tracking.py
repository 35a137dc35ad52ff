"""Root fields for where parcels are, and how that is recorded."""

from collections.abc import Mapping
from typing import Any

import strawberry

from kernel.errors import DomainError
from kernel.ids import NodeId
from models import TrackingEventKind
from planner.drafts import key_of
from planner.fields import argument
from planner.lists import by_id, pages
from planner.mutations import Outcome, mutation
from resolvers.logistics.carrier_rates import parcel_from
from schema import names
from schema.base import Connection
from schema.logistics.tracking import WRITE, ParcelAnnounceInput, TrackingEventRecordInput
from schema.payloads import payload
from services.logistics.tracking import Happening, announce, record
from services.work import Work


@strawberry.type
class TrackingQueries:
    """Root fields for where parcels are."""

    tracking_events: Connection[names.TrackingEvent] | None = pages("What happened to parcels.", names.TrackingEvent)
    tracking_event: names.TrackingEvent | None = by_id("An event of a parcel by its id.")


async def _announce(work: Work, given: Mapping[str, Any]) -> Outcome:
    said = given["input"]
    service_id = key_of(said["serviceId"], "CarrierService", ("input", "serviceId"))
    return {"trackingEvent": await announce(work, service_id, parcel_from(said["parcel"]), _document(said))}


async def _record(work: Work, given: Mapping[str, Any]) -> Outcome:
    said = given["input"]
    happening = Happening(
        TrackingEventKind(said["kind"]), said["happenedAt"], said.get("place"), said.get("country"), said.get("note"),
        said.get("receivedBy"),
    )  # fmt: skip
    carrier_id = key_of(said["carrierId"], "Carrier", ("input", "carrierId"))
    return {"trackingEvent": await record(work, carrier_id, said["trackingNumber"], happening, _document(said))}


def _document(said: Mapping[str, Any]) -> NodeId | None:
    text = said.get("documentId")
    try:
        return None if text is None else NodeId.parse(text)
    except DomainError as refusal:
        raise refusal.under("input", "documentId") from None


@strawberry.type
class TrackingMutations:
    """How parcels are announced and followed."""

    parcel_announce = mutation(
        "Announce a parcel to a carrier; it gets the number that it is followed by.",
        payload(names.TrackingEvent),
        _announce,
        needs=WRITE,
        arguments=[argument("input", ParcelAnnounceInput, "The parcel.", required=True)],
        key_required=True,
    )
    tracking_event_record = mutation(
        "Record what happened to a parcel; what has been recorded already is given, and not recorded again.",
        payload(names.TrackingEvent),
        _record,
        needs=WRITE,
        arguments=[argument("input", TrackingEventRecordInput, "What happened.", required=True)],
    )
