"""A desk where payments are kept: short ways to post what is owed, pay it, and ask what is open."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer, Office, Word
from tests.schema import builders

PAYMENT = "payment { id version state entry { lines { account { code } amount { amount } } } }"
SETTLEMENT = (
    "settlement { id entry { kind lines { account { code } debit { amount } credit { amount } amount { amount } } } "
    "lines { openItem { id } amount { amount } companyAmount { amount } } }"
)
ITEM = "id amount { amount } open { amount } companyOpen { amount } settled { amount } dunnedLevel"


@dataclass
class Desk:
    """One party's business with an office."""

    office: Office
    party: UUID

    async def owed(
        self, amount: str, on: str = "2026-03-01", account: str = "1210", other: str = "4010", **more: Any
    ) -> str:
        """Post that the party owes an amount (or is owed, below zero), and give the open item."""
        due_on = more.pop("dueOn", None)
        said: dict[str, Any] = {"partyId": f"Party:{self.party}", **({"dueOn": due_on} if due_on else {})}
        lines = [
            {**self.office.line(account, amount), **said},
            self.office.line(other, str(-Decimal(amount))),
        ]
        draft = await self.office.draft(lines, on, **more)
        selection = "journalEntry { lines { id account { code } } }"
        key: dict[str, Any] = {"id": draft["id"], "version": draft["version"], "idempotencyKey": str(uuid7())}
        entry = await self.office.done("journalEntryPost", selection, **key)
        line = next(each for each in entry["lines"] if each["account"]["code"] == account)
        return line["id"].replace("JournalLine", "OpenItem")

    async def draft(
        self, amount: str, *allocations: dict[str, str], direction: str = "IN", on: str = "2026-03-02", **more: Any
    ) -> Answer:
        """Write a payment."""
        said: dict[str, Any] = {
            "companyId": f"Company:{self.office.company}", "partyId": f"Party:{self.party}",
            "direction": Word(direction), "amount": amount, "paidOn": on,
            "allocations": list(allocations), **more,
        }  # fmt: skip
        return await self.office.done("paymentCreate", PAYMENT, input=said)

    async def post(self, draft: Answer, role: RoleCode = RoleCode.ACCOUNTANT) -> Answer:
        """Try to post a payment."""
        said: dict[str, Any] = {"id": draft["id"], "version": draft["version"], "idempotencyKey": str(uuid7())}
        return await self.office.do("paymentPost", PAYMENT, role, **said)

    async def pay(self, amount: str, *allocations: dict[str, str], **more: Any) -> Answer:
        """Post a payment that is not refused."""
        payload = await self.post(await self.draft(amount, *allocations, **more))
        assert payload["errors"] == [], payload
        return payload["payment"]

    async def settle(self, *parts: dict[str, str], on: str = "2026-03-05") -> Answer:
        """Try to settle items with each other."""
        said: dict[str, Any] = {"settledOn": on, "parts": list(parts)}
        return await self.office.do(
            "settlementCreate", SETTLEMENT, RoleCode.ACCOUNTANT, input=said, idempotencyKey=str(uuid7())
        )

    async def item(self, key: str) -> Answer:
        """Give an open item."""
        return (await self.office.ask(f'{{ openItem(id: "{key}") {{ {ITEM} }} }}'))["data"]["openItem"]

    async def open(self, key: str) -> str:
        """Tell how much of an item is open."""
        return (await self.item(key))["open"]["amount"]

    async def credits(self) -> list[str]:
        """Tell what is open in favour of the party."""
        document = f"{{ openItems(first: 50) {{ nodes {{ {ITEM} party {{ id }} }} }} }}"
        nodes = (await self.office.ask(document))["data"]["openItems"]["nodes"]
        mine = [node["open"]["amount"] for node in nodes if node["party"]["id"] == f"Party:{self.party}"]
        return sorted(amount for amount in mine if amount.startswith("-"))

    async def allow(self, limit: str, percent: str = "100") -> None:
        """Let the company write off up to a limit."""
        said: dict[str, Any] = {
            "companyId": f"Company:{self.office.company}", "writeOffLimit": limit, "writeOffPercent": percent
        }  # fmt: skip
        await self.office.done("paymentPolicyCreate", "paymentPolicy { id }", input=said)

    async def offer(self, item: str, until: str, amount: str, *, lowers_tax: bool = True) -> None:
        """Offer a discount afterwards, which only the owner of the tables can who switches a rule off."""
        owner = self.office.shop.owner
        async with owner.transaction():
            await owner.execute("alter table open_item_discount disable trigger part_of_new")
            await builders.insert(
                owner, "open_item_discount", company_id=self.office.company,
                open_item_id=UUID(item.partition(":")[2]), until_on=date.fromisoformat(until), currency="EUR",
                amount=Decimal(amount), lowers_tax=lowers_tax,
            )  # fmt: skip
            await owner.execute("alter table open_item_discount enable trigger part_of_new")


async def desk_of(office: Office) -> Desk:
    """Give a desk for a new party."""
    return Desk(office, await builders.party(office.shop.owner, office.company, f"P-{uuid7().hex[-10:]}"))
