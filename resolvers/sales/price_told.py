"""Prices in the words of the schema."""

from decimal import Decimal
from uuid import UUID

import strawberry

from kernel.ids import NodeId
from resolvers.finance.facts import money
from schema.sales.price_explanation import (
    PriceExplanation,
    PriceExplanationCoupon,
    PriceExplanationDiscount,
    PriceExplanationLine,
    PriceExplanationRule,
)
from services.sales.pricing.base_price import PRICE_DIGITS
from services.sales.pricing.explanation import Pricing
from services.sales.pricing.lines import LineDiscount, PricedLine
from services.sales.pricing.rules import Judged


def told(pricing: Pricing) -> PriceExplanation:
    """Tell what a document costs, and why."""
    currency = pricing.currency
    return PriceExplanation(
        lines=[_line(line, currency) for line in pricing.lines],
        rules=[_rule(each, currency) for each in pricing.rules],
        coupons=[PriceExplanationCoupon(code=each.code, verdict=each.verdict) for each in pricing.coupons],
        listed=money(pricing.listed, currency),
        discount=money(pricing.discount, currency),
        net=money(pricing.net, currency),
    )


def _line(line: PricedLine, currency: str) -> PriceExplanationLine:
    base = line.base
    return PriceExplanationLine(
        sku_id=_id("Sku", line.good.sku_id),
        quantity=line.wanted.quantity,
        unit_id=_id("Unit", line.unit_id),
        source=base.source,
        price_list_id=None if base.price_list is None else _id("PriceList", base.price_list.id),
        price_list=None if base.price_list is None else base.price_list.code,
        price_list_item_id=None if base.item is None else _id("PriceListItem", base.item.id),
        agreement_line_id=None if base.agreed is None else _id("BlanketAgreementLine", base.agreed.id),
        unit_price=money(base.unit_price.quantize(Decimal(1).scaleb(-PRICE_DIGITS)), currency),
        listed=money(line.listed, currency),
        discounts=[_discount(each, currency) for each in line.discounts],
        discount=money(line.discount, currency),
        discount_percent=line.discount_percent,
        net=money(line.net, currency),
    )


def _discount(said: LineDiscount, currency: str) -> PriceExplanationDiscount:
    return PriceExplanationDiscount(
        rule_id=_id("PricingRule", said.rule.id),
        rule=said.rule.code,
        stacking=said.rule.stacking,
        amount=money(said.amount, currency),
    )


def _rule(said: Judged, currency: str) -> PriceExplanationRule:
    return PriceExplanationRule(
        rule_id=_id("PricingRule", said.rule.id),
        rule=said.rule.code,
        benefit=said.rule.benefit,
        outcome=said.outcome,
        amount=money(said.amount, currency),
        free_sku_id=None if said.gift is None else _id("Sku", said.gift.sku_id),
        free_quantity=None if said.gift is None else said.gift.quantity,
    )


def _id(type_name: str, key: UUID) -> strawberry.ID:
    return strawberry.ID(str(NodeId(type_name, key)))
