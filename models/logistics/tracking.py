"""Where parcels are: what carriers have told of them."""

from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    Base,
    Code,
    CompanyOwned,
    CountryCode,
    Instant,
    closed_set,
    company_key,
    found_by,
    ordered_by,
    same_company,
)


class TrackingEventKind(StrEnum):
    """What can happen to a parcel."""

    ANNOUNCED = "ANNOUNCED"
    COLLECTED = "COLLECTED"
    IN_TRANSIT = "IN_TRANSIT"
    OUT_FOR_DELIVERY = "OUT_FOR_DELIVERY"
    DELIVERED = "DELIVERED"
    NOT_DELIVERED = "NOT_DELIVERED"
    RETURNED = "RETURNED"
    DAMAGED = "DAMAGED"
    LOST = "LOST"


class TrackingEvent(CompanyOwned, Base):
    """That something happened to a parcel. Append-only."""

    __tablename__ = "tracking_event"
    __table_args__ = (
        company_key(),
        # Carriers tell of the same event more than once.
        sa.UniqueConstraint("carrier_id", "tracking_number", "kind", "happened_at"),
        same_company("carrier_id", "carrier"),
        same_company("service_id", "carrier_service"),
        sa.CheckConstraint("(document_type is null) = (document_id is null)", name="document_is_whole"),
        *ordered_by("tracking_number", "happened_at"),
        *found_by("document_id", "service_id"),
    )

    carrier_id: Mapped[UUID]
    service_id: Mapped[UUID | None]
    # Null only in a simulation, which takes no number.
    tracking_number: Mapped[Code | None]
    kind: Mapped[TrackingEventKind] = mapped_column(closed_set(TrackingEventKind))
    happened_at: Mapped[Instant]
    # Where, as the carrier says it.
    place: Mapped[str | None]
    country: Mapped[CountryCode | None]
    note: Mapped[str | None]
    # Who took it, of what was delivered.
    received_by: Mapped[str | None]
    # What the parcel carries the goods of: the name of its type in the schema, and its id.
    document_type: Mapped[Code | None]
    document_id: Mapped[UUID | None]
