"""Which documents come before and after one: the function `document_trace` follows what documents say of each other.

It knows no rights and tells no more than kinds and ids; whoever asks it shows of these what may be seen.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

STEPS_MAX: Final = 12
DOCUMENTS_MAX: Final = 1_000


class Link(NamedTuple):
    """Where it is written that a document follows from another: the tables, and in them the ids of both."""

    before: str
    after: str
    tables: str
    before_id: str
    after_id: str
    condition: str | None = None


_PAID: Final = """
settlement_line as part join settlement as own on own.id = part.settlement_id join open_item as item on item.id = part.open_item_id
"""
_STANDS: Final = """
item.source_type = 'Invoice' and own.undoes_id is null and not exists (select from settlement where undoes_id = own.id)
"""
_TO_BE_PAID: Final = "payment_allocation as part join open_item as item on item.id = part.open_item_id"
_BILLED: Final = "invoice_line as part join {0}_line as own on own.id = part.{0}_line_id"
_RETURNED: Final = "return_authorization_line as part join shipment_line as own on own.id = part.shipment_line_id"
_RECEIVED: Final = "goods_receipt_line as part join purchase_order_line as own on own.id = part.purchase_order_line_id"

LINKS: Final = (
    Link("Quotation", "SalesOrder", "sales_order", "quotation_id", "id"),
    Link("BlanketAgreement", "SalesOrder", "sales_order", "agreement_id", "id"),
    Link("SalesOrder", "Shipment", "shipment", "sales_order_id", "id"),
    Link("SalesOrder", "Invoice", _BILLED.format("sales_order"), "own.order_id", "part.invoice_id"),
    Link("SalesOrder", "ReturnAuthorization", "return_authorization", "sales_order_id", "id"),
    Link("Shipment", "Shipment", "shipment", "backorder_of_id", "id"),
    Link("GoodsReceipt", "Shipment", "shipment", "goods_receipt_id", "id"),
    Link("Shipment", "ReturnAuthorization", _RETURNED, "own.shipment_id", "part.authorization_id"),
    Link("ReturnAuthorization", "SalesOrder", "return_authorization", "id", "replacement_order_id"),
    Link("ReturnAuthorization", "Invoice", "invoice", "return_authorization_id", "id"),
    Link("PurchaseOrder", "GoodsReceipt", _RECEIVED, "own.order_id", "part.receipt_id"),
    Link("PurchaseOrder", "Invoice", _BILLED.format("purchase_order"), "own.order_id", "part.invoice_id"),
    Link("GoodsReceipt", "Invoice", _BILLED.format("goods_receipt"), "own.receipt_id", "part.invoice_id"),
    Link("GoodsReceipt", "VendorReturn", "vendor_return", "goods_receipt_id", "id"),
    Link("VendorReturn", "Invoice", "invoice_line", "vendor_return_id", "invoice_id"),
    Link("Invoice", "Invoice", "invoice", "credits_id", "id"),
    Link("Invoice", "Invoice", "invoice_deduction", "advance_id", "invoice_id"),
    Link("Invoice", "Payment", _PAID, "item.source_id", "own.payment_id", _STANDS),
    Link("Invoice", "Payment", _TO_BE_PAID, "item.source_id", "part.payment_id", "item.source_type = 'Invoice'"),
    Link("Payment", "JournalEntry", "settlement", "payment_id", "entry_id"),
    Link("JournalEntry", "JournalEntry", "journal_entry", "reverses_id", "id"),
)
"""Entries of the journal follow besides from whatever document they name."""

# Each part of the union is asked for documents of its kind alone, by an index.
_DOCUMENT_TRACE: Final = """
create function document_trace(of_kind text, of_id uuid) returns table (direction text, steps integer, kind text, id uuid)
language sql stable rows 20 set search_path = public, pg_temp as $$
  with recursive walk (direction, steps, kind, id) as (
    select said.direction, 0, of_kind collate "C", of_id from (values ('BEFORE'), ('AFTER')) as said (direction)
    union
    select walk.direction, walk.steps + 1, found.kind, found.id from walk cross join lateral (
      {arms}
    ) as found (kind, id)
    where walk.steps < {steps_max} and found.id is not null
  )
  select met.direction, min(met.steps), met.kind, met.id from (select * from walk limit {documents_max}) as met
  where (met.kind, met.id) <> (of_kind, of_id) group by met.direction, met.kind, met.id
$$
"""
_ARM: Final = (
    "select '{found}', {found_id} from {tables} "
    "where walk.direction = '{direction}' and walk.kind = '{known}' and {known_id} = walk.id{condition}"
)
_ENTRIES: Final = """
select 'JournalEntry', journal_entry.id from journal_entry
      where walk.direction = 'AFTER' and source_type = walk.kind and source_id = walk.id
      union all select source_type, source_id from journal_entry
      where walk.direction = 'BEFORE' and walk.kind = 'JournalEntry' and journal_entry.id = walk.id
"""


def statements() -> Iterator[str]:
    """The function that follows documents in both directions, the nearest first."""
    arms = [arm for link in LINKS for arm in (_arm(link, forwards=True), _arm(link, forwards=False))]
    yield _DOCUMENT_TRACE.format(
        arms="\n      union all ".join([*arms, _ENTRIES.strip()]), steps_max=STEPS_MAX, documents_max=DOCUMENTS_MAX + 2
    )


def _arm(link: Link, *, forwards: bool) -> str:
    known, found = (link.before, link.after) if forwards else (link.after, link.before)
    direction = "AFTER" if forwards else "BEFORE"
    before, after = (_qualified(link, name) for name in (link.before_id, link.after_id))
    known_id, found_id = (before, after) if forwards else (after, before)
    return _ARM.format(
        found=found, found_id=found_id, tables=link.tables.strip(), direction=direction, known=known, known_id=known_id,
        condition=f" and {link.condition.strip()}" if link.condition else "",
    )  # fmt: skip


def _qualified(link: Link, name: str) -> str:
    return name if "." in name else f"{link.tables}.{name}"


FUNCTION_NAMES: Final = ("document_trace(text, uuid)",)
