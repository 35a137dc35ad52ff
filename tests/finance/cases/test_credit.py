"""Known cases of credit notes (CN-*), with the figures of other systems' tests, through the API."""

from kernel.ids import uuid7
from tests.finance.invoices.desk import INVOICE, Desk


async def test_cn_01_leaves_both_open_after_a_part_was_allocated(desk: Desk) -> None:
    invoice = await desk.posted(desk.line(1, 100))
    note = await desk.post(await desk.office.done("invoiceCredit", INVOICE, id=invoice["id"], invoiceOn="2026-03-12"))
    parts = [
        {"openItemId": each["instalments"][0]["openItem"]["id"], "amount": amount}
        for each, amount in ((invoice, "80.00"), (note, "-80.00"))
    ]

    said = {"settledOn": "2026-03-15", "parts": parts}
    settled = await desk.office.done(
        "settlementCreate", "settlement { entry { id } }", input=said, idempotencyKey=str(uuid7())
    )

    found = await desk.invoice(invoice["id"])
    assert (found["outstanding"]["amount"], found["paymentState"]) == ("20.00", "PARTLY_PAID")
    assert (await desk.invoice(note["id"]))["outstanding"]["amount"] == "20.00"
    assert settled["entry"] is None
