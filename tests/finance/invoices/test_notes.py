"""Credit and debit notes: what they take back, and how much of it at most; bills that come twice."""

from typing import Any

import asyncpg
import pytest

from tests.finance.invoices.desk import INVOICE, Desk, totals
from tests.finance.office import Answer

POSTED = (
    "update invoice set state = 'POSTED', entry_id = $2, posted_on = invoice_on, number = 'X', rate = 1 where id = $1"
)


async def credit(desk: Desk, invoice: Answer, **said: Any) -> Answer:
    """Draft the note on an invoice."""
    return await desk.office.done("invoiceCredit", INVOICE, id=invoice["id"], invoiceOn="2026-03-12", **said)


async def test_a_whole_note_mirrors_the_invoice_and_cancels_it(desk: Desk) -> None:
    await desk.tax("T", "20")
    invoice = await desk.posted(desk.line(3, "33.33", "T"), desk.line(1, "0.07", "T"), discountAmount="5")

    note = await desk.post(await credit(desk, invoice))

    assert totals(note) == totals(invoice)
    turned = {
        code: amount[1:] if amount[0] == "-" else f"-{amount}" for code, amount in (await desk.entry(note)).items()
    }
    assert turned == await desk.entry(invoice)
    assert (await desk.invoice(invoice["id"]))["state"] == "CANCELLED"


async def test_a_note_takes_back_some_of_a_line_at_the_rate_of_the_invoice(desk: Desk) -> None:
    invoice = await desk.posted(desk.line(10, "7"), currency="USD", rate="0.8")
    lines = [{"lineId": invoice["lines"][0]["id"], "quantity": "4"}]

    note = await desk.post(await credit(desk, invoice, lines=lines))

    assert (note["total"]["amount"], note["rate"]) == ("28.00", "0.8000000000")
    assert (await desk.invoice(invoice["id"]))["state"] == "POSTED"


async def test_refuses_to_take_back_more_than_is_left_of_a_line(desk: Desk) -> None:
    invoice = await desk.posted(desk.line(10, "7"))
    line = invoice["lines"][0]["id"]
    await desk.post(await credit(desk, invoice, lines=[{"lineId": line, "quantity": "8"}]))

    more: dict[str, Any] = {"id": invoice["id"], "lines": [{"lineId": line, "quantity": "3"}]}
    assert await desk.refused("invoiceCredit", **more) == ["CREDIT_ABOVE_LINE"]


async def test_refuses_to_validate_a_note_above_its_invoice(desk: Desk) -> None:
    invoice = await desk.posted(desk.line(1, "100"))
    note = await desk.draft(desk.line(1, "100.01"), kind="CREDIT_NOTE", creditsId=invoice["id"])

    assert await desk.refused("invoiceValidate", id=note["id"], version=note["version"]) == ["CREDIT_ABOVE_INVOICE"]


async def test_the_second_of_two_notes_on_the_same_is_refused_when_it_is_posted(desk: Desk) -> None:
    invoice = await desk.posted(desk.line(1, "100"))
    one, other = await credit(desk, invoice), await credit(desk, invoice)
    valid = await desk.office.done("invoiceValidate", INVOICE, id=other["id"], version=other["version"])
    await desk.post(one)

    said: dict[str, Any] = {"id": valid["id"], "version": valid["version"], "idempotencyKey": "second"}
    assert await desk.refused("invoicePost", **said) == ["CREDITS_OTHER"]


async def test_two_notes_on_the_same_line_do_not_give_its_tax_back_twice(desk: Desk) -> None:
    await desk.tax("T", "20")
    invoice = await desk.posted(desk.line(1, "100", "T"), desk.line(1, "100"))
    lines = [{"lineId": invoice["lines"][0]["id"], "quantity": "1"}]
    one, other = [await credit(desk, invoice, lines=lines) for _ in range(2)]
    said: dict[str, Any] = {"id": other["id"], "version": other["version"]}
    valid = await desk.office.done("invoiceValidate", INVOICE, **said)
    await desk.post(one)

    posted = await desk.office.do(
        "invoicePost", "invoice { id }", id=valid["id"], version=valid["version"], idempotencyKey="again"
    )

    assert [(each["code"], each["path"]) for each in posted["errors"]] == [("CREDIT_ABOVE_LINE", ["lines"])]
    assert await desk.office.balance("2110") == "0.00"


