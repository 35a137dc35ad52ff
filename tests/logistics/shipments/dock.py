"""A dock: an office with goods on a shelf, and short ways to order them and to let them leave."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer, Office, Word
from tests.sales.orders.counter import Counter, counter_of
from tests.schema import builders

SHIPMENT = """
  id version number state kind availableTransitions plannedOn shippedAt deliveredAt receivedBy warehouse { code } backorderOf { id }
  lines { id quantity { value } pickedQuantity { value } reservation { held { value } consumed { value } } }
  packages { position weightKg trackingNumber contents { quantity { value unit { code } } } }
  moves(first: 9) { nodes { quantity { value } toLocation { kind } } }
  entries(first: 9) { nodes { lines { account { code } debit { amount } credit { amount } } } }
"""


@dataclass
class Dock:
    """Where goods of an office leave."""

    counter: Counter
    shelf: UUID

    @property
    def office(self) -> Office:
        """The office."""
        return self.counter.office

    async def ordered(self, quantity: object, **said: Any) -> Answer:
        """Confirm an order of the goods, which are reserved for it."""
        policy = {"shipmentPolicy": Word("ON_CONFIRM"), **said}
        return await self.counter.confirmed(self.counter.line(quantity), **policy)

    async def make(self, order: Answer, role: RoleCode = RoleCode.WAREHOUSE_CLERK, **said: Any) -> Answer:
        """Make shipments of an order, and give the payload."""
        return await self.office.do(
            "shipmentCreate", f"shipments {{ {SHIPMENT} }}", role,
            input={"salesOrderId": order["id"], **said}, idempotencyKey=str(uuid7()),
        )  # fmt: skip

    async def shipment(self, order: Answer, **said: Any) -> Answer:
        """Make the one shipment of an order."""
        payload = await self.make(order, **said)
        assert payload["errors"] == [], payload
        (made,) = payload["shipments"]
        return made

    async def do(self, step: str, shipment: Answer, role: RoleCode = RoleCode.WAREHOUSE_CLERK, **said: Any) -> Answer:
        """Take a step with a shipment, and give the payload."""
        key: Answer = {"idempotencyKey": str(uuid7())} if step in ("Ship", "Split", "Book") else {}
        simulate = bool(said.pop("simulate", False))
        return await self.office.do(
            f"shipment{step}", f"shipment {{ {SHIPMENT} }}", role, simulate=simulate,
            id=shipment["id"], version=shipment["version"], **said, **key,
        )  # fmt: skip

    async def done(self, step: str, shipment: Answer, role: RoleCode = RoleCode.WAREHOUSE_CLERK, **said: Any) -> Answer:
        """Take a step that is not refused, and give the shipment."""
        payload = await self.do(step, shipment, role, **said)
        assert payload["errors"] == [], payload
        return payload["shipment"]

    async def refused(
        self, step: str, shipment: Answer, role: RoleCode = RoleCode.WAREHOUSE_CLERK, **said: Any
    ) -> list[tuple[str, list[str]]]:
        """Take a step that is refused, and give codes and paths."""
        payload = await self.do(step, shipment, role, **said)
        return [(error["code"], error.get("path", [])) for error in payload["errors"]]

    async def delivery_of(self, order: Answer) -> tuple[str, str, str]:
        """Tell how far an order is delivered, and of its line how much has left and is reserved."""
        asked = "deliveryState lines { shippedQuantity { value } reservedQuantity { value } }"
        answer = await self.office.ask(f'{{ salesOrder(id: "{order["id"]}") {{ {asked} }} }}', RoleCode.SALES_REP)
        found = answer["data"]["salesOrder"]
        (line,) = found["lines"]
        return found["deliveryState"], line["shippedQuantity"]["value"], line["reservedQuantity"]["value"]

    async def arrival_of(self, order: Answer) -> tuple[str, str]:
        """Tell how far an order is delivered, and how much of its line has arrived."""
        asked = "deliveryState lines { deliveredQuantity { value } }"
        answer = await self.office.ask(f'{{ salesOrder(id: "{order["id"]}") {{ {asked} }} }}', RoleCode.SALES_REP)
        (line,) = answer["data"]["salesOrder"]["lines"]
        return answer["data"]["salesOrder"]["deliveryState"], line["deliveredQuantity"]["value"]

    async def level(self) -> tuple[Decimal, Decimal]:
        """Tell how much is on the shelf, and how much of that is reserved."""
        row = await self.office.shop.owner.fetchrow(
            "select on_hand, reserved from stock_level where location_id = $1", self.shelf
        )
        assert row is not None
        return row["on_hand"], row["reserved"]


async def dock_of(office: Office) -> Dock:
    """Put ten pieces on a shelf of an office, and open its dock."""
    counter = await counter_of(office)
    dock = Dock(counter, await counter.stocked(10))
    await builders.location(office.shop.owner, office.company, "CUSTOMERS", "CUSTOMER")
    return dock


def line_of(shipment: Answer, quantity: object) -> Answer:
    """Say how much of the first line of a shipment."""
    return {"lineId": shipment["lines"][0]["id"], "quantity": str(quantity)}
