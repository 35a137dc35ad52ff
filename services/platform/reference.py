"""Reference data: currencies, countries, units with their conversions, the standard roles and the rules about them.

They come with Torso and have the same ids in every database, so that a backup, a demo and an import agree about them. They
are facts about the world, kept as tables in the code; what a company adds of its own is left alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final, cast
from uuid import UUID, uuid5

from asyncpg import Connection
from babel import Locale

from auth.roles import STANDARD_ROLES, Role
from kernel.currency import currency_exponent
from services.platform.currencies import CASH_STEPS, NUMERIC_CODES
from services.platform.segregation_rules import STANDARD_RULES
from services.platform.units import COMMON_UNITS

NAMESPACE: Final = UUID("5f0d7a3e-6a0c-5d1b-9a53-2f6f4c1e7b90")
"""Below it lie the ids of everything that comes with Torso."""

# Codes that CLDR has for regions and ISO 3166-1 does not: groupings, reserved codes, and those for private use.
_NOT_COUNTRIES: Final = frozenset(
    ("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ")
)


def reference_id(kind: str, code: str) -> UUID:
    """Give the id of a piece of reference data: `reference_id("currency", "EUR")`."""
    return uuid5(NAMESPACE, f"{kind}:{code}")


def country_codes() -> list[str]:
    """List the two-letter codes of ISO 3166-1."""
    regions = cast("Iterable[str]", Locale("en").territories)
    return sorted({code for code in regions if len(code) == 2 and code.isalpha()} - _NOT_COUNTRIES)


async def ensure(connection: Connection) -> None:
    """Bring the reference data of a database up to date, as the application's role; a row that is right stays untouched."""
    async with connection.transaction():
        for statement, rows in _facts():
            await connection.execute(statement, *zip(*rows, strict=True))


def _facts() -> Iterator[tuple[str, Sequence[tuple[object, ...]]]]:
    yield CURRENCIES, [_currency(code) for code in NUMERIC_CODES]
    yield COUNTRIES, [(reference_id("country", code), code) for code in country_codes()]
    yield UNITS, [(reference_id("unit", unit.code), *unit[:5]) for unit in COMMON_UNITS]
    yield (
        CONVERSIONS,
        [
            (reference_id("unit_conversion", unit.code), unit.code, unit.base, unit.numerator, unit.denominator)
            for unit in COMMON_UNITS
            if unit.base is not None
        ],
    )
    yield ROLES, [_role(role) for role in STANDARD_ROLES.values()]
    yield RULES, [(reference_id("segregation_rule", rule.code), *rule) for rule in STANDARD_RULES]


def _currency(code: str) -> tuple[object, ...]:
    step = CASH_STEPS.get(code)
    identity = (reference_id("currency", code), code, NUMERIC_CODES[code])
    return (*identity, currency_exponent(code), None if step is None else Decimal(step))


def _role(role: Role) -> tuple[object, ...]:
    permissions = " ".join(sorted(role.permissions))
    return reference_id("role", role.code), role.code, role.name, role.description, permissions, role.for_partners


# A row is rewritten only where it differs, so that its version tells of changes alone.
CURRENCIES = """
insert into currency (id, code, numeric_code, exponent, cash_step)
select * from unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::numeric[])
on conflict (code) do update set numeric_code = excluded.numeric_code, cash_step = excluded.cash_step
where (currency.numeric_code, currency.cash_step) is distinct from (excluded.numeric_code, excluded.cash_step)
"""

COUNTRIES = """
insert into country (id, code) select * from unnest($1::uuid[], $2::text[]) on conflict (code) do nothing
"""

UNITS = """
insert into unit (id, code, name, dimension, common_code, decimals)
select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[])
on conflict (code) do update set name = excluded.name, dimension = excluded.dimension,
  common_code = excluded.common_code, decimals = excluded.decimals
where (unit.name, unit.dimension, unit.common_code, unit.decimals)
  is distinct from (excluded.name, excluded.dimension, excluded.common_code, excluded.decimals)
"""

CONVERSIONS = """
insert into unit_conversion (id, from_unit_id, to_unit_id, numerator, denominator)
select given.id, source.id, target.id, given.numerator, given.denominator
from unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::bigint[])
  as given (id, from_code, to_code, numerator, denominator)
join unit source on source.code = given.from_code join unit target on target.code = given.to_code
on conflict (from_unit_id, to_unit_id) do update set numerator = excluded.numerator, denominator = excluded.denominator
where (unit_conversion.numerator, unit_conversion.denominator) is distinct from (excluded.numerator, excluded.denominator)
"""

ROLES = """
insert into role (id, code, name, description, permissions, for_partners, is_standard)
select id, code, name, description, string_to_array(permissions, ' '), for_partners, true
from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[])
  as given (id, code, name, description, permissions, for_partners)
on conflict (code) do update set name = excluded.name, description = excluded.description,
  permissions = excluded.permissions, for_partners = excluded.for_partners, is_standard = true
where (role.name, role.description, role.permissions, role.for_partners, role.is_standard)
  is distinct from (excluded.name, excluded.description, excluded.permissions, excluded.for_partners, true)
"""

# A rule that somebody has put out of use stays so.
RULES = """
insert into segregation_rule (id, code, severity, first_permission, second_permission, name, description, is_standard)
select id, code, severity, first_permission, second_permission, name, description, true
from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
  as given (id, code, severity, first_permission, second_permission, name, description)
on conflict (code) do update set severity = excluded.severity, first_permission = excluded.first_permission,
  second_permission = excluded.second_permission, name = excluded.name, description = excluded.description, is_standard = true
where (segregation_rule.severity, segregation_rule.first_permission, segregation_rule.second_permission,
    segregation_rule.name, segregation_rule.description, segregation_rule.is_standard)
  is distinct from (excluded.severity, excluded.first_permission, excluded.second_permission,
    excluded.name, excluded.description, true)
"""
