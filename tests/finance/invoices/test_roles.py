"""Who sees which invoices, and who may write and post them."""

from typing import Any
from uuid import UUID

import pytest

from auth.demo import DEMO_REALM, issue
from auth.keys import signing_key
from auth.roles import RoleCode
from auth.tokens import TokenIssuer
from kernel.clock import SystemClock
from kernel.ids import uuid7
from tests.finance.invoices.desk import INVOICE, Desk
from tests.finance.invoices.ordering import sold
from tests.finance.office import Answer
from tests.schema import builders

WAYS = """
{ node(id: "%s") { id } invoice(id: "%s") { id } invoiceAggregate { count }
  salesOrderLine(id: "%s") { invoiceLines(first: 5) { totalCount } order { invoices(first: 5) { totalCount nodes { id } } } }
  invoiceLine(id: "%s") { id } invoiceLines(first: 5, filter: { salesOrderLine: {} }) { totalCount } }
"""
EMPTY = {"invoices": {"totalCount": 0, "nodes": list[str]()}}
OWED = """
{ openItems(first: 5) { nodes { amount { amount } } }
  statementOfAccount(input: { companyId: "%s", partyId: "%s", startsOn: "2026-01-01", endsOn: "2026-12-31" }) {
    statements { closing { amount } } errors { code } } }
"""
LISTED = "{ invoices(first: 50) { nodes { id kind lines { id } instalments { id } taxes { id } deductions { id } } } }"


async def listed(desk: Desk, role: RoleCode, party: str | None = None, *, subject: UUID | None = None) -> list[Answer]:
    """List the invoices that somebody in a role sees, acting for a party or not."""
    shop = desk.office.shop
    issuer = TokenIssuer(signing_key(shop.site.settings.home), DEMO_REALM, SystemClock())
    key = None if party is None else UUID(party.partition(":")[2])
    who = None if subject is None else str(subject)
    token = issue(issuer, role, companies=[desk.office.company], party_id=key, subject=who)
    return (await shop.ask(LISTED, token=token))["data"]["invoices"]["nodes"]


async def test_a_partner_sees_its_own_posted_invoices_with_their_lines(desk: Desk) -> None:
    posted = await desk.posted(desk.line(1, "50"))
    await desk.draft(desk.line(1, "60"))
    other = await builders.party(desk.office.shop.owner, desk.office.company, "P-2")

    (seen,) = await listed(desk, RoleCode.PARTNER_CUSTOMER, desk.party)

    assert (seen["id"], len(seen["lines"]), len(seen["instalments"])) == (posted["id"], 1, 1)
    assert await listed(desk, RoleCode.PARTNER_CUSTOMER, f"Party:{other}") == []


async def test_a_sales_manager_sees_what_customers_are_asked_for_and_no_bills(desk: Desk) -> None:
    invoice = await desk.draft(desk.line(1, "50"))
    await desk.draft(desk.line(1, "60"), kind="VENDOR_BILL", reference="17")

    seen = await listed(desk, RoleCode.SALES_MANAGER)

    assert [each["id"] for each in seen] == [invoice["id"]]
    assert len(await listed(desk, RoleCode.ACCOUNTANT)) == 2


async def test_a_sales_rep_sees_the_invoices_of_own_orders_and_the_notes_on_them(desk: Desk) -> None:
    rep, other = [await _rep(desk, name) for name in ("ada", "bob")]
    mine, theirs = [
        await desk.posted(desk.line(1, "50", salesOrderLineId=await sold(desk, rep=who))) for who in (rep, other)
    ]
    note = await desk.draft(desk.line(1, "10"), kind="CREDIT_NOTE", creditsId=mine["id"])
    await desk.posted(desk.line(1, "60"))

    seen = {each["id"] for each in await listed(desk, RoleCode.SALES_REP, subject=rep)}

    assert seen == {mine["id"], note["id"]}
    assert [each["id"] for each in await listed(desk, RoleCode.SALES_REP, subject=other)] == [theirs["id"]]
    assert await listed(desk, RoleCode.SALES_REP) == []


async def test_no_way_leads_a_sales_rep_to_the_invoices_of_others(desk: Desk) -> None:
    rep, other = [await _rep(desk, name) for name in ("cid", "dea")]
    ordered = await sold(desk, rep=other)
    invoice = await desk.posted(desk.line(1, "50", salesOrderLineId=ordered))
    token = desk.office.shop.token(RoleCode.SALES_REP, companies=[desk.office.company], subject=str(rep))

    answer = await desk.office.shop.ask(
        WAYS % (invoice["id"], invoice["id"], ordered, invoice["lines"][0]["id"]), token=token
    )

    assert answer["data"] == {
        "node": None, "invoice": None, "invoiceLine": None, "invoiceAggregate": [{"count": 0}],
        "invoiceLines": {"totalCount": 0}, "salesOrderLine": {"invoiceLines": {"totalCount": 0}, "order": EMPTY},
    }  # fmt: skip
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"NOT_FOUND"}


