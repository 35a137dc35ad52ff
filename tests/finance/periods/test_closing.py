"""Periods and years are closed in their order, through the API."""

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer, Office

LINES = "closingEntry { id lines { account { name } debit { amount } credit { amount } } }"
YEAR = f"fiscalYear {{ id version state {LINES} }}"


async def close_year(office: Office, role: RoleCode = RoleCode.CONTROLLER) -> Answer:
    """Try to close the year."""
    key, version = office.year["id"], office.year["version"]
    return await office.do("fiscalYearClose", YEAR, role, id=key, version=version, idempotencyKey=str(uuid7()))


async def reopen_year(office: Office, year: Answer) -> Answer:
    """Open the year again."""
    said: Answer = {"id": year["id"], "version": year["version"], "because": "An invoice was missing"}
    return await office.do("fiscalYearReopen", YEAR, RoleCode.CONTROLLER, **said, idempotencyKey=str(uuid7()))


async def test_closes_a_loss_to_the_retained_earnings(office: Office) -> None:
    """PCL-01."""
    await office.post({"1410": "400.00", "4010": "-400.00"}, "2026-03-31")
    await office.post({"5010": "600.00", "1110": "-600.00"}, "2026-03-31")
    await office.close_periods()
    closed = (await close_year(office))["fiscalYear"]
    lines = sorted(
        [line["account"]["name"], line["debit"]["amount"], line["credit"]["amount"]]
        for line in closed["closingEntry"]["lines"]
    )
    assert lines == [
        ["Cost of goods sold", "0.00", "600.00"],
        ["Retained earnings", "200.00", "0.00"],
        ["Sales of goods", "400.00", "0.00"],
    ]
    assert [await office.balance(code) for code in ("4010", "5010", "3080")] == ["0.00", "0.00", "200.00"]


async def test_opening_a_year_again_reverses_its_closing(office: Office) -> None:
    await office.post({"1410": "400.00", "4010": "-400.00"}, "2026-03-31")
    await office.close_periods()
    closed = (await close_year(office))["fiscalYear"]
    opened = (await reopen_year(office, closed))["fiscalYear"]
    assert (opened["state"], opened["closingEntry"]) == ("OPEN", None)
    assert [await office.balance(code) for code in ("4010", "3080")] == ["-400.00", "0.00"]
    office.year = opened
    assert (await close_year(office))["fiscalYear"]["state"] == "CLOSED"
    assert await office.balance("3080") == "-400.00"


async def test_the_result_before_closing_stays_to_be_told(office: Office) -> None:
    await office.post({"1410": "400.00", "4010": "-400.00"}, "2026-03-31")
    await office.close_periods()
    await close_year(office)
    rows = await office.shop.owner.fetch(
        "select is_closing, sum(debit - credit) as amount from period_balance_now where account_id = $1 group by 1 order by 1",
        office.accounts["4010"].partition(":")[2],
    )
    assert [(row["is_closing"], row["amount"]) for row in rows] == [(False, -400), (True, 400)]


async def test_refuses_to_close_a_year_whose_periods_are_open(office: Office) -> None:
    assert [error["code"] for error in (await close_year(office))["errors"]] == ["PERIODS_OPEN"]


async def test_refuses_to_close_a_year_before_an_earlier_one(office: Office) -> None:
    said: Answer = {
        "companyId": f"Company:{office.company}", "code": "2025", "startsOn": "2025-01-01", "endsOn": "2025-12-31",
    }  # fmt: skip
    await office.done("fiscalYearCreate", "fiscalYear { id }", input=said)
    assert [error["code"] for error in (await close_year(office))["errors"]] == ["EARLIER_YEAR_OPEN"]


async def test_a_period_says_what_stands_in_the_way_of_closing_it(office: Office) -> None:
    await office.draft([office.line("1410", "5.00")], "2026-02-10")
    january, february = (await office.periods())[:2]
    assert (january["blockers"], february["blockers"]) == ([], ["EARLIER_PERIOD_OPEN", "DRAFT_LEFT"])
    begun = await office.done(
        "accountingPeriodBeginClosing", "accountingPeriod { version }", id=january["id"], version=january["version"]
    )
    refused = await office.do(
        "accountingPeriodClose", "accountingPeriod { id }", id=january["id"], version=begun["version"]
    )
    assert refused["errors"][0]["blockers"] == ["TASK_LEFT"]


async def test_nothing_is_posted_into_a_closed_period_and_again_when_it_is_open(office: Office) -> None:
    await office.close_period((await office.periods())[0])
    draft = await office.draft([office.line("1410", "5.00"), office.line("3010", "-5.00")], "2026-01-10")
    said: Answer = {"id": draft["id"], "version": draft["version"]}
    refused = await office.do("journalEntryPost", "journalEntry { id }", **said, idempotencyKey=str(uuid7()))
    assert [error["code"] for error in refused["errors"]] == ["PERIOD_CLOSED"]
    closed = (await office.periods())[0]
    opened: Answer = {"id": closed["id"], "version": closed["version"], "because": "A bill came late"}
    await office.done("accountingPeriodReopen", "accountingPeriod { state }", RoleCode.CONTROLLER, **opened)
    await office.done("journalEntryPost", "journalEntry { id }", **said, idempotencyKey=str(uuid7()))


async def test_while_a_period_is_closing_only_the_general_journal_is_posted(office: Office) -> None:
    january = (await office.periods())[0]
    await office.done(
        "accountingPeriodBeginClosing", "accountingPeriod { id }", id=january["id"], version=january["version"]
    )
    await office.post({"1410": "5.00", "3010": "-5.00"}, "2026-01-10")
    draft = await office.draft([office.line("1410", "5.00"), office.line("3010", "-5.00")], "2026-01-10", "BNK")
    said: Answer = {"id": draft["id"], "version": draft["version"]}
    refused = await office.do("journalEntryPost", "journalEntry { id }", **said, idempotencyKey=str(uuid7()))
    assert [error["code"] for error in refused["errors"]] == ["PERIOD_CLOSED"]


async def test_an_accountant_posts_and_does_not_close(office: Office) -> None:
    january = (await office.periods())[0]
    said: Answer = {"id": january["id"], "version": january["version"]}
    denied = await office.do("accountingPeriodBeginClosing", "accountingPeriod { id }", RoleCode.ACCOUNTANT, **said)
    assert denied["errors"][0]["code"] == "FORBIDDEN"
    recorded = (
        "select count(*) from audit_entry where operation = 'DENIED' and attempted = 'accountingPeriodBeginClosing'"
    )
    assert await office.shop.owner.fetchval(recorded) > 0


async def test_a_sales_rep_sees_no_ledger(office: Office) -> None:
    answer = await office.ask("{ journalLines(first: 1) { nodes { id } } }", RoleCode.SALES_REP)
    assert answer["data"]["journalLines"] is None
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"
