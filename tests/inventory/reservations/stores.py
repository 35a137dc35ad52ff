"""Stores with goods in them, written for good, and clients who want the goods."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from asyncpg import Connection

from kernel.clock import FixedClock
from kernel.ids import uuid7
from server.jobs.transaction import JobTransactions
from services.inventory.allocate import Allocation, AllocationPolicy, Demand, From, allocate
from services.work import Actor
from tests.schema import builders

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
ACTOR = Actor("11111111-1111-4111-8111-111111111111", "tests", "request", "Ada")
MOVE = """
insert into stock_move (company_id, sku_id, from_location_id, to_location_id, lot_id, quantity, moved_at)
values ($1, $2, $3, $4, $5, $6, $7)
"""
PARTIAL, WHOLE = AllocationPolicy.PARTIAL, AllocationPolicy.ALL_OR_NOTHING


@dataclass
class Stores:
    """A company with a warehouse; every test has its own SKUs."""

    owner: Connection
    transactions: JobTransactions
    company: UUID
    warehouse: UUID
    vendor: UUID
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))

    async def sku(self) -> UUID:
        """Make a SKU."""
        return await builders.sku(self.owner, self.company, f"S-{uuid7().hex[-10:]}")

    async def shelf(self, parent: UUID | None = None, *, warehouse: UUID | None = None) -> UUID:
        """Make a place in the warehouse."""
        code = f"L-{uuid7().hex[-10:]}"
        said = {"code": code, "name": code, "kind": "INTERNAL", "parent_id": parent}
        return await builders.insert(
            self.owner, "location", company_id=self.company, warehouse_id=warehouse or self.warehouse, **said
        )

    async def lot(self, sku: UUID, number: str, expires_on: date | None = None) -> UUID:
        """Make a lot."""
        said = {"sku_id": sku, "number": number, "expires_on": expires_on}
        return await builders.insert(self.owner, "lot", company_id=self.company, **said)

    async def put(
        self, sku: UUID, place: UUID, quantity: str, lot: UUID | None = None, moved_at: datetime = NOW
    ) -> None:
        """Bring goods in."""
        await self.owner.execute(MOVE, self.company, sku, self.vendor, place, lot, Decimal(quantity), moved_at)

    async def stocked(self, quantity: str) -> tuple[UUID, UUID]:
        """Make a SKU of which there is so much on a shelf."""
        sku, shelf = await self.sku(), await self.shelf()
        await self.put(sku, shelf, quantity)
        return sku, shelf

    async def want(
        self, *demands: Demand, policy: AllocationPolicy = WHOLE, source: From | None = None, **more: object
    ) -> Allocation:
        """Ask the allocator in a transaction of one's own."""
        async with self.transactions.begin_as(ACTOR) as work:
            given = {"source": source or From(), **more}
            return await allocate(work, self.company, demands, policy, **given)  # pyright: ignore[reportArgumentType] - what a test says

    async def level(self, sku: UUID) -> tuple[Decimal, Decimal]:
        """Tell how much is there and how much of that is reserved, over all places."""
        found = await self.owner.fetchrow(
            "select sum(on_hand) as on_hand, sum(reserved) as reserved from stock_level where sku_id = $1", sku
        )
        assert found is not None
        return found["on_hand"], found["reserved"]


def want(sku: UUID, quantity: str, **more: object) -> Demand:
    """Say what a new line wants."""
    return Demand(uuid7(), sku, Decimal(quantity), **more)  # pyright: ignore[reportArgumentType] - what a test says


def taken(allocation: Allocation) -> Sequence[tuple[UUID, str]]:
    """Give from which places how much was reserved."""
    return [(reserved.location_id, f"{reserved.quantity:f}") for reserved in allocation.reserved]
