"""What pricing rules give for nothing: lines of their own, which come and go with the rules."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from models import PriceSource
from services.sales.order.positions import goods_of
from services.sales.order.prices import Present
from services.work import Work


class Given(NamedTuple):
    """Where presents are given: whose document it is, its currency and day, and whether it is promised."""

    company_id: UUID
    currency: str
    on: date
    is_promised: bool


async def lines_of_presents(work: Work, given: Given, presents: Sequence[Present]) -> dict[Hashable, dict[str, Any]]:
    """Give what the lines of presents say, by their keys; what is not sold on the day is not given."""
    if not presents:
        return {}
    goods = await goods_of(work, given.company_id, [each.sku_id for each in presents], ())
    lines: dict[Hashable, dict[str, Any]] = {}
    for each in presents:
        if goods.offers(each.sku_id, given.on):
            said = goods.complete({"sku_id": each.sku_id, "quantity": each.quantity}, given.currency, given.on, ())
            more = goods.promised(each.sku_id, given.currency) if given.is_promised else {}
            lines[each.sku_id, each.rule] = {**said, **more, **_for_nothing(each)}
    return lines


def key_of_present(line: Mapping[str, Any]) -> Hashable | None:
    """Give what tells one present from another: the SKU and the rule; None for other lines."""
    if line["price_source"] != PriceSource.FREE_ITEM:
        return None
    return line["sku_id"], next((each["rule"] for each in line["discounts"] or ()), None)


def _for_nothing(present: Present) -> dict[str, object]:
    told = [{"rule": present.rule, "amount": present.amount}]
    nothing: dict[str, object] = {"unit_price": Decimal(0), "discount_percent": Decimal(0)}
    return {**nothing, "price_source": PriceSource.FREE_ITEM, "discounts": told}
