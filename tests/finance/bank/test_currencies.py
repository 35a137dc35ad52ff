"""Entries of banks in foreign currencies pay what is open in their own, the company's or a third one, and can be undone."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.finance.bank.till import UNDO, Till, mt940
from tests.finance.payments.rates import record
from tests.writing.shop import Shop

DOLLARS = "DE89370400440532013000"
ADD = """
mutation ($input: LedgerAccountCreateInput!) { ledgerAccountCreate(input: $input) { ledgerAccount { id } errors { code } } }
"""
DRAFT = "mutation ($input: PaymentCreateInput!) { paymentCreate(input: $input) { payment { id version } errors { code path } } }"
POST = """
mutation ($id: ID!, $version: Int!, $key: ID!) {
  paymentPost(id: $id, version: $version, idempotencyKey: $key) { payment { id } errors { code path } }
}
"""
NAMES = ("1210", "1450", "4110", "6340")


@pytest.fixture
async def till(bank_shop: Shop, bank_engine: AsyncEngine) -> Till:
    """A company in euros with a bank account in dollars; a dollar is worth 0.90 on the 1st of March and 0.95 on the 10th."""
    for currency, on, rate in (
        ("USD", "2026-03-01", "0.9"),
        ("USD", "2026-03-10", "0.95"),
        ("GBP", "2026-03-01", "1.15"),
    ):
        await record(bank_shop.owner, currency, "EUR", on, rate)
    till = await Till.open(bank_shop, bank_engine)
    said: dict[str, Any] = {
        "companyId": f"Company:{till.books.company}", "code": "1450", "name": "Dollars", "type": "ASSET", "subtype": "BANK",
        "currency": "USD",
    }  # fmt: skip
    account: str = (await till.ask(ADD, input=said))["ledgerAccount"]["id"]
    till.books.accounts["1450"] = UUID(account.partition(":")[2])
    told = await till.add_account(name="Dollars", iban=DOLLARS, currency="USD", accountId=account)
    assert told["errors"] == []
    return till


async def line(till: Till, amount: str) -> dict[str, Any]:
    """Bring in a statement in dollars of one entry."""
    (found,) = await till.lines(mt940(1, (amount, "166?20Thanks"), account=DOLLARS).replace(b"EUR", b"USD"))
    return found


async def kept(till: Till) -> str:
    """Tell what is on the bank account in dollars."""
    statement = "select coalesce(sum(account_amount), 0)::text from journal_line where account_id = $1"
    return await till.shop.owner.fetchval(statement, till.books.accounts["1450"])


async def test_pays_what_is_open_in_its_own_currency_with_a_gain(till: Till) -> None:
    customer = await till.party("Jane Doe")
    invoice = await till.owed(customer, "100.00", currency="USD", on="2026-03-01")
    told = await till.reconcile(await line(till, "100.00"), {"amount": "100", "journalLineId": invoice})
    assert (told["errors"], told["bankStatementLine"]["state"]) == ([], "RECONCILED")
    assert await till.balances(*NAMES) == ["0.00", "95.00", "-5.00", "0"]
    assert (await kept(till), set(await till.open_amounts(customer))) == ("100.00", {"0.00"})


async def test_pays_what_is_open_in_the_currency_of_the_company(till: Till) -> None:
    customer = await till.party("Jane Doe")
    invoice = await till.owed(customer, "94.00", on="2026-03-01")
    told = await till.reconcile(
        await line(till, "100.00"), {"amount": "100", "journalLineId": invoice, "itemAmount": "94"}
    )
    assert told["errors"] == []
    assert await till.balances(*NAMES) == ["0.00", "95.00", "-1.00", "0"]


async def test_pays_what_is_open_in_a_third_currency_by_the_rates_of_the_day(till: Till) -> None:
    customer = await till.party("Jane Doe")
    invoice = await till.owed(customer, "100.00", currency="GBP", on="2026-03-01")
    told = await till.reconcile(await line(till, "100.00"), {"amount": "100", "journalLineId": invoice})
    assert told["errors"] == []
    assert [each for each in await till.open_amounts(customer) if each != "0.00"] == ["17.39"]
    assert await till.balances(*NAMES) == ["20.00", "95.00", "0", "0"]


async def test_takes_no_more_than_is_open_where_the_rates_say_a_little_more(till: Till) -> None:
    customer = await till.party("Jane Doe")
    invoice = await till.owed(customer, "94.99", on="2026-03-01")
    told = await till.reconcile(await line(till, "100.00"), {"amount": "100", "journalLineId": invoice})
    assert (told["errors"], set(await till.open_amounts(customer))) == ([], {"0.00"})
    assert await till.balances(*NAMES) == ["0.00", "95.00", "-0.01", "0"]


async def test_a_bill_is_paid_with_a_loss(till: Till) -> None:
    vendor = await till.party("Vendor")
    bill = await till.owed(vendor, "-100.00", account="2010", currency="USD", on="2026-03-01")
    told = await till.reconcile(await line(till, "-100.00"), {"amount": "-100", "journalLineId": bill})
    assert told["errors"] == []
    assert await till.balances("2010", "1450", "4110", "6340") == ["0.00", "-95.00", "0", "5.00"]


@pytest.mark.parametrize(("currency", "amount"), [("USD", "100.00"), ("EUR", "94.00"), ("GBP", "82.00")])
async def test_an_undone_reconciliation_brings_everything_back(till: Till, currency: str, amount: str) -> None:
    customer = await till.party("Jane Doe")
    invoice = await till.owed(customer, amount, currency=currency, on="2026-03-01")
    before = await till.balances(*NAMES)
    part = {"amount": "100", "journalLineId": invoice, "itemAmount": amount}
    done = await till.reconcile(await line(till, "100.00"), part)
    told = await till.ask(UNDO, id=done["bankStatementLine"]["reconciliations"][0]["id"])
    assert (told["errors"], told["bankStatementLine"]["state"]) == ([], "UNDONE")
    assert [each for each in await till.open_amounts(customer) if each != "0.00"] == [amount]
    assert [Decimal(each) for each in await till.balances(*NAMES)] == [Decimal(each) for each in before]
    again = await till.ask(UNDO, id=done["bankStatementLine"]["reconciliations"][0]["id"])
    assert [error["code"] for error in again["errors"]] == ["RECONCILIATION_UNDONE"]


async def test_refuses_what_is_far_from_the_rates_of_the_day(till: Till) -> None:
    invoice = await till.owed(await till.party("Jane Doe"), "94.00", on="2026-03-01")
    part = {"amount": "50", "journalLineId": invoice, "itemAmount": "94"}
    told = await till.reconcile(await line(till, "100.00"), part)
    assert [error["code"] for error in told["errors"]] == ["RATE_UNLIKELY"]


async def test_refuses_to_undo_what_a_payment_has_settled_since(till: Till) -> None:
    customer = await till.party("Jane Doe")
    credit = till.to_account("100.00", "1210", customer)
    done = await till.reconcile(await line(till, "100.00"), credit)
    item = await till.shop.owner.fetchval("select id from open_item where party_id = $1", customer)
    said = {
        "companyId": f"Company:{till.books.company}", "partyId": f"Party:{customer}", "direction": "OUT", "amount": "100.00",
        "currency": "USD", "paidOn": "2026-03-10", "accountId": f"LedgerAccount:{till.books.accounts['1450']}",
        "partyAccountId": f"LedgerAccount:{till.books.accounts['1210']}",
        "allocations": [{"openItemId": f"OpenItem:{item}", "amount": "100.00"}],
    }  # fmt: skip
    draft = (await till.ask(DRAFT, input=said))["payment"]
    assert (await till.ask(POST, id=draft["id"], version=draft["version"]))["errors"] == []
    told = await till.ask(UNDO, id=done["bankStatementLine"]["reconciliations"][0]["id"])
    assert [error["code"] for error in told["errors"]] == ["SETTLED_OTHERWISE"]
