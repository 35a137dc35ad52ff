"""Writing a chunk: everything of it with COPY, and in the same transaction what became of its rows.

What came in before by the same rows stays as it is. The database judges the rest by its own rules; where it refuses a set,
the set is halved until what breaks a rule stands alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from asyncpg import Connection

from models import Base, ImportFate
from services.migration.engine.items import Aside, Change, Item, Made, Shape, Unit
from services.migration.refusals import RowBreaksRule, RowRefused

# The driver itself refuses a whole number that is too large for its column.
Refused = (asyncpg.IntegrityConstraintViolationError, asyncpg.DataError, OverflowError)

ROWS = Shape(
    "import_row",
    ("job_id", "part", "number", "fate", "entity_type", "entity_id", "code", "reason", "values", "amount", "changes"),
)
ENTITIES = Shape("import_entity", ("job_id", "entity_type", "entity_id", "fingerprint"))
REFERENCES = Shape("external_reference", ("company_id", "system", "external_id", "entity_type", "entity_id"))

PLACES = {table.name: place for place, table in enumerate(Base.metadata.sorted_tables)}
"""Tables by name: those that are referred to before those that refer."""

KNOWN = "select entity_id, fingerprint from import_entity where entity_id = any($1::uuid[])"
MADE = "select entity_id, job_id from import_entity where entity_id = any($1::uuid[])"
ADVANCE = "update import_job set chunks_done = chunks_done + 1, rows_read = rows_read + $2 where id = $1"


@dataclass(eq=False)
class ChangedSinceImport(RowRefused):
    """What came in before stays as it is, also where the source says something else now."""

    message = "{kind} {key} came in before, and its rows were others then."
    kind: str
    key: str


class Writer:
    """Writes the chunks of one job into the transaction that is open on a connection."""

    def __init__(self, connection: Connection, job_id: UUID, system: str) -> None:
        """Write for this job."""
        self._connection = connection
        self._job_id = job_id
        self._system = system

    async def write(self, chunk: Sequence[Item]) -> int:
        """Write a chunk, and tell how many rows of the source it settled."""
        units = [item for item in chunk if isinstance(item, Unit)]
        known = await self._fingerprints(units)
        records = [self._aside(item) for item in chunk if isinstance(item, Aside)]
        records += [record for unit in units if unit.id in known for record in self._known(unit, known[unit.id])]
        fresh = [unit for unit in units if unit.id not in known]
        records += [record for unit, refusal in await self._load(fresh) for record in self._loaded(unit, refusal)]
        await self._copy(ROWS, records)
        await self._connection.execute("set constraints all immediate")
        await self._connection.execute(ADVANCE, self._job_id, len(records))
        return len(records)

    async def recall(self, chunk: Sequence[Item]) -> None:
        """Find out what became of a chunk that was written before this process began."""
        units = [item for item in chunk if isinstance(item, Unit)]
        made = {
            row["entity_id"]: row["job_id"] for row in await self._connection.fetch(MADE, [unit.id for unit in units])
        }
        for unit in units:
            by = made.get(unit.id)
            unit.fate = (
                ImportFate.IMPORTED if by == self._job_id else ImportFate.UNCHANGED if by else ImportFate.REJECTED
            )

    async def _fingerprints(self, units: Sequence[Unit]) -> dict[UUID, str]:
        rows = await self._connection.fetch(KNOWN, [unit.id for unit in units]) if units else []
        return {row["entity_id"]: row["fingerprint"] for row in rows}

    async def _load(self, units: Sequence[Unit]) -> list[tuple[Unit, RowRefused | None]]:
        if not units:
            return []
        try:
            async with self._connection.transaction():
                await self._store(units)
        except Refused as refused:
            if len(units) == 1:
                return [(units[0], _reason(refused))]
        else:
            return [(unit, None) for unit in units]
        middle = len(units) // 2
        return [*await self._load(units[:middle]), *await self._load(units[middle:])]

    async def _store(self, units: Sequence[Unit]) -> None:
        by_shape: dict[Shape, list[tuple[Any, ...]]] = {}
        for unit in units:
            for shape, record in unit.records:
                by_shape.setdefault(shape, []).append(record)
        # Whatever stands first in the chunk, what is referred to goes in before what refers to it.
        for shape in sorted(by_shape, key=lambda shape: PLACES[shape.table]):
            await self._copy(shape, by_shape[shape])
        entities = [(self._job_id, unit.entity_type, unit.id, unit.fingerprint) for unit in units]
        await self._copy(ENTITIES, entities)
        references = [
            (unit.company_id, self._system, unit.key, unit.entity_type, unit.id) for unit in units if unit.referred
        ]
        await self._copy(REFERENCES, references)

    async def _copy(self, shape: Shape, records: Sequence[tuple[Any, ...]]) -> None:
        if records:
            await self._connection.copy_records_to_table(shape.table, records=records, columns=shape.columns)

    def _loaded(self, unit: Unit, refusal: RowRefused | None) -> Iterable[tuple[Any, ...]]:
        unit.fate = ImportFate.REJECTED if refusal else ImportFate.IMPORTED
        return self._refused(unit, refusal) if refusal else self._settled(unit)

    def _known(self, unit: Unit, fingerprint: str) -> Iterable[tuple[Any, ...]]:
        unit.fate = ImportFate.UNCHANGED if fingerprint == unit.fingerprint else ImportFate.REJECTED
        if fingerprint != unit.fingerprint:
            return self._refused(unit, ChangedSinceImport(unit.entity_type, unit.key))
        return self._settled(unit, ImportFate.UNCHANGED)

    def _settled(self, unit: Unit, fate: ImportFate | None = None) -> Iterable[tuple[Any, ...]]:
        return (self._record(made, fate or made.fate) for made in unit.made)

    def _refused(self, unit: Unit, refusal: RowRefused) -> Iterable[tuple[Any, ...]]:
        return (self._aside(Aside.rejected(made.row, refusal)) for made in unit.made)

    def _record(self, made: Made, fate: ImportFate) -> tuple[Any, ...]:
        row, entity_type, entity_id, changes, _ = made
        told = _json(changes) if changes else None
        return (self._job_id, row.part, row.number, fate, entity_type, entity_id, None, None, None, row.amount, told)

    def _aside(self, aside: Aside) -> tuple[Any, ...]:
        row, fate, code, reason, entity_type, entity_id, changes = aside
        told = _json(changes) if changes else None
        said = row.values()
        values = orjson.dumps(said).decode() if said else None
        return (
            self._job_id, row.part, row.number, fate, entity_type, entity_id, code, reason, values, row.amount, told,
        )  # fmt: skip


def _json(changes: Sequence[Change]) -> str:
    return orjson.dumps([list(change) for change in changes]).decode()


def _reason(refused: Exception) -> RowBreaksRule:
    # asyncpg gives these as attributes that it has no types for.
    rule: str | None = getattr(refused, "constraint_name", None) or getattr(refused, "column_name", None)
    return RowBreaksRule(rule or "values_fit_their_columns", str(refused.args[0]))
