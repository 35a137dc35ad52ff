"""The row that an object is written of, with the rows that are joined to it on the way."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import FromClause


@dataclass(frozen=True)
class Scope:
    """One row of a statement's FROM.

    To-one relations are outer joins by a primary key: they neither add nor drop rows, and PostgreSQL remembers what it
    looked up, where the same unit or product comes again and again.
    """

    row: FromClause
    joins: list[tuple[FromClause, ColumnElement[bool]]] = field(
        default_factory=list[tuple[FromClause, ColumnElement[bool]]]
    )

    def joined(self, row: FromClause, on: ColumnElement[bool]) -> "Scope":
        """Join a row, and give it as the row to write of."""
        self.joins.append((row, on))
        return Scope(row, self.joins)

    @property
    def source(self) -> FromClause:
        """The row of the outermost object with everything that was joined to it; to be asked for last."""
        source: Any = self.row
        for row, on in self.joins:
            source = source.outerjoin(row, on)
        return source
