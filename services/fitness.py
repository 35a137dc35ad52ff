"""What is said of rows must fit their columns; whoever says something else is told where."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.errors import InputPath
from services.refusals import TextTooLong, ValueRequired
from services.rows import ChangedRow, NewRow

TEXT_MAX = 10_000
INDEXED_TEXT_MAX = 300


def require_fit(table: sa.Table, rows: Sequence[NewRow] | Sequence[ChangedRow]) -> None:
    """Check what is said of rows; null of a new row where the database has a default means the default.

    Raises:
        ValueRequired: what everything of its kind has is left out, cleared or blank.
        TextTooLong: as it says.
    """
    indexed = {column.name for index in table.indexes for column in index.columns}
    for row in rows:
        if isinstance(row, NewRow):
            _use_defaults(table, row)
        for name, value in row.values.items():
            short = name in indexed or f"{name}_key" in indexed
            _require_value(table.c[name], value, row.at(name), INDEXED_TEXT_MAX if short else TEXT_MAX)
        if isinstance(row, NewRow):
            _require_whole(table, row)


def _use_defaults(table: sa.Table, row: NewRow) -> None:
    for name in [name for name, value in row.values.items() if value is None]:
        column = table.c[name]
        if not column.nullable and column.server_default is not None:
            del row.values[name]


def _require_value(column: sa.Column[Any], value: object, path: InputPath, maximum: int) -> None:
    is_blank = value is None or (isinstance(value, str) and not value.strip())
    if is_blank and not column.nullable:
        raise ValueRequired(path=path)
    if isinstance(value, str) and len(value) > maximum:
        raise TextTooLong(len(value), maximum, path=path)


def _require_whole(table: sa.Table, row: NewRow) -> None:
    for column in table.columns:
        given = column.nullable or column.server_default is not None or column.computed is not None
        if not given and row.values.get(column.name) is None:
            raise ValueRequired(path=row.at(column.name))
