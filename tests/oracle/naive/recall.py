"""How lots came into stock, went around in it, and left it."""

from tests.oracle.naive.dynamic import Row
from tests.oracle.naive.store import Store

STOCK = {"INTERNAL", "TRANSIT"}
# Whether the moves come from stock, and whether they go into it.
MOVES_OF_LOT = {
    ("Lot", "arrivals"): (False, True),
    ("Lot", "transfers"): (True, True),
    ("Lot", "departures"): (True, False),
}


def moves_of_lot(store: Store, lot: Row, comes: bool, goes: bool) -> list[Row]:
    """Give the moves of a lot that come from places of one sort and go to places of another."""

    def is_stock(key: object) -> bool:
        return any(place.kind in STOCK for place in store.by("Location", "id", key))

    moves = store.by("StockMove", "lot_id", lot.id)
    return [move for move in moves if (is_stock(move.from_location_id), is_stock(move.to_location_id)) == (comes, goes)]
