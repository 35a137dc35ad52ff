"""A sales order of the demo, from the day it is placed to today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

import models
from kernel.currency import currency_exponent
from kernel.rounding import round_to
from models import InvoicePolicy, PriceSource, SalesOrderState
from services.demo.catalogue import Article
from services.demo.customers import Customer
from services.demo.identity import COMPANY_ID, chance, demo_id
from services.demo.people import sales_reps
from services.demo.rates import Rates
from services.demo.rows import Rows
from services.demo.sites import Site
from services.demo.taxes import code_id

NOTES: Final = (
    "Please deliver before 11 o'clock.", "Call before delivery.", "Leave with the porter.", "A gift: no prices on the papers.",
)  # fmt: skip

_NOT_PROMISED: Final = frozenset({SalesOrderState.DRAFT, SalesOrderState.PENDING_APPROVAL, SalesOrderState.CANCELLED})
_OVER: Final = frozenset({SalesOrderState.CLOSED, SalesOrderState.CLOSED_SHORT})
_OFFERED_EVERY: Final = 12


@dataclass
class OrderLine:
    """One position; `delivered` grows as goods leave."""

    position: int
    article: Article
    quantity: Decimal
    unit_price: Decimal
    discount_percent: Decimal
    net: Decimal
    tax: Decimal
    unit_cost: Decimal
    delivered: Decimal = Decimal(0)
    agreement_line_id: UUID | None = None

    @property
    def open_quantity(self) -> Decimal:
        """Give what still has to leave a warehouse."""
        return Decimal(0) if self.article.is_service else self.quantity - self.delivered


@dataclass
class Order:
    """A sales order; `state` and `changed_at` move on as the demo's days pass."""

    place: int
    customer: Customer
    site: Site
    placed_at: datetime
    ships_on: date
    state: SalesOrderState
    changed_at: datetime
    lines: list[OrderLine] = field(default_factory=list[OrderLine])
    agreement_id: UUID | None = None

    @property
    def id(self) -> UUID:
        return demo_id("sales order", str(self.place))

    def line_id(self, line: OrderLine) -> UUID:
        """Give the id of one of its lines."""
        return demo_id("sales order line", f"{self.place} {line.position}")

    @property
    def quotation_id(self) -> UUID | None:
        """Give the id of the quotation that it came from: now and then that of a business."""
        was_offered = not self.customer.is_person and self.place % _OFFERED_EVERY == 0
        return demo_id("quotation", self.number) if was_offered else None

    @property
    def number(self) -> str:
        return f"SO-{self.place:06}"

    @property
    def currency(self) -> str:
        return self.customer.market.currency

    @property
    def zero(self) -> Decimal:
        """Give no money, at the digits of the currency."""
        return round_to(0, currency_exponent(self.currency))

    @property
    def is_open(self) -> bool:
        return any(line.open_quantity for line in self.lines)


def tax_code_of(article: Article) -> UUID:
    """Give the tax that is asked of what is sold of an article, before the customer's position makes another of it."""
    return code_id(COMPANY_ID, f"U{article.tax_percent}")


def add_orders(rows: Rows, orders: Sequence[Order], rates: Rates, units: Mapping[str, UUID]) -> None:
    """Add the orders as they stand today."""
    dice, reps = chance("remarks on orders"), sales_reps()
    for order in orders:
        rep = None if order.customer.is_person else reps[int(order.customer.number[1:]) % len(reps)]
        note = dice.choice(NOTES) if dice.random() < 0.06 else None
        wished = order.ships_on + timedelta(days=2) if dice.random() < 0.3 else None
        rate = round_to(1 / rates.at(order.currency, order.placed_at.date()), 10)
        _add_order(rows, order, rep, note, wished, None if order.state in _NOT_PROMISED else rate)
        for line in order.lines:
            _add_line(rows, order, line, units[line.article.unit])


def _add_order(
    rows: Rows, order: Order, rep: UUID | None, note: str | None, wished: date | None, rate: Decimal | None
) -> None:
    customer = order.customer
    net = sum((line.net for line in order.lines), order.zero)
    tax = sum((line.tax for line in order.lines), order.zero)
    cost = sum((line.unit_cost * line.quantity for line in order.lines), Decimal(0))
    rows.add(
        models.SalesOrder,
        order.id,
        order.placed_at,
        changed=order.changed_at,
        company_id=COMPANY_ID,
        number=None if order.state is SalesOrderState.DRAFT else order.number,
        state=order.state,
        customer_id=customer.id,
        customer_reference=None if customer.is_person else f"{customer.number[-3:]}/{order.place % 997}",
        billing_address_id=customer.address_id,
        shipping_address_id=customer.shipping_address_id,
        warehouse_id=order.site.id,
        sales_rep_id=rep,
        placed_at=order.placed_at,
        requested_on=wished,
        currency=order.currency,
        net_amount=net,
        tax_amount=tax,
        total_amount=net + tax,
        cost_amount=round_to(cost, currency_exponent(order.currency)),
        note=note,
        invoice_policy=InvoicePolicy.ON_DELIVERY,
        exchange_rate=rate,
        confirmed_at=None if rate is None else order.placed_at,
        closed_at=order.changed_at if order.state in _OVER else None,
        quotation_id=order.quotation_id,
        agreement_id=order.agreement_id,
    )


def _add_line(rows: Rows, order: Order, line: OrderLine, unit_id: UUID) -> None:
    rows.add(
        models.SalesOrderLine,
        order.line_id(line),
        order.placed_at,
        company_id=COMPANY_ID,
        order_id=order.id,
        position=line.position,
        sku_id=line.article.id,
        description=line.article.name,
        quantity=line.quantity,
        unit_id=unit_id,
        currency=order.currency,
        unit_price=line.unit_price,
        discount_percent=line.discount_percent,
        net_amount=line.net,
        tax_amount=line.tax,
        unit_cost=line.unit_cost,
        price_source=PriceSource.BY_HAND if line.agreement_line_id is None else PriceSource.AGREEMENT,
        agreement_line_id=line.agreement_line_id,
    )
    rows.add(
        models.SalesOrderLineTax, order.line_id(line), order.placed_at,
        company_id=COMPANY_ID, line_id=order.line_id(line), tax_code_id=tax_code_of(line.article), position=1,
    )  # fmt: skip
