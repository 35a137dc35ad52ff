"""The rows of the demo on their way into the tables: collected in any order, copied in the order of their references."""

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias
from uuid import UUID

from asyncpg import Connection

from models import Base

Value: TypeAlias = UUID | str | int | Decimal | date | datetime | list[str] | list[UUID] | None


class Rows:
    """Rows per table, all rows of a table with the same columns."""

    def __init__(self) -> None:
        self._columns: dict[str, tuple[str, ...]] = {}
        self._rows: dict[str, list[tuple[Value, ...]]] = defaultdict(list)

    def add(
        self, table: type[Base], row_id: UUID, at: datetime, *, changed: datetime | None = None, **values: Value
    ) -> UUID:
        """Add a row that was recorded at an instant and perhaps changed at a later one, and give its id."""
        name = table.__tablename__
        columns = self._columns.setdefault(name, tuple(values))
        assert columns == tuple(values), f"{name} has rows of different columns"
        self._rows[name].append((row_id, at, changed or at, *values.values()))
        return row_id

    def names(self, table: type[Base]) -> dict[UUID, str]:
        """Give the names in the rows of a table, by their ids."""
        place = 3 + self._columns[table.__tablename__].index("name")
        return {UUID(str(row[0])): str(row[place]) for row in self._rows[table.__tablename__]}

    async def copy_into(self, connection: Connection) -> None:
        """Copy everything into the tables, those that are referred to first."""
        for table in Base.metadata.sorted_tables:
            if rows := self._rows.get(table.name):
                columns = ("id", "recorded_at", "changed_at", *self._columns[table.name])
                await connection.copy_records_to_table(table.name, records=rows, columns=columns)
