"""Blanket agreements in each state, and orders that call off from them."""

from collections.abc import Sequence
from decimal import Decimal
from random import Random

import models
from models import BlanketAgreementState, ExcessPolicy, PriceSource, SalesOrderState
from tests.oracle.world.builder import DAYS, MOMENTS, PRICES, Builder
from tests.oracle.world.parties import Parties
from tests.oracle.world.texts import NAMES, WORDS

_OVER = (BlanketAgreementState.CLOSED, BlanketAgreementState.EXPIRED, BlanketAgreementState.CANCELLED)


def agreements(
    builder: Builder,
    company: models.Company,
    those: Parties,
    orders: Sequence[models.SalesOrder],
    lines: Sequence[models.SalesOrderLine],
) -> None:
    """Make what one company agreed with its customers, by a chance of its own; orders that are there call off from it."""
    others, builder.random = builder.random, Random(f"agreements of {company.code}")
    calling = [order for order in orders if order.state is not SalesOrderState.MIGRATED][::2]
    made = [_agreement(builder, place, order) for place, order in enumerate(calling)]
    made += [_agreement(builder, 100 + place, None, those) for place in range(4)]
    agreed = [
        line
        for agreement, order in zip(made, calling, strict=False)
        for line in _agreed(builder, agreement, order, [each for each in lines if each.order_id == order.id])
    ]
    # Orders name them, so they are there before.
    before = next(place for place, layer in enumerate(builder.layers) if orders[0] in layer)
    builder.layers[before:before] = [made, agreed]
    builder.random = others


def _agreement(
    builder: Builder, place: int, order: models.SalesOrder | None, those: Parties | None = None
) -> models.BlanketAgreement:
    state = [*BlanketAgreementState][place % 5]
    first = DAYS[place % 5]
    assert first is not None
    customer_id = order.customer_id if order is not None else builder.pick(those.busy).id if those is not None else None
    currency = "EUR" if order is None else order.currency
    most = builder.maybe(Decimal(12345).scaleb(-2) if currency == "EUR" else builder.amount(currency))
    return models.BlanketAgreement(
        **builder.owned(),
        number=None if state is BlanketAgreementState.DRAFT else f"BA-{place:03}",
        state=state,
        customer_id=customer_id,
        customer_reference=builder.maybe(builder.pick(WORDS)),
        sales_rep_id=None if order is None else order.sales_rep_id,
        valid_from=first,
        valid_until=first.replace(year=2027, day=28),
        currency=currency,
        amount_max=most or None,
        excess_policy=ExcessPolicy.ALLOWED if place % 3 else ExcessPolicy.REFUSED,
        terms=builder.maybe(builder.pick(NAMES)),
        confirmed_at=None if state is BlanketAgreementState.DRAFT else builder.pick(MOMENTS),
        ended_at=builder.pick(MOMENTS) if state in _OVER else None,
        end_reason=builder.pick(NAMES) if state in _OVER and place % 2 else None,
        note=builder.maybe(builder.pick(NAMES)),
    )


def _agreed(
    builder: Builder,
    agreement: models.BlanketAgreement,
    order: models.SalesOrder,
    lines: Sequence[models.SalesOrderLine],
) -> list[models.BlanketAgreementLine]:
    """Agree on what an order has, and let its lines call that off."""
    made: list[models.BlanketAgreementLine] = []
    order.agreement_id = agreement.id
    for line in lines:
        if any(each.sku_id == line.sku_id for each in made):
            continue
        is_bound = agreement.excess_policy is ExcessPolicy.REFUSED
        if is_bound:
            agreement.amount_max = None
        quantity = line.quantity if is_bound else builder.maybe(builder.pick((line.quantity, Decimal("0.500000"))))
        made.append(
            models.BlanketAgreementLine(
                **builder.owned(), agreement_id=agreement.id, position=len(made) + 1, sku_id=line.sku_id, quantity=quantity,
                unit_id=line.unit_id, currency=agreement.currency, unit_price=builder.pick(PRICES),
                minimum_quantity=builder.maybe(Decimal("0.250000")),
            )
        )  # fmt: skip
        line.agreement_line_id, line.price_source = made[-1].id, PriceSource.AGREEMENT
        if order.state is SalesOrderState.CLOSED_SHORT:
            line.cancelled_quantity = (line.quantity / 4).quantize(line.quantity)
    return made
