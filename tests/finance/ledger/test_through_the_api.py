"""Charts, drafts, opening balances and simulations, through the API."""

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer, Office, Word

CHART = "code,name,type,subtype,parent,roles\n9,Other,EXPENSE,,,\n9010,Gifts,EXPENSE,,9,WRITE_OFF\n"


async def test_brings_a_chart_in_as_csv_and_changes_what_is_there(office: Office) -> None:
    company = f"Company:{office.company}"
    first = await office.do("chartImport", "count ledgerAccounts { code isGroup }", companyId=company, content=CHART)
    assert first["ledgerAccounts"] == [{"code": "9", "isGroup": True}, {"code": "9010", "isGroup": False}]
    second = await office.do(
        "chartImport",
        "ledgerAccounts { name parent { code } }",
        companyId=company,
        content='[{"code": "9", "name": "Other", "type": "EXPENSE"}, {"code": "9010", "name": "Presents", "type": "EXPENSE", "parent": "9"}]',
        format=Word("JSON"),
    )
    assert second["ledgerAccounts"][1] == {"name": "Presents", "parent": {"code": "9"}}


async def test_refuses_a_chart_that_cannot_be_read_and_says_where(office: Office) -> None:
    company = f"Company:{office.company}"
    for content, message in (
        ("code,name,type\n1,Cash,MONEY\n", "Line 2 of the chart"),
        ("code,name,type,parent\n1,Cash,ASSET,7\n", "there is no account 7"),
        ("code,name,type,parent\n1,A,ASSET,2\n2,B,ASSET,1\n", "its own ancestor"),
        ("code,name,colour\n1,Cash,red\n", "colour is none of"),
    ):
        refused = await office.do("chartImport", "count", companyId=company, content=content)
        assert [error["code"] for error in refused["errors"]] == ["CHART_UNREADABLE"]
        assert message in refused["errors"][0]["message"]


async def test_posts_opening_balances_against_the_account_for_them(office: Office) -> None:
    lines = [
        {"accountId": office.accounts["1410"], "debit": "500.00"},
        {"accountId": office.accounts["2210"], "credit": "200.00"},
    ]
    said: Answer = {"companyId": f"Company:{office.company}", "postedOn": "2026-01-01", "lines": lines}
    selection = "journalEntry { kind number lines { account { code } credit { amount } } }"
    entry = await office.done("openingBalancePost", selection, input=said, idempotencyKey=str(uuid7()))
    assert (entry["kind"], entry["number"]) == ("OPENING", "OPN-2026-000001")
    assert entry["lines"][2] == {"account": {"code": "3090"}, "credit": {"amount": "300.00"}}


async def test_a_draft_keeps_its_id_when_it_is_posted_and_is_gone(office: Office) -> None:
    draft = await office.draft([office.line("1410", "5.00"), office.line("3010", "-5.00")], "2026-02-02")
    said: Answer = {"id": draft["id"], "version": draft["version"], "idempotencyKey": str(uuid7())}
    entry = await office.done("journalEntryPost", "journalEntry { id enteredBy total { amount } }", **said)
    assert entry["id"].partition(":")[2] == draft["id"].partition(":")[2]
    answer = await office.ask(f'{{ journalEntryDraft(id: "{draft["id"]}") {{ id }} }}')
    assert answer["data"]["journalEntryDraft"] is None


async def test_the_lines_of_a_draft_are_edited_in_place(office: Office) -> None:
    said = [office.line("1410", "5.00"), office.line("3010", "-5.00")]
    draft = await office.draft(said, "2026-02-02")
    lines = await office.ask(f'{{ journalEntryDraft(id: "{draft["id"]}") {{ lines {{ id position }} }} }}')
    first, second = lines["data"]["journalEntryDraft"]["lines"]
    change: Answer = {
        "id": draft["id"],
        "version": draft["version"],
        "lines": {
            "add": [office.line("3020", "-7.00")],
            "update": [{"id": first["id"], "debit": "7.00"}],
            "remove": [second["id"]],
        },
    }
    changed = await office.done(
        "journalEntryDraftUpdate",
        "journalEntryDraft { version lines { debit { amount } credit { amount } } }",
        input=change,
    )
    assert [(line["debit"]["amount"], line["credit"]["amount"]) for line in changed["lines"]] == [
        ("7.00", "0.00"),
        ("0.00", "7.00"),
    ]


