"""Quotations in each state, credit limits, taxes asked of orders, and goods kept for lines of orders."""

from collections.abc import Sequence
from decimal import Decimal
from random import Random
from uuid import UUID

import models
from models import DeliveryPolicy, InvoicePolicy, PriceSource, QuotationState, SalesOrderState, ShipmentPolicy
from models.base import Base
from tests.oracle.world.builder import DAYS, EXPONENTS, MOMENTS, PRICES, QUANTITIES, Builder
from tests.oracle.world.catalogue import Catalogue
from tests.oracle.world.parties import Parties
from tests.oracle.world.texts import NAMES, WORDS

_UNSENT = (QuotationState.DRAFT, QuotationState.LOST)
_OVER = (SalesOrderState.CLOSED, SalesOrderState.CLOSED_SHORT)


def selling(builder: Builder, company: models.Company, those: Parties, goods: Catalogue) -> None:
    """Make what one company offers, by a chance of its own: what is made after it stays as it is."""
    others, builder.random = builder.random, Random(f"selling of {company.code}")
    rows = [row for layer in builder.layers for row in layer if getattr(row, "company_id", None) == company.id]
    codes = [row for row in rows if isinstance(row, models.TaxCode)][:2]
    orders = [row for row in rows if isinstance(row, models.SalesOrder)]
    _agree(builder, orders)
    offers = [_quotation(builder, place, those, orders[place].sales_rep_id) for place in range(14)]
    lines = [_line(builder, each, place, goods) for each in offers for place in range(1, builder.pick((1, 2, 4)))]
    taxes = [
        models.QuotationLineTax(**builder.owned(), line_id=line.id, tax_code_id=code.id, position=place)
        for line in lines
        for place, code in enumerate(codes[: builder.pick((0, 1, 2))], 1)
    ]
    kept = _kept(builder, rows)
    kept[-1].replaces_id = kept[0].id
    builder.layer(
        offers, lines, taxes, _taxes(builder, rows, codes), _limits(builder, company, those), kept[:-1], kept[-1:]
    )
    _offered(builder, [order for order in orders if order.state is SalesOrderState.DRAFT][:2], offers[-1], rows)
    builder.random = others


def _agree(builder: Builder, orders: Sequence[models.SalesOrder]) -> None:
    """Say how some orders are billed and delivered, at which rate they were confirmed, and how they ended."""
    for order in orders[::2]:
        order.invoice_policy, order.delivery_policy = builder.pick([*InvoicePolicy]), builder.pick([*DeliveryPolicy])
        order.shipment_policy = builder.pick((ShipmentPolicy.ON_CONFIRM, ShipmentPolicy.MANUAL))
        order.coupon_codes = builder.pick(([], ["SAVE", "more"]))
        order.exchange_rate, order.confirmed_at = builder.maybe(Decimal("1.0812345678")), builder.maybe(MOMENTS[0])
        order.closed_at = builder.pick(MOMENTS) if order.state in _OVER else None
        order.cancel_reason = builder.pick(NAMES) if order.state is SalesOrderState.CANCELLED else None


def _offered(
    builder: Builder, orders: Sequence[models.SalesOrder], offer: models.Quotation, rows: Sequence[Base]
) -> None:
    """Let orders come from an offer, in a tax position, with a term, at the prices of a list."""
    term = next(row.id for row in rows if isinstance(row, models.PaymentTerm))
    position = next(row.id for row in rows if isinstance(row, models.TaxPosition))
    prices = next(row.id for row in rows if isinstance(row, models.PriceList))
    offer.payment_term_id, offer.position_id, offer.wording, offer.price_list_id = term, position, NAMES[0], prices
    for order in orders:
        builder.change(
            order, quotation_id=offer.id, payment_term_id=term, position_id=position, price_list_id=prices,
            wording=builder.pick(NAMES),
        )  # fmt: skip


