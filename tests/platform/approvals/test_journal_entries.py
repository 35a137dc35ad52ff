"""A journal entry above the limit is posted only with the approval of somebody who did not write it."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.payments.rates import record
from tests.platform.approvals.office import Office, Person

DRAFT = """
mutation ($input: JournalEntryDraftCreateInput!) {
  journalEntryDraftCreate(input: $input) { journalEntryDraft { id version } errors { code path } }
}
"""
UPDATE = """
mutation ($input: JournalEntryDraftUpdateInput!) {
  journalEntryDraftUpdate(input: $input) { journalEntryDraft { id version } errors { code path } }
}
"""
POST = """
mutation ($id: ID!, $version: Int!, $key: ID!) %s {
  journalEntryPost(id: $id, version: $version, idempotencyKey: $key) %s {
    journalEntry { number }
    errors { code ... on ApprovalRequired { request { id } } }
  }
}
"""


async def drafted(books: Office, person: Person, amount: str) -> dict[str, Any]:
    """Write the draft of an entry as somebody."""
    accounts = [f"LedgerAccount:{books.accounts[code]}" for code in ("6270", "1410")]
    lines = [{"accountId": accounts[0], "debit": amount}, {"accountId": accounts[1], "credit": amount}]
    input_ = {
        "companyId": f"Company:{books.company}", "journalId": f"Journal:{books.journals['GEN']}", "postedOn": "2026-03-15",
        "description": "Fees of the year", "lines": lines,
    }  # fmt: skip
    told = (await books.ask(person, DRAFT, {"input": input_}))["journalEntryDraftCreate"]
    assert told["errors"] == [], told
    return told["journalEntryDraft"]


async def posted(
    books: Office, person: Person, draft: dict[str, Any], key: str = "", **directives: str
) -> dict[str, Any]:
    """Post a draft as somebody."""
    document = POST % (directives.get("operation", ""), directives.get("field", ""))
    return (await books.ask(person, document, {**draft, "key": key or uuid7().hex}))["journalEntryPost"]


async def test_is_posted_with_the_same_key_once_it_is_approved(books: Office) -> None:
    await books.policy()
    clerk, chief = await books.hire(RoleCode.ACCOUNTANT), await books.hire()
    draft, key = await drafted(books, clerk, "5000.00"), uuid7().hex
    refused = await posted(books, clerk, draft, key)
    assert [error["code"] for error in refused["errors"]] == ["APPROVAL_REQUIRED"]
    request = refused["errors"][0]["request"]["id"]
    assert await books.decide(chief, request) == "APPROVED"
    done = await posted(books, clerk, draft, key)
    assert (done["errors"], done["journalEntry"]["number"]) == ([], "GEN-2026-000001")


async def test_is_posted_at_once_up_to_the_limit(books: Office) -> None:
    await books.policy()
    clerk = await books.hire(RoleCode.ACCOUNTANT)
    assert (await posted(books, clerk, await drafted(books, clerk, "1000.00")))["errors"] == []


async def test_is_approved_anew_when_it_was_changed_after(books: Office) -> None:
    await books.policy()
    clerk, chief = await books.hire(RoleCode.ACCOUNTANT), await books.hire()
    draft = await drafted(books, clerk, "5000.00")
    request = (await posted(books, clerk, draft))["errors"][0]["request"]["id"]
    assert await books.decide(chief, request) == "APPROVED"
    change = {**draft, "description": "Fees of two years"}
    changed = (await books.ask(clerk, UPDATE, {"input": change}))["journalEntryDraftUpdate"]["journalEntryDraft"]
    again = await posted(books, clerk, changed)
    assert [error["code"] for error in again["errors"]] == ["APPROVAL_REQUIRED"]
    assert again["errors"][0]["request"]["id"] != request


async def test_whoever_wrote_it_does_not_approve_it_though_somebody_else_posts(books: Office) -> None:
    await books.policy()
    writer, other = await books.hire(), await books.hire()
    draft = await drafted(books, writer, "5000.00")
    request = (await posted(books, other, draft))["errors"][0]["request"]["id"]
    assert [await books.decide(who, request) for who in (writer, other)] == ["SELF_APPROVAL", "SELF_APPROVAL"]


async def test_whoever_changed_a_line_of_it_has_written_it_too(books: Office) -> None:
    await books.policy()
    clerk, chief = await books.hire(RoleCode.ACCOUNTANT), await books.hire()
    draft = await drafted(books, clerk, "5000.00")
    line = await books.shop.owner.fetchval(
        "select id from journal_entry_draft_line where draft_id = $1 limit 1", UUID(draft["id"].partition(":")[2])
    )
    change = {**draft, "lines": {"update": [{"id": f"JournalEntryDraftLine:{line}", "description": "Corrected"}]}}
    changed = (await books.ask(chief, UPDATE, {"input": change}))["journalEntryDraftUpdate"]["journalEntryDraft"]
    request = (await posted(books, clerk, changed))["errors"][0]["request"]["id"]
    assert await books.decide(chief, request) == "SELF_APPROVAL"
    assert await books.decide(await books.hire(), request) == "APPROVED"


async def test_the_request_stays_though_the_whole_operation_is_taken_back(books: Office) -> None:
    await books.policy()
    clerk, chief = await books.hire(RoleCode.ACCOUNTANT), await books.hire()
    refused = await posted(books, clerk, await drafted(books, clerk, "5000.00"), operation="@atomic")
    assert [task["request"]["id"] for task in await books.inbox(chief)] == [refused["errors"][0]["request"]["id"]]


async def test_a_simulation_asks_nobody(books: Office) -> None:
    await books.policy()
    clerk, chief = await books.hire(RoleCode.ACCOUNTANT), await books.hire()
    refused = await posted(books, clerk, await drafted(books, clerk, "5000.00"), field="@simulate")
    assert [error["code"] for error in refused["errors"]] == ["APPROVAL_REQUIRED"]
    assert await books.inbox(chief) == []


async def refused(books: Office, amount: str, currency: str, rate: str) -> list[str]:
    """Post the draft of an entry in a currency, at a rate that the draft says; give the codes of the refusals."""
    clerk = await books.hire(RoleCode.ACCOUNTANT)
    draft = await drafted(books, clerk, amount)
    key = UUID(draft["id"].partition(":")[2])
    change = "update journal_entry_draft set currency = $2, rate = $3 where id = $1"
    await books.shop.owner.execute(change, key, currency, Decimal(rate))
    told = await posted(books, clerk, {**draft, "version": draft["version"] + 1})
    return [error["code"] for error in told["errors"]]


async def test_the_limit_is_in_the_currency_of_the_company(books: Office) -> None:
    await books.policy()
    await record(books.shop.owner, "USD", "EUR", "2026-01-01", "0.9")
    assert await refused(books, "900.00", "USD", "1.2") == ["APPROVAL_REQUIRED"]
    assert await refused(books, "900.00", "USD", "1.1") == []


async def test_nobody_gets_below_the_limit_by_a_low_rate(books: Office) -> None:
    """What is recorded for the day counts, and in the company's own currency there is no rate."""
    await books.policy()
    await record(books.shop.owner, "USD", "EUR", "2026-01-01", "0.9")
    assert await refused(books, "2000.00", "USD", "0.0001") == ["APPROVAL_REQUIRED"]
    assert await refused(books, "2000.00", "EUR", "0.0001") == ["APPROVAL_REQUIRED"]


