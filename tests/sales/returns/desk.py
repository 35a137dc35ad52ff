"""A desk where goods are sent back: a dock that has shipped them, a corner for what came back, and short ways to write both."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer, Office, Word
from tests.logistics.shipments.dock import Dock, dock_of
from tests.schema import builders

RETURN = """returnAuthorization {
  id version number state reason rejectReason trackingNumber receivedAt availableTransitions location { code }
  replacementOrder { id state total { amount } lines { quantity { value } unitPrice { amount } } }
  lines { id quantity { value } receivedQuantity { value } shipmentLine { id } salesOrderLine { id returnedQuantity { value } }
    inspections { quantity { value } goods remedy location { code } } }
  creditNotes(first: 9) { nodes { id version kind state rate credits { id } total { amount currency }
    lines { quantity unitPrice { amount } discountPercent } } }
  moves(first: 9) { nodes { quantity { value } toLocation { code } reverses { id } } }
  entries(first: 9) { nodes { lines { account { code } debit { amount } credit { amount } } } }
}"""
KEYED = ("Create", "Receive", "Inspect", "Credit", "Replace")


@dataclass
class ReturnDesk:
    """Where goods of an office come back."""

    dock: Dock
    corner: UUID
    """Where what came back lies in quarantine."""

    @property
    def office(self) -> Office:
        """The office."""
        return self.dock.office

    async def shipped(self, quantity: object, *parts: object, **said: Any) -> Answer:
        """Order goods that leave, all at once or in parts."""
        order = await self.dock.ordered(quantity, **said)
        line = order["lines"][0]["id"]
        for part in parts or (quantity,):
            made = await self.dock.shipment(order, lines=[{"lineId": line, "quantity": str(part)}])
            await self.dock.done("Ship", made)
        return order

    async def ask(self, order: Answer, *lines: Answer, role: RoleCode = RoleCode.ADMIN, **said: Any) -> Answer:
        """Ask whether goods of an order may come back, and give the payload."""
        named: Answer = {"lines": list(lines)} if lines else {}
        return await self.office.do(
            "returnAuthorizationCreate", RETURN, role, input={"salesOrderId": order["id"], **named, **said},
            idempotencyKey=str(uuid7()),
        )  # fmt: skip

    async def asked(self, order: Answer, quantity: object | None = None, **said: Any) -> Answer:
        """Ask whether some of the first line of an order may come back, or all of it; give the return."""
        lines = [] if quantity is None else [self.line(order, quantity)]
        payload = await self.ask(order, *lines, **said)
        assert payload["errors"] == [], payload
        return payload["returnAuthorization"]

    def line(self, order: Answer, quantity: object) -> Answer:
        """Write how much of the first line of an order comes back."""
        return {"orderLineId": order["lines"][0]["id"], "quantity": str(quantity)}

    async def do(self, step: str, back: Answer, role: RoleCode = RoleCode.ADMIN, **said: Any) -> Answer:
        """Take a step with a return, and give the payload."""
        key: Answer = {"idempotencyKey": str(uuid7())} if step in KEYED else {}
        return await self.office.do(
            f"returnAuthorization{step}", RETURN, role, id=back["id"], version=back["version"], **said, **key
        )

    async def done(self, step: str, back: Answer, role: RoleCode = RoleCode.ADMIN, **said: Any) -> Answer:
        """Take a step that is not refused, and give the return."""
        payload = await self.do(step, back, role, **said)
        assert payload["errors"] == [], payload
        return payload["returnAuthorization"]

    async def refused(
        self, step: str, back: Answer, role: RoleCode = RoleCode.ADMIN, **said: Any
    ) -> list[tuple[str, list[str]]]:
        """Take a step that is refused, and give codes and paths."""
        payload = await self.do(step, back, role, **said)
        return [(error["code"], error.get("path", [])) for error in payload["errors"]]

    async def approved(self, order: Answer, quantity: object | None = None) -> Answer:
        """Let goods come back."""
        return await self.done("Approve", await self.asked(order, quantity))

    async def received(self, order: Answer, quantity: object | None = None) -> Answer:
        """Let goods come back, and put them into the corner."""
        return await self.done("Receive", await self.approved(order, quantity), locationId=f"Location:{self.corner}")

    async def inspected(
        self, order: Answer, quantity: object, remedy: str = "REFUND", goods: str = "RESTOCK"
    ) -> Answer:
        """Receive goods, and say of all of them what becomes of them and what the customer gets."""
        back = await self.received(order, quantity)
        return await self.done("Inspect", back, findings=[self.finding(back, quantity, goods, remedy)])

    def finding(self, back: Answer, quantity: object, goods: str = "RESTOCK", remedy: str = "REFUND") -> Answer:
        """Write what was found of the first line of a return: what is put on a shelf again, and the like."""
        shelf: Answer = {"locationId": f"Location:{self.dock.shelf}"} if goods == "RESTOCK" else {}
        line = {"lineId": back["lines"][0]["id"], "quantity": str(quantity)}
        return {**line, "goods": Word(goods), "remedy": Word(remedy), **shelf}

    async def on_hand(self, location: UUID) -> Decimal:
        """Tell how much of the goods lies somewhere."""
        asked = "select coalesce(sum(on_hand), 0) from stock_level where location_id = $1 and sku_id = $2"
        return await self.office.shop.owner.fetchval(asked, location, self.dock.counter.sku_id)


async def desk_of(office: Office) -> ReturnDesk:
    """Open the desk of an office."""
    dock, owner = await dock_of(office), office.shop.owner
    corner = await builders.location(owner, office.company, "CORNER", "INTERNAL")
    await owner.execute("update location set stock_status = 'QUARANTINE' where id = $1", corner)
    await builders.location(owner, office.company, "SCRAP", "SCRAP")
    return ReturnDesk(dock, corner)


def booked(back: Answer) -> set[tuple[str, str, str]]:
    """Give the lines of the entries of a return."""
    lines = [line for entry in back["entries"]["nodes"] for line in entry["lines"]]
    return {(line["account"]["code"], line["debit"]["amount"], line["credit"]["amount"]) for line in lines}
