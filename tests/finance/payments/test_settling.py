"""Open items are settled with each other, let go within limits, and unsettled, through the API."""

from typing import Any

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer
from tests.finance.payments.desk import PAYMENT, SETTLEMENT, Desk


async def undo(desk: Desk, settlement: Answer) -> Answer:
    """Try to undo a settlement."""
    said: Answer = {"id": settlement["id"], "on": "2026-03-20", "why": "Wrong item"}
    return await desk.office.do("settlementUndo", SETTLEMENT, RoleCode.ACCOUNTANT, **said, idempotencyKey=str(uuid7()))


def codes(payload: Answer) -> list[str]:
    """Give the codes of what was refused."""
    return [error["code"] for error in payload["errors"]]


async def test_settles_a_part_of_a_credit_note_with_an_invoice(desk: Desk) -> None:
    """CN-01."""
    invoice, note = await desk.owed("100.00"), await desk.owed("-100.00")
    payload = await desk.settle({"openItemId": invoice, "amount": "80.00"}, {"openItemId": note, "amount": "-80.00"})
    assert (payload["errors"], payload["settlement"]["entry"]) == ([], None)
    assert (await desk.open(invoice), await desk.open(note)) == ("20.00", "-20.00")


async def test_refuses_items_that_do_not_cancel_out(desk: Desk) -> None:
    invoice, note = await desk.owed("100.00"), await desk.owed("-100.00")
    payload = await desk.settle({"openItemId": invoice, "amount": "80"}, {"openItemId": note, "amount": "-70"})
    assert codes(payload) == ["SETTLEMENT_UNBALANCED"]


async def test_refuses_items_of_two_accounts(desk: Desk) -> None:
    one, other = await desk.owed("100.00"), await desk.owed("-100.00", account="2010", other="6210")
    payload = await desk.settle({"openItemId": one, "amount": "100"}, {"openItemId": other, "amount": "-100"})
    assert codes(payload) == ["ITEMS_UNLIKE"]


async def test_refuses_to_settle_before_an_item_was_posted(desk: Desk) -> None:
    one, other = await desk.owed("100.00", "2026-04-01"), await desk.owed("-100.00")
    payload = await desk.settle({"openItemId": one, "amount": "100"}, {"openItemId": other, "amount": "-100"})
    assert codes(payload) == ["SETTLED_TOO_EARLY"]


async def test_an_undone_settlement_leaves_its_items_open(desk: Desk) -> None:
    invoice, note = await desk.owed("100.00"), await desk.owed("-100.00")
    said = {"openItemId": invoice, "amount": "100"}, {"openItemId": note, "amount": "-100"}
    settlement = (await desk.settle(*said))["settlement"]
    assert (await undo(desk, settlement))["errors"] == []
    assert (await desk.open(invoice), await desk.open(note)) == ("100.00", "-100.00")
    assert codes(await undo(desk, settlement)) == ["SETTLEMENT_UNDONE"]


async def test_writes_off_within_the_limit_of_the_company(desk: Desk) -> None:
    await desk.allow("5.00")
    item = await desk.owed("100.00")
    await desk.pay("96.50", {"openItemId": item, "amount": "96.50", "writeOffAmount": "3.50"})
    assert (await desk.open(item), await desk.office.balance("6320")) == ("0.00", "3.50")


async def test_refuses_to_write_off_more_than_the_company_allows(desk: Desk) -> None:
    await desk.allow("5.00", "1")
    item = await desk.owed("100.00")
    said: Answer = {"openItemId": item, "on": "2026-03-05", "idempotencyKey": str(uuid7())}
    assert codes(await desk.office.do("writeOff", SETTLEMENT, **said, amount="1.01")) == ["WRITE_OFF_ABOVE_LIMIT"]
    said["idempotencyKey"] = str(uuid7())
    payload = await desk.office.do("writeOff", SETTLEMENT, **said, amount="1.00")
    assert (payload["errors"], await desk.open(item)) == ([], "99.00")


