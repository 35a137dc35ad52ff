"""The importer of a plan: it gives everything that the plan takes from a source, and every other row with the reason."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import NAMESPACE_DNS, UUID, uuid5

from asyncpg import Connection

from kernel.clock import BusinessDay, zone
from kernel.rounding import RoundingPolicy
from models import FACTS, Base, ImportFate
from services.migration.engine.items import Aside, Figure, Figures, Item, Sum, Tally, Unit, fingerprint, record
from services.migration.plans.fields import Facts, Scope
from services.migration.plans.plan import Adopt, Becomes, Company, Plan, Values
from services.migration.plans.references import References
from services.migration.plans.source import Key, Row, Source, required
from services.migration.plans.sums import Sums
from services.migration.plans.taking import Adoptable, Taking
from services.migration.plans.units import Units
from services.migration.refusals import CompanyCodeTaken, RowRefused

NO_PLACE: Final = "NO_PLACE"
UNPLANNED: Final = "The plan of the import does not know this file."


@dataclass(frozen=True)
class CountedRow:
    """A row of a table that nothing is taken from; what it says is left in its file."""

    part: str
    number: int
    amount: Decimal | None = None

    def values(self) -> dict[str, str]:
        """Give nothing."""
        return {}


class Planned:
    """Gives what a plan takes from a source, the same whenever it is asked."""

    def __init__(self, source: Source, plan: Plan, scope: Scope, references: References, adoptable: Adoptable) -> None:
        """Build everything.

        Raises:
            SourceUnusable: a table that the plan needs is missing or unreadable.
        """
        self._source, self._plan, self._facts = source, plan, scope.facts
        self._tables = {name: source.table(required(source.names, name)) for name in plan.tables}
        self._counts = {name: source.count(name) for name in source.names if name not in self._tables}
        taken = Taking(plan, scope, references, self._tables).everything(adoptable)
        self._units = Units(self.company_id, self.system, references).of(taken)
        self._sums = Sums(plan, scope, self._tables, self._units)
        rows = sum(len(table.rows) for table in self._tables.values()) + sum(self._counts.values())
        self.source = Tally(rows, self._sums.put_amounts())

    @property
    def at_once(self) -> bool:
        """Tell whether the plan makes facts."""
        return any(step.target.__tablename__ in FACTS for step in self._plan.steps)

    @property
    def system(self) -> str:
        """The other system."""
        return self._plan.system

    @property
    def company_id(self) -> UUID:
        """The company that the source is about."""
        return self._facts.company_id

    def items(self) -> Iterator[Item]:
        """Give what comes in, so that what is referred to comes before what refers, and then what stays outside."""
        yield _founded(self._plan.company, self.company_id)
        yield from (unit for _, unit in self._units)
        for table in self._tables.values():
            yield from (_left_outside(row) for row in table.rows if row.fate is not ImportFate.IMPORTED)
        for name, count in self._counts.items():
            reason = next((rule.reason for rule in self._plan.held_back if rule.covers(name)), UNPLANNED)
            for number in range(1, count + 1):
                yield Aside.held_back(CountedRow(name, number), NO_PLACE, reason)

    def notes(self) -> dict[str, int]:
        """Give none: a plan reads values as they are."""
        return {}

    def figures(self) -> Sequence[Figure]:
        """Give none: what a plan adds up are its sums."""
        return ()

    def stored(self, figures: Figures) -> Decimal:
        """Give the figure by which rows are added up."""
        return figures.get(self._plan.amount.figure, Decimal(0))

    def sums(self, before: Figures, after: Figures) -> Sequence[Sum]:
        """Add every figure of the plan up, over the source and over what came in."""
        return self._sums.told(before, after)


async def read_plan(connection: Connection, source: Source, plan: Plan, now: datetime) -> Planned:
    """Read a source by a plan.

    Raises:
        CompanyCodeTaken: a company has the code that did not come in from there.
        SourceUnusable: a table that the plan needs is missing or unreadable.
    """
    company = plan.company
    company_id = uuid5(NAMESPACE_DNS, f"{plan.system}/{company.code}")
    if await connection.fetchval("select id <> $2 from company where code = $1", company.code, company_id):
        raise CompanyCodeTaken(company.code, plan.system)
    facts = Facts(company_id, company.currency, BusinessDay(zone(company.time_zone)), RoundingPolicy.HALF_UP, now)
    references = await References.stored(connection, company_id, plan.system)
    adoptable = {
        step.target: await _here(connection, step.target, step.adopt)
        for step in plan.steps
        if isinstance(step, Becomes) and step.adopt is not None
    }
    return await asyncio.to_thread(Planned, source, plan, Scope(source, facts, references), references, adoptable)


async def _here(connection: Connection, target: type[Base], adopt: Adopt) -> dict[Key, Values]:
    """Read what is here already and could be taken over, by what identifies it."""
    names = ("id", *adopt.by, *adopt.agreeing)
    # Names of columns come from the plan, which is code.
    rows: list[Any] = await connection.fetch(f"select {', '.join(names)} from {target.__tablename__}")  # noqa: S608
    return {tuple(row[name] for name in adopt.by): dict(row) for row in rows}


def _founded(company: Company, company_id: UUID) -> Unit:
    values = {
        "id": company_id,
        "code": company.code,
        "name": company.name,
        "legal_name": company.name,
        "currency": company.currency,
        "country": company.country,
        "time_zone": company.time_zone,
        "rounding_policy": RoundingPolicy.HALF_UP,
    }
    unit = Unit("Company", company.code, company_id, company_id, fingerprint([company.code]))
    unit.records.append(record("company", values))
    return unit


def _left_outside(row: Row) -> Aside:
    if isinstance(row.reason, RowRefused):
        return Aside.rejected(row, row.reason)
    return Aside.held_back(row, NO_PLACE, str(row.reason))
