"""Reconciliation: every row of the source counted once, and amounts that add up, rounding apart.

All of it is read from what is kept of the rows, so that it says the same whether an import ran through or went on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from asyncpg import Connection

from kernel.decimals import plain
from models import ImportFate
from services.migration.engine.items import Tally, Told

BY_FATE: Final = """
select fate, count(*), coalesce(sum(amount), 0) as amount from import_row where job_id = $1 group by fate
"""
BY_REASON: Final = """
select fate, code, min(reason) as reason, count(*), coalesce(sum(amount), 0) as amount
from import_row where job_id = $1 and code is not null group by fate, code order by count(*) desc, code
"""
_CAME_IN: Final = (ImportFate.IMPORTED, ImportFate.MERGED, ImportFate.UNCHANGED)

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
    """What the schema shows of it now, in documents rounded to the digits of their currency."""

    @property
    def rounding(self) -> Decimal:
        """The difference that rounding made."""
        return self.stored - sum((self.fates[fate].amount for fate in _CAME_IN if fate in self.fates), Decimal(0))

    @property
    def holds(self) -> bool:
        """Whether every row is counted once, all amounts are accounted for and rounding explains the rest."""
        settled = Tally(
            sum(tally.rows for tally in self.fates.values()),
            sum((tally.amount for tally in self.fates.values()), Decimal(0)),
        )
        return settled == self.source and abs(self.rounding) <= Decimal("0.005") * self.source.rows

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
            "holds": self.holds,
        }


def told(outcome: Reconciliation, importer: Told) -> dict[str, object]:
    """Give the report of an import, with what its importer knows of the source."""
    figures = [figure.as_json() for figure in importer.figures()]
    return {**outcome.as_json(), "put_into_form": importer.notes(), "figures": figures}


async def reconcile(
    connection: Connection, job_id: UUID, system: str, company_id: UUID, source: Tally, stored: Decimal
) -> Reconciliation:
    """Add up what became of the rows of a job."""
    fates = {ImportFate(fate): Tally(rows, amount) for fate, rows, amount in await connection.fetch(BY_FATE, job_id)}
    reasons = tuple(
        Reason(ImportFate(fate), code, reason, Tally(rows, amount))
        for fate, code, reason, rows, amount in await connection.fetch(BY_REASON, job_id)
    )
    entities = {kind: count for kind, count in await connection.fetch(ENTITIES, job_id)}  # noqa: C416 - typed so
    return Reconciliation(job_id, system, company_id, source, fates, reasons, entities, stored)
