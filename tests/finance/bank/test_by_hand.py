"""Statements are written by hand, with what their lines are for, and posted once they add up."""

from typing import Any

from auth.roles import RoleCode
from tests.finance.bank.till import LINES as LINES_OF
from tests.finance.bank.till import Till, mt940

LINES = "id version lines { id position amount { amount } journalLine { id } remittance }"
CREATE = f"""
mutation ($input: BankStatementDraftCreateInput!) {{
  bankStatementDraftCreate(input: $input) {{ bankStatementDraft {{ {LINES} }} errors {{ code path }} }}
}}
"""
UPDATE = f"""
mutation ($input: BankStatementDraftUpdateInput!) {{
  bankStatementDraftUpdate(input: $input) {{ bankStatementDraft {{ {LINES} }} errors {{ code path }} }}
}}
"""
DELETE = """
mutation ($id: ID!, $version: Int!) { bankStatementDraftDelete(id: $id, version: $version) { errors { code } } }
"""
POST = """
mutation ($id: ID!, $version: Int!, $key: ID!) {
  bankStatementDraftPost(id: $id, version: $version, idempotencyKey: $key) {
    bankStatement {
      id format identifier opening { amount } closing { amount } total { amount } warnings
      lines(first: 10) { nodes { position amount { amount } unmatched { amount } state reconciliations { parts { amount { amount } } } } }
    }
    errors { code path message ... on StatementUnbalanced { opening total closing } }
  }
}
"""


async def write(till: Till, *lines: dict[str, str], closing: str = "80.00", **said: Any) -> dict[str, Any]:
    """Try to write a statement that begins with nothing."""
    given = {
        "companyId": f"Company:{till.books.company}", "bankAccountId": till.account, "identifier": "1/2026",
        "fromOn": "2026-03-10", "toOn": "2026-03-31", "openingAmount": "0.00", "closingAmount": closing,
        "lines": [{"bookedOn": "2026-03-10", **line} for line in lines], **said,
    }  # fmt: skip
    return await till.ask(CREATE, input=given)


async def change(till: Till, draft: dict[str, Any], **lines: Any) -> dict[str, Any]:
    """Try to change the lines of a statement."""
    return await till.ask(UPDATE, input={"id": draft["id"], "version": draft["version"], "lines": lines})


async def post(till: Till, draft: dict[str, Any], role: RoleCode = RoleCode.ADMIN) -> dict[str, Any]:
    """Try to post a statement."""
    return await till.ask(POST, role=role, id=draft["id"], version=draft["version"])


async def test_a_statement_by_hand_against_open_items(till: Till) -> None:
    """REC-01."""
    customer, vendor = await till.party("Customer"), await till.party("Vendor")
    first, second = (
        await till.owed(customer, "100.00", on="2026-03-01"),
        await till.owed(customer, "150.00", on="2026-03-01"),
    )
    credit = await till.owed(customer, "-50.00", on="2026-03-01")
    bill = await till.owed(vendor, "-50.00", account="2010", on="2026-03-01")

    written = await write(
        till, {"amount": "180.00", "journalLineId": first}, {"amount": "-50.00", "journalLineId": credit},
        {"amount": "-60.00", "journalLineId": bill},
    )  # fmt: skip
    draft = written["bankStatementDraft"]
    told = [(line["position"], line["amount"]["amount"], line["journalLine"] is None) for line in draft["lines"]]
    assert told == [
        (1, "100.00", False), (1, "80.00", True), (2, "-50.00", False), (3, "-50.00", False), (3, "-10.00", True),
    ]  # fmt: skip

    rest, surplus = draft["lines"][1]["id"], draft["lines"][4]["id"]
    linked = await change(till, draft, update=[{"id": rest, "journalLineId": second}])
    draft = linked["bankStatementDraft"]
    again = await change(till, draft, update=[{"id": surplus, "journalLineId": bill}])
    assert [error["code"] for error in again["errors"]] == ["MORE_THAN_OPEN"]
    (unbalanced,) = (await post(till, draft))["errors"]
    assert (unbalanced["code"], unbalanced["total"], unbalanced["closing"]) == (
        "STATEMENT_UNBALANCED",
        "70.00",
        "80.00",
    )

    draft = (await change(till, draft, remove=[surplus]))["bankStatementDraft"]
    posted = await post(till, draft)
    assert posted["errors"] == []
    statement = posted["bankStatement"]
    assert (statement["format"], statement["closing"]) == ("MANUAL", {"amount": "80.00"})
    lines = sorted(statement["lines"]["nodes"], key=lambda line: line["position"])
    assert [line["amount"]["amount"] for line in lines] == ["180.00", "-50.00", "-50.00"]
    parts = lines[0]["reconciliations"][0]["parts"]
    assert sorted(part["amount"]["amount"] for part in parts) == ["100.00", "80.00"]
    assert [each for each in await till.open_amounts(customer) if each != "0.00"] == ["70.00"]
    assert (set(await till.open_amounts(vendor)), await till.balances("1410")) == ({"0.00"}, ["80.00"])


