"""Transfers from one warehouse to another: ready, on the way, closed and called off."""

from collections.abc import Sequence
from decimal import Decimal
from random import Random

import models
from models import LocationKind, ReleaseCause, StockTransferState
from tests.oracle.world.builder import DAYS, NOON, Builder

THREE, TWO, ONE, NOTHING = (Decimal(f"{number}.000000") for number in (3, 2, 1, 0))
STATES = (
    StockTransferState.READY,
    StockTransferState.DISPATCHED,
    StockTransferState.CLOSED,
    StockTransferState.CANCELLED,
)


def transfers(builder: Builder, moves: Sequence[models.StockMove], places: Sequence[models.Location]) -> None:
    """Make the transfers of one company, by a chance of its own: what is made after them stays as it is."""
    others, builder.random = builder.random, Random(f"stock transfers of {places[0].company_id}")
    inside = {place.id: place for place in places if place.kind is LocationKind.INTERNAL and place.code != "L9"}
    lying = [move for move in moves if move.to_location_id in inside and move.reverses_id is None][:5]
    outside = [
        models.Location(**builder.owned(), code=kind, name=kind.title(), kind=kind)
        for kind in (LocationKind.TRANSIT, LocationKind.ADJUSTMENT)
    ]
    builder.layer(outside)
    for place, state in enumerate([*STATES, StockTransferState.DISPATCHED]):
        _transfer(builder, place, state, lying[place], list(inside.values()), outside)
    builder.random = others


def _transfer(
    builder: Builder,
    place: int,
    state: StockTransferState,
    lying: models.StockMove,
    inside: Sequence[models.Location],
    outside: Sequence[models.Location],
) -> None:
    source = next(each for each in inside if each.id == lying.to_location_id)
    target = next((each for each in inside if each.warehouse_id != source.warehouse_id), inside[0])
    transit, lost = outside
    own = models.StockTransfer(
        **builder.owned(), number=f"TR-{place:04}", from_warehouse_id=source.warehouse_id, transit_location_id=transit.id,
        to_location_id=target.id, planned_on=builder.pick([day for day in DAYS if day]), reason=builder.maybe("Élan"),
    )  # fmt: skip
    has_left = state in (StockTransferState.DISPATCHED, StockTransferState.CLOSED)
    is_off = state is StockTransferState.CANCELLED
    kept = models.Reservation(
        **builder.owned(), demand_type="StockTransfer", demand_id=own.id, sku_id=lying.sku_id, location_id=source.id,
        lot_id=lying.lot_id, quantity=THREE, consumed=THREE if has_left else NOTHING, released=THREE if is_off else NOTHING,
        release_cause=ReleaseCause.ASKED if is_off else None,
    )  # fmt: skip
    line = models.StockTransferLine(
        **builder.owned(), transfer_id=own.id, position=1, reservation_id=kept.id, sku_id=lying.sku_id, location_id=source.id,
        lot_id=lying.lot_id, quantity=THREE, picked_quantity=None if place % 2 else ONE, dispatched_quantity=NOTHING, received_quantity=NOTHING,
        returned_quantity=NOTHING, written_off_quantity=NOTHING,
    )  # fmt: skip
    builder.layer([own], [kept], [line])
    if is_off:
        builder.change(own, state=state)
    if has_left:
        ways = [(source, transit, THREE), (transit, target, ONE)]
        ways += [(transit, lost, TWO)] if state is StockTransferState.CLOSED else []
        builder.layer([_move(builder, own, line, *way) for way in ways])
        builder.change(line, dispatched_quantity=THREE)
        builder.change(own, state=StockTransferState.DISPATCHED, dispatched_at=NOON)
        builder.change(line, received_quantity=ONE)
    if state is StockTransferState.CLOSED:
        builder.change(line, written_off_quantity=TWO)
        builder.change(own, state=state, closed_at=NOON)
        _tell(builder, own)


def _move(
    builder: Builder,
    own: models.StockTransfer,
    line: models.StockTransferLine,
    source: models.Location,
    target: models.Location,
    quantity: Decimal,
) -> models.StockMove:
    return models.StockMove(
        **builder.owned(), sku_id=line.sku_id, from_location_id=source.id, to_location_id=target.id, lot_id=line.lot_id,
        quantity=quantity, moved_at=NOON, reason=own.reason, document_type="StockTransfer", document_id=own.id,
    )  # fmt: skip


def _tell(builder: Builder, own: models.StockTransfer) -> None:
    """Let an entry be of a transfer, which nothing else is behind."""
    rows = [row for layer in builder.layers for row in layer if getattr(row, "company_id", None) == own.company_id]
    entry = next(row for row in rows if isinstance(row, models.JournalEntry) and row.source_id is None)
    entry.source_type, entry.source_id = "StockTransfer", own.id
