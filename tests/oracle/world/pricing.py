"""Customer groups, price lists, pricing rules and coupons."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import models
from models import PricingBenefit, PricingStacking
from tests.oracle.world.builder import DAYS, MOMENTS, PRICES, QUANTITIES, Builder
from tests.oracle.world.texts import NAMES


def pricing(
    builder: Builder,
    currency: str,
    customers: Sequence[models.Party],
    categories: Sequence[models.ProductCategory],
    skus: Sequence[models.Sku],
    orders: Sequence[models.SalesOrder],
) -> None:
    """Make what the prices of one company follow from."""
    groups = [
        models.CustomerGroup(
            **builder.owned(), code=f"G{place}", name=name, archived_at=builder.maybe(builder.pick(MOMENTS))
        )
        for place, name in enumerate(NAMES[:3])
    ]
    for place, customer in enumerate(customers):
        builder.change(customer, customer_group_id=groups[place % 2].id)
    lists = [_list(builder, place, currency, groups, customers) for place in range(5)]
    items = [
        _item(builder, each, currency, skus, categories, place)
        for each in lists[:4]
        for place in range(1 + builder.random.randrange(5))
    ]
    rules = [_rule(builder, place, currency, groups, customers, categories, skus) for place in range(8)]
    targets = [
        models.PricingRuleTarget(**builder.owned(), rule_id=rule.id, **which)
        for rule in rules[:5]
        for which in ({"sku_id": skus[0].id}, {"product_id": skus[1].product_id})
    ]
    coupons = [_coupon(builder, place, rules, customers) for place in range(4)]
    uses = [
        models.CouponRedemption(
            **builder.owned(), coupon_id=builder.pick(coupons[:3]).id, order_id=order.id, customer_id=order.customer_id
        )
        for order in orders[:6]
    ]
    backs = [
        models.CouponRedemption(
            **builder.owned(), coupon_id=use.coupon_id, order_id=use.order_id, customer_id=use.customer_id,
            reverses_id=use.id,
        )
        for use in uses[:2]
    ]  # fmt: skip
    builder.layer(groups, lists, items, rules, targets, coupons, uses, backs)


def _list(
    builder: Builder,
    place: int,
    currency: str,
    groups: Sequence[models.CustomerGroup],
    customers: Sequence[models.Party],
) -> models.PriceList:
    return models.PriceList(
        **builder.owned(),
        code=f"L{place}",
        name=builder.pick(NAMES),
        currency=currency,
        **_audience(builder, place, groups, customers),
        **_days(builder),
        archived_at=builder.maybe(builder.pick(MOMENTS)),
    )


def _item(
    builder: Builder,
    of: models.PriceList,
    currency: str,
    skus: Sequence[models.Sku],
    categories: Sequence[models.ProductCategory],
    place: int,
) -> models.PriceListItem:
    sku = skus[place]
    which = ({"sku_id": sku.id}, {"product_id": sku.product_id}, {"category_id": categories[place].id})[place % 3]
    return models.PriceListItem(
        **builder.owned(),
        **which,
        list_id=of.id,
        unit_id=sku.unit_id,
        minimum_quantity=builder.pick(QUANTITIES),
        currency=currency,
        price=builder.pick(PRICES),
        **_days(builder),
    )


def _rule(
    builder: Builder,
    place: int,
    currency: str,
    groups: Sequence[models.CustomerGroup],
    customers: Sequence[models.Party],
    categories: Sequence[models.ProductCategory],
    skus: Sequence[models.Sku],
) -> models.PricingRule:
    benefit = [*PricingBenefit][place % 4]
    is_amount, is_gift = benefit in (PricingBenefit.AMOUNT, PricingBenefit.PRICE), benefit is PricingBenefit.FREE_ITEM
    return models.PricingRule(
        **builder.owned(),
        code=f"R{place}",
        name=builder.pick(NAMES),
        priority=builder.pick((0, 0, -1, 7)),
        stacking=builder.pick([*PricingStacking]),
        benefit=benefit,
        percent=Decimal("12.500000") if benefit is PricingBenefit.PERCENT else None,
        figure=Decimal("9.990000") if is_amount else None,
        currency=currency,
        free_sku_id=builder.pick(skus).id if is_gift else None,
        free_quantity=Decimal("1.000000") if is_gift else None,
        category_id=builder.maybe(builder.pick(categories).id),
        unit_id=skus[0].unit_id,
        minimum_quantity=builder.maybe(Decimal("10.000000")),
        minimum_amount=builder.maybe(Decimal("100.000000")),
        needs_coupon=place % 2 == 0,
        **_audience(builder, place, groups, customers),
        **_days(builder),
        archived_at=builder.maybe(builder.pick(MOMENTS)),
    )


def _coupon(
    builder: Builder, place: int, rules: Sequence[models.PricingRule], customers: Sequence[models.Party]
) -> models.Coupon:
    return models.Coupon(
        **builder.owned(),
        code=f"COUPON{place}",
        rule_id=builder.pick(rules).id,
        customer_id=builder.maybe(builder.pick(customers).id),
        uses_max=builder.maybe(100),
        uses_per_customer_max=builder.maybe(50),
        archived_at=builder.maybe(builder.pick(MOMENTS)),
        **_days(builder),
    )


def _audience(
    builder: Builder, place: int, groups: Sequence[models.CustomerGroup], customers: Sequence[models.Party]
) -> dict[str, UUID]:
    return ({"customer_id": builder.pick(customers).id}, {"group_id": builder.pick(groups).id}, {})[place % 3]


def _days(builder: Builder) -> dict[str, object]:
    """Days in order, or none."""
    days = sorted(day for day in (builder.pick(DAYS), builder.pick(DAYS)) if day is not None)
    return {"valid_from": days[0], "valid_until": days[-1]} if days else {}