async def test_refuses_to_write_off_where_the_company_says_nothing(desk: Desk) -> None:
    item = await desk.owed("0.01")
    payload = await desk.office.do(
        "writeOff", SETTLEMENT, openItemId=item, on="2026-03-05", idempotencyKey=str(uuid7())
    )
    assert codes(payload) == ["WRITE_OFF_ABOVE_LIMIT"]


async def test_an_undone_write_off_is_owed_again(desk: Desk) -> None:
    await desk.allow("5.00")
    item = await desk.owed("4.00")
    said: Answer = {"openItemId": item, "on": "2026-03-05", "idempotencyKey": str(uuid7())}
    settlement = (await desk.office.do("writeOff", SETTLEMENT, **said))["settlement"]
    assert (await undo(desk, settlement))["errors"] == []
    assert [await desk.office.balance(code) for code in ("6320", "1210")] == ["0.00", "4.00"]
    assert (await desk.open(item), await desk.credits()) == ("4.00", [])


async def test_takes_an_early_payment_discount_that_was_offered(desk: Desk) -> None:
    item = await desk.owed("1150.00")
    await desk.offer(item, "2026-03-02", "100.00", lowers_tax=False)
    await desk.pay("1050.00", {"openItemId": item, "amount": "1050.00", "discountAmount": "100.00"})
    assert (await desk.open(item), await desk.office.balance("4090")) == ("0.00", "100.00")


async def test_refuses_a_discount_after_its_last_day(desk: Desk) -> None:
    item = await desk.owed("1150.00")
    await desk.offer(item, "2026-03-02", "115.00")
    said: Answer = {"openItemId": item, "amount": "1035.00", "discountAmount": "115.00"}
    assert codes(await desk.post(await desk.draft("1035.00", said, on="2026-03-03"))) == ["DISCOUNT_NOT_OFFERED"]
    assert (await desk.post(await desk.draft("1035.00", said)))["errors"] == []


async def test_takes_the_best_discount_that_still_holds(desk: Desk) -> None:
    found: list[list[str]] = []
    for on, off in (("2026-03-11", 30), ("2026-03-12", 30), ("2026-03-12", 20), ("2026-03-22", 20)):
        item = await desk.owed("100.00")
        await desk.offer(item, "2026-03-11", "30.00", lowers_tax=False)
        await desk.offer(item, "2026-03-21", "20.00", lowers_tax=False)
        part = {"openItemId": item, "amount": str(100 - off), "discountAmount": str(off)}
        found.append(codes(await desk.post(await desk.draft(part["amount"], part, on=on))))
    assert found == [[], ["DISCOUNT_NOT_OFFERED"], [], ["DISCOUNT_NOT_OFFERED"]]


async def test_voiding_a_payment_takes_its_discount_back(desk: Desk) -> None:
    item = await desk.owed("1150.00")
    await desk.offer(item, "2026-03-02", "115.00")
    said: Answer = {"openItemId": item, "amount": "1035.00", "discountAmount": "115.00"}
    payment = await desk.pay("1035.00", said)
    given: dict[str, Any] = {"id": payment["id"], "version": payment["version"], "on": "2026-03-20", "why": "Bounced"}
    await desk.office.done("paymentVoid", PAYMENT, **given, idempotencyKey=str(uuid7()))
    assert (await desk.open(item), await desk.office.balance("4090")) == ("1150.00", "0.00")


async def test_refuses_to_let_less_than_nothing_go(desk: Desk) -> None:
    item, credit = await desk.owed("50.00"), await desk.owed("-150.00")
    for name in ("discount", "writeOff"):
        parts = {"openItemId": item, "amount": "50.00", name: "-100.00"}, {"openItemId": credit, "amount": "-150.00"}
        payload = await desk.settle(*parts)
        assert codes(payload) == ["RULE_BROKEN"], payload
