"""What is owed in one currency is paid in another: both amounts are told, and the difference of exchange is a line of its own."""

from typing import Any

import pytest

from kernel.ids import uuid7
from tests.finance.office import Answer, Word, office_of
from tests.finance.payments.desk import PAYMENT, SETTLEMENT, Desk, desk_of
from tests.finance.payments.rates import record
from tests.writing.shop import Shop

SETTLED = (
    "{ payment(id: %s) { settlements(first: 5) { nodes { id currency entry { id kind currency "
    "lines { account { code } amount { amount } } } lines { openItem { id } amount { amount currency } "
    "companyAmount { amount } } } } } }"
)


@pytest.fixture
async def desk(finance_shop: Shop) -> Desk:
    """A party of a company in rupees, where a dollar is worth 80 and a euro 88 in March, 90 from the 2nd on."""
    owner = finance_shop.owner
    for currency, on, rate in (("USD", "2026-03-01", "80"), ("EUR", "2026-03-01", "88"), ("EUR", "2026-03-02", "90")):
        await record(owner, currency, "INR", on, rate)
    return await desk_of(await office_of(finance_shop, currency="INR"))


async def settlements(desk: Desk, payment: Answer) -> list[Answer]:
    """Give what a payment has settled."""
    answer = await desk.office.ask(SETTLED % f'"{payment["id"]}"')
    return answer["data"]["payment"]["settlements"]["nodes"]


async def test_a_payment_in_euros_closes_an_invoice_in_dollars(desk: Desk) -> None:
    item = await desk.owed("100.00", currency="USD")
    said = {"openItemId": item, "amount": "90.00", "itemAmount": "100.00"}
    payment = await desk.pay("90.00", said, currency="EUR")
    assert (await desk.item(item))["settled"] == {"amount": "100.00"}
    (settlement,) = await settlements(desk, payment)
    told = {(line["amount"]["amount"], line["amount"]["currency"]): line for line in settlement["lines"]}
    assert {key: line["companyAmount"]["amount"] for key, line in told.items()} == {
        ("100.00", "USD"): "8000.00", ("-90.00", "EUR"): "-8100.00", ("100.00", "INR"): "100.00",
    }  # fmt: skip
    assert [await desk.office.balance(code) for code in ("1410", "4110", "1210")] == ["8100.00", "-100.00", "0.00"]
    assert (settlement["currency"], settlement["entry"]["kind"]) == ("INR", "EXCHANGE_DIFFERENCE")


async def test_what_a_payment_is_worth_in_the_currency_of_the_item_follows_from_the_rates(desk: Desk) -> None:
    item = await desk.owed("100.00", currency="USD")
    draft = await desk.draft("40.00", {"openItemId": item, "amount": "40.00"}, currency="EUR")
    answer = await desk.office.ask(
        f'{{ payment(id: "{draft["id"]}") {{ allocations {{ itemAmount {{ amount currency }} }} }} }}'
    )
    assert answer["data"]["payment"]["allocations"] == [{"itemAmount": {"amount": "45.00", "currency": "USD"}}]
    assert (await desk.post(draft))["errors"] == []
    assert await desk.open(item) == "55.00"


async def test_parts_in_several_currencies_leave_nothing_in_that_of_the_company(desk: Desk) -> None:
    item = await desk.owed("100.00", currency="USD", rate="83.456789")
    for amount, worth in (("29.63", "33.33"), ("29.70", "33.33"), ("30.00", "33.34")):
        await desk.pay(amount, {"openItemId": item, "amount": amount, "itemAmount": worth}, currency="EUR")
    found = await desk.item(item)
    assert (found["open"]["amount"], found["companyOpen"]["amount"], await desk.office.balance("1210")) == (
        "0.00", "0.00", "0.00",
    )  # fmt: skip


async def test_one_payment_pays_items_in_its_own_and_in_another_currency(desk: Desk) -> None:
    euros, dollars = await desk.owed("50.00", currency="EUR"), await desk.owed("100.00", currency="USD")
    said = [
        {"openItemId": euros, "amount": "50.00"},
        {"openItemId": dollars, "amount": "88.89", "itemAmount": "100.00"},
    ]
    payment = await desk.pay("140.00", *said, currency="EUR")
    assert [await desk.open(item) for item in (euros, dollars)] == ["0.00", "0.00"]
    assert {each["currency"] for each in await settlements(desk, payment)} == {"EUR", "INR"}
    assert await desk.credits() == ["-1.11"]


async def test_a_vendor_is_paid_in_another_currency_at_a_loss(desk: Desk) -> None:
    item = await desk.owed("-100.00", account="2010", other="6210", currency="USD")
    await desk.pay(
        "90.00", {"openItemId": item, "amount": "90.00", "itemAmount": "100.00"}, currency="EUR", direction="OUT"
    )
    assert [await desk.office.balance(code) for code in ("1410", "6340", "2010")] == ["-8100.00", "100.00", "0.00"]


