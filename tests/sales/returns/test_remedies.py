"""Customers get their money back for what came back, at the price that was billed, or the same goods once more."""

from typing import Any

from kernel.ids import uuid7
from tests.finance.office import Answer, Word
from tests.sales.returns.desk import ReturnDesk


async def notes_of(desk: ReturnDesk, back: Answer) -> list[tuple[str, str, str]]:
    """Draft the credit notes of a return, and give their kinds, quantities and totals."""
    drafted = await desk.done("Credit", back)
    return [
        (each["kind"], each["lines"][0]["quantity"], each["total"]["amount"])
        for each in drafted["creditNotes"]["nodes"]
    ]


async def posted(desk: ReturnDesk, note: Answer) -> Any:  # noqa: ANN401 - an invoice as it is selected
    """Post the draft of a note."""
    shown = "invoice { id version state credits { id } }"
    valid = await desk.office.done("invoiceValidate", shown, id=note["id"], version=note["version"])
    which: Answer = {"id": note["id"], "version": valid["version"], "idempotencyKey": str(uuid7())}
    return await desk.office.done("invoicePost", shown, **which)


async def test_what_is_refunded_is_credited_at_the_price_that_was_billed(desk: ReturnDesk) -> None:
    order = await desk.shipped(4)
    invoice = await desk.dock.counter.billed(order, 4, price="7.50")
    drafted = await desk.done("Credit", await desk.inspected(order, 3))
    (note,) = drafted["creditNotes"]["nodes"]
    assert (note["kind"], note["state"], note["credits"]["id"]) == ("CREDIT_NOTE", "DRAFT", invoice["id"])
    assert [(line["quantity"], line["unitPrice"]["amount"]) for line in note["lines"]] == [("3.000000", "7.500000")]
    assert (await posted(desk, note))["state"] == "POSTED"
    assert (await desk.dock.counter.order(order["id"]))["billingState"] == "BILLED"


async def test_what_was_billed_first_is_credited_first(desk: ReturnDesk) -> None:
    order = await desk.shipped(4)
    for quantity in (1, 3):
        await desk.dock.counter.billed(order, quantity)
    quantities = [quantity for _, quantity, _ in await notes_of(desk, await desk.inspected(order, 2))]
    assert sorted(quantities) == ["1.000000", "1.000000"]


async def test_what_is_not_billed_is_not_credited_but_billed_no_more(desk: ReturnDesk) -> None:
    order = await desk.shipped(4)
    await desk.dock.counter.billed(order, 2)
    assert await desk.refused("Credit", await desk.inspected(order, 1)) == [("NOTHING_TO_CREDIT", ["id"])]
    shown = "invoice { lines { quantity } }"
    rest = await desk.office.done("salesOrderBill", shown, ids=[order["id"]])
    assert rest["lines"] == [{"quantity": "1.000000"}]


async def test_a_part_that_was_billed_is_credited_as_far_as_the_customer_keeps_less(desk: ReturnDesk) -> None:
    order = await desk.shipped(4)
    await desk.dock.counter.billed(order, 2)
    assert [quantity for _, quantity, _ in await notes_of(desk, await desk.inspected(order, 3))] == ["1.000000"]


async def test_what_is_credited_is_credited_once(desk: ReturnDesk) -> None:
    order = await desk.shipped(4)
    await desk.dock.counter.billed(order, 4)
    drafted = await desk.done("Credit", await desk.inspected(order, 3))
    assert await desk.refused("Credit", drafted) == [("NOTHING_TO_CREDIT", ["id"])]
    assert [quantity for _, quantity, _ in await notes_of(desk, await desk.inspected(order, 1))] == ["1.000000"]


async def test_a_note_that_was_thrown_away_is_drafted_again(desk: ReturnDesk) -> None:
    order = await desk.shipped(4)
    await desk.dock.counter.billed(order, 4)
    drafted = await desk.done("Credit", await desk.inspected(order, 3))
    (note,) = drafted["creditNotes"]["nodes"]
    await desk.office.done("invoiceDelete", "invoice { id }", id=note["id"], version=note["version"])
    assert len(await notes_of(desk, drafted)) == 1


async def test_goods_are_replaced_by_an_order_at_no_price(desk: ReturnDesk) -> None:
    back = await desk.done("Replace", await desk.inspected(await desk.shipped(4), 3, "REPLACE"))
    order = back["replacementOrder"]
    assert (order["state"], order["total"]["amount"]) == ("DRAFT", "0.00")
    assert order["lines"] == [{"quantity": {"value": "3.000000"}, "unitPrice": {"amount": "0.000000"}}]
    assert await desk.refused("Replace", back) == [("NOTHING_TO_REPLACE", ["id"])]
    assert (await desk.done("Close", back))["state"] == "CLOSED"


async def test_what_is_replaced_is_not_credited(desk: ReturnDesk) -> None:
    order = await desk.shipped(4)
    await desk.dock.counter.billed(order, 4)
    back = await desk.inspected(order, 3, "REPLACE")
    assert await desk.refused("Credit", back) == [("NOTHING_TO_CREDIT", ["id"])]


async def test_a_return_is_closed_once_the_customer_got_what_was_promised(desk: ReturnDesk) -> None:
    order = await desk.shipped(4)
    await desk.dock.counter.billed(order, 4)
    back = await desk.inspected(order, 3)
    assert await desk.refused("Close", back) == [("REMEDY_OWED", ["id"])]
    await desk.done("Credit", back)
    assert (await desk.done("Close", back))["state"] == "CLOSED"


async def test_what_is_still_to_be_replaced_keeps_a_return_open(desk: ReturnDesk) -> None:
    back = await desk.inspected(await desk.shipped(4), 1, "REPLACE")
    assert await desk.refused("Close", back) == [("REMEDY_OWED", ["id"])]


async def test_a_note_keeps_the_rate_of_its_invoice(desk: ReturnDesk) -> None:
    await francs_are_worth(desk, "2026-03-01", "0.9")
    counter, policy = desk.dock.counter, Word("ON_CONFIRM")
    order = await counter.confirmed(counter.line(4, unitPrice="12"), currency="CHF", shipmentPolicy=policy)
    await desk.dock.done("Ship", await desk.dock.shipment(order))
    draft = await desk.office.done(
        "salesOrderBill", "invoice { id version }", ids=[order["id"]], invoiceOn="2026-03-10"
    )
    await posted(desk, draft)
    await francs_are_worth(desk, "2026-11-01", "0.5")
    (note,) = (await desk.done("Credit", await desk.inspected(order, 1)))["creditNotes"]["nodes"]
    assert (note["rate"], note["total"]) == ("0.9000000000", {"amount": "12.00", "currency": "CHF"})


async def francs_are_worth(desk: ReturnDesk, on: str, euros: str) -> None:
    """Say what a franc is worth from a day on."""
    await desk.office.shop.owner.execute(
        "insert into exchange_rate (from_currency, to_currency, valid_on, rate, source) "
        "values ('CHF', 'EUR', $1::text::date, $2::text::numeric, 'TEST') on conflict do nothing",
        on, euros,
    )  # fmt: skip