async def test_a_rate_that_cannot_be_compared_is_recorded_first(books: Office) -> None:
    await books.policy()
    assert await refused(books, "5.00", "NOK", "0.0001") == ["RATE_MISSING"]


async def test_whoever_took_a_line_off_a_draft_does_not_approve_it(books: Office) -> None:
    await books.policy()
    writer, remover, chief = await books.hire(), await books.hire(), await books.hire()
    draft = await drafted(books, writer, "5000.00")
    more = {"accountId": f"LedgerAccount:{books.accounts['6270']}", "debit": "70.00"}
    change: dict[str, Any] = {**draft, "lines": {"add": [more]}}
    draft = (await books.ask(writer, UPDATE, {"input": change}))["journalEntryDraftUpdate"]["journalEntryDraft"]
    line = await books.shop.owner.fetchval(
        "select id from journal_entry_draft_line where debit = 70 and draft_id = $1", UUID(draft["id"][18:])
    )
    change = {**draft, "lines": {"remove": [f"JournalEntryDraftLine:{line}"]}}
    draft = (await books.ask(remover, UPDATE, {"input": change}))["journalEntryDraftUpdate"]["journalEntryDraft"]

    request = (await posted(books, writer, draft))["errors"][0]["request"]["id"]
    assert [await books.decide(who, request) for who in (remover, chief)] == ["SELF_APPROVAL", "APPROVED"]
