"""What carriers ask for a parcel, as clients ask for it."""

import datetime as dt
from decimal import Decimal

import strawberry
from strawberry.types.base import StrawberryList, StrawberryOptional

from schema.base import Money
from schema.payloads import part, payload_type
from schema.scalars import CountryCode


@strawberry.input(description="A parcel that is to be carried.")
class ParcelInput:
    """A parcel that is to be carried."""

    weight_kg: Decimal = strawberry.field(description="What it weighs with its packing, in kilograms.")
    country: CountryCode = strawberry.field(description="The country that it goes to.")
    postal_code: str | None = strawberry.field(
        description="The postal code that it goes to; without it, rates for parts of the country do not count.",
        default=strawberry.UNSET,
    )


@strawberry.input(description="For what rates are asked.")
class CarrierRatesInput:
    """For what rates are asked."""

    company_id: strawberry.ID = strawberry.field(description="The company that ships.")
    parcel: ParcelInput = strawberry.field(description="What is shipped, and where to.")
    shipped_on: dt.date = strawberry.field(description="The day whose rates hold.")


@strawberry.type(description="That a service carries the parcel, and what it asks.")
class CarrierOffer:
    """That a service carries the parcel, and what it asks."""

    service_id: strawberry.ID = strawberry.field(description="The service.")
    service: str = strawberry.field(description="What people call the service.")
    carrier: str = strawberry.field(description="What people call its carrier.")
    price: Money = strawberry.field(description="What it asks, without tax.")
    transit_days_min: int | None = strawberry.field(
        description="How many working days from dispatch to arrival at least; null where nobody says."
    )
    transit_days_max: int | None = strawberry.field(
        description="How many working days from dispatch to arrival at most; null where nobody says."
    )
    weight_kg_max: Decimal = strawberry.field(description="Up to which weight the price holds, in kilograms.")
    zone: str = strawberry.field(
        description="The zone that decided: a country, with the beginning of postal codes where it is a part; * for everywhere."
    )
    valid_from: dt.date = strawberry.field(description="Since when the tariff holds.")


@strawberry.type(description="That a service carries all parcels of a shipment, and what it asks.")
class ShipmentOffer:
    """That a service carries all parcels of a shipment, and what it asks."""

    service_id: strawberry.ID = strawberry.field(description="The service.")
    service: str = strawberry.field(description="What people call the service.")
    carrier: str = strawberry.field(description="What people call its carrier.")
    price: Money = strawberry.field(description="What it asks for all of them, without tax.")
    transit_days_min: int | None = strawberry.field(
        description="How many working days from dispatch to arrival at least; null where nobody says."
    )
    transit_days_max: int | None = strawberry.field(
        description="How many working days from dispatch to arrival at most; null where nobody says."
    )


ShipmentRatesPayload = payload_type(
    "ShipmentRatesPayload",
    "What came of asking what carriers ask for a shipment.",
    part(
        "offers",
        StrawberryOptional(StrawberryList(ShipmentOffer)),
        "The services that carry all its parcels, by currency the cheapest first, of equal prices the fastest; null where it "
        "could not be told.",
    ),
)


CarrierRatesPayload = payload_type(
    "CarrierRatesPayload",
    "What came of asking for rates.",
    part(
        "offers",
        StrawberryOptional(StrawberryList(CarrierOffer)),
        "The services that carry the parcel, by currency the cheapest first, of equal prices the fastest; null where it could "
        "not be told.",
    ),
)
