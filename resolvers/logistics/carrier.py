"""Root fields for carriers, and what can be done to them."""

import strawberry

from planner.lists import KeyPart, by_id, by_key, pages
from resolvers.keys import OF_COMPANY
from resolvers.writing import archives, creates, restores, updates
from schema import names
from schema.base import Connection
from schema.logistics.carrier import WRITE
from services.logistics.carrier import CARRIER, SERVICE


@strawberry.type
class CarrierQueries:
    """Root fields for carriers."""

    carriers: Connection[names.Carrier] | None = pages("Who carries goods for the companies.", names.Carrier)
    carrier: names.Carrier | None = by_id("A carrier by its id.")
    carrier_by_code: names.Carrier | None = by_key(
        "A carrier by its code.", OF_COMPANY, KeyPart("code", "Its short name.")
    )
    carrier_services: Connection[names.CarrierService] | None = pages(
        "The ways in which carriers carry goods.", names.CarrierService
    )
    carrier_service: names.CarrierService | None = by_id("A service of a carrier by its id.")
    carrier_service_by_code: names.CarrierService | None = by_key(
        "A service of a carrier by its code.",
        KeyPart("carrier_id", "The carrier, by its id.", of="Carrier"),
        KeyPart("code", "Its short name."),
    )
    carrier_tariff_rates: Connection[names.CarrierRate] | None = pages(
        "What services of carriers cost, of all tariffs; `carrierRates` tells what a parcel costs.", names.CarrierRate
    )
    carrier_rate: names.CarrierRate | None = by_id("A rate of a carrier's service by its id.")


@strawberry.type
class CarrierMutations:
    """What can be done to carriers and their services."""

    carrier_create = creates(names.Carrier, "Add a carrier.", CARRIER, needs=WRITE)
    carrier_update = updates(names.Carrier, "Change a carrier.", CARRIER, needs=WRITE)
    carrier_archive = archives(names.Carrier, "Put a carrier out of use.", CARRIER, needs=WRITE)
    carrier_restore = restores(names.Carrier, "Put a carrier back into use.", CARRIER, needs=WRITE)
    carrier_service_create = creates(
        names.CarrierService, "Add a service of a carrier with its rates.", SERVICE, needs=WRITE
    )
    carrier_service_update = updates(
        names.CarrierService, "Change a service of a carrier, or its rates.", SERVICE, needs=WRITE
    )
    carrier_service_archive = archives(
        names.CarrierService, "Put a service of a carrier out of use.", SERVICE, needs=WRITE
    )
    carrier_service_restore = restores(
        names.CarrierService, "Put a service of a carrier back into use.", SERVICE, needs=WRITE
    )
