"""Commissions are posted on demand, once, and what changes later as the difference."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Word
from tests.sales.commissions.bureau import Bureau


async def _sold_by_another(bureau: Bureau, line: str) -> None:
    """Let an order be somebody else's."""
    await bureau.office.shop.owner.execute(
        "update sales_order set sales_rep_id = $2 where id = (select order_id from sales_order_line where id = $1)",
        UUID(line.partition(":")[2]), await bureau.somebody(),
    )  # fmt: skip


async def test_posts_what_is_earned_in_one_entry(bureau: Bureau) -> None:
    await bureau.rule(percent="5")
    await bureau.billed(10)
    await bureau.billed(20)
    posting = await bureau.posted()
    assert (posting["amount"]["amount"], len(posting["lines"]["nodes"])) == ("15.00", 2)
    assert [await bureau.office.balance(code) for code in ("6040", "2080")] == ["15.00", "-15.00"]
    assert {each["posted"]["amount"] for each in await bureau.lines()} == {"5.00", "10.00"}


async def test_posts_nothing_twice(bureau: Bureau) -> None:
    await bureau.rule()
    await bureau.billed(10)
    await bureau.posted()
    refused = (await bureau.post())["errors"]
    assert [(each["code"], each["path"]) for each in refused] == [("NO_COMMISSIONS_DUE", ["earnedUntil"])]


async def test_of_four_who_post_at_once_one_posts(bureau: Bureau) -> None:
    await bureau.rule()
    await bureau.billed(10)
    outcomes = await asyncio.gather(*(bureau.post() for _ in range(4)))
    codes = sorted(error["code"] for outcome in outcomes for error in outcome["errors"])
    assert codes == ["NO_COMMISSIONS_DUE"] * 3
    assert await bureau.office.balance("6040") == "5.00"


async def test_a_later_credit_note_is_posted_as_the_difference(bureau: Bureau) -> None:
    await bureau.rule(percent="5")
    invoice = await bureau.billed(10)
    await bureau.posted("2026-03-31")
    await bureau.credited(invoice, 4, invoiceOn="2026-04-02")
    posting = await bureau.posted("2026-04-30")
    assert posting["amount"]["amount"] == "-2.00"
    assert [await bureau.office.balance(code) for code in ("6040", "2080")] == ["3.00", "-3.00"]


async def test_what_is_paid_later_is_posted_step_by_step_and_adds_up(bureau: Bureau) -> None:
    await bureau.rule(percent="2.5", earnedWhen=Word("PAID"))
    invoice = await bureau.billed(1, "10.20")
    steps: list[Any] = []
    for until, amount in (("2026-03-31", "3.40"), ("2026-04-30", "3.40"), ("2026-05-31", "3.40")):
        await bureau.paid(invoice, amount, until)
        steps += (await bureau.posted(until))["lines"]["nodes"]
    assert [(each["step"], each["amount"]["amount"]) for each in steps] == [(1, "0.09"), (2, "0.08"), (3, "0.09")]
    assert steps[-1]["earned"]["amount"] == await bureau.office.balance("6040") == "0.26"


async def test_what_comes_to_nothing_together_is_posted_without_an_entry(bureau: Bureau) -> None:
    await bureau.rule()
    invoice = await bureau.billed(10)
    await bureau.credited(invoice, 10)
    posting = await bureau.posted()
    assert (posting["amount"]["amount"], posting["entry"], len(posting["lines"]["nodes"])) == ("0.00", None, 2)
    assert [error["code"] for error in (await bureau.post())["errors"]] == ["NO_COMMISSIONS_DUE"]


async def test_is_never_posted_until_an_earlier_day(bureau: Bureau) -> None:
    await bureau.rule()
    await bureau.billed(10)
    await bureau.posted("2026-03-31")
    (error,) = (await bureau.post("2026-03-30"))["errors"]
    assert (error["code"], error["path"]) == ("COMMISSIONS_POSTED_LATER", ["earnedUntil"])


async def test_is_never_posted_until_a_day_that_has_not_come(bureau: Bureau) -> None:
    await bureau.rule()
    await bureau.billed(10)
    # It is tomorrow somewhere.
    day_after_tomorrow = datetime.now(UTC).date() + timedelta(days=2)
    (error,) = (await bureau.post(day_after_tomorrow.isoformat(), postedOn="2026-03-31"))["errors"]
    assert (error["code"], error["path"]) == ("COMMISSIONS_NOT_EARNED_YET", ["earnedUntil"])


async def test_is_posted_on_another_day_where_that_is_said(bureau: Bureau) -> None:
    await bureau.rule()
    await bureau.billed(10)
    posting = await bureau.posted("2026-03-31", postedOn="2026-04-05")
    day = await bureau.office.shop.owner.fetchval(
        "select posted_on from journal_entry where id = $1", posting["entry"]["id"].partition(":")[2]
    )
    assert day == date(2026, 4, 5)


