"""A depot: an office with goods in one warehouse, an empty one elsewhere, and short ways to carry them there."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer, Office
from tests.sales.orders.counter import Counter, counter_of
from tests.schema import builders

TRANSFER = """
  id version number state availableTransitions plannedOn dispatchedAt closedAt
  lines { id quantity { value } dispatchedQuantity { value } receivedQuantity { value } returnedQuantity { value }
    writtenOffQuantity { value } underWay { value } reservation { held { value } consumed { value } } }
  moves(first: 9) { nodes { quantity { value } fromLocation { code } toLocation { code } } }
"""
WITHOUT_KEY = ("Cancel",)
# From a place to another one by its code; the other way around where it is less than nothing.
_MOVE: Final = """
insert into stock_move (company_id, sku_id, lot_id, quantity, moved_at, from_location_id, to_location_id)
select $2, $4, $5, abs($6::numeric), now(), case when $6 > 0 then $1 else id end, case when $6 > 0 then id else $1 end
from location where company_id = $2 and code = $3
"""


@dataclass
class Depot:
    """Where goods of an office leave for another warehouse."""

    counter: Counter
    shelf: UUID
    elsewhere: UUID
    lorry: UUID
    warehouses: dict[UUID, UUID]

    @property
    def office(self) -> Office:
        """The office."""
        return self.counter.office

    def input(self, quantity: object, **said: Any) -> Answer:
        """Say what is to go from the shelf to elsewhere."""
        return {
            "companyId": self.counter.company, "fromWarehouseId": f"Warehouse:{self.warehouses[self.shelf]}",
            "toLocationId": f"Location:{self.elsewhere}",
            "lines": [{"skuId": self.counter.sku, "quantity": str(quantity)}], **said,
        }  # fmt: skip

    async def make(
        self, quantity: object, role: RoleCode = RoleCode.WAREHOUSE_CLERK, *, simulate: bool = False, **said: Any
    ) -> Answer:
        """Make a transfer, and give the payload."""
        return await self.office.do(
            "stockTransferCreate", f"stockTransfer {{ {TRANSFER} }}", role, simulate=simulate,
            input=self.input(quantity, **said), idempotencyKey=str(uuid7()),
        )  # fmt: skip

    async def made(self, quantity: object, **said: Any) -> Answer:
        """Make a transfer that is not refused, and give it."""
        payload = await self.make(quantity, **said)
        assert payload["errors"] == [], payload
        return payload["stockTransfer"]

    async def do(self, step: str, transfer: Answer, role: RoleCode = RoleCode.WAREHOUSE_MANAGER, **said: Any) -> Answer:
        """Take a step with a transfer, and give the payload."""
        key: Answer = {} if step in WITHOUT_KEY else {"idempotencyKey": str(uuid7())}
        simulate = bool(said.pop("simulate", False))
        return await self.office.do(
            f"stockTransfer{step}", f"stockTransfer {{ {TRANSFER} }}", role, simulate=simulate,
            id=transfer["id"], version=transfer["version"], **said, **key,
        )  # fmt: skip

    async def done(self, step: str, transfer: Answer, **said: Any) -> Answer:
        """Take a step that is not refused, and give the transfer."""
        payload = await self.do(step, transfer, **said)
        assert payload["errors"] == [], payload
        return payload["stockTransfer"]

    async def refused(self, step: str, transfer: Answer, **said: Any) -> list[tuple[str, list[str]]]:
        """Take a step that is refused, and give codes and paths."""
        payload = await self.do(step, transfer, **said)
        return [(error["code"], error.get("path", [])) for error in payload["errors"]]

    async def seen(self, transfer: Answer) -> Answer:
        """Look at a transfer as it is now."""
        answer = await self.office.ask(f'{{ stockTransfer(id: "{transfer["id"]}") {{ {TRANSFER} }} }}')
        return answer["data"]["stockTransfer"]

    async def dispatched(self, quantity: object) -> Answer:
        """Make a transfer, and let it leave."""
        return await self.done("Dispatch", await self.made(quantity))

    async def there(self) -> tuple[Decimal, Decimal, Decimal]:
        """Tell how much is on the shelf, on the way, and elsewhere."""
        query = "select coalesce(sum(on_hand), 0) from stock_level where location_id = $1 and sku_id = $2"
        shelf, lorry, elsewhere = [
            await self.office.shop.owner.fetchval(query, place, self.counter.sku_id)
            for place in (self.shelf, self.lorry, self.elsewhere)
        ]
        return shelf, lorry, elsewhere

    async def reserved(self) -> Decimal:
        """Tell how much on the shelf is reserved."""
        return await self.office.shop.owner.fetchval(
            "select reserved from stock_level where location_id = $1 and sku_id = $2", self.shelf, self.counter.sku_id
        )

    async def reserved_in_all(self) -> Decimal:
        """Tell how much is reserved, wherever and of whatever lot."""
        query = "select sum(reserved) from stock_level where sku_id = $1"
        return await self.office.shop.owner.fetchval(query, self.counter.sku_id)

    async def lots(self, *numbers: str) -> None:
        """Put two pieces of each lot on the shelf, and no others."""
        owner, sku = self.office.shop.owner, self.counter.sku_id
        await owner.execute(_MOVE, self.shelf, self.office.company, "SUPPLIER", sku, None, 10)
        await owner.execute(
            "update product set tracking = 'LOT' from sku where product_id = product.id and sku.id = $1", sku
        )
        for number in numbers:
            row = {"company_id": self.office.company, "sku_id": sku, "number": number}
            await self.put(2, await builders.insert(owner, "lot", **row))

    async def put(self, quantity: int, lot: UUID, shelf: UUID | None = None) -> None:
        """Put goods of a lot on a shelf."""
        said = self.office.company, "SUPPLIER", self.counter.sku_id, lot, -quantity
        await self.office.shop.owner.execute(_MOVE, shelf or self.shelf, *said)

    async def lot(self, number: str) -> str:
        """Give the id of a lot."""
        query = "select id from lot where sku_id = $1 and number = $2"
        return f"Lot:{await self.office.shop.owner.fetchval(query, self.counter.sku_id, number)}"

    async def available(self, location: UUID | None = None, on: str | None = None) -> tuple[str, str, str]:
        """Tell how much is on hand, incoming and available, in all warehouses or in that of a place."""
        said = [] if location is None else [f'warehouseId: "Warehouse:{self.warehouses[location]}"']
        said += [] if on is None else [f'on: "{on}"']
        arguments = f"({', '.join(said)})" if said else ""
        asked = f"availability{arguments} {{ onHand {{ value }} incoming {{ value }} available {{ value }} }}"
        answer = await self.office.ask(f'{{ sku(id: "{self.counter.sku}") {{ {asked} }} }}')
        figures = answer["data"]["sku"]["availability"]
        on_hand, incoming, available = (
            f"{Decimal(figures[name]['value']):.0f}" for name in ("onHand", "incoming", "available")
        )
        return on_hand, incoming, available


async def depot_of(office: Office) -> Depot:
    """Put ten pieces on a shelf of an office, and open another warehouse."""
    counter, owner = await counter_of(office), office.shop.owner
    shelf = await counter.stocked(10)
    elsewhere = await builders.location(owner, office.company, "ELSEWHERE", "INTERNAL")
    lorry = await builders.location(owner, office.company, "LORRY", "TRANSIT")
    await builders.location(owner, office.company, "DIFFERENCES", "ADJUSTMENT")
    rows = await owner.fetch("select id, warehouse_id from location where company_id = $1", office.company)
    return Depot(counter, shelf, elsewhere, lorry, {row["id"]: row["warehouse_id"] for row in rows})


def part_of(transfer: Answer, quantity: object) -> Answer:
    """Say how much of the first line of a transfer."""
    return {"lineId": transfer["lines"][0]["id"], "quantity": str(quantity)}


def figures(transfer: Answer) -> tuple[str, ...]:
    """Give how much of the first line has left, arrived, come back, was written off, and is under way."""
    names = ("dispatchedQuantity", "receivedQuantity", "returnedQuantity", "writtenOffQuantity", "underWay")
    return tuple(f"{Decimal(transfer['lines'][0][name]['value']):.0f}" for name in names)
