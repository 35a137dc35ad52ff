"""What customers get for what came back: credit notes on the invoices that billed it, or the same goods once more.

A note gives back what was to be refunded, at the price, tax and rate of its invoice, as far as more is billed than the customer
keeps: what was never billed is not billed any more, and not credited either.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from kernel.draft import Draft, Edits
from services.finance.invoice.copies import credit as credit_invoice
from services.rows import Found
from services.sales.order import drafts as orders
from services.sales.returns.life import NothingToCredit, NothingToReplace, RemedyOwed, begin_step
from services.work import Work

# Of each line of the order: what of this return is to be refunded and not in a note yet, and by how much more is billed, less all
# notes, than was shipped and is not refunded. A bundle is refunded when all of it came back, with whichever return that was.
_OWED: Final = """
select line.id, least(case when line.kind = 'BUNDLE' then every.refunded else mine.refunded end - noted.quantity,
  billed.quantity - sales_order_line_shipped(line.id) + every.refunded) as quantity
from sales_order_line as line
cross join lateral (
  select sum(seen.quantity) as refunded from return_inspection as seen join return_authorization_line as back on back.id = seen.line_id
  join sales_order_line as own on own.id = back.sales_order_line_id
  where back.authorization_id = $1 and line.id in (own.id, own.bundle_line_id) and seen.remedy = 'REFUND'
) as mine
cross join lateral (select sales_order_line_refunded(line.id) as refunded) as every
cross join lateral (
  select coalesce(sum(case when bill.kind = 'CREDIT_NOTE' then -said.quantity else said.quantity end), 0) as quantity
  from invoice_line as said join invoice as bill on bill.id = said.invoice_id
  where said.sales_order_line_id = line.id and (bill.entry_id is not null or bill.kind = 'CREDIT_NOTE')
) as billed
cross join lateral (
  select coalesce(sum(said.quantity), 0) as quantity from invoice_line as said join invoice as bill on bill.id = said.invoice_id
  where said.sales_order_line_id = line.id
    and (bill.return_authorization_id = $1 or line.kind = 'BUNDLE' and bill.return_authorization_id is not null)
) as noted
where line.order_id = (select sales_order_id from return_authorization where id = $1) and mine.refunded > 0
order by line.position
"""
# What was billed first is credited first.
_BILLED: Final = """
select said.id, said.invoice_id, said.sales_order_line_id, said.quantity - (
  select coalesce(sum(noted.quantity), 0) from invoice_line as noted where noted.credits_line_id = said.id
) as quantity
from invoice_line as said join invoice as bill on bill.id = said.invoice_id
where said.sales_order_line_id = any($1::uuid[]) and bill.kind = 'CUSTOMER_INVOICE' and bill.state = 'POSTED'
order by bill.invoice_on, bill.id, said.position
"""
_OF_RETURN: Final = "update invoice set return_authorization_id = $2 where id = $1"
_REPLACED: Final = """
select back.sku_id, sum(seen.quantity) as quantity from return_inspection as seen
join return_authorization_line as back on back.id = seen.line_id
where back.authorization_id = $1 and seen.remedy = 'REPLACE' group by back.sku_id order by min(back.position)
"""
_ORDER: Final = "select * from sales_order where id = $1"
_REPLACES: Final = "update return_authorization set replacement_order_id = $2 where id = $1"
_MOVED: Final = "update return_authorization set state = $2 where id = $1"
_LIKE_THE_FIRST: Final = (
    "company_id", "customer_id", "currency", "billing_address_id", "shipping_address_id", "warehouse_id", "sales_rep_id",
    "customer_reference",
)  # fmt: skip


async def credit(work: Work, key: UUID, version: int, on: date | None) -> UUID:
    """Draft the notes that give back the price of what came back, one for each invoice that billed it.

    Raises:
        NothingToCredit: nothing is to be refunded, or none of it is billed.
        TransitionUnavailable, NotFound, StaleVersion: as their names say.
        DomainError: as for every note.
    """
    await begin_step(work, key, version, "credit")
    owed = await _owed(work, key)
    notes = await _on_invoices(work, owed)
    if not notes:
        raise NothingToCredit(path=("id",))
    for invoice_id, quantities in notes.items():
        note_id = await credit_invoice(work, invoice_id, on, quantities)
        await work.raw.execute(_OF_RETURN, note_id, key)
    return key


async def send_again(work: Work, key: UUID, version: int) -> UUID:
    """Draft an order of what is to be replaced, at no price; it is promised and shipped as any other.

    Raises:
        NothingToReplace: nothing is to be, or it was.
        TransitionUnavailable, NotFound, StaleVersion: as their names say.
        DomainError: as for every order.
    """
    found, _ = await begin_step(work, key, version, "replace")
    rows = await work.raw.fetch(_REPLACED, key)
    if not rows or found["replacement_order_id"] is not None:
        raise NothingToReplace(path=("id",))
    first = await work.raw.fetchrow(_ORDER, found["sales_order_id"])
    assert first is not None
    lines = [
        Draft({"sku_id": row["sku_id"], "quantity": row["quantity"], "unit_price": Decimal(0)}, path=("id",))
        for row in rows
    ]
    values = {name: first[name] for name in _LIKE_THE_FIRST}
    order_id = await orders.create(work, Draft(values, lists={"lines": Edits(lines)}, path=("id",)))
    await work.raw.execute(_REPLACES, key, order_id)
    return key


async def close(work: Work, key: UUID, version: int) -> UUID:
    """Bring a return to its end, once the customer got what was promised for it.

    Raises:
        RemedyOwed: a note or goods are still to be written.
        TransitionUnavailable, NotFound, StaleVersion: as their names say.
    """
    found, state = await begin_step(work, key, version, "close")
    if await _on_invoices(work, await _owed(work, key)) or await _is_to_replace(work, found):
        raise RemedyOwed(path=("id",))
    await work.raw.execute(_MOVED, key, state)
    return key


async def _is_to_replace(work: Work, found: Found) -> bool:
    return found["replacement_order_id"] is None and bool(await work.raw.fetch(_REPLACED, found["id"]))


async def _owed(work: Work, key: UUID) -> dict[UUID, Decimal]:
    return {row["id"]: row["quantity"] for row in await work.raw.fetch(_OWED, key) if row["quantity"] > 0}


async def _on_invoices(work: Work, owed: Mapping[UUID, Decimal]) -> dict[UUID, dict[UUID, Decimal]]:
    """Give how much of which lines of invoices is credited, by their invoices."""
    left = dict(owed)
    notes: defaultdict[UUID, dict[UUID, Decimal]] = defaultdict(dict)
    for row in await work.raw.fetch(_BILLED, list(owed)):
        quantity = min(left[row["sales_order_line_id"]], row["quantity"])
        if quantity > 0:
            left[row["sales_order_line_id"]] -= quantity
            notes[row["invoice_id"]][row["id"]] = quantity
    return notes
