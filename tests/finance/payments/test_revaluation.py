"""What is open in foreign currencies is revalued, and the next period begins by undoing that, through the API."""

from typing import Any

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer, office_of
from tests.finance.payments.desk import Desk, desk_of
from tests.writing.shop import Shop

REVALUED = (
    "revaluations { currency difference { amount } lines { open { amount } before { amount } after { amount } } }"
)


async def run(desk: Desk, on: str, rate: str, role: RoleCode = RoleCode.ACCOUNTANT) -> Answer:
    """Revalue what is open in dollars."""
    said: dict[str, Any] = {
        "companyId": f"Company:{desk.office.company}",
        "on": on,
        "rates": [{"currency": "USD", "rate": rate}],
    }
    return await desk.office.do("revaluationRun", REVALUED, role, **said, idempotencyKey=str(uuid7()))


async def test_revalues_a_receivable_and_leaves_its_own_currency_alone(finance_shop: Shop) -> None:
    """FX-02."""
    desk = await desk_of(await office_of(finance_shop, currency="INR"))
    item = await desk.owed("100.00", currency="USD", rate="80")
    (revalued,) = (await run(desk, "2026-12-31", "85"))["revaluations"]
    assert revalued["difference"]["amount"] == "500.00"
    assert [{name: line[name]["amount"] for name in ("open", "before", "after")} for line in revalued["lines"]] == [
        {"open": "100.00", "before": "8000.00", "after": "8500.00"}
    ]
    assert (await desk.office.balance("1210"), await desk.open(item)) == ("8500.00", "100.00")


async def test_the_next_period_begins_without_the_revaluation(desk: Desk) -> None:
    await desk.owed("100.00", currency="USD", rate="0.9")
    await run(desk, "2026-03-31", "0.95")
    rows = await desk.office.shop.owner.fetch(
        "select posted_on::text, kind, total_amount::text from journal_entry where company_id = $1 and kind <> 'NORMAL' "
        "order by posted_on",
        desk.office.company,
    )
    assert [tuple(row) for row in rows] == [
        ("2026-03-31", "REVALUATION", "5.00"),
        ("2026-04-01", "REVERSAL", "5.00"),
    ]
    assert await desk.office.balance("1210") == "90.00"


async def test_revalues_what_was_open_on_the_day_though_it_is_paid_since(desk: Desk) -> None:
    item = await desk.owed("100.00", currency="USD", rate="0.9")
    said: dict[str, Any] = {"openItemId": item, "amount": "100.00"}
    await desk.pay("100.00", said, on="2026-04-10", currency="USD", rate="0.9")
    (revalued,) = (await run(desk, "2026-03-31", "0.8"))["revaluations"]
    assert revalued["difference"]["amount"] == "-10.00"


async def test_refuses_where_nothing_differs(desk: Desk) -> None:
    await desk.owed("100.00", currency="USD", rate="0.9")
    assert [error["code"] for error in (await run(desk, "2026-03-31", "0.9"))["errors"]] == ["NOTHING_TO_REVALUE"]


async def test_a_sales_rep_revalues_nothing(desk: Desk) -> None:
    payload = await run(desk, "2026-03-31", "0.9", RoleCode.SALES_REP)
    assert [error["code"] for error in payload["errors"]] == ["FORBIDDEN"]
