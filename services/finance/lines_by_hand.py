"""Lines that people write: numbered in their order, with amounts that have the digits of the currency."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kernel.errors import DomainError
from kernel.money import Money
from services.rows import ChangedRow, NewRow
from services.work import Work

AMOUNTS: Final = ("debit", "credit")

_VALUES = "select id, dimension_id from dimension_value where id = any($1::uuid[])"


async def in_own_currency(work: Work, rows: Sequence[NewRow]) -> None:
    """Put new documents into the currency of their company, unless they say another."""
    companies = list({row.values["company_id"] for row in rows})
    found = await work.raw.fetch("select id, currency from company where id = any($1::uuid[])", companies)
    currencies = {row["id"]: row["currency"] for row in found}
    for row in rows:
        if row.values.get("currency") is None:
            row.values["currency"] = currencies.get(row.values["company_id"])


async def of_their_dimensions(work: Work, rows: Sequence[NewRow]) -> None:
    """Name the dimensions of the values that lines belong to."""
    found = await work.raw.fetch(_VALUES, list({row.values["value_id"] for row in rows}))
    dimensions = {row["id"]: row["dimension_id"] for row in found}
    for row in rows:
        # Of what is not there, the foreign key says so.
        row.values["dimension_id"] = dimensions.get(row.values["value_id"]) or row.values["value_id"]


@dataclass(frozen=True, slots=True)
class LinesByHand:
    """The lines of a table, and the table of the documents that they belong to."""

    table: str
    owners: str
    foreign_key: str

    async def complete(self, work: Work, rows: Sequence[NewRow]) -> None:
        """Number new lines after those that are there, in the order in which they are said."""
        owners = list({row.values[self.foreign_key] for row in rows})
        last = await work.raw.fetch(
            f"select {self.foreign_key} as owner, max(position) as position from {self.table} "  # noqa: S608 - names of ours
            f"where {self.foreign_key} = any($1::uuid[]) group by 1",
            owners,
        )
        counts: dict[object, int] = defaultdict(int, {row["owner"]: row["position"] for row in last})
        currencies = await self._currencies(work, owners)
        for row in rows:
            owner = row.values[self.foreign_key]
            counts[owner] += 1
            row.values.setdefault("position", counts[owner])
            for column in AMOUNTS:
                row.values.setdefault(column, Decimal(0))
            _use_digits(row, currencies[owner])

    async def check(self, work: Work, rows: Sequence[ChangedRow]) -> None:
        """Keep the digits of amounts that change."""
        currencies = await self._currencies(work, [row.before[self.foreign_key] for row in rows])
        for row in rows:
            _use_digits(row, currencies[row.before[self.foreign_key]])

    async def _currencies(self, work: Work, owners: Sequence[object]) -> Mapping[object, str]:
        statement = f"select id, currency from {self.owners} where id = any($1::uuid[])"  # noqa: S608 - names of ours
        return {row["id"]: row["currency"] for row in await work.raw.fetch(statement, list(owners))}


def _use_digits(row: NewRow | ChangedRow, currency: str) -> None:
    """Write amounts with the digits of their currency; finer ones are refused, not rounded."""
    for column in (*AMOUNTS, "tax_base"):
        amount = row.values.get(column)
        if isinstance(amount, Decimal):
            try:
                row.values[column] = Money(amount, currency).amount
            except DomainError as refusal:
                raise refusal.under(*row.at(column)) from None
