"""How much of a SKU there is for whom, and how many of a bundle, row by row; without arguments, since those are shown by tests of their own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_FLOOR, Decimal
from zoneinfo import ZoneInfo

from tests.oracle.naive.asked import Asked, Measured
from tests.oracle.naive.dynamic import Row
from tests.oracle.naive.facts import EXACT

WAITING = {"APPROVED", "SENT", "ACKNOWLEDGED"}
ARRIVING = {"READY", "DISPATCHED"}
PROMISED = {"CONFIRMED", "ON_HOLD"}


@dataclass(frozen=True)
class Availability:
    """The figures of one SKU, from the rows that the viewer sees."""

    asked: Asked
    sku: Row

    def part(self, name: str) -> Measured:
        """Give a field of it."""
        figures = {
            "onHand": self._sum(level.on_hand for level in self._levels()),
            "reserved": self._sum(level.reserved for level in self._levels()),
            "withheld": self._sum(
                level.on_hand - level.reserved for level in self._levels() if self._is_withheld(level)
            ),
            "incoming": self._sum(self._owed(line) for line in self._lines("PurchaseOrder", WAITING))
            + self._sum(self._coming(line) for line in self._arriving()),
            "outgoing": self._sum(self._wanted(line) for line in self._lines("SalesOrder", PROMISED)),
        }
        signs = {"onHand": 1, "reserved": -1, "withheld": -1, "incoming": 1, "outgoing": -1}
        figures["available"] = sum((figures[each] * sign for each, sign in signs.items()), Decimal(0))
        return Measured(figures[name], self.sku.unit_id)

    def _levels(self) -> Sequence[Row]:
        return [level for level in self.asked.store.by("StockLevel", "sku_id", self.sku.id) if self._sees(level)]

    def _lines(self, type_name: str, states: set[str], names_order: str = "order_id") -> Sequence[Row]:
        lines = [line for line in self.asked.store.by(f"{type_name}Line", "sku_id", self.sku.id) if self._sees(line)]
        orders = [self.asked.store.one(type_name, getattr(line, names_order)) for line in lines]
        return [
            line
            for line, order in zip(lines, orders, strict=True)
            if order is not None and self._sees(order) and order.state in states
        ]

    def _arriving(self) -> Sequence[Row]:
        lines = self._lines("StockTransfer", ARRIVING, "transfer_id")
        return [line for line in lines if self._goes_where_it_is_seen(line)]

    def _goes_where_it_is_seen(self, line: Row) -> bool:
        transfer = self.asked.store.one("StockTransfer", line.transfer_id)
        place = None if transfer is None else self.asked.store.one("Location", transfer.to_location_id)
        return place is not None and self._sees(place)

    def _sees(self, row: Row) -> bool:
        return self.asked.visible(row) is not None

    def _is_withheld(self, level: Row) -> bool:
        store = self.asked.store
        place, lot = store.one("Location", level.location_id), store.one("Lot", level.lot_id)
        assert place is not None
        around = [store.one("Location", key) for key in place.path]
        statuses = [each.stock_status for each in (*around, lot) if each is not None]
        expired = lot is not None and lot.expires_on is not None and lot.expires_on < self._today()
        return place.kind != "INTERNAL" or place.archived_at is not None or expired or set(statuses) != {"AVAILABLE"}

    def _today(self) -> object:
        company = self.asked.store.one("Company", self.sku.company_id)
        assert company is not None
        return datetime.now(ZoneInfo(company.time_zone)).date()

    def _owed(self, line: Row) -> Decimal:
        left = max(line.quantity - line.received_quantity, Decimal(0)) if self._is_kept() else Decimal(0)
        if line.unit_id == self.sku.unit_id:
            return left
        for known in self.asked.store.by("UnitConversion", "from_unit_id", line.unit_id):
            if known.to_unit_id == self.sku.unit_id:
                return EXACT.multiply(left, EXACT.divide(Decimal(known.numerator), Decimal(known.denominator)))
        return Decimal(0)

    def _coming(self, line: Row) -> Decimal:
        kept = self.asked.store.one("Reservation", line.reservation_id)
        held = Decimal(0) if kept is None or not self._sees(kept) else kept.quantity - kept.consumed - kept.released
        return (
            line.dispatched_quantity
            - line.received_quantity
            - line.returned_quantity
            - line.written_off_quantity
            + held
        )

    def _is_kept(self) -> bool:
        product = self.asked.store.one("Product", self.sku.product_id)
        assert product is not None
        return product.kind == "GOODS"

    def _wanted(self, line: Row) -> Decimal:
        kept = self.asked.store.by("Reservation", "demand_id", line.id)
        reserved = [row.quantity - row.released for row in kept if row.demand_type == "SalesOrderLine"]
        left = line.quantity - line.cancelled_quantity - sum(reserved, Decimal(0))
        is_kept = line.kind != "BUNDLE" and line.delivery == "FROM_STOCK" and self._is_kept()
        return max(left, Decimal(0)) if is_kept else Decimal(0)

    @staticmethod
    def _sum(values: Iterable[Decimal]) -> Decimal:
        return sum(values, Decimal(0)).quantize(Decimal("0.000001"), context=EXACT)


@dataclass(frozen=True)
class BundleAvailability:
    """How many of a bundle can be promised, from the rows that the viewer sees."""

    asked: Asked
    bundle: Row

    def part(self, name: str) -> Measured:
        """Give the field of it: as many as there are components for."""
        assert name == "available"
        store, sees = self.asked.store, self.asked.visible
        parts = [part for part in store.by("BundleComponent", "bundle_id", self.bundle.id) if sees(part) is not None]
        enough = [self._enough(part) for part in parts if sees(store.one("Sku", part.sku_id)) is not None]
        sold = store.one("Sku", self.bundle.sku_id)
        assert sold is not None
        return Measured(max(min(enough, default=Decimal(0)), Decimal(0)).quantize(Decimal("0.000001")), sold.unit_id)

    def _enough(self, part: Row) -> Decimal:
        sku = self.asked.store.one("Sku", part.sku_id)
        assert sku is not None
        there = Availability(self.asked, sku).part("available").value
        return (there / part.quantity).to_integral_value(ROUND_FLOOR)
