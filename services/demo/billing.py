"""What the demo bills: an invoice for each order that has gone out since the books are kept by document, the bills of vendors,
and now and then a credit note."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from kernel.currency import currency_exponent
from kernel.rounding import round_to
from models import InvoiceKind, SalesOrderState, TaxRounding
from services.demo.books import Money
from services.demo.customers import UNION, Customer
from services.demo.identity import COMPANY_ID, TIME_ZONE, TODAY, demo_id, working_day
from services.demo.purchase_order import Purchase
from services.demo.rates import Rates
from services.demo.sales_order import Order, OrderLine
from services.demo.taxes import CODES, POSITIONS, code_id
from services.demo.vendors import Vendor
from services.finance.tax.calculation import Calculation, Line, Rounding, Tax, TaxAmount, calculate
from services.finance.tax.position import EU

SINCE: Final = date(2026, 1, 1)
"""The first day of which there are documents; of what was before, the books have totals by month."""
DELIVERED: Final = frozenset({SalesOrderState.CLOSED, SalesOrderState.CLOSED_SHORT})
TAKEN_BACK: Final = 45
"""Every so manieth invoice, the last position is taken back."""
GOODS_BOUGHT, FREIGHT_IN = "5010", "5020"
FREIGHT_CENTRE, ROASTER_CENTRE = "STORE", "ROAST"
TERM, DISCOUNT_TERM, DAYS_NET, DISCOUNT_DAYS, DISCOUNT_PERCENT = "NET30", "14D3", 30, 14, Decimal(3)
ROASTER: Final = (("Half of a roaster on order", "3400"), ("Shop roaster, 5 kg", "6800"))
_NUMBERS: Final = {InvoiceKind.VENDOR_BILL: "PUR"}


@dataclass(frozen=True)
class Position:
    """One line of a document; a bill says the account of its costs."""

    words: str
    quantity: Decimal
    unit_price: Decimal
    code: str
    discount_percent: Decimal = Decimal(0)
    sku_id: UUID | None = None
    unit: str | None = None
    account: str | None = None
    credits_line_id: UUID | None = None
    sales_order_line_id: UUID | None = None
    purchase_order_line_id: UUID | None = None
    centre: str | None = None
    """The cost centre that it belongs to."""


@dataclass(frozen=True)
class Document:
    """An invoice, bill or note as it is posted."""

    kind: InvoiceKind
    key: str
    party_id: UUID
    words: str
    on: date
    due_on: date
    money: Money
    positions: Sequence[Position]
    calculation: Calculation
    reference: str | None = None
    position: str | None = None
    term: str | None = None
    by_card: bool = False
    """Paid when it is ordered, through the payment service."""
    credits: "Document | None" = None
    is_advance: bool = False
    deducts: "Document | None" = None
    """The advance that it takes off."""
    number: str = field(default="", compare=False)

    @property
    def id(self) -> UUID:
        return demo_id("invoice", self.key)

    @property
    def item_id(self) -> UUID:
        """Give the id of its open item."""
        return demo_id("open item", self.key)

    @property
    def advanced_id(self) -> UUID:
        """Give the id of its line on the account of advances."""
        return demo_id("advance", self.key)

    @property
    def deducted(self) -> Decimal:
        """Give what an advance had asked for already."""
        return self.calculation.total * 0 if self.deducts is None else self.deducts.calculation.total

    @property
    def total(self) -> Decimal:
        """Give what is to be paid."""
        return self.calculation.total - self.deducted

    @property
    def owed(self) -> Calculation:
        """Give what it comes to with the taxes that an advance has not told of already."""
        before = {} if self.deducts is None else {tax.tax: tax for tax in self.deducts.calculation.taxes}
        return replace(self.calculation, taxes=tuple(_less(tax, before.get(tax.tax)) for tax in self.calculation.taxes))

    @property
    def journal(self) -> str:
        return _NUMBERS.get(self.kind, "SAL")

    def line_id(self, place: int) -> UUID:
        return demo_id("invoice line", f"{self.key} {place}")

    @property
    def discount(self) -> Decimal:
        """Give what is taken off where it is paid early."""
        rate = DISCOUNT_PERCENT / 100 if self.term == DISCOUNT_TERM else Decimal(0)
        return round_to(self.total * rate, currency_exponent(self.money.currency))

    @property
    def discount_until(self) -> date:
        """Give the last day on which that is taken off."""
        return self.on + timedelta(days=DISCOUNT_DAYS)


def invoices(orders: Sequence[Order], rates: Rates, preferred: frozenset[UUID]) -> list[Document]:
    """Bill the orders that have gone out."""
    return [
        _invoice(order, on, rates, preferred)
        for order in orders
        if order.state in DELIVERED and (on := delivered_on(order)) >= SINCE and any(_billed(order))
    ]


def delivered_on(order: Order) -> date:
    """Give the day on which the last of an order went out, or its rest was given up."""
    return min(order.changed_at.astimezone(ZoneInfo(TIME_ZONE)).date(), TODAY)


def bills(purchases: Sequence[Purchase], rates: Rates) -> list[Document]:
    """Let vendors bill what has arrived."""
    return [
        _bill(order, rates)
        for order in purchases
        if order.arrived and SINCE <= order.arrives_on + timedelta(2) <= TODAY
    ]


def credit_notes(documents: Sequence[Document]) -> Iterator[Document]:
    """Take the last position of some invoices back, before they are due; of others that is all that there is."""
    for place, invoice in enumerate(documents, 1):
        on = invoice.on + timedelta(days=9)
        if place % TAKEN_BACK == 0 and not invoice.by_card and on <= TODAY:
            yield _credit_note(invoice, on)


def businesses_in_union(customers: Iterable[Customer], vendors: Iterable[Vendor]) -> list[UUID]:
    """Name the parties that deliveries inside the Union come from and go to."""
    return [
        *(customer.id for customer in customers if sold_in(customer) == "EU"),
        *(vendor.id for vendor in vendors if bought_in(vendor) == "EU"),
    ]


def roaster_on_order(customer: Customer) -> list[Document]:
    """Ask a customer for an advance on a roaster, and take it off when that is there."""
    half, whole = (
        Position(words, Decimal(1), Decimal(price), "U20", centre=ROASTER_CENTRE) for words, price in ROASTER
    )
    days = date(2026, 6, 15), date(2026, 10, 19)
    advance, final = (
        Document(
            InvoiceKind.CUSTOMER_INVOICE, f"roaster {place}", customer.id, "Roaster", on, on + timedelta(days=DAYS_NET),
            Money("EUR"), [position], reckoned([position], "EUR", None), term=TERM,
        )
        for place, (on, position) in enumerate(zip(days, (half, whole), strict=True), 1)
    )  # fmt: skip
    advance = replace(advance, is_advance=True)
    return [advance, replace(final, deducts=advance)]


def sold_positions(order: Order) -> list[Position]:
    """Say what of an order is billed."""
    return [
        Position(
            line.article.name, quantity, line.unit_price, "U10" if line.article.tax_percent == 10 else "U20",
            line.discount_percent, line.article.id, line.article.unit, sales_order_line_id=order.line_id(line),
        )
        for line, quantity in _billed(order)
    ]  # fmt: skip


def bought_positions(order: Purchase) -> list[Position]:
    """Say what of a purchase is billed: what was kept, and the freight."""
    lines = [
        Position(
            line.article.name, line.received - line.rejected, line.unit_price,
            "V10" if line.article.tax_percent == 10 else "V20", sku_id=line.article.id, unit=line.article.unit,
            account=GOODS_BOUGHT, purchase_order_line_id=order.line_id(line),
        )
        for line in order.lines if line.received > line.rejected
    ]  # fmt: skip
    net = sum((line.quantity * line.unit_price for line in lines), Decimal(0))
    freight = round_to(net * order.vendor.freight_share, currency_exponent(order.vendor.currency))
    if not freight:
        return lines
    costs = Position("Freight", Decimal(1), freight, lines[0].code, account=FREIGHT_IN, centre=FREIGHT_CENTRE)
    return [*lines, costs]


def sold_in(customer: Customer) -> str | None:
    """Give the tax position of a customer."""
    return None if customer.pays_tax else "EU" if customer.market.country in UNION else "THIRD"


def bought_in(vendor: Vendor) -> str | None:
    """Give the tax position of a vendor."""
    return None if vendor.country == "AT" else "EU" if vendor.country in EU else "THIRD"


def money_on(rates: Rates, currency: str, on: date) -> Money:
    """Give the rate of a day as the books have it: what a unit of a currency is worth in euros."""
    if currency == "EUR":
        return Money("EUR")
    # The dollar has rates of its own into euros, for the sister company.
    return Money(currency, round_to(1 / rates.at(currency, on), 6 if currency == "USD" else 10))


def reckoned(positions: Sequence[Position], currency: str, position: str | None) -> Calculation:
    """Reckon what positions come to, with the taxes that theirs become in a tax position."""
    lines = [
        Line.priced(each.quantity, each.unit_price, taxes_of(each.code, position), each.discount_percent)
        for each in positions
    ]
    return calculate(lines, Rounding(currency_exponent(currency), TaxRounding.DOCUMENT_BASE))


@cache
def taxes_of(code: str, position: str | None) -> tuple[Tax, ...]:
    """Give what a tax becomes in a tax position."""
    wanted = next((each.becomes.get(code, code) for each in POSITIONS if each.code == position), code)
    return tuple(
        Tax(
            code_id(COMPANY_ID, each.code), each.code, each.kind, Decimal(each.percent), each.category,
            reverse_charge=each.reverse_charge,
        )
        for each in CODES[COMPANY_ID] if each.code == wanted
    )  # fmt: skip


def _billed(order: Order) -> Iterator[tuple[OrderLine, Decimal]]:
    for line in order.lines:
        if quantity := line.quantity if line.article.is_service else line.delivered:
            yield line, quantity


def _invoice(order: Order, on: date, rates: Rates, preferred: frozenset[UUID]) -> Document:
    customer, positions = order.customer, sold_positions(order)
    term = None if customer.is_person else DISCOUNT_TERM if customer.id in preferred else TERM
    position, net_on = sold_in(customer), on + timedelta(days=DAYS_NET)
    due_on = on if term is None else net_on if term == TERM else working_day(net_on)
    return Document(
        InvoiceKind.CUSTOMER_INVOICE, order.number, customer.id, order.number, on, due_on,
        money_on(rates, order.currency, on), positions,
        reckoned(positions, order.currency, position), order.number, position, term, by_card=customer.is_person,
    )  # fmt: skip


def _bill(order: Purchase, rates: Rates) -> Document:
    vendor, on, positions = order.vendor, order.arrives_on + timedelta(2), bought_positions(order)
    position = bought_in(vendor)
    return Document(
        InvoiceKind.VENDOR_BILL, order.number, vendor.id, order.number, on, on + timedelta(days=DAYS_NET),
        money_on(rates, vendor.currency, on), positions, reckoned(positions, vendor.currency, position),
        f"{vendor.code[:2]}-{order.place * 7 % 9000 + 1000}", position, TERM,
    )  # fmt: skip


def _credit_note(invoice: Document, on: date) -> Document:
    place = len(invoice.positions)
    last = invoice.positions[-1]
    back = Position(
        last.words, last.quantity, last.unit_price, last.code, last.discount_percent, last.sku_id, last.unit,
        credits_line_id=invoice.line_id(place), sales_order_line_id=last.sales_order_line_id,
    )  # fmt: skip
    return Document(
        InvoiceKind.CREDIT_NOTE, f"{invoice.key} back", invoice.party_id, invoice.words, on, on, invoice.money, [back],
        reckoned([back], invoice.money.currency, invoice.position), None, invoice.position, credits=invoice,
    )  # fmt: skip


def _less(tax: TaxAmount, before: TaxAmount | None) -> TaxAmount:
    if before is None:
        return tax
    return replace(
        tax,
        base=tax.base - before.base,
        amount=tax.amount - before.amount,
        deductible=tax.deductible - before.deductible,
    )
