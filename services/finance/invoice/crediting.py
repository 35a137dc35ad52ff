"""What notes take back of a document: no more than it came to, of a line than its quantity, of a tax than it had.

Asked when a note is validated and once more when it is posted; the document is locked, so two notes at once do not both
fit. The database holds the quantities once more (`models/finance/invoice_credit.py`).
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import asyncpg

from kernel.currency import currency_exponent
from kernel.errors import DomainError, InputPath
from kernel.rounding import exact_ratio
from models import InvoiceKind, InvoiceState
from services.finance.invoice.advances import require_not_taken_off
from services.finance.invoice.life import NOTES, CreditAboveInvoice, CreditsOther
from services.finance.tax.advances import beyond, rounded_away
from services.rows import Found
from services.work import Work

_LOCK: Final = "select * from invoice where id = $1 for update"
_BEFORE: Final = """
select coalesce(sum(net_amount + tax_amount), 0) as gross, coalesce(sum(deducted_amount), 0) as deducted from invoice
where credits_id = $1 and state in ('POSTED', 'CANCELLED')
"""
# Of each line that the note takes back of: its document, its quantity, what the note takes back and what others have.
_LINES: Final = """
select line.invoice_id, line.quantity, sum(noted.quantity) filter (where note.id = $1) as wanted,
  coalesce(sum(noted.quantity) filter (where note.id <> $1), 0) as before
from invoice_line as line join invoice_line as noted on noted.credits_line_id = line.id
join invoice as note on note.id = noted.invoice_id and (note.id = $1 or note.state in ('POSTED', 'CANCELLED'))
where line.id in (select credits_line_id from invoice_line where invoice_id = $1)
group by line.id order by min(noted.position) filter (where note.id = $1)
"""
# Of each tax of the note: what the document had of it, what the note takes back and what others have, and by how many
# lines all of them came to that. What advances had of it is taken back by the note that gives them back. A line that is
# taken back as it was is held by its quantity, also where a line below zero leaves less of its tax than it had: the bound
# is wherever such lines have come to, and nothing else goes beyond that.
TAXES_TAKEN_BACK: Final = """
with notes as (
  select id from invoice where credits_id = $2 and (id = $1 or state in ('POSTED', 'CANCELLED'))
), had as (
  select tax_code_id, sum(base) as base, sum(amount) as amount from invoice_tax where invoice_id = $2 group by 1
), kept as (
  select tax.tax_code_id, sum(tax.base) as base from invoice_deduction as deduction
  join invoice_tax as tax on tax.invoice_id = deduction.advance_id
  where deduction.invoice_id = $2 and not exists (select from invoice_deduction as giving
    where giving.gives_back_id = deduction.id and giving.invoice_id in (select id from notes)) group by 1
), mirrored as (
  select (tax -> 'tax' ->> 'key')::uuid as tax_code_id, sum((tax ->> 'base')::numeric) as base,
    sum((tax ->> 'amount')::numeric) as amount
  from invoice_line as line cross join lateral jsonb_array_elements(line.reckoned -> 'taxes') as tax
  where line.invoice_id in (select id from notes) and (line.reckoned ->> 'is_mirror')::boolean group by 1
)
select coalesce(had.base, 0) - coalesce(kept.base, 0) as base, coalesce(had.amount, 0) as amount,
  sum(tax.base) filter (where tax.invoice_id = $1) as base_wanted,
  sum(tax.amount) filter (where tax.invoice_id = $1) as amount_wanted,
  coalesce(sum(tax.base) filter (where tax.invoice_id <> $1), 0) as base_before,
  coalesce(sum(tax.amount) filter (where tax.invoice_id <> $1), 0) as amount_before,
  case when kept.base is null then coalesce(mirrored.base, 0) else 0 end as base_mirrored,
  case when kept.base is null then coalesce(mirrored.amount, 0) else 0 end as amount_mirrored,
  (select count(*) from invoice_line where invoice_id = any(array(select id from notes) || $2::uuid)) as lines, code.code
from invoice_tax as tax join tax_code as code on code.id = tax.tax_code_id
left join had using (tax_code_id) left join kept using (tax_code_id) left join mirrored using (tax_code_id)
where tax.invoice_id in (select id from notes)
group by tax.tax_code_id, had.base, had.amount, kept.base, mirrored.base, mirrored.amount, code.code
having bool_or(tax.invoice_id = $1) order by tax.tax_code_id
"""


@dataclass(eq=False)
class CreditAboveLine(DomainError):
    """All notes on a line together take back no more than its quantity."""

    message = "{wanted} would be taken back, and {left} is left of the line."
    wanted: Decimal
    left: Decimal


async def left_of_credited(
    work: Work, note: Found | asyncpg.Record, path: InputPath
) -> tuple[asyncpg.Record | None, Decimal]:
    """Give what a note takes back, and what is left of it then; None for what takes nothing back. It is locked.

    Raises:
        CreditsOther: it is nothing that the note can take back, or a line is another's.
        CreditAboveInvoice, CreditAboveLine: more would be taken back than is left.
        AdvanceTakenOff: it is an advance that an invoice has taken off.
    """
    if note["credits_id"] is None:
        return None, Decimal(0)
    credited = await work.raw.fetchrow(_LOCK, note["credits_id"])
    assert credited is not None
    if credited["state"] != InvoiceState.POSTED or NOTES.get(InvoiceKind(credited["kind"])) != note["kind"]:
        raise CreditsOther(path=(*path, "creditsId"))
    if credited["is_advance"]:
        await require_not_taken_off(work, credited["id"], (*path, "creditsId"))
    await _require_lines(work, note, path)
    await _require_taxes(work, note, path)
    before = await work.raw.fetchrow(_BEFORE, credited["id"])
    assert before is not None
    # Of what an invoice asked for itself, and of that with what advances had asked for.
    gross_left = credited["net_amount"] + credited["tax_amount"] - before["gross"]
    left = gross_left - (credited["deducted_amount"] - before["deducted"])
    gross = note["net_amount"] + note["tax_amount"]
    amount = gross - note["deducted_amount"]
    if amount > left or gross > gross_left:
        raise CreditAboveInvoice(amount, left, path=path)
    return credited, gross_left - gross


async def _require_lines(work: Work, note: Found | asyncpg.Record, path: InputPath) -> None:
    for row in await work.raw.fetch(_LINES, note["id"]):
        if row["invoice_id"] != note["credits_id"]:
            raise CreditsOther(path=(*path, "lines"))
        left = row["quantity"] - row["before"]
        if exceeds(row["wanted"], left):
            raise CreditAboveLine(row["wanted"], left, path=(*path, "lines"))


def exceeds(wanted: Decimal, left: Decimal) -> bool:
    """Tell whether more is wanted than is left, in the direction of what is left."""
    return abs(wanted) > abs(left) or wanted * left < 0


async def _require_taxes(work: Work, note: Found | asyncpg.Record, path: InputPath) -> None:
    """Check base and amount of each tax of a note, but for what rounding leaves in the lines that these come of."""
    exponent = currency_exponent(note["currency"])
    for row in await work.raw.fetch(TAXES_TAKEN_BACK, note["id"], note["credits_id"]):
        for name in ("base", "amount"):
            had, before, wanted = row[name], row[f"{name}_before"], row[f"{name}_wanted"]
            above = min(beyond(before + wanted, bound) for bound in (had, row[f"{name}_mirrored"]))
            if exact_ratio(above) > rounded_away(row["lines"], exponent):
                raise CreditAboveInvoice(wanted, had - before, row["code"], path=(*path, "lines"))
