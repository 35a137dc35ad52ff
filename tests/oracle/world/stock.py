"""Locations, lots, and moves of stock between them."""

from collections.abc import Sequence
from decimal import Decimal
from random import Random

import models
from models import LocationKind
from tests.oracle.world.builder import DAYS, MOMENTS, PRICES, QUANTITIES, Builder
from tests.oracle.world.texts import NAMES

PLENTY = Decimal("1000.000000")


def stock(
    builder: Builder,
    skus: Sequence[models.Sku],
    warehouses: Sequence[models.Warehouse],
    documents: Sequence[models.SalesOrder | models.PurchaseOrder],
) -> None:
    """Make the stock of one company: receipts, some of them for documents, and issues, some of which undo a receipt."""
    outside = [
        models.Location(**builder.owned(), code=kind, name=kind.title(), kind=kind)
        for kind in (LocationKind.SUPPLIER, LocationKind.CUSTOMER)
    ]
    rooms = [_location(builder, place, builder.pick(warehouses)) for place in range(3)]
    shelves = [_location(builder, place, builder.pick(warehouses), builder.pick(rooms)) for place in range(3, 6)]
    lots = [
        models.Lot(
            **builder.owned(),
            sku_id=skus[0].id,
            number=f"B{place}",
            made_on=builder.pick(DAYS),
            expires_on=builder.pick(DAYS),
        )
        for place in range(4)
    ]
    # What nobody may have lies apart, so that the reservations below can be made.
    withheld = _location(builder, 9, builder.pick(warehouses))
    withheld.stock_status = models.StockStatus.QUARANTINE
    spoilt = models.Lot(**builder.owned(), sku_id=skus[0].id, number="B9", stock_status=models.StockStatus.DAMAGED)
    receipts = [
        _move(builder, skus, outside[0], builder.pick([*rooms, *shelves]), builder.pick([None, *lots]))
        for _ in range(25)
    ]
    for receipt, document in zip(receipts, documents, strict=False):
        receipt.document_type, receipt.document_id = type(document).__name__, document.id
    adjustments = [_adjustment(builder, place) for place in range(4)]
    for receipt in receipts[-8:]:
        receipt.document_type, receipt.document_id = "StockAdjustment", builder.pick(adjustments).id
    issues = [_issue(builder, receipt, outside[1]) for receipt in receipts[:12]]
    builder.layer(outside, rooms, shelves, [withheld, spoilt], lots, adjustments, receipts, issues)
    builder.layer(_transfers(builder, receipts, [*rooms, *shelves]))
    kept = [_reservation(builder, receipt, builder.pick(documents)) for receipt in receipts[12:]]
    builder.layer(kept)
    _doubts(builder, receipts, documents, withheld, adjustments)


def _location(
    builder: Builder, place: int, warehouse: models.Warehouse, parent: models.Location | None = None
) -> models.Location:
    return models.Location(
        **builder.owned(),
        code=f"L{place}",
        name=builder.pick(NAMES),
        kind=LocationKind.INTERNAL,
        warehouse_id=warehouse.id,
        parent_id=parent.id if parent else None,
    )


def _move(
    builder: Builder,
    skus: Sequence[models.Sku],
    source: models.Location,
    target: models.Location,
    lot: models.Lot | None,
) -> models.StockMove:
    return models.StockMove(
        **builder.owned(),
        sku_id=(builder.pick(skus) if lot is None else skus[0]).id,
        from_location_id=source.id,
        to_location_id=target.id,
        lot_id=lot.id if lot else None,
        quantity=PLENTY,
        unit_cost=builder.maybe(builder.pick(PRICES)),
        moved_at=builder.pick(MOMENTS),
    )


def _issue(builder: Builder, receipt: models.StockMove, target: models.Location) -> models.StockMove:
    return models.StockMove(
        **builder.owned(),
        sku_id=receipt.sku_id,
        from_location_id=receipt.to_location_id,
        to_location_id=target.id,
        lot_id=receipt.lot_id,
        quantity=builder.pick(QUANTITIES),
        unit_cost=builder.maybe(builder.pick(PRICES)),
        moved_at=builder.pick(MOMENTS),
        reason=builder.maybe(builder.pick(NAMES)),
        reverses_id=builder.maybe(receipt.id),
    )


def _transfers(
    builder: Builder, receipts: Sequence[models.StockMove], places: Sequence[models.Location]
) -> list[models.StockMove]:
    """Carry some of a lot to another place, by a chance of its own: what is made after it stays as it is."""
    others, builder.random = builder.random, Random(f"transfers of {places[0].company_id}")
    of_lots = [receipt for receipt in receipts if receipt.lot_id is not None][:2]
    made = [
        _issue(builder, receipt, next(place for place in places if place.id != receipt.to_location_id))
        for receipt in of_lots
    ]
    for move in made:
        move.reverses_id = None
    builder.random = others
    return made


def _reservation(
    builder: Builder, receipt: models.StockMove, document: models.SalesOrder | models.PurchaseOrder
) -> models.Reservation:
    consumed, released = builder.pick([(0, 0), (2, 0), (2, 3), (0, 9), (9, 0)])
    return models.Reservation(
        **builder.owned(),
        demand_type=type(document).__name__,
        demand_id=document.id,
        sku_id=receipt.sku_id,
        location_id=receipt.to_location_id,
        lot_id=receipt.lot_id,
        quantity=Decimal(9),
        consumed=Decimal(consumed),
        released=Decimal(released),
        release_cause=builder.pick([*models.ReleaseCause]) if released else None,
        priority=builder.pick([0, 0, 5]),
        expires_at=builder.maybe(builder.pick(MOMENTS)),
        pinned=receipt.lot_id is not None and builder.pick([True, False]),
    )


def _doubts(
    builder: Builder,
    receipts: Sequence[models.StockMove],
    documents: Sequence[models.SalesOrder | models.PurchaseOrder],
    aside: models.Location,
    adjustments: Sequence[models.StockAdjustment],
) -> None:
    """Doubt what lies at some places, put goods of one aside, count another, and find that all is well at a third."""
    made = [
        models.StockDiscrepancy(
            **builder.owned(),
            sku_id=receipt.sku_id,
            location_id=receipt.to_location_id,
            lot_id=receipt.lot_id,
            reason=builder.pick([*models.DiscrepancyReason]),
            remark=builder.maybe(builder.pick(NAMES)),
            quantity=Decimal("1.250000"),
            state=models.DiscrepancyState.MOVED if place == 0 else models.DiscrepancyState.TO_COUNT,
            moved_to_id=aside.id if place == 0 else None,
            document_type=type(document).__name__,
            document_id=document.id,
        )
        for place, (receipt, document) in enumerate(zip(receipts[:6], documents, strict=False))
    ]
    builder.layer(made)
    builder.change(made[1], state=models.DiscrepancyState.COUNTED, adjustment_id=adjustments[0].id)
    builder.change(made[2], state=models.DiscrepancyState.DISMISSED)


def _adjustment(builder: Builder, place: int) -> models.StockAdjustment:
    return models.StockAdjustment(
        **builder.owned(), number=f"SA-{place:04}", reason=builder.pick(NAMES), adjusted_at=builder.pick(MOMENTS)
    )
