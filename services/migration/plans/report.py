"""The report of an import: every row of the source counted once, and every sum told before and after."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from kernel.decimals import plain
from services.migration.plans.source import Fate, Row
from services.migration.refusals import RowRefused


@dataclass(frozen=True)
class Rejection:
    """A row that stays outside, and why."""

    number: int
    """Its place in its table, from 1 on, a row with the names of columns not counted."""
    refusal: RowRefused

    def as_json(self) -> dict[str, object]:
        return {"row": self.number, "code": self.refusal.code, "reason": str(self.refusal)}


@dataclass
class Counts:
    """How many rows were read, and what became of them; the fates add up to what was read."""

    read: int = 0
    imported: int = 0
    unchanged: int = 0
    rejected: int = 0
    held_back: int = 0

    @classmethod
    def of(cls, fates: Iterable[Fate]) -> "Counts":
        """Count rows by what became of them."""
        count = Counter(fates)
        fields = (count[fate] for fate in (Fate.IMPORTED, Fate.UNCHANGED, Fate.REJECTED, Fate.HELD_BACK))
        return cls(sum(count.values()), *fields)

    def add(self, more: "Counts") -> None:
        """Add further rows."""
        self.read += more.read
        self.imported += more.imported
        self.unchanged += more.unchanged
        self.rejected += more.rejected
        self.held_back += more.held_back

    def as_json(self) -> dict[str, object]:
        return {
            "read": self.read,
            "imported": self.imported,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
            "held_back": self.held_back,
        }


@dataclass
class TableReport:
    """What became of the rows of one table of the source."""

    table: str
    counts: Counts
    held_back: Mapping[str, int] = field(default_factory=dict[str, int])
    """How many rows were held back, by the reason."""
    rejections: Sequence[Rejection] = ()

    @classmethod
    def of(cls, table: str, rows: Iterable[Row]) -> "TableReport":
        """Report settled rows."""
        settled = list(rows)
        held = Counter(str(row.reason) for row in settled if row.fate is Fate.HELD_BACK)
        rejections = [
            Rejection(row.number, row.reason)
            for row in settled
            if row.fate is Fate.REJECTED and isinstance(row.reason, RowRefused)
        ]
        return cls(table, Counts.of(row.fate for row in settled if row.fate is not None), held, rejections)

    def as_json(self) -> dict[str, object]:
        return {
            "table": self.table,
            **self.counts.as_json(),
            "held_back_because": dict(self.held_back),
            "rejections": [rejection.as_json() for rejection in self.rejections],
        }


@dataclass
class SumReport:
    """One figure: in the source, here, and as the schema shows it."""

    name: str
    source: Decimal
    """Over all rows of the source that are readable."""
    left_out: Decimal
    """Of that, what did not come in."""
    stored: Decimal
    added: Decimal
    """Of what is stored, what came in now."""
    before: Decimal
    after: Decimal
    """What the schema showed before the import and shows after it, over the whole company."""

    @property
    def rounding(self) -> Decimal:
        """The difference that rounding to the currency's digits made."""
        return self.stored - (self.source - self.left_out)

    @property
    def holds(self) -> bool:
        """Whether the schema shows exactly what came in, on top of what was there."""
        return self.after - self.before == self.added

    def as_json(self) -> dict[str, object]:
        return {
            "name": self.name,
            "source": plain(self.source),
            "left_out": plain(self.left_out),
            "rounding": plain(self.rounding),
            "stored": plain(self.stored),
            "through_the_schema": plain(self.after),
            "holds": self.holds,
        }


@dataclass
class Report:
    """What an import did, or would do."""

    system: str
    company_id: UUID
    entities: Mapping[str, Counts]
    """By type of the schema; a row of the source may take part in more than one."""
    tables: Sequence[TableReport]
    sums: Sequence[SumReport]

    @property
    def holds(self) -> bool:
        """Whether everything reads back as it went in."""
        return all(each.holds for each in self.sums)

    @property
    def imported(self) -> int:
        """How many rows of the source came in now."""
        return sum(table.counts.imported for table in self.tables)

    def as_json(self) -> dict[str, object]:
        return {
            "system": self.system,
            "company": f"Company:{self.company_id}",
            "entities": [{"entity": name, **counts.as_json()} for name, counts in self.entities.items()],
            "tables": [table.as_json() for table in self.tables],
            "sums": [each.as_json() for each in self.sums],
            "holds": self.holds,
        }
