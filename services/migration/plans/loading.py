"""Loading: writing what was built, table by table with COPY.

The database judges every row by its own rules. Where it refuses a set, the set is halved until the entities that break a
rule stand alone; they are rejected with the name of the rule, and everything else goes in.
"""

from collections.abc import Sequence
from typing import Any

import asyncpg
from asyncpg import Connection

from models import Base
from services.migration.plans.building import Built
from services.migration.plans.plan import Adopt, Values
from services.migration.plans.source import Key
from services.migration.refusals import RowBreaksRule

# The driver itself refuses a whole number that is too large for its column.
Refused = (asyncpg.IntegrityConstraintViolationError, asyncpg.DataError, OverflowError)


class Loader:
    """Writes into the transaction that is open on a connection."""

    def __init__(self, connection: Connection) -> None:
        """Write through this connection."""
        self._connection = connection

    async def load(self, entities: Sequence[Built]) -> list[Built]:
        """Write entities with all that belongs to them, and give those that went in."""
        if not entities:
            return []
        try:
            async with self._connection.transaction():
                await self._copy(entities)
        except Refused as refused:
            if len(entities) == 1:
                entities[0].refused(_reason(refused))
                return []
        else:
            return list(entities)
        middle = len(entities) // 2
        return [*await self.load(entities[:middle]), *await self.load(entities[middle:])]

    async def adoptable(self, target: type[Base], adopt: Adopt) -> dict[Key, Values]:
        """Read what is here already and could be taken over, by what identifies it."""
        names = ("id", *adopt.by, *adopt.agreeing)
        # Names of columns come from the plan, which is code.
        rows: list[Any] = await self._connection.fetch(f"select {', '.join(names)} from {target.__tablename__}")  # noqa: S608
        return {tuple(row[name] for name in adopt.by): dict(row) for row in rows}

    async def _copy(self, entities: Sequence[Built]) -> None:
        by_table: dict[type[Base], list[Values]] = {}
        for entity in entities:
            for built in entity.everything():
                for table, values in built.rows:
                    by_table.setdefault(table, []).append(values)
        for table, rows in by_table.items():
            columns = list(rows[0])
            records = [tuple(row[column] for column in columns) for row in rows]
            await self._connection.copy_records_to_table(table.__tablename__, records=records, columns=columns)


def _reason(refused: Exception) -> RowBreaksRule:
    # asyncpg gives these as attributes that it has no types for.
    rule: str | None = getattr(refused, "constraint_name", None) or getattr(refused, "column_name", None)
    return RowBreaksRule(rule or "values_fit_their_columns", str(refused.args[0]))
