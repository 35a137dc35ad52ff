"""A target: its fields, how it is built from their values, and by which rule two of it are one."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID, uuid5

from asyncpg import Connection

from services.migration.duplicate_rules import Record, Rule
from services.migration.engine.items import Shape
from services.migration.standard.outcome import Standardiser

Values: TypeAlias = dict[str, Any]
"""Values by field, in their standard form; None is no value."""
Records: TypeAlias = list[tuple[Shape, tuple[Any, ...]]]


class TargetField(NamedTuple):
    """A field that a mapping may write."""

    description: str
    standard: Standardiser
    """What every value of the field goes through, whatever else the mapping says."""
    holds: type[object] = str
    required: bool = False


@dataclass(frozen=True)
class Into:
    """What rows come into: a company, from a system; and what of it they may name."""

    company_id: UUID
    currency: str
    country: str
    system: str
    units: Mapping[str, UUID]

    def id_of(self, entity_type: str, key: str) -> UUID:
        """Give the id of something that comes in: always the same for the same key of the same system."""
        return uuid5(self.company_id, f"{self.system}/{entity_type}/{key}")


class Existing(NamedTuple):
    """What is here already: its id, what of it is compared, and by which rule."""

    id: UUID
    record: Record
    rule: Rule


@dataclass(frozen=True)
class Target:
    """What rows become."""

    name: str
    entity_type: str
    fields: Mapping[str, TargetField]
    build: Callable[[Values, UUID, Into], Records]
    """Makes what is stored; refuses a row whose values do not go together."""
    record: Callable[[Values], Record]
    """Gives what of it is compared to find duplicates."""
    rule: Callable[[Values], Rule]
    existing: Callable[[Connection, UUID, UUID], Awaitable[Sequence[Existing]]]
    """Reads what a company has already, but for what a job has made."""


def shape(table: str, values: Mapping[str, Any]) -> tuple[Shape, tuple[Any, ...]]:
    """Give a record for a table by the names of its columns."""
    return Shape(table, tuple(values)), tuple(values.values())
