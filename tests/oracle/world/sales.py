"""Sales orders in several currencies, with and without lines, and credits of orders, of several, and of none that is known."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

import models
from models import SalesLineKind, SalesOrderState
from tests.oracle.world.builder import DAYS, EXPONENTS, MOMENTS, PRICES, QUANTITIES, Builder
from tests.oracle.world.catalogue import Catalogue
from tests.oracle.world.parties import Parties
from tests.oracle.world.texts import NAMES, WORDS


def sales_orders(
    builder: Builder, parties: Parties, goods: Catalogue, reps: Sequence[models.User]
) -> Sequence[models.SalesOrder]:
    """Make the sales orders of one company."""
    made = [_order(builder, place, parties, builder.pick(reps)) for place in range(30)]
    lines = [
        _line(builder, order, position + 1, goods) for order in made for position in range(builder.random.randrange(4))
    ]
    _bundle(lines)
    credits_ = [_credit(builder, place, parties, builder.maybe(builder.pick(made))) for place in range(12)]
    positions = [
        _credit_line(builder, credit, position + 1, goods, builder.maybe(builder.pick(lines)))
        for credit in credits_
        for position in range(builder.random.randrange(4))
    ]
    builder.layer(made, lines, credits_, positions)
    return made


def _order(builder: Builder, place: int, parties: Parties, rep: models.User) -> models.SalesOrder:
    state, currency = builder.pick(list(SalesOrderState)), builder.pick(list(EXPONENTS))
    net, tax = builder.amount(currency), builder.amount(currency)
    return models.SalesOrder(
        **builder.owned(),
        number=None if state == SalesOrderState.DRAFT else f"SO-{place:04}",
        state=state,
        customer_id=builder.pick(parties.busy).id,
        customer_reference=builder.maybe(builder.pick(WORDS)),
        billing_address_id=builder.maybe(builder.pick(parties.addresses).id),
        shipping_address_id=builder.maybe(builder.pick(parties.addresses).id),
        warehouse_id=builder.maybe(builder.pick(parties.warehouses).id),
        sales_rep_id=builder.maybe(rep.id),
        placed_at=builder.pick(MOMENTS),
        requested_on=builder.pick(DAYS),
        currency=currency,
        net_amount=net,
        tax_amount=tax,
        total_amount=net + tax,
        cost_amount=builder.maybe(builder.amount(currency)),
        note=builder.maybe(builder.pick(NAMES)),
    )


def _line(builder: Builder, order: models.SalesOrder, position: int, goods: Catalogue) -> models.SalesOrderLine:
    return models.SalesOrderLine(
        **builder.owned(),
        order_id=order.id,
        position=position,
        sku_id=builder.pick(goods.skus).id,
        description=builder.pick(NAMES),
        quantity=builder.pick(QUANTITIES),
        unit_id=builder.pick(goods.units).id,
        currency=order.currency,
        unit_price=builder.pick(PRICES),
        discount_percent=builder.pick([Decimal("0.0000"), Decimal("33.3333")]),
        net_amount=builder.amount(order.currency),
        tax_amount=builder.amount(order.currency),
        unit_cost=builder.maybe(builder.pick(PRICES)),
    )


def _bundle(lines: Sequence[models.SalesOrderLine]) -> None:
    """Let every other order of two lines and more be one of a bundle, and of what the bundle is made of."""
    for first, second in list(pairwise(lines))[::2]:
        if first.order_id == second.order_id and first.bundle_line_id is None:
            first.kind, second.kind, second.bundle_line_id = SalesLineKind.BUNDLE, SalesLineKind.COMPONENT, first.id
            first.quantity, second.unit_price = Decimal("3.000000"), Decimal("0.000000")


def _credit(builder: Builder, place: int, parties: Parties, order: models.SalesOrder | None) -> models.MigratedCredit:
    currency = builder.pick(list(EXPONENTS))
    net, tax = builder.amount(currency), builder.amount(currency)
    return models.MigratedCredit(
        **builder.owned(),
        number=f"K-{place:03}",
        customer_id=builder.pick(parties.busy).id,
        order_id=order.id if order else None,
        credited_at=builder.pick(MOMENTS),
        currency=currency,
        net_amount=net,
        tax_amount=tax,
        total_amount=net + tax,
    )


def _credit_line(
    builder: Builder, credit: models.MigratedCredit, position: int, goods: Catalogue, line: models.SalesOrderLine | None
) -> models.MigratedCreditLine:
    return models.MigratedCreditLine(
        **builder.owned(),
        credit_id=credit.id,
        position=position,
        order_line_id=line.id if line else None,
        sku_id=builder.pick(goods.skus).id,
        description=builder.pick(NAMES),
        quantity=builder.pick(QUANTITIES),
        unit_id=builder.pick(goods.units).id,
        currency=credit.currency,
        unit_price=builder.pick(PRICES),
        net_amount=builder.amount(credit.currency),
        tax_amount=builder.amount(credit.currency),
    )
