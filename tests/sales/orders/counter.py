"""A counter where orders are taken: an office with a customer and goods, and short ways to write and look at orders."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer, Office, Word
from tests.schema import builders

ORDER = """salesOrder {
  id version state number currency exchangeRate wording confirmedAt closedAt cancelReason availableTransitions
  billingState paymentState invoicePolicy shipmentPolicy deliveryPolicy
  net { amount } tax { amount } total { amount currency } margin { amount }
  lines { id position description quantity { value unit { code } } unitPrice { amount } discountPercent
    priceSource discounts { rule amount }
    net { amount } tax { amount } reservedQuantity { value } unitCost { amount } taxes { taxCode { id } } }
}"""
QUOTATION = """quotation {
  id version state number validUntil lostReason availableTransitions total { amount } lines { id net { amount } }
  orders(first: 5) { nodes { id } }
}"""


@dataclass
class Counter:
    """Where orders of an office are taken."""

    office: Office
    customer: str
    sku: str
    """Goods at 10 euros that cost 6."""
    sku_id: UUID

    @property
    def company(self) -> str:
        """The id of the company."""
        return f"Company:{self.office.company}"

    def line(self, quantity: object = 2, **said: object) -> dict[str, object]:
        """Write a line of the goods."""
        return {"skuId": self.sku, "quantity": str(quantity), **said}

    def input(self, *lines: Mapping[str, object], **said: object) -> Answer:
        """Write what an order or quotation is made of."""
        return {"companyId": self.company, "customerId": self.customer, "lines": list(lines), **said}

    def order_of(self, *lines: Mapping[str, object], **said: object) -> Answer:
        """Write an order whose goods are reserved when somebody says so."""
        return {"shipmentPolicy": Word("MANUAL"), **self.input(*lines, **said)}

    async def draft(self, *lines: Mapping[str, object], **said: Any) -> Answer:
        """Draft an order."""
        return await self.office.done(
            "salesOrderCreate", ORDER, input=self.order_of(*(lines or (self.line(),)), **said)
        )

    async def step(self, name: str, order: Answer, role: RoleCode = RoleCode.ADMIN, **said: Any) -> Answer:
        """Take a step with an order: `Confirm`, `Hold` or another."""
        key: Answer = {"idempotencyKey": str(uuid7())} if name.startswith(("Confirm", "Approve")) else {}
        return await self.office.done(
            f"salesOrder{name}", ORDER, role, id=order["id"], version=order["version"], **key, **said
        )

    async def confirmed(self, *lines: Mapping[str, object], **said: Any) -> Answer:
        """Draft an order and confirm it."""
        return await self.step("Confirm", await self.draft(*lines, **said))

    async def order(self, key: str, role: RoleCode = RoleCode.ADMIN) -> Answer:
        """Look at an order."""
        selection = ORDER.removeprefix("salesOrder ")
        return (await self.office.ask(f'{{ salesOrder(id: "{key}") {selection} }}', role))["data"]["salesOrder"]

    async def refused(self, name: str, role: RoleCode = RoleCode.ADMIN, **arguments: Any) -> list[str]:
        """Do a mutation that is refused, and give the codes."""
        selection = "quotation { id }" if name.startswith("quotation") else "salesOrder { id }"
        return [error["code"] for error in (await self.office.do(name, selection, role, **arguments))["errors"]]

    async def refused_step(self, name: str, order: Answer, role: RoleCode = RoleCode.ADMIN) -> list[str]:
        """Take a step that is refused, and give the codes."""
        key: Answer = {"idempotencyKey": str(uuid7())} if name.startswith(("Confirm", "Approve")) else {}
        return await self.refused(f"salesOrder{name}", role, id=order["id"], version=order["version"], **key)

    async def stocked(self, quantity: int) -> UUID:
        """Put goods on a shelf, and give its location."""
        owner, company = self.office.shop.owner, self.office.company
        shelf = await builders.location(owner, company, "SHELF", "INTERNAL")
        supplier = await builders.location(owner, company, "SUPPLIER", "SUPPLIER")
        move = {"from_location_id": supplier, "to_location_id": shelf, "quantity": Decimal(quantity)}
        await owner.execute(
            f"insert into stock_move (company_id, sku_id, moved_at, {', '.join(move)}) values ($1, $2, now(), $3, $4, $5)",
            company, self.sku_id, *move.values(),
        )  # fmt: skip
        return shelf

    async def billed(self, order: Answer, quantity: object, price: str = "10") -> Answer:
        """Bill some of the first line of an order with a posted invoice."""
        line = {
            "description": "Goods", "quantity": str(quantity), "unitPrice": price,
            "salesOrderLineId": order["lines"][0]["id"],
        }  # fmt: skip
        said = {
            "companyId": self.company, "partyId": self.customer, "kind": Word("CUSTOMER_INVOICE"),
            "invoiceOn": "2026-03-10", "lines": [line],
        }  # fmt: skip
        shown = "invoice { id version total { amount } }"
        draft = await self.office.done("invoiceCreate", shown, input=said)
        valid = await self.office.done("invoiceValidate", shown, id=draft["id"], version=draft["version"])
        which: Answer = {"id": draft["id"], "version": valid["version"], "idempotencyKey": str(uuid7())}
        return await self.office.done("invoicePost", shown, **which)


async def counter_of(office: Office) -> Counter:
    """Open a counter in an office."""
    owner = office.shop.owner
    party = await builders.party(owner, office.company)
    prices = {"list_price": Decimal(10), "standard_cost": Decimal(6)}
    sku = await builders.sku(owner, office.company, "BOLT", **prices)
    return Counter(office, f"Party:{party}", f"Sku:{sku}", sku)
