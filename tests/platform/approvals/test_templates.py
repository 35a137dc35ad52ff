"""What a template has drafted is approved by somebody who wrote neither the template nor a line of it."""

from typing import Any
from uuid import UUID

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Word, literal
from tests.platform.approvals.office import Office, Person
from tests.platform.approvals.test_journal_entries import posted

CREATE = "mutation { journalTemplateCreate(input: %s) { journalTemplate { id version } errors { code path } } }"
UPDATE = "mutation { journalTemplateUpdate(input: %s) { journalTemplate { id version } errors { code path } } }"
RUN = """
mutation ($company: ID!, $key: ID!) {
  journalTemplateRun(companyId: $company, dueOn: "2026-01-31", idempotencyKey: $key) { count errors { code } }
}
"""
DRAFT = "{ journalEntryDrafts(first: 1) { nodes { id version template { id } } } }"


async def template(books: Office, person: Person) -> dict[str, Any]:
    """Agree on something large that comes every month, as somebody."""
    accounts = [f"LedgerAccount:{books.accounts[code]}" for code in ("6110", "2050")]
    lines = [{"accountId": accounts[0], "debit": "5000.00"}, {"accountId": accounts[1], "credit": "5000.00"}]
    said = {
        "companyId": f"Company:{books.company}", "journalId": f"Journal:{books.journals['GEN']}", "code": "RENT",
        "name": "Rent", "nextOn": "2026-01-31", "kind": Word("RECURRING"), "lines": lines,
    }  # fmt: skip
    made = (await books.ask(person, CREATE % literal(said)))["journalTemplateCreate"]
    assert made["errors"] == []
    return made["journalTemplate"]


async def test_whoever_wrote_a_template_or_a_line_of_it_does_not_approve_what_it_drafts(books: Office) -> None:
    await books.policy()
    writer, corrector, chief, clerk = [
        await books.hire(role) for role in (RoleCode.CONTROLLER,) * 3 + (RoleCode.ACCOUNTANT,)
    ]
    made = await template(books, writer)
    line = await books.shop.owner.fetchval(
        "select id from journal_template_line where template_id = $1 limit 1", UUID(made["id"].partition(":")[2])
    )
    change = {**made, "lines": {"update": [{"id": f"JournalTemplateLine:{line}", "description": "Corrected"}]}}
    assert (await books.ask(corrector, UPDATE % literal(change)))["journalTemplateUpdate"]["errors"] == []
    ran = await books.ask(clerk, RUN, {"company": f"Company:{books.company}", "key": uuid7().hex})
    assert ran["journalTemplateRun"] == {"count": 0, "errors": []}

    (draft,) = (await books.ask(clerk, DRAFT))["journalEntryDrafts"]["nodes"]
    assert draft.pop("template") == {"id": made["id"]}
    request = (await posted(books, clerk, draft))["errors"][0]["request"]["id"]
    decided = [await books.decide(who, request) for who in (writer, corrector, chief)]
    assert decided == ["SELF_APPROVAL", "SELF_APPROVAL", "APPROVED"]
    assert (await posted(books, clerk, draft))["errors"] == []
