"""Statements of SQLAlchemy as text, so that they are put together once and run on the driver.

Composing and compiling a statement takes Python longer than running it takes PostgreSQL.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg

_DIALECT = PGDialect_asyncpg()


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement to be run again and again."""

    sql: str
    # The names of what it binds, in its order.
    names: tuple[str, ...]

    def values(self, **given: object) -> list[object]:
        """Give what it binds, by the names."""
        return [given[name] for name in self.names]


def compiled(made: sa.Select[Any]) -> Statement:
    """Compile a statement that binds everything by a name of ours."""
    text = made.compile(dialect=_DIALECT)
    assert not any(text.params.values()), "what is bound has its value when the statement runs"
    return Statement(str(text), tuple(text.positiontup or ()))
