"""A warehouse of its own for each test: shelves, goods on them, and a scanner."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from auth.roles import RoleCode
from kernel.ids import uuid7
from services.inventory.gs1 import check_digit
from tests.schema import builders
from tests.writing.shop import Shop

SCAN = """
mutation ($input: StockScanInput!) {
  stockScan(input: $input) {
    scan {
      sku { code } lot { number } location { code } quantity remarks
      label { sscc gtin lot serial madeOn expiresOn count }
      elements { code title value }
      proposals {
        purpose quantity openQuantity location { code } lot { number } problems mutation variables
        line { __typename ... on PurchaseOrderLine { order { number } } }
      }
    }
    errors {
      code path message
      ... on Gs1CheckDigitWrong { identifier position expected }
      ... on Gs1Contradiction { identifier other }
      ... on ScanUnknown { text }
    }
  }
}
"""


@dataclass(frozen=True)
class Warehouse:
    """Two shelves of a company, and where goods come from."""

    shop: Shop
    first: UUID
    second: UUID
    supplier: UUID

    async def scan(self, *codes: str, role: RoleCode = RoleCode.WAREHOUSE_CLERK, **said: Any) -> dict[str, Any]:
        """Scan, and give the payload."""
        given = {"companyId": f"Company:{self.shop.company}", "codes": list(codes), **said}
        answer = await self.shop.ask(SCAN, {"input": given}, token=self.shop.token(role))
        assert answer.get("errors") is None, answer
        return answer["data"]["stockScan"]

    async def article(self, tracking: str = "NONE", unit: str = "PCE") -> tuple[UUID, str]:
        """Make a SKU with an EAN-13 on it, and give both."""
        digits = f"{uuid7().int % 10**12:012}"
        value = digits + check_digit(digits)
        sku = await builders.sku(self.shop.owner, self.shop.company, f"S-{digits}")
        await self.shop.owner.execute(
            "update product set tracking = $2 from sku where sku.product_id = product.id and sku.id = $1", sku, tracking
        )
        await self.shop.owner.execute(
            "update sku set unit_id = unit.id from unit where unit.code = $2 and sku.id = $1", sku, unit
        )
        await self.barcode(sku, value)
        return sku, value

    async def barcode(self, sku: UUID, value: str, kind: str = "EAN_13", quantity: int = 1) -> None:
        """Put a barcode on a SKU."""
        row = {"company_id": self.shop.company, "sku_id": sku, "value": value, "kind": kind, "quantity": quantity}
        await builders.insert(self.shop.owner, "barcode", **row)

    async def lot(self, sku: UUID, number: str, expires_on: dt.date | None = None) -> UUID:
        """Make a lot of a SKU."""
        row = {"company_id": self.shop.company, "sku_id": sku, "number": number, "expires_on": expires_on}
        return await builders.insert(self.shop.owner, "lot", **row)

    async def put(self, sku: UUID, location: UUID, quantity: int, lot: UUID | None = None) -> None:
        """Put goods on a shelf."""
        row = {
            "company_id": self.shop.company, "sku_id": sku, "lot_id": lot, "quantity": Decimal(quantity),
            "from_location_id": self.supplier, "to_location_id": location, "moved_at": dt.datetime.now(dt.UTC),
        }  # fmt: skip
        await builders.insert(self.shop.owner, "stock_move", **row)

    async def ordered(self, sku: UUID, number: str, quantity: int, received: int = 0, state: str = "SENT") -> UUID:
        """Order goods from a vendor, and give the order."""
        owner, company = self.shop.owner, self.shop.company
        vendor = await builders.party(owner, company, f"V-{uuid7().hex[-12:]}")
        nothing = dict.fromkeys(("net_amount", "tax_amount", "freight_amount", "total_amount"), Decimal("0.00"))
        order = await builders.insert(
            owner, "purchase_order", company_id=company, number=number, state=state, vendor_id=vendor,
            ordered_at=dt.datetime.now(dt.UTC), currency="EUR", **nothing,
        )  # fmt: skip
        await builders.insert(
            owner, "purchase_order_line", company_id=company, order_id=order, position=1, sku_id=sku,
            description="Goods", quantity=Decimal(quantity), unit_id=self.shop.unit, currency="EUR",
            unit_price=Decimal(0), net_amount=Decimal("0.00"), received_quantity=Decimal(received),
        )  # fmt: skip
        return order


async def warehouse_of(shop: Shop) -> Warehouse:
    """Make a warehouse."""
    code = uuid7().hex[-10:]
    first = await builders.location(shop.owner, shop.company, f"A-{code}", "INTERNAL")
    second = await builders.location(shop.owner, shop.company, f"B-{code}", "INTERNAL")
    supplier = await builders.location(shop.owner, shop.company, f"V-{code}", "SUPPLIER")
    return Warehouse(shop, first, second, supplier)


def problems_of(payload: dict[str, Any]) -> list[str]:
    """Give what is wrong with a scan for the one line that is proposed."""
    (proposal,) = payload["scan"]["proposals"]
    return proposal["problems"]
