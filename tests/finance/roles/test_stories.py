"""Who does what in the life of the books, told as it happens; what is tried and refused is written down with its code."""

from dataclasses import replace
from typing import Any

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer, Office
from tests.server.site import running

REFUSED = """
select operation, attempted, code from audit_entry where actor = $1 and operation in ('DENIED', 'REFUSED') order by id
"""
PERIOD = "accountingPeriod { id version state }"
LOG = '{ auditLog(first: 20, filter: { actor: { eq: "%s" } }) { nodes { operation attempted code facts } } }'


async def posts(office: Office, role: RoleCode, on: str) -> Answer:
    """Try to draft and post an entry as somebody in a role."""
    lines = [office.line("6270", "100.00"), office.line("1410", "-100.00")]
    said: dict[str, Any] = {
        "companyId": f"Company:{office.company}", "journalId": office.journals["GEN"], "postedOn": on,
        "description": "Rent", "lines": lines,
    }  # fmt: skip
    drafted = await office.do("journalEntryDraftCreate", "journalEntryDraft { id version }", role, input=said)
    if drafted["errors"]:
        return drafted
    which: dict[str, Any] = {**drafted["journalEntryDraft"], "idempotencyKey": uuid7().hex}
    return await office.do("journalEntryPost", "journalEntry { number }", role, **which)


async def test_an_accountant_posts_and_a_controller_closes_reopens_and_locks(office: Office) -> None:
    assert (await posts(office, RoleCode.ACCOUNTANT, "2026-01-15"))["errors"] == []
    (january,) = [each for each in await office.periods() if each["number"] == 1]
    await office.close_period(january)
    refused = await posts(office, RoleCode.ACCOUNTANT, "2026-01-16")
    assert [(error["code"], error["path"]) for error in refused["errors"]] == [("PERIOD_CLOSED", ["postedOn"])]

    (january,) = [each for each in await office.periods() if each["number"] == 1]
    said: dict[str, Any] = {"id": january["id"], "version": january["version"], "because": "The rent was missing."}
    opened = await office.done("accountingPeriodReopen", PERIOD, RoleCode.CONTROLLER, **said)
    assert opened["state"] == "OPEN"
    assert (await posts(office, RoleCode.ACCOUNTANT, "2026-01-16"))["errors"] == []


async def test_an_accountant_neither_closes_nor_locks_and_that_it_was_tried_is_written_down(office: Office) -> None:
    (january,) = [each for each in await office.periods() if each["number"] == 1]
    subject, which = f"accountant-{uuid7().hex}", f'id: "{january["id"]}", version: {january["version"]}'
    token = office.shop.token(RoleCode.ACCOUNTANT, companies=[office.company], subject=subject)
    tried = ["accountingPeriodBeginClosing", "accountingPeriodClose", "accountingPeriodLock"]

    answer = await office.shop.ask(
        f"mutation {{ {' '.join(f'{name}({which}) {{ __typename }}' for name in tried)} }}", token=token
    )

    assert [(error["extensions"]["code"], error["path"]) for error in answer["errors"]] == [
        ("FORBIDDEN", [name]) for name in tried
    ]
    rows = await office.shop.owner.fetch(REFUSED, subject)
    assert [tuple(row) for row in rows] == [("DENIED", name, "FORBIDDEN") for name in tried]


async def test_what_somebody_may_not_read_of_the_books_is_written_down(office: Office) -> None:
    subject, company = f"clerk-{uuid7().hex}", f'"Company:{office.company}"'
    asked = {
        "journalEntries": "(first: 1) { nodes { id } }",
        "ledgerAccount": f'(id: "{office.accounts["1410"]}") {{ code balance {{ amount }} }}',
        "trialBalance": f'(input: {{ companyIds: [{company}], startsOn: "2026-01-01", endsOn: "2026-12-31" }}) {{ errors {{ code }} }}',
        "integrityChecks": f"(companyIds: [{company}]) {{ errors {{ code }} }}",
    }
    # What is hidden from a reader is written down within seconds, and at the latest when the server stops.
    async with running(office.shop.site.settings, office.shop.database) as site:
        token = office.shop.token(RoleCode.WAREHOUSE_CLERK, companies=[office.company], subject=subject)
        document = f"{{ {' '.join(f'{name}{rest}' for name, rest in asked.items())} }}"
        answer = await replace(office.shop, site=site).ask(document, token=token)

    assert {error["path"][0] for error in answer["errors"]} == set(asked)
    rows = await office.shop.owner.fetch(REFUSED, subject)
    assert {tuple(row) for row in rows} == {("DENIED", f"Query.{name}", "FORBIDDEN") for name in asked}


async def test_what_the_books_refuse_is_read_by_the_auditor(office: Office) -> None:
    subject = f"accountant-{uuid7().hex}"
    token = office.shop.token(RoleCode.ACCOUNTANT, companies=[office.company], subject=subject)
    document = (
        f'mutation {{ journalEntryReverse(id: "JournalEntry:{uuid7()}", postedOn: "2026-01-31", description: "Wrong", '
        f'idempotencyKey: "{uuid7()}") {{ errors {{ code path }} }} }}'
    )

    answer = await office.shop.ask(document, token=token)

    assert answer["data"]["journalEntryReverse"]["errors"] == [{"code": "NOT_FOUND", "path": ["id"]}]
    auditor = office.shop.token(RoleCode.AUDITOR, companies=[office.company])
    nodes = (await office.shop.ask(LOG % subject, token=auditor))["data"]["auditLog"]["nodes"]
    assert [(node["operation"], node["attempted"], node["code"]) for node in nodes] == [
        ("REFUSED", "journalEntryReverse", "NOT_FOUND")
    ]
