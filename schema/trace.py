"""The trace of a document: what came before it and what came of it, as far as the viewer may see."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, NamedTuple, TypeAlias

import sqlalchemy as sa
import strawberry
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import FromClause

from planner.arguments import Argument
from planner.entity import entity_of
from planner.fields import Columns, beside, computed, document, held
from planner.planning import Planning
from planner.text import constant, number
from schema import zones
from schema.enums import described

DOCUMENTS_MAX: Final = 200
WEIGHT: Final = 100
"""What following documents weighs: about as much as reading so many values."""

Day: TypeAlias = Callable[[Columns], ColumnElement[Any]]
"""The day of a document, or a moment of it, from its columns."""


class TraceDirection(StrEnum):
    """Which way a document lies from another."""

    BEFORE = "BEFORE"
    AFTER = "AFTER"


class TracedKind(StrEnum):
    """The documents that follow from each other."""

    BLANKET_AGREEMENT = "BLANKET_AGREEMENT"
    QUOTATION = "QUOTATION"
    SALES_ORDER = "SALES_ORDER"
    SHIPMENT = "SHIPMENT"
    RETURN_AUTHORIZATION = "RETURN_AUTHORIZATION"
    PURCHASE_ORDER = "PURCHASE_ORDER"
    GOODS_RECEIPT = "GOODS_RECEIPT"
    CUSTOMER_INVOICE = "CUSTOMER_INVOICE"
    CREDIT_NOTE = "CREDIT_NOTE"
    VENDOR_BILL = "VENDOR_BILL"
    DEBIT_NOTE = "DEBIT_NOTE"
    PAYMENT = "PAYMENT"
    STOCK_ADJUSTMENT = "STOCK_ADJUSTMENT"
    STOCK_REVALUATION = "STOCK_REVALUATION"
    STOCK_TRANSFER = "STOCK_TRANSFER"
    VENDOR_RETURN = "VENDOR_RETURN"
    JOURNAL_ENTRY = "JOURNAL_ENTRY"


described(
    TraceDirection,
    "Which way a document lies from another.",
    {
        TraceDirection.BEFORE: "The other follows from it.",
        TraceDirection.AFTER: "It follows from the other.",
    },
)
described(
    TracedKind,
    "The documents that follow from each other.",
    {
        TracedKind.BLANKET_AGREEMENT: "What a customer agrees to take: `BlanketAgreement`.",
        TracedKind.QUOTATION: "What was offered to a customer: `Quotation`.",
        TracedKind.SALES_ORDER: "What a customer ordered: `SalesOrder`.",
        TracedKind.SHIPMENT: "What leaves: `Shipment`.",
        TracedKind.RETURN_AUTHORIZATION: "What comes back: `ReturnAuthorization`.",
        TracedKind.PURCHASE_ORDER: "What was ordered from a vendor: `PurchaseOrder`.",
        TracedKind.GOODS_RECEIPT: "What arrived: `GoodsReceipt`.",
        TracedKind.CUSTOMER_INVOICE: "What a customer is asked for: `Invoice`.",
        TracedKind.CREDIT_NOTE: "What is given back to a customer: `Invoice`.",
        TracedKind.VENDOR_BILL: "What a vendor asks for: `Invoice`.",
        TracedKind.DEBIT_NOTE: "What is asked back of a vendor: `Invoice`.",
        TracedKind.PAYMENT: "Money that came or went: `Payment`.",
        TracedKind.STOCK_ADJUSTMENT: "What was counted and put right: `StockAdjustment`.",
        TracedKind.STOCK_REVALUATION: "A new standard cost of what is there: `StockRevaluation`.",
        TracedKind.STOCK_TRANSFER: "What goes from one warehouse to another: `StockTransfer`.",
        TracedKind.VENDOR_RETURN: "What goes back to a vendor: `VendorReturn`.",
        TracedKind.JOURNAL_ENTRY: "What was posted: `JournalEntry`.",
    },
)


@strawberry.type(description="A document that another follows from, or that follows from another.")
class TracedDocument:
    """A document that another follows from, or that follows from another."""

    direction: TraceDirection = held("Whether it comes before the document or after it.")
    steps: int = held("How many documents it is away: 1 for those that name each other.")
    kind: TracedKind = held("What it is.")
    document_id: strawberry.ID = held("Its id, as `Type:uuid`, for `node`.")
    number: str | None = held("The number that people call it by; null where it has none, or none yet.")
    state: str | None = held("Where it is in its life cycle, as its type says it; null where it has none.")
    dated_on: dt.date | None = held(
        "Its day, in the time zone of the company: of agreements their first, of quotations, orders, invoices, payments and receipts their own, of "
        "shipments when they left or are to leave, of transfers when they are to be there, of returns when they came back, or left for "
        "the vendor; null for a return that has not."
    )


@strawberry.type(description="What came before a document, and what came of it: the documents that the viewer may see.")
class DocumentTrace:
    """What came before a document, and what came of it."""

    documents: list[TracedDocument] = document(
        f"The documents, from the first that led here to the last that came of it: {DOCUMENTS_MAX} at most, the nearest.",
        "documents",
    )
    is_cut: bool = computed("Whether there are more than are told.", lambda of: of.is_cut)


def _of_moment(column: str) -> Day:
    """The day of a moment, in the time zone of the company."""
    return lambda of: sa.cast(sa.func.timezone(zones.of_company(of), of[column]), sa.Date())


def _day(column: str) -> Day:
    return lambda of: of[column]


def _day_of_shipment(of: Columns) -> ColumnElement[Any]:
    return sa.func.coalesce(_of_moment("shipped_at")(of), of.planned_on)


_DAYS: Final[Mapping[str, Day]] = {
    "BlanketAgreement": _day("valid_from"),
    "Quotation": _day("quoted_on"),
    "SalesOrder": _of_moment("placed_at"),
    "Shipment": _day_of_shipment,
    "ReturnAuthorization": _of_moment("received_at"),
    "PurchaseOrder": _of_moment("ordered_at"),
    "GoodsReceipt": _day("received_on"),
    "Invoice": _day("invoice_on"),
    "Payment": _day("paid_on"),
    "StockAdjustment": _of_moment("adjusted_at"),
    "StockRevaluation": _day("revalued_on"),
    "StockTransfer": _day("planned_on"),
    "VendorReturn": _of_moment("shipped_at"),
    "JournalEntry": _day("posted_on"),
}
"""The types of documents that are traced, by their names in the schema, and the days that they are told with."""


_SHOWN: Final = ("direction", "steps", "kind", "document_id", "number", "state", "dated_on")


def trace_of(type_name: str) -> Any:
    """Declare the trace of a type of documents."""

    def row(planning: Planning, of: Columns, _given: Mapping[str, Argument]) -> sa.Select[Any]:
        return _trace(planning, type_name, of)

    return beside(
        "What came before it and what came of it, also by other documents between: those that the viewer may see.",
        row,
        weight=WEIGHT,
    )


def _trace(planning: Planning, type_name: str, of: Columns) -> sa.Select[Any]:
    """Select one row: the documents as JSON, and whether there are more."""
    shown = _documents(planning, type_name, of).subquery()
    place = sa.func.row_number().over(order_by=(shown.c.steps, shown.c.dated_on, shown.c.document_id))
    placed = sa.select(shown, place.label("place")).subquery()
    told = sa.func.jsonb_build_object(*(part for name in _SHOWN for part in (constant(name), placed.c[name])))
    signed = sa.case((placed.c.direction == constant("BEFORE"), -placed.c.steps), else_=placed.c.steps)
    is_told = placed.c.place <= number(DOCUMENTS_MAX)
    listed: Any = sa.func.jsonb_agg(aggregate_order_by(told, signed, placed.c.dated_on, placed.c.document_id)).filter(
        is_told
    )
    columns: list[ColumnElement[Any]] = [
        sa.func.coalesce(listed, sa.cast(constant("[]"), JSONB())).label("documents"),
        (sa.func.count() > number(DOCUMENTS_MAX)).label("is_cut"),
    ]
    return sa.select(*columns).select_from(placed)


def _documents(planning: Planning, type_name: str, of: Columns) -> sa.Select[Any]:
    """Select the documents around one that the viewer may see, whatever lies between them."""
    step = sa.func.document_trace(constant(type_name), of.id).table_valued(
        sa.column("direction", sa.Text()), sa.column("steps", sa.Integer()), sa.column("kind", sa.Text()),
        sa.column("id", sa.Uuid()),
    )  # fmt: skip
    source: Any = step
    met: list[_Met] = []
    for name, day in _DAYS.items():
        entity = entity_of(planning.object_type(name))
        assert entity is not None
        if planning.access.allows(entity.needs):
            row = entity.table.alias()
            is_of = sa.case((step.c.kind == constant(name), step.c.id))
            source = source.outerjoin(row, sa.and_(row.c.id == is_of, *planning.visible(entity, row)))
            met.append(_Met(name, row, day))
    columns = [
        step.c.direction,
        step.c.steps,
        _first(met, lambda each: each.kind).label("kind"),
        (step.c.kind + constant(":") + sa.cast(step.c.id, sa.Text())).label("document_id"),
        _first(met, lambda each: each.column("number")).label("number"),
        _first(met, lambda each: each.column("state")).label("state"),
        _first(met, lambda each: each.day(each.row.c)).label("dated_on"),
    ]
    return (
        sa.select(*columns).select_from(source).where(sa.or_(sa.false(), *(each.row.c.id.is_not(None) for each in met)))
    )


class _Met(NamedTuple):
    """A type of documents that the viewer may read, and its row where a document is of the type."""

    name: str
    row: FromClause
    day: Day

    @property
    def kind(self) -> ColumnElement[Any]:
        return self.row.c.kind if self.name == "Invoice" else constant(TracedKind[_upper(self.name)])

    def column(self, name: str) -> ColumnElement[Any]:
        return self.row.c[name] if name in self.row.c else sa.cast(sa.null(), sa.Text())


def _first(met: Sequence[_Met], value: Callable[[_Met], ColumnElement[Any]]) -> ColumnElement[Any]:
    """What the one row says that is there."""
    whens = [(each.row.c.id.is_not(None), value(each)) for each in met]
    return sa.case(*whens) if whens else sa.null()


def _upper(name: str) -> str:
    return "".join(f"_{letter}" if letter.isupper() else letter.upper() for letter in name).removeprefix("_")
