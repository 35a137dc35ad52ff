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
from tests.finance.office import Answer
from tests.schema import builders

LISTED = "{ invoices(first: 50) { nodes { id kind lines { id } instalments { id } taxes { id } deductions { id } } } }"


async def listed(desk: Desk, role: RoleCode, party: str | None = None) -> list[Answer]:
    """List the invoices that somebody in a role sees, acting for a party or not."""
    shop = desk.office.shop
    issuer = TokenIssuer(signing_key(shop.site.settings.home), DEMO_REALM, SystemClock())
    key = None if party is None else UUID(party.partition(":")[2])
    token = issue(issuer, role, companies=[desk.office.company], party_id=key)
    return (await shop.ask(LISTED, token=token))["data"]["invoices"]["nodes"]


async def test_a_partner_sees_its_own_posted_invoices_with_their_lines(desk: Desk) -> None:
    posted = await desk.posted(desk.line(1, "50"))
    await desk.draft(desk.line(1, "60"))
    other = await builders.party(desk.office.shop.owner, desk.office.company, "P-2")

    (seen,) = await listed(desk, RoleCode.PARTNER_CUSTOMER, desk.party)

    assert (seen["id"], len(seen["lines"]), len(seen["instalments"])) == (posted["id"], 1, 1)
    assert await listed(desk, RoleCode.PARTNER_CUSTOMER, f"Party:{other}") == []


async def test_a_sales_rep_sees_what_customers_are_asked_for_and_no_bills(desk: Desk) -> None:
    invoice = await desk.draft(desk.line(1, "50"))
    await desk.draft(desk.line(1, "60"), kind="VENDOR_BILL", reference="17")

    seen = await listed(desk, RoleCode.SALES_REP)

    assert [each["id"] for each in seen] == [invoice["id"]]
    assert len(await listed(desk, RoleCode.ACCOUNTANT)) == 2


async def test_a_sales_rep_does_not_see_the_ledger_behind_an_invoice(desk: Desk) -> None:
    invoice = await desk.posted(desk.line(1, "50"))

    answer = await desk.office.ask(f'{{ invoice(id: "{invoice["id"]}") {{ id entry {{ id }} }} }}', RoleCode.SALES_REP)

    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]


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
