"""Whether a coupon counts, and if not, why."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from kernel.errors import DomainError
from services.sales.pricing.facts import Coupon


class CouponVerdict(StrEnum):
    """Whether a coupon counts, and if not, why."""

    COUNTS = "COUNTS"
    UNKNOWN = "UNKNOWN"
    NOT_VALID = "NOT_VALID"
    OF_SOMEBODY_ELSE = "OF_SOMEBODY_ELSE"
    USED_UP = "USED_UP"


@dataclass(eq=False)
class CouponRefused(DomainError):
    """A coupon is used by whom it is for, on a day on which it is valid, and no more often than it may be."""

    message = "The coupon {coupon} does not count: {verdict}."
    coupon: str
    verdict: CouponVerdict


@dataclass(eq=False)
class CouponUsedAlready(DomainError):
    """A coupon is used once for an order."""

    message = "This coupon is used for the order already."


def verdict_on(coupon: Coupon | None, customer_id: UUID | None, day: dt.date) -> CouponVerdict:
    """Judge a coupon for a customer on a day."""
    if coupon is None:
        return CouponVerdict.UNKNOWN
    if coupon.is_archived or not (coupon.valid_from or day) <= day <= (coupon.valid_until or day):
        return CouponVerdict.NOT_VALID
    if coupon.customer_id not in (None, customer_id):
        return CouponVerdict.OF_SOMEBODY_ELSE
    if _reached(coupon.uses, coupon.uses_max) or _reached(coupon.uses_of_customer, coupon.uses_per_customer_max):
        return CouponVerdict.USED_UP
    return CouponVerdict.COUNTS


def _reached(uses: int, bound: int | None) -> bool:
    return bound is not None and uses >= bound
