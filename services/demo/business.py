"""The demo's two years: day by day goods arrive, are roasted, sent on, delivered and counted."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Final

from models import SalesOrderState
from services.demo.delivery import Delivery
from services.demo.identity import OPENED_ON, TODAY, at, chance
from services.demo.sales_order import Order
from services.demo.stockroom import Place, Stockroom
from services.demo.supply import Supply

COUNTED_AT_ONCE: Final = 4
"""Places at which the count of a month finds a difference."""
KEEPS_STOCK: Final = frozenset({SalesOrderState.CONFIRMED, SalesOrderState.ON_HOLD})


def days() -> Iterator[date]:
    """Give the days after the opening, to the last one."""
    return (OPENED_ON + timedelta(days=number) for number in range(1, (TODAY - OPENED_ON).days + 1))


def run_business(stockroom: Stockroom, supply: Supply, delivery: Delivery) -> None:
    """Let all days pass."""
    dice = chance("counting")
    supply.open()
    for today in days():
        supply.work(today)
        delivery.work(today)
        if today.day == 1:
            stockroom.scrap_expired(today)
            _count(dice, stockroom, list(supply.ranges), today)


def _count(dice: Random, stockroom: Stockroom, places: Sequence[Place], today: date) -> None:
    """Find one piece more or less at a few places."""
    for _ in range(COUNTED_AT_ONCE):
        place = places[dice.randrange(len(places))]
        if dice.random() < 0.6:
            stockroom.take(place, Decimal(1), "COUNTING", at(today, 18), reason="Difference of a count")
        elif place.article.shelf_life_days is None:
            batch = stockroom.batch_of(place.article, today)
            stockroom.put(place, batch, Decimal(1), "COUNTING", at(today, 18), reason="Difference of a count")


def reserve(stockroom: Stockroom, orders: Sequence[Order]) -> None:
    """Keep what is there for the orders that still have something to get, the older ones first."""
    for order in orders:
        if order.state in KEEPS_STOCK:
            for line in order.lines:
                if line.open_quantity:
                    stockroom.reserve(Place(line.article, order.site), line.open_quantity)
