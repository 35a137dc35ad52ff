"""The people of the story, each with a role of their own: what they do is asked for over HTTP, and nothing else is.

Set up beforehand are places, parties and one product, a kettle at 50 euros, taxed with 20 percent.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer, Office, Word
from tests.schema import builders

ORDER = """salesOrder {
  id version number state deliveryState billingState paymentState
  lines { id quantity { value } reservedQuantity { value } shippedQuantity { value } returnedQuantity { value } }
}"""
SHIPMENT = "id version number backorderOf { number } lines { quantity { value } }"
INVOICE = """invoice {
  id version number kind state invoiceOn credits { id } lines { quantity } total { amount } outstanding { amount }
  instalments { openItem { id } }
}"""
RETURN = """returnAuthorization {
  id version number state lines { id } creditNotes(first: 9) { nodes { id version kind total { amount } } }
}"""
_ENTRIES = """{ journalEntries(first: 50) { nodes {
  id number description lines { account { code name } debit { amount } credit { amount } }
} } }"""


@dataclass
class Business:
    """One company, and short ways for its people to do their work."""

    office: Office
    customer: str
    vendor: str
    kettle: str
    shelf: str
    corner: str
    """Where what came back lies until somebody has looked at it."""

    @property
    def company(self) -> str:
        """The id of the company."""
        return f"Company:{self.office.company}"

    async def _keyed(self, role: RoleCode, name: str, shown: str, **said: Any) -> Any:  # noqa: ANN401 - what is selected decides it
        return await self.office.done(name, shown, role, **said, idempotencyKey=str(uuid7()))

    async def goods_arrive(self, quantity: int, price: str) -> None:
        """The clerk puts kettles on the shelf."""
        line = {"skuId": self.kettle, "locationId": self.shelf, "quantity": str(quantity), "unitPrice": price}
        said: Answer = {"companyId": self.company, "vendorId": self.vendor, "lines": [line]}
        await self._keyed(RoleCode.WAREHOUSE_CLERK, "goodsReceiptPost", "goodsReceipt { id }", input=said)

    async def offer(self, quantity: int) -> Answer:
        """The sales representative offers kettles, and sends the offer."""
        line = {"skuId": self.kettle, "quantity": str(quantity)}
        said: Answer = {"companyId": self.company, "customerId": self.customer, "lines": [line]}
        shown = "quotation { id version number total { amount } }"
        draft = await self.office.done("quotationCreate", shown, RoleCode.SALES_REP, input=said)
        which: Answer = {"id": draft["id"], "version": draft["version"]}
        return await self.office.done("quotationSend", shown, RoleCode.SALES_REP, **which)

    async def accept(self, quotation: Answer) -> Answer:
        """The customer says yes, and the sales representative promises the order, to be billed as it leaves."""
        which: Answer = {"id": quotation["id"], "version": quotation["version"], "idempotencyKey": str(uuid7())}
        accepted = await self.office.do("quotationAccept", f"quotation {{ id }} {ORDER}", RoleCode.SALES_REP, **which)
        assert accepted["errors"] == [], accepted
        draft = accepted["salesOrder"]
        said: Answer = {"id": draft["id"], "version": draft["version"], "invoicePolicy": Word("ON_DELIVERY")}
        order = await self.office.done("salesOrderUpdate", ORDER, RoleCode.SALES_REP, input=said)
        which = {"id": order["id"], "version": order["version"]}
        return await self._keyed(RoleCode.SALES_REP, "salesOrderConfirm", ORDER, **which)

    async def ship(self, order: Answer) -> Answer:
        """The clerk lets leave what is there."""
        clerk = RoleCode.WAREHOUSE_CLERK
        shown = f"shipments {{ {SHIPMENT} }}"
        (made,) = await self._keyed(clerk, "shipmentCreate", shown, input={"salesOrderId": order["id"]})
        which: Answer = {"id": made["id"], "version": made["version"]}
        return await self._keyed(clerk, "shipmentShip", f"shipment {{ {SHIPMENT} }}", **which)

    async def bill(self, order: Answer) -> Answer:
        """The accountant bills what has left."""
        draft = await self.office.done("salesOrderBill", INVOICE, RoleCode.ACCOUNTANT, ids=[order["id"]])
        return await self.post(draft)

    async def post(self, draft: Answer) -> Answer:
        """The accountant posts an invoice or note."""
        which: Answer = {"id": draft["id"], "version": draft["version"]}
        valid = await self.office.done("invoiceValidate", INVOICE, RoleCode.ACCOUNTANT, **which)
        which["version"] = valid["version"]
        return await self._keyed(RoleCode.ACCOUNTANT, "invoicePost", INVOICE, **which)

    async def take_back(self, order: Answer, quantity: int, scrapped: int) -> Answer:
        """Some come back: asked for, allowed, received and looked at; of these some are scrap, and all are refunded."""
        rep, clerk = RoleCode.SALES_REP, RoleCode.WAREHOUSE_CLERK
        line = {"orderLineId": order["lines"][0]["id"], "quantity": str(quantity)}
        said: Answer = {"salesOrderId": order["id"], "reason": "They drip.", "lines": [line]}
        asked = await self._keyed(rep, "returnAuthorizationCreate", RETURN, input=said)
        allowed = await self._step(RoleCode.SALES_MANAGER, "Approve", asked)
        arrived = await self._step(clerk, "Receive", allowed, locationId=self.corner, idempotencyKey=str(uuid7()))
        key = arrived["lines"][0]["id"]
        good = {"lineId": key, "quantity": str(quantity - scrapped), "goods": Word("RESTOCK"), "locationId": self.shelf}
        scrap = {"lineId": key, "quantity": str(scrapped), "goods": Word("SCRAP")}
        findings = [{**each, "remedy": Word("REFUND")} for each in (good, scrap)]
        return await self._step(clerk, "Inspect", arrived, findings=findings, idempotencyKey=str(uuid7()))

    async def credit(self, back: Answer) -> Answer:
        """The accountant gives the money back for what came back."""
        drafted = await self._step(RoleCode.ACCOUNTANT, "Credit", back, idempotencyKey=str(uuid7()))
        (draft,) = drafted["creditNotes"]["nodes"]
        await self._step(RoleCode.SALES_MANAGER, "Close", drafted)
        return await self.post(draft)

    async def _step(self, role: RoleCode, name: str, back: Answer, **said: Any) -> Answer:
        which: Answer = {"id": back["id"], "version": back["version"]}
        return await self.office.done(f"returnAuthorization{name}", RETURN, role, **which, **said)

    async def pay(self, invoices: list[Answer], note: Answer) -> None:
        """The customer pays what is owed less the note, which the accountant settles with the first invoice."""
        accountant, credited = RoleCode.ACCOUNTANT, Decimal(note["total"]["amount"])
        first, *_ = items = [invoice["instalments"][0]["openItem"]["id"] for invoice in invoices]
        parts = [
            {"openItemId": first, "amount": str(credited)},
            {"openItemId": note["instalments"][0]["openItem"]["id"], "amount": str(-credited)},
        ]
        settled: Answer = {"settledOn": note["invoiceOn"], "parts": parts}
        await self._keyed(accountant, "settlementCreate", "settlement { id }", input=settled)
        owed = [Decimal(invoice["total"]["amount"]) for invoice in invoices]
        owed[0] -= credited
        allocations = [{"openItemId": item, "amount": str(each)} for item, each in zip(items, owed, strict=True)]
        said: Answer = {
            "companyId": self.company, "partyId": self.customer, "direction": Word("IN"), "amount": str(sum(owed)),
            "paidOn": note["invoiceOn"], "allocations": allocations,
        }  # fmt: skip
        shown = "payment { id version }"
        draft = await self.office.done("paymentCreate", shown, accountant, input=said)
        await self._keyed(accountant, "paymentPost", shown, id=draft["id"], version=draft["version"])

    async def order(self, order: Answer) -> Answer:
        """The sales representative looks at the order."""
        shown = ORDER.removeprefix("salesOrder ")
        answer = await self.office.ask(f'{{ salesOrder(id: "{order["id"]}") {shown} }}', RoleCode.SALES_REP)
        return answer["data"]["salesOrder"]

    async def journal(self) -> str:
        """The auditor prints the journal."""
        nodes = (await self.office.ask(_ENTRIES, RoleCode.AUDITOR))["data"]["journalEntries"]["nodes"]
        return "\n".join(line for entry in sorted(nodes, key=_age) for line in _printed(entry))

    async def findings(self) -> list[str]:
        """The auditor has everything checked, and tells what is wrong."""
        asked = f'{{ integrityChecks(companyIds: ["{self.company}"]) {{ checks {{ kind findings }} }} }}'
        answer = await self.office.ask(asked, RoleCode.AUDITOR)
        return [each for check in answer["data"]["integrityChecks"]["checks"] for each in check["findings"]]


def _age(entry: Answer) -> str:
    # Ids are of version 7 (RFC 9562), which sort by the time at which they were made.
    return entry["id"]


def _printed(entry: Answer) -> list[str]:
    journal, _, number = entry["number"].split("-")
    lines = [
        f"    {line['account']['code']} {line['account']['name']:<32}{_sum(line['debit']):>10}{_sum(line['credit']):>10}"
        for line in entry["lines"]
    ]
    return [f"{journal} {int(number)}  {entry['description']}", *(line.rstrip() for line in lines)]


def _sum(amount: Answer) -> str:
    return "" if not Decimal(amount["amount"]) else amount["amount"]


async def business_of(office: Office) -> Business:
    """Set up the company of the story."""
    owner, company = office.shop.owner, office.company
    of = f"Company:{company}"
    said: Answer = {
        "companyId": of, "code": "V20", "name": "VAT 20 %", "kind": Word("PERCENT"),
        "rates": [{"validFrom": "2000-01-01", "percent": "20"}],
    }  # fmt: skip
    tax = (await office.done("taxCodeCreate", "taxCode { id }", input=said))["id"]
    await office.done("taxPolicyCreate", "taxPolicy { id }", input={"companyId": of, "saleCodeId": tax})
    kinds = {
        "SHELF": "INTERNAL",
        "CORNER": "INTERNAL",
        "SUPPLIERS": "SUPPLIER",
        "CUSTOMERS": "CUSTOMER",
        "SCRAP": "SCRAP",
    }
    places = {code: await builders.location(owner, company, code, kind) for code, kind in kinds.items()}
    await owner.execute("update location set stock_status = 'QUARANTINE' where id = $1", places["CORNER"])
    kettle = await builders.sku(owner, company, "KETTLE", list_price=Decimal(50))
    customer = await builders.party(owner, company, "C-1", name="Halfmoon Bakehouse")
    vendor = await builders.party(owner, company, "V-1", name="Kettle Works")
    shelf, corner = [f"Location:{places[code]}" for code in ("SHELF", "CORNER")]
    return Business(office, f"Party:{customer}", f"Party:{vendor}", f"Sku:{kettle}", shelf, corner)
