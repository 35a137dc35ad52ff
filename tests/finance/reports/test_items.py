"""What is owed is told as it was on a day, whatever was settled since."""

from decimal import Decimal

import pytest

from tests.finance.office import Office, literal
from tests.finance.payments.desk import desk_of
from tests.finance.payments.test_revaluation import run
from tests.finance.reports.asking import Answer, companies, report

AGED = "lines { partyId amounts { amount } total { amount } } total { amount }"


async def receivables(office: Office, on: str) -> list[Answer]:
    """Tell what parties owe on a day."""
    (found,) = await companies(office, "agedReceivables", AGED, asOf=on)
    return found["lines"]


async def test_ageing_is_true_in_the_past(office: Office) -> None:
    desk = await desk_of(office)
    item = await desk.owed("100.00", "2026-01-10", dueOn="2026-02-09")
    await desk.pay("40.00", {"openItemId": item, "amount": "40.00"}, on="2026-03-20")

    early, late, paid = [await receivables(office, on) for on in ("2026-02-09", "2026-03-19", "2026-03-20")]

    assert [each["amount"] for each in early[0]["amounts"]] == ["100.00", "0.00", "0.00", "0.00", "0.00"]
    assert [each["amount"] for each in late[0]["amounts"]] == ["0.00", "0.00", "100.00", "0.00", "0.00"]
    assert [each["amount"] for each in paid[0]["amounts"]] == ["0.00", "0.00", "60.00", "0.00", "0.00"]
    assert await receivables(office, "2026-01-09") == []


async def test_what_is_aged_is_what_is_on_the_account(office: Office) -> None:
    desk = await desk_of(office)
    await desk.owed("100.00", "2026-01-10")
    await desk.pay("25.00", on="2026-02-02")

    (found,) = await companies(office, "agedReceivables", AGED, asOf="2026-02-28")

    assert found["total"]["amount"] == await office.balance("1210") == "75.00"


async def test_what_is_aged_leads_down_to_open_items(office: Office) -> None:
    desk = await desk_of(office)
    for amount, on in (("100.00", "2026-01-10"), ("30.00", "2026-02-10")):
        await desk.owed(amount, on)
    await desk.pay("25.00", on="2026-02-20")
    (line,) = await receivables(office, "2026-02-28")

    filter_ = literal({"party": {"id": {"eq": line["partyId"]}}, "account": {"code": {"eq": "1210"}}})
    answer = await office.ask(
        f"{{ openItems(first: 10, filter: {filter_}) {{ nodes {{ companyOpen {{ amount }} }} }} }}"
    )

    items = [Decimal(node["companyOpen"]["amount"]) for node in answer["data"]["openItems"]["nodes"]]
    assert (len(items), str(sum(items))) == (3, line["total"]["amount"])
    assert line["total"]["amount"] == "105.00"


async def test_what_is_aged_has_what_a_revaluation_put_on_the_account(office: Office) -> None:
    desk = await desk_of(office)
    await desk.owed("100.00", "2026-03-01", currency="USD", rate="0.9")
    await run(desk, "2026-12-31", "0.95")

    (found,) = await companies(office, "agedReceivables", AGED, asOf="2026-12-31")

    assert found["total"]["amount"] == await office.balance("1210") == "95.00"


@pytest.mark.parametrize("bounds", [[30, 30], [0], [60, 30]])
async def test_refuses_bounds_that_do_not_rise(office: Office, bounds: list[int]) -> None:
    found = await report(office, "agedPayables", "companies { currency }", asOf="2026-02-28", bounds=bounds)
    assert found["errors"] == [{"code": "BOUNDS_IN_WRONG_ORDER", "path": ["input", "bounds"]}]


async def test_a_tax_report_of_nothing_comes_to_nothing(office: Office) -> None:
    selection = "lines { code } payable { amount }"
    (found,) = await companies(office, "taxReport", selection, startsOn="2026-01-01", endsOn="2026-12-31")
    assert found == {"lines": [], "payable": {"amount": "0.00"}}
