"""How single values are written, by their scalar in the schema."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from graphql import GraphQLEnumType
from sqlalchemy.sql.elements import ColumnElement

from planner.text import free_text, instant, or_null, quoted
from planner.types import bare, is_list

Format = Callable[[ColumnElement[Any]], ColumnElement[str]]


def _bare(value: ColumnElement[Any]) -> ColumnElement[str]:
    return sa.cast(value, sa.Text())


# Text of these scalars never needs escaping; what is not in the table is escaped.
FORMATS: Mapping[str, Format] = {
    "Boolean": _bare,
    "Int": _bare,
    "Decimal": quoted,
    "Date": quoted,
    "DateTime": instant,
    "CurrencyCode": quoted,
    "CountryCode": quoted,
}


def leaf(type_: Any, value: ColumnElement[Any], *, nullable: bool) -> ColumnElement[str]:
    """Write a value, or a list of them, as the schema promises it."""
    text = _format(type_)(value)
    return or_null(value, text) if nullable else text


def _format(type_: Any) -> Format:
    if is_list(type_):
        return free_text
    named = bare(type_)
    return quoted if isinstance(named, GraphQLEnumType) else FORMATS.get(named.name, free_text)
