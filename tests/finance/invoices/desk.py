"""A desk where invoices are written: an office with a customer, and short ways to write, post and look at documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer, Office, Word
from tests.schema import builders

INVOICE = """invoice {
  id version state number dueOn rate wording paymentState isOverdue
  net { amount } tax { amount } total { amount currency } deducted { amount } rounding { amount } discountAmount { amount }
  outstanding { amount } entry { id number } lines { id net { amount } tax { amount } }
  taxes { taxCode { id } base { amount } amount { amount } } instalments { dueOn amount { amount } openItem { id } }
}"""


@dataclass
class Desk:
    """Where invoices of an office are written."""

    office: Office
    party: str
    taxes: dict[str, str] = field(default_factory=dict[str, str])

    async def tax(self, name: str, percent: str, **said: object) -> str:
        """Add a tax with a rate from 2000 on."""
        given = {
            "companyId": self.company, "code": name, "name": name, "kind": Word("PERCENT"),
            "rates": [{"validFrom": "2000-01-01", "percent": percent}], **said,
        }  # fmt: skip
        self.taxes[name] = (await self.office.done("taxCodeCreate", "taxCode { id }", input=given))["id"]
        return self.taxes[name]

    @property
    def company(self) -> str:
        """The id of the company."""
        return f"Company:{self.office.company}"

    async def policy(self, **said: object) -> None:
        """Say how the company reckons its taxes."""
        await self.office.done("taxPolicyCreate", "taxPolicy { id }", input={"companyId": self.company, **said})

    async def term(self, *lines: Mapping[str, object], **said: object) -> str:
        """Add a payment term, and give its id."""
        given = {"companyId": self.company, "code": uuid7().hex[-8:], "name": "Term", "lines": list(lines), **said}
        return (await self.office.done("paymentTermCreate", "paymentTerm { id }", input=given))["id"]

    def line(self, quantity: object, price: object, *taxes: str, **said: object) -> dict[str, object]:
        """Write a line of a quantity at a price, with taxes by their names."""
        named = [{"taxCodeId": self.taxes[name], "position": place} for place, name in enumerate(taxes, 1)]
        return {"description": "Goods", "quantity": str(quantity), "unitPrice": str(price), "taxes": named, **said}

    def input(self, lines: Sequence[Mapping[str, object]], kind: str = "CUSTOMER_INVOICE", **said: object) -> Answer:
        """Write what an invoice is made of."""
        return {
            "companyId": self.company, "partyId": self.party, "kind": Word(kind), "invoiceOn": "2026-03-10",
            "lines": list(lines), **said,
        }  # fmt: skip

    async def draft(self, *lines: Mapping[str, object], **said: Any) -> Answer:
        """Draft an invoice."""
        document = f"mutation ($input: InvoiceCreateInput!) {{ invoiceCreate(input: $input) {{ {INVOICE} errors {{ code path }} }} }}"
        token = self.office.shop.token(RoleCode.ADMIN, companies=[self.office.company])
        answer = await self.office.shop.ask(document, {"input": self.input(lines, **said)}, token=token)
        assert answer.get("data"), answer
        assert answer["data"]["invoiceCreate"]["errors"] == [], answer
        return answer["data"]["invoiceCreate"]["invoice"]

    async def post(self, draft: Answer, **said: Any) -> Answer:
        """Validate a draft and post it."""
        valid = await self.office.done("invoiceValidate", INVOICE, id=draft["id"], version=draft["version"])
        key = str(uuid7())
        return await self.office.done(
            "invoicePost", INVOICE, id=draft["id"], version=valid["version"], idempotencyKey=key, **said
        )

    async def posted(self, *lines: Mapping[str, object], **said: Any) -> Answer:
        """Draft an invoice and post it."""
        return await self.post(await self.draft(*lines, **said))

    async def invoice(self, key: str, role: RoleCode = RoleCode.ADMIN) -> Answer:
        """Look at an invoice."""
        selection = INVOICE.removeprefix("invoice ")
        return (await self.office.ask(f'{{ invoice(id: "{key}") {selection} }}', role))["data"]["invoice"]

    async def entry(self, invoice: Answer) -> dict[str, str]:
        """Give the accounts that an invoice was posted to, with the amounts in its currency, debits positive."""
        answer = await self.office.ask(
            f'{{ journalEntry(id: "{invoice["entry"]["id"]}") '
            "{ lines { account { code } debit { amount } credit { amount } } } }"
        )
        lines = answer["data"]["journalEntry"]["lines"]
        return {
            each["account"]["code"]: each["debit"]["amount"]
            if float(each["debit"]["amount"])
            else f"-{each['credit']['amount']}"
            for each in lines
        }

    async def refused(self, name: str, **arguments: Any) -> list[str]:
        """Do a mutation that is refused, and give the codes."""
        return [error["code"] for error in (await self.office.do(name, "invoice { id }", **arguments))["errors"]]


def totals(invoice: Answer) -> tuple[str, str, str]:
    """Give net, tax and total."""
    return invoice["net"]["amount"], invoice["tax"]["amount"], invoice["total"]["amount"]


async def desk_of(office: Office) -> Desk:
    """Sit down in an office."""
    party = await builders.party(office.shop.owner, office.company)
    return Desk(office, f"Party:{party}")
