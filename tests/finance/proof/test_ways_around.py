"""Ways around the rules that somebody with rights could try through the API: each ends in a refusal that says why."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.bank.till import IBAN, mt940
from tests.finance.invoices.desk import desk_of as invoices_of
from tests.finance.office import Answer, Office, Word, office_of
from tests.finance.payments.desk import desk_of
from tests.finance.proof.keeper import Keeper

PLACES = [
    ({"account": "4010"}, "ACCOUNT_WITHOUT_MONEY"),
    ({"account": "1210"}, "ACCOUNT_WITHOUT_MONEY"),
    ({"partyAccount": "4010"}, "ACCOUNT_OWES_NOTHING"),
    ({"journal": "GEN"}, "JOURNAL_OF_OTHER_KIND"),
    ({"journal": "SAL"}, "JOURNAL_OF_OTHER_KIND"),
]


def codes(answer: Answer) -> list[str]:
    """Give the codes of what was refused."""
    return [error["code"] for error in answer["errors"]]


def entry(office: Office, lines: Sequence[dict[str, Any]], **more: object) -> Answer:
    """Write a draft of an entry."""
    fixed: Answer = {
        "companyId": f"Company:{office.company}",
        "journalId": office.journals["GEN"],
        "description": "Test",
    }
    return {**fixed, "postedOn": "2026-03-15", "lines": list(lines), **more}


async def posting(office: Office, lines: Sequence[dict[str, Any]], **more: object) -> list[str]:
    """Try to post an entry, and give the codes of what is refused, be it the draft or the posting."""
    said = entry(office, lines, **more)
    drafted = await office.do("journalEntryDraftCreate", "journalEntryDraft { id version }", input=said)
    if drafted["errors"]:
        return codes(drafted)
    key: Answer = {**drafted["journalEntryDraft"], "idempotencyKey": str(uuid7())}
    return codes(await office.do("journalEntryPost", "journalEntry { id }", **key))


@pytest.mark.parametrize(("said", "code"), PLACES)
async def test_refuses_a_payment_in_places_that_are_not_for_payments(
    office: Office, said: dict[str, str], code: str
) -> None:
    desk, places = await desk_of(office), {**office.accounts, **office.journals}
    given: Answer = {
        "companyId": f"Company:{office.company}", "partyId": f"Party:{desk.party}", "direction": Word("IN"), "amount": "5",
        "paidOn": "2026-03-02", **{f"{name}Id": places[value] for name, value in said.items()},
    }  # fmt: skip
    assert codes(await office.do("paymentCreate", "payment { id }", input=given)) == [code]


async def test_an_invoice_does_not_get_around_the_lock_of_sales_by_another_journal(office: Office) -> None:
    desk = await invoices_of(office)
    draft = await desk.draft(desk.line(1, 5))
    said: Answer = {"id": draft["id"], "version": draft["version"], "journalId": office.journals["GEN"]}
    assert codes(await office.do("invoiceUpdate", "invoice { id }", input=said)) == ["JOURNAL_OF_OTHER_KIND"]
    written = desk.input([desk.line(1, 5)], journalId=office.journals["GEN"])
    assert codes(await office.do("invoiceCreate", "invoice { id }", input=written)) == ["JOURNAL_OF_OTHER_KIND"]


@pytest.mark.parametrize(
    ("amounts", "code"),
    [
        (("0.00", "0.00"), {"ENTRY_TOO_SHORT", "RULE_BROKEN"}),
        (("5.00", "-5.00", "0.00"), {"ENTRY_TOO_SHORT", "RULE_BROKEN"}),
        (("5.00",), {"ENTRY_TOO_SHORT", "ENTRY_UNBALANCED"}),
        ((), {"ENTRY_TOO_SHORT"}),
        (("5.00", "-4.99"), {"ENTRY_UNBALANCED"}),
        (("5.005", "-5.005"), {"AMOUNT_TOO_FINE"}),
    ],
)
async def test_refuses_entries_of_nothing(office: Office, amounts: Sequence[str], code: set[str]) -> None:
    lines = [office.line(account, amount) for account, amount in zip(("1410", "3010", "4010"), amounts, strict=False)]
    assert set(await posting(office, lines)) <= code
    assert await office.balance("1410") is None or await office.balance("1410") == "0.00"


async def test_a_negative_debit_is_no_credit(office: Office) -> None:
    lines = [
        {"accountId": office.accounts["1410"], "debit": "-5.00"},
        {"accountId": office.accounts["3010"], "credit": "-5.00"},
    ]
    assert codes(
        await office.do("journalEntryDraftCreate", "journalEntryDraft { id }", input=entry(office, lines))
    ) == ["RULE_BROKEN"]


async def test_amounts_of_any_size_are_kept_to_the_cent(office: Office) -> None:
    huge = f"{10**15 - 1}.99"
    assert await posting(office, [office.line("1410", huge), office.line("3010", f"-{huge}")]) == []
    assert await posting(office, [office.line("1410", "0.01"), office.line("3010", "-0.01")]) == []
    assert await office.balance("1410") == f"{10**15}.00"


@pytest.mark.parametrize("day", ["2025-12-31", "2027-01-01", "0001-01-01", "9999-12-31"])
async def test_refuses_days_outside_of_the_year(office: Office, day: str) -> None:
    lines = [office.line("1410", "5.00"), office.line("3010", "-5.00")]
    assert await posting(office, lines, postedOn=day) == ["PERIOD_MISSING"]


async def test_an_adjustment_is_posted_on_the_last_day_alone(office: Office) -> None:
    lines = [office.line("1410", "5.00"), office.line("3010", "-5.00")]
    assert await posting(office, lines, isAdjustment=True) == ["PERIOD_MISSING"]
    assert await posting(office, lines, isAdjustment=True, postedOn="2026-12-31") == []


async def test_takes_nothing_of_another_company(office: Office) -> None:
    other = await office_of(office.shop)
    stranger = (await desk_of(other)).party
    own = [office.line("1410", "5.00"), office.line("3010", "-5.00")]
    assert await posting(office, [{**own[0], "accountId": other.accounts["1410"]}, own[1]]) == ["NOT_FOUND"]
    assert await posting(office, [{**own[0], "partyId": f"Party:{stranger}"}, own[1]]) == ["NOT_FOUND"]
    assert await posting(office, own, journalId=other.journals["GEN"]) == ["NOT_FOUND"]
    assert await posting(office, own, companyId=f"Company:{other.company}") == ["NOT_FOUND"]
    desk = await desk_of(office)
    foreign = await (await desk_of(other)).owed("5.00")
    assert codes(await desk.settle({"openItemId": foreign, "amount": "5.00"})) == ["NOT_FOUND"]
    said: Answer = {"id": other.year["id"], "version": other.year["version"], "idempotencyKey": str(uuid7())}
    assert codes(await office.do("fiscalYearClose", "fiscalYear { id }", **said)) == ["NOT_FOUND"]
    period = (await other.periods())[0]
    moved: Answer = {"id": period["id"], "version": period["version"]}
    assert codes(await office.do("accountingPeriodBeginClosing", "accountingPeriod { id }", **moved)) == ["NOT_FOUND"]


async def test_an_account_out_of_use_takes_nothing_whoever_posts(office: Office) -> None:
    desk = await invoices_of(office)
    draft = await desk.draft(desk.line(1, 5))
    account = await office.shop.owner.fetchval(
        "select version from ledger_account where id = $1", office.accounts["4010"][14:]
    )
    await office.done("ledgerAccountArchive", "ledgerAccount { id }", id=office.accounts["4010"], version=account)
    valid = await office.done("invoiceValidate", "invoice { id version }", id=draft["id"], version=draft["version"])
    refused = await office.do("invoicePost", "invoice { id }", **valid, idempotencyKey=str(uuid7()))
    assert codes(refused) == ["ACCOUNT_ARCHIVED"]


async def test_of_many_notes_on_one_invoice_at_once_one_takes_it_back(office: Office) -> None:
    desk = await invoices_of(office)
    posted = await desk.posted(desk.line(1, 50))
    notes = [
        (await office.done("invoiceCredit", "invoice { id version }", id=posted["id"], invoiceOn="2026-03-12"))
        for _ in range(4)
    ]
    valid = [await office.done("invoiceValidate", "invoice { id version }", **note) for note in notes]
    answers = await asyncio.gather(
        *(office.do("invoicePost", "invoice { id }", **note, idempotencyKey=str(uuid7())) for note in valid)
    )
    outcomes = sorted("".join(codes(answer)) or "OK" for answer in answers)
    assert (outcomes.count("OK"), len(set(outcomes) - {"OK", "CREDIT_ABOVE_INVOICE", "CREDITS_OTHER"})) == (1, 0)
    assert await office.balance("4010") == "0.00"


async def test_a_statement_comes_in_once_however_many_bring_it(office: Office) -> None:
    keeper = Keeper(office)
    account = {"companyId": keeper.company, "name": "Bank", "currency": "EUR", "iban": IBAN,
               "accountId": office.accounts["1410"], "journalId": office.journals["BNK"]}  # fmt: skip
    await office.done("bankAccountCreate", "bankAccount { id }", input=account)
    content = mt940(1, ("5", "Paid"))
    files = [await keeper.upload(content) for _ in range(4)]
    answers = await asyncio.gather(
        *(
            office.do("bankStatementImport", "bankStatements { id }", fileId=file, idempotencyKey=str(uuid7()))
            for file in files
        )
    )
    outcomes = sorted("".join(codes(answer)) or "OK" for answer in answers)
    assert outcomes == ["OK", "STATEMENT_KNOWN", "STATEMENT_KNOWN", "STATEMENT_KNOWN"]


async def test_an_exception_that_has_expired_is_none(office: Office) -> None:
    lock = {"companyId": f"Company:{office.company}", "area": Word("ALL"), "lockedUntil": "2026-06-30"}
    await office.done("periodLockSet", "periodLock { id }", input=lock)
    subject = await office.shop.owner.fetchval(
        "insert into user_account (id, email, name) values (gen_random_uuid(), gen_random_uuid()::text || '@example.org', 'Ada') returning id"
    )
    said = {"companyId": f"Company:{office.company}", "userId": f"User:{subject}", "area": Word("ALL"), "reason": "Late",
            "expiresAt": "2020-01-01T00:00:00Z"}  # fmt: skip
    assert codes(await office.do("lockExceptionGrant", "lockException { id }", RoleCode.CONTROLLER, input=said)) == [
        "EXCEPTION_EXPIRED"
    ]