def _quotation(builder: Builder, place: int, those: Parties, rep_id: UUID | None) -> models.Quotation:
    state, currency = [*QuotationState][place % 6], builder.pick(list(EXPONENTS))
    net, tax, quoted_on = builder.amount(currency), builder.amount(currency), DAYS[place % 5]
    is_over = state not in (QuotationState.DRAFT, QuotationState.SENT)
    return models.Quotation(
        **builder.owned(),
        number=None if state is QuotationState.DRAFT else f"QU-{place:03}",
        state=state,
        customer_id=builder.pick(those.busy).id,
        customer_reference=builder.maybe(builder.pick(WORDS)),
        billing_address_id=builder.maybe(builder.pick(those.addresses).id),
        shipping_address_id=builder.maybe(builder.pick(those.addresses).id),
        warehouse_id=builder.maybe(builder.pick(those.warehouses).id),
        sales_rep_id=rep_id,
        quoted_on=quoted_on,
        valid_until=builder.maybe(quoted_on),
        currency=currency,
        net_amount=net,
        tax_amount=tax,
        total_amount=net + tax,
        sent_at=None if state in _UNSENT else builder.pick(MOMENTS),
        decided_at=builder.pick(MOMENTS) if is_over else None,
        lost_reason=builder.pick(NAMES) if state in (QuotationState.REJECTED, QuotationState.LOST) else None,
        note=builder.maybe(builder.pick(NAMES)),
    )


def _line(builder: Builder, offer: models.Quotation, position: int, goods: Catalogue) -> models.QuotationLine:
    return models.QuotationLine(
        **builder.owned(),
        quotation_id=offer.id,
        position=position,
        sku_id=builder.pick(goods.skus).id,
        description=builder.pick(NAMES),
        quantity=builder.pick(QUANTITIES),
        unit_id=builder.pick(goods.units).id,
        currency=offer.currency,
        unit_price=builder.pick(PRICES),
        discount_percent=builder.pick([Decimal("0.0000"), Decimal("33.3333")]),
        price_source=builder.pick([*PriceSource]),
        discounts=builder.maybe([{"rule": "R1", "amount": "1.50"}, {"rule": "R2", "amount": "0.05"}]),
        net_amount=builder.amount(offer.currency),
        tax_amount=builder.amount(offer.currency),
    )


def _taxes(
    builder: Builder, rows: Sequence[Base], codes: Sequence[models.TaxCode]
) -> Sequence[models.SalesOrderLineTax]:
    lines = [row for row in rows if isinstance(row, models.SalesOrderLine)]
    return [
        models.SalesOrderLineTax(**builder.owned(), line_id=line.id, tax_code_id=code.id, position=place)
        for line in lines[:9]
        for place, code in enumerate(codes[: builder.pick((1, 2))], 1)
    ]


def _limits(builder: Builder, company: models.Company, those: Parties) -> Sequence[models.CreditLimit]:
    amount = Decimal(500).scaleb(-EXPONENTS[company.currency])
    whose = [None, *(party.id for party in those.busy[:2])]
    return [
        models.CreditLimit(**builder.owned(), customer_id=party_id, currency=company.currency, amount=amount)
        for party_id in whose
    ]


def _kept(builder: Builder, rows: Sequence[Base]) -> Sequence[models.Reservation]:
    lines = [row for row in rows if isinstance(row, models.SalesOrderLine)]
    places = [row for row in rows if isinstance(row, models.Reservation)]
    return [
        models.Reservation(
            **builder.owned(), demand_type="SalesOrderLine", demand_id=line.id, sku_id=kept.sku_id,
            location_id=kept.location_id, lot_id=kept.lot_id, quantity=Decimal(3), consumed=Decimal(consumed),
            released=Decimal(0), priority=0,
        )
        for line, kept, consumed in zip([lines[0], *lines], places, (1, 0, 3, 2, 0), strict=False)
    ]  # fmt: skip
