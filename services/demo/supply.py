"""How the demo's warehouses are filled: opening stock, purchases, the roastery, and goods sent from one to another."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

from kernel.currency import currency_exponent
from kernel.rounding import round_to
from models import PurchaseOrderState
from services.demo.catalogue import Article, Catalogue
from services.demo.demand import Demand, Range, beans_for
from services.demo.identity import OPENED_ON, TODAY, at, chance, demo_id, working_day
from services.demo.purchase_order import Purchase, PurchaseLine
from services.demo.rates import Rates
from services.demo.sites import LINZ, VIENNA, Site, home_of
from services.demo.stockroom import Batch, Document, Place, Stockroom
from services.demo.vendors import Vendor

SENT_EVERY_WEEKS: Final = 3
DAYS_ON_THE_WAY: Final = 4
SENT_ON: Final = 3
"""Thursday: what is sent then arrives on Monday."""
LINES_AT_MOST: Final = 30
TOLD_SINCE: Final = TODAY - timedelta(days=60)
"""Of what was sent since then there are documents; what went before is told by its moves alone."""


class Carried(NamedTuple):
    """What went from one warehouse to another with a transfer."""

    transfer_id: UUID
    on: date
    source: Place
    target: Place
    batch: Batch
    quantity: Decimal

    @property
    def arrives_on(self) -> date:
        return self.on + timedelta(days=DAYS_ON_THE_WAY)


class Supply:
    """Fills the warehouses, and keeps the purchase orders that it takes."""

    def __init__(
        self, stockroom: Stockroom, catalogue: Catalogue, vendors: Mapping[str, Vendor], rates: Rates, demand: Demand
    ) -> None:
        self._dice = chance("supply")
        self._stockroom = stockroom
        self._catalogue = catalogue
        self._vendors = vendors
        self._rates = rates
        self._under_way: defaultdict[Place, Decimal] = defaultdict(Decimal)
        self._sent: defaultdict[date, list[tuple[Place, Batch, Decimal, Document | None]]] = defaultdict(list)
        self.carried: list[Carried] = []
        self._due: defaultdict[date, list[Purchase]] = defaultdict(list)
        self.ranges = {place: self._range(demand, place) for place in demand.places(catalogue)}
        self.purchases: list[Purchase] = []
        self.last_received: dict[str, date] = {}

    def open(self) -> None:
        """Put the opening stock into the bins."""
        for place, wanted in self.ranges.items():
            batch = self._stockroom.batch_of(place.article, OPENED_ON)
            self._stockroom.put(place, batch, wanted.most, "OPENING", at(OPENED_ON, 8), reason="Opening stock")

    def work(self, today: date) -> None:
        """Do what a day brings, in the order of the day."""
        self._receive(today)
        for place, batch, quantity, document in self._sent.pop(today, ()):
            self._stockroom.put(
                place,
                batch,
                quantity,
                "TRANSIT",
                at(today, 9),
                document=document,
                reason="Arrived from another warehouse",
            )
        if today.weekday() == 0:
            self._make(today)
        if today.weekday() == SENT_ON and today.isocalendar().week % SENT_EVERY_WEEKS == 2:
            self._send(today)
        for place, vendor in enumerate(self._vendors.values()):
            if ((today - OPENED_ON).days + 5 * place) % vendor.review_days == 0:
                self._review(vendor, working_day(today))

    def _range(self, demand: Demand, place: Place) -> Range:
        if home_of(place.article) is not place.site:
            return demand.range(place, 21, 28)
        if place.article.vendor is None:
            return demand.range(place, 14, 28)
        vendor = self._vendors[place.article.vendor]
        return demand.range(place, vendor.lead_days + vendor.review_days, vendor.review_days)

    def _missing(self, place: Place) -> Decimal:
        """Tell how much to fill in, if less than the least is there or under way."""
        there = self._stockroom.on_hand(place) + self._under_way[place]
        wanted = self.ranges[place]
        return wanted.most - there if there < wanted.least else Decimal(0)

    def _make(self, today: date) -> None:
        """Roast coffee from green beans, and assemble gift boxes."""
        for article in self._catalogue.articles.values():
            place = Place(article, home_of(article)) if article.is_made else None
            if place is None or not (missing := self._missing(place)):
                continue
            if beans := self._catalogue.beans_of(article):
                needed = beans_for(article, missing)
                source = Place(beans, home_of(beans))
                if self._stockroom.on_hand(source) < needed:
                    continue
                self._stockroom.take(source, needed, "PRODUCTION", at(today, 10), reason="Roasted")
            batch = self._stockroom.batch_of(article, today)
            self._stockroom.put(
                place, batch, missing, "PRODUCTION", at(today, 11), reason="Roasted" if beans else "Assembled"
            )

    def _send(self, today: date) -> None:
        """Send goods from where they arrive to the other warehouses, half of what is there at most."""
        for place in self.ranges:
            home = Place(place.article, home_of(place.article))
            if place == home or not (missing := self._missing(place)):
                continue
            possible = min(missing, self._stockroom.on_hand(home) // 2)
            key = demo_id("transfer", f"{today} {home.site.code} {place.site.code}")
            document = Document("StockTransfer", key) if today >= TOLD_SINCE else None
            for batch, quantity, _ in self._stockroom.take(
                home, possible, "TRANSIT", at(today, 16), document=document, reason="Sent to another warehouse"
            ):
                self._sent[today + timedelta(days=DAYS_ON_THE_WAY)].append((place, batch, quantity, document))
                self.carried += [Carried(key, today, home, place, batch, quantity)] if document else []

    def _review(self, vendor: Vendor, today: date) -> None:
        """Order what is short, at each warehouse where goods of the vendor arrive."""
        for site in (VIENNA, LINZ):
            short = [
                (article, missing)
                for article in self._catalogue.articles.values()
                if article.vendor == vendor.code
                and home_of(article) is site
                and (missing := self._missing(Place(article, site)))
            ]
            if short and today <= TODAY:
                self._order(vendor, site, today, short[:LINES_AT_MOST])

    def _order(self, vendor: Vendor, site: Site, today: date, short: list[tuple[Article, Decimal]]) -> None:
        due_on = working_day(today + timedelta(days=vendor.lead_days))
        delay = self._dice.choice((-2, 0, 0, 0, 1, 3, 7))
        order = Purchase(
            len(self.purchases) + 1, vendor, site, today, due_on, working_day(due_on + timedelta(days=delay))
        )
        for position, (article, quantity) in enumerate(short, start=1):
            order.lines.append(self._line(vendor, position, article, quantity, today))
        self.purchases.append(order)
        luck = self._dice.random()
        if luck < 0.05:
            order.state = PurchaseOrderState.CANCELLED if luck < 0.03 else PurchaseOrderState.REJECTED
            return
        self._due[order.arrives_on].append(order)
        for line in order.lines:
            self._under_way[Place(line.article, site)] += line.quantity

    def _line(self, vendor: Vendor, position: int, article: Article, quantity: Decimal, today: date) -> PurchaseLine:
        # Prices rise once a year, by three percent.
        exponent = currency_exponent(vendor.currency)
        price = vendor.price_of(article, self._rates) * (100 + 3 * (today.year - OPENED_ON.year)) / 100
        price = round_to(price, max(2, exponent))
        return PurchaseLine(position, article, quantity, price, round_to(quantity * price, exponent))

    def _receive(self, today: date) -> None:
        """Take in what arrives; now and then some of it is missing or broken."""
        for order in self._due.pop(today, ()):
            order.arrived, order.state = True, PurchaseOrderState.COMPLETED
            for line in order.lines:
                luck = self._dice.random()
                line.received = line.quantity
                if luck < 0.02 and line.quantity > 4:
                    line.received = line.quantity - line.quantity // 5
                    order.state = PurchaseOrderState.CLOSED_SHORT
                elif luck < 0.05 and line.quantity > 4:
                    line.rejected = line.quantity // 20 + 1
                self._under_way[Place(line.article, order.site)] -= line.quantity
                self._put_away(order, line, today)

    def _put_away(self, order: Purchase, line: PurchaseLine, today: date) -> None:
        self.last_received[line.article.code] = today
        cost = round_to(line.unit_price / self._rates.at(order.vendor.currency, today), 6)
        batch = self._stockroom.batch_of(line.article, order.ordered_on)
        self._stockroom.put(
            Place(line.article, order.site), batch, line.received - line.rejected, "SUPPLIERS", at(today, 8),
            unit_cost=cost, document=Document("PurchaseOrder", order.id), reason="Receipt",
        )  # fmt: skip
