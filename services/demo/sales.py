"""The sales desk of the demo: who orders what, when, at which price."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from kernel.currency import currency_exponent
from kernel.rounding import round_to
from models import SalesOrderState
from services.demo.catalogue import Article, Catalogue
from services.demo.customers import Customer
from services.demo.identity import TIME_ZONE, TODAY, chance, working_day
from services.demo.rates import Rates
from services.demo.sales_order import Order, OrderLine
from services.demo.season import order_instants
from services.demo.sites import LINZ, SALZBURG, SITES, VIENNA, Site

ORDERS: Final = 2000
LINES: Final = (9, 14, 17, 17, 14, 12, 9, 8)
"""How often an order has one line, two lines, … eight."""
DISCOUNTS: Final = (0, 0, 0, 5, 5, 8, 10)


class Desk:
    """Where orders come in."""

    def __init__(self, catalogue: Catalogue, customers: Sequence[Customer], rates: Rates) -> None:
        self._dice = chance("sales")
        self._rates = rates
        self._customers = customers
        self._weights = [customer.weight for customer in customers]
        self._assortments = {
            site: [article for article in catalogue.sold if article.is_service or site.has(article)] for site in SITES
        }

    def orders(self) -> list[Order]:
        """Give all orders, the oldest first."""
        return [self._order(place, placed_at) for place, placed_at in enumerate(order_instants(ORDERS), start=1)]

    def _order(self, place: int, placed_at: datetime) -> Order:
        customer = self._dice.choices(self._customers, self._weights)[0]
        day = placed_at.astimezone(ZoneInfo(TIME_ZONE)).date()
        ships_on = working_day(day + timedelta(days=self._dice.choice((1, 1, 2, 3, 4))))
        order = Order(
            place, customer, self._site(customer), placed_at, ships_on, _fate(self._dice, customer, day), placed_at
        )
        for position, article in enumerate(self._articles(order.site, day), start=1):
            order.lines.append(self._line(order, position, article, day))
        return order

    def _site(self, customer: Customer) -> Site:
        if customer.market.country == "AT" and customer.is_person and self._dice.random() < 0.35:
            return SALZBURG
        return LINZ if self._dice.random() < 0.3 else VIENNA

    def _articles(self, site: Site, day: date) -> list[Article]:
        """Choose different articles by how popular they are at that time of the year."""
        assortment = self._assortments[site]
        weights = [article.popularity * _in_season(article, day) for article in assortment]
        count = self._dice.choices(range(1, len(LINES) + 1), LINES)[0]
        return list(dict.fromkeys(self._dice.choices(assortment, weights, k=count)))

    def _line(self, order: Order, position: int, article: Article, day: date) -> OrderLine:
        currency = order.customer.market.currency
        exponent = currency_exponent(currency)
        quantity = Decimal(self._quantity(order.customer, article))
        price = round_to(article.price * self._rates.at(currency, day), exponent)
        discount = Decimal(0 if order.customer.is_person else self._dice.choice(DISCOUNTS))
        net = round_to(quantity * price * (100 - discount) / 100, exponent)
        tax = round_to(net * article.tax_percent / 100 if order.customer.pays_tax else Decimal(0), exponent)
        cost = round_to(article.cost * self._rates.at(currency, day), 6)
        return OrderLine(position, article, quantity, price, discount, net, tax, cost)

    def _quantity(self, customer: Customer, article: Article) -> int:
        if article.price >= 300 or article.is_service:
            return 1
        if customer.is_person:
            return self._dice.choice((1, 1, 1, 2, 2, 3))
        return self._dice.choice((1, 2, 2, 3) if article.price >= 60 else (2, 4, 6, 6, 8, 12, 12, 24))


def _in_season(article: Article, day: date) -> float:
    if article.category == "GIF-B" or "Winter" in article.name or "Advent" in article.name:
        return {10: 1.5, 11: 5.0, 12: 7.0, 1: 0.6}.get(day.month, 0.1)
    if "Cold brew" in article.name or "iced" in article.name:
        return 4.0 if 5 <= day.month <= 8 else 0.5
    return 1.0


def _fate(dice: Random, customer: Customer, day: date) -> SalesOrderState:
    """Say how an order stands before anything of it is delivered: most are confirmed, some of the new ones not yet."""
    luck, age = dice.random(), (TODAY - day).days
    if age > 3 and luck < 0.035:
        return SalesOrderState.CANCELLED
    if age < 40 and 0.035 < luck < 0.08:
        return SalesOrderState.ON_HOLD
    if customer.is_person:
        return SalesOrderState.CONFIRMED
    if age < 6 and luck > 0.6:
        return SalesOrderState.DRAFT
    return SalesOrderState.PENDING_APPROVAL if age < 9 and luck > 0.45 else SalesOrderState.CONFIRMED
