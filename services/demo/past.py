"""The demo's books before there were documents in them: totals of each month, as the merchandise system told them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from kernel.rounding import round_to
from models import InvoiceKind, TaxRounding
from services.demo.banking import CurrentAccount
from services.demo.billing import (
    DELIVERED,
    SINCE,
    Position,
    bought_in,
    bought_positions,
    delivered_on,
    money_on,
    sold_in,
    sold_positions,
    taxes_of,
)
from services.demo.books import Money
from services.demo.documents import legs_of
from services.demo.purchase_order import Purchase
from services.demo.rates import Rates
from services.demo.sales_order import Order
from services.demo.tax_facts import TaxFacts
from services.finance.recurring import following
from services.finance.tax.calculation import Line, Rounding, calculate

_WORDS: Final = {InvoiceKind.CUSTOMER_INVOICE: "Sales", InvoiceKind.VENDOR_BILL: "Purchases"}


class _Kind(NamedTuple):
    """What is added up: one tax in one tax position, on one account."""

    code: str
    position: str | None
    account: str | None


Totals = Mapping[date, Mapping[_Kind, Decimal]]


def enter_past(
    current: CurrentAccount, facts: TaxFacts, orders: Sequence[Order], purchases: Sequence[Purchase], rates: Rates
) -> None:
    """Enter what was sold and bought in each month before; all of it was paid in its month."""
    sold = (
        (delivered_on(order), sold_in(order.customer), money_on(rates, order.currency, delivered_on(order)), each)
        for order in orders if order.state in DELIVERED for each in sold_positions(order)
    )  # fmt: skip
    bought = (
        (order.arrives_on, bought_in(order.vendor), money_on(rates, order.vendor.currency, order.arrives_on), each)
        for order in purchases if order.arrived for each in bought_positions(order)
    )  # fmt: skip
    for kind, positions in ((InvoiceKind.CUSTOMER_INVOICE, sold), (InvoiceKind.VENDOR_BILL, bought)):
        for month, totals in sorted(_totals(positions).items()):
            _enter(current, facts, kind, month, totals)


def _totals(positions: Iterator[tuple[date, str | None, Money, Position]]) -> Totals:
    """Add up in euros, by the last days of months."""
    found: defaultdict[date, defaultdict[_Kind, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for on, position, money, each in positions:
        if on < SINCE:
            net = each.quantity * each.unit_price * (100 - each.discount_percent) / 100
            kind = _Kind(each.code, position, each.account)
            found[following(on, 0, 31)][kind] += round_to(net * money.rate, 2)
    return found


def _enter(
    current: CurrentAccount, facts: TaxFacts, kind: InvoiceKind, month: date, totals: Mapping[_Kind, Decimal]
) -> None:
    words = f"{_WORDS[kind]} of {month:%Y-%m}"
    positions = [
        Position(words, Decimal(1), amount, each.code, account=each.account) for each, amount in sorted(
            totals.items(), key=lambda total: tuple(map(str, total[0]))
        )
    ]  # fmt: skip
    places = sorted(totals, key=lambda each: tuple(map(str, each)))
    found = calculate(
        [
            Line.priced(position.quantity, position.unit_price, taxes_of(each.code, each.position))
            for position, each in zip(positions, places, strict=True)
        ],
        Rounding(2, TaxRounding.DOCUMENT_BASE),
    )
    legs, told = legs_of(current.books, kind, words, positions, found)
    posted = current.move(words, month, words, legs)
    facts.tell(posted, month, Money("EUR"), told)
