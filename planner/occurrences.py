"""The places at which statements name tables: each is an alias of its own within its statement.

To make an alias takes as long as to write what a statement says of it, since it has all columns of its table. Statements have
nothing to do with each other, so they share them: the first occurrence of a table in one statement is the first in all.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from sqlalchemy.sql.expression import FromClause

KEPT_MAX: Final = 1_000
"""How many aliases are kept, of all tables together; one has some 20 kB."""


@dataclass(eq=False)
class Kept:
    """The aliases that statements share."""

    aliases: dict[FromClause, list[FromClause]] = field(default_factory=lambda: defaultdict(list))
    count: int = 0
    _lock: Lock = field(default_factory=Lock)

    def get(self, table: FromClause, index: int) -> FromClause:
        """Give the alias of an occurrence, counted from 0; a new one where none is kept."""
        with self._lock:
            known = self.aliases[table]
            if index < len(known):
                return known[index]
            alias = table.alias()
            if index == len(known) and self.count < KEPT_MAX:
                known.append(alias)
                self.count += 1
            return alias


_KEPT: Final = Kept()


@dataclass
class Occurrences:
    """Counts where one statement names tables."""

    counts: dict[FromClause, int] = field(default_factory=lambda: defaultdict(int))
    kept: Kept = _KEPT

    def next(self, table: FromClause) -> FromClause:
        """Give the alias for another occurrence of a table."""
        index = self.counts[table]
        self.counts[table] += 1
        return self.kept.get(table, index)
