"""Payments settle what they are for, through the API."""

from typing import Any

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.finance.office import Answer, office_of
from tests.finance.payments.desk import PAYMENT, Desk, desk_of
from tests.writing.shop import Shop


async def void(desk: Desk, payment: Answer, role: RoleCode = RoleCode.ACCOUNTANT) -> Answer:
    """Try to void a payment."""
    said: dict[str, Any] = {"id": payment["id"], "version": payment["version"], "on": "2026-03-20", "why": "Taken back"}
    return await desk.office.do("paymentVoid", PAYMENT, role, **said, idempotencyKey=str(uuid7()))


async def test_pays_a_part_of_an_item(desk: Desk) -> None:
    item = await desk.owed("150.00")
    payment = await desk.pay("80.00", {"openItemId": item, "amount": "80.00"})
    assert payment["state"] == "POSTED"
    assert await desk.open(item) == "70.00"
    assert await desk.office.balance("1210") == "70.00"


async def test_one_payment_pays_many_items_less_a_credit_note(desk: Desk) -> None:
    first, second = await desk.owed("100.00"), await desk.owed("150.00")
    note = await desk.owed("-50.00")
    said = [(first, "100.00"), (second, "130.00"), (note, "-50.00")]
    await desk.pay("180.00", *({"openItemId": item, "amount": amount} for item, amount in said))
    assert [await desk.open(item) for item in (first, second, note)] == ["0.00", "20.00", "0.00"]


async def test_what_is_paid_too_much_stays_open_for_the_party(desk: Desk) -> None:
    item = await desk.owed("100.00")
    await desk.pay("120.00", {"openItemId": item, "amount": "100.00"})
    assert (await desk.open(item), await desk.credits()) == ("0.00", ["-20.00"])


async def test_pays_a_vendor(desk: Desk) -> None:
    item = await desk.owed("-50.00", account="2010", other="6210")
    await desk.pay("50.00", {"openItemId": item, "amount": "50.00"}, direction="OUT")
    assert (await desk.open(item), await desk.office.balance("1410")) == ("0.00", "-50.00")


async def test_refuses_to_pay_more_of_an_item_than_is_open(desk: Desk) -> None:
    item = await desk.owed("50.00")
    draft = await desk.draft("60.00", {"openItemId": item, "amount": "60.00"})
    payload = await desk.post(draft)
    assert [error["code"] for error in payload["errors"]] == ["AMOUNT_ABOVE_OPEN"]
    assert await desk.open(item) == "50.00"


async def test_refuses_to_allocate_more_than_is_paid(desk: Desk) -> None:
    item = await desk.owed("50.00")
    payload = await desk.post(await desk.draft("40.00", {"openItemId": item, "amount": "50.00"}))
    assert [error["code"] for error in payload["errors"]] == ["ALLOCATED_ABOVE_PAYMENT"]


async def test_refuses_to_post_a_payment_twice(desk: Desk) -> None:
    payment = await desk.pay("10.00")
    payload = await desk.post(payment)
    assert [error["code"] for error in payload["errors"]] == ["TRANSITION_UNAVAILABLE"]


async def test_refuses_to_change_a_posted_payment(desk: Desk) -> None:
    payment = await desk.pay("10.00")
    said: dict[str, Any] = {"id": payment["id"], "version": payment["version"], "amount": "11.00"}
    payload = await desk.office.do("paymentUpdate", PAYMENT, input=said)
    assert [error["code"] for error in payload["errors"]] == ["TRANSITION_UNAVAILABLE"]


async def test_a_voided_payment_leaves_everything_as_it_was(desk: Desk) -> None:
    item = await desk.owed("100.00")
    payment = await desk.pay("120.00", {"openItemId": item, "amount": "100.00"})
    payload = await void(desk, payment)
    assert payload["errors"] == []
    assert payload["payment"]["state"] == "VOIDED"
    assert (await desk.open(item), await desk.credits()) == ("100.00", [])
    assert await desk.office.balance("1410") == "0.00"


async def test_refuses_to_void_what_the_bank_shows(desk: Desk) -> None:
    payment = await desk.pay("10.00")
    said: dict[str, Any] = {"id": payment["id"], "version": payment["version"]}
    shown = await desk.office.done("paymentReconcile", PAYMENT, RoleCode.ACCOUNTANT, **said)
    assert shown["state"] == "RECONCILED"
    payload = await void(desk, shown)
    assert [error["code"] for error in payload["errors"]] == ["TRANSITION_UNAVAILABLE"]


async def test_a_simulated_payment_settles_nothing(desk: Desk) -> None:
    item = await desk.owed("100.00")
    draft = await desk.draft("100.00", {"openItemId": item, "amount": "100.00"})
    said: dict[str, Any] = {"id": draft["id"], "version": draft["version"], "idempotencyKey": str(uuid7())}
    payload = await desk.office.do("paymentPost", PAYMENT, simulate=True, **said)
    assert (payload["errors"], payload["payment"]["state"]) == ([], "POSTED")
    assert await desk.open(item) == "100.00"


async def test_an_auditor_sees_payments_and_posts_none(desk: Desk) -> None:
    draft = await desk.draft("10.00")
    payload = await desk.post(draft, RoleCode.AUDITOR)
    assert [error["code"] for error in payload["errors"]] == ["FORBIDDEN"]
    answer = await desk.office.ask(f'{{ payment(id: "{draft["id"]}") {{ state }} }}', RoleCode.AUDITOR)
    assert answer["data"]["payment"]["state"] == "DRAFT"


async def test_gains_on_exchange_are_posted_when_paid(finance_shop: Shop) -> None:
    """FX-01."""
    desk = await desk_of(await office_of(finance_shop, currency="USD"))
    item = await desk.owed("400.00", currency="EUR", rate="0.833333")
    assert await desk.office.balance("1210") == "333.33"
    await desk.pay("400.00", {"openItemId": item, "amount": "400.00"}, currency="EUR", rate="0.909091")
    assert [await desk.office.balance(code) for code in ("1410", "4110", "1210")] == ["363.64", "-30.31", "0.00"]
    found = await desk.item(item)
    assert (found["open"]["amount"], found["companyOpen"]["amount"]) == ("0.00", "0.00")


async def test_losses_on_exchange_are_posted_part_by_part_to_the_last_cent(finance_shop: Shop) -> None:
    desk = await desk_of(await office_of(finance_shop, currency="USD"))
    item = await desk.owed("100.00", currency="EUR", rate="1.234568")
    for amount in ("33.33", "33.33", "33.34"):
        await desk.pay(amount, {"openItemId": item, "amount": amount}, currency="EUR", rate="1.1")
    assert await desk.office.balance("1210") == "0.00"
    assert await desk.office.balance("6340") == "13.47"
