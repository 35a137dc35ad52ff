"""Shipments of orders, some of them packed, some gone."""

from collections.abc import Sequence
from decimal import Decimal

import models
from models import (
    CutOff,
    InvoiceKind,
    InvoiceState,
    LineDelivery,
    Resolution,
    SalesLineKind,
    ShipmentKind,
    ShipmentState,
)
from tests.oracle.world.builder import DAYS, NOON, Builder


def shipments(
    builder: Builder,
    orders: Sequence[models.SalesOrder],
    lines: Sequence[models.SalesOrderLine],
    reservations: Sequence[models.Reservation],
    warehouses: Sequence[models.Warehouse],
) -> None:
    """Make shipments of one company."""
    services = [row for layer in builder.layers for row in layer if isinstance(row, models.CarrierService)]
    of_company = [service for service in services if service.company_id == orders[0].company_id]
    made = [
        models.Shipment(
            **builder.owned(),
            number=f"SH-{place:04}",
            kind=ShipmentKind.OUTBOUND,
            party_id=order.customer_id,
            address_id=order.shipping_address_id,
            warehouse_id=builder.pick(warehouses).id,
            sales_order_id=order.id,
            carrier_service_id=builder.maybe(builder.pick(of_company).id),
            picker_id=order.sales_rep_id,
            planned_on=builder.pick([day for day in DAYS if day]),
        )
        for place, order in enumerate(orders)
    ]
    parts = [
        _part(builder, shipment, position, builder.pick(lines), reservation)
        for shipment in made
        for position, reservation in enumerate(reservations[:3])
    ]
    packages = [
        models.Package(
            **builder.owned(),
            shipment_id=shipment.id,
            position=1,
            weight_kg=builder.maybe(Decimal("1.250000")),
            tracking_number=builder.maybe(f"T{place}"),
            sscc="003400123456789019" if place % 2 else None,
        )
        for place, shipment in enumerate(made[:6])
    ]
    contents = [
        models.PackageContent(
            **builder.owned(), package_id=package.id, shipment_line_id=part.id, quantity=Decimal("1.000000")
        )
        for package in packages
        for part in parts
        if part.shipment_id == package.shipment_id
    ]
    builder.layer(made, parts, packages, contents)
    _tell(builder, made[-1])
    for shipment, state in zip(
        made, [ShipmentState.PICKED, ShipmentState.PACKED, *[ShipmentState.SHIPPED] * 6], strict=False
    ):
        gone = NOON if state is ShipmentState.SHIPPED else None
        builder.change(shipment, state=state, shipped_at=gone, backorder_of_id=builder.maybe(made[-1].id))
    for shipment in made[5:8]:
        builder.change(shipment, state=ShipmentState.DELIVERED, delivered_at=NOON, received_by="Frau Ångström")

    _drop(builder, lines, parts)
    _call_off(builder, made, parts)
    _credited(builder, lines)


def _drop(builder: Builder, lines: Sequence[models.SalesOrderLine], parts: Sequence[models.ShipmentLine]) -> None:
    """Let a vendor deliver a line of an order that is in no other shipment."""
    taken = {part.sales_order_line_id for part in parts}
    line = next(line for line in lines if line.id not in taken and line.kind in (None, SalesLineKind.STANDARD))
    rows = [row for layer in builder.layers for row in layer if getattr(row, "company_id", None) == line.company_id]
    order = next(row for row in rows if isinstance(row, models.SalesOrder) and row.id == line.order_id)
    receipt = next(row for row in rows if isinstance(row, models.GoodsReceipt))
    line.delivery = LineDelivery.DROP_SHIPMENT
    shipment = models.Shipment(
        **builder.owned(), number="SH-DROPPED", kind=ShipmentKind.DROP_SHIPMENT, party_id=order.customer_id,
        address_id=order.shipping_address_id, sales_order_id=order.id, goods_receipt_id=receipt.id,
        planned_on=receipt.received_on,
    )  # fmt: skip
    part = models.ShipmentLine(
        **builder.owned(), shipment_id=shipment.id, position=1, sales_order_line_id=line.id, sku_id=line.sku_id,
        location_id=parts[0].location_id, quantity=line.quantity,
    )  # fmt: skip
    builder.layer([shipment], [part])
    builder.change(shipment, state=ShipmentState.DELIVERED, shipped_at=NOON, delivered_at=NOON)


