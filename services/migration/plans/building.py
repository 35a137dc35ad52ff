"""Building: evaluating a plan row by row. What cannot be built is refused with its reason, and the rest goes on."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias
from uuid import UUID

from kernel.ids import uuid7
from models import Base, ExternalReference
from services.migration.plans.fields import Scope
from services.migration.plans.plan import Adopt, Becomes, Fields, Founded, Lines, Values
from services.migration.plans.references import References
from services.migration.plans.source import Fate, Key, Row, Table
from services.migration.refusals import (
    DocumentIncomplete,
    LineOfKnownDocument,
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
    known: bool
    """It came in before; nothing of it is stored."""
    rows: list[Stored] = field(default_factory=list[Stored])
    lines: list["Built"] = field(default_factory=list["Built"])

    def everything(self) -> Iterator["Built"]:
        """Give it and its lines."""
        yield self
        yield from self.lines

    def came_in(self, *, settles: bool) -> None:
        """Settle the rows that it was made of."""
        fate = Fate.UNCHANGED if self.known else Fate.IMPORTED
        for built in self.everything():
            for row in (*((built.row,) if settles else ()), *built.used):
                row.become(fate)

    def refused(self, refusal: RowRefused) -> None:
        """Settle its row as refused, and its lines with it."""
        self.row.become(Fate.REJECTED, refusal)
        for line in self.lines:
            line.row.become(Fate.REJECTED, DocumentIncomplete(self.row.table.name, self.row.number))


@dataclass
class Builder:
    """Builds what one import brings in."""

    system: str
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
                row.become(Fate.REJECTED, refusal)
                _refuse_with(row, of_document)
            else:
                yield built
        for document, left in lines.items():
            for row in left:
                row.become(Fate.REJECTED, ReferenceUnknown(step.type_name, str(document)))

    def _one(self, step: Becomes, row: Row, adoptable: dict[Key, Values]) -> Built:
        self.scope.used = []
        key = self._key(step.type_name, step.key(row, self.scope))
        values = self._values(step.fields, row)
        for use in step.uses:
            use(row, self.scope)
        built = self._entity(step.type_name, key, row, step.target, values)
        if step.adopt is not None and not built.known:
            self._adopt(built, step.adopt, adoptable)
        for part in () if built.known else step.parts:
            of_owner = {"company_id": self.scope.facts.company_id, part.owner: built.id}
            built.rows.append((part.target, {**of_owner, **self._values(part.fields, row)}))
        built.used = tuple(self.scope.used)
        return built

    def _entity(self, type_name: str, key: str, row: Row, target: type[Base], values: Values) -> Built:
        known = self.references.id_of(type_name, key)
        built = Built(type_name, key, known or uuid7(), row, values, (), known is not None)
        values["id"] = built.id
        if "company_id" in target.__table__.c:
            values["company_id"] = self.scope.facts.company_id
        if known is None:
            built.rows += [(target, values), (ExternalReference, self._reference(built))]
        return built

    def _add_lines(self, built: Built, step: Becomes, lines: Lines, rows: Sequence[Row]) -> None:
        for row in rows:
            try:
                built.lines.append(self._line(built, lines, row))
            except RowRefused as refusal:
                row.become(Fate.REJECTED, refusal)
                raise DocumentIncomplete(row.table.name, row.number) from refusal
        if step.settle:
            step.settle(built.values, [line.values for line in built.lines], self.scope)

    def _line(self, document: Built, lines: Lines, row: Row) -> Built:
        self.scope.used = []
        key = self._key(lines.type_name, lines.key(row, self.scope))
        values = {lines.owner: document.id, **self._values(lines.fields, row)}
        line = self._entity(lines.type_name, key, row, lines.target, values)
        if document.known and not line.known:
            raise LineOfKnownDocument(document.type_name, document.key)
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
        built.id = adopted
        built.rows = [(ExternalReference, self._reference(built))]

    def _reference(self, built: Built) -> Values:
        return {
            "company_id": self.scope.facts.company_id,
            "system": self.system,
            "external_id": built.key,
            "entity_type": built.type_name,
            "entity_id": built.id,
        }


def _require_agreement(here: Mapping[str, object], given: Values, names: Sequence[str]) -> None:
    for name in names:
        if here[name] != given[name]:
            raise StoredOtherwise(name, here[name], given[name])


def _refuse_with(row: Row, lines: Sequence[Row]) -> None:
    for line in lines:
        line.become(Fate.REJECTED, DocumentIncomplete(row.table.name, row.number))


def _lines_by_document(table: Table, lines: Lines) -> dict[object, list[Row]]:
    found: dict[object, list[Row]] = defaultdict(list)
    for row in table.rows:
        if row.fate is not None:
            continue
        try:
            found[row[lines.document]].append(row)
        except RowRefused as refusal:
            row.become(Fate.REJECTED, refusal)
    return found
