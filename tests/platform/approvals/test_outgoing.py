"""The bill of a vendor and a payment above the limit are posted with the approval of somebody who did not enter them."""

from typing import Any

import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import literal
from tests.finance.payments.rates import record
from tests.platform.approvals.office import Office, Person
from tests.schema import builders

Answer = dict[str, Any]
REQUEST = "... on ApprovalRequest { description amount { amount } document { id } }"
ASKED = f"errors {{ code path ... on ApprovalRequired {{ request {{ id {REQUEST} }} }} }}"


async def done(books: Office, person: Person, name: str, of: str, **said: object) -> Answer:
    """Do a mutation as somebody, and give its payload."""
    given = ", ".join(f"{key}: {literal(value)}" for key, value in said.items())
    document = f"mutation {{ {name}({given}) {{ {of} {{ id version state }} {ASKED} }} }}"
    return (await books.ask(person, document))[name]


async def bill(books: Office, person: Person, price: str, kind: str = "VENDOR_BILL", more: str = "") -> Answer:
    """Enter and validate a document, and give what is said to post it."""
    party = await builders.party(books.shop.owner, books.company, uuid7().hex[-8:])
    input_ = (
        f'{{ companyId: "Company:{books.company}", partyId: "Party:{party}", kind: {kind}, invoiceOn: "2026-03-10", '
        f'reference: "R-17", {more} lines: [{{ description: "Roof", quantity: "1", unitPrice: "{price}" }}] }}'
    )
    made = await books.ask(
        person, f"mutation {{ invoiceCreate(input: {input_}) {{ invoice {{ id version }} {ASKED} }} }}"
    )
    draft = made["invoiceCreate"]["invoice"]
    valid = (await done(books, person, "invoiceValidate", "invoice", **draft))["invoice"]
    return {"id": valid["id"], "version": valid["version"], "idempotencyKey": uuid7().hex}


async def test_a_bill_above_the_limit_takes_somebody_who_did_not_enter_it(books: Office) -> None:
    await books.policy(documentType="Invoice")
    writer, chief = await books.hire(), await books.hire()
    which = await bill(books, writer, "5000")

    (refusal,) = (await done(books, writer, "invoicePost", "invoice", **which))["errors"]

    request = refusal["request"]
    assert (refusal["code"], refusal["path"]) == ("APPROVAL_REQUIRED", ["id"])
    assert (request["amount"]["amount"], request["document"]["id"]) == ("5000.00", which["id"])
    assert request["description"].endswith("R-17")
    assert [await books.decide(who, request["id"]) for who in (writer, chief)] == ["SELF_APPROVAL", "APPROVED"]
    assert (await done(books, writer, "invoicePost", "invoice", **which))["invoice"]["state"] == "POSTED"


async def test_bills_up_to_the_limit_and_invoices_to_customers_are_posted_at_once(books: Office) -> None:
    await books.policy(documentType="Invoice")
    clerk = await books.hire(RoleCode.ACCOUNTANT)
    for which in (await bill(books, clerk, "1000"), await bill(books, clerk, "5000", "CUSTOMER_INVOICE")):
        assert (await done(books, clerk, "invoicePost", "invoice", **which))["errors"] == []


async def test_a_payment_above_the_limit_goes_out_with_approval_and_comes_in_without(books: Office) -> None:
    await books.policy(documentType="Payment")
    clerk, chief = await books.hire(RoleCode.ACCOUNTANT), await books.hire()
    paid = [await _payment(books, clerk, direction) for direction in ("IN", "OUT")]

    assert (await done(books, clerk, "paymentPost", "payment", **paid[0]))["errors"] == []
    (refusal,) = (await done(books, clerk, "paymentPost", "payment", **paid[1]))["errors"]
    assert (refusal["code"], refusal["path"]) == ("APPROVAL_REQUIRED", ["id"])
    assert await books.decide(clerk, refusal["request"]["id"]) == "SELF_APPROVAL"
    assert await books.decide(chief, refusal["request"]["id"]) == "APPROVED"
    assert (await done(books, clerk, "paymentPost", "payment", **paid[1]))["payment"]["state"] == "POSTED"


@pytest.mark.parametrize("currency", ["USD", "EUR"])
async def test_nobody_gets_below_the_limit_by_a_low_rate(books: Office, currency: str) -> None:
    for of in ("Invoice", "Payment"):
        await books.policy(documentType=of)
    await record(books.shop.owner, "USD", "EUR", "2026-01-01", "0.9")
    clerk, more = await books.hire(RoleCode.ACCOUNTANT), f'currency: "{currency}", rate: "0.0001",'
    (refusal,) = (await done(books, clerk, "invoicePost", "invoice", **await bill(books, clerk, "5000", more=more)))[
        "errors"
    ]
    assert refusal["request"]["amount"]["amount"] == {"USD": "4500.00", "EUR": "5000.00"}[currency]
    paid = await _payment(books, clerk, "OUT", more.replace("0.0001", "0.00011"), "5000")
    (refusal,) = (await done(books, clerk, "paymentPost", "payment", **paid))["errors"]
    assert refusal["request"]["amount"]["amount"] == {"USD": "4500.00", "EUR": "5000.00"}[currency]


async def test_a_bill_that_was_approved_at_the_rate_of_one_day_is_approved_again_at_a_higher_one(books: Office) -> None:
    await books.policy(documentType="Invoice")
    for day, rate in (("2026-03-01", "0.09"), ("2026-03-20", "0.1")):
        await record(books.shop.owner, "SEK", "EUR", day, rate)
    clerk, chief = await books.hire(RoleCode.ACCOUNTANT), await books.hire()
    which = await bill(books, clerk, "20000", more='currency: "SEK",')
    first = (await done(books, clerk, "invoicePost", "invoice", **which))["errors"][0]["request"]
    assert await books.decide(chief, first["id"]) == "APPROVED"
    later = (await done(books, clerk, "invoicePost", "invoice", **which, postedOn="2026-03-25"))["errors"][0]["request"]
    assert (first["amount"]["amount"], later["amount"]["amount"]) == ("1800.00", "2000.00")
    assert await books.decide(chief, later["id"]) == "APPROVED"
    told = await done(books, clerk, "invoicePost", "invoice", **{**which, "idempotencyKey": uuid7().hex})
    assert told["invoice"]["state"] == "POSTED"


async def _payment(books: Office, person: Person, direction: str, more: str = "", amount: str = "1000.01") -> Answer:
    party = await builders.party(books.shop.owner, books.company, uuid7().hex[-8:])
    input_ = (
        f'{{ companyId: "Company:{books.company}", partyId: "Party:{party}", direction: {direction}, '
        f'paidOn: "2026-03-12", {more} amount: "{amount}" }}'
    )
    document = f"mutation {{ paymentCreate(input: {input_}) {{ payment {{ id version }} {ASKED} }} }}"
    draft = (await books.ask(person, document))["paymentCreate"]["payment"]
    return {**draft, "idempotencyKey": uuid7().hex}
