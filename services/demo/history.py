"""The demo before its days: two years of orders and credits that came over from the merchandise system it had.

They are history. They moved no stock here, nothing is known of their costs, and their numbers are those of that system.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Final
from uuid import UUID

import models
from kernel.currency import currency_exponent
from kernel.rounding import round_to
from models import InvoicePolicy, PriceSource, SalesOrderState
from services.demo.catalogue import Article, Catalogue
from services.demo.customers import Customer
from services.demo.identity import COMPANY_ID, FOUNDED_AT, OPENED_ON, at, chance, demo_id
from services.demo.rates import Rates
from services.demo.rows import Rows
from services.demo.sales_order import OrderLine
from services.demo.season import busy

SYSTEM: Final = "kontor"
"""The name of the system, in the references to what came from it."""
ORDERS: Final = 360
YEARS: Final = 2
LAST_DAYS: Final = 31
"""So many days before the opening the last order was placed there, so that its credit was given there too."""
LINES_MAX: Final = 5
OLD_PRICES: Final = Decimal("0.94")
"""What things cost then, for each euro that they cost now."""
ALL_CAME_BACK, ONE_CAME_BACK, OF_NO_KNOWN_ORDER = 7, 11, 29
"""Every so manieth order is taken back whole, or a position of it, or its customer gets a credit that names no order."""


@dataclass(frozen=True)
class Sale:
    """What a customer bought then."""

    place: int
    customer: Customer
    placed_at: datetime
    lines: Sequence[OrderLine]

    @property
    def order_id(self) -> UUID:
        return demo_id("migrated order", str(self.place))

    @property
    def currency(self) -> str:
        return self.customer.market.currency

    def line_id(self, line: OrderLine) -> UUID:
        return demo_id("migrated order line", f"{self.place} {line.position}")

    def sums(self, lines: Sequence[OrderLine]) -> tuple[Decimal, Decimal]:
        """Give net and tax of some of its positions."""
        zero = round_to(0, currency_exponent(self.currency))
        return sum((line.net for line in lines), zero), sum((line.tax for line in lines), zero)


def add_history(
    rows: Rows, catalogue: Catalogue, customers: Sequence[Customer], rates: Rates, units: Mapping[str, UUID]
) -> None:
    """Add the orders and credits of the years before, and the references to them."""
    dice = chance("history")
    for sale in _sales(dice, catalogue, customers, rates):
        _add_order(rows, sale, units)
        credited_at = sale.placed_at + timedelta(days=dice.randint(2, 20))
        if sale.place % ALL_CAME_BACK == 0:
            _add_credit(rows, sale, sale.lines, credited_at, units)
        elif sale.place % ONE_CAME_BACK == 0:
            _add_credit(rows, sale, sale.lines[-1:], credited_at, units)
        elif sale.place % OF_NO_KNOWN_ORDER == 0:
            _add_credit(rows, sale, sale.lines[:1], credited_at, units, names_order=False)


def _sales(dice: Random, catalogue: Catalogue, customers: Sequence[Customer], rates: Rates) -> Iterator[Sale]:
    weights = [customer.weight for customer in customers]
    articles = list(catalogue.sold)
    popularity = [article.popularity for article in articles]
    for place, placed_at in enumerate(_instants(dice), start=1):
        customer = dice.choices(customers, weights)[0]
        chosen = dict.fromkeys(dice.choices(articles, popularity, k=dice.randint(1, LINES_MAX)))
        lines = [_line(dice, position, customer, article, rates) for position, article in enumerate(chosen, start=1)]
        yield Sale(place, customer, placed_at, lines)


def _instants(dice: Random) -> list[datetime]:
    days = [OPENED_ON - timedelta(days=number) for number in range(LAST_DAYS, 365 * YEARS)]
    chosen = dice.choices(days, [busy(day) for day in days], k=ORDERS)
    return sorted(at(day, dice.randint(8, 16), dice.randrange(60)) for day in chosen)


def _line(dice: Random, position: int, customer: Customer, article: Article, rates: Rates) -> OrderLine:
    currency = customer.market.currency
    exponent = currency_exponent(currency)
    quantity = Decimal(1 if article.is_service or article.price >= 300 else dice.choice((1, 1, 2, 3, 6, 12)))
    price = round_to(article.price * OLD_PRICES * rates.at(currency, OPENED_ON), exponent)
    net = round_to(quantity * price, exponent)
    tax = round_to(net * article.tax_percent / 100 if customer.pays_tax else Decimal(0), exponent)
    return OrderLine(position, article, quantity, price, Decimal(0), net, tax, Decimal(0))


def _add_order(rows: Rows, sale: Sale, units: Mapping[str, UUID]) -> None:
    net, tax = sale.sums(sale.lines)
    number = f"K{sale.placed_at:%y}/{sale.place:05}"
    rows.add(
        models.SalesOrder, sale.order_id, FOUNDED_AT, company_id=COMPANY_ID, number=number, state=SalesOrderState.MIGRATED,
        customer_id=sale.customer.id, customer_reference=None, billing_address_id=sale.customer.address_id,
        shipping_address_id=None, warehouse_id=None, sales_rep_id=None, placed_at=sale.placed_at, requested_on=None,
        currency=sale.currency, net_amount=net, tax_amount=tax, total_amount=net + tax, cost_amount=None, note=None,
        invoice_policy=InvoicePolicy.MANUAL, exchange_rate=None, confirmed_at=None, closed_at=None, quotation_id=None,
        agreement_id=None,
    )  # fmt: skip
    for line in sale.lines:
        rows.add(
            models.SalesOrderLine, sale.line_id(line), FOUNDED_AT, company_id=COMPANY_ID, order_id=sale.order_id,
            position=line.position, sku_id=line.article.id, description=line.article.name, quantity=line.quantity,
            unit_id=units[line.article.unit], currency=sale.currency, unit_price=line.unit_price,
            discount_percent=line.discount_percent, net_amount=line.net, tax_amount=line.tax, unit_cost=None,
            price_source=PriceSource.BY_HAND, agreement_line_id=None,
        )  # fmt: skip
    _add_reference(rows, "SalesOrder", sale.order_id, number)


def _add_credit(
    rows: Rows,
    sale: Sale,
    lines: Sequence[OrderLine],
    credited_at: datetime,
    units: Mapping[str, UUID],
    *,
    names_order: bool = True,
) -> None:
    """Add a credit of some positions; of one that names no order nobody knows the positions either."""
    credit_id, number = demo_id("migrated credit", str(sale.place)), f"KG{credited_at:%y}/{sale.place:05}"
    net, tax = sale.sums(lines)
    rows.add(
        models.MigratedCredit, credit_id, FOUNDED_AT, company_id=COMPANY_ID, number=number, customer_id=sale.customer.id,
        order_id=sale.order_id if names_order else None, credited_at=credited_at, currency=sale.currency, net_amount=net,
        tax_amount=tax, total_amount=net + tax,
    )  # fmt: skip
    for position, line in enumerate(lines, start=1):
        rows.add(
            models.MigratedCreditLine, demo_id("migrated credit line", f"{sale.place} {position}"), FOUNDED_AT,
            company_id=COMPANY_ID, credit_id=credit_id, position=position,
            order_line_id=sale.line_id(line) if names_order else None, sku_id=line.article.id,
            description=line.article.name, quantity=line.quantity, unit_id=units[line.article.unit], currency=sale.currency,
            unit_price=line.unit_price, net_amount=line.net, tax_amount=line.tax,
        )  # fmt: skip
    _add_reference(rows, "MigratedCredit", credit_id, number)


def _add_reference(rows: Rows, entity_type: str, entity_id: UUID, number: str) -> None:
    rows.add(
        models.ExternalReference, demo_id("reference", f"{SYSTEM} {number}"), FOUNDED_AT, company_id=COMPANY_ID,
        system=SYSTEM, external_id=number, entity_type=entity_type, entity_id=entity_id,
    )  # fmt: skip
