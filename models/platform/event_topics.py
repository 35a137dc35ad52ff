"""What is an event: of which tables changes are told, under which topic, and what is told of them.

A trigger is made of each line, so that whoever writes a table tells of it, whichever way it comes in. Figures are what
everybody may see who may see the type at all, by the names that its fields have; numbers are text, so that no digit is lost.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple


class EventTopic(StrEnum):
    """What an event is about."""

    STOCK_LEVELS = "STOCK_LEVELS"
    SALES_ORDERS = "SALES_ORDERS"
    PURCHASE_ORDERS = "PURCHASE_ORDERS"
    SHIPMENTS = "SHIPMENTS"
    INVOICES = "INVOICES"
    PAYMENTS = "PAYMENTS"
    STOCK_TRANSFERS = "STOCK_TRANSFERS"
    GOODS_RECEIPTS = "GOODS_RECEIPTS"
    RETURNS = "RETURNS"
    APPROVALS = "APPROVALS"
    JOBS = "JOBS"
    INTEGRITY = "INTEGRITY"


_NONE: Final[Mapping[str, str]] = MappingProxyType({})


class Told(NamedTuple):
    """What is told of a table: expressions are over `the`, which is the row as it is, or was before it went."""

    topic: EventTopic
    type_name: str
    table: str
    # Of the life cycle; null for what has none.
    state: str = "null"
    # The partner whom it concerns.
    party: str = "null"
    # The user or program whom alone it concerns.
    subject: str = "null"
    figures: Mapping[str, str] = _NONE
    # The columns whose change is told; every change where there are none.
    columns: tuple[str, ...] = ()
    # Which rows are told of at all.
    only: str | None = None


_LEVEL: Final = {
    "onHand": "the.on_hand::text",
    "reserved": "the.reserved::text",
    "available": "(the.on_hand - the.reserved)::text",
    "sku": "'Sku:' || the.sku_id",
    "location": "'Location:' || the.location_id",
    "lot": "'Lot:' || the.lot_id",
}
_TOTAL: Final = {"total": "the.total_amount::text", "currency": "the.currency"}
_AMOUNT: Final = {"amount": "the.amount::text", "currency": "the.currency"}
_PROGRESS: Final = {"kind": "the.kind", "progressDone": "the.progress_done", "progressTotal": "the.progress_total"}
_REQUEST: Final = {"document": "the.document_type || ':' || the.document_id"}

TOLD: Final = (
    Told(EventTopic.STOCK_LEVELS, "StockLevel", "stock_level", figures=_LEVEL, columns=("on_hand", "reserved")),
    Told(EventTopic.SALES_ORDERS, "SalesOrder", "sales_order", "the.state", "the.customer_id", figures=_TOTAL),
    Told(EventTopic.PURCHASE_ORDERS, "PurchaseOrder", "purchase_order", "the.state", "the.vendor_id"),
    Told(EventTopic.SHIPMENTS, "Shipment", "shipment", "the.state", "the.party_id"),
    Told(EventTopic.INVOICES, "Invoice", "invoice", "the.state", "the.party_id", figures=_TOTAL),
    Told(EventTopic.PAYMENTS, "Payment", "payment", "the.state", "the.party_id", figures=_AMOUNT),
    Told(EventTopic.STOCK_TRANSFERS, "StockTransfer", "stock_transfer", "the.state"),
    Told(EventTopic.GOODS_RECEIPTS, "GoodsReceipt", "goods_receipt"),
    Told(EventTopic.RETURNS, "ReturnAuthorization", "return_authorization", "the.state", "the.customer_id"),
    Told(EventTopic.RETURNS, "VendorReturn", "vendor_return", "the.state"),
    Told(EventTopic.APPROVALS, "ApprovalRequest", "approval_request", "the.state", figures=_REQUEST),
    Told(EventTopic.APPROVALS, "ApprovalTask", "approval_task", subject="the.user_id::text"),
    Told(
        EventTopic.JOBS,
        "Job",
        "job",
        "the.state",
        subject="the.requested_by",
        figures=_PROGRESS,
        columns=("state", "progress_done", "progress_total"),
    ),
    Told(
        EventTopic.INTEGRITY,
        "IntegrityReport",
        "integrity_report",
        figures={"holds": "the.holds"},
        only="not {0}.holds",
    ),
)

_FUNCTION: Final = """
create function tell_of_{table}() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare the {table} := case when tg_op = 'DELETE' then old else new end;
begin
  perform outbox_write('{topic}', '{type_name}', tg_op, the.id, the.company_id, the.version,
    case when tg_op <> 'INSERT' then {was} end, case when tg_op <> 'DELETE' then {becomes} end,
    {party}, {subject}, {figures});
  return null;
end $$
"""


def statements() -> Iterator[str]:
    """A function and triggers for each table that is told of."""
    for told in TOLD:
        yield _function(told)
        yield from _triggers(told)


def _function(told: Told) -> str:
    figures = ", ".join(f"'{name}', {value}" for name, value in told.figures.items())
    return _FUNCTION.format(
        **{name: getattr(told, name) for name in ("table", "topic", "type_name", "party", "subject")},
        was=told.state.replace("the.", "old."),
        becomes=told.state.replace("the.", "new."),
        figures=f"jsonb_strip_nulls(jsonb_build_object({figures}))" if figures else "null",
    )


def _triggers(told: Told) -> Iterator[str]:
    runs = f"execute function tell_of_{told.table}()"
    changed = " or ".join(f"old.{column} is distinct from new.{column}" for column in told.columns) or "true"
    for event, row in (("insert", "new"), ("update", "new"), ("delete", "old")):
        conditions = [told.only.format(row)] if told.only else []
        if event == "update" and told.columns:
            conditions.append(f"({changed})")
        when = f"when ({' and '.join(conditions)}) " if conditions else ""
        yield f"create trigger tell_{event} after {event} on {told.table} for each row {when}{runs}"


FUNCTION_NAMES: Final = tuple(f"tell_of_{told.table}()" for told in reversed(TOLD))
