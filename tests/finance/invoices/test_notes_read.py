"""What is looked at for a note is its document and the notes on that, however many other invoices there are."""

from uuid import UUID

import pytest

from services.finance.invoice.crediting import TAXES_TAKEN_BACK
from tests.explain.plans import scans
from tests.finance.invoices.desk import INVOICE, Desk

# Of lines of another draft, so that nothing follows from them.
MANY = """
insert into invoice_line select (jsonb_populate_record(line, jsonb_build_object('id', uuidv7(), 'position', n))).*
from invoice_line as line, generate_series(2, 4000) as n where line.invoice_id = $1
"""


@pytest.mark.parametrize("generic", [False, True])
async def test_lines_of_other_invoices_are_not_read_for_a_note(desk: Desk, *, generic: bool) -> None:
    await desk.tax("T", "20")
    invoice, other = await desk.posted(desk.line(3, "10", "T")), await desk.draft(desk.line(1, "10"))
    note = await desk.office.done("invoiceCredit", INVOICE, id=invoice["id"], invoiceOn="2026-03-12")
    keys = [UUID(each["id"].partition(":")[2]) for each in (note, invoice, other)]
    owner = desk.office.shop.owner
    transaction = owner.transaction()
    await transaction.start()
    try:
        await owner.execute(MANY, keys[2])
        await owner.execute("analyze invoice_line")
        read = await scans(owner, TAXES_TAKEN_BACK, keys[:2], generic=generic)
    finally:
        await transaction.rollback()
    assert [scan for scan in read if scan.table == "invoice_line" and (scan.is_sequential or scan.rows_read > 20)] == []
