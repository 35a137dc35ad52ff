"""A yard: a company that keeps its stock in its books, written to and asked through the API."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Office, office_of
from tests.schema import builders
from tests.writing.shop import Shop

ENTRIES: Final = """
entries(first: 20, orderBy: [{field: POSTED_ON, direction: ASC}]) { nodes {
  postedOn kind journal { code } lines { account { code } debit { amount } credit { amount } }
} }
"""
RECEIPT: Final = """
id number receivedOn lines { quantity { value } stockQuantity { value } lot { number } accrued { amount } unitPrice { amount currency } }
moves(first: 20) { nodes { lot { number } quantity { value } } }
"""
VALUES: Final = "values(first: 20) { nodes { kind value { amount } posting(first: 2) { nodes { id } } } }"


@dataclass
class Yard:
    """One company, its shelf, and the places that goods come from and go to."""

    office: Office
    shelf: UUID
    vendor: UUID
    skus: dict[str, UUID] = field(default_factory=dict[str, UUID])

    @property
    def company(self) -> str:
        """The id of the company."""
        return f"Company:{self.office.company}"

    async def sku(self, code: str, method: str = "MOVING_AVERAGE", **values: object) -> str:
        """Make something that is valued by a method, and give its id."""
        owner = self.office.shop.owner
        key = await builders.sku(owner, self.office.company, code, **values)
        await owner.execute(
            "update product set cost_method = $2 where id = (select product_id from sku where id = $1)", key, method
        )
        self.skus[code] = key
        return f"Sku:{key}"

    async def adjust(
        self, code: str, difference: str, *, role: RoleCode = RoleCode.ADMIN, opening: bool = False, **more: object
    ) -> dict[str, Any]:
        """Put stock right, and give the payload."""
        line = {"skuId": f"Sku:{self.skus[code]}", "locationId": f"Location:{self.shelf}", "difference": difference}
        cost = {"unitCost": more.pop("cost")} if "cost" in more else {}
        said = {
            "companyId": self.company,
            "reason": "Counted",
            "lines": [{**line, **cost}],
            "isOpening": opening,
            **more,
        }
        return await self.office.do(
            "stockAdjustmentCreate", f"stockAdjustment {{ id {ENTRIES} {VALUES} }}", role, input=said,
            idempotencyKey=str(uuid7()),
        )  # fmt: skip

    async def receive(
        self, *lines: dict[str, Any], role: RoleCode = RoleCode.ADMIN, simulate: bool = False, **more: object
    ) -> dict[str, Any]:
        """Receive goods from the vendor, and give the payload; a line says the code of its SKU."""
        said = {
            "companyId": self.company,
            "vendorId": f"Party:{self.vendor}",
            "lines": [self.arrived(**each) for each in lines],
        }
        return await self.office.do(
            "goodsReceiptPost", f"goodsReceipt {{ {RECEIPT} {ENTRIES} {VALUES} }}", role, simulate=simulate,
            input={**said, **more}, idempotencyKey=str(uuid7()),
        )  # fmt: skip

    def arrived(self, code: str | None = None, quantity: str = "1", **more: object) -> dict[str, object]:
        """Say what arrived."""
        sku = {} if code is None else {"skuId": f"Sku:{self.skus[code]}"}
        return {"locationId": f"Location:{self.shelf}", "quantity": quantity, **sku, **more}

    async def received(self, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Receive goods that nothing is wrong with, and give the receipt."""
        payload = await self.receive(*lines, **more)
        assert payload["errors"] == [], payload
        return payload["goodsReceipt"]

    async def worth(self, code: str) -> tuple[str, str, str]:
        """Tell how much there is, what it is worth, and what one unit costs."""
        answer = await self.office.ask(
            f'{{ stockValueBySku(skuId: "Sku:{self.skus[code]}") {{ quantity {{ value }} value {{ amount }} unitCost {{ amount }} }} }}'
        )
        held = answer["data"]["stockValueBySku"]
        quantity = f"{Decimal(held['quantity']['value']).normalize():f}"
        return quantity, held["value"]["amount"], held["unitCost"]["amount"]

    async def check(self, kind: str) -> list[str]:
        """Give what an integrity check finds."""
        answer = await self.office.ask(
            f'{{ integrityChecks(companyIds: ["{self.company}"]) {{ checks {{ kind findings }} }} }}', RoleCode.AUDITOR
        )
        return next(each["findings"] for each in answer["data"]["integrityChecks"]["checks"] if each["kind"] == kind)


async def yard_of(shop: Shop, currency: str = "EUR") -> Yard:
    """Set up a company whose stock is in its books."""
    office = await office_of(shop, currency=currency)
    places = [
        await builders.location(shop.owner, office.company, code, kind)
        for code, kind in (
            ("SHELF", "INTERNAL"), ("SUPPLIER", "SUPPLIER"), ("CUSTOMER", "CUSTOMER"), ("ADJUSTED", "ADJUSTMENT"),
        )
    ]  # fmt: skip
    return Yard(office, places[0], await builders.party(shop.owner, office.company, "V-1"))


def journal(document: dict[str, Any]) -> list[str]:
    """Print what a document posted: a line for each line of its entries."""
    return [
        f"{entry['journal']['code']} {line['account']['code']} {_side(line)}"
        for entry in document["entries"]["nodes"] for line in entry["lines"]
    ]  # fmt: skip


def _side(line: dict[str, Any]) -> str:
    debit, credit = line["debit"]["amount"], line["credit"]["amount"]
    return f"{debit} Dr" if Decimal(debit) else f"{credit} Cr"
