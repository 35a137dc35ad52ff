"""Settling: that every row of the source has exactly one fate, and what is counted of it.

What came in decides first. Of the rest, rows are held back by the table of the plan, and what nothing used is held back too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from services.migration.plans.building import Built
from services.migration.plans.fields import Condition, Scope
from services.migration.plans.plan import Becomes, Founded, Plan, Sum
from services.migration.plans.report import Counts, SumReport, TableReport
from services.migration.plans.source import Fate, Row, Source, Table
from services.migration.refusals import RowRefused

UNUSED = "nothing that came in uses it"
UNPLANNED = "the plan of the import does not know this file"


@dataclass
class Settling:
    """The accounts of one import."""

    plan: Plan
    scope: Scope
    tables: Mapping[str, Table]
    entities: dict[str, Counts] = field(default_factory=dict[str, Counts])
    _came_in: dict[str, list[Built]] = field(default_factory=dict[str, list[Built]])

    def hold_back_what_has_no_place(self) -> None:
        """Hold back the rows that a rule of the plan names."""
        for rule in self.plan.held_back:
            for row in self.tables[rule.table].rows if rule.where else ():
                if row.fate is None and self._holds(rule.where, row):
                    row.become(Fate.HELD_BACK, rule.reason)

    def hold_back_the_rest(self) -> None:
        """Hold back the rows that nothing took or used."""
        reasons = {rule.table: rule.reason for rule in self.plan.held_back if rule.where is None}
        for name, table in self.tables.items():
            for row in table.rows:
                if row.fate is None:
                    row.become(Fate.HELD_BACK, reasons.get(name, UNUSED))

    def takeable(self, step: Becomes) -> list[Row]:
        """Give the rows that a step may build from."""
        rows = self.tables[step.source].rows
        return [
            row for row in rows if row.fate in (None, Fate.IMPORTED, Fate.UNCHANGED) and self._holds(step.where, row)
        ]

    def came_in(self, step: Becomes | Founded, loaded: Sequence[Built]) -> None:
        """Settle and count what a step has brought in."""
        settles = isinstance(step, Becomes) and step.settles
        for entity in loaded:
            entity.came_in(settles=settles)
        if isinstance(step, Founded):
            return
        self._count(step.type_name, loaded, self._concerned(step))
        if step.lines:
            lines = [line for entity in loaded for line in entity.lines]
            self._count(step.lines.type_name, lines, self.tables[step.lines.source].rows)

    def sum_up(self, each: Sum, before: Decimal, after: Decimal) -> SumReport:
        """Add one figure up, over the source and over what came in."""
        came_in = self._came_in.get(each.type_name, [])
        figures = {id(row): self._figure(each, row) for row in self._rows_of(each.type_name)}
        source = sum(figures.values(), Decimal(0))
        taken = sum((figures[id(entity.row)] for entity in came_in), Decimal(0))
        stored = sum((each.stored(entity.values) for entity in came_in), Decimal(0))
        added = sum((each.stored(entity.values) for entity in came_in if not entity.known), Decimal(0))
        return SumReport(each.name, source, source - taken, stored, added, before, after)

    def reports(self) -> list[TableReport]:
        """Report every table that something was taken from."""
        return [TableReport.of(name, table.rows) for name, table in self.tables.items()]

    def _concerned(self, step: Becomes) -> list[Row]:
        rows = self.tables[step.source].rows
        if self._is_first(step):
            return [row for row in rows if row.is_torn or self._holds(step.where, row)]
        return [row for row in rows if not row.is_torn and self._holds(step.where, row)]

    def _is_first(self, step: Becomes) -> bool:
        # A row that cannot be cut into its columns concerns the first step that takes from its table.
        of_table = [each for each in self.plan.steps if isinstance(each, Becomes) and each.source == step.source]
        return of_table[0] is step

    def _count(self, type_name: str, loaded: Sequence[Built], concerned: Sequence[Row]) -> None:
        taken = {id(entity.row) for entity in loaded}
        fates = [Fate.UNCHANGED if entity.known else Fate.IMPORTED for entity in loaded]
        fates += [row.fate for row in concerned if id(row) not in taken and row.fate is not None]
        self.entities.setdefault(type_name, Counts()).add(Counts.of(fates))
        self._came_in.setdefault(type_name, []).extend(loaded)

    def _holds(self, where: Condition | None, row: Row) -> bool:
        try:
            return where is None or where(row, self.scope)
        except RowRefused as refusal:
            row.become(Fate.REJECTED, refusal)
            return False

    def _rows_of(self, type_name: str) -> list[Row]:
        steps = [step for step in self.plan.steps if isinstance(step, Becomes)]
        lines = [step.lines for step in steps if step.lines and step.lines.type_name == type_name]
        sources = [step.source for step in steps if step.type_name == type_name] + [each.source for each in lines]
        return [row for source in dict.fromkeys(sources) for row in self.tables[source].rows]

    def _figure(self, each: Sum, row: Row) -> Decimal:
        """Read a figure; what cannot be read is nothing, and the row is among the rejected ones."""
        try:
            value = each.source(row, self.scope)
        except RowRefused:
            return Decimal(0)
        assert isinstance(value, Decimal)
        return value


def left_aside(source: Source, plan: Plan, name: str) -> TableReport:
    """Report a table that nothing is taken from, by the number of its rows."""
    count = source.count(name)
    reason = next((rule.reason for rule in plan.held_back if rule.covers(name)), UNPLANNED)
    return TableReport(name, Counts(read=count, held_back=count), {reason: count})
