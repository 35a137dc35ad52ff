"""Single values: how they travel, and how they compare."""

import datetime as dt
import re
from decimal import Decimal
from enum import Enum
from uuid import UUID

from tests.oracle.naive.dynamic import Value
from tests.oracle.naive.refusals import Refused

_ID = re.compile(r"([A-Z][A-Za-z0-9]*):([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


def written(value: Value, scalar: str) -> Value:
    """Write a value of a row as JSON has it."""
    match value:
        case None | bool():
            return value
        case Enum():
            return value.value
        case int() if scalar == "Decimal":
            return str(value)
        case Decimal():
            return f"{value:f}"
        case dt.datetime():
            at = value.astimezone(dt.UTC).replace(tzinfo=None).isoformat()
            return (at.rstrip("0") if "." in at else at) + "Z"
        case dt.date():
            return value.isoformat()
        case _:
            return value


def read(value: Value, scalar: str) -> Value:
    """Read a value of a request, so that it compares with values of rows."""
    match scalar:
        case "Decimal":
            return Decimal(value)
        case "DateTime":
            return dt.datetime.fromisoformat(value)
        case "Date":
            return dt.date.fromisoformat(value)
        case _:
            return value


def comparable(value: Value) -> Value:
    """Give a value of a row for comparing: values of enums are their text."""
    return value.value if isinstance(value, Enum) else value


def node_id(type_name: str, key: UUID) -> str:
    """Write an id."""
    return f"{type_name}:{key}"


def parse_id(text: str, expected: str | None = None) -> tuple[str, UUID]:
    """Read an id: its type and key."""
    match = _ID.fullmatch(text)
    if match is None:
        raise Refused("ID_INVALID")
    type_name, key = match.groups()
    if expected is not None and type_name != expected:
        raise Refused("ID_OF_OTHER_TYPE")
    return type_name, UUID(key)
