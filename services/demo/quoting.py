"""What the demo company offers: quotations that became orders and others that did not, and what customers may owe."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

import models
from models import QuotationState
from services.demo.customers import Customer
from services.demo.identity import COMPANY_ID, FOUNDED_AT, TODAY, at, demo_id, working_day
from services.demo.rows import Rows
from services.demo.sales_order import Order, tax_code_of

# How long before the order the customer was asked, and for how long an offer holds.
_DAYS_BEFORE: Final = 6
_DAYS_VALID: Final = 30
# What was ordered is offered once more after so many days, to every so many.
_DAYS_AFTER: Final = 45
_AGAIN_EVERY: Final = 17
_ENDS: Final = (QuotationState.REJECTED, QuotationState.EXPIRED, QuotationState.LOST)
_REASONS: Final = {QuotationState.REJECTED: "Bought elsewhere.", QuotationState.LOST: "Nobody answered."}
_LIMIT: Final = Decimal("15000.00")
_LIMITS: Final = (Decimal("80000.00"), Decimal("40000.00"), Decimal("40000.00"), Decimal("25000.00"))


@dataclass(frozen=True)
class _Offer:
    """What an order says, offered on a day; `decided_at` is when something came of it or not."""

    id: UUID
    order: Order
    state: QuotationState
    quoted_on: date
    decided_at: datetime | None

    @property
    def valid_until(self) -> date:
        return self.quoted_on + timedelta(days=_DAYS_VALID)

    @property
    def written_at(self) -> datetime:
        return at(self.quoted_on, 10)

    @property
    def sent_at(self) -> datetime | None:
        return None if self.state is QuotationState.DRAFT else at(self.quoted_on, 11)


def add_limits(rows: Rows, customers: Sequence[Customer]) -> None:
    """Add what everybody may owe, and what the best customers may."""
    own = zip((None, *customers), (_LIMIT, *_LIMITS), strict=False)
    for customer, amount in own:
        rows.add(
            models.CreditLimit, demo_id("credit limit", "" if customer is None else customer.number), FOUNDED_AT,
            company_id=COMPANY_ID, customer_id=None if customer is None else customer.id, currency="EUR", amount=amount,
        )  # fmt: skip


def add_quotations(rows: Rows, orders: Iterable[Order], units: Mapping[str, UUID]) -> int:
    """Add the quotations, and give how many have a number."""
    offers = sorted(_offers(orders), key=lambda offer: (offer.quoted_on, offer.order.place))
    numbered = [offer for offer in offers if offer.state is not QuotationState.DRAFT]
    numbers = {offer.id: f"QU-{place:06}" for place, offer in enumerate(numbered, 1)}
    for offer in offers:
        _add(rows, offer, numbers.get(offer.id))
        _add_lines(rows, offer, units)
    return len(numbered)


def _offers(orders: Iterable[Order]) -> Iterator[_Offer]:
    for order in orders:
        placed_on = order.placed_at.date()
        if order.quotation_id is not None:
            quoted_on = working_day(placed_on - timedelta(days=_DAYS_BEFORE))
            yield _Offer(order.quotation_id, order, QuotationState.ACCEPTED, quoted_on, order.placed_at)
        elif not order.customer.is_person and order.place % _AGAIN_EVERY == 0:
            yield _again(order, working_day(placed_on + timedelta(days=_DAYS_AFTER)))


def _again(order: Order, quoted_on: date) -> _Offer:
    key = demo_id("quotation", f"{order.number} again")
    over_on = quoted_on + timedelta(days=_DAYS_VALID)
    if quoted_on >= TODAY:
        return _Offer(key, order, QuotationState.DRAFT, TODAY, None)
    if over_on >= TODAY:
        return _Offer(key, order, QuotationState.SENT, quoted_on, None)
    return _Offer(key, order, _ENDS[order.place % len(_ENDS)], quoted_on, at(over_on + timedelta(days=1)))


def _add(rows: Rows, offer: _Offer, number: str | None) -> None:
    order = offer.order
    net = sum((line.net for line in order.lines), order.zero)
    tax = sum((line.tax for line in order.lines), order.zero)
    rows.add(
        models.Quotation, offer.id, offer.written_at, changed=offer.decided_at or offer.sent_at, company_id=COMPANY_ID,
        number=number, state=offer.state, customer_id=order.customer.id, billing_address_id=order.customer.address_id,
        shipping_address_id=order.customer.shipping_address_id, warehouse_id=order.site.id, quoted_on=offer.quoted_on,
        valid_until=offer.valid_until, currency=order.currency, net_amount=net, tax_amount=tax, total_amount=net + tax,
        sent_at=offer.sent_at, decided_at=offer.decided_at, lost_reason=_REASONS.get(offer.state),
    )  # fmt: skip


def _add_lines(rows: Rows, offer: _Offer, units: Mapping[str, UUID]) -> None:
    for line in offer.order.lines:
        key = demo_id("quotation line", f"{offer.id} {line.position}")
        rows.add(
            models.QuotationLine, key, offer.written_at, company_id=COMPANY_ID, quotation_id=offer.id,
            position=line.position, sku_id=line.article.id, description=line.article.name, quantity=line.quantity,
            unit_id=units[line.article.unit], currency=offer.order.currency, unit_price=line.unit_price,
            discount_percent=line.discount_percent, net_amount=line.net, tax_amount=line.tax,
        )  # fmt: skip
        rows.add(
            models.QuotationLineTax, key, offer.written_at, company_id=COMPANY_ID, line_id=key,
            tax_code_id=tax_code_of(line.article), position=1,
        )  # fmt: skip
