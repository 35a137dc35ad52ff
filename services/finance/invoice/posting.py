"""Posting invoices: by the posting rules, at a rate that stays, with open items for what is due.

Locks are taken in this order: the invoice, what it credits, the advances that it takes off by their ids, the open items of
these, the lines of orders that it bills by theirs, the party of whom tax is withheld, what the goods are worth that it names,
then the numbers of their entries and of its own.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from kernel.currency import currency_exponent
from kernel.errors import InputPath
from kernel.rounding import RoundingPolicy, step_of
from kernel.split import split
from models import DiscountBase, InvoiceKind
from services import locking
from services.finance.cut_off import Event, before_invoice, post_cut_off
from services.finance.invoice.advances import locked_advances, settle_prepayments, take_back_prepayment
from services.finance.invoice.crediting import left_of_credited
from services.finance.invoice.drafts import INVOICE
from services.finance.invoice.legs import Writing
from services.finance.invoice.life import NOTES, InvoiceWithoutAmount, require_transition
from services.finance.invoice.orders import require_within_orders
from services.finance.invoice.owed import taxes_owed
from services.finance.invoice.receipts import Billed, Rate, Revalue
from services.finance.invoice.reckoning import reckon_invoice
from services.finance.invoice.withholding import withhold
from services.finance.outgoing_approval import require_bill_approval
from services.finance.payment_terms import Digits, discounts
from services.finance.posting import Entry, post
from services.finance.rates import rate_on
from services.finance.tax.facts import record
from services.finance.terms import term_of
from services.rows import Found, as_json
from services.work import Work

_VALIDATED: Final = "update invoice set state = 'VALIDATED' where id = $1"
_REVISED: Final = "update invoice set state = 'DRAFT' where id = $1"
_CANCELLED: Final = "update invoice set state = 'CANCELLED' where id = $1"
_COMPANY: Final = "select currency, rounding_policy, revenue_cut_off from company where id = $1"
_LOCK: Final = "select * from invoice where id = $1 for update"
_OFFERED: Final = """
insert into open_item_discount (company_id, open_item_id, until_on, currency, amount, lowers_tax)
select item.company_id, item.id, said.until_on, item.currency, said.amount, said.lowers_tax
from jsonb_populate_recordset(null::open_item_discount, $1::jsonb) as said join open_item as item on item.id = said.open_item_id
"""
# The instalments come first, since those of a posted invoice are fixed.
_POSTED: Final = """
with opened as (
  update invoice_instalment as own set open_item_id = said.open_item_id
  from jsonb_populate_recordset(null::invoice_instalment, $5::jsonb) as said where own.id = said.id returning own.id
)
update invoice set state = 'POSTED', entry_id = $2, posted_on = $3, rate = $4,
  number = (select number from journal_entry where id = $2)
