"""Drafts of invoices: what may be said of one, and what follows from it before its amounts are reckoned."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, cast
from uuid import UUID

import asyncpg

import models
from kernel.currency import currency_exponent
from kernel.draft import Draft
from kernel.errors import DomainError, InputPath
from kernel.money import Money
from kernel.rounding import round_to
from models import InvoiceKind
from services import locking, masters
from services.bounds import Within
from services.finance.determination import journal_for
from services.finance.invoice.life import (
    JOURNALS,
    NOTES,
    TRADES,
    CreditsOther,
    require_new_bill,
    require_transition,
)
from services.finance.invoice.orders import require_fit
from services.finance.invoice.reckoning import reckon_invoice
from services.finance.invoice.withholding import require_withholding, withholding_code
from services.finance.lines_by_hand import in_own_currency, of_their_dimensions
from services.finance.written_places import require_journal
from services.master import Master
from services.rows import ChangedRow, NewRow
from services.work import Work

_DERIVED: Final = ("net_amount", "tax_amount", "deducted_amount", "rounding_amount", "total_amount")
_OF_LINE: Final = ("net_amount", "tax_amount", "ledger_amount")
_CREDITED: Final = "select * from invoice where id = $1 and company_id = $2"
_POSITIONS: Final = """
select invoice_id, max(position) as position from invoice_line where invoice_id = any($1::uuid[]) group by 1
"""
_FORGET: Final = (
    "delete from invoice_line_tax as tax using invoice_line as line where line.id = tax.line_id and line.invoice_id = $1",
    """
