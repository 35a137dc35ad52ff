"""What customers of the demo company agree to take: an agreement in force, one that has run out, and one that is being written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

import models
from models import BlanketAgreementState, SalesOrderState
from models.sales.call_off import COUNTING
from services.demo.catalogue import Article
from services.demo.customers import Customer
from services.demo.identity import COMPANY_ID, TODAY, at, demo_id
from services.demo.people import sales_reps
from services.demo.rows import Rows
from services.demo.sales_order import Order, OrderLine

_ARTICLES_MAX: Final = 8
# Beside what was called off, so much is agreed of each article.
_MORE: Final = Decimal(48)
_MINIMUM: Final = Decimal(1)


@dataclass(frozen=True)
class _Agreement:
    """An agreement with a customer over a period."""

    place: int
    customer: Customer
    state: BlanketAgreementState
    valid_from: date
    valid_until: date

    @property
    def id(self) -> UUID:
        return demo_id("blanket agreement", str(self.place))

    def line_id(self, article: Article) -> UUID:
        """Give the id of the line of an article."""
        return demo_id("blanket agreement line", f"{self.place} {article.code}")

    def covers(self, order: Order) -> bool:
        """Tell whether an order may have called off from it."""
        is_of_customer = order.customer.id == self.customer.id
        return is_of_customer and self.valid_from <= order.placed_at.date() <= self.valid_until


def add_agreements(
    rows: Rows, customers: Sequence[Customer], orders: Sequence[Order], units: Mapping[str, UUID]
) -> int:
    """Add the agreements, let orders say what they call off, and give how many agreements have a number."""
    half = timedelta(days=182)
    periods = (
        (BlanketAgreementState.EXPIRED, TODAY - 2 * half, TODAY - half),
        (BlanketAgreementState.CONFIRMED, TODAY - half, TODAY + half),
        (BlanketAgreementState.DRAFT, TODAY, TODAY + 2 * half),
    )
    for place, (state, valid_from, valid_until) in enumerate(periods, 1):
        # Whose orders are in one currency, and are those of a business.
        customer = customers[place - 1]
        _add(rows, _Agreement(place, customer, state, valid_from, valid_until), orders, units)
    return sum(state is not BlanketAgreementState.DRAFT for state, _, _ in periods)


def _add(rows: Rows, agreement: _Agreement, orders: Sequence[Order], units: Mapping[str, UUID]) -> None:
    is_draft, is_over = (
        agreement.state is each for each in (BlanketAgreementState.DRAFT, BlanketAgreementState.EXPIRED)
    )
    made_at = at(agreement.valid_from - timedelta(days=7), 10)
    ended_at = at(agreement.valid_until + timedelta(days=1), 1) if is_over else None
    rows.add(
        models.BlanketAgreement, agreement.id, made_at, changed=ended_at or made_at + timedelta(hours=2), company_id=COMPANY_ID,
        number=None if is_draft else f"BA-{agreement.place:06}", state=agreement.state, customer_id=agreement.customer.id,
        customer_reference=None, sales_rep_id=sales_reps()[0], valid_from=agreement.valid_from,
        valid_until=agreement.valid_until, currency=agreement.customer.market.currency, amount_max=None,
        terms="Delivered within three days, free of freight.",
        confirmed_at=None if is_draft else made_at + timedelta(hours=2), ended_at=ended_at,
    )  # fmt: skip
    for position, (article, lines) in enumerate(_agreed(agreement, orders).items(), 1):
        quantity = sum((line.quantity for _, line in lines if not is_draft), _MORE)
        rows.add(
            models.BlanketAgreementLine, agreement.line_id(article), made_at, company_id=COMPANY_ID,
            agreement_id=agreement.id, position=position, sku_id=article.id, quantity=quantity,
            unit_id=units[article.unit], currency=agreement.customer.market.currency, unit_price=lines[0][1].unit_price,
            minimum_quantity=_MINIMUM,
        )  # fmt: skip
        for order, line in () if is_draft else lines:
            order.agreement_id, line.agreement_line_id = agreement.id, agreement.line_id(article)


def _agreed(agreement: _Agreement, orders: Sequence[Order]) -> Mapping[Article, list[tuple[Order, OrderLine]]]:
    """Choose what is agreed: what the customer ordered first, at the price of then, with the lines at that price."""
    found: dict[Article, list[tuple[Order, OrderLine]]] = {}
    is_draft = agreement.state is BlanketAgreementState.DRAFT
    for order in orders:
        is_its = order.customer.id == agreement.customer.id if is_draft else agreement.covers(order)
        for line in order.lines if is_its and _counts(order.state) else ():
            if line.article in found or len(found) < _ARTICLES_MAX:
                lines = found.setdefault(line.article, [])
                if not line.discount_percent and (not lines or lines[0][1].unit_price == line.unit_price):
                    lines.append((order, line))
    return {article: lines for article, lines in found.items() if lines}


def _counts(state: SalesOrderState) -> bool:
    return state in COUNTING
