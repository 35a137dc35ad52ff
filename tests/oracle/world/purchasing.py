"""Purchase orders, and what vendors offer."""

from collections.abc import Sequence
from decimal import Decimal

import models
from models import PurchaseOrderState
from tests.oracle.world.builder import DAYS, EXPONENTS, MOMENTS, PRICES, QUANTITIES, Builder
from tests.oracle.world.catalogue import Catalogue
from tests.oracle.world.parties import Parties
from tests.oracle.world.texts import NAMES


def purchase_orders(builder: Builder, parties: Parties, goods: Catalogue) -> Sequence[models.PurchaseOrder]:
    """Make the purchase orders of one company, and the vendor products."""
    made = [_order(builder, place, parties) for place in range(15)]
    lines = [
        _line(builder, order, position + 1, goods) for order in made for position in range(builder.random.randrange(4))
    ]
    pairs = sorted({(builder.pick(parties.busy).id, builder.pick(goods.skus).id) for _ in range(20)})
    offers = [
        models.VendorProduct(
            **builder.owned(),
            vendor_id=vendor,
            sku_id=sku,
            vendor_sku=builder.maybe("V-1"),
            unit_id=builder.pick(goods.units).id,
            currency=builder.pick(list(EXPONENTS)),
            unit_price=builder.pick(PRICES),
            last_unit_cost=builder.maybe(builder.pick(PRICES)),
            lead_time_days=builder.pick([None, 3, 3, 14]),
            minimum_quantity=builder.maybe(builder.pick(QUANTITIES)),
        )
        for vendor, sku in pairs
    ]
    builder.layer(made, lines, offers)
    return made


def _order(builder: Builder, place: int, parties: Parties) -> models.PurchaseOrder:
    state, currency = builder.pick(list(PurchaseOrderState)), builder.pick(list(EXPONENTS))
    net, tax, freight = builder.amount(currency), builder.amount(currency), builder.amount(currency)
    return models.PurchaseOrder(
        **builder.owned(),
        number=None if state == PurchaseOrderState.DRAFT else f"PO-{place:04}",
        state=state,
        vendor_id=builder.pick(parties.busy).id,
        warehouse_id=builder.maybe(builder.pick(parties.warehouses).id),
        ordered_at=builder.pick(MOMENTS),
        expected_on=builder.pick(DAYS),
        currency=currency,
        net_amount=net,
        tax_amount=tax,
        freight_amount=freight,
        total_amount=net + tax + freight,
    )


def _line(builder: Builder, order: models.PurchaseOrder, position: int, goods: Catalogue) -> models.PurchaseOrderLine:
    return models.PurchaseOrderLine(
        **builder.owned(),
        order_id=order.id,
        position=position,
        sku_id=builder.pick(goods.skus).id,
        description=builder.pick(NAMES),
        quantity=builder.pick(QUANTITIES),
        unit_id=builder.pick(goods.units).id,
        currency=order.currency,
        unit_price=builder.pick(PRICES),
        net_amount=builder.amount(order.currency),
        due_on=builder.pick(DAYS),
        received_quantity=Decimal("1.000000"),
        rejected_quantity=builder.pick([Decimal("0.000000"), Decimal("0.500000")]),
    )
