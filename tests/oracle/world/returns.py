"""Returns of what was shipped, in each state, some of them looked at."""

from collections.abc import Sequence
from decimal import Decimal
from random import Random

import models
from models import InvoiceKind, InvoiceState, ReturnedGoods, ReturnRemedy, ReturnState, SalesOrderState
from tests.oracle.world.builder import MOMENTS, Builder
from tests.oracle.world.texts import NAMES

_PROMISED = (SalesOrderState.CONFIRMED, SalesOrderState.ON_HOLD, SalesOrderState.CLOSED, SalesOrderState.CLOSED_SHORT)
_BACK = (ReturnState.RECEIVED, ReturnState.INSPECTED, ReturnState.CLOSED)
_SEEN = (ReturnState.INSPECTED, ReturnState.CLOSED)


def returns(
    builder: Builder,
    orders: Sequence[models.SalesOrder],
    lines: Sequence[models.SalesOrderLine],
    places: Sequence[models.Location],
) -> None:
    """Make returns of one company, by a chance of their own: what is made after them stays as it is."""
    others, builder.random = builder.random, Random(f"returns of {places[0].company_id}")
    promised = {order.id: order for order in orders if order.state in _PROMISED}
    ordered = {line.id: promised[line.order_id] for line in lines if line.order_id in promised}
    gone = {row.id for row, values in builder.changes if isinstance(row, models.Shipment) and values.get("shipped_at")}
    left = [row for layer in builder.layers for row in layer if isinstance(row, models.ShipmentLine)]
    parts = [
        row
        for row in left
        if row.shipment_id in gone and row.sales_order_line_id in ordered and row.reservation_id is not None
    ]
    made = [
        _return(builder, place, ordered[part.sales_order_line_id], places, orders)
        for place, part in enumerate(parts[2:])
    ]
    own = [_line(builder, each, part) for each, part in zip(made, parts[2:], strict=True)]
    seen = [
        _finding(builder, line, position, places)
        for each, line in zip(made, own, strict=True)
        if each.state in _SEEN
        for position in (1, 2)
    ]
    builder.late(made, own, seen, [_note(builder, each, place) for place, each in enumerate(made[:2])])
    _tell(builder, made)
    builder.random = others


def _return(
    builder: Builder,
    place: int,
    order: models.SalesOrder,
    places: Sequence[models.Location],
    orders: Sequence[models.SalesOrder],
) -> models.ReturnAuthorization:
    state = [*ReturnState][(place + 3) % len(ReturnState)]
    return models.ReturnAuthorization(
        **builder.owned(),
        number=f"RT-{place:03}",
        state=state,
        customer_id=order.customer_id,
        sales_order_id=order.id,
        reason=builder.maybe(builder.pick(NAMES)),
        reject_reason=builder.pick(NAMES) if state is ReturnState.REJECTED else None,
        tracking_number=builder.maybe(f"T{place}"),
        received_at=builder.pick(MOMENTS) if state in _BACK else None,
        location_id=builder.pick(places).id if state in _BACK else None,
        replacement_order_id=builder.pick(orders).id if state is ReturnState.CLOSED else None,
    )


def _line(
    builder: Builder, own: models.ReturnAuthorization, part: models.ShipmentLine
) -> models.ReturnAuthorizationLine:
    return models.ReturnAuthorizationLine(
        **builder.owned(),
        authorization_id=own.id,
        position=1,
        sales_order_line_id=part.sales_order_line_id,
        shipment_line_id=part.id,
        sku_id=part.sku_id,
        lot_id=part.lot_id,
        quantity=Decimal("1.500000"),
        received_quantity=Decimal("1.250000") if own.state in _BACK else None,
    )


def _finding(
    builder: Builder, line: models.ReturnAuthorizationLine, position: int, places: Sequence[models.Location]
) -> models.ReturnInspection:
    return models.ReturnInspection(
        **builder.owned(),
        line_id=line.id,
        position=position,
        quantity=Decimal("0.500000"),
        goods=builder.pick([*ReturnedGoods]),
        remedy=builder.pick([*ReturnRemedy]),
        location_id=builder.pick(places).id,
        note=builder.maybe(builder.pick(NAMES)),
    )


def _note(builder: Builder, own: models.ReturnAuthorization, place: int) -> models.Invoice:
    """Draft a note for what came back, beside the drafts of invoices that are there."""
    rows = [row for layer in builder.layers for row in layer if isinstance(row, models.Invoice)]
    like = next(row for row in rows if row.company_id == own.company_id and row.entry_id is None)
    return models.Invoice(
        **builder.owned(), kind=InvoiceKind.CREDIT_NOTE, state=InvoiceState.DRAFT, party_id=own.customer_id,
        reference=f"RT{place}", journal_id=like.journal_id, invoice_on=like.invoice_on, currency=like.currency,
        discount_amount=like.discount_amount, is_advance=False, net_amount=like.net_amount, tax_amount=like.tax_amount,
        deducted_amount=like.deducted_amount, rounding_amount=like.rounding_amount, total_amount=like.total_amount,
        return_authorization_id=own.id,
    )  # fmt: skip


def _tell(builder: Builder, made: Sequence[models.ReturnAuthorization]) -> None:
    """Let a move and an entry be of a return, which nothing else is behind."""
    for own in made[:1]:
        rows = [row for layer in builder.layers for row in layer if getattr(row, "company_id", None) == own.company_id]
        move = next(row for row in rows if isinstance(row, models.StockMove) and row.document_id is None)
        move.document_type, move.document_id = "ReturnAuthorization", own.id
        entry = next(row for row in rows if isinstance(row, models.JournalEntry) and row.source_id is None)
        entry.source_type, entry.source_id = "ReturnAuthorization", own.id
