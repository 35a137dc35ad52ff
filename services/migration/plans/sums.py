"""The sums of a plan: over the rows of the source, over what came in of them, and as the schema shows them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from models import ImportFate
from services.migration.engine.items import Figures, Sum, Unit
from services.migration.plans.building import Built
from services.migration.plans.fields import Scope
from services.migration.plans.plan import Becomes, Figure, Plan
from services.migration.plans.source import Row, Table
from services.migration.refusals import RowRefused

ZERO: Final = Decimal(0)
CAME_IN: Final = (ImportFate.IMPORTED, ImportFate.UNCHANGED)


class _Entity(NamedTuple):
    """An entity or a line of one, and the unit that it comes in with."""

    built: Built
    unit: Unit


@dataclass
class Sums:
    """Adds up what a plan says is to be added up."""

    plan: Plan
    scope: Scope
    tables: Mapping[str, Table]
    units: Sequence[tuple[Built, Unit]]

    def put_amounts(self) -> Decimal:
        """Give rows the figure by which all of them are added up, and its sum."""
        total = ZERO
        for row in self._rows_of(self.plan.amount.type_name):
            row.amount = self._figure(self.plan.amount, row)
            total += row.amount
        return total

    def told(self, before: Figures, after: Figures) -> Sequence[Sum]:
        """Give all sums, once it is known what came in."""
        by_type: dict[str, list[_Entity]] = {}
        for entity, unit in self.units:
            for each in entity.everything() if unit.fate in CAME_IN else ():
                by_type.setdefault(each.type_name, []).append(_Entity(each, unit))
        return [self._sum(figure, by_type.get(figure.type_name, []), before, after) for figure in self.plan.figures]

    def _sum(self, figure: Figure, came_in: Sequence[_Entity], before: Figures, after: Figures) -> Sum:
        figures = {id(row): self._figure(figure, row) for row in self._rows_of(figure.type_name)}
        source = sum(figures.values(), ZERO)
        taken = sum((figures[id(entity.built.row)] for entity in came_in), ZERO)
        stored = sum((figure.stored(entity.built.values) for entity in came_in), ZERO)
        new = (entity for entity in came_in if entity.unit.fate is ImportFate.IMPORTED)
        added = sum((figure.stored(entity.built.values) for entity in new), ZERO)
        shown = after.get(figure.figure, ZERO)
        holds = shown - before.get(figure.figure, ZERO) == added
        return Sum(figure.name, source, source - taken, stored, shown, holds)

    def _rows_of(self, type_name: str) -> Iterator[Row]:
        steps = [step for step in self.plan.steps if isinstance(step, Becomes)]
        sources = [step.source for step in steps if step.type_name == type_name]
        sources += [step.lines.source for step in steps if step.lines and step.lines.type_name == type_name]
        return (row for source in dict.fromkeys(sources) for row in self.tables[source].rows)

    def _figure(self, figure: Figure, row: Row) -> Decimal:
        """Read a figure; what cannot be read is nothing, and the row is among the rejected ones."""
        try:
            value = figure.source(row, self.scope)
        except RowRefused:
            return ZERO
        assert isinstance(value, Decimal)
        return value
