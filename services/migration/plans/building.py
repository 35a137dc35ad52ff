"""Building: evaluating a plan row by row. What cannot be built is refused with its reason, and the rest goes on."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias
from uuid import UUID

from models import Base, ImportFate
from services.migration.plans.fields import Scope
from services.migration.plans.plan import Adopt, Becomes, Fields, Founded, Lines, Values
from services.migration.plans.references import References
from services.migration.plans.source import Key, Row, Table
from services.migration.refusals import (
    DocumentIncomplete,
    ReferenceUnknown,
    RowRefused,
    RowRepeated,
    StoredOtherwise,
    ValueMissing,
)

Stored: TypeAlias = tuple[type[Base], Values]
"""A row for a table."""

NOWHERE = Row(Table("", {}), 0, ())
"""The row of what no row says."""


@dataclass(eq=False, slots=True)
class Built:
    """An entity as it will be stored, and the rows that it was made of."""

    type_name: str
    key: str
    id: UUID
    row: Row
    values: Values
    used: Sequence[Row]
    rows: list[Stored] = field(default_factory=list[Stored])
    lines: list["Built"] = field(default_factory=list["Built"])
    adopted: bool = False
    """It is here already; only its reference is made."""

    def everything(self) -> Iterator["Built"]:
        """Give it and its lines."""
        yield self
        yield from self.lines

    def comes_in(self, *, settles: bool) -> None:
        """Settle the rows that it was made of."""
        for built in self.everything():
            for row in (*((built.row,) if settles else ()), *built.used):
                row.become(ImportFate.IMPORTED)


@dataclass
class Builder:
    """Builds what one import brings in."""

    scope: Scope
    references: References
    _seen: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    def found(self, step: Founded) -> Built:
        """Build something that no row says."""
        return self._entity(step.type_name, step.key, NOWHERE, step.target, self._values(step.fields, NOWHERE))

    def build(self, step: Becomes, rows: Iterable[Row], adoptable: dict[Key, Values]) -> Iterator[Built]:
        """Build entities of rows; a row that is refused is settled, and left out."""
        lines = _lines_by_document(self.scope.source.table(step.lines.source), step.lines) if step.lines else {}
        for row in rows:
            of_document: list[Row] = []
            try:
                if step.lines:
                    of_document = lines.pop(row[step.lines.document], of_document)
                built = self._one(step, row, adoptable)
                if step.lines:
                    self._add_lines(built, step, step.lines, of_document)
            except RowRefused as refusal:
                row.become(ImportFate.REJECTED, refusal)
                _refuse_with(row, of_document)
            else:
                yield built
        for document, left in lines.items():
            for row in left:
                row.become(ImportFate.REJECTED, ReferenceUnknown(step.type_name, str(document)))

    def _one(self, step: Becomes, row: Row, adoptable: dict[Key, Values]) -> Built:
        self.scope.used = []
        key = self._key(step.type_name, step.key(row, self.scope))
        values = self._values(step.fields, row)
        for use in step.uses:
            use(row, self.scope)
        built = self._entity(step.type_name, key, row, step.target, values)
        if step.adopt is not None and not self.references.is_made(step.type_name, key):
            self._adopt(built, step.adopt, adoptable)
        for part in step.parts:
            of_owner = {"company_id": self.scope.facts.company_id, part.owner: built.id}
            built.rows.append((part.target, {**of_owner, **self._values(part.fields, row)}))
        built.used = tuple(self.scope.used)
        return built

    def _entity(self, type_name: str, key: str, row: Row, target: type[Base], values: Values) -> Built:
        built = Built(type_name, key, self.references.new_id(type_name, key), row, values, ())
        values["id"] = built.id
        if "company_id" in target.__table__.c:
            values["company_id"] = self.scope.facts.company_id
        built.rows.append((target, values))
        return built

    def _add_lines(self, built: Built, step: Becomes, lines: Lines, rows: Sequence[Row]) -> None:
        for row in rows:
            try:
                built.lines.append(self._line(built, lines, row))
            except RowRefused as refusal:
                row.become(ImportFate.REJECTED, refusal)
                raise DocumentIncomplete(row.table.name, row.number) from refusal
        if step.settle:
            step.settle(built.values, [line.values for line in built.lines], self.scope)

    def _line(self, document: Built, lines: Lines, row: Row) -> Built:
        self.scope.used = []
        key = self._key(lines.type_name, lines.key(row, self.scope))
        values = {lines.owner: document.id, **self._values(lines.fields, row)}
        line = self._entity(lines.type_name, key, row, lines.target, values)
        line.used = tuple(self.scope.used)
        return line

    def _values(self, fields: Fields, row: Row) -> Values:
        return {name: read(row, self.scope) for name, read in fields.items()}

    def _key(self, type_name: str, key: object) -> str:
        if key is None:
            raise ValueMissing(f"The key of {type_name}")
        identity = (type_name, str(key))
        if identity in self._seen:
            raise RowRepeated(*identity)
        self._seen.add(identity)
        return identity[1]

    def _adopt(self, built: Built, adopt: Adopt, adoptable: dict[Key, Values]) -> None:
        key = tuple(built.values[name] for name in adopt.by)
        here = adoptable.get(key)
        if here is None:
            if adopt.only:
                raise ReferenceUnknown(built.type_name, built.key)
            adoptable[key] = built.values
            return
        _require_agreement(here, built.values, adopt.agreeing)
        adopted = here["id"]
        assert isinstance(adopted, UUID)
        built.id, built.rows, built.adopted = adopted, [], True


def _require_agreement(here: Mapping[str, object], given: Values, names: Sequence[str]) -> None:
    for name in names:
        if here[name] != given[name]:
            raise StoredOtherwise(name, here[name], given[name])


def _refuse_with(row: Row, lines: Sequence[Row]) -> None:
    for line in lines:
        line.become(ImportFate.REJECTED, DocumentIncomplete(row.table.name, row.number))


def _lines_by_document(table: Table, lines: Lines) -> dict[object, list[Row]]:
    found: dict[object, list[Row]] = defaultdict(list)
    for row in table.rows:
        if row.fate is not None:
            continue
        try:
            found[row[lines.document]].append(row)
        except RowRefused as refusal:
            row.become(ImportFate.REJECTED, refusal)
    return found