async def test_lines_of_drafts_take_their_dimensions_along(office: Office) -> None:
    answer = await office.ask("{ dimensions(first: 10) { nodes { id code } } }")
    centre = next(node["id"] for node in answer["data"]["dimensions"]["nodes"] if node["code"] == "COST_CENTRE")
    said: Answer = {"companyId": f"Company:{office.company}", "dimensionId": centre, "code": "N", "name": "North"}
    value = await office.done("dimensionValueCreate", "dimensionValue { id }", input=said)
    line: Answer = {**office.line("6110", "5.00"), "dimensions": [{"valueId": value["id"]}]}
    draft = await office.draft([line, office.line("1410", "-5.00")], "2026-02-02")
    posted: Answer = {"id": draft["id"], "version": draft["version"], "idempotencyKey": str(uuid7())}
    entry = await office.done("journalEntryPost", "journalEntry { lines { dimensions { value { code } } } }", **posted)
    assert entry["lines"] == [{"dimensions": [{"value": {"code": "N"}}]}, {"dimensions": []}]


async def test_refuses_a_draft_that_does_not_balance_and_one_too_fine(office: Office) -> None:
    draft = await office.draft([office.line("1410", "5.00"), office.line("3010", "-4.99")], "2026-02-02")
    said: Answer = {"id": draft["id"], "version": draft["version"], "idempotencyKey": str(uuid7())}
    refused = await office.do("journalEntryPost", "journalEntry { id }", **said)
    assert [error["code"] for error in refused["errors"]] == ["ENTRY_UNBALANCED"]
    fine: Answer = {
        "companyId": f"Company:{office.company}", "journalId": office.journals["GEN"], "postedOn": "2026-02-02",
        "description": "Fine", "lines": [office.line("1410", "5.001")],
    }  # fmt: skip
    refused = await office.do("journalEntryDraftCreate", "journalEntryDraft { id }", input=fine)
    assert refused["errors"][0] | {"message": ""} == {
        "code": "AMOUNT_TOO_FINE", "path": ["input", "lines", "0", "debit"], "message": "",
    }  # fmt: skip


async def test_a_simulation_posts_nothing_and_takes_no_number(office: Office) -> None:
    draft = await office.draft([office.line("1410", "5.00"), office.line("3010", "-5.00")], "2026-02-02")
    said: Answer = {"id": draft["id"], "version": draft["version"], "idempotencyKey": str(uuid7())}
    told = await office.do("journalEntryPost", "journalEntry { number }", simulate=True, **said)
    assert told == {"journalEntry": {"number": None}, "errors": []}
    assert await office.balance("1410") == "0.00"
    entry = await office.done("journalEntryPost", "journalEntry { number }", **said)
    assert entry["number"] == "GEN-2026-000001"


async def test_the_same_request_is_done_once(office: Office) -> None:
    draft = await office.draft([office.line("1410", "5.00"), office.line("3010", "-5.00")], "2026-02-02")
    said: Answer = {"id": draft["id"], "version": draft["version"], "idempotencyKey": str(uuid7())}
    first = await office.done("journalEntryPost", "journalEntry { id number }", **said)
    assert await office.done("journalEntryPost", "journalEntry { id number }", **said) == first
    assert await office.balance("1410") == "5.00"


async def test_books_are_set_up_once(office: Office) -> None:
    said = {"companyId": f"Company:{office.company}", "code": "2030", "startsOn": "2030-01-01", "endsOn": "2030-12-31"}
    refused = await office.do("booksSetUp", "fiscalYear { id }", input=said)
    assert [error["code"] for error in refused["errors"]] == ["BOOKS_SET_UP_ALREADY"]


async def test_an_auditor_reads_the_chain_and_posts_nothing(office: Office) -> None:
    await office.post({"1410": "5.00", "3010": "-5.00"}, "2026-02-02")
    answer = await office.ask("{ journals(first: 20) { nodes { code sealed unsealed firstBreak } } }", RoleCode.AUDITOR)
    general = next(node for node in answer["data"]["journals"]["nodes"] if node["code"] == "GEN")
    assert (general["sealed"] + general["unsealed"], general["firstBreak"]) == (1, None)
    said: Answer = {"id": "JournalEntryDraft:0190f3c2-7a1b-7c3d-8e4f-5a6b7c8d9e0f", "version": 1, "idempotencyKey": "k"}
    denied = await office.do("journalEntryPost", "journalEntry { id }", RoleCode.AUDITOR, **said)
    assert denied["errors"][0]["code"] == "FORBIDDEN"
