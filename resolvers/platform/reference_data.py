"""Root fields for reference data: currencies, exchange rates, countries, units."""

import strawberry

from planner.lists import KeyPart, by_id, by_key, pages
from schema import names
from schema.base import Connection


@strawberry.type
class ReferenceDataQueries:
    """Root fields for reference data: currencies, exchange rates, countries, units."""

    currencies: Connection[names.Currency] | None = pages("The currencies in use.", names.Currency)
    currency: names.Currency | None = by_id("A currency by its id.")
    currency_by_code: names.Currency | None = by_key(
        "A currency by its code.", KeyPart("code", "Its code of ISO 4217, such as EUR.")
    )
    exchange_rates: Connection[names.ExchangeRate] | None = pages(
        "What currencies were worth in each other.", names.ExchangeRate
    )
    exchange_rate: names.ExchangeRate | None = by_id("An exchange rate by its id.")
    countries: Connection[names.Country] | None = pages("The countries of ISO 3166-1.", names.Country)
    country: names.Country | None = by_id("A country by its id.")
    country_by_code: names.Country | None = by_key(
        "A country by its code.", KeyPart("code", "Its code of ISO 3166-1, such as AT.")
    )
    units: Connection[names.Unit] | None = pages("The units in which goods and services are counted.", names.Unit)
    unit: names.Unit | None = by_id("A unit by its id.")
    unit_by_code: names.Unit | None = by_key("A unit by its code.", KeyPart("code", "Its short name, such as PCE."))
    unit_conversions: Connection[names.UnitConversion] | None = pages(
        "How units convert into each other.", names.UnitConversion
    )
    unit_conversion: names.UnitConversion | None = by_id("A unit conversion by its id.")
