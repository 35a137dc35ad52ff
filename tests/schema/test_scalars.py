"""Single values: what is accepted for them, and how they are written."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import cast

import pytest
from graphql import GraphQLError, GraphQLScalarType, GraphQLSchema, parse_value

REFUSED: Mapping[str, list[object]] = {
    "Decimal": ["1e5", "NaN", "Infinity", "1_000", " 1", "", "1.", ".5", "0x10", "1,5", 1.5, True, None, [], "9" * 16],
    "DateTime": ["2026-03-31", "2026-03-31T14:05:00", "2026-13-01T00:00:00Z", "today", 0, "0001-01-01T00:00:00+14:00"],
    "Date": ["2026-02-30", "2026-3-1", "20260301", "2026-03-31T00:00:00Z", 20260301, None],
    "CurrencyCode": ["eur", "EURO", "EU", "", 978, "EUR\n"],
    "CountryCode": ["at", "AUT", "A", "", 40, "AT\n"],
}


def scalar(schema: GraphQLSchema, name: str) -> GraphQLScalarType:
    """Give one of our scalars."""
    return cast("GraphQLScalarType", schema.type_map[name])


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in REFUSED.items() for value in values])
def test_refuses_what_is_not_a_value_in_words_of_its_own(planned: GraphQLSchema, name: str, value: object) -> None:
    with pytest.raises(GraphQLError) as refused:
        scalar(planned, name).parse_value(value)
    assert (refused.value.extensions or {})["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("literal", ["1.10", "1e3", "true", "[1]", "{a: 1}", "ONE"])
def test_refuses_a_decimal_that_is_not_written_as_text(planned: GraphQLSchema, literal: str) -> None:
    with pytest.raises(GraphQLError, match="written as text"):
        scalar(planned, "Decimal").parse_literal(parse_value(literal))


@pytest.mark.parametrize("text", ["1.10", "-0.000001", "0", "123456789012345.123456"])
def test_keeps_the_digits_of_a_decimal(planned: GraphQLSchema, text: str) -> None:
    decimal = scalar(planned, "Decimal")
    assert decimal.parse_value(text) == Decimal(text)
    assert decimal.serialize(decimal.parse_literal(parse_value(f'"{text}"'))) == text


def test_takes_a_whole_number_for_a_decimal(planned: GraphQLSchema) -> None:
    decimal = scalar(planned, "Decimal")
    assert (decimal.parse_value(12), decimal.parse_literal(parse_value("12"))) == (Decimal(12), Decimal(12))


def test_takes_a_moment_with_any_offset_and_writes_it_in_utc(planned: GraphQLSchema) -> None:
    moment = scalar(planned, "DateTime")
    assert moment.parse_value("2026-03-31T14:05+02:00") == dt.datetime(2026, 3, 31, 12, 5, tzinfo=dt.UTC)
    assert moment.serialize(moment.parse_value("2026-03-31T14:05:00.5-03:30")) == "2026-03-31T17:35:00.500000Z"


def test_writes_a_day_as_it_takes_it(planned: GraphQLSchema) -> None:
    day = scalar(planned, "Date")
    assert day.serialize(day.parse_value("2026-03-31")) == "2026-03-31"
