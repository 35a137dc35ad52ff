"""Aggregates: rows grouped by keys, counted, and added up per currency or unit."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from tests.oracle.naive.dynamic import Given, Row, Value
from tests.oracle.naive.facts import EXACT, measure, snake, to_one
from tests.oracle.naive.filters import Filters
from tests.oracle.naive.orders import MEASURES, null_last
from tests.oracle.naive.refusals import Refused
from tests.oracle.naive.store import MODELS
from tests.oracle.naive.values import comparable

GROUPS_MAX = 1000
GROUPS_DEFAULT = 100
GRAINS: Mapping[str, Callable[[dt.date], dt.date]] = {
    "Day": lambda day: day,
    "Month": lambda day: day.replace(day=1),
    "Year": lambda day: day.replace(day=1, month=1),
}


class Figure(NamedTuple):
    """A number per currency or unit."""

    value: Decimal
    per: Value


@dataclass(frozen=True)
class Group:
    """Rows with equal keys."""

    filters: Filters
    type_name: str
    keys: Mapping[str, Any]
    rows: Sequence[Row]

    def figures(self, function: str, field: str) -> list[Figure]:
        """Give the sum, average or end of a measure: one for each currency or unit."""
        found: dict[Any, list[Decimal]] = defaultdict(list)
        for row in self.rows:
            value, per = measure(self.filters.store, self.type_name, field, row)
            if value is not None and per is not None:
                found[per].append(value)
        return [Figure(_FUNCTIONS[function](values), per) for per, values in sorted(found.items())]

    def end(self, function: str, field: str) -> Value:
        """Give the earliest or latest day or moment."""
        values = [value for row in self.rows if (value := getattr(row, snake(field))) is not None]
        return _FUNCTIONS[function](values) if values else None


def groups(filters: Filters, type_name: str, given: Given) -> list[Group]:
    """Group the rows that the viewer sees and the filter leaves."""
    size = GROUPS_DEFAULT if given.get("first") is None else given["first"]
    if not 1 <= size <= GROUPS_MAX:
        raise Refused("BAD_USER_INPUT")
    by = list(dict.fromkeys(given.get("groupBy") or ()))
    for value in by:
        _require(filters, type_name, value)
    holds = filters.condition(type_name, given.get("filter") or {})
    found: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in filters.store.all(type_name):
        if filters.viewer.sees(row, filters.store) and holds(row):
            found[tuple(_key(filters, type_name, camel(value), row) for value in by)].append(row)
    if not by and not found:
        found[()] = []
    ordered = sorted(found.items(), key=lambda item: [null_last(part) for part in item[0]])
    names = [camel(value) for value in by]
    return [Group(filters, type_name, dict(zip(names, key, strict=True)), rows) for key, rows in ordered[:size]]


def field_of(filters: Filters, type_name: str, key: str) -> tuple[str, str | None]:
    """Give the field that a key comes from, and the grain of its days."""
    if key in filters.sdl.fields(type_name):
        return key, None
    return next((key.removesuffix(grain), grain) for grain in GRAINS if key.endswith(grain))


def beyond(filters: Filters, type_name: str, key: str) -> tuple[str, str] | None:
    """Give the two fields that a key goes through where it is of what the first one leads to, as `locationWarehouse`."""
    for field in filters.sdl.fields(type_name):
        rest, target = key.removeprefix(field), filters.sdl.type_of(type_name, field)
        further = rest[:1].lower() + rest[1:]
        if rest not in ("", key) and target in MODELS and further in filters.sdl.fields(target):
            return field, further
    return None


def camel(value: str) -> str:
    """Give the field of a group's key for a value of the `…GroupBy` enum."""
    first, *rest = value.lower().split("_")
    return first + "".join(word.title() for word in rest)


def _require(filters: Filters, type_name: str, value: str) -> None:
    sdl, enum = filters.sdl, f"{type_name}GroupBy"
    through = beyond(filters, type_name, camel(value))
    target = sdl.type_of(type_name, through[0] if through else field_of(filters, type_name, camel(value))[0])
    targets = [target, sdl.type_of(target, through[1])] if through else [target]
    filters.viewer.require(f"{enum}.{value}", sdl.need_of_value(enum, value))
    for each in targets:
        filters.viewer.require(f"{enum}.{value}", sdl.need_of_type(each) if each in MODELS else None)


def _key(filters: Filters, type_name: str, key: str, row: Row) -> Value:
    if (through := beyond(filters, type_name, key)) is not None:
        return _key_beyond(filters, type_name, through, row)
    field, grain = field_of(filters, type_name, key)
    of = filters.sdl.type_of(type_name, field)
    assert of not in MEASURES
    if of in MODELS:
        return getattr(row, to_one(type_name, field))
    value = comparable(getattr(row, snake(field)))
    if value is None or grain is None:
        return value
    if isinstance(value, dt.datetime):
        company = filters.store.one("Company", row.company_id)
        assert company is not None
        value = value.astimezone(ZoneInfo(company.time_zone)).date()
    return GRAINS[grain](value)


def _key_beyond(filters: Filters, type_name: str, through: tuple[str, str], row: Row) -> Value:
    field, further = through
    target = filters.sdl.type_of(type_name, field)
    other = filters.store.one(target, getattr(row, to_one(type_name, field)))
    if other is None or not filters.viewer.sees(other, filters.store):
        return None
    return getattr(other, to_one(target, further))


def _sum(values: Sequence[Decimal]) -> Decimal:
    total = Decimal(0)
    for value in values:
        total = EXACT.add(total, value)
    return total


def _average(values: Sequence[Decimal]) -> Decimal:
    """Round half away from zero to the digits of the values."""
    digits = max(-int(value.as_tuple().exponent) for value in values)
    scaled = abs(sum(Fraction(value) for value in values)) * 10**digits / len(values)
    whole = int(scaled + Fraction(1, 2))
    sign = -1 if _sum(values) < 0 else 1
    return (Decimal(sign * whole).scaleb(-digits, EXACT)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, EXACT)


_FUNCTIONS: Mapping[str, Callable[[Sequence[Any]], Any]] = {"sum": _sum, "avg": _average, "min": min, "max": max}
