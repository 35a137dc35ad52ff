"""What the bank shows of payments that are posted is matched with them, and not posted again."""

import asyncio
from collections import Counter
from typing import Any
from uuid import UUID

import pytest

from auth.roles import RoleCode
from tests.finance.bank.till import ACCEPT, RECONCILE, UNDO, Till, mt940

CLIENTS = 64
CREATE = """
mutation ($input: PaymentCreateInput!) { paymentCreate(input: $input) { payment { id version } errors { code path } } }
"""
POST = """
mutation ($id: ID!, $version: Int!, $key: ID!) {
  paymentPost(id: $id, version: $version, idempotencyKey: $key) { payment { id version state } errors { code path } }
}
"""
MOVE = """
mutation ($id: ID!, $version: Int!) { NAME(id: $id, version: $version) { payment { state } errors { code path } } }
"""
VOID = """
mutation ($id: ID!, $version: Int!, $key: ID!) {
  paymentVoid(id: $id, version: $version, on: "2026-03-20", why: "Bounced", idempotencyKey: $key) { errors { code path } }
}
"""
PAYMENT = """
query ($id: ID!) {
  payment(id: $id) {
    state version
    bankReconciliationParts(first: 9) { nodes { amount { amount } journalLine { id } reconciliation { entry { id } } } }
  }
}
"""
CHECK = """
query ($ids: [ID!]!) {
  integrityChecks(companyIds: $ids, kinds: [BANK_LINES_BOOKED_ONCE]) { checks { holds findings } errors { code } }
}
"""
LINES = """
query ($id: ID!) {
  bankStatementLine(id: $id) { suggestions { score explanation parts { payment { id } amount { amount } } } }
}
"""


async def paid(
    till: Till, amount: str, party: UUID | None = None, account: str = "1410", **said: Any
) -> dict[str, Any]:
    """Post a payment of a customer, and give it."""
    input_ = {
        "companyId": f"Company:{till.books.company}", "partyId": f"Party:{party or await till.party('Jane Doe')}",
        "direction": "IN", "amount": amount, "paidOn": "2026-03-09", "currency": "EUR",
        "accountId": f"LedgerAccount:{till.books.accounts[account]}", **said,
    }  # fmt: skip
    made = await till.ask(CREATE, input=input_)
    assert made["errors"] == [], made
    told = await till.ask(POST, id=made["payment"]["id"], version=made["payment"]["version"])
    assert told["errors"] == [], told
    return told["payment"]


def shown(payment: dict[str, Any], amount: str) -> dict[str, str]:
    """Make a part that shows a payment."""
    return {"amount": amount, "paymentId": payment["id"]}


async def state(till: Till, payment: dict[str, Any]) -> str:
    """Tell how far a payment is."""
    return (await till.ask(PAYMENT, id=payment["id"]))["state"]


async def test_posts_nothing_for_a_payment_that_the_bank_shows(till: Till) -> None:
    payment = await paid(till, "100.00")
    (line,) = await till.lines(mt940(1, ("100.00", "166?20Thanks")))
    told = await till.reconcile(line, shown(payment, "100.00"))
    done = told["bankStatementLine"]
    assert (told["errors"], done["state"], done["reconciliations"][0]["entry"]) == ([], "RECONCILED", None)
    assert await till.balances("1410", "1210") == ["100.00", "-100.00"]
    now = await till.ask(PAYMENT, id=payment["id"])
    (part,) = now["bankReconciliationParts"]["nodes"]
    assert (now["state"], part["amount"]["amount"], part["reconciliation"]) == ("RECONCILED", "100.00", {"entry": None})
    assert part["journalLine"] is not None


async def test_one_entry_shows_several_payments_beside_what_it_posts(till: Till) -> None:
    first, second = await paid(till, "60.00"), await paid(till, "45.00")
    (line,) = await till.lines(mt940(1, ("100.00", "166?20Cards less fee")))
    told = await till.reconcile(line, shown(first, "60"), shown(second, "45"), till.to_account("-5.00", "6270"))
    assert (told["errors"], await till.balances("1410", "6270")) == ([], ["100.00", "5.00"])
    assert [await state(till, each) for each in (first, second)] == ["RECONCILED", "RECONCILED"]


async def test_several_entries_show_one_payment_that_is_reconciled_with_the_last(till: Till) -> None:
    payment = await paid(till, "100.00")
    first, second = await till.lines(mt940(1, ("30.00", "166?20One"), ("70.00", "166?20Two")))
    assert (await till.reconcile(first, shown(payment, "30.00")))["errors"] == []
    assert await state(till, payment) == "POSTED"
    assert (await till.reconcile(second, shown(payment, "70.00")))["errors"] == []
    assert (await state(till, payment), await till.balances("1410")) == ("RECONCILED", ["100.00"])


