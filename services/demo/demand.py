"""How much of an article leaves a warehouse on an average day, and how much to keep there for it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from models import SalesOrderState
from services.demo.catalogue import Article, Catalogue
from services.demo.identity import OPENED_ON, TODAY
from services.demo.sales_order import Order
from services.demo.sites import SITES, home_of
from services.demo.stockroom import Place

ROASTING_LOSS: Final = Decimal("1.18")
"""Kilograms of green coffee for one of roasted."""
RESERVE: Final = Fraction(7, 5)
"""Stock is kept for so much more than the average, since demand comes in waves."""
NEVER_LEAVES: Final = frozenset({SalesOrderState.CANCELLED, SalesOrderState.DRAFT})


@dataclass(frozen=True)
class Range:
    """When less than `least` is there or under way, it is filled up to `most`."""

    least: Decimal
    most: Decimal


class Demand:
    """The average demand a day at each place; the home of an article serves the other warehouses too."""

    def __init__(self, catalogue: Catalogue, orders: Sequence[Order]) -> None:
        self._total: defaultdict[Place, Decimal] = defaultdict(Decimal)
        self._days = (TODAY - OPENED_ON).days
        for order in orders:
            if order.state not in NEVER_LEAVES:
                for line in order.lines:
                    self._count(catalogue, order, line.article, line.quantity)

    def places(self, catalogue: Catalogue) -> Iterator[Place]:
        """Give every place where an article is kept."""
        for article in catalogue.articles.values():
            for site in SITES:
                if not article.is_service and site.has(article):
                    yield Place(article, site)

    def range(self, place: Place, wait_days: int, cover_days: int) -> Range:
        """Give the range of stock that bridges the wait for more and then covers some days, in whole packs."""
        daily = Fraction(self._total[place]) / self._days * RESERVE
        least = _packs(daily * wait_days, place.article)
        return Range(least, least + _packs(daily * cover_days, place.article))

    def _count(self, catalogue: Catalogue, order: Order, article: Article, quantity: Decimal) -> None:
        if article.is_service:
            return
        for site in {order.site, home_of(article)}:
            self._total[Place(article, site)] += quantity
        if beans := catalogue.beans_of(article):
            self._total[Place(beans, home_of(beans))] += beans_for(article, quantity)


def beans_for(article: Article, quantity: Decimal) -> Decimal:
    """Give the kilograms of green coffee that go into so many bags."""
    return quantity * (article.weight_kg or 0) * ROASTING_LOSS


def _packs(quantity: Fraction, article: Article) -> Decimal:
    packs = -(-quantity // article.pack)
    return Decimal(max(1, packs) * article.pack)
