"""Root fields for coupons, and what can be done with them."""

from collections.abc import Mapping
from typing import Any

import strawberry

from kernel.errors import DomainError
from planner.drafts import key_of
from planner.fields import argument
from planner.lists import KeyPart, by_id, by_key, pages
from planner.mutations import Outcome, mutation
from resolvers.keys import OF_COMPANY
from resolvers.writing import archives, creates, restores, updates
from schema import names
from schema.base import Connection
from schema.payloads import payload
from schema.sales.coupon import REDEEM, WRITE, CouponRedeemInput
from services.sales.coupon import COUPON, give_back, redeem
from services.work import Work


@strawberry.type
class CouponQueries:
    """Root fields for coupons."""

    coupons: Connection[names.Coupon] | None = pages("What lets pricing rules count.", names.Coupon)
    coupon: names.Coupon | None = by_id("A coupon by its id.")
    coupon_by_code: names.Coupon | None = by_key("A coupon by its code.", OF_COMPANY, KeyPart("code", "The word."))
    coupon_redemptions: Connection[names.CouponRedemption] | None = pages(
        "When coupons were used, and when uses were taken back.", names.CouponRedemption
    )
    coupon_redemption: names.CouponRedemption | None = by_id("A use of a coupon by its id.")


async def _redeem(work: Work, given: Mapping[str, Any]) -> Outcome:
    said = given["input"]
    order_id = key_of(said["orderId"], "SalesOrder", ("input", "orderId"))
    try:
        return {"couponRedemption": await redeem(work, order_id, said["code"])}
    except DomainError as refusal:
        raise refusal.under("input") from None


async def _give_back(work: Work, given: Mapping[str, Any]) -> Outcome:
    return {"couponRedemption": await give_back(work, key_of(given["id"], "CouponRedemption", ("id",)))}


@strawberry.type
class CouponMutations:
    """What can be done with coupons."""

    coupon_create = creates(names.Coupon, "Add a coupon.", COUPON, needs=WRITE)
    coupon_update = updates(names.Coupon, "Change a coupon.", COUPON, needs=WRITE)
    coupon_archive = archives(names.Coupon, "Put a coupon out of use.", COUPON, needs=WRITE)
    coupon_restore = restores(names.Coupon, "Put a coupon back into use.", COUPON, needs=WRITE)
    coupon_redeem = mutation(
        "Use a coupon for an order, once; it counts from then on as used.",
        payload(names.CouponRedemption),
        _redeem,
        needs=REDEEM,
        arguments=[argument("input", CouponRedeemInput, "Which coupon for which order.", required=True)],
    )
    coupon_redemption_reverse = mutation(
        "Take back the use of a coupon, which may then be used once more.",
        payload(names.CouponRedemption),
        _give_back,
        needs=REDEEM,
        arguments=[argument("id", strawberry.ID, "The use.", required=True)],
    )