async def test_money_that_went_out_is_shown_with_its_sign(till: Till) -> None:
    payment = await paid(till, "100.00", direction="OUT")
    (line,) = await till.lines(mt940(1, ("-100.00", "116?20Rent")))
    assert (await till.reconcile(line, shown(payment, "-100.00")))["errors"] == []
    assert (await state(till, payment), await till.balances("1410")) == ("RECONCILED", ["-100.00"])


async def test_a_payment_on_its_way_is_posted_from_the_clearing_account_to_the_bank(till: Till) -> None:
    payment = await paid(till, "100.00", account="1430")
    (line,) = await till.lines(mt940(1, ("100.00", "166?20Thanks")))
    told = await till.reconcile(line, shown(payment, "100.00"))
    assert (told["errors"], await till.balances("1410", "1430")) == ([], ["100.00", "0.00"])
    assert await state(till, payment) == "RECONCILED"
    await till.ask(UNDO, id=told["bankStatementLine"]["reconciliations"][0]["id"])
    assert (await state(till, payment), await till.balances("1410", "1430")) == ("POSTED", ["0.00", "100.00"])


async def test_refuses_a_payment_of_another_bank_account(till: Till) -> None:
    payment = await paid(till, "100.00", account="1420")
    (line,) = await till.lines(mt940(1, ("100.00", "166?20Thanks")))
    told = await till.reconcile(line, shown(payment, "100.00"))
    assert told["errors"] == [{"code": "PAYMENT_ELSEWHERE", "path": ["parts", "0"]}]
    assert await state(till, payment) == "POSTED"


@pytest.mark.parametrize(("of_bank", "direction"), [("100.01", "IN"), ("100.00", "OUT")])
async def test_refuses_a_payment_that_comes_to_less_or_goes_the_other_way(
    till: Till, of_bank: str, direction: str
) -> None:
    payment = await paid(till, "100.00", direction=direction)
    (line,) = await till.lines(mt940(1, (of_bank, "166?20Thanks")))
    told = await till.reconcile(line, shown(payment, of_bank))
    assert told["errors"] == [{"code": "MORE_THAN_OPEN", "path": ["parts", "0"]}]


async def test_refuses_parts_that_say_more_than_the_payment(till: Till) -> None:
    payment = await paid(till, "100.00")
    (line,) = await till.lines(mt940(1, ("100.00", "166?20Thanks")))
    for more in (till.to_account("100", "6270"), {"discount": "1"}, {"description": "Thanks"}):
        told = await till.reconcile(line, {**more, **shown(payment, "100.00")})
        assert told["errors"] == [{"code": "PART_UNFIT", "path": ["parts", "0"]}], more


async def test_a_payment_that_the_bank_shows_in_part_moves_with_the_bank_alone(till: Till) -> None:
    payment = await paid(till, "100.00")
    (line,) = await till.lines(mt940(1, ("30.00", "166?20One")))
    done = await till.reconcile(line, shown(payment, "30.00"))
    said = {"id": payment["id"], "version": payment["version"]}
    for document in (MOVE.replace("NAME", "paymentReconcile"), VOID):
        assert (await till.ask(document, **said))["errors"] == [{"code": "PAYMENT_MATCHED", "path": ["id"]}]
    await till.ask(UNDO, id=done["bankStatementLine"]["reconciliations"][0]["id"])
    assert (await till.ask(VOID, **said))["errors"] == []


async def test_undoing_brings_the_payment_back_to_be_matched_again(till: Till) -> None:
    payment = await paid(till, "100.00")
    (line,) = await till.lines(mt940(1, ("100.00", "166?20Thanks")))
    done = await till.reconcile(line, shown(payment, "100.00"))
    version = (await till.ask(PAYMENT, id=payment["id"]))["version"]
    refused = await till.ask(MOVE.replace("NAME", "paymentUnreconcile"), id=payment["id"], version=version)
    assert refused["errors"] == [{"code": "PAYMENT_MATCHED", "path": ["id"]}]
    told = await till.ask(UNDO, id=done["bankStatementLine"]["reconciliations"][0]["id"])
    assert (told["errors"], told["bankStatementLine"]["state"]) == ([], "UNDONE")
    assert (await state(till, payment), await till.balances("1410")) == ("POSTED", ["100.00"])
    assert (await till.reconcile(line, shown(payment, "100.00")))["errors"] == []
    assert await state(till, payment) == "RECONCILED"


async def test_suggests_payments_before_what_is_open(till: Till) -> None:
    customer = await till.party("Kaffeehaus Traunfels GmbH")
    await till.owed(customer, "119.00", "Invoice INV-000123")
    payment = await paid(till, "119.00", customer, reference="Rechnung 4711-A")
    (line,) = await till.lines(mt940(1, ("119.00", "166?20INV000123?32Kaffeehaus Traunfels")))
    first, second = line["suggestions"][:2]
    assert (first["score"], second["score"]) == (65, 100)
    assert first["explanation"].startswith(
        "it is posted as a payment; 119.00 is what is open; the names are 100 % alike"
    )
    suggested = (await till.ask(LINES, id=line["id"]))["suggestions"][0]
    assert suggested["parts"] == [{"payment": {"id": payment["id"]}, "amount": {"amount": "119.00"}}]
    assert (await till.ask(ACCEPT, id=first["id"]))["errors"] == []
    assert (await state(till, payment), await till.balances("1410")) == ("RECONCILED", ["119.00"])


