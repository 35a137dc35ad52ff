"""Quotations: sent, accepted as an order, rejected, lost, or run out."""

from datetime import date, timedelta
from typing import Any

from auth.roles import RoleCode
from kernel.clock import SystemClock
from kernel.ids import uuid7
from server.database import create_engine
from server.jobs.due import SYSTEM
from server.jobs.transaction import JobTransactions
from services.sales.quotation.expiry import expire_due
from tests.finance.office import Answer
from tests.sales.orders.counter import ORDER, QUOTATION, Counter


async def offer(counter: Counter, **said: Any) -> Answer:
    """Draft a quotation of three pieces at a discount."""
    given = counter.input(counter.line(3, discountPercent="50"), **said)
    return await counter.office.done("quotationCreate", QUOTATION, input=given)


async def step(counter: Counter, name: str, quotation: Answer, **said: Any) -> Answer:
    """Take a step with a quotation."""
    which: Answer = {"id": quotation["id"], "version": quotation["version"]}
    return await counter.office.done(f"quotation{name}", QUOTATION, **which, **said)


async def run_out(counter: Counter) -> int:
    """Let the clock end what is over, and tell how many offers that were."""
    engine = create_engine(counter.office.shop.database, size=1)
    async with JobTransactions(engine, SystemClock()).begin_as(SYSTEM) as work:
        ended = await expire_due(work)
    await engine.dispose()
    return ended


async def expired(counter: Counter) -> Answer:
    """Send a quotation that was on offer until yesterday."""
    yesterday = date.today() - timedelta(days=2)  # noqa: DTZ011 - two days are before today everywhere
    said = {"quotedOn": str(yesterday), "validUntil": str(yesterday)}
    return await step(counter, "Send", await offer(counter, **said))


async def test_what_was_sent_has_a_number_and_stays(counter: Counter) -> None:
    sent = await step(counter, "Send", await offer(counter))
    assert (sent["state"], sent["number"], sent["total"]["amount"]) == ("SENT", "QU-000001", "15.00")
    said = {"id": sent["id"], "version": sent["version"], "note": "Later"}
    assert await counter.refused("quotationUpdate", input=said) == ["TRANSITION_UNAVAILABLE"]


async def test_accepting_drafts_the_order_at_the_prices_that_were_offered(counter: Counter) -> None:
    sent = await step(counter, "Send", await offer(counter))
    owner = counter.office.shop.owner
    await owner.execute("update sku set list_price = 99 where id = $1", counter.sku_id)
    key: Answer = {"idempotencyKey": str(uuid7()), "customerReference": "PO 9"}
    which: Answer = {"id": sent["id"], "version": sent["version"]}

    payload = await counter.office.do("quotationAccept", f"{QUOTATION} {ORDER}", RoleCode.SALES_REP, **which, **key)

    assert payload["errors"] == []
    order = payload["salesOrder"]
    assert (order["state"], order["total"]["amount"], order["lines"][0]["discountPercent"]) == (
        "DRAFT",
        "15.00",
        "50.0000",
    )
    assert payload["quotation"]["state"] == "ACCEPTED"
    assert payload["quotation"]["orders"]["nodes"] == [{"id": order["id"]}]


async def test_refuses_to_accept_what_is_not_on_offer_any_more(counter: Counter) -> None:
    quotation = await expired(counter)
    which: Answer = {"id": quotation["id"], "version": quotation["version"], "idempotencyKey": str(uuid7())}
    assert await counter.refused("quotationAccept", **which) == ["QUOTATION_EXPIRED"]


async def test_a_quotation_expires_after_its_last_day(counter: Counter) -> None:
    over = await expired(counter)
    assert (await step(counter, "Expire", over))["state"] == "EXPIRED"
    valid = await step(counter, "Send", await offer(counter))
    which: Answer = {"id": valid["id"], "version": valid["version"]}
    assert await counter.refused("quotationExpire", **which) == ["QUOTATION_STILL_VALID"]


async def test_the_clock_ends_what_nobody_decided_in_time_and_the_audit_says_so(counter: Counter) -> None:
    over, valid = await expired(counter), await step(counter, "Send", await offer(counter))
    ended = [await run_out(counter) for _ in range(2)]
    history = "history(last: 1) { nodes { actorName operation } }"
    asked = f'{{ over: quotation(id: "{over["id"]}") {{ state {history} }} valid: quotation(id: "{valid["id"]}") {{ state }} }}'
    seen = (await counter.office.ask(asked))["data"]
    assert ended[0] >= 1
    assert ended[1] == 0
    assert (seen["over"]["state"], seen["valid"]["state"]) == ("EXPIRED", "SENT")
    assert seen["over"]["history"]["nodes"] == [{"actorName": "Torso", "operation": "UPDATE"}]


async def test_a_quotation_is_rejected_or_lost_with_a_reason(counter: Counter) -> None:
    rejected = await step(counter, "Reject", await step(counter, "Send", await offer(counter)), lostReason="Too dear")
    lost = await step(counter, "Lose", await offer(counter), lostReason="Nobody asked again")
    assert (rejected["state"], rejected["lostReason"]) == ("REJECTED", "Too dear")
    assert (lost["state"], lost["lostReason"], lost["availableTransitions"]) == ("LOST", "Nobody asked again", [])


async def test_drafts_are_changed_and_thrown_away(counter: Counter) -> None:
    draft = await offer(counter)
    edits = {"update": [{"id": draft["lines"][0]["id"], "quantity": "1"}]}
    said = {"id": draft["id"], "version": draft["version"], "lines": edits}
    changed = await counter.office.done("quotationUpdate", QUOTATION, input=said)
    assert changed["total"]["amount"] == "5.00"
    gone = await counter.office.do("quotationDelete", "quotation { id }", id=draft["id"], version=changed["version"])
    assert gone["errors"] == []


async def test_discounts_of_quotations_need_the_right_to_them(counter: Counter) -> None:
    given = counter.input(counter.line(3, discountPercent="50"))
    assert await counter.refused("quotationCreate", RoleCode.SALES_REP, input=given) == ["FORBIDDEN"]


async def test_whoever_keeps_the_books_sends_no_quotations(counter: Counter) -> None:
    draft = await offer(counter)
    which: Answer = {"id": draft["id"], "version": draft["version"]}
    assert await counter.refused("quotationSend", RoleCode.ACCOUNTANT, **which) == ["FORBIDDEN"]
