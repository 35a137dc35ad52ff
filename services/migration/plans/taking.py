"""Taking: what a plan takes from a source is built step by step, and every row is settled.

What comes in decides first. Of the rest, rows are held back by the table of the plan, and what nothing uses is held back too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

from models import Base, ImportFate
from services.migration.plans.building import Builder, Built
from services.migration.plans.fields import Condition, Scope
from services.migration.plans.plan import Becomes, Founded, Plan, Values
from services.migration.plans.references import References
from services.migration.plans.source import Key, Row, Table
from services.migration.refusals import RowRefused

UNUSED: Final = "Nothing that comes in uses it."

Adoptable: TypeAlias = Mapping[type[Base], dict[Key, Values]]
"""What is here already and could be taken over, by table and by what identifies it."""


class Taken(NamedTuple):
    """What a step takes; whether the rows that it is made of are accounted for with it."""

    entities: Sequence[Built]
    settles: bool


@dataclass
class Taking:
    """Takes everything that a plan takes."""

    plan: Plan
    scope: Scope
    references: References
    tables: Mapping[str, Table]

    def everything(self, adoptable: Adoptable) -> list[Taken]:
        """Build all steps, and settle all rows."""
        self._hold_back_what_has_no_place()
        taken = list(self._steps(Builder(self.scope, self.references), adoptable))
        self._hold_back_the_rest()
        return taken

    def _steps(self, builder: Builder, adoptable: Adoptable) -> Iterator[Taken]:
        for step in self.plan.steps:
            if isinstance(step, Founded):
                taken = Taken([builder.found(step)], settles=False)
            else:
                here = adoptable.get(step.target, {})
                taken = Taken(list(builder.build(step, self._takeable(step), here)), step.settles)
            for entity in taken.entities:
                entity.comes_in(settles=taken.settles)
                for each in entity.everything():
                    self.references.add(each.type_name, each.key, each.id)
            yield taken

    def _hold_back_what_has_no_place(self) -> None:
        for rule in self.plan.held_back:
            for row in self.tables[rule.table].rows if rule.where else ():
                if row.fate is None and self._holds(rule.where, row):
                    row.become(ImportFate.HELD_BACK, rule.reason)

    def _hold_back_the_rest(self) -> None:
        reasons = {rule.table: rule.reason for rule in self.plan.held_back if rule.where is None}
        for name, table in self.tables.items():
            for row in table.rows:
                if row.fate is None:
                    row.become(ImportFate.HELD_BACK, reasons.get(name, UNUSED))

    def _takeable(self, step: Becomes) -> list[Row]:
        rows = self.tables[step.source].rows
        return [row for row in rows if row.fate in (None, ImportFate.IMPORTED) and self._holds(step.where, row)]

    def _holds(self, where: Condition | None, row: Row) -> bool:
        try:
            return where is None or where(row, self.scope)
        except RowRefused as refusal:
            row.become(ImportFate.REJECTED, refusal)
            return False