async def test_what_was_posted_stays_with_its_rule_and_its_person(bureau: Bureau) -> None:
    await bureau.rule("OLD", "5")
    order = await bureau.sold()
    invoice = await bureau.billed(10, of=order)
    await bureau.posted()
    await bureau.rule("NEW", "50", priority=9)
    await _sold_by_another(bureau, order)
    await bureau.credited(invoice, 4)
    assert {each["ruleCode"] for each in await bureau.lines()} == {"OLD"}
    assert [each["salesRepId"] for each in (await bureau.told())["companies"][0]["people"]] == [f"User:{bureau.rep}"]


async def test_a_note_that_was_posted_before_its_invoice_stays_as_it_was_posted(bureau: Bureau) -> None:
    """What is given free earns nothing, so nothing is posted of it; the note that is off its price is."""
    await bureau.rule("OLD", "5")
    order = await bureau.sold()
    free, other = bureau.desk.line(10, "0", salesOrderLineId=order), bureau.desk.line(1, "100")
    invoice = await bureau.desk.posted(free, other)
    await bureau.desk.posted(bureau.desk.line(1, "15"), kind="CREDIT_NOTE", creditsId=invoice["id"])
    assert (await bureau.posted())["amount"]["amount"] == "-0.75"
    await bureau.rule("NEW", "50", priority=9)
    await _sold_by_another(bureau, order)
    assert [error["code"] for error in (await bureau.post())["errors"]] == ["NO_COMMISSIONS_DUE"]


async def test_a_rule_by_which_something_was_posted_is_fixed_and_may_end(bureau: Bureau) -> None:
    rule = await bureau.rule()
    await bureau.billed(10)
    await bureau.posted()
    shown, said = "commissionRule { id version }", {"id": rule, "version": 1}
    refused = await bureau.office.do("commissionRuleUpdate", shown, input={**said, "percent": "6"})
    assert [error["code"] for error in refused["errors"]] == ["RULE_BROKEN"]
    await bureau.office.done("commissionRuleUpdate", shown, input={**said, "validUntil": "2026-12-31"})


async def test_the_entry_of_commissions_is_not_reversed_by_hand(bureau: Bureau) -> None:
    await bureau.rule()
    await bureau.billed(10)
    said: dict[str, Any] = {"id": (await bureau.posted())["entry"]["id"], "idempotencyKey": str(uuid7())}
    refused = await bureau.office.do(
        "journalEntryReverse", "journalEntry { id }", postedOn="2026-04-01", description="Oops", **said
    )
    assert [error["code"] for error in refused["errors"]] == ["RULE_BROKEN"]


async def test_refuses_to_post_into_a_closed_period_and_without_accounts(bureau: Bureau) -> None:
    await bureau.rule()
    await bureau.billed(10)
    assert [error["code"] for error in (await bureau.post(postedOn="2031-01-01"))["errors"]] == ["PERIOD_MISSING"]
    await bureau.office.shop.owner.execute(
        "delete from account_determination where company_id = $1 and role = 'COMMISSION_PAYABLE'", bureau.office.company
    )
    assert [error["code"] for error in (await bureau.post())["errors"]] == ["ACCOUNT_UNDETERMINED"]


@pytest.mark.parametrize("role", [RoleCode.SALES_REP, RoleCode.SALES_MANAGER, RoleCode.AUDITOR])
async def test_others_post_no_commissions(bureau: Bureau, role: RoleCode) -> None:
    assert [error["code"] for error in (await bureau.post(role=role))["errors"]] == ["FORBIDDEN"]


async def test_the_database_takes_no_step_that_does_not_follow(bureau: Bureau) -> None:
    await bureau.rule()
    await bureau.billed(10)
    posting = UUID((await bureau.posted())["id"].partition(":")[2])
    again = "insert into commission_posting_line (company_id, posting_id, invoice_line_id, step, sales_rep_id, rule_id, currency, base_amount, earned_amount, amount) "
    for step, amount, rule in ((1, "5.00", "uq_"), (3, "5.00", "steps_follow"), (2, "9.00", "steps_follow")):
        values = f"select company_id, posting_id, invoice_line_id, {step}, sales_rep_id, rule_id, currency, base_amount, earned_amount, {amount}"
        with pytest.raises((asyncpg.CheckViolationError, asyncpg.UniqueViolationError)) as refused:
            await bureau.office.shop.owner.execute(
                f"{again} {values} from commission_posting_line where posting_id = $1", posting
            )
        assert rule in str(refused.value.constraint_name)
