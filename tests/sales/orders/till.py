"""A till: where orders are delivered, billed and paid, with short ways to do each."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kernel.ids import uuid7
from tests.finance.office import Answer, Office
from tests.finance.payments.desk import Desk
from tests.logistics.shipments.dock import Dock, dock_of
from tests.sales.orders.counter import Counter

INVOICE = "invoice { id version isAdvance total { amount } deducted { amount } }"


@dataclass
class Till:
    """Where orders of an office are delivered, billed and paid."""

    dock: Dock
    desk: Desk
    """Where its customer pays."""

    @property
    def counter(self) -> Counter:
        """Where its orders are taken."""
        return self.dock.counter

    @property
    def office(self) -> Office:
        """The office."""
        return self.dock.office

    async def deliver(self, order: Answer, quantity: object | None = None) -> None:
        """Let goods of the first line leave: so many, or all that are left."""
        lines = [] if quantity is None else [{"lineId": order["lines"][0]["id"], "quantity": str(quantity)}]
        made = await self.dock.shipment(order, **({"lines": lines} if lines else {}))
        await self.dock.done("Ship", made)

    async def post(self, draft: Answer) -> Answer:
        """Post a draft of an invoice."""
        valid = await self.office.done("invoiceValidate", INVOICE, id=draft["id"], version=draft["version"])
        which: Answer = {"id": draft["id"], "version": valid["version"], "idempotencyKey": str(uuid7())}
        return await self.office.done("invoicePost", INVOICE, **which)

    async def bill(self, order: Answer) -> Answer:
        """Post an invoice of what is to be billed of an order."""
        draft = await self.office.done("salesOrderBill", INVOICE, ids=[order["id"]], invoiceOn="2026-03-01")
        return await self.post(draft)

    async def items(self, invoice: Answer) -> list[Answer]:
        """Give what is due of an invoice."""
        shown = "instalments { openItem { id open { amount } } }"
        found = (await self.office.ask(f'{{ invoice(id: "{invoice["id"]}") {{ {shown} }} }}'))["data"]["invoice"]
        return [each["openItem"] for each in found["instalments"]]

    async def pay(self, invoice: Answer, amount: str | None = None) -> Answer:
        """Pay an invoice: so much, or all that is open."""
        (item,) = await self.items(invoice)
        paid = amount or item["open"]["amount"]
        return await self.desk.pay(paid, {"openItemId": item["id"], "amount": paid})

    async def undo(self, payment: Answer) -> None:
        """Void a payment."""
        which: dict[str, Any] = {"id": payment["id"], "version": payment["version"], "idempotencyKey": str(uuid7())}
        which |= {"on": "2026-03-09", "why": "Bounced"}
        await self.office.done("paymentVoid", "payment { id }", **which)

    async def state(self, order: Answer) -> str:
        """Tell the state of an order."""
        return (await self.counter.order(order["id"]))["state"]


async def till_of(office: Office) -> Till:
    """Open a till in an office."""
    dock = await dock_of(office)
    return Till(dock, Desk(office, UUID(dock.counter.customer.partition(":")[2])))
