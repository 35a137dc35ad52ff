"""The taxes that an invoice owes: its own, less those that advances have told of already."""

from fractions import Fraction
from typing import Final

import asyncpg

from kernel.currency import currency_exponent
from kernel.errors import InputPath
from models import TaxCategory, TaxKind
from services.finance.invoice.life import NOTES
from services.finance.tax.advances import owed, require_part, rounded_away
from services.finance.tax.calculation import Tax, TaxAmount
from services.rows import Found
from services.work import Work

# As one array, so that each is looked up by the index; with `or`, all taxes of all invoices would be read.
_TAXES: Final = """
with named as (select array(select $1::uuid union all select advance_id from invoice_deduction where invoice_id = $1) as ids)
select tax.*, code.code, (select count(*) from invoice_line where invoice_id = any((select ids from named)::uuid[])) as lines
from invoice_tax as tax join tax_code as code on code.id = tax.tax_code_id
where tax.invoice_id = any((select ids from named)::uuid[])
order by tax.invoice_id <> $1, tax.invoice_id, tax.position
"""


async def taxes_owed(work: Work, invoice: Found | asyncpg.Record, path: InputPath) -> list[TaxAmount]:
    """Give the taxes of an invoice less those of advances that it takes off, or of a note less those that it gives back.

    Raises:
        AdvanceAboveInvoice: an invoice has less of a tax than its advances had, by more than the rounding of their lines.
    """
    rows = await work.raw.fetch(_TAXES, invoice["id"])
    own = [_amount(row) for row in rows if row["invoice_id"] == invoice["id"]]
    advances = [_amount(row) for row in rows if row["invoice_id"] != invoice["id"]]
    if rows and invoice["kind"] not in NOTES.values():
        allowed = rounded_away(rows[0]["lines"], currency_exponent(invoice["currency"]))
        require_part(own, advances, (*path, "deductions"), allowed)
    return owed(own, advances)


def _amount(row: asyncpg.Record) -> TaxAmount:
    tax = Tax(
        row["tax_code_id"], row["code"], TaxKind(row["kind"]), row["rate"], TaxCategory(row["category"]),
        reverse_charge=row["is_reverse_charge"], cash_basis=row["is_cash_basis"],
    )  # fmt: skip
    return TaxAmount(tax, row["base"], row["amount"], row["deductible"], Fraction(row["amount"]))
