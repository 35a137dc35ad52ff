"""The journal tells entries in the order of their numbers, and leads on to what it tells of."""

from typing import Any

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Office, literal
from tests.finance.reports.asking import first_quarter

LINES = "lines { lineId accountId code debit { amount } credit { amount } }"
REPORT = f"count total {{ amount currency }} hasMore entries {{ entryId number postedOn total {{ amount }} {LINES} }}"

# The owner alone can leave numbers out.
GROWN = """
alter table number_series disable trigger user;
update number_series set next_value = 999999 where company_id = '{0}' and code like 'JOURNAL GEN%';
alter table number_series enable trigger user;
"""


async def journal(office: Office, code: str = "GEN", role: RoleCode = RoleCode.CONTROLLER, **said: Any) -> Any:  # noqa: ANN401 - what is refused has another shape
    """Ask for a journal of the first quarter."""
    given = {
        "companyId": f"Company:{office.company}", "journalId": office.journals.get(code, code),
        "startsOn": "2026-01-01", "endsOn": "2026-03-31", **said,
    }  # fmt: skip
    selection = f"journalReport {{ {REPORT} }} errors {{ code path }}"
    answer = await office.ask(f"{{ journalReport(input: {literal(given)}) {{ {selection} }} }}", role)
    return answer if answer.get("data") is None or "errors" in answer else answer["data"]["journalReport"]


async def told(office: Office, **said: Any) -> dict[str, Any]:
    """Ask for a journal that is not refused."""
    found = await journal(office, **said)
    assert found["errors"] == [], found
    return found["journalReport"]


async def test_tells_entries_by_their_numbers_with_lines_and_totals(office: Office) -> None:
    await office.post({"6110": "30.00", "1410": "-30.00"}, "2026-03-20")
    await office.post({"1410": "120.00", "4010": "-100.00", "2110": "-20.00"}, "2026-02-15")
    await office.post({"1410": "1.00", "3010": "-1.00"}, "2026-04-01")

    found = await told(office)

    assert [(entry["number"], entry["postedOn"]) for entry in found["entries"]] == [
        ("GEN-2026-000001", "2026-03-20"), ("GEN-2026-000002", "2026-02-15"),
    ]  # fmt: skip
    assert (found["count"], found["total"], found["hasMore"]) == (2, {"amount": "150.00", "currency": "EUR"}, False)
    second = found["entries"][1]
    assert second["total"] == {"amount": "120.00"}
    assert [(line["code"], line["debit"]["amount"], line["credit"]["amount"]) for line in second["lines"]] == [
        ("1410", "120.00", "0.00"), ("4010", "0.00", "100.00"), ("2110", "0.00", "20.00"),
    ]  # fmt: skip


async def test_goes_on_page_by_page_and_tells_the_same_totals(office: Office) -> None:
    await first_quarter(office)

    first = await told(office, first=2)
    rest = await told(office, first=2, after=first["entries"][-1]["entryId"])

    assert (first["hasMore"], rest["hasMore"]) == (True, False)
    numbers = [entry["number"] for entry in (*first["entries"], *rest["entries"])]
    assert numbers == ["GEN-2026-000001", "GEN-2026-000002", "GEN-2026-000003"]
    assert (first["count"], first["total"]) == (rest["count"], rest["total"])


async def test_keeps_the_order_where_numbers_grow_a_digit(office: Office) -> None:
    await office.post({"1410": "1.00", "3010": "-1.00"}, "2026-01-10")
    await office.shop.owner.execute(GROWN.format(office.company))
    for _ in range(2):
        await office.post({"1410": "1.00", "3010": "-1.00"}, "2026-01-10")

    numbers = [entry["number"] for entry in (await told(office))["entries"]]

    assert numbers == ["GEN-2026-000001", "GEN-2026-999999", "GEN-2026-1000000"]


async def test_an_entry_and_a_line_lead_on(office: Office) -> None:
    await first_quarter(office)
    entry = (await told(office))["entries"][0]

    answer = await office.ask(
        f'{{ journalEntry(id: "{entry["entryId"]}") {{ number lines {{ id account {{ id }} }} }} '
        f'journalLine(id: "{entry["lines"][0]["lineId"]}") {{ entry {{ id }} }} }}'
    )

    lines = [{"id": line["lineId"], "account": {"id": line["accountId"]}} for line in entry["lines"]]
    assert answer["data"] == {
        "journalEntry": {"number": entry["number"], "lines": lines},
        "journalLine": {"entry": {"id": entry["entryId"]}},
    }


async def test_a_journal_that_is_not_there_is_not_found(office: Office) -> None:
    found = await journal(office, f"Journal:{uuid7()}")
    assert found["errors"] == [{"code": "NOT_FOUND", "path": ["input", "journalId"]}]


async def test_refuses_days_in_the_wrong_order(office: Office) -> None:
    found = await journal(office, endsOn="2025-12-31")
    assert found["errors"] == [{"code": "DAYS_IN_WRONG_ORDER", "path": ["input"]}]


async def test_refuses_more_entries_than_a_page_has(office: Office) -> None:
    answer = await journal(office, first=201)
    assert "between 1 and 200" in answer["errors"][0]["message"]


async def test_who_sells_sees_no_journal(office: Office) -> None:
    answer = await journal(office, role=RoleCode.SALES_REP)
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"
