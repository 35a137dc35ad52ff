"""All rows of all tables in memory."""

import json
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

import models
from tests.oracle.naive.dynamic import Row

MODELS: dict[str, type[models.Base]] = {
    mapper.class_.__name__: mapper.class_ for mapper in models.Base.registry.mappers
}
"""Every entity by the name of its type in the schema, which is the name of its class."""


class Store:
    """Rows by type, by id and by any attribute."""

    def __init__(self, rows: dict[str, Sequence[Row]]) -> None:
        """Keep the rows of each type."""
        self._rows = rows
        self._by: dict[tuple[str, str], dict[object, list[Row]]] = {}

    @classmethod
    async def load(cls, engine: AsyncEngine) -> "Store":
        """Read every table, whole."""
        async with AsyncSession(engine) as session:
            rows = {name: (await session.scalars(sa.select(model))).all() for name, model in MODELS.items()}
            session.expunge_all()
            for name, model in MODELS.items():
                await _read_exactly(session, model, rows[name])
        return cls(rows)

    def all(self, type_name: str) -> Sequence[Row]:
        """Give all rows of a type."""
        return self._rows.get(type_name, ())

    def one(self, type_name: str, key: UUID | None) -> Row | None:
        """Give the row with an id."""
        return next(iter(self.by(type_name, "id", key)), None) if key is not None else None

    def by(self, type_name: str, attribute: str, value: object) -> list[Row]:
        """Give the rows of a type whose attribute has a value."""
        found = self._by.get((type_name, attribute))
        if found is None:
            found = self._by[type_name, attribute] = defaultdict(list)
            for row in self.all(type_name):
                found[getattr(row, attribute)].append(row)
        return found.get(value, [])


async def _read_exactly(session: AsyncSession, model: type[models.Base], rows: Sequence[Row]) -> None:
    """Read the JSON of a table again, without a number losing digits on the way."""
    table = sa.inspect(model).local_table
    key = next(iter(table.primary_key))
    for column in table.c:
        if isinstance(column.type, sa.JSON):
            texts = {row[0]: row[1] for row in await session.execute(sa.select(key, sa.cast(column, sa.Text)))}
            for row in rows:
                text = texts[getattr(row, key.name)]
                setattr(row, column.name, json.loads(text, parse_float=Decimal) if text else None)
