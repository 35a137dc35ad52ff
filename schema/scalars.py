"""Scalars: how single values travel, and what is accepted for them."""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import NewType, cast

import strawberry
from graphql import GraphQLError, IntValueNode, StringValueNode, ValueNode, print_ast
from strawberry.types.scalar import ScalarDefinition

from kernel.decimals import parse_decimal, plain
from kernel.errors import DomainError

CurrencyCode = NewType("CurrencyCode", str)
CountryCode = NewType("CountryCode", str)
Json = NewType("Json", object)

_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})"
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _refuse(message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": "BAD_USER_INPUT"})


def _decimal(value: object) -> Decimal:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise _refuse('A Decimal is written as text, such as "12.50": other numbers lose digits on the way.')
    try:
        return parse_decimal(value)
    except DomainError as error:
        raise _refuse(str(error)) from None


def _decimal_literal(node: ValueNode, _variables: object = None) -> Decimal:
    if isinstance(node, StringValueNode | IntValueNode):
        return _decimal(node.value)
    raise _refuse(f'A Decimal is written as text, such as "12.50", and not as {print_ast(node)[:60]}.')


def _instant(value: object) -> dt.datetime:
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        try:
            return dt.datetime.fromisoformat(value).astimezone(dt.UTC)
        except (ValueError, OverflowError):
            pass
    raise _refuse("A DateTime is written as 2026-03-31T14:05:00Z, or with another offset instead of Z.")


def _day(value: object) -> dt.date:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            pass
    raise _refuse("A Date is written as 2026-03-31.")


def _code(pattern: str, message: str) -> Callable[[object], str]:
    compiled = re.compile(pattern)

    def parse(value: object) -> str:
        if isinstance(value, str) and compiled.fullmatch(value):
            return value
        raise _refuse(message)

    return parse


DECIMAL = strawberry.scalar(
    name="Decimal",
    description=(
        "A plain decimal number as text: at most 15 digits before the point and 6 after it, no exponent. "
        "The number of digits after the point means something and is kept."
    ),
    serialize=plain,
    parse_value=_decimal,
    parse_literal=_decimal_literal,
)
DATE_TIME = strawberry.scalar(
    name="DateTime",
    description="A moment, in ISO 8601 with an offset; answers are in UTC, with Z.",
    specified_by_url="https://scalars.graphql.org/andimarek/date-time.html",
    serialize=lambda value: cast("dt.datetime", value).astimezone(dt.UTC).isoformat().replace("+00:00", "Z"),
    parse_value=_instant,
)
DATE = strawberry.scalar(
    name="Date",
    description="A day of a calendar, in ISO 8601; it has no time zone.",
    specified_by_url="https://scalars.graphql.org/andimarek/local-date.html",
    serialize=lambda value: cast("dt.date", value).isoformat(),
    parse_value=_day,
)
CURRENCY_CODE = strawberry.scalar(
    name="CurrencyCode",
    description="A currency by its code of ISO 4217, such as EUR.",
    serialize=str,
    parse_value=_code("[A-Z]{3}", "A CurrencyCode is three capital letters, such as EUR."),
)
COUNTRY_CODE = strawberry.scalar(
    name="CountryCode",
    description="A country by its two-letter code of ISO 3166-1, such as AT.",
    serialize=str,
    parse_value=_code("[A-Z]{2}", "A CountryCode is two capital letters, such as AT."),
)

JSON = strawberry.scalar(
    name="JSON",
    description="Values by their names, whose types differ from case to case; numbers are text, so that no digit is lost.",
    serialize=lambda value: value,
    parse_value=lambda value: value,
)

SCALARS: dict[object, ScalarDefinition] = {
    Decimal: DECIMAL,
    dt.datetime: DATE_TIME,
    dt.date: DATE,
    CurrencyCode: CURRENCY_CODE,
    CountryCode: COUNTRY_CODE,
    Json: JSON,
}