async def test_what_nobody_knows_yet_waits_to_be_reconciled(till: Till) -> None:
    fees = f"LedgerAccount:{till.books.accounts['6270']}"
    draft = (await write(till, {"amount": "90.00"}, {"amount": "-10.00", "accountId": fees}))["bankStatementDraft"]
    lines = (await post(till, draft))["bankStatement"]["lines"]["nodes"]
    assert sorted((line["state"], line["unmatched"]["amount"]) for line in lines) == [
        ("RECONCILED", "0.00"), ("UNMATCHED", "90.00"),
    ]  # fmt: skip
    assert await till.balances("6270", "1410") == ["10.00", "-10.00"]


async def test_a_posted_draft_is_gone_and_its_name_is_taken(till: Till) -> None:
    draft = (await write(till, {"amount": "80.00"}))["bankStatementDraft"]
    assert (await post(till, draft))["errors"] == []
    assert [error["code"] for error in (await post(till, draft))["errors"]] == ["NOT_FOUND"]
    more = (await write(till, {"amount": "5.00"}, closing="85.00", openingAmount="80.00"))["bankStatementDraft"]
    assert [error["code"] for error in (await post(till, more))["errors"]] == ["ALREADY_TAKEN"]


async def limit(till: Till, of: str) -> None:
    """Want others to agree to what is above 49.99."""
    policy = "insert into approval_policy (company_id, name, document_type, currency, amount_above) values ($1, $2, $2, 'EUR', 49.99)"
    await till.shop.owner.execute(policy, till.books.company, of)


async def test_what_goes_out_by_hand_is_held_to_the_limit_of_payments(till: Till) -> None:
    await limit(till, "Payment")
    vendor = await till.party("Vendor")
    bills = [await till.owed(vendor, "-25.00", account="2010", on="2026-03-01") for _ in "12"]
    draft = (await write(till, {"amount": "-25.00", "journalLineId": bills[0]}, closing="-25.00"))["bankStatementDraft"]
    (line,) = (await post(till, draft))["bankStatement"]["lines"]["nodes"]
    assert line["state"] == "RECONCILED"
    bill = await till.owed(vendor, "-50.00", account="2010", on="2026-03-01")
    large = {"amount": "-50.00", "journalLineId": bill}
    second = await write(till, large, identifier="2/2026", openingAmount="-25.00", closing="-75.00")
    (error,) = (await post(till, second["bankStatementDraft"]))["errors"]
    assert (error["code"], error["path"]) == ("DRAFT_REQUIRED", ["id"])
    assert set(await till.open_amounts(vendor)) == {"-50.00", "-25.00", "0.00"}


