"""What lines of orders and quotations cost where nobody says it: by what was agreed before, by price lists, then by rules over the whole document.

A line whose price is said by hand is left alone. A line whose discount is said by hand has the price of the list, and no
rule counts it. What a rule takes off is told in percent of the line, four digits, so that a part of it can be billed.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import orjson

from kernel.errors import DomainError, InputPath
from models import PriceSource
from services.refusals import SeveralRefusals
from services.sales.pricing.agreed import CalledOff, wrong_with
from services.sales.pricing.base_price import BasePrice, PriceMissing, base_price
from services.sales.pricing.coupons import CouponRefused, CouponUsedAlready, CouponVerdict
from services.sales.pricing.explanation import Pricing, Wanted, explain
from services.sales.pricing.facts import Facts
from services.sales.pricing.lines import PricedLine, WantedLine
from services.sales.pricing.reading import FACTS, facts_from
from services.sales.pricing.rules import Gift, Judged

_DAY: Final = """
(select coalesce($5::date, ($4::timestamptz at time zone own.time_zone)::date) from company as own where own.id = $1)
"""
_BOUND: Final = {
    "company": "$1::uuid", "skus": "$2::uuid[]", "customer": "$3::uuid", "day": _DAY.strip(), "list": "$6::uuid",
    "currency": "$7::text", "coupons": "$8::text[]", "agreement": "$9::uuid",
}  # fmt: skip
PRICES: Final = re.sub(rf"(?<!:):({'|'.join(_BOUND)})\b", lambda found: _BOUND[found[1]], FACTS)
"""What prices follow from, as one JSON text: of company, SKUs, customer, a moment or (before it) a day, list, currency,
codes of coupons and agreement."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A line whose price is asked for: as the document has it, and where it stands in the input."""

    sku_id: UUID
    quantity: Decimal
    # Null where rules decide.
    discount_percent: Decimal | None
    path: InputPath = ()


@dataclass(frozen=True, slots=True)
class Document:
    """For whom, when and in which currency prices are asked, and the price list that is named."""

    customer_id: UUID
    currency: str
    on: date
    price_list_id: UUID | None = None
    coupon_codes: Sequence[str] = ()
    agreement_id: UUID | None = None
    path: InputPath = ()


@dataclass(frozen=True, slots=True)
class Present:
    """What a rule gives for nothing, in the unit of the SKU."""

    sku_id: UUID
    quantity: Decimal
    rule: str
    # Nothing, as the currency writes it.
    amount: str


@dataclass(frozen=True, slots=True)
class Prices:
    """What the lines say that were asked for, in their order, and what is given with them."""

    lines: Sequence[dict[str, object]]
    presents: Sequence[Present]


def by_hand(discount_percent: object) -> dict[str, object]:
    """Give what a line says whose price was said by hand."""
    nothing = Decimal(0) if discount_percent is None else discount_percent
    return {"discount_percent": nothing, "price_source": PriceSource.BY_HAND, "discounts": None}


def prices_of(text: str, document: Document, lines: Sequence[Asked]) -> Prices:
    """Price lines, from what `PRICES` gives.

    Raises:
        SeveralRefusals: of PriceMissing for each line that has no price, of AgreedQuantityExceeded and CallOffTooSmall for
            those that call off, or of PriceListUnfit or AgreementUnfit.
        CouponRefused, CouponUsedAlready: of a coupon that is named.
    """
    facts = facts_from(orjson.loads(text))
    pricing = _explained(facts, document, [line for line in lines if line.discount_percent is None])
    _require_counting(pricing, document)
    explained = iter(pricing.lines)
    found: list[dict[str, object]] = []
    wrong: list[DomainError] = (
        [] if facts.agreement is None else list(wrong_with(facts.agreement, _called_off(facts, lines)))
    )
    for line in lines:
        try:
            found.append(
                _ruled(next(explained)) if line.discount_percent is None else _discounted(facts, document, line)
            )
        except PriceMissing as refusal:
            wrong.append(refusal)
    if wrong:
        raise SeveralRefusals(wrong)
    return Prices(found, [_present(each, each.gift) for each in pricing.rules if each.gift is not None])


def _explained(facts: Facts, document: Document, lines: Sequence[Asked]) -> Pricing:
    asked = [WantedLine(line.sku_id, line.quantity, path=line.path) for line in lines]
    wanted = Wanted(
        document.currency,
        document.on,
        asked,
        document.customer_id,
        document.price_list_id,
        document.coupon_codes,
        document.agreement_id,
    )
    try:
        return explain(facts, wanted)
    except DomainError as refusal:
        # What is wrong with the document and not with a line of it.
        raise refusal.under(*document.path) from None


def _require_counting(pricing: Pricing, document: Document) -> None:
    judged = {each.code: each.verdict for each in pricing.coupons}
    for place, code in enumerate(document.coupon_codes):
        path = (*document.path, "coupon_codes", place)
        if judged[code] is not CouponVerdict.COUNTS:
            raise CouponRefused(code, judged[code], path=path)
        if code in document.coupon_codes[:place]:
            raise CouponUsedAlready(path=path)


def _present(judged: Judged, gift: Gift) -> Present:
    return Present(gift.sku_id, gift.quantity, judged.rule.code, str(judged.amount))


def _ruled(line: PricedLine) -> dict[str, object]:
    discounts = [{"rule": each.rule.code, "amount": str(each.amount)} for each in line.discounts]
    return {**_based(line.base), "discount_percent": line.discount_percent, "discounts": discounts}


def _discounted(facts: Facts, document: Document, line: Asked) -> dict[str, object]:
    good = facts.goods[line.sku_id]
    base = base_price(facts, good, line.quantity, good.unit_id, document.price_list_id)
    if base is None:
        raise PriceMissing(good.code, document.currency, path=(*line.path, "sku_id"))
    return {**_based(base), "discount_percent": line.discount_percent, "discounts": None}


def _called_off(facts: Facts, lines: Sequence[Asked]) -> list[CalledOff]:
    return [CalledOff(line.sku_id, facts.goods[line.sku_id].code, line.quantity, line.path) for line in lines]


def _based(base: BasePrice) -> dict[str, object]:
    values: dict[str, object] = {"unit_price": base.unit_price, "price_source": base.source}
    # Only what may call off has lines that say of what.
    return values if base.agreed is None else {**values, "agreement_line_id": base.agreed.id}


def asks_again(values: Mapping[str, Any]) -> dict[str, Any]:
    """Say what follows for a line whose price or discount is said anew; null asks lists and rules again."""
    said = dict(values)
    if "discount_percent" in said and said["discount_percent"] is None:
        del said["discount_percent"]
        said["discounts"] = ()
    if "unit_price" in said and said["unit_price"] is None:
        del said["unit_price"]
        said["price_source"] = PriceSource.SKU
    if "discount_percent" in said:
        said["discounts"] = None
    if "unit_price" in said:
        said |= {"price_source": PriceSource.BY_HAND, "discounts": None}
    return said
