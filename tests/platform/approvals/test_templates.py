"""What a template has drafted is approved by somebody who wrote neither the template nor a line of it."""

from typing import Any
from uuid import UUID

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Word, literal
from tests.platform.approvals.office import Office, Person
from tests.platform.approvals.test_journal_entries import posted

LINES = '{ journalTemplate(id: "%s") { version lines { id debit { amount } credit { amount } } } }'
CREATE = "mutation { journalTemplateCreate(input: %s) { journalTemplate { id version } errors { code path } } }"
UPDATE = "mutation { journalTemplateUpdate(input: %s) { journalTemplate { id version } errors { code path } } }"
RUN = """
mutation ($company: ID!, $key: ID!) {
  journalTemplateRun(companyId: $company, dueOn: "2026-01-31", idempotencyKey: $key) { count errors { code } }
}
"""
DRAFT = "{ journalEntryDrafts(first: 1) { nodes { id version template { id } } } }"


def lines_over(books: Office, amount: str) -> list[dict[str, str]]:
    """Say two lines of an amount."""
    accounts = [f"LedgerAccount:{books.accounts[code]}" for code in ("6110", "2050")]
    return [{"accountId": accounts[0], "debit": amount}, {"accountId": accounts[1], "credit": amount}]


async def template(books: Office, person: Person) -> dict[str, Any]:
    """Agree on something large that comes every month, as somebody."""
    said = {
        "companyId": f"Company:{books.company}", "journalId": f"Journal:{books.journals['GEN']}", "code": "RENT",
        "name": "Rent", "nextOn": "2026-01-31", "kind": Word("RECURRING"), "lines": lines_over(books, "5000.00"),
    }  # fmt: skip
    made = (await books.ask(person, CREATE % literal(said)))["journalTemplateCreate"]
    assert made["errors"] == []
    return made["journalTemplate"]


async def change(books: Office, person: Person, key: str, **lines: Any) -> None:
    """Change the lines of a template as somebody."""
    now = (await books.ask(person, LINES % key))["journalTemplate"]
    said = {"id": key, "version": now["version"], "lines": lines}
    assert (await books.ask(person, UPDATE % literal(said)))["journalTemplateUpdate"]["errors"] == []


async def centre(books: Office) -> str:
    """Add a cost centre, and give its id."""
    owner = books.shop.owner
    dimension = await owner.fetchval(
        "insert into dimension (company_id, code, name) values ($1, 'CENTRE', 'Cost centre') returning id",
        books.company,
    )
    value = await owner.fetchval(
        "insert into dimension_value (company_id, dimension_id, code, name) values ($1, $2, 'N', 'North') returning id",
        books.company,
        dimension,
    )
    return f"DimensionValue:{value}"


async def drafted_request(books: Office, clerk: Person) -> str:
    """Run what is due as somebody, try to post it, and give the request for approval."""
    await books.ask(clerk, RUN, {"company": f"Company:{books.company}", "key": uuid7().hex})
    (draft,) = (await books.ask(clerk, DRAFT))["journalEntryDrafts"]["nodes"]
    draft.pop("template")
    return (await posted(books, clerk, draft))["errors"][0]["request"]["id"]


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


async def test_whoever_added_lines_does_not_approve_them_by_taking_them_off_the_template_again(books: Office) -> None:
    await books.policy()
    writer, adder, chief, clerk = [
        await books.hire(role) for role in (RoleCode.CONTROLLER,) * 3 + (RoleCode.ACCOUNTANT,)
    ]
    key = (await template(books, writer))["id"]
    await change(books, adder, key, add=lines_over(books, "90000.00"))
    await books.ask(clerk, RUN, {"company": f"Company:{books.company}", "key": uuid7().hex})
    lines = (await books.ask(adder, LINES % key))["journalTemplate"]["lines"]
    own = [line["id"] for line in lines if "90000.00" in (line["debit"]["amount"], line["credit"]["amount"])]
    await change(books, adder, key, remove=own)

    request = await drafted_request(books, clerk)
    assert [await books.decide(who, request) for who in (adder, chief)] == ["SELF_APPROVAL", "APPROVED"]


async def test_whoever_took_lines_off_a_template_does_not_approve_what_it_drafts(books: Office) -> None:
    await books.policy()
    writer, remover, chief, clerk = [
        await books.hire(role) for role in (RoleCode.CONTROLLER,) * 3 + (RoleCode.ACCOUNTANT,)
    ]
    key = (await template(books, writer))["id"]
    await change(books, writer, key, add=lines_over(books, "2000.00"))
    lines = (await books.ask(writer, LINES % key))["journalTemplate"]["lines"]
    await change(books, remover, key, remove=[line["id"] for line in lines[:2]])

    request = await drafted_request(books, clerk)
    assert [await books.decide(who, request) for who in (remover, chief)] == ["SELF_APPROVAL", "APPROVED"]


async def test_whoever_says_where_a_line_belongs_has_written_it_though_others_take_the_line_off(books: Office) -> None:
    await books.policy()
    writer, labeller, chief, clerk = [
        await books.hire(role) for role in (RoleCode.CONTROLLER,) * 3 + (RoleCode.ACCOUNTANT,)
    ]
    key = (await template(books, writer))["id"]
    await change(books, writer, key, add=lines_over(books, "2000.00"))
    *_, third, last = [line["id"] for line in (await books.ask(writer, LINES % key))["journalTemplate"]["lines"]]
    value = await centre(books)
    await change(books, labeller, key, update=[{"id": last, "dimensions": {"add": [{"valueId": value}]}}])
    await books.ask(clerk, RUN, {"company": f"Company:{books.company}", "key": uuid7().hex})
    await change(books, writer, key, remove=[third, last])

    request = await drafted_request(books, clerk)
    assert [await books.decide(who, request) for who in (labeller, chief)] == ["SELF_APPROVAL", "APPROVED"]
