"""A ramp: a yard whose goods go back to the vendor, with short ways to receive, bill, send back and look at the books."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.invoices.desk import Desk
from tests.finance.office import Answer
from tests.inventory.valuation.yard import ENTRIES, Yard, journal

LINES = """
id version number state availableTransitions shippedAt
lines { id quantity { value } billedQuantity { value } accrued { amount } owed { amount } lot { number } reservation { held { value } } }
moves(first: 9) { nodes { quantity { value } fromLocation { code } toLocation { code } lot { number } } }
creditLines(first: 9) { nodes { id quantity invoice { id version kind state } } }
"""
RETURN = f"{LINES} {ENTRIES}"
WITHOUT_KEY = ("Cancel",)
ACCRUED, DIFFERENCE, STOCK, PAYABLE = "2030", "5050", "1110", "2010"


@dataclass
class Ramp:
    """Where goods of a yard go back to the vendor."""

    yard: Yard

    @property
    def desk(self) -> Desk:
        """The desk at which the vendor's bills are written."""
        return Desk(self.yard.office, f"Party:{self.yard.vendor}")

    async def arrived(self, quantity: str, price: str, code: str = "BOLT", **more: Any) -> Answer:
        """Receive something, known already or not, and give the receipt: its id and those of its lines."""
        if code not in self.yard.skus:
            known = {name: more.pop(name) for name in ("method", "standard_cost") if name in more}
            if "standard_cost" in known:
                known["standard_cost"] = Decimal(known["standard_cost"])
            await self.yard.sku(code, **known)
        receipt = await self.yard.received({"code": code, "quantity": quantity, "unitPrice": price, **more})
        query = f'{{ goodsReceipt(id: "{receipt["id"]}") {{ id lines {{ id }} }} }}'
        return (await self.yard.office.ask(query))["data"]["goodsReceipt"]

    async def billed(self, receipt: Answer, quantity: str, price: str, **more: Any) -> Answer:
        """Post a bill for the first line of a receipt, and give it."""
        said = self.desk.line(quantity, price, goodsReceiptLineId=receipt["lines"][0]["id"])
        return await self.desk.posted(said, kind="VENDOR_BILL", reference=uuid7().hex[-8:], **more)

    def input(self, receipt: Answer, *quantities: str, **more: Any) -> Answer:
        """Say how much of the first line of a receipt goes back."""
        line = receipt["lines"][0]["id"]
        return {
            "goodsReceiptId": receipt["id"], "reason": "Bent",
            "lines": [{"goodsReceiptLineId": line, "quantity": quantity, **more} for quantity in quantities],
        }  # fmt: skip

    async def make(
        self, receipt: Answer, *quantities: str, role: RoleCode = RoleCode.ADMIN, simulate: bool = False, **more: Any
    ) -> Answer:
        """Make a return, and give the payload."""
        return await self.yard.office.do(
            "vendorReturnCreate", f"vendorReturn {{ {RETURN} }}", role, simulate=simulate,
            input=self.input(receipt, *quantities, **more), idempotencyKey=str(uuid7()),
        )  # fmt: skip

    async def made(self, receipt: Answer, *quantities: str, **more: Any) -> Answer:
        """Make a return that is not refused, and give it."""
        payload = await self.make(receipt, *quantities, **more)
        assert payload["errors"] == [], payload
        return payload["vendorReturn"]

    async def do(
        self, step: str, made: Answer, role: RoleCode = RoleCode.ADMIN, *, simulate: bool = False, **said: Any
    ) -> Answer:
        """Take a step with a return, and give the payload."""
        key: Answer = {} if step in WITHOUT_KEY else {"idempotencyKey": str(uuid7())}
        return await self.yard.office.do(
            f"vendorReturn{step}", f"vendorReturn {{ {RETURN} }}", role, simulate=simulate,
            id=made["id"], version=made["version"], **said, **key,
        )  # fmt: skip

    async def done(self, step: str, made: Answer, **said: Any) -> Answer:
        """Take a step that is not refused, and give the return."""
        payload = await self.do(step, made, **said)
        assert payload["errors"] == [], payload
        return payload["vendorReturn"]

    async def shipped(self, receipt: Answer, *quantities: str, **more: Any) -> Answer:
        """Make a return, and let it leave."""
        return await self.done("Ship", await self.made(receipt, *quantities, **more))

    async def credited(self, gone: Answer) -> list[dict[str, str]]:
        """Draft and post the notes of a return, and give what each posted by account."""
        noted = await self.done("Credit", gone)
        notes = {line["invoice"]["id"]: line["invoice"] for line in noted["creditLines"]["nodes"]}
        drafts = [note for note in notes.values() if note["state"] == "DRAFT"]
        return [await self.desk.entry(await self.desk.post(draft)) for draft in drafts]

    async def balances(self, *codes: str) -> list[str | None]:
        """Tell what is on accounts."""
        return [await self.yard.office.balance(code) for code in codes]

    async def level(self, lot_id: UUID | None = None) -> tuple[Decimal, Decimal]:
        """Tell how much is on the shelf, and reserved there, of all or of one lot."""
        query = """
        select coalesce(sum(on_hand), 0), coalesce(sum(reserved), 0) from stock_level
        where location_id = $1 and ($2::uuid is null or lot_id = $2)"""
        found = await self.yard.office.shop.owner.fetchrow(query, self.yard.shelf, lot_id)
        assert found is not None
        return found[0], found[1]


def posted(made: Answer) -> list[str]:
    """Print what a return posted."""
    return journal(made)


def codes(payload: Answer) -> list[tuple[str, list[str]]]:
    """Give the codes and paths of refusals."""
    return [(error["code"], error.get("path", [])) for error in payload["errors"]]