async def test_refuses_what_is_far_from_the_rates_of_the_day(desk: Desk) -> None:
    item = await desk.owed("100.00", currency="USD")
    said = {"openItemId": item, "amount": "80.00", "itemAmount": "100.00"}
    draft = await desk.draft("80.00", said, currency="EUR")
    assert [error["code"] for error in (await desk.post(draft))["errors"]] == ["RATE_UNLIKELY"]
    policy: dict[str, Any] = {"companyId": f"Company:{desk.office.company}", "rateDeviationPercent": "10"}
    await desk.office.done("paymentPolicyCreate", "paymentPolicy { id }", input={**policy, "writeOffLimit": "0"})
    assert (await desk.post(draft))["errors"] == []


async def test_refuses_where_nobody_has_recorded_a_rate(desk: Desk) -> None:
    item = await desk.owed("100.00", currency="USD")
    said: dict[str, Any] = {
        "companyId": f"Company:{desk.office.company}", "partyId": f"Party:{desk.party}", "amount": "90.00",
        "paidOn": "2026-03-02", "currency": "PLN", "direction": Word("IN"),
        "allocations": [{"openItemId": item, "amount": "90.00"}],
    }  # fmt: skip
    payload = await desk.office.do("paymentCreate", PAYMENT, input=said)
    assert [error["code"] for error in payload["errors"]] == ["RATE_MISSING"]


async def test_a_voided_payment_in_another_currency_leaves_everything_as_it_was(desk: Desk) -> None:
    item = await desk.owed("100.00", currency="USD")
    payment = await desk.pay("90.00", {"openItemId": item, "amount": "90.00", "itemAmount": "100.00"}, currency="EUR")
    said: dict[str, Any] = {"id": payment["id"], "version": payment["version"], "on": "2026-03-20", "why": "Bounced"}
    await desk.office.done("paymentVoid", PAYMENT, **said, idempotencyKey=str(uuid7()))
    found = await desk.item(item)
    assert (found["open"]["amount"], found["companyOpen"]["amount"], await desk.credits()) == ("100.00", "8000.00", [])
    assert [await desk.office.balance(code) for code in ("1410", "4110", "1210")] == ["0.00", "0.00", "8000.00"]


async def test_a_credit_in_euros_is_settled_with_an_invoice_in_dollars_and_unsettled(desk: Desk) -> None:
    invoice, note = await desk.owed("100.00", currency="USD"), await desk.owed("-90.00", "2026-03-02", currency="EUR")
    done = await desk.settle({"openItemId": invoice, "amount": "100.00"}, {"openItemId": note, "amount": "-90.00"})
    assert (done["errors"], await desk.open(invoice), await desk.office.balance("1210")) == ([], "0.00", "0.00")
    said: Answer = {"id": done["settlement"]["id"], "on": "2026-03-20", "why": "Wrong", "idempotencyKey": str(uuid7())}
    assert (await desk.office.do("settlementUndo", SETTLEMENT, **said))["errors"] == []
    assert (await desk.open(invoice), await desk.credits()) == ("100.00", ["-90.00"])
    assert [await desk.office.balance(code) for code in ("4110", "1210")] == ["0.00", "-100.00"]


async def test_writes_off_what_is_left_of_an_item_in_another_currency(desk: Desk) -> None:
    await desk.allow("500.00")
    item = await desk.owed("100.00", currency="USD")
    said = {"openItemId": item, "amount": "87.30", "itemAmount": "97.00", "writeOffAmount": "3.00"}
    await desk.pay("87.30", said, currency="EUR")
    assert (await desk.open(item), await desk.office.balance("6320"), await desk.office.balance("1210")) == (
        "0.00", "240.00", "0.00",
    )  # fmt: skip


async def test_the_books_add_up_after_all_of_it(desk: Desk) -> None:
    await desk.allow("500.00")
    first, second = await desk.owed("100.00", currency="USD"), await desk.owed("-50.00", "2026-03-02", currency="EUR")
    said = {"openItemId": first, "amount": "27.00", "itemAmount": "30.00", "writeOffAmount": "1.00"}
    payment = await desk.pay("27.00", said, currency="EUR")
    await desk.settle({"openItemId": first, "amount": "55.00"}, {"openItemId": second, "amount": "-49.10"})
    given: dict[str, Any] = {"id": payment["id"], "version": payment["version"], "on": "2026-03-20", "why": "Bounced"}
    await desk.office.done("paymentVoid", PAYMENT, **given, idempotencyKey=str(uuid7()))
    document = '{ integrityChecks(companyIds: ["Company:%s"]) { checks { kind holds findings } errors { code } } }'
    checks = (await desk.office.ask(document % desk.office.company))["data"]["integrityChecks"]["checks"]
    assert [check for check in checks if not check["holds"]] == []
