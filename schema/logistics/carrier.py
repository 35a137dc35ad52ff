"""Carriers, their services and rates as clients see and write them."""

import datetime as dt
from decimal import Decimal

import models
from models import CarrierGateway
from planner.entity import entity
from planner.fields import column, many, measure, one
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection, Money
from schema.enums import described
from schema.scalars import CountryCode, CurrencyCode
from services.logistics.carrier import RATES_MAX

READ = "logistics.carrier:read"
WRITE = "logistics.carrier:write"

described(
    CarrierGateway,
    "How parcels are announced to a carrier.",
    {
        CarrierGateway.LOCAL: "In our own books: the company numbers its parcels, and people record what happens to them."
    },
)


@entity(models.Carrier, needs=READ, order="code", writes=WRITE)
class Carrier(CompanyRecord):
    """Somebody who carries goods to others."""

    code: str = column("Its short name, unique in its company.", filters=True, orders=True, writes=True)
    name: str = column("What people call it.", key="name_key", filters=True, orders=True, writes=True)
    party: names.Party | None = one(
        "Whom its bills come from; null for the company's own cars.", "party_id", filters=True, writes=True
    )
    gateway: CarrierGateway = column("How parcels are announced to it.", writes=True)
    tracking_url: str | None = column(
        "Where customers follow a parcel, with {number} in the place of its number; null for nowhere.", writes=True
    )
    archived_at: dt.datetime | None = column("When it was put out of use; null while it is in use.")
    services: Connection[names.CarrierService] | None = pages(
        "The ways in which it carries goods.", names.CarrierService, "carrier_id", filters=True
    )


@entity(models.CarrierService, needs=READ, order="code", writes=WRITE)
class CarrierService(CompanyRecord):
    """A way in which a carrier carries goods: how fast, and at which rates."""

    carrier: names.Carrier | None = one(
        "Whose it is.", "carrier_id", filters=True, groups=True, writes=True, fixed=True
    )
    code: str = column("Its short name, unique with its carrier.", filters=True, orders=True, writes=True)
    name: str = column("What people call it.", key="name_key", filters=True, orders=True, writes=True)
    currency: CurrencyCode = column(
        "The currency of its rates.",
        groups=True,
        writes=True,
        fixed=True,
        filled="That of the company, where a new one has none.",
    )
    transit_days_min: int | None = column(
        "How many working days from dispatch to arrival at least; null where nobody says.", writes=True
    )
    transit_days_max: int | None = column(
        "How many working days from dispatch to arrival at most; null where nobody says.", writes=True
    )
    archived_at: dt.datetime | None = column("When it was put out of use; null while it is in use.")
    rates: list[names.CarrierRate] | None = many(
        "What it costs by destination, day and weight.",
        "service_id",
        order="weight_kg_max",
        at_most=RATES_MAX,
        writes=True,
    )


@entity(models.CarrierRate, needs=READ, writes=WRITE)
class CarrierRate(CompanyRecord):
    """What a service costs for a parcel up to a weight, to a zone, from a day on.

    The rates of one zone that are valid from the same day are its tariff; it holds until a later one of the zone begins.
    """

    service: names.CarrierService | None = one("The service.", "service_id", filters=True)
    country: CountryCode | None = column(
        "The country that it is for; null for everywhere that no other rate of the service is for.", writes=True
    )
    postal_code_prefix: str | None = column(
        "With what postal codes begin that it is for, written with or without spaces; null for all of the country.",
        writes=True,
    )
    valid_from: dt.date = column("The first day on which it is valid.", writes=True)
    weight_kg_max: Decimal = column("The weight of the heaviest parcel that it is for, in kilograms.", writes=True)
    price: Money = measure(
        "What the parcel costs, without tax, in the currency of the service.", "price", "currency", writes=True
    )
