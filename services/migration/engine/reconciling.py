"""Reconciliation: every row of the source counted once, and amounts that add up, rounding apart.

All of it is read from what is kept of the rows, so that it says the same whether an import ran through or went on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from asyncpg import Connection

from kernel.decimals import plain
from models import ImportFate
from services.migration.engine.items import Figures, Sum, Tally, Told

BY_FATE: Final = """
select fate, count(*), coalesce(sum(amount), 0) as amount from import_row where job_id = $1 group by fate
"""
# What a plan has no place for says why, table by table; other reasons name values, and one of them is told as an example.
BY_REASON: Final = """
select fate, code, min(reason) as reason, count(*), coalesce(sum(amount), 0) as amount
from import_row where job_id = $1 and code is not null
group by fate, code, case when code = 'NO_PLACE' then reason end order by count(*) desc, code, reason
"""

ENTITIES: Final = "select entity_type, count(*) from import_entity where job_id = $1 group by 1 order by 1"


@dataclass(frozen=True)
class Reason:
    """Why rows stayed outside."""

    fate: ImportFate
    code: str
    example: str
    tally: Tally

    def as_json(self) -> dict[str, object]:
        return {"fate": self.fate, "code": self.code, "example": self.example, **self.tally.as_json()}


@dataclass(frozen=True)
class Reconciliation:
    """What an import came to."""

    job_id: UUID
    system: str
    company_id: UUID
    source: Tally
    fates: Mapping[ImportFate, Tally]
    reasons: tuple[Reason, ...]
    entities: Mapping[str, int]
    stored: Decimal
    """What the schema shows of what came in, in documents rounded to the digits of their currency."""
    sums: Sequence[Sum] = ()

    @property
    def rounding(self) -> Decimal:
        """The difference that rounding made."""
        return self.stored - self.fates.get(ImportFate.IMPORTED, Tally()).amount

    @property
    def holds(self) -> bool:
        """Whether every row is counted once, all amounts are accounted for and rounding explains the rest."""
        settled = Tally(
            sum(tally.rows for tally in self.fates.values()),
            sum((tally.amount for tally in self.fates.values()), Decimal(0)),
        )
        rounded = abs(self.rounding) <= Decimal("0.005") * self.source.rows
        return settled == self.source and rounded and all(each.holds for each in self.sums)

    @property
    def all_came_in(self) -> bool:
        """Whether no row was rejected."""
        return ImportFate.REJECTED not in self.fates

    def as_json(self) -> dict[str, object]:
        return {
            "job": f"ImportJob:{self.job_id}",
            "system": self.system,
            "company": f"Company:{self.company_id}",
            "source": self.source.as_json(),
            **{fate.lower(): self.fates.get(fate, Tally()).as_json() for fate in ImportFate},
            "because": [reason.as_json() for reason in self.reasons],
            "entities": dict(self.entities),
            "rounding": plain(self.rounding),
            "through_the_schema": plain(self.stored),
            "sums": [each.as_json() for each in self.sums],
            "holds": self.holds,
        }


def told(outcome: Reconciliation, importer: Told) -> dict[str, object]:
    """Give the report of an import, with what its importer knows of the source."""
    figures = [figure.as_json() for figure in importer.figures()]
    return {**outcome.as_json(), "put_into_form": importer.notes(), "figures": figures}


async def reconcile(
    connection: Connection, job_id: UUID, importer: Told, before: Figures, after: Figures
) -> Reconciliation:
    """Add up what became of the rows of a job, given what the schema showed of the company before it and shows now."""
    fates = {ImportFate(fate): Tally(rows, amount) for fate, rows, amount in await connection.fetch(BY_FATE, job_id)}
    reasons = tuple(
        Reason(ImportFate(fate), code, reason, Tally(rows, amount))
        for fate, code, reason, rows, amount in await connection.fetch(BY_REASON, job_id)
    )
    entities = {kind: count for kind, count in await connection.fetch(ENTITIES, job_id)}  # noqa: C416 - typed so
    stored, sums = importer.stored(after) - importer.stored(before), importer.sums(before, after)
    return Reconciliation(
        job_id, importer.system, importer.company_id, importer.source, fates, reasons, entities, stored, sums
    )
