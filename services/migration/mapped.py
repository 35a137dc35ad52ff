"""Bringing rows in by a mapping: read, put into form, compared with what is here and with each other, and built.

What is surely here already is merged into it: nothing is written, and the row says into what. What is likely the same is
held back, so that somebody decides; with `duplicates` let in, it comes in as something of its own.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

from models import ImportFate
from services.migration.duplicates import find
from services.migration.engine.items import Aside, Change, Figure, Figures, Item, Made, Sum, Tally, Unit, fingerprint
from services.migration.mapping import Mapping, Reader
from services.migration.refusals import RowRefused, RowRepeated
from services.migration.sources.reading import ReadRow, ReadTable
from services.migration.standard.outcome import NotInForm
from services.migration.targets.target import Existing, Into, Records, Target, Values

SURE: Final = 0.97
"""From this score on, with a proof such as a VAT id, a duplicate is merged; otherwise it is held back."""
DUPLICATE: Final = "DUPLICATE"
LIKELY: Final = "LIKELY_DUPLICATE"


class _Ready(NamedTuple):
    row: ReadRow
    key: str
    id: UUID
    values: Values
    changes: Sequence[Change]
    records: Records


class _Like(NamedTuple):
    id: UUID
    score: float
    here: bool
    sure: bool


class Mapped:
    """An importer of the rows of one table."""

    at_once = False

    def __init__(
        self,
        table: ReadTable,
        mapping: Mapping,
        target: Target,
        into: Into,
        existing: Sequence[Existing],
        *,
        let_in: bool = False,
    ) -> None:
        """Import by a mapping; with `let_in`, what is likely a duplicate comes in all the same.

        Raises:
            MappingInvalid: the mapping does not fit the table or the target.
        """
        self._table = table
        self._target = target
        self._into = into
        self._existing = existing
        self._let_in = let_in
        self._reader = Reader(mapping, target, table.columns)
        self._notes: Counter[str] = Counter()
        self.source = Tally(len(table.rows))

    @property
    def system(self) -> str:
        """The other system."""
        return self._into.system

    @property
    def company_id(self) -> UUID:
        """The company that rows come into."""
        return self._into.company_id

    def items(self) -> Iterator[Item]:
        """Give every row once: as something new, as what is here already, or as one that stays outside."""
        ready: list[_Ready] = []
        seen: set[str] = set()
        for row in self._table.rows:
            try:
                ready.append(self._ready(row, seen))
            except RowRefused as refusal:
                yield Aside.rejected(row, refusal)
        yield from self._judged(ready)

    def notes(self) -> dict[str, int]:
        """Count what was put into another form, by field and rule."""
        return dict(sorted(self._notes.items()))

    def stored(self, figures: Figures) -> Decimal:  # noqa: ARG002 - every importer is asked so
        """Give nothing: masters have no amounts that could be added up."""
        return Decimal(0)

    def sums(self, before: Figures, after: Figures) -> Sequence[Sum]:  # noqa: ARG002 - every importer is asked so
        """Give none: what came in is counted row by row."""
        return ()

    def figures(self) -> Sequence[Figure]:
        """Give none: what rows become is said by the mapping, row by row."""
        return ()

    def _ready(self, row: ReadRow, seen: set[str]) -> _Ready:
        if row.refusal is not None:
            raise row.refusal
        key = self._reader.key(row)
        if key in seen:
            raise RowRepeated(self._target.entity_type, key)
        values, changes = self._reader.read(row)
        for name, value in values.items():
            if value is not None and not isinstance(value, self._target.fields[name].holds):
                raise NotInForm(str(value), f"what {name} is")
        values = {**values, "number": values.get("number") or key}
        entity_id = self._into.id_of(self._target.entity_type, key)
        records = self._target.build(values, entity_id, self._into)
        seen.add(key)
        return _Ready(row, key, entity_id, values, changes, records)

    def _judged(self, ready: Sequence[_Ready]) -> Iterator[Item]:
        units: dict[UUID, Unit] = {}
        like = self._like(ready)
        for each in ready:
            self._notes.update(f"{change[0]}: {change[3]}" for change in each.changes)
            other = like.get(each.id)
            if other is None or (self._let_in and not other.sure):
                units[each.id] = self._unit(each)
            elif not other.sure or (other.id not in units and not other.here):
                yield self._aside(each, other, ImportFate.HELD_BACK, LIKELY, "It is likely")
            elif other.here:
                yield self._aside(each, other, ImportFate.MERGED, DUPLICATE, "It is")
            else:
                made = Made(each.row, self._target.entity_type, other.id, each.changes, ImportFate.MERGED)
                units[other.id].made.append(made)
        yield from units.values()

    def _like(self, ready: Sequence[_Ready]) -> dict[UUID, _Like]:
        """Give for everything that something before it is like the one that it is most like."""
        found: dict[UUID, _Like] = {}
        known = {each.id for each in ready}
        for rule in dict.fromkeys(self._target.rule(each.values) for each in ready):
            here = [each for each in self._existing if each.rule is rule and each.id not in known]
            new = [each for each in ready if self._target.rule(each.values) is rule]
            records = [each.record for each in here] + [self._target.record(each.values) for each in new]
            for pair in find(records, rule, among=len(here)):
                first = pair.first < len(here)
                other = here[pair.first].id if first else new[pair.first - len(here)].id
                like = _Like(other, pair.score, first, sure=pair.proven and pair.score >= SURE)
                found.setdefault(new[pair.second - len(here)].id, like)
        return found

    def _aside(self, each: _Ready, other: _Like, fate: ImportFate, code: str, says: str) -> Aside:
        kind = self._target.entity_type
        reason = f"{says} {kind}:{other.id}, alike by {other.score:.0%}."
        return Aside(each.row, fate, code, reason, kind, other.id, each.changes)

    def _unit(self, each: _Ready) -> Unit:
        unit = Unit(self._target.entity_type, each.key, each.id, self.company_id, fingerprint(each.row.texts.values()))
        unit.records = each.records
        unit.made.append(Made(each.row, self._target.entity_type, each.id, each.changes))
        return unit