from (select count(*) from opened) as done where invoice.id = $1
"""


async def validate(work: Work, key: UUID, version: int, path: InputPath = ()) -> UUID:
    """Find a draft complete: its amounts are reckoned for the last time, and stay until it is revised.

    Raises:
        InvoiceWithoutAmount, CreditAboveInvoice, CreditAboveLine, CreditsOther: as their names say.
        AdvanceUnfit, AdvanceAboveInvoice, OrderLineOverbilled: as their names say.
        TransitionUnavailable, NotFound, StaleVersion: as their names say; and what `reckon_invoice` raises.
    """
    await _found(work, key, version, "validate", path)
    await reckon_invoice(work, key, path)
    reckoned = await work.raw.fetchrow(_LOCK, key)
    assert reckoned is not None
    gross = reckoned["net_amount"] + reckoned["tax_amount"]
    if gross <= 0 or gross < reckoned["deducted_amount"]:
        raise InvoiceWithoutAmount(gross, reckoned["deducted_amount"], path=path)
    await left_of_credited(work, reckoned, path)
    await taxes_owed(work, reckoned, path)
    await require_within_orders(work, key, InvoiceKind(reckoned["kind"]), path)
    await work.raw.execute(_VALIDATED, key)
    return key


async def revise(work: Work, key: UUID, version: int, path: InputPath = ()) -> UUID:
    """Make a draft again of what was validated and not posted.

    Raises:
        TransitionUnavailable, NotFound, StaleVersion: as their names say.
    """
    await _found(work, key, version, "revise", path)
    await work.raw.execute(_REVISED, key)
    return key


async def post_invoice(
    work: Work, key: UUID, version: int, revalue: Revalue, posted_on: date | None = None, path: InputPath = ()
) -> UUID:
    """Post a validated invoice: it gets its number, its rate stays, and what is due of it becomes open items.

    `revalue` is told what goods have cost that arrived before. A note that takes back all that was left of a document cancels that document.

    Raises:
        CreditAboveInvoice, CreditAboveLine, CreditsOther: others were faster.
        AdvanceUnfit, AdvanceTakenOff, OrderLineOverbilled, ReceiptLineOverbilled: others were faster.
        AccountUndetermined: the company has no account for a part of it.
        ApprovalRequired, ApprovalRejected: others have to agree to a vendor's bill, or have refused.
        TransitionUnavailable, NotFound, StaleVersion: as their names say; and what `post` raises.
    """
    found = await _found(work, key, version, "post", path)
    credited, left = await left_of_credited(work, found, path)
    advances = await locked_advances(work, found, credited, path)
    await require_within_orders(work, key, InvoiceKind(found["kind"]), path)
    on = posted_on or found["posted_on"] or found["invoice_on"]
    company = await work.raw.fetchrow(_COMPANY, found["company_id"])
    assert company is not None
    rate = found["rate"] or await rate_on(work, found["company_id"], found["currency"], company["currency"], on)
    rate = Decimal(1) if found["currency"] == company["currency"] else rate
    await require_bill_approval(work, found, on)
    was = await before_invoice(work, key) if company["revenue_cut_off"] else None
    withheld = await withhold(work, {**found, "posted_on": on}, rate, company)
    is_of_advance = found["is_advance"] or (credited is not None and credited["is_advance"])
    money = Rate(found["currency"], rate, company["currency"], RoundingPolicy(company["rounding_policy"]))
    writing = Writing(work, found, [], [], money, is_of_advance)
    due = await writing.due()
    await writing.lines()
    taken_off = await writing.advances(advances)
    await writing.withheld(withheld)
    await writing.taxes(await taxes_owed(work, found, path))
    entry = Entry(
        found["company_id"], found["journal_id"], on, writing.legs, found["currency"], rate, _words(found),
        source=("Invoice", key), document_on=found["invoice_on"], is_taxed=bool(writing.facts), path=path,
    )  # fmt: skip
    dearer = {line: amount for line, amount in writing.dearer.items() if amount}
    if dearer:
        await revalue(work, Billed(found["company_id"], key, _words(found), dearer, path))
    (entry_id,) = await post(work, [entry])
    await record(work, entry_id, writing.facts)
    await _offer(work, found, due, RoundingPolicy(company["rounding_policy"]))
    await work.raw.execute(_POSTED, key, entry_id, on, rate, as_json(due))
    await settle_prepayments(work, found, entry_id, taken_off, on)
    if credited is not None and credited["is_advance"]:
        await take_back_prepayment(work, found, entry_id, credited, on)
    if credited is not None and not left:
        await work.raw.execute(_CANCELLED, credited["id"])
    if was is not None:
        await post_cut_off(work, was, Event(found["company_id"], ("Invoice", key), _words(found), on, path))
    return key


def _words(found: Found) -> str:
    words = str(found["kind"]).replace("_", " ").capitalize()
    return words if found["reference"] is None else f"{words} {found['reference']}"


async def _found(work: Work, key: UUID, version: int, transition: str, path: InputPath) -> Found:
    found = (await locking.locked(work, INVOICE, [(key, (*path, "id"))]))[key]
    await locking.require_version(work, INVOICE, found, version, (*path, "version"))
    require_transition(dict(found), transition, (*path, "id"))
    return found


async def _offer(work: Work, found: Found, due: Sequence[dict[str, Any]], policy: RoundingPolicy) -> None:
    """Write down what is taken off for paying early, each instalment with its share."""
    if found["payment_term_id"] is None or found["kind"] in NOTES.values() or not due:
        return
    term, _ = await term_of(work, found["company_id"], found["payment_term_id"], found["currency"])
    exponent = currency_exponent(found["currency"])
    digits = Digits(exponent, policy)
    rows: list[dict[str, Any]] = []
    for offer in discounts(term, found["total_amount"], found["net_amount"], found["invoice_on"], digits):
        shares = split(offer.amount, [each["amount"] for each in due], step_of(exponent))
        rows += [
            {
                "open_item_id": each["open_item_id"], "until_on": offer.until, "amount": share,
                "lowers_tax": term.discount_base is DiscountBase.GROSS,
            }
            for each, share in zip(due, shares, strict=True) if share
        ]  # fmt: skip
    await work.raw.execute(_OFFERED, as_json(rows))
