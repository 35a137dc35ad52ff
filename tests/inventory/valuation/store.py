"""A store to value: a company with shelves and the places around them, written to as the application, all taken back."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from asyncpg import Connection, Record

from kernel.ids import uuid7
from tests.schema import builders

_MOVE: Final = """
insert into stock_move (company_id, sku_id, from_location_id, to_location_id, quantity, unit_cost, moved_at, reverses_id)
select $1, said.sku_id, said.source, said.target, said.quantity, said.cost, said.day + interval '12 hours', $2
from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::numeric[], $7::numeric[], $8::date[])
  as said (sku_id, source, target, quantity, cost, day)
returning id
"""
_WORTH: Final = "select quantity, value, unit_cost from stock_value where sku_id = $1"
TODAY: Final = date(2026, 3, 15)


@dataclass(frozen=True, slots=True)
class Step:
    """What comes (with what a unit costs, where somebody says so) or, below zero, goes."""

    quantity: str
    cost: str | None = None
    on: date = TODAY


@dataclass(frozen=True, slots=True)
class Store:
    """One company, and what lies there."""

    raw: Connection
    company: UUID
    shelf: UUID
    supplier: UUID
    customer: UUID

    async def sku(self, method: str, standard_cost: str | None = None) -> UUID:
        """Make something that is valued by a method."""
        cost = None if standard_cost is None else Decimal(standard_cost)
        key = await builders.sku(self.raw, self.company, f"S-{uuid7().hex[-10:]}", standard_cost=cost)
        await self.raw.execute(
            "update product set cost_method = $2 where id = (select product_id from sku where id = $1)", key, method
        )
        return key

    async def move(self, sku: UUID, *steps: Step, undoes: UUID | None = None) -> list[UUID]:
        """Bring in and take out in one statement."""
        rows = [
            (
                (self.supplier, self.shelf) if Decimal(step.quantity) > 0 else (self.shelf, self.customer),
                abs(Decimal(step.quantity)),
                None if step.cost is None else Decimal(step.cost),
                step.on,
            )
            for step in steps
        ]
        ways, quantities, costs, days = zip(*rows, strict=True)
        moved = await self.raw.fetch(
            _MOVE, self.company, undoes, [sku] * len(rows), [way[0] for way in ways], [way[1] for way in ways],
            list(quantities), list(costs), list(days),
        )  # fmt: skip
        return [row["id"] for row in moved]

    async def worth(self, sku: UUID) -> tuple[str, str, str]:
        """Tell how much there is, what it is worth, and what one unit costs."""
        found = await self.raw.fetchrow(_WORTH, sku)
        assert found is not None
        return f"{found['quantity'].normalize():f}", str(found["value"]), str(found["unit_cost"])

    async def cost_of(self, move: UUID) -> str:
        """Tell what a move was worth."""
        return str(await self.raw.fetchval("select value from stock_value_entry where move_id = $1", move))

    async def taken(self, move: UUID) -> list[tuple[str, str]]:
        """Tell from which layers an issue was taken: how much, at what cost."""
        rows = await self.raw.fetch(
            """
            select taken.quantity, layer.value / layer.quantity as cost from cost_layer_consumption as taken
            join cost_layer as layer on layer.id = taken.layer_id join stock_value_entry as entry on entry.id = taken.entry_id
            where entry.move_id = $1 order by layer.received_on, layer.id
            """,
            move,
        )
        return [_plain(row) for row in rows]

    async def left(self, sku: UUID) -> list[tuple[str, str]]:
        """Tell which layers are left: how much, at what cost."""
        rows = await self.raw.fetch(
            "select remaining_quantity as quantity, remaining_value / remaining_quantity as cost from cost_layer "
            "where sku_id = $1 and remaining_quantity > 0 order by received_on, id",
            sku,
        )
        return [_plain(row) for row in rows]


def _plain(row: Record) -> tuple[str, str]:
    return f"{row['quantity'].normalize():f}", f"{row['cost']:.2f}"


async def store_of(raw: Connection, currency: str = "EUR") -> Store:
    """Make a store."""
    company = await builders.company(raw, f"V-{uuid7().hex[-10:]}", currency)
    places = [
        await builders.location(raw, company, code, kind)
        for code, kind in (("SHELF", "INTERNAL"), ("SUPPLIER", "SUPPLIER"), ("CUSTOMER", "CUSTOMER"))
    ]
    return Store(raw, company, *places)