async def test_what_comes_in_by_hand_pays_what_it_pays(till: Till) -> None:
    await limit(till, "Payment")
    invoice = await till.owed(await till.party("Customer"), "80.00", on="2026-03-01")
    draft = (await write(till, {"amount": "80.00", "journalLineId": invoice}))["bankStatementDraft"]
    assert (await post(till, draft))["errors"] == []


async def test_what_goes_to_accounts_by_hand_is_held_to_the_limit_of_entries(till: Till) -> None:
    """At once and later, and whatever the way; what the bank has sent is a fact."""
    await limit(till, "JournalEntryDraft")
    fees = f"LedgerAccount:{till.books.accounts['6270']}"
    draft = (await write(till, {"amount": "80.00", "accountId": fees}))["bankStatementDraft"]
    assert [error["code"] for error in (await post(till, draft))["errors"]] == ["DRAFT_REQUIRED"]
    free = await change(till, draft, update=[{"id": draft["lines"][0]["id"], "accountId": None}])
    posted = (await post(till, free["bankStatementDraft"]))["bankStatement"]
    (line,) = (await till.ask(LINES_OF, id=posted["id"]))["lines"]["nodes"]
    (error,) = (await till.reconcile(line, till.to_account("80.00", "6270")))["errors"]
    assert (error["code"], error["path"]) == ("DRAFT_REQUIRED", ["parts", "0"])
    assert (await till.reconcile(line, till.to_account("49.99", "6270")))["errors"] == []
    (sent,) = await till.lines(mt940(1, ("-80.00", "808?20Fees")))
    assert (await till.reconcile(sent, till.to_account("-80.00", "6270")))["errors"] == []


async def test_refuses_to_pay_what_is_no_open_item(till: Till) -> None:
    statement = "select id from journal_line where account_id = $1"
    await till.owed(await till.party("Customer"), "100.00")
    line = await till.shop.owner.fetchval(statement, till.books.accounts["4010"])
    told = await write(till, {"amount": "80.00", "journalLineId": f"JournalLine:{line}"})
    assert [error["code"] for error in told["errors"]] == ["NOTHING_TO_PAY"]


async def test_refuses_an_amount_finer_than_its_currency(till: Till) -> None:
    told = await write(till, {"amount": "80.001"})
    assert told["errors"] == [{"code": "AMOUNT_TOO_FINE", "path": ["input", "lines", "0", "amount"]}]


async def test_nothing_is_posted_of_a_statement_of_which_a_line_is_refused(till: Till) -> None:
    fees = f"LedgerAccount:{till.books.accounts['6270']}"
    invoice = await till.owed(await till.party("Customer"), "100.00")
    lines = {"amount": "-20.00", "accountId": fees}, {"amount": "100.00", "journalLineId": invoice}
    draft = (await write(till, *lines))["bankStatementDraft"]
    (paid,) = await till.lines(mt940(1, ("100.00", "166?20Faster")))
    await till.reconcile(paid, {"amount": "100", "journalLineId": invoice})
    told = await post(till, draft)
    assert [error["code"] for error in told["errors"]] == ["MORE_THAN_OPEN"]
    assert await till.balances("6270", "1410") == ["0", "100.00"]


async def test_a_draft_is_thrown_away(till: Till) -> None:
    draft = (await write(till, {"amount": "80.00"}))["bankStatementDraft"]
    assert (await till.ask(DELETE, id=draft["id"], version=draft["version"]))["errors"] == []
    assert [error["code"] for error in (await post(till, draft))["errors"]] == ["NOT_FOUND"]


async def test_an_auditor_sees_drafts_and_posts_none(till: Till) -> None:
    draft = (await write(till, {"amount": "80.00"}))["bankStatementDraft"]
    seen = await till.ask(f'{{ bankStatementDraft(id: "{draft["id"]}") {{ identifier }} }}', role=RoleCode.AUDITOR)
    assert seen == {"identifier": "1/2026"}
