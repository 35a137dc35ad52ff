"""The demo's two years: day by day goods arrive, are roasted, sent on, delivered and counted."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from models import SalesOrderState
from services.demo.counting import Counting
from services.demo.delivery import Delivery
from services.demo.identity import OPENED_ON, TODAY
from services.demo.sales_order import Order
from services.demo.stockroom import Place, Stockroom
from services.demo.supply import Supply

KEEPS_STOCK: Final = frozenset({SalesOrderState.CONFIRMED, SalesOrderState.ON_HOLD})


def days() -> Iterator[date]:
    """Give the days after the opening, to the last one."""
    return (OPENED_ON + timedelta(days=number) for number in range(1, (TODAY - OPENED_ON).days + 1))


def run_business(stockroom: Stockroom, supply: Supply, delivery: Delivery, counting: Counting) -> None:
    """Let all days pass."""
    supply.open()
    for today in days():
        supply.work(today)
        delivery.work(today)
        if today.day == 1:
            stockroom.scrap_expired(today)
            counting.work(today)


def reserve(stockroom: Stockroom, orders: Sequence[Order]) -> None:
    """Keep what is there for the orders that still have something to get, the older ones first."""
    for order in orders:
        if order.state in KEEPS_STOCK:
            for line in order.lines:
                if line.open_quantity:
                    place = Place(line.article, order.site)
                    stockroom.reserve(place, line.open_quantity, order.line_id(line), order.changed_at)
