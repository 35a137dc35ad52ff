"""Reference data is the same everywhere, and bringing it again changes nothing."""

from decimal import Decimal

from asyncpg import Connection

from auth.roles import STANDARD_ROLES
from kernel.currency import UNUSUAL_EXPONENTS
from services.platform.currencies import CASH_STEPS, NUMERIC_CODES
from services.platform.reference import country_codes, ensure, reference_id
from services.platform.segregation_rules import STANDARD_RULES
from services.platform.units import COMMON_UNITS


async def test_every_database_has_it(app: Connection) -> None:
    counts = await app.fetchrow(
        "select (select count(*) from currency), (select count(*) from country), (select count(*) from unit),"
        " (select count(*) from role where is_standard), (select count(*) from segregation_rule where is_standard)"
    )
    assert counts is not None
    rules = len(STANDARD_ROLES), len(STANDARD_RULES)
    assert tuple(counts) == (len(NUMERIC_CODES), 249, len(COMMON_UNITS), *rules)


async def test_changes_nothing_when_it_is_there(app: Connection) -> None:
    await ensure(app)
    versions = (
        "select max(version) from (select version from currency union select version from unit union select version from role"
        " union select version from segregation_rule)"
    )
    assert await app.fetchval(versions) == 1


async def test_puts_right_what_was_changed(app: Connection) -> None:
    await app.execute("update unit set name = 'Stück' where code = 'PCE'")
    await ensure(app)
    assert await app.fetchval("select name from unit where code = 'PCE'") == "Piece"


async def test_leaves_what_a_company_added(app: Connection) -> None:
    await app.execute("insert into unit (code, name, dimension) values ('FLASK', 'Flask', 'VOLUME')")
    await ensure(app)
    assert await app.fetchval("select count(*) from unit where code = 'FLASK'") == 1


async def test_has_the_same_ids_in_every_database(app: Connection) -> None:
    assert await app.fetchval("select id from currency where code = 'EUR'") == reference_id("currency", "EUR")


async def test_a_pound_is_exactly_what_the_law_says(app: Connection) -> None:
    row = await app.fetchrow(
        "select numerator::numeric / denominator as factor from unit_conversion"
        " join unit on unit.id = from_unit_id where unit.code = 'LB'"
    )
    assert row is not None
    assert row["factor"] == Decimal("0.45359237")


def test_every_currency_with_an_unusual_exponent_is_listed() -> None:
    assert set(UNUSUAL_EXPONENTS) <= set(NUMERIC_CODES)


def test_no_two_currencies_share_their_digits() -> None:
    assert len(set(NUMERIC_CODES.values())) == len(NUMERIC_CODES)
    assert all(code.isdigit() and len(code) == 3 for code in NUMERIC_CODES.values())
    assert set(CASH_STEPS) <= set(NUMERIC_CODES)


def test_a_unit_converts_into_the_base_of_its_own_dimension() -> None:
    by_code = {unit.code: unit for unit in COMMON_UNITS}
    assert all(by_code[unit.base].dimension is unit.dimension for unit in COMMON_UNITS if unit.base is not None)


def test_kosovo_and_the_union_are_not_countries_of_iso_3166() -> None:
    assert {"XK", "EU"}.isdisjoint(country_codes())
