"""What is open in foreign currencies is revalued, and the next period begins by undoing that, through the API."""

import asyncio
from typing import Any
from uuid import UUID

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer, Word, office_of
from tests.finance.payments.desk import Desk, desk_of
from tests.finance.payments.rates import record
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


async def test_refuses_two_rates_of_a_currency(desk: Desk) -> None:
    said: dict[str, Any] = {"companyId": f"Company:{desk.office.company}", "on": "2026-03-31"}
    rates = [{"currency": "USD", "rate": rate} for rate in ("0.9", "0.95")]
    refused = await desk.office.do("revaluationRun", REVALUED, **said, rates=rates, idempotencyKey=str(uuid7()))
    assert [(each["code"], each["path"]) for each in refused["errors"]] == [("ID_REPEATED", ["rates", "1", "currency"])]


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


async def test_a_rate_that_somebody_says_is_held_to_the_limit_of_entries(desk: Desk) -> None:
    """A recorded one is not."""
    owner, company = desk.office.shop.owner, desk.office.company
    policy = "insert into approval_policy (company_id, name, document_type, currency, amount_above) values ($1, 'E', $2, 'EUR', 5.00)"
    await desk.owed("100.00", currency="CZK", rate="0.04")
    await owner.execute(policy, company, "JournalEntryDraft")
    said: dict[str, Any] = {"companyId": f"Company:{company}", "on": "2026-03-31", "idempotencyKey": str(uuid7())}
    rates = [{"currency": "CZK", "rate": "0.0901"}]
    (error,) = (await desk.office.do("revaluationRun", REVALUED, rates=rates, **said))["errors"]
    assert (error["code"], error["path"]) == ("DRAFT_REQUIRED", ["rates"])
    await record(owner, "CZK", "EUR", "2026-03-31", "0.0901")
    (revalued,) = (await desk.office.do("revaluationRun", REVALUED, **said))["revaluations"]
    assert revalued["difference"]["amount"] == "5.01"


async def test_a_sales_rep_revalues_nothing(desk: Desk) -> None:
    payload = await run(desk, "2026-03-31", "0.9", RoleCode.SALES_REP)
    assert [error["code"] for error in payload["errors"]] == ["FORBIDDEN"]


async def kept_in_dollars(desk: Desk, code: str = "1450", subtype: str = "BANK") -> None:
    """Add an account of the ledger for money in dollars."""
    said: dict[str, Any] = {
        "companyId": f"Company:{desk.office.company}", "code": code, "name": "Dollars", "type": Word("ASSET"),
        "subtype": Word(subtype), "currency": "USD",
    }  # fmt: skip
    desk.office.accounts[code] = (await desk.office.done("ledgerAccountCreate", "ledgerAccount { id }", input=said))[
        "id"
    ]


async def test_revalues_the_money_that_a_bank_keeps_in_a_foreign_currency(desk: Desk) -> None:
    await kept_in_dollars(desk)
    for amount, on, rate in (("100.00", "2026-02-10", "0.9"), ("-40.00", "2026-03-10", "0.95")):
        opposite = amount.removeprefix("-") if amount.startswith("-") else f"-{amount}"
        await desk.office.post({"1450": amount, "4010": opposite}, on, currency="USD", rate=rate)
    (revalued,) = (await run(desk, "2026-03-31", "1.0"))["revaluations"]
    assert [{name: line[name]["amount"] for name in ("open", "before", "after")} for line in revalued["lines"]] == [
        {"open": "60.00", "before": "52.00", "after": "60.00"}
    ]
    kept = await desk.office.shop.owner.fetchrow(
        "select sum(account_amount)::text as own, sum(company_amount)::text as company from journal_line "
        "where account_id = $1 and posted_on <= '2026-03-31'",
        UUID(desk.office.accounts["1450"].partition(":")[2]),
    )
    assert kept is not None
    assert (kept["own"], kept["company"], await desk.office.balance("1450")) == ("60.00", "60.00", "52.00")


async def test_revalues_items_and_money_together_and_once(desk: Desk) -> None:
    await kept_in_dollars(desk, subtype="CASH")
    await desk.owed("100.00", currency="USD", rate="0.9")
    await desk.office.post({"1450": "50.00", "4010": "-50.00"}, "2026-03-02", currency="USD", rate="0.9")
    (revalued,) = (await run(desk, "2026-03-31", "0.8"))["revaluations"]
    assert (revalued["difference"]["amount"], len(revalued["lines"])) == ("-15.00", 2)
    assert [error["code"] for error in (await run(desk, "2026-03-31", "0.8"))["errors"]] == ["NOTHING_TO_REVALUE"]


async def test_a_revaluation_leaves_no_open_items_once_it_is_undone(desk: Desk) -> None:
    await desk.owed("100.00", currency="USD", rate="0.9")
    await run(desk, "2026-03-31", "0.95")
    left = await desk.office.shop.owner.fetch(
        "select open_amount::text, open_company_amount::text from open_item "
        "where company_id = $1 and (open_amount <> 0 or open_company_amount <> 0)",
        desk.office.company,
    )
    assert [tuple(row) for row in left] == [("100.00", "90.00")]


async def test_of_four_at_once_one_revalues(desk: Desk) -> None:
    await desk.owed("100.00", currency="USD", rate="0.9")
    outcomes = await asyncio.gather(*(run(desk, "2026-12-31", "0.95") for _ in range(4)))
    codes = sorted(error["code"] for outcome in outcomes for error in outcome["errors"])
    assert codes == ["NOTHING_TO_REVALUE"] * 3
    assert await desk.office.balance("1210") == "95.00"
