"""Where parcels are, as clients see and record it."""

import datetime as dt

import strawberry

import models
from models import TrackingEventKind
from planner.entity import entity
from planner.fields import column, one, reference
from schema import names
from schema.base import CompanyRecord, Node
from schema.enums import described
from schema.logistics.carrier_rates import ParcelInput
from schema.scalars import CountryCode

READ = "logistics.tracking:read"
WRITE = "logistics.tracking:write"

described(
    TrackingEventKind,
    "What happened to a parcel.",
    {
        TrackingEventKind.ANNOUNCED: "The carrier knows of it.",
        TrackingEventKind.COLLECTED: "The carrier has it.",
        TrackingEventKind.IN_TRANSIT: "It was seen on the way.",
        TrackingEventKind.OUT_FOR_DELIVERY: "It is in the car that brings it.",
        TrackingEventKind.DELIVERED: "Whoever it is for has it.",
        TrackingEventKind.NOT_DELIVERED: "It was tried to deliver it, in vain.",
        TrackingEventKind.RETURNED: "Whoever sent it has it again.",
        TrackingEventKind.DAMAGED: "It was damaged.",
        TrackingEventKind.LOST: "Nobody knows where it is.",
    },
)


@entity(models.TrackingEvent, needs=READ, order="-happened_at")
class TrackingEvent(CompanyRecord):
    """That something happened to a parcel. A fact: it never changes."""

    carrier: names.Carrier | None = one("Who carries the parcel.", "carrier_id", groups=True)
    service: names.CarrierService | None = one(
        "In which way; null where that is unknown.", "service_id", filters=True, groups=True
    )
    tracking_number: str | None = column(
        "The number that the parcel is followed by; null only in a simulation.", filters=True, orders=True
    )
    kind: TrackingEventKind = column("What happened.", groups=True)
    happened_at: dt.datetime = column("When it happened.", filters=True, orders=True)
    place: str | None = column("Where, as the carrier says it; null where it does not.")
    country: CountryCode | None = column("In which country; null where nobody says.")
    note: str | None = column("What else is to be said of it; null for nothing.")
    received_by: str | None = column("Who took it, of what was delivered; null where nobody says.")
    document: Node | None = reference(
        "The shipment or the order whose goods the parcel carries; null where there is none, or the viewer may not see it.",
        "document_type",
        "document_id",
    )


@strawberry.input(description="A parcel that is announced to a carrier.")
class ParcelAnnounceInput:
    """A parcel that is announced to a carrier."""

    service_id: strawberry.ID = strawberry.field(description="The service that is to carry it.")
    parcel: ParcelInput = strawberry.field(description="What it weighs, and where it goes.")
    document_id: strawberry.ID | None = strawberry.field(
        description="The shipment, the sales order or the purchase order whose goods it carries.",
        default=strawberry.UNSET,
    )


@strawberry.input(description="What happened to a parcel.")
class TrackingEventRecordInput:
    """What happened to a parcel."""

    carrier_id: strawberry.ID = strawberry.field(description="Who carries the parcel.")
    tracking_number: str = strawberry.field(description="The number that it is followed by, 100 characters at most.")
    kind: TrackingEventKind = strawberry.field(description="What happened.")
    happened_at: dt.datetime = strawberry.field(description="When it happened; not in the future.")
    place: str | None = strawberry.field(description="Where, in at most 500 characters.", default=strawberry.UNSET)
    country: CountryCode | None = strawberry.field(description="In which country.", default=strawberry.UNSET)
    note: str | None = strawberry.field(
        description="What else is to be said of it, in at most 500 characters.", default=strawberry.UNSET
    )
    received_by: str | None = strawberry.field(
        description="Who took it, of what was delivered, in at most 500 characters.", default=strawberry.UNSET
    )
    document_id: strawberry.ID | None = strawberry.field(
        description="The shipment, the sales order or the purchase order whose goods it carries; left out, that of earlier "
        "events of the parcel, or the shipment that it is a parcel of.",
        default=strawberry.UNSET,
    )
