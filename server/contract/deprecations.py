"""deprecations.json: what is to go, since when that is said, until when it stays, and what to use instead.

A reason reads `Use x. Sunset 2027-06-01.`: what to do, and the first day on which it may be gone. That day is at least two
quarters after it was said first. What has no place for `@deprecated`, such as a code or a permission, is said in `ANNOUNCED`.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
)

from server.contract.lines import parts_as_json
from server.errors import OperatorError

NOTICE: Final = timedelta(days=182)
"""Two quarters."""

_MET_NOWHERE: Final = "Leave it out, since nothing is refused with it. Sunset 2027-06-01."

ANNOUNCED: Final[Mapping[str, str]] = MappingProxyType(
    {
        # `kernel.quantity`, which nothing uses, goes with them.
        "error DIMENSION_MISMATCH": _MET_NOWHERE,
        "error QUANTITY_TOO_FINE": _MET_NOWHERE,
        "error UNIT_MISMATCH": _MET_NOWHERE,
    }
)
"""Reasons for what has no place for one in the schema: `error STALE_VERSION`, `event SalesOrder`, or a part whose permission or
nullability is to become another as soon as nobody uses it as it is. They read as those in the schema do."""

_REASON: Final = re.compile(r"(?P<instead>\S.*\.) Sunset (?P<sunset>\d{4}-\d{2}-\d{2})\.", re.DOTALL)


class Deprecation(NamedTuple):
    """That something is to go."""

    instead: str
    sunset: date
    since: date

    def as_json(self) -> dict[str, Any]:
        """Give it as the file has it."""
        return {"instead": self.instead, "since": self.since.isoformat(), "sunset": self.sunset.isoformat()}


Deprecations = Mapping[str, Deprecation]


def deprecations_of(
    schema: GraphQLSchema, before: Deprecations, today: date, announced: Mapping[str, str]
) -> dict[str, Deprecation]:
    """Give what is to go, by coordinate; what `before` has keeps its day, and all else is said today for the first time.

    Raises:
        OperatorError: a reason does not read as it has to, or its day is too near.
    """
    found: dict[str, Deprecation] = {}
    for coordinate, reason in (*reasons(schema), *announced.items()):
        instead, sunset = _read(coordinate, reason)
        since = before[coordinate].since if coordinate in before else today
        if sunset < (earliest := since + NOTICE):
            raise OperatorError(f"{coordinate} goes too soon: it was deprecated on {since}, so not before {earliest}.")
        found[coordinate] = Deprecation(instead, sunset, since)
    return found


def deprecations_document(found: Deprecations) -> str:
    """Write what is to go as JSON."""
    return parts_as_json({"deprecations": {coordinate: each.as_json() for coordinate, each in found.items()}})


def read_deprecations(written: Mapping[str, Any]) -> dict[str, Deprecation]:
    """Read what the file has."""
    return {
        coordinate: Deprecation(said["instead"], date.fromisoformat(said["sunset"]), date.fromisoformat(said["since"]))
        for coordinate, said in written.get("deprecations", {}).items()
    }


def reasons(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    """Give the reason of each part of a schema that is deprecated, by coordinate."""
    for name, type_ in schema.type_map.items():
        if not name.startswith("__"):
            for part, reason in _parts(type_):
                if reason is not None:
                    yield f"{name}.{part}", reason


def _parts(type_: GraphQLNamedType) -> Iterator[tuple[str, str | None]]:
    match type_:
        case GraphQLObjectType() | GraphQLInterfaceType():
            for name, field in type_.fields.items():
                yield name, field.deprecation_reason
                for argument, definition in field.args.items():
                    yield f"{name}({argument}:)", definition.deprecation_reason
        case GraphQLInputObjectType():
            for name, field in type_.fields.items():
                yield name, field.deprecation_reason
        case GraphQLEnumType():
            for name, value in type_.values.items():
                yield name, value.deprecation_reason
        case _:
            pass


def sunset_of(reason: str) -> str | None:
    """Read from a reason until when something stays; None where it does not say."""
    read = _REASON.fullmatch(reason)
    return read and read["sunset"]


def _read(coordinate: str, reason: str) -> tuple[str, date]:
    read = _REASON.fullmatch(reason)
    try:
        if read is not None:
            return read["instead"], date.fromisoformat(read["sunset"])
    except ValueError:
        pass
    raise OperatorError(f"{coordinate} is deprecated without saying until when: write `Use x. Sunset 2027-06-01.`")