def _call_off(builder: Builder, made: Sequence[models.Shipment], parts: Sequence[models.ShipmentLine]) -> None:
    """Call one shipment off, and decide about the first of its lines."""
    for shipment in made[:1]:
        own = [part for part in parts if part.shipment_id == shipment.id]
        builder.change(shipment, state=ShipmentState.CANCELLED, shipped_at=None)
        builder.late([
            models.SalesOrderResolution(
                **builder.owned(), order_line_id=part.sales_order_line_id, shipment_line_id=part.id,
                resolution=builder.pick([*Resolution]), quantity=part.quantity,
            )
            for part in own[:1]
        ])  # fmt: skip


def _credited(builder: Builder, lines: Sequence[models.SalesOrderLine]) -> None:
    """Let one posted note give back what did not come back, and decide about it."""
    own = [row for layer in builder.layers for row in layer if getattr(row, "company_id", None) == lines[0].company_id]
    bills = [row for row in own if isinstance(row, models.Invoice) and row.entry_id is not None]
    booked = {bill.entry_id for bill in bills}
    entry = next(row for row in own if isinstance(row, models.JournalEntry) and row.id not in booked)
    like, quantity = bills[0], Decimal("0.250000")
    note = models.Invoice(
        **builder.owned(), kind=InvoiceKind.CREDIT_NOTE, number="CN-1", state=InvoiceState.POSTED, party_id=like.party_id,
        journal_id=like.journal_id, invoice_on=like.invoice_on, posted_on=entry.posted_on, currency=like.currency,
        rate=like.rate, discount_amount=like.discount_amount, is_advance=False, net_amount=like.net_amount,
        tax_amount=like.tax_amount, deducted_amount=like.deducted_amount, rounding_amount=like.rounding_amount,
        total_amount=like.total_amount, entry_id=entry.id,
    )  # fmt: skip
    said = models.InvoiceLine(
        **builder.owned(), invoice_id=note.id, position=1, description="Given back", quantity=quantity,
        currency=note.currency, unit_price=Decimal(1), cut_off=CutOff.NONE, net_amount=note.net_amount,
        tax_amount=note.tax_amount, ledger_amount=note.net_amount, sales_order_line_id=lines[0].id,
    )  # fmt: skip
    decided = models.SalesOrderResolution(
        **builder.owned(),
        order_line_id=lines[0].id,
        note_line_id=said.id,
        resolution=Resolution.IGNORE,
        quantity=quantity,
    )
    builder.late([note], [said], [decided])


def _part(
    builder: Builder,
    shipment: models.Shipment,
    position: int,
    line: models.SalesOrderLine,
    reservation: models.Reservation,
) -> models.ShipmentLine:
    return models.ShipmentLine(
        **builder.owned(),
        shipment_id=shipment.id,
        position=position,
        sales_order_line_id=line.id,
        reservation_id=reservation.id,
        sku_id=reservation.sku_id,
        location_id=reservation.location_id,
        lot_id=reservation.lot_id,
        quantity=Decimal("2.000000"),
        picked_quantity=builder.maybe(Decimal("1.500000")),
    )


def _tell(builder: Builder, shipment: models.Shipment) -> None:
    """Let a move, an entry and what happened to a parcel be of a shipment, which nothing else is behind."""
    rows = [row for layer in builder.layers for row in layer if getattr(row, "company_id", None) == shipment.company_id]
    move = next(row for row in rows if isinstance(row, models.StockMove) and row.document_id is None)
    move.document_type, move.document_id = "Shipment", shipment.id
    entry = next(row for row in rows if isinstance(row, models.JournalEntry) and row.source_id is None)
    entry.source_type, entry.source_id = "Shipment", shipment.id
    event = next(row for row in reversed(rows) if isinstance(row, models.TrackingEvent))
    event.document_type, event.document_id = "Shipment", shipment.id
