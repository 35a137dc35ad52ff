"""Extracts tell line by line how a balance came about."""

from typing import Any

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Office, literal
from tests.finance.payments.desk import desk_of
from tests.finance.reports.asking import first_quarter

LEDGER = "opening { amount } lines { lineId amount { amount } balance { amount } } closing { amount } hasMore"
STATEMENT = "currency opening { amount } lines { itemId amount { amount } balance { amount } open { amount } } closing { amount } hasMore"


async def extract(office: Office, name: str, selection: str, **said: Any) -> dict[str, Any]:
    """Ask for an extract."""
    given = {"companyId": f"Company:{office.company}", **said}
    answer = await office.ask(
        f"{{ {name}(input: {literal(given)}) {{ {selection} errors {{ code path }} }} }}", RoleCode.CONTROLLER
    )
    assert answer["data"][name]["errors"] == [], answer
    return answer["data"][name]


async def test_a_ledger_runs_from_line_to_line_and_page_to_page(office: Office) -> None:
    await first_quarter(office)
    said = {"accountId": office.accounts["1410"], "startsOn": "2026-02-10", "endsOn": "2026-03-31", "first": 1}

    first = (await extract(office, "generalLedger", f"generalLedger {{ {LEDGER} }}", **said))["generalLedger"]
    after = first["lines"][0]["lineId"]
    rest = (await extract(office, "generalLedger", f"generalLedger {{ {LEDGER} }}", **said, after=after))[
        "generalLedger"
    ]

    assert (first["opening"]["amount"], first["closing"]["amount"], first["hasMore"]) == ("1000.00", "1090.00", True)
    assert [line["balance"]["amount"] for line in (*first["lines"], *rest["lines"])] == ["1120.00", "1090.00"]
    assert rest["hasMore"] is False


async def test_a_statement_tells_what_a_party_came_to_owe(office: Office) -> None:
    desk = await desk_of(office)
    await desk.owed("100.00", "2026-01-10")
    item = await desk.owed("50.00", "2026-02-10")
    await desk.pay("30.00", {"openItemId": item, "amount": "30.00"}, on="2026-03-02")
    said = {"partyId": f"Party:{desk.party}", "startsOn": "2026-02-01", "endsOn": "2026-03-31"}

    (found,) = (await extract(office, "statementOfAccount", f"statements {{ {STATEMENT} }}", **said))["statements"]

    assert (found["opening"]["amount"], found["closing"]["amount"]) == ("100.00", "120.00")
    lines = [tuple(line[name]["amount"] for name in ("amount", "balance", "open")) for line in found["lines"]]
    assert lines == [("50.00", "150.00", "20.00"), ("-30.00", "120.00", "0.00")]


async def test_a_statement_goes_on_page_by_page_and_from_currency_to_currency(office: Office) -> None:
    desk = await desk_of(office)
    await desk.owed("100.00", "2026-01-10")
    for day in ("2026-02-10", "2026-02-12", "2026-02-10"):
        await desk.owed("10.00", day)
    await desk.owed("7.00", "2026-01-05", currency="USD", rate="0.9")
    await desk.owed("-2.00", "2026-02-11", currency="USD", rate="0.9")
    said: dict[str, Any] = {
        "partyId": f"Party:{desk.party}",
        "startsOn": "2026-02-01",
        "endsOn": "2026-03-31",
        "first": 2,
    }

    pages: list[list[dict[str, Any]]] = []
    while not pages or any(found["hasMore"] for found in pages[-1]):
        answer = await extract(office, "statementOfAccount", f"statements {{ {STATEMENT} }}", **said)
        pages.append(answer["statements"])
        said["after"] = [line["itemId"] for found in pages[-1] for line in found["lines"]][-1]

    told = [
        [(found["currency"], [each["balance"]["amount"] for each in found["lines"]]) for found in page]
        for page in pages
    ]
    assert told == [[("EUR", ["110.00", "120.00"]), ("USD", [])], [("EUR", ["130.00"]), ("USD", ["5.00"])]]
    for page in pages:
        assert [(found["opening"]["amount"], found["closing"]["amount"]) for found in page] == [
            ("100.00", "130.00"), ("7.00", "5.00"),
        ]  # fmt: skip


async def test_refuses_to_go_on_after_what_is_not_in_the_extract(office: Office) -> None:
    await first_quarter(office)
    desk, days = await desk_of(office), {"startsOn": "2026-02-01", "endsOn": "2026-03-31"}
    other = await (await desk_of(office)).owed("5.00", "2026-02-10")
    earlier = await desk.owed("7.00", "2026-01-10")
    asked = [
        ("statementOfAccount", {"partyId": f"Party:{desk.party}", "after": after})
        for after in (other, earlier, f"OpenItem:{uuid7()}")
    ]
    asked.append(("generalLedger", {"accountId": office.accounts["1410"], "after": f"JournalLine:{other[9:]}"}))
    asked.append(("journalReport", {"journalId": office.journals["GEN"], "after": f"JournalEntry:{uuid7()}"}))
    for name, said in asked:
        given = literal({"companyId": f"Company:{office.company}", **days, **said})
        answer = await office.ask(f"{{ {name}(input: {given}) {{ errors {{ code path }} }} }}", RoleCode.CONTROLLER)
        assert answer["data"][name]["errors"] == [{"code": "NOT_FOUND", "path": ["input", "after"]}], name


async def test_refuses_more_lines_of_a_statement_than_a_page_has(office: Office) -> None:
    desk = await desk_of(office)
    given = {
        "companyId": f"Company:{office.company}", "partyId": f"Party:{desk.party}", "startsOn": "2026-02-01",
        "endsOn": "2026-03-31", "first": 1001,
    }  # fmt: skip
    answer = await office.ask(f"{{ statementOfAccount(input: {literal(given)}) {{ errors {{ code }} }} }}")
    assert "between 1 and 1000" in answer["errors"][0]["message"]