async def test_a_note_whose_quantity_was_changed_takes_back_no_more_than_the_line(desk: Desk) -> None:
    invoice = await desk.posted(desk.line(2, "100"), desk.line(10, "100"))
    note = await credit(desk, invoice, lines=[{"lineId": invoice["lines"][0]["id"], "quantity": "1"}])
    lines = {"update": [{"id": note["lines"][0]["id"], "quantity": "3"}]}
    said: dict[str, Any] = {"id": note["id"], "version": note["version"], "lines": lines}
    changed = await desk.office.done("invoiceUpdate", INVOICE, input=said)

    refused = await desk.refused("invoiceValidate", id=changed["id"], version=changed["version"])

    assert refused == ["CREDIT_ABOVE_LINE"]


async def test_a_note_takes_back_no_more_of_a_tax_than_was_charged(desk: Desk) -> None:
    await desk.tax("T", "20")
    invoice = await desk.posted(desk.line(1, "100", "T"), desk.line(1, "100"))
    note = await desk.draft(desk.line(1, "150", "T"), kind="CREDIT_NOTE", creditsId=invoice["id"])

    refused = await desk.office.do("invoiceValidate", "invoice { id }", id=note["id"], version=note["version"])

    assert [(each["code"], each["path"]) for each in refused["errors"]] == [("CREDIT_ABOVE_INVOICE", ["lines"])]


async def test_a_note_takes_back_the_share_of_a_discount_that_its_line_bore_to_the_cent(desk: Desk) -> None:
    for name in ("T", "U", "V"):
        await desk.tax(name, "20")
    invoice = await desk.posted(*(desk.line(1, "1", name) for name in desk.taxes), discountAmount="0.01")
    assert invoice["taxes"][0]["base"]["amount"] == "0.99"

    lines = [{"lineId": invoice["lines"][0]["id"], "quantity": "1"}]
    note = await desk.post(await credit(desk, invoice, lines=lines))

    assert (totals(note), totals(await desk.post(await credit(desk, invoice)))) == (
        ("0.99", "0.20", "1.19"),
        ("2.00", "0.40", "2.40"),
    )
    assert note["discountAmount"]["amount"] == "0.01"
    assert (await desk.invoice(invoice["id"]))["state"] == "CANCELLED"


async def test_refuses_a_line_that_is_to_be_taken_back_twice_at_once(desk: Desk) -> None:
    invoice = await desk.posted(desk.line(2, "100"))
    lines = [{"lineId": invoice["lines"][0]["id"], "quantity": quantity} for quantity in ("1", "0.5")]

    refused = await desk.office.do("invoiceCredit", "invoice { id }", id=invoice["id"], lines=lines)

    assert [(each["code"], each["path"]) for each in refused["errors"]] == [("ID_REPEATED", ["lines", "1", "lineId"])]


async def test_the_database_holds_notes_to_the_quantity_of_a_line(desk: Desk) -> None:
    invoice = await desk.posted(desk.line(1, "100"), desk.line(1, "100"))
    lines = [{"lineId": invoice["lines"][0]["id"], "quantity": "1"}]
    one, other = [await credit(desk, invoice, lines=lines) for _ in range(2)]
    await desk.post(one)
    entry = (await desk.office.post({"1410": "1.00", "3010": "-1.00"}, "2026-03-01"))["id"].partition(":")[2]

    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await desk.office.shop.owner.execute(POSTED, other["id"].partition(":")[2], entry)

    assert refused.value.constraint_name == "credited_within_line"


async def test_the_database_holds_a_note_to_lines_of_what_it_credits(desk: Desk) -> None:
    one, other = [await desk.posted(desk.line(1, "100")) for _ in range(2)]
    note = (await credit(desk, one))["id"].partition(":")[2]
    entry = (await desk.office.post({"1410": "1.00", "3010": "-1.00"}, "2026-03-01"))["id"].partition(":")[2]

    owner = desk.office.shop.owner
    await owner.execute("update invoice set credits_id = $2 where id = $1", note, other["id"].partition(":")[2])
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await owner.execute(POSTED, note, entry)

    assert refused.value.constraint_name == "credited_within_line"


async def test_refuses_a_bill_that_has_been_entered_in_another_spelling(desk: Desk) -> None:
    await desk.draft(desk.line(1, "100"), kind="VENDOR_BILL", reference="RE-17a")
    again = desk.input([desk.line(1, "100")], "VENDOR_BILL", reference="re-17A")

    assert await desk.refused("invoiceCreate", input=again) == ["BILL_ENTERED_ALREADY"]


async def test_what_a_buyer_does_not_get_back_of_a_tax_is_part_of_the_cost(desk: Desk) -> None:
    await desk.tax("T", "20", rates=[{"validFrom": "2000-01-01", "percent": "20", "deductiblePercent": "50"}])

    entry = await desk.entry(await desk.posted(desk.line(1, "100", "T"), kind="VENDOR_BILL", reference="17"))

    assert (entry["2010"], entry["1310"]) == ("-120.00", "10.00")
    assert "110.00" in entry.values()
