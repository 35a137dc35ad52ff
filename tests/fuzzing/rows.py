"""Rows that are there: what a client can have read of them, so that an operation names what belongs together."""

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from random import Random
from typing import Any, Final, NamedTuple, TypeAlias
from uuid import UUID

import sqlalchemy as sa
from asyncpg import Connection, Record
from graphql import GraphQLObjectType, GraphQLSchema

from models import tables_by_type
from tests.oracle.naive.dynamic import Value

ROWS_MAX: Final = 40
Ask: TypeAlias = Callable[[str], Awaitable[dict[str, Any]]]


class Row(NamedTuple):
    """A row: what it says under the names that the schema uses, ids of what it refers to with their types."""

    id: str
    version: int
    company: UUID | None
    said: Mapping[str, str]
    may: frozenset[str] = frozenset()
    """What can be done with it next, as `availableTransitions` tells."""


Rows = Mapping[str, Sequence[Row]]


async def rows_of_all_types(connection: Connection) -> Rows:
    """Give the oldest and the newest rows of each type."""
    names = {table.name: type_name for type_name, table in tables_by_type().items()}
    found: dict[str, Sequence[Row]] = {}
    for type_name, table in tables_by_type().items():
        if "id" in table.c:
            parts = (f"(select * from {table.name} order by id {way} limit {ROWS_MAX // 2})" for way in ("", "desc"))
            records = [record for part in parts for record in await connection.fetch(part)]
            found[type_name] = [_row(type_name, table, names, record) for record in records]
    return found


async def with_transitions(rows: Rows, schema: GraphQLSchema, ask: Ask) -> Rows:
    """Ask what can be done next with the rows that have a life cycle, as whoever writes would have asked."""
    found = dict(rows)
    for type_name, some in rows.items():
        type_ = schema.type_map.get(type_name)
        if some and isinstance(type_, GraphQLObjectType) and "availableTransitions" in type_.fields:
            ids = ", ".join(f'"{each.id}"' for each in some)
            told = await ask(f"{{ nodes(ids: [{ids}]) {{ ... on {type_name} {{ id availableTransitions }} }} }}")
            may = {node["id"]: frozenset(node["availableTransitions"]) for node in told["data"]["nodes"] if node}
            found[type_name] = [each._replace(may=may.get(each.id, frozenset())) for each in some]
    return found


def one_of(rows: Rows, type_name: str, company: UUID | None, random: Random) -> Row | None:
    """Draw a row of a type, of a company where there is one of it."""
    among = rows.get(type_name, ())
    own = [each for each in among if company is not None and each.company == company]
    return random.choice(own or among) if among else None


def one_that_may(rows: Rows, type_name: str, verb: str, random: Random) -> Row | None:
    """Draw a row of a type with which something can be done, if there is one."""
    among = rows.get(type_name, ())
    wanted = _screaming(verb)
    fit = [each for each in among if wanted in each.may or (verb == "Restore" and "archivedAt" in each.said)]
    return random.choice(fit or among) if among else None


def _screaming(verb: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", verb).upper()


def _row(type_name: str, table: sa.Table, names: Mapping[str, str], record: Record) -> Row:
    said = dict(_said(table, names, record))
    company = record.get("company_id") if type_name != "Company" else record["id"]
    return Row(f"{type_name}:{record['id']}", record.get("version", 1), company, said)


def _said(table: sa.Table, names: Mapping[str, str], record: Record) -> Iterator[tuple[str, str]]:
    for column in table.c:
        value = record.get(column.name)
        if isinstance(value, UUID):
            targets = [names.get(key.column.table.name) for key in column.foreign_keys if key.column.name == "id"]
            if targets and targets[0] is not None:
                yield _camel(column.name), f"{targets[0]}:{value}"
        elif (text := _text(value)) is not None:
            yield _camel(column.name), text


def _text(value: Value) -> str | None:
    match value:
        case Enum():
            return str(value.value)
        case str():
            return value
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case _:
            return None


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(each.capitalize() for each in others)