async def _rep(desk: Desk, name: str) -> UUID:
    mail = f"{name}-{uuid7().hex[-8:]}@example.org"
    return await builders.insert(desk.office.shop.owner, "user_account", email=mail, name=name)


async def test_a_partner_reads_no_remark_and_no_account_of_the_ledger(desk: Desk) -> None:
    invoice = await desk.posted(desk.line(1, "50"), note="Pays late.")
    key = UUID(desk.party.partition(":")[2])
    token = desk.office.shop.token(RoleCode.PARTNER_CUSTOMER, companies=[desk.office.company], party=key)
    selection = "note entry { id } journal { id } lines { cutOff account { id } }"

    answer = await desk.office.shop.ask(f'{{ invoice(id: "{invoice["id"]}") {{ {selection} }} }}', token=token)

    denied = {error["extensions"]["coordinate"] for error in answer["errors"]}
    fields = ("note", "entry", "journal")
    assert denied == {f"Invoice.{name}" for name in fields} | {"InvoiceLine.cutOff", "InvoiceLine.account"}


async def test_a_partner_sees_its_own_open_items_and_statement_of_account(desk: Desk) -> None:
    other = f"Party:{await builders.party(desk.office.shop.owner, desk.office.company, 'P-3')}"
    await desk.posted(desk.line(1, "50"))
    await desk.posted(desk.line(1, "70"), partyId=other)
    key = UUID(desk.party.partition(":")[2])
    token = desk.office.shop.token(RoleCode.PARTNER_CUSTOMER, companies=[desk.office.company], party=key)

    answer = await desk.office.shop.ask(OWED % (desk.company, desk.party), token=token)
    hidden = await desk.office.shop.ask(OWED % (desk.company, other), token=token)

    data = answer["data"]
    assert [each["amount"]["amount"] for each in data["openItems"]["nodes"]] == ["50.00"]
    assert data["statementOfAccount"]["statements"][0]["closing"]["amount"] == "50.00"
    assert hidden["data"]["statementOfAccount"] == {"statements": [], "errors": [{"code": "NOT_FOUND"}]}


async def test_a_sales_rep_does_not_see_the_ledger_behind_an_invoice(desk: Desk) -> None:
    rep = await _rep(desk, "eve")
    invoice = await desk.posted(desk.line(1, "50", salesOrderLineId=await sold(desk, rep=rep)))
    token = desk.office.shop.token(RoleCode.SALES_REP, companies=[desk.office.company], subject=str(rep))
    ledger = "entry { id } lines { cutOff account { id } salesOrderLine { unitCost { amount } order { margin { amount } } } }"

    answer = await desk.office.shop.ask(f'{{ invoice(id: "{invoice["id"]}") {{ id {ledger} }} }}', token=token)

    assert answer["data"]["invoice"]["id"] == invoice["id"]
    assert {error["extensions"]["coordinate"] for error in answer["errors"]} == {
        "Invoice.entry", "InvoiceLine.cutOff", "InvoiceLine.account", "SalesOrderLine.unitCost", "SalesOrder.margin",
    }  # fmt: skip


@pytest.mark.parametrize("role", [RoleCode.SALES_REP, RoleCode.AUDITOR, RoleCode.BUYER, RoleCode.WAREHOUSE_CLERK])
async def test_others_do_not_write_or_post(desk: Desk, role: RoleCode) -> None:
    draft = await desk.draft(desk.line(1, "50"))
    which: dict[str, Any] = {"id": draft["id"], "version": draft["version"]}
    tried: dict[str, dict[str, Any]] = {
        "invoiceCreate": {"input": desk.input([desk.line(1, "1")])}, "invoiceValidate": which, "invoiceRevise": which,
        "invoicePost": {**which, "idempotencyKey": str(uuid7())}, "invoiceDelete": which,
        "invoiceUpdate": {"input": which}, "invoiceCredit": {"id": draft["id"]}, "invoiceDuplicate": {"id": draft["id"]},
    }  # fmt: skip

    for name, said in tried.items():
        payload = await desk.office.do(name, "invoice { id }", role, **said)
        assert [error["code"] for error in payload["errors"]] == ["FORBIDDEN"], name


async def test_an_accountant_writes_and_posts(desk: Desk) -> None:
    said = desk.input([desk.line(1, "50")])
    draft = await desk.office.done("invoiceCreate", INVOICE, RoleCode.ACCOUNTANT, input=said)
    which: dict[str, Any] = {"id": draft["id"], "version": draft["version"]}
    valid = await desk.office.done("invoiceValidate", INVOICE, RoleCode.ACCOUNTANT, **which)
    which = {"id": draft["id"], "version": valid["version"], "idempotencyKey": str(uuid7())}

    assert (await desk.office.done("invoicePost", INVOICE, RoleCode.ACCOUNTANT, **which))["state"] == "POSTED"
