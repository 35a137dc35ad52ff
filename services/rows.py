"""Rows that are about to be written, and the statements that write them: as sets, whatever the table.

The statements are put together from the names of our own tables and columns alone; everything that a caller says is bound.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar, cast
from uuid import UUID

import asyncpg
import orjson
import sqlalchemy as sa

from kernel.draft import Draft
from kernel.errors import InputPath
from services.violations import refusal_of
from services.work import Work

Found: TypeAlias = Mapping[str, Any]
"""A row as it is in the database, by column."""


@dataclass
class NewRow:
    """A row that is about to be inserted; what follows from what was said of it is added to its values."""

    draft: Draft
    values: dict[str, object]
    owner: Found | None = None
    # Whether its owner is new as well.
    of_new_owner: bool = False

    @property
    def key(self) -> UUID:
        """Its id."""
        return cast("UUID", self.values["id"])

    def at(self, column: str) -> InputPath:
        """Say where a column stood in the input."""
        return self.draft.at(column)


@dataclass
class ChangedRow:
    """A row that is about to be updated or deleted: what was said, and what is there."""

    draft: Draft
    values: dict[str, object]
    before: Found

    @property
    def key(self) -> UUID:
        """Its id."""
        return self.before["id"]

    def at(self, column: str) -> InputPath:
        """Say where a column stood in the input."""
        return self.draft.at(column)


AnyRow = TypeVar("AnyRow", NewRow, ChangedRow)


async def insert_rows(work: Work, table: sa.Table, rows: Sequence[NewRow]) -> None:
    """Insert rows as they are; those that say the same columns go in together.

    Raises:
        DomainError: the database refuses one of them.
    """
    for columns, alike in _by_columns(rows).items():
        names = ", ".join(columns)
        statement = (
            f"insert into {table.name} ({names}) "  # noqa: S608 - names of ours
            f"select {names} from jsonb_populate_recordset(null::{table.name}, $1::jsonb)"
        )
        await write(work, statement, alike, as_json(row.values for row in alike))


async def update_rows(work: Work, table: sa.Table, rows: Sequence[ChangedRow]) -> None:
    """Update rows to what is said of them.

    The version of a row rises also where nothing of the row itself is said: its lists belong to it.

    Raises:
        DomainError: the database refuses one of them.
    """
    for columns, alike in _by_columns(rows).items():
        sets = ", ".join(f"{column} = said.{column}" for column in columns) or "version = own.version"
        statement = (
            f"update {table.name} as own set {sets} "  # noqa: S608 - names of ours
            f"from jsonb_populate_recordset(null::{table.name}, $1::jsonb) as said where own.id = said.id"
        )
        await write(work, statement, alike, as_json({**row.values, "id": row.before["id"]} for row in alike))


async def delete_rows(
    work: Work, table: sa.Table, keys: Sequence[UUID], rows: Sequence[ChangedRow], *, column: str = "id"
) -> None:
    """Delete the rows whose id, or other column, is one of the keys.

    Raises:
        DomainError: the database refuses it, since something refers to one of them.
    """
    statement = f"delete from {table.name} where {column} = any($1::uuid[])"  # noqa: S608 - names of ours
    await write(work, statement, rows, keys)


async def write(work: Work, statement: str, rows: Sequence[NewRow] | Sequence[ChangedRow], *values: object) -> None:
    """Run a statement that writes rows, and say what the database refuses of them in words of ours.

    Raises:
        DomainError: the database refuses it.
    """
    try:
        await work.raw.execute(statement, *values)
    except asyncpg.PostgresError as error:
        refusal = refusal_of(error, rows)
        if refusal is None:
            raise
        raise refusal from error


def as_json(rows: Iterable[Mapping[str, object]]) -> str:
    """Write rows so that `jsonb_populate_recordset` reads them."""
    return orjson.dumps(list(rows), default=str).decode()


def _by_columns(rows: Sequence[AnyRow]) -> dict[tuple[str, ...], list[AnyRow]]:
    groups: dict[tuple[str, ...], list[AnyRow]] = defaultdict(list)
    for row in rows:
        groups[tuple(sorted(row.values))].append(row)
    return groups
