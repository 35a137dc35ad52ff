"""Coupons and their uses as clients see and write them."""

import datetime as dt

import strawberry

import models
from planner.entity import entity
from planner.fields import column, one
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection

READ = "sales.promotion:read"
WRITE = "sales.promotion:write"
REDEEM = "sales.promotion:redeem"


@entity(models.Coupon, needs=READ, order="code", writes=WRITE)
class Coupon(CompanyRecord):
    """A word that lets a pricing rule count, for as often as it may be used."""

    changed_at: dt.datetime = column("When anything of it last changed.", filters=True, orders=True)
    code: str = column(
        "The word, unique in its company; capital and small letters are told apart.",
        filters=True,
        orders=True,
        writes=True,
    )
    rule: names.PricingRule | None = one("The rule that it lets count.", "rule_id", filters=True, writes=True)
    customer: names.Party | None = one(
        "Who may use it; null for whoever has it.", "customer_id", filters=True, writes=True
    )
    valid_from: dt.date | None = column("The first day on which it is valid; null for always until now.", writes=True)
    valid_until: dt.date | None = column("The last day on which it is valid; null for ever.", writes=True)
    uses_max: int | None = column("How often it may be used by all together; null for any number.", writes=True)
    uses_per_customer_max: int | None = column("How often one customer may use it; null for any number.", writes=True)
    archived_at: dt.datetime | None = column("When it was put out of use; null while it is in use.")
    redemptions: Connection[names.CouponRedemption] | None = pages(
        "When it was used, and when a use was taken back.", names.CouponRedemption, "coupon_id"
    )


@entity(models.CouponRedemption, needs=READ, order="-recorded_at")
class CouponRedemption(CompanyRecord):
    """That a coupon was used for an order, or that such a use was taken back. A fact: it never changes."""

    recorded_at: dt.datetime = column("When it was entered into the system.", filters=True, orders=True)
    coupon: names.Coupon | None = one("The coupon.", "coupon_id", filters=True, groups=True)
    order: names.SalesOrder | None = one("The order.", "order_id", filters=True)
    customer: names.Party | None = one("The customer of the order.", "customer_id", filters=True, groups=True)
    reverses: names.CouponRedemption | None = one(
        "The use that it takes back; null where it is one itself.", "reverses_id", filters=True
    )


@strawberry.input(description="That a coupon is used for an order.")
class CouponRedeemInput:
    """That a coupon is used for an order."""

    order_id: strawberry.ID = strawberry.field(description="The order: one that is neither cancelled nor history.")
    code: str = strawberry.field(description="The word.")
