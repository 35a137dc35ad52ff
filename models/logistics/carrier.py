"""Carriers, the services that they offer, and what these cost by weight and destination."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    Amount,
    Base,
    Code,
    CompanyOwned,
    CountryCode,
    CurrencyCode,
    Instant,
    amounts_fit,
    closed_set,
    company_key,
    folded,
    found_by,
    not_negative,
    ordered_by,
    same_company,
)


class CarrierGateway(StrEnum):
    """How parcels are announced to a carrier: in our own books alone, or to a system of its own."""

    LOCAL = "LOCAL"


class Carrier(CompanyOwned, Base):
    """Somebody who carries goods to others."""

    __tablename__ = "carrier"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "code"),
        same_company("party_id", "party"),
        sa.CheckConstraint("strpos(tracking_url, '{number}') > 0", name="tracking_url_has_the_number"),
        *ordered_by("code", "name_key"),
        *found_by("party_id"),
    )

    code: Mapped[Code]
    name: Mapped[str]
    # Whom its bills come from; null for the company's own cars.
    party_id: Mapped[UUID | None]
    gateway: Mapped[CarrierGateway] = mapped_column(closed_set(CarrierGateway), server_default=sa.text("'LOCAL'"))
    # Where customers follow a parcel, with {number} in the place of its number.
    tracking_url: Mapped[str | None]
    archived_at: Mapped[Instant | None]
    name_key: Mapped[str] = mapped_column(sa.Text(collation="C"), folded("name"))


class CarrierService(CompanyOwned, Base):
    """A way in which a carrier carries goods: how fast, and in which currency it is priced."""

    __tablename__ = "carrier_service"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("carrier_id", "code"),
        same_company("carrier_id", "carrier"),
        sa.CheckConstraint("transit_days_min between 0 and transit_days_max", name="transit_days_in_order"),
        *ordered_by("code", "name_key"),
        *found_by("carrier_id"),
    )

    carrier_id: Mapped[UUID]
    code: Mapped[Code]
    name: Mapped[str]
    currency: Mapped[CurrencyCode]
    # Working days from the day of dispatch.
    transit_days_min: Mapped[int | None]
    transit_days_max: Mapped[int | None]
    archived_at: Mapped[Instant | None]
    name_key: Mapped[str] = mapped_column(sa.Text(collation="C"), folded("name"))


class CarrierRate(CompanyOwned, Base):
    """What a service costs for a parcel up to a weight, to a zone, from a day on.

    The rates of one zone that are valid from the same day are its tariff; it holds until a later one of the zone begins.
    """

    __tablename__ = "carrier_rate"
    __table_args__ = (
        company_key(),
        same_company("service_id", "carrier_service"),
        sa.UniqueConstraint(
            "service_id",
            "country",
            "postal_code_prefix",
            "valid_from",
            "weight_kg_max",
            postgresql_nulls_not_distinct=True,
        ),
        sa.CheckConstraint("weight_kg_max > 0", name="weight_positive"),
        sa.CheckConstraint("postal_code_prefix is null or country is not null", name="prefix_is_of_a_country"),
        *not_negative("price"),
        *amounts_fit("currency", "price"),
    )

    service_id: Mapped[UUID]
    # The zone: a country, or places in it by how their postal codes begin; both null for everywhere else.
    country: Mapped[CountryCode | None]
    postal_code_prefix: Mapped[Code | None]
    valid_from: Mapped[dt.date]
    # The heaviest parcel that goes at this price.
    weight_kg_max: Mapped[Decimal] = mapped_column(sa.Numeric(20, 6))
    # In the currency of the service.
    currency: Mapped[CurrencyCode]
    price: Mapped[Amount]
