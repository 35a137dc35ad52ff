"""Returns to vendors: ready, gone and called off, and a note that gives back the price of one."""

from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import TypeVar

import models
from models import Base, InvoiceState, LocationKind, ReleaseCause, VendorReturnState
from tests.oracle.world.builder import EXPONENTS, NOON, Builder
from tests.oracle.world.texts import NAMES

T = TypeVar("T", bound=Base)
STATES = (VendorReturnState.READY, VendorReturnState.SHIPPED, VendorReturnState.CANCELLED, VendorReturnState.SHIPPED)


def vendor_returns(builder: Builder, company: models.Company) -> None:
    """Make the returns of one company, by a chance of its own: what is made after them stays as it is."""
    others, builder.random = builder.random, Random(f"returns to vendors of {company.id}")
    moved = {move.document_id for move in _made(builder, company, models.StockMove)}
    named = {line.goods_receipt_line_id for line in _made(builder, company, models.InvoiceLine)}
    lines = [
        line for line in _made(builder, company, models.GoodsReceiptLine)
        if line.receipt_id not in moved and line.id not in named
    ]  # fmt: skip
    supplier = models.Location(**builder.owned(), code="VENDORS", name="Vendors", kind=LocationKind.SUPPLIER)
    builder.layer([supplier])
    made = [
        _return(builder, company, place, state, arrived, supplier)
        for place, (state, arrived) in enumerate(zip(STATES, lines, strict=False))
    ]
    _note(builder, company, made)
    builder.random = others


def _return(
    builder: Builder,
    company: models.Company,
    place: int,
    state: VendorReturnState,
    arrived: models.GoodsReceiptLine,
    supplier: models.Location,
) -> models.VendorReturn:
    own = models.VendorReturn(
        **builder.owned(), number=f"VR-{place:04}", goods_receipt_id=arrived.receipt_id,
        reason=builder.maybe(builder.pick(NAMES)),
    )  # fmt: skip
    quantity, has_left = arrived.stock_quantity, state is VendorReturnState.SHIPPED
    nothing = quantity * 0
    kept = models.Reservation(
        **builder.owned(), demand_type="VendorReturn", demand_id=own.id, sku_id=arrived.sku_id,
        location_id=arrived.location_id, lot_id=arrived.lot_id, quantity=quantity,
        consumed=quantity if has_left else nothing, released=nothing if has_left else quantity,
        release_cause=None if has_left else ReleaseCause.LOST,
    )  # fmt: skip
    line = models.VendorReturnLine(
        **builder.owned(), return_id=own.id, position=1, goods_receipt_line_id=arrived.id, reservation_id=kept.id,
        sku_id=arrived.sku_id, location_id=arrived.location_id, lot_id=arrived.lot_id, quantity=quantity,
        reason=builder.maybe(builder.pick(NAMES)), currency=company.currency,
    )  # fmt: skip
    builder.layer([own], [kept], [line])
    if has_left:
        ways = ((supplier.id, arrived.location_id, None), (arrived.location_id, supplier.id, own.id))
        builder.layer([_move(builder, line, source, target, of) for source, target, of in ways][:1])
        builder.layer([_move(builder, line, *ways[1])])
        zero = Decimal(0).scaleb(-EXPONENTS[company.currency])
        told = {"billed_quantity": nothing, "accrued_amount": arrived.accrued_amount, "owed_amount": zero}
        builder.change(line, **told)
        builder.change(own, state=state, shipped_at=NOON)
    elif state is VendorReturnState.CANCELLED:
        builder.change(own, state=state)
    return own


def _move(
    builder: Builder, line: models.VendorReturnLine, source: object, target: object, of: object
) -> models.StockMove:
    return models.StockMove(
        **builder.owned(), sku_id=line.sku_id, from_location_id=source, to_location_id=target, lot_id=line.lot_id,
        quantity=line.quantity, moved_at=NOON, document_type="VendorReturn" if of else None, document_id=of,
    )  # fmt: skip


def _note(builder: Builder, company: models.Company, made: Sequence[models.VendorReturn]) -> None:
    """Let a draft give back the price of what is gone, and an entry be of it, which nothing else is behind."""
    gone = made[1]
    drafts = {each.id for each in _made(builder, company, models.Invoice) if each.state is InvoiceState.DRAFT}
    lines = _made(builder, company, models.InvoiceLine)
    for line in [each for each in lines if each.invoice_id in drafts and each.goods_receipt_line_id is not None][:1]:
        builder.change(line, vendor_return_id=gone.id)
    entry = next(each for each in _made(builder, company, models.JournalEntry) if each.source_id is None)
    entry.source_type, entry.source_id = "VendorReturn", gone.id


def _made(builder: Builder, company: models.Company, model: type[T]) -> list[T]:
    """Give the rows of a table that a company has so far."""
    rows = [row for layer in builder.layers for row in layer if isinstance(row, model)]
    return [row for row in rows if getattr(row, "company_id", None) == company.id]
