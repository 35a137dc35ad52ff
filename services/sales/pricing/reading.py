"""Reading what prices follow from: one statement that gives all of it as one JSON text, and that text as values."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from kernel.currency import currency_exponent
from kernel.rounding import RoundingPolicy
from models.sales.blanket_agreement import BlanketAgreementState, ExcessPolicy
from models.sales.pricing_words import PricingBenefit, PricingStacking
from services.sales.pricing.facts import (
    AgreedLine,
    Agreement,
    Audience,
    Coupon,
    Facts,
    Good,
    PriceItem,
    PriceList,
    Rule,
)
from services.sales.pricing.units import Conversion, Units

FACTS: Final = """
with own as (
  select company.id, company.rounding_policy, coalesce(:currency, company.currency) as currency,
    (select customer_group_id from party where party.id = :customer and party.company_id = company.id) as group_id
  from company where company.id = :company
), goods as (
  select sku.id, sku.code, sku.product_id, sku.unit_id, coalesce(category.path, '{}') as path,
    case when sku.currency = own.currency then sku.list_price end as list_price
  from own join sku on sku.company_id = own.id join product on product.id = sku.product_id
  left join product_category as category on category.id = product.category_id where sku.id = any(:skus)
)
select jsonb_build_object(
  'currency', own.currency, 'policy', own.rounding_policy,
  'customer', :customer is null or exists (select from party where party.id = :customer and party.company_id = own.id),
  'goods', (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'code', code, 'product', product_id, 'unit', unit_id,
    'path', path, 'list_price', list_price::text)), '[]') from goods),
  'conversions', (select coalesce(jsonb_agg(jsonb_build_array(from_unit_id, to_unit_id, numerator::text, denominator::text)),
    '[]') from unit_conversion),
  'lists', (select coalesce(jsonb_agg(jsonb_build_object('id', list.id, 'code', list.code, 'valid_from', list.valid_from,
      'audience', case when list.customer_id is not null then 0 when list.group_id is not null then 1 else 2 end,
      'items', coalesce(found.items, '[]'))), '[]')
    from price_list as list cross join lateral (
      select jsonb_agg(jsonb_build_object('id', item.id, 'sku', item.sku_id, 'product', item.product_id,
        'category', item.category_id, 'unit', item.unit_id, 'minimum', item.minimum_quantity::text,
        'price', item.price::text, 'valid_from', item.valid_from)) as items
      from price_list_item as item
      where item.list_id = list.id and (item.sku_id = any(:skus) or item.product_id in (select product_id from goods)
          or item.category_id in (select unnest(path) from goods))
        and coalesce(item.valid_from <= :day, true) and coalesce(item.valid_until >= :day, true)
    ) as found
    where list.company_id = own.id and list.archived_at is null and list.currency = own.currency
      and coalesce(list.valid_from <= :day, true) and coalesce(list.valid_until >= :day, true)
      and (list.id = :list or (
        coalesce(list.customer_id = :customer, list.customer_id is null)
        and coalesce(list.group_id = own.group_id, list.group_id is null)))),
  'rules', (select coalesce(jsonb_agg(jsonb_build_object('id', rule.id, 'code', rule.code, 'benefit', rule.benefit,
      'stacking', rule.stacking, 'figure', coalesce(rule.percent, rule.figure)::text, 'priority', rule.priority,
      'audience', case when rule.customer_id is not null then 0 when rule.group_id is not null then 1 else 2 end,
      'category', rule.category_id, 'unit', rule.unit_id, 'minimum_quantity', rule.minimum_quantity::text,
      'minimum_amount', rule.minimum_amount::text, 'repeats', rule.repeats, 'needs_coupon', rule.needs_coupon,
      'free_sku', rule.free_sku_id, 'free_quantity', rule.free_quantity::text,
      'targets', (select coalesce(jsonb_agg(coalesce(target.sku_id, target.product_id)), '[]')
        from pricing_rule_target as target where target.rule_id = rule.id))), '[]')
    from pricing_rule as rule
    where rule.company_id = own.id and rule.archived_at is null and coalesce(rule.currency = own.currency, true)
      and coalesce(rule.valid_from <= :day, true) and coalesce(rule.valid_until >= :day, true)
      and coalesce(rule.customer_id = :customer, rule.customer_id is null)
      and coalesce(rule.group_id = own.group_id, rule.group_id is null)),
  'coupons', (select coalesce(jsonb_agg(jsonb_build_object('id', coupon.id, 'code', coupon.code, 'rule', coupon.rule_id,
      'customer', coupon.customer_id, 'valid_from', coupon.valid_from, 'valid_until', coupon.valid_until,
      'is_archived', coupon.archived_at is not null, 'uses_max', coupon.uses_max,
      'uses_per_customer_max', coupon.uses_per_customer_max, 'uses', used.uses, 'uses_of_customer', used.of_customer)), '[]')
    from coupon cross join lateral (
      select count(*) as uses, count(*) filter (where use.customer_id = :customer) as of_customer
      from coupon_redemption as use where use.coupon_id = coupon.id and use.reverses_id is null
        and not exists (select from coupon_redemption as back where back.reverses_id = use.id)
    ) as used
    where coupon.company_id = own.id and coupon.code = any(:coupons)),
  'agreement', (select jsonb_build_object('id', agreed.id, 'customer', agreed.customer_id, 'currency', agreed.currency,
      'state', agreed.state, 'valid_from', agreed.valid_from, 'valid_until', agreed.valid_until, 'excess', agreed.excess_policy,
      'lines', (select coalesce(jsonb_agg(jsonb_build_object('id', line.id, 'sku', line.sku_id, 'price', line.unit_price::text,
          'quantity', line.quantity::text, 'minimum', line.minimum_quantity::text,
          'called_off', blanket_agreement_line_called_off(line.id)::text)), '[]')
        from blanket_agreement_line as line where line.agreement_id = agreed.id and line.sku_id = any(:skus)))
    from blanket_agreement as agreed where agreed.id = :agreement and agreed.company_id = own.id)
)::text as facts from own
"""
"""What the prices of a document follow from: of `:company`, `:customer`, `:list` and `:currency` (each or null, by which the
company's currency holds), `:agreement` or null, `:day`, `:skus` and `:coupons`. A list or agreement that is named is read
whomever it is for."""


def facts_from(said: Mapping[str, Any]) -> Facts:
    """Read what `FACTS` gives."""
    return Facts(
        exponent=currency_exponent(said["currency"]),
        goods={good.sku_id: good for good in map(_good, said["goods"])},
        lists=[_list(each) for each in said["lists"]],
        rules=[_rule(each) for each in said["rules"]],
        coupons={each["code"]: _coupon(each) for each in said["coupons"]},
        units=Units(Conversion(UUID(one), UUID(other), int(n), int(d)) for one, other, n, d in said["conversions"]),
        rounding=RoundingPolicy(said["policy"]),
        agreement=None if said["agreement"] is None else _agreement(said["agreement"]),
    )


def _good(said: Mapping[str, Any]) -> Good:
    path = tuple(UUID(each) for each in said["path"])
    price = _number(said["list_price"])
    return Good(UUID(said["id"]), said["code"], UUID(said["product"]), path, UUID(said["unit"]), price)


def _list(said: Mapping[str, Any]) -> PriceList:
    items = [_item(each) for each in said["items"]]
    return PriceList(UUID(said["id"]), said["code"], items, Audience(said["audience"]), _day(said["valid_from"]))


def _item(said: Mapping[str, Any]) -> PriceItem:
    return PriceItem(
        id=UUID(said["id"]),
        unit_id=UUID(said["unit"]),
        price=Decimal(said["price"]),
        minimum_quantity=Decimal(said["minimum"]),
        sku_id=_key(said["sku"]),
        product_id=_key(said["product"]),
        category_id=_key(said["category"]),
        valid_from=_day(said["valid_from"]),
    )


def _rule(said: Mapping[str, Any]) -> Rule:
    return Rule(
        id=UUID(said["id"]),
        code=said["code"],
        benefit=PricingBenefit(said["benefit"]),
        stacking=PricingStacking(said["stacking"]),
        figure=_number(said["figure"]),
        priority=said["priority"],
        audience=Audience(said["audience"]),
        category_id=_key(said["category"]),
        target_ids=frozenset(UUID(each) for each in said["targets"]),
        unit_id=_key(said["unit"]),
        minimum_quantity=_number(said["minimum_quantity"]),
        minimum_amount=_number(said["minimum_amount"]),
        repeats=said["repeats"],
        needs_coupon=said["needs_coupon"],
        free_sku_id=_key(said["free_sku"]),
        free_quantity=_number(said["free_quantity"]),
    )


def _coupon(said: Mapping[str, Any]) -> Coupon:
    return Coupon(
        id=UUID(said["id"]),
        code=said["code"],
        rule_id=UUID(said["rule"]),
        customer_id=_key(said["customer"]),
        valid_from=_day(said["valid_from"]),
        valid_until=_day(said["valid_until"]),
        is_archived=said["is_archived"],
        uses=said["uses"],
        uses_max=said["uses_max"],
        uses_of_customer=said["uses_of_customer"],
        uses_per_customer_max=said["uses_per_customer_max"],
    )


def _agreement(said: Mapping[str, Any]) -> Agreement:
    return Agreement(
        id=UUID(said["id"]),
        customer_id=UUID(said["customer"]),
        currency=said["currency"],
        state=BlanketAgreementState(said["state"]),
        valid_from=dt.date.fromisoformat(said["valid_from"]),
        valid_until=dt.date.fromisoformat(said["valid_until"]),
        lines={UUID(each["sku"]): _agreed(each) for each in said["lines"]},
        excess=ExcessPolicy(said["excess"]),
    )


def _agreed(said: Mapping[str, Any]) -> AgreedLine:
    return AgreedLine(
        UUID(said["id"]), Decimal(said["price"]), _number(said["quantity"]), _number(said["minimum"]),
        Decimal(said["called_off"]),
    )  # fmt: skip


def _key(said: str | None) -> UUID | None:
    return None if said is None else UUID(said)


def _number(said: str | None) -> Decimal | None:
    return None if said is None else Decimal(said)


def _day(said: str | None) -> dt.date | None:
    return None if said is None else dt.date.fromisoformat(said)
