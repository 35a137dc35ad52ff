"""Extracts tell line by line how a balance came about."""

from typing import Any

from auth.roles import RoleCode
from tests.finance.office import Office, literal
from tests.finance.payments.desk import desk_of
from tests.finance.reports.asking import first_quarter

LEDGER = "opening { amount } lines { lineId amount { amount } balance { amount } } closing { amount } hasMore"
STATEMENT = "currency opening { amount } lines { itemId amount { amount } balance { amount } open { amount } } closing { amount }"


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
