"""Reference data: names in the language of the viewer, looked up in one batch."""

from dataclasses import replace

from asyncpg import Connection

from tests.schema.builders import company, insert
from tests.schema.conftest import Ask
from tests.schema.viewers import EVERYBODY

NAMES = """{ eur: currencyByCode(code: "EUR") { name symbol } chf: currencyByCode(code: "CHF") { name }
  country: countryByCode(code: "AT") { name } }"""


async def test_says_names_in_the_language_of_the_viewer(ask: Ask) -> None:
    assert await ask(NAMES, replace(EVERYBODY, languages=("de-AT",))) == {
        "eur": {"name": "Euro", "symbol": "€"},
        "chf": {"name": "Schweizer Franken"},
        "country": {"name": "Österreich"},
    }


async def test_says_names_in_english_to_who_prefers_no_language(ask: Ask) -> None:
    assert (await ask(NAMES))["country"] == {"name": "Austria"}


async def test_a_unit_tells_how_it_converts(ask: Ask) -> None:
    query = '{ unitByCode(code: "DZN") { conversions { toUnit { code } numerator denominator } } }'
    conversion = {"toUnit": {"code": "PCE"}, "numerator": "12", "denominator": "1"}
    assert conversion in (await ask(query))["unitByCode"]["conversions"]


async def test_a_number_series_tells_the_next_number_however_long_it_is(ask: Ask, owner: Connection) -> None:
    row = {"company_id": await company(owner), "prefix": "SO-", "digits": 3}
    await insert(owner, "number_series", code="SHORT", next_value=7, **row)
    await insert(owner, "number_series", code="LONG", next_value=12345678901, **row)
    found = await ask("{ numberSeriesList(first: 2) { nodes { nextNumber nextValue } } }")
    assert found["numberSeriesList"]["nodes"] == [
        {"nextNumber": "SO-12345678901", "nextValue": "12345678901"},
        {"nextNumber": "SO-007", "nextValue": "7"},
    ]
