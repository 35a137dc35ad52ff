"""What documents follow from each other, document by document: neighbours are asked for until there are no more."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

from tests.oracle.naive.asked import Asked
from tests.oracle.naive.dynamic import Row, Value
from tests.oracle.naive.store import Store
from tests.oracle.naive.values import node_id, written

Document: TypeAlias = tuple[str, UUID]
Pair: TypeAlias = tuple[Document | None, Document | None]

DAYS = {
    "BlanketAgreement": "valid_from", "Quotation": "quoted_on", "SalesOrder": "placed_at", "ReturnAuthorization": "received_at", "PurchaseOrder": "ordered_at",
    "GoodsReceipt": "received_on", "Invoice": "invoice_on", "Payment": "paid_on", "StockAdjustment": "adjusted_at",
    "StockRevaluation": "revalued_on", "StockTransfer": "planned_on", "VendorReturn": "shipped_at", "JournalEntry": "posted_on",
}  # fmt: skip
# A row that names the document before it.
NAMED = (
    ("SalesOrder", "Quotation", "quotation_id"),
    ("SalesOrder", "BlanketAgreement", "agreement_id"),
    ("Shipment", "SalesOrder", "sales_order_id"),
    ("Shipment", "Shipment", "backorder_of_id"),
    ("Shipment", "GoodsReceipt", "goods_receipt_id"),
    ("ReturnAuthorization", "SalesOrder", "sales_order_id"),
    ("Invoice", "ReturnAuthorization", "return_authorization_id"),
    ("Invoice", "Invoice", "credits_id"),
    ("VendorReturn", "GoodsReceipt", "goods_receipt_id"),
    ("JournalEntry", "JournalEntry", "reverses_id"),
)
# A part that names a part of the document before it.
PARTS = (
    ("InvoiceLine", "Invoice", "invoice_id", "SalesOrderLine", "sales_order_line_id", "SalesOrder", "order_id"),
    ("InvoiceLine", "Invoice", "invoice_id", "PurchaseOrderLine", "purchase_order_line_id", "PurchaseOrder", "order_id"),
    ("InvoiceLine", "Invoice", "invoice_id", "GoodsReceiptLine", "goods_receipt_line_id", "GoodsReceipt", "receipt_id"),
    ("GoodsReceiptLine", "GoodsReceipt", "receipt_id", "PurchaseOrderLine", "purchase_order_line_id", "PurchaseOrder", "order_id"),
    ("ReturnAuthorizationLine", "ReturnAuthorization", "authorization_id", "ShipmentLine", "shipment_line_id", "Shipment", "shipment_id"),
)  # fmt: skip


@dataclass(frozen=True)
class Trace:
    """The documents around one that the viewer sees."""

    asked: Asked
    row: Row

    def part(self, name: str) -> Value:
        """Give a field of it."""
        return False if name == "isCut" else sorted(self._told(), key=_place)

    def _told(self) -> Iterator[dict[str, object]]:
        for direction in ("BEFORE", "AFTER"):
            for (kind, key), steps in self._around(direction).items():
                met = self.asked.of_any_type(kind, key) if kind in {*DAYS, "Shipment"} else None
                if met is not None:
                    yield {"direction": direction, "steps": steps, **self._shown(kind, met)}

    def _around(self, direction: str) -> dict[Document, int]:
        start = (type(self.row).__name__, self.row.id)
        found, edge = {start: 0}, [start]
        for steps in range(1, 13):
            edge = [each for of in edge for each in _next(self.asked.store, of, direction) if each not in found]
            found |= dict.fromkeys(edge, steps)
        return {each: steps for each, steps in found.items() if each != start}

    def _shown(self, kind: str, met: Row) -> dict[str, object]:
        told = met.kind if kind == "Invoice" else _upper(kind)
        return {
            "kind": told, "document_id": node_id(kind, met.id), "number": getattr(met, "number", None),
            "state": getattr(met, "state", None), "dated_on": self._day(kind, met),
        }  # fmt: skip

    def _day(self, kind: str, met: Row) -> Value:
        said = (met.shipped_at or met.planned_on) if kind == "Shipment" else getattr(met, DAYS[kind])
        if isinstance(said, datetime):
            company = self.asked.store.one("Company", met.company_id)
            assert company is not None
            said = said.astimezone(ZoneInfo(company.time_zone)).date()
        return written(said, "Date")


def _place(told: dict[str, object]) -> tuple[int, bool, str, str]:
    steps = int(str(told["steps"]))
    return (
        -steps if told["direction"] == "BEFORE" else steps, told["dated_on"] is None, str(told["dated_on"]), str(told["document_id"]),
    )  # fmt: skip


def _upper(name: str) -> str:
    return "".join(f"_{letter}" if letter.isupper() else letter.upper() for letter in name).removeprefix("_")


def _next(store: Store, of: Document, direction: str) -> list[Document]:
    return _neighbours(store)[direction].get(of, [])


@lru_cache(maxsize=4)
def _neighbours(store: Store) -> dict[str, dict[Document, list[Document]]]:
    """The documents that follow from each, and those that each follows from."""
    found: dict[str, dict[Document, list[Document]]] = {"AFTER": {}, "BEFORE": {}}
    for before, after in (*_named(store), *_parts(store), *_money(store)):
        if before is not None and after is not None:
            found["AFTER"].setdefault(before, []).append(after)
            found["BEFORE"].setdefault(after, []).append(before)
    return found


def _named(store: Store) -> Iterator[Pair]:
    for kind, before, attribute in NAMED:
        for row in store.all(kind):
            yield _document(before, getattr(row, attribute)), (kind, row.id)
    for row in store.all("ReturnAuthorization"):
        yield ("ReturnAuthorization", row.id), _document("SalesOrder", row.replacement_order_id)
    for row in store.all("JournalEntry"):
        yield _document(row.source_type, row.source_id), ("JournalEntry", row.id)


def _parts(store: Store) -> Iterator[Pair]:
    for part, kind, owner, other_part, attribute, before, other_owner in PARTS:
        for row in store.all(part):
            other = store.one(other_part, getattr(row, attribute))
            if other is not None:
                yield (before, getattr(other, other_owner)), (kind, getattr(row, owner))
    for row in store.all("InvoiceLine"):
        yield _document("VendorReturn", row.vendor_return_id), ("Invoice", row.invoice_id)
    for row in store.all("InvoiceDeduction"):
        yield ("Invoice", row.advance_id), ("Invoice", row.invoice_id)


def _money(store: Store) -> Iterator[Pair]:
    undone = {row.undoes_id for row in store.all("Settlement")}
    for row in store.all("Settlement"):
        if row.payment_id is not None:
            yield ("Payment", row.payment_id), _document("JournalEntry", row.entry_id)
        if row.payment_id is not None and row.undoes_id is None and row.id not in undone:
            for line in store.by("SettlementLine", "settlement_id", row.id):
                yield _billed(store, line), ("Payment", row.payment_id)
    for row in store.all("PaymentAllocation"):
        yield _billed(store, row), ("Payment", row.payment_id)


def _billed(store: Store, line: Row) -> Document | None:
    item = store.one("OpenItem", line.open_item_id)
    return None if item is None or item.source_type != "Invoice" else ("Invoice", item.source_id)


def _document(kind: str | None, key: UUID | None) -> Document | None:
    return None if kind is None or key is None else (kind, key)
