"""A bureau where commissions are reckoned: a salesperson, and short ways to sell, bill, credit, pay, ask and post."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.invoices.desk import Desk
from tests.finance.office import Answer, Office, Word
from tests.finance.payments.desk import Desk as Till
from tests.schema import builders

PLACED = datetime(2026, 3, 1, 9, tzinfo=UTC)
POSTING = "commissionPosting { id amount { amount } entry { id } lines(first: 50) { nodes { step amount { amount } earned { amount } } } }"
TOLD = """{ commissions(input: %s) {
  companies { currency count people { name salesRepId earned { amount } posted { amount } }
    lines { invoiceLineId invoiceNumber ruleCode percent basis earnedWhen base { amount } earned { amount } posted { amount } } }
  errors { code path } } }"""


@dataclass
class Bureau:
    """Where commissions are reckoned."""

    desk: Desk
    rep: UUID

    @property
    def office(self) -> Office:
        """The office."""
        return self.desk.office

    @property
    def company(self) -> str:
        """The id of the company."""
        return self.desk.company

    async def rule(self, code: str = "ALL", percent: str = "5", **said: Any) -> str:
        """Add a rule, and give its id."""
        given = {"companyId": self.company, "code": code, "name": code, "percent": percent, **said}
        return (await self.office.done("commissionRuleCreate", "commissionRule { id }", input=given))["id"]

    async def sold(
        self, *, rep: UUID | None = None, sku: UUID | None = None, unit_cost: str | None = "6", state: str = "CONFIRMED"
    ) -> str:
        """Insert an order of 100 pieces at 10, and give the id of its line."""
        owner, company, number = self.office.shop.owner, self.office.company, uuid7().hex[-10:]
        common = {
            "company_id": company,
            "currency": "EUR",
            "net_amount": Decimal("1000.00"),
            "tax_amount": Decimal("0.00"),
        }
        async with owner.transaction():
            order = await builders.insert(
                owner, "sales_order", number=number, state=state, customer_id=_key(self.desk.party),
                placed_at=PLACED, sales_rep_id=rep or self.rep, total_amount=Decimal("1000.00"), **common,
            )  # fmt: skip
            line = await builders.insert(
                owner, "sales_order_line", order_id=order, position=1, description="Goods", quantity=Decimal(100),
                sku_id=sku or await builders.sku(owner, company, number), unit_id=self.office.shop.unit,
                unit_price=Decimal(10), unit_cost=None if unit_cost is None else Decimal(unit_cost), **common,
            )  # fmt: skip
        return f"SalesOrderLine:{line}"

    async def billed(self, quantity: object = 10, price: str = "10", *, of: str | None = None, **said: Any) -> Answer:
        """Post an invoice for some of an order."""
        line = self.desk.line(quantity, price, salesOrderLineId=of or await self.sold())
        return await self.desk.posted(line, **said)

    async def credited(self, invoice: Answer, quantity: object, price: str = "10", **said: Any) -> Answer:
        """Post a credit note that takes back some of the first line of an invoice."""
        ordered = await self.office.ask(
            f'{{ invoice(id: "{invoice["id"]}") {{ lines {{ salesOrderLine {{ id }} }} }} }}'
        )
        of = ordered["data"]["invoice"]["lines"][0]["salesOrderLine"]["id"]
        line = self.desk.line(quantity, price, salesOrderLineId=of)
        return await self.desk.posted(line, kind="CREDIT_NOTE", creditsId=invoice["id"], **said)

    async def paid(self, invoice: Answer, amount: str, on: str = "2026-03-12") -> Answer:
        """Pay some of an invoice."""
        item = invoice["instalments"][0]["openItem"]["id"]
        till = Till(self.office, _key(self.desk.party))
        return await till.pay(amount, {"openItemId": item, "amount": amount}, on=on)

    async def told(self, until: str = "2026-03-31", role: RoleCode = RoleCode.ADMIN, **said: Any) -> Answer:
        """Ask what is earned, as somebody in a role."""
        subject, given = said.pop("subject", None), {"companyIds": [self.company], "earnedUntil": until, **said}
        words = ", ".join(f"{name}: {_written(value)}" for name, value in given.items())
        who = None if subject is None else str(subject)
        token = self.office.shop.token(role, companies=[self.office.company], subject=who)
        answer = await self.office.shop.ask(TOLD % f"{{ {words} }}", token=token)
        return answer["data"]["commissions"] if answer.get("data") and answer["data"]["commissions"] else answer

    async def lines(self, until: str = "2026-03-31", **said: Any) -> list[Answer]:
        """Give what is earned, line by line."""
        return (await self.told(until, **said))["companies"][0]["lines"]

    async def earned(self, until: str = "2026-03-31", **said: Any) -> list[str]:
        """Give how much is earned, line by line."""
        return [each["earned"]["amount"] for each in await self.lines(until, **said)]

    async def post(self, until: str = "2026-03-31", role: RoleCode = RoleCode.ACCOUNTANT, **said: Any) -> Answer:
        """Try to post what is earned."""
        given: dict[str, Any] = {
            "companyId": self.company,
            "earnedUntil": until,
            "idempotencyKey": str(uuid7()),
            **said,
        }
        return await self.office.do("commissionPost", POSTING, role, **given)

    async def posted(self, until: str = "2026-03-31", **said: Any) -> Answer:
        """Post what is earned, which must not be refused."""
        payload = await self.post(until, **said)
        assert payload["errors"] == [], payload
        return payload["commissionPosting"]

    async def somebody(self) -> UUID:
        """Add a user."""
        return await _somebody(self.office)


async def bureau_of(office: Office) -> Bureau:
    """Open a bureau in an office."""
    party = await builders.party(office.shop.owner, office.company)
    return Bureau(Desk(office, f"Party:{party}"), await _somebody(office))


async def _somebody(office: Office) -> UUID:
    name = f"rep-{uuid7().hex[-8:]}"
    return await builders.insert(office.shop.owner, "user_account", email=f"{name}@example.org", name=name)


def _written(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_written(each) for each in cast("list[Any]", value)) + "]"
    return str(value) if isinstance(value, int | Word) else f'"{value}"'


def _key(node: str) -> UUID:
    return UUID(node.partition(":")[2])