async def test_a_payment_is_matched_once_however_many_try(till: Till) -> None:
    payment = await paid(till, "100.00")
    lines = await many_lines(till)
    told = await asyncio.gather(*(till.reconcile(line, shown(payment, "100.00")) for line in lines))
    outcomes = Counter(each["errors"][0]["code"] if each["errors"] else "OK" for each in told)
    assert outcomes == {"OK": 1, "TRANSITION_UNAVAILABLE": CLIENTS - 1}
    assert await till.balances("1410") == ["100.00"]


async def many_lines(till: Till) -> list[dict[str, str]]:
    """Bring in as many lines as there are clients."""
    content = mt940(1, *[("100.00", f"166?20Payment {place}") for place in range(CLIENTS)])
    (statement,) = (await till.bring_in(content))["bankStatements"]
    query = "select id from bank_statement_line where statement_id = $1"
    rows = await till.shop.owner.fetch(query, UUID(statement["id"].partition(":")[2]))
    return [{"id": f"BankStatementLine:{row['id']}"} for row in rows]


async def test_who_does_not_see_payments_matches_none(till: Till) -> None:
    payment = await paid(till, "100.00")
    (line,) = await till.lines(mt940(1, ("100.00", "166?20Thanks")))
    stranger = await paid_elsewhere(till)
    told = await till.reconcile(line, shown(stranger, "100.00"))
    assert told["errors"] == [{"code": "NOT_FOUND", "path": ["parts", "0"]}]
    assert await state(till, payment) == "POSTED"


async def paid_elsewhere(till: Till) -> dict[str, Any]:
    """Post a payment in the books of another company."""
    return await paid(await Till.open(till.shop, till.engine), "100.00")


async def test_accountants_match_payments_and_auditors_do_not(till: Till) -> None:
    payment = await paid(till, "100.00")
    (line,) = await till.lines(mt940(1, ("100.00", "166?20Thanks")))
    said = {"id": line["id"], "parts": [shown(payment, "100.00")], "key": "one"}
    token = till.shop.token(RoleCode.AUDITOR, companies=[till.books.company], subject=str(UUID(int=2)))
    answer = await till.shop.ask(RECONCILE, said, token=token)
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert (await till.ask(RECONCILE, role=RoleCode.ACCOUNTANT, **{**said, "key": "two"}))["errors"] == []


async def change(till: Till, table: str, setting: str) -> None:
    """Change what the company has in a table as its owner, who has switched every rule off."""
    owner = till.shop.owner
    async with owner.transaction():
        await owner.execute(f"alter table {table} disable trigger user")
        changed = await owner.execute(f"update {table} set {setting} where company_id = $1", till.books.company)
        await owner.execute(f"alter table {table} enable trigger user")
    assert changed == "UPDATE 1"


async def checked(till: Till) -> list[Any]:
    """Tell what is found where the bank is compared with the books; that nothing is found goes without saying."""
    (check,) = (await till.ask(CHECK, ids=[f"Company:{till.books.company}"]))["checks"]
    assert check["holds"] is not bool(check["findings"])
    return check["findings"]


async def test_the_books_tell_of_a_payment_that_is_matched_beyond_what_it_moved(till: Till) -> None:
    payment = await paid(till, "100.00")
    (line,) = await till.lines(mt940(1, ("100.00", "166?20Thanks")))
    await till.reconcile(line, shown(payment, "100.00"))
    assert await checked(till) == []
    await change(till, "bank_reconciliation_part", "amount = amount + 1")
    assert await checked(till) == [payment["id"]]


async def test_the_books_tell_of_an_entry_of_the_bank_that_is_matched_with_more_than_was_made_of_it(till: Till) -> None:
    (line,) = await till.lines(mt940(1, ("-5.00", "166?20Fee")))
    await till.reconcile(line, till.to_account("-5.00", "6270"))
    assert await checked(till) == []
    await change(till, "bank_statement_line", "matched_amount = -4.00, state = 'PARTIALLY_MATCHED'")
    assert await checked(till) == [line["id"]]


async def test_the_books_tell_of_what_is_booked_by_no_entry_though_no_payment_shows_it(till: Till) -> None:
    (line,) = await till.lines(mt940(1, ("-5.00", "166?20Fee")))
    done = (await till.reconcile(line, till.to_account("-5.00", "6270")))["bankStatementLine"]["reconciliations"]
    assert await checked(till) == []
    await change(till, "bank_reconciliation", "entry_id = null")
    assert await checked(till) == [done[0]["id"]]
