"""Units of what a plan takes: entities with their records, and every row that comes in with one of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from models import ImportFate
from services.migration.engine.items import Made, Record, Unit, fingerprint, record
from services.migration.plans.building import Built
from services.migration.plans.references import References
from services.migration.plans.source import Row
from services.migration.plans.taking import Taken


@dataclass
class Units:
    """Makes units of entities."""

    company_id: UUID
    system: str
    references: References
    _given: set[int] = field(default_factory=set[int])

    def of(self, taken: Sequence[Taken]) -> list[tuple[Built, Unit]]:
        """Make a unit of every entity. A row goes with what it becomes, else with the first that uses it."""
        units = [(entity, self._unit(entity)) for step in taken for entity in step.entities]
        settling = {id(entity) for step in taken if step.settles for entity in step.entities}
        for entity, unit in units:
            if id(entity) in settling:
                self._give(unit, entity, [entity.row])
            for line in entity.lines:
                self._give(unit, line, [line.row])
        for entity, unit in units:
            self._give(unit, entity, (row for each in entity.everything() for row in each.used))
        return units

    def _unit(self, entity: Built) -> Unit:
        rows = [row for each in entity.everything() for row in (each.row, *each.used)]
        mark = fingerprint([entity.key, *(text for row in rows for text in row.texts)])
        if entity.adopted:
            # What an import makes of something that is here already is the reference to it.
            reference_id = self.references.new_id("ExternalReference", f"{entity.type_name}/{entity.key}")
            unit = Unit("ExternalReference", entity.key, reference_id, self.company_id, mark, referred=False)
            unit.records = [self._reference(entity, reference_id)]
            return unit
        unit = Unit(entity.type_name, entity.key, entity.id, self.company_id, mark)
        unit.records = [
            record(table.__tablename__, values) for each in entity.everything() for table, values in each.rows
        ]
        unit.records += [
            self._reference(line, self.references.new_id("ExternalReference", f"{line.type_name}/{line.key}"))
            for line in entity.lines
        ]
        return unit

    def _reference(self, entity: Built, reference_id: UUID) -> Record:
        return record(
            "external_reference",
            {
                "id": reference_id,
                "company_id": self.company_id,
                "system": self.system,
                "external_id": entity.key,
                "entity_type": entity.type_name,
                "entity_id": entity.id,
            },
        )

    def _give(self, unit: Unit, becomes: Built, rows: Iterable[Row]) -> None:
        fate = ImportFate.MERGED if becomes.adopted else ImportFate.IMPORTED
        for row in rows:
            if id(row) not in self._given:
                self._given.add(id(row))
                unit.made.append(Made(row, becomes.type_name, becomes.id, fate=fate))
