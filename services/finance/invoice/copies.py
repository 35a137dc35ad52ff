"""New drafts after posted documents: a note that takes one back, in part or whole, or the same once more."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final
from uuid import UUID

import asyncpg

from kernel.clock import BusinessDay, zone
from kernel.draft import Draft, Edits
from kernel.errors import InputPath
from kernel.rounding import exact_ratio, round_to
from models import InvoiceKind
from services import locking
from services.finance.invoice import drafts
from services.finance.invoice.crediting import CreditAboveLine, exceeds
from services.finance.invoice.drafts import INVOICE
from services.finance.invoice.life import NOTES, CreditsOther, require_transition
from services.refusals import NotFound
from services.rows import Found
from services.work import Work

_LINES: Final = """
select line.*, array(select tax_code_id from invoice_line_tax as tax where tax.line_id = line.id order by tax.position, tax.id)
  as codes, array(select value_id from invoice_line_dimension as named where named.line_id = line.id order by dimension_id)
  as value_ids, (select coalesce(sum(noted.quantity), 0) from invoice_line as noted
    join invoice as note on note.id = noted.invoice_id and note.state in ('POSTED', 'CANCELLED')
    where noted.credits_line_id = line.id) as credited
from invoice_line as line where line.invoice_id = $1 order by line.position
"""
# What the document has taken off, and no note has given back.
_DEDUCTIONS: Final = """
select advance_id, id as gives_back_id from invoice_deduction
where invoice_id = $1 and gives_back_id is null and not is_given_back order by id
"""
_ZONE: Final = "select time_zone from company where id = $1"
_KEPT: Final = (
    "company_id",
    "party_id",
    "currency",
    "payment_term_id",
    "journal_id",
    "is_paid_in_cash",
    "note",
    "withholding_code_id",
)
_KEPT_OF_LINE: Final = (
    "sku_id", "description", "quantity", "unit_id", "unit_price", "discount_percent", "account_id", "cut_off",
)  # fmt: skip
# A note gives back of the order what was billed of it; whoever writes the same once more bills nothing ordered.
_ORDERED: Final = ("sales_order_line_id", "purchase_order_line_id", "goods_receipt_line_id")


async def credit(
    work: Work,
    key: UUID,
    on: date | None = None,
    quantities: Mapping[UUID, Decimal] | None = None,
    path: InputPath = (),
) -> UUID:
    """Draft the note that takes back a posted document: what is left of it, or some quantities of its lines.

    Raises:
        CreditAboveLine: more than is left of a line.
        CreditsOther: it is a note itself.
        TransitionUnavailable, NotFound: as their names say.
    """
    found = await _found(work, key, path)
    kind = NOTES.get(InvoiceKind(found["kind"]))
    if kind is None:
        raise CreditsOther(path=(*path, "id"))
    require_transition(dict(found), "credit", (*path, "id"))
    rows = await work.raw.fetch(_LINES, key)
    _require_lines(rows, quantities, path)
    lines = [each for row in rows if (each := _credited(row, quantities, path))]
    values = {
        **_kept(found), "kind": kind, "credits_id": key, "payment_term_id": None, "note": None,
        "invoice_on": on or await _today(work, found["company_id"]),
        "discount_amount": discount_of(found["discount_amount"], [dict(row) for row in rows], quantities),
    }  # fmt: skip
    lists = {"lines": Edits(lines), "deductions": Edits([])}
    if _takes_all(rows, quantities):
        lists["deductions"] = Edits([Draft(dict(row)) for row in await work.raw.fetch(_DEDUCTIONS, key)])
    return await drafts.create(work, Draft(values, lists=lists, path=path))


async def duplicate(work: Work, key: UUID, path: InputPath = ()) -> UUID:
    """Draft the same document once more, of today, at the rate of its posting, without the vendor's number.

    Raises:
        NotFound: there is no such document.
    """
    found = await _found(work, key, path)
    values = {
        **_kept(found), "kind": found["kind"], "discount_amount": found["discount_amount"],
        "is_advance": found["is_advance"], "invoice_on": await _today(work, found["company_id"]),
    }  # fmt: skip
    lines = [_copied(row, {}) for row in await work.raw.fetch(_LINES, key)]
    if found["credits_id"] is not None:
        values["credits_id"] = found["credits_id"]
    return await drafts.create(work, Draft(values, lists={"lines": Edits(lines)}, path=path))


async def _found(work: Work, key: UUID, path: InputPath) -> Found:
    return (await locking.locked(work, INVOICE, [(key, (*path, "id"))]))[key]


async def _today(work: Work, company_id: UUID) -> date:
    return BusinessDay(zone(await work.raw.fetchval(_ZONE, company_id))).today(work.clock)


def _kept(found: Found) -> dict[str, object]:
    return {name: found[name] for name in _KEPT}


def _require_lines(rows: list[asyncpg.Record], quantities: Mapping[UUID, Decimal] | None, path: InputPath) -> None:
    known = {row["id"] for row in rows}
    for place, key in enumerate(quantities or {}):
        if key not in known:
            raise NotFound(path=(*path, "lines", place, "lineId"))


def discount_of(
    discount: Decimal, rows: Sequence[Mapping[str, Any]], quantities: Mapping[UUID, Decimal] | None = None
) -> Decimal:
    """Give the share of a document's discount that a note takes back; all notes together take back all of it.

    It follows what is taken back altogether, rounded to the digits of the discount, so that no cent is left or missing.
    """
    whole = sum((_worth(row, row["quantity"]) for row in rows), start=Fraction(0))
    if not discount or not whole:
        return discount * 0
    before = sum((_worth(row, row["credited"]) for row in rows), start=Fraction(0))
    if quantities is None:
        now = whole - before
    else:
        now = sum((_worth(row, quantities.get(row["id"], Decimal(0))) for row in rows), start=Fraction(0))
    digits = -int(discount.as_tuple().exponent)
    share = [round_to(exact_ratio(discount) * part / whole, digits) for part in (before, before + now)]
    return share[1] - share[0]


def _worth(row: Mapping[str, Any], quantity: Decimal) -> Fraction:
    """What a quantity of a line comes to before the discount on the document."""
    left = 1 - exact_ratio(row["discount_percent"]) / 100
    return exact_ratio(quantity) * exact_ratio(row["unit_price"]) * left


def _takes_all(rows: Sequence[asyncpg.Record], quantities: Mapping[UUID, Decimal] | None) -> bool:
    """Tell whether a note takes back all that is left of every line, and with it what advances had taken off."""
    return quantities is None or all(quantities.get(row["id"], 0) == row["quantity"] - row["credited"] for row in rows)


def _credited(row: asyncpg.Record, quantities: Mapping[UUID, Decimal] | None, path: InputPath) -> Draft | None:
    left: Decimal = row["quantity"] - row["credited"]
    quantity = left if quantities is None else quantities.get(row["id"], Decimal(0))
    if exceeds(quantity, left):
        raise CreditAboveLine(quantity, left, path=(*path, "lines"))
    if not quantity:
        return None
    return _copied(row, {"quantity": quantity, "credits_line_id": row["id"], **{name: row[name] for name in _ORDERED}})


def _copied(row: asyncpg.Record, more: Mapping[str, object]) -> Draft:
    values = {**{name: row[name] for name in _KEPT_OF_LINE}, **more}
    taxes = [Draft({"tax_code_id": code, "position": place}) for place, code in enumerate(row["codes"], 1)]
    dimensions = [Draft({"value_id": value}) for value in row["value_ids"]]
    return Draft(values, lists={"taxes": Edits(taxes), "dimensions": Edits(dimensions)})
