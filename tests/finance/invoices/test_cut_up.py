"""Documents that notes take back piece by piece, at last to the cent, with the taxes that they were posted with."""

from typing import Any

import pytest

from tests.finance.invoices.desk import Desk, totals
from tests.finance.invoices.test_notes import credit
from tests.finance.office import Answer, Word

CHECKS = '{ integrityChecks(companyIds: ["Company:%s"]) { checks { kind holds } } }'


async def piece(desk: Desk, invoice: Answer, *quantities: str) -> Answer:
    """Post the note that takes back so much of each line of a document, or without quantities all that is left."""
    lines = [{"lineId": line["id"], "quantity": each} for line, each in zip(invoice["lines"], quantities, strict=False)]
    return await desk.post(await credit(desk, invoice, **({"lines": lines} if lines else {})))


def added(notes: list[Answer]) -> list[tuple[Any, ...]]:
    """Add up base and amount of each tax over notes."""
    taxes = [tax for note in notes for tax in note["taxes"]]
    codes = sorted({tax["taxCode"]["id"] for tax in taxes})
    return [
        (code, *(round(sum(float(tax[of]["amount"]) for tax in taxes if tax["taxCode"]["id"] == code), 2)
                 for of in ("base", "amount")))
        for code in codes
    ]  # fmt: skip


async def test_the_last_of_three_pieces_takes_back_what_the_others_have_left(desk: Desk) -> None:
    await desk.tax("T", "19")
    invoice = await desk.posted(desk.line(3, "0.99", "T"))

    notes = [await piece(desk, invoice, "1"), await piece(desk, invoice, "1"), await piece(desk, invoice)]

    assert [totals(note)[2] for note in notes] == ["1.18", "1.17", "1.18"]
    assert (await desk.invoice(invoice["id"]))["state"] == "CANCELLED"


@pytest.mark.parametrize("rounding", ["LINE", "DOCUMENT", "DOCUMENT_BASE"])
@pytest.mark.parametrize("included", [True, False])
async def test_notes_on_pieces_come_to_the_document_tax_by_tax(desk: Desk, rounding: str, included: bool) -> None:
    await desk.policy(rounding=Word(rounding))
    for name, percent in (("T", "19"), ("L", "7")):
        await desk.tax(name, percent, isIncluded=included)
    lines = desk.line(3, "10.99", "T"), desk.line(2, "3.337", "T", "L"), desk.line(-1, "0.83", "L", discountPercent="5")
    invoice = await desk.posted(*lines, discountAmount="1.11")

    notes = [await piece(desk, invoice, *each) for each in (["1", "1"], ["1", "0.5", "-1"], ["0.3"])]
    notes.append(await piece(desk, invoice))

    assert added(notes) == added([invoice])
    assert (await desk.invoice(invoice["id"]))["state"] == "CANCELLED"
    checks = (await desk.office.ask(CHECKS % desk.office.company))["data"]["integrityChecks"]["checks"]
    assert [check["kind"] for check in checks if not check["holds"]] == []


async def test_the_rest_of_a_final_invoice_gives_its_advance_back(desk: Desk) -> None:
    await desk.tax("T", "19")
    advance = await desk.posted(desk.line(1, "1", "T"), isAdvance=True)
    invoice = await desk.posted(desk.line(3, "10.99", "T"), deductions=[{"advanceId": advance["id"]}])

    for quantities in (["1"], ["1"], []):
        await piece(desk, invoice, *quantities)

    assert (await desk.invoice(invoice["id"]))["state"] == "CANCELLED"
    assert [await desk.office.balance(code) for code in ("2020", "2110")] == ["-1.00", "-0.19"]


async def test_a_note_is_taxed_by_the_default_of_the_day_on_which_the_document_was_posted(desk: Desk) -> None:
    await desk.tax("A", "20")
    await desk.tax("B", "19")
    given = {"companyId": desk.company, "saleCodeId": desk.taxes["A"]}
    policy = await desk.office.done("taxPolicyCreate", "taxPolicy { id version }", input=given)
    invoice = await desk.posted(desk.line(1, "100"))
    await desk.office.done("taxPolicyUpdate", "taxPolicy { id }", input={**policy, "saleCodeId": desk.taxes["B"]})

    by_hand = await desk.draft(desk.line(1, "10"), kind="CREDIT_NOTE", creditsId=invoice["id"])

    assert (totals(by_hand), totals(await piece(desk, invoice))) == (("10.00", "2.00", "12.00"), totals(invoice))
    again = await desk.office.done("invoiceDuplicate", "invoice { tax { amount } }", id=invoice["id"])
    assert again["tax"]["amount"] == "19.00"


async def test_a_note_on_what_was_not_taxed_is_not_taxed(desk: Desk) -> None:
    await desk.tax("A", "20")
    invoice = await desk.posted(desk.line(2, "100"))
    given = {"companyId": desk.company, "saleCodeId": desk.taxes["A"]}
    await desk.office.done("taxPolicyCreate", "taxPolicy { id }", input=given)

    notes = [await piece(desk, invoice, "1"), await piece(desk, invoice)]

    assert [totals(note) for note in notes] == [("100.00", "0.00", "100.00")] * 2
    assert (await desk.invoice(invoice["id"]))["state"] == "CANCELLED"


async def test_a_line_whose_price_was_changed_keeps_the_tax_that_it_was_posted_with(desk: Desk) -> None:
    await desk.tax("T", "20")
    invoice = await desk.posted(desk.line(2, "100", "T"))
    note = await credit(desk, invoice, lines=[{"lineId": invoice["lines"][0]["id"], "quantity": "1"}])
    lines = {"update": [{"id": note["lines"][0]["id"], "unitPrice": "40"}]}
    said: dict[str, Any] = {"id": note["id"], "version": note["version"], "lines": lines}

    changed = await desk.office.done("invoiceUpdate", "invoice { id version }", input=said)
    await desk.post(changed)

    assert totals(await piece(desk, invoice)) == ("100.00", "20.00", "120.00")
    assert (await desk.invoice(invoice["id"]))["state"] == "POSTED"


async def test_a_line_is_taken_back_whole_although_another_lowered_its_tax(desk: Desk) -> None:
    await desk.tax("L", "10")
    await desk.tax("T", "20")
    invoice = await desk.posted(desk.line(1, "100", "L"), desk.line(-1, "30", "L"), desk.line(1, "500", "T"))

    notes = [await piece(desk, invoice, "1", "0", "0"), await piece(desk, invoice, "0", "-1", "1")]

    assert [totals(note) for note in notes] == [("100.00", "10.00", "110.00"), ("470.00", "97.00", "567.00")]
    assert (await desk.invoice(invoice["id"]))["state"] == "CANCELLED"


async def test_refuses_what_goes_beyond_the_lines_that_are_taken_back_and_names_the_tax(desk: Desk) -> None:
    await desk.tax("L", "10")
    await desk.tax("T", "20")
    invoice = await desk.posted(desk.line(1, "100", "L"), desk.line(-1, "30", "L"), desk.line(1, "500", "T"))
    await piece(desk, invoice, "1", "0", "0")
    note = await desk.draft(desk.line(1, "10", "L"), kind="CREDIT_NOTE", creditsId=invoice["id"])

    refused = await desk.office.do("invoiceValidate", "invoice { id }", id=note["id"], version=note["version"])

    (error,) = refused["errors"]
    assert (error["code"], error["path"]) == ("CREDIT_ABOVE_INVOICE", ["lines"])
    assert error["message"] == "10.00 would be taken back, and -30.00 is left of L."
