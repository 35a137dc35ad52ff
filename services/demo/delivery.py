"""How the demo's orders are delivered: when they are due and as far as goods are there; now and then something comes back."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

from models import SalesOrderState
from services.demo.identity import TODAY, at, chance, demo_id, working_day
from services.demo.sales_order import Order, OrderLine
from services.demo.stockroom import Batch, Document, Place, Stockroom

PATIENCE_DAYS: Final = 30
"""An order that waits longer for a rest is closed short of it."""
RETURNED: Final = 0.006
RETURN_AFTER_DAYS: Final = 9

SHIPPED_DAYS: Final = 20
SHIPPED_EVERY: Final = 12
"""Of what left lately, the goods of every twelfth order left in a shipment, since the company writes some."""

Return = tuple[Place, Batch, Decimal, UUID, Document]


class Sent(NamedTuple):
    """Goods of one batch that left in a shipment."""

    order: Order
    line: OrderLine
    place: Place
    batch: Batch
    quantity: Decimal
    on: date
    came_back: bool

    @property
    def shipment_id(self) -> UUID:
        """Give the id of the shipment: one for an order and a day."""
        return shipment_id_of(self.order, self.on)


def shipment_id_of(order: Order, on: date) -> UUID:
    """Give the id of the shipment in which goods of an order left on a day."""
    return demo_id("shipped", f"{order.place} {on}")


class Delivery:
    """Delivers the confirmed orders, the older ones first."""

    def __init__(self, stockroom: Stockroom, orders: Sequence[Order]) -> None:
        self._dice = chance("delivery")
        self._stockroom = stockroom
        self.sent: list[Sent] = []
        self._due: defaultdict[date, list[Order]] = defaultdict(list)
        self._waiting: list[Order] = []
        self._coming_back: defaultdict[date, list[Return]] = defaultdict(list)
        for order in orders:
            if order.state is SalesOrderState.CONFIRMED:
                self._due[order.ships_on].append(order)

    def work(self, today: date) -> None:
        """Deliver what is due and what waits, and take back what comes back."""
        for place, batch, quantity, move_id, document in self._coming_back.pop(today, ()):
            self._stockroom.put(
                place,
                batch,
                quantity,
                "CUSTOMERS",
                at(today, 12),
                document=document,
                reason="Return",
                reverses_id=move_id,
            )
        if today.weekday() > 4:
            return
        self._waiting += self._due.pop(today, [])
        for minute, order in enumerate(self._waiting):
            self._deliver(order, today, minute % 60)
        self._waiting = [order for order in self._waiting if order.state is SalesOrderState.CONFIRMED]

    def _deliver(self, order: Order, today: date, minute: int) -> None:
        when = at(today, 14, minute)
        for line in order.lines:
            if line.open_quantity:
                self._deliver_line(order, line, today, minute)
        if not order.is_open:
            order.state, order.changed_at = SalesOrderState.CLOSED, when
        elif today > order.ships_on + timedelta(days=PATIENCE_DAYS):
            order.state, order.changed_at = SalesOrderState.CLOSED_SHORT, when

    def _deliver_line(self, order: Order, line: OrderLine, today: date, minute: int) -> None:
        place, document = Place(line.article, order.site), _document_of(order, today)
        moves = self._stockroom.take(
            place, line.open_quantity, "CUSTOMERS", at(today, 14, minute), document=document, reason="Delivery"
        )
        for batch, quantity, move_id in moves:
            line.delivered += quantity
            comes_back = self._dice.random() < RETURNED
            if document.type == "Shipment":
                self.sent.append(Sent(order, line, place, batch, quantity, today, comes_back))
            if comes_back:
                back_on = working_day(today + timedelta(days=RETURN_AFTER_DAYS))
                self._coming_back[back_on].append((place, batch, quantity, move_id, document))


def _document_of(order: Order, today: date) -> Document:
    if order.place % SHIPPED_EVERY == 0 and TODAY - timedelta(days=SHIPPED_DAYS) < today < TODAY:
        return Document("Shipment", shipment_id_of(order, today))
    return Document("SalesOrder", order.id)
