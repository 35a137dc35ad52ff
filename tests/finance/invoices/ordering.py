"""Orders for tests of what is billed of them."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from kernel.ids import uuid7
from tests.finance.invoices.desk import Desk
from tests.schema import builders

PLACED = datetime(2026, 3, 1, 9, tzinfo=UTC)
HUNDRED = Decimal("100.00")


async def sold(
    desk: Desk, quantity: str = "10", *, state: str = "CONFIRMED", party: str | None = None, rep: UUID | None = None
) -> str:
    """Insert a sales order of one line, and give the id of the line."""
    said = {
        "customer_id": _key(party or desk.party),
        "placed_at": PLACED,
        "sales_rep_id": rep,
        "tax_amount": HUNDRED * 0,
    }
    return f"SalesOrderLine:{await _line(desk, 'sales_order', quantity, state, said)}"


async def bought(desk: Desk, quantity: str = "10", *, state: str = "SENT") -> str:
    """Insert a purchase order of one line, and give the id of the line."""
    said = {
        "vendor_id": _key(desk.party),
        "ordered_at": PLACED,
        "tax_amount": HUNDRED * 0,
        "freight_amount": HUNDRED * 0,
    }
    return f"PurchaseOrderLine:{await _line(desk, 'purchase_order', quantity, state, said)}"


async def _line(desk: Desk, table: str, quantity: str, state: str, said: dict[str, Any]) -> UUID:
    owner, company = desk.office.shop.owner, desk.office.company
    common = {"company_id": company, "currency": "EUR", "net_amount": HUNDRED}
    number = uuid7().hex[-8:]
    line: dict[str, Any] = {"position": 1, "description": "Goods", "unit_price": Decimal(10)}
    if table == "sales_order":
        line["tax_amount"] = HUNDRED * 0
    line |= {"sku_id": await builders.sku(owner, company, number), "unit_id": desk.office.shop.unit}
    # What is agreed is written with its lines.
    async with owner.transaction():
        order = await builders.insert(owner, table, number=number, state=state, total_amount=HUNDRED, **common, **said)
        return await builders.insert(
            owner, f"{table}_line", order_id=order, quantity=Decimal(quantity), **common, **line
        )


def _key(node: str) -> UUID:
    return UUID(node.partition(":")[2])