delete from invoice_line_dimension as named using invoice_line as line where line.id = named.line_id and line.invoice_id = $1
""",
    "delete from invoice_line where invoice_id = $1",
    "delete from invoice_tax where invoice_id = $1",
    "delete from invoice_instalment where invoice_id = $1",
    "delete from invoice_deduction where invoice_id = $1",
)


async def _complete(work: Work, rows: Sequence[NewRow]) -> None:
    await in_own_currency(work, rows)
    for row in rows:
        values: dict[str, Any] = row.values
        kind = InvoiceKind(values["kind"])
        if values.get("credits_id") is not None:
            _follow(values, kind, await work.raw.fetchrow(_CREDITED, values["credits_id"], values["company_id"]), row)
        await _name_withholding(work, values, kind, row)
        if values.get("journal_id") is None:
            values["journal_id"] = await journal_for(work, values["company_id"], JOURNALS[TRADES[kind]])
        else:
            await require_journal(work, values["journal_id"], (JOURNALS[TRADES[kind]],), row.at("journal_id"))
        currency: str = values["currency"]
        zero = round_to(0, currency_exponent(currency))
        values.update(dict.fromkeys(_DERIVED, zero))
        values["discount_amount"] = _exact(values.get("discount_amount") or Decimal(0), currency, row)
        await _require_new(work, values, row)


def _follow(values: dict[str, Any], kind: InvoiceKind, credited: asyncpg.Record | None, row: NewRow) -> None:
    """A note is in the currency of what it takes back, and at its rate."""
    fits = credited is not None and NOTES.get(InvoiceKind(credited["kind"])) is kind
    if credited is None or not fits or credited["party_id"] != values["party_id"] or credited["state"] != "POSTED":
        raise CreditsOther(path=row.at("credits_id"))
    withheld = credited["withholding_code_id"]
    values.update(currency=credited["currency"], rate=credited["rate"], withholding_code_id=withheld)


async def _name_withholding(work: Work, values: dict[str, Any], kind: InvoiceKind, row: NewRow) -> None:
    if "withholding_code_id" not in values:
        of = values["company_id"], values["party_id"], TRADES[kind]
        values["withholding_code_id"] = await withholding_code(work, *of)
    elif values["withholding_code_id"] is not None:
        path = row.at("withholding_code_id")
        await require_withholding(work, values["company_id"], values["withholding_code_id"], TRADES[kind], path)


async def _check(work: Work, rows: Sequence[ChangedRow]) -> None:
    for row in rows:
        require_transition(dict(row.before), "update", row.at("id"))
        values = row.values
        if values.get("journal_id") is not None:
            kind = JOURNALS[TRADES[InvoiceKind(row.before["kind"])]]
            await require_journal(work, values["journal_id"], (kind,), row.at("journal_id"))
        if values.get("discount_amount") is not None:
            values["discount_amount"] = _exact(cast("Decimal", values["discount_amount"]), row.before["currency"], row)
        await _require_new(work, {**row.before, **values}, row)


async def _require_new(work: Work, values: Mapping[str, Any], row: NewRow | ChangedRow) -> None:
    if values["kind"] == InvoiceKind.VENDOR_BILL and values.get("reference"):
        of = values["company_id"], values["party_id"], values["reference"], values["id"]
        await require_new_bill(work, *of, row.at("reference"))


def _exact(amount: Decimal, currency: str, row: NewRow | ChangedRow) -> Decimal:
    try:
        return Money(amount, currency).amount
    except DomainError as refusal:
        raise refusal.under(*row.at("discount_amount")) from None


async def _complete_lines(work: Work, rows: Sequence[NewRow]) -> None:
    """Number new lines after those that are there."""
    found = await work.raw.fetch(_POSITIONS, list({row.values["invoice_id"] for row in rows}))
    last: dict[object, int] = {row["invoice_id"]: row["position"] for row in found}
    for row in rows:
        assert row.owner is not None
        invoice = row.values["invoice_id"]
        last[invoice] = last.get(invoice, 0) + 1
        row.values.setdefault("position", last[invoice])
        currency = row.values["currency"] = row.owner["currency"]
        row.values.update(dict.fromkeys(_OF_LINE, round_to(0, currency_exponent(currency))))


TAX: Final = Master(models.InvoiceLineTax, within=Within("line_id", 20))
DIMENSION: Final = Master(models.InvoiceLineDimension, within=Within("line_id", 50), complete=of_their_dimensions)
LINE: Final = Master(
    models.InvoiceLine,
    within=Within("invoice_id", 500),
    lists={"taxes": TAX, "dimensions": DIMENSION},
    complete=_complete_lines,
)
DEDUCTION: Final = Master(models.InvoiceDeduction, within=Within("invoice_id", 100))
INVOICE: Final = Master(
    models.Invoice,
    lists={"lines": LINE, "deductions": DEDUCTION},
    complete=_complete,
    check=_check,
)


async def create(work: Work, draft: Draft) -> UUID:
    """Draft an invoice, and reckon what it comes to.

    Raises:
        BillEnteredAlready, CreditsOther, WithholdingUnfit, JournalMissing, OrderLineUnfit: as their names say.
        DomainError: as for every record, and for taxes and payment terms.
    """
    (key,) = await masters.create(work, INVOICE, [draft])
    await require_fit(work, key, draft.path)
    await reckon_invoice(work, key, draft.path)
    return key


async def update(work: Work, draft: Draft) -> UUID:
    """Change a draft, and reckon again what it comes to; raises as `create` does.

    Raises:
        TransitionUnavailable: it is no draft any more.
        NotFound, StaleVersion: as their names say.
    """
    (key,) = await masters.update(work, INVOICE, [draft])
    await require_fit(work, key, draft.path)
    await reckon_invoice(work, key, draft.path)
    return key


async def delete(work: Work, key: UUID, version: int, path: InputPath = ()) -> None:
    """Throw a draft away.

    Raises:
        TransitionUnavailable: it is no draft any more.
        NotFound, StaleVersion: as their names say.
    """
    found = (await locking.locked(work, INVOICE, [(key, (*path, "id"))]))[key]
    require_transition(dict(found), "delete", (*path, "id"))
    await locking.require_version(work, INVOICE, found, version, (*path, "version"))
    for statement in _FORGET:
        await work.raw.execute(statement, key)
    await masters.delete(work, INVOICE, key, version, path)
