"""What goods cost, and why: base prices, then what pricing rules take off and give, for one document as a whole."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from kernel.errors import DomainError
from kernel.rounding import exact_ratio, round_to, step_of
from models.sales.pricing_words import PriceSource
from services.refusals import NotFound, SeveralRefusals, TooManyRows
from services.sales.pricing.agreed import AgreementUnfit, flaw_of
from services.sales.pricing.base_price import BasePrice, PriceListUnfit, PriceMissing, base_price
from services.sales.pricing.coupons import CouponVerdict, verdict_on
from services.sales.pricing.facts import Coupon, Facts
from services.sales.pricing.lines import PricedLine, WantedLine
from services.sales.pricing.rules import Judged, apply

LINES_MAX: Final = 500
"""How many lines one request prices."""
COUPONS_MAX: Final = 20
"""How many coupons one request names."""


@dataclass(eq=False)
class QuantityNotPositive(DomainError):
    """What is priced is more than nothing."""

    message = "A quantity of {quantity} has no price."
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document as somebody would write it."""

    currency: str
    day: dt.date
    lines: Sequence[WantedLine]
    customer_id: UUID | None = None
    price_list_id: UUID | None = None
    coupon_codes: Sequence[str] = ()
    agreement_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class CouponJudged:
    """A coupon that was named, and whether it counts."""

    code: str
    verdict: CouponVerdict
    coupon: Coupon | None


@dataclass(frozen=True, slots=True)
class Pricing:
    """What a document costs without tax, and why: its lines in their order, and the rules in theirs."""

    currency: str
    lines: Sequence[PricedLine]
    rules: Sequence[Judged]
    coupons: Sequence[CouponJudged]
    listed: Decimal
    discount: Decimal

    @property
    def net(self) -> Decimal:
        """What is left of it."""
        return self.listed - self.discount


def explain(facts: Facts, wanted: Wanted) -> Pricing:
    """Price a document and say why; the order of its lines changes nothing but the order of the answer.

    Raises:
        SeveralRefusals: of what is wrong with the lines, or with the document: NotFound for a SKU that is not there,
            PriceMissing, QuantityNotPositive, PriceListUnfit, AgreementUnfit, TooManyRows.
    """
    _require_fit(facts, wanted)
    lines = _listed(facts, wanted)
    coupons = [_judge(facts, code, wanted) for code in dict.fromkeys(wanted.coupon_codes)]
    counting = frozenset(
        each.coupon.rule_id for each in coupons if each.verdict is CouponVerdict.COUNTS and each.coupon is not None
    )
    rules = apply(facts, lines, counting)
    nothing = step_of(facts.exponent) * 0
    return Pricing(
        wanted.currency,
        lines,
        rules,
        coupons,
        listed=sum((line.listed for line in lines), start=nothing),
        discount=sum((line.discount for line in lines), start=nothing),
    )


def _require_fit(facts: Facts, wanted: Wanted) -> None:
    if len(wanted.lines) > LINES_MAX:
        raise TooManyRows(len(wanted.lines), LINES_MAX, path=("lines",))
    if len(wanted.coupon_codes) > COUPONS_MAX:
        raise TooManyRows(len(wanted.coupon_codes), COUPONS_MAX, path=("coupon_codes",))
    if wanted.price_list_id is not None and wanted.price_list_id not in {each.id for each in facts.lists}:
        raise PriceListUnfit(path=("price_list_id",))
    if wanted.agreement_id is not None:
        _require_agreement(facts, wanted)


def _require_agreement(facts: Facts, wanted: Wanted) -> None:
    if facts.agreement is None:
        raise NotFound(path=("agreement_id",))
    flaw = flaw_of(facts.agreement, wanted.customer_id, wanted.currency, wanted.day)
    if flaw is not None:
        raise AgreementUnfit(flaw, path=("agreement_id",))


def _listed(facts: Facts, wanted: Wanted) -> list[PricedLine]:
    """Give the lines at their base prices, or all that is wrong with them."""
    lines: list[PricedLine] = []
    wrong: list[DomainError] = []
    for line in wanted.lines:
        try:
            lines.append(_listed_line(facts, wanted, line))
        except DomainError as refusal:
            wrong.append(refusal.under(*line.path))
    if wrong:
        raise SeveralRefusals(wrong)
    return lines


def _listed_line(facts: Facts, wanted: Wanted, line: WantedLine) -> PricedLine:
    good = facts.goods.get(line.sku_id)
    if good is None:
        raise NotFound(path=("sku_id",))
    if line.quantity <= 0:
        raise QuantityNotPositive(line.quantity, path=("quantity",))
    unit_id = line.unit_id or good.unit_id
    if line.unit_price is not None:
        base: BasePrice | None = BasePrice(PriceSource.BY_HAND, line.unit_price)
    else:
        base = base_price(facts, good, line.quantity, unit_id, wanted.price_list_id)
    if base is None:
        raise PriceMissing(good.code, wanted.currency, path=("sku_id",))
    listed = round_to(exact_ratio(line.quantity) * exact_ratio(base.unit_price), facts.exponent, facts.rounding)
    return PricedLine(line, good, unit_id, base, listed)


def _judge(facts: Facts, code: str, wanted: Wanted) -> CouponJudged:
    coupon = facts.coupons.get(code)
    return CouponJudged(code, verdict_on(coupon, wanted.customer_id, wanted.day), coupon)
