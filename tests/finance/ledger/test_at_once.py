"""Entries that are posted without a draft are held to what drafts are held to."""

import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer, Office, Word

ENTRY = "journalEntry { id number enteredBy lines { account { code } debit { amount } dimensions { value { code } } } }"
DRAFTS = "select count(*) from journal_entry_draft where company_id = $1"


def said_of(office: Office, lines: list[dict[str, object]], **more: object) -> Answer:
    """Say an entry of February."""
    where: Answer = {"companyId": f"Company:{office.company}", "journalId": office.journals["GEN"]}
    said: Answer = {**where, "postedOn": "2026-02-02", "description": "Test", "lines": lines, **more}
    return {"input": said, "idempotencyKey": uuid7().hex}


def sale(office: Office, amount: str = "5.00") -> list[dict[str, object]]:
    """Two lines that balance."""
    return [office.line("1410", amount), office.line("4010", f"-{amount}")]


async def refused(office: Office, said: Answer, role: RoleCode = RoleCode.ACCOUNTANT) -> list[Answer]:
    """Post what is refused, and say why."""
    errors: list[Answer] = (await office.do("journalEntryCreate", ENTRY, role, **said))["errors"]
    assert await office.balance("1410") in (None, "0.00")
    return errors


async def test_posts_what_a_draft_would_say_and_leaves_none(office: Office) -> None:
    answer = await office.ask("{ dimensions(first: 10) { nodes { id code } } }")
    centre = next(node["id"] for node in answer["data"]["dimensions"]["nodes"] if node["code"] == "COST_CENTRE")
    north: Answer = {"companyId": f"Company:{office.company}", "dimensionId": centre, "code": "N", "name": "North"}
    value = await office.done("dimensionValueCreate", "dimensionValue { id }", input=north)
    first, second = sale(office)
    key = uuid7()
    lines = [{**first, "dimensions": [{"valueId": value["id"]}]}, second]
    entry = await office.done(
        "journalEntryCreate", ENTRY, RoleCode.ACCOUNTANT, **said_of(office, lines, id=f"JournalEntryDraft:{key}")
    )
    assert (entry["id"], entry["number"]) == (f"JournalEntry:{key}", "GEN-2026-000001")
    assert entry["lines"] == [
        {"account": {"code": "1410"}, "debit": {"amount": "5.00"}, "dimensions": [{"value": {"code": "N"}}]},
        {"account": {"code": "4010"}, "debit": {"amount": "0.00"}, "dimensions": []},
    ]
    assert await office.shop.owner.fetchval(DRAFTS, office.company) == 0


async def test_the_same_request_is_done_once(office: Office) -> None:
    said = said_of(office, sale(office))
    first = await office.done("journalEntryCreate", ENTRY, **said)
    assert await office.done("journalEntryCreate", ENTRY, **said) == first
    assert await office.balance("1410") == "5.00"


async def test_a_simulation_posts_nothing_and_takes_no_number(office: Office) -> None:
    told = await office.do(
        "journalEntryCreate", "journalEntry { number }", simulate=True, **said_of(office, sale(office))
    )
    assert told == {"journalEntry": {"number": None}, "errors": []}
    assert await office.balance("1410") == "0.00"


async def test_refuses_what_does_not_balance_or_has_too_fine_amounts(office: Office) -> None:
    uneven = [office.line("1410", "5.00"), office.line("4010", "-4.99")]
    assert [error["code"] for error in await refused(office, said_of(office, uneven))] == ["ENTRY_UNBALANCED"]
    (error,) = await refused(office, said_of(office, sale(office, "5.001")))
    assert (error["code"], error["path"]) == ("AMOUNT_TOO_FINE", ["input", "lines", "0"])


@pytest.mark.parametrize("sides", [{"debit": "5.00", "credit": "5.00"}, {"debit": "-5.00"}, {"credit": "0"}, {}])
async def test_refuses_a_line_that_is_not_either_a_debit_or_a_credit(office: Office, sides: dict[str, str]) -> None:
    line: dict[str, object] = {"accountId": office.accounts["1410"], **sides}
    (error,) = await refused(office, said_of(office, [line, office.line("4010", "-5.00")]))
    assert (error["code"], error["path"]) == ("RULE_BROKEN", ["input", "lines", "0"])


async def test_refuses_a_kind_that_nobody_posts_by_hand(office: Office) -> None:
    said = said_of(office, sale(office), kind=Word("EXCHANGE_DIFFERENCE"))
    assert [error["code"] for error in await refused(office, said)] == ["RULE_BROKEN"]


async def test_refuses_a_company_account_or_journal_of_others(office: Office) -> None:
    others: Answer = {"companyId": f"Company:{office.shop.other}"}
    assert [error["code"] for error in await refused(office, said_of(office, sale(office), **others))] == ["NOT_FOUND"]
    line: dict[str, object] = {"accountId": f"LedgerAccount:{uuid7()}", "debit": "5.00"}
    (error,) = await refused(office, said_of(office, [line, office.line("4010", "-5.00")]))
    assert (error["code"], error["path"]) == ("NOT_FOUND", ["input", "lines", "0", "accountId"])


async def test_what_others_have_to_agree_to_needs_a_draft(office: Office) -> None:
    policy: Answer = {
        "companyId": f"Company:{office.company}", "name": "Large entries", "documentType": "JournalEntryDraft",
        "amountAbove": "1000.00", "steps": [{"position": 1, "quorum": 1, "roleCode": "CONTROLLER"}],
    }  # fmt: skip
    await office.done("approvalPolicyCreate", "approvalPolicy { id }", input=policy)
    errors = await refused(office, said_of(office, sale(office, "1000.01")))
    assert [error["code"] for error in errors] == ["DRAFT_REQUIRED"]
    dollars = said_of(office, sale(office, "600.00"), currency="USD", rate="2")
    assert [error["code"] for error in await refused(office, dollars)] == ["DRAFT_REQUIRED"]
    opening: Answer = {"companyId": f"Company:{office.company}", "postedOn": "2026-01-01"}
    opened = {"input": {**opening, "lines": sale(office, "1000.01")}, "idempotencyKey": uuid7().hex}
    (error,) = (await office.do("openingBalancePost", "journalEntry { id }", **opened))["errors"]
    assert (error["code"], error["path"]) == ("DRAFT_REQUIRED", ["input"])
    await office.done("journalEntryCreate", ENTRY, **said_of(office, sale(office, "1000.00")))


@pytest.mark.parametrize("role", [RoleCode.AUDITOR, RoleCode.SALES_REP])
async def test_denies_it_to_who_may_not_post(office: Office, role: RoleCode) -> None:
    (error,) = await refused(office, said_of(office, sale(office)), role)
    assert error["code"] == "FORBIDDEN"
