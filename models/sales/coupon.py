"""Coupons: what lets pricing rules count, and how often it was used."""

import datetime as dt
from collections.abc import Iterator
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from models.base import Base, Code, CompanyOwned, Instant, company_key, found_by, ordered_by, same_company


class Coupon(CompanyOwned, Base):
    """A word that lets a pricing rule count, for as often as it may be used."""

    __tablename__ = "coupon"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "code"),
        same_company("rule_id", "pricing_rule"),
        same_company("customer_id", "party"),
        sa.CheckConstraint("valid_from <= valid_until", name="valid_in_order"),
        sa.CheckConstraint("uses_max > 0", name="uses_max_positive"),
        sa.CheckConstraint("uses_per_customer_max > 0", name="uses_per_customer_max_positive"),
        *ordered_by("code", "changed_at"),
        # The coupons of a rule are listed by their codes, and there may be thousands.
        sa.Index(None, "rule_id", "code", "id"),
        *found_by("customer_id"),
    )

    code: Mapped[Code]
    rule_id: Mapped[UUID]
    # Null for whoever has it.
    customer_id: Mapped[UUID | None]
    valid_from: Mapped[dt.date | None]
    valid_until: Mapped[dt.date | None]
    # Null for as often as people like.
    uses_max: Mapped[int | None]
    uses_per_customer_max: Mapped[int | None]
    archived_at: Mapped[Instant | None]


class CouponRedemption(CompanyOwned, Base):
    """That a coupon was used for an order, or that such a use was taken back. A fact."""

    __tablename__ = "coupon_redemption"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("reverses_id"),
        same_company("coupon_id", "coupon"),
        same_company("order_id", "sales_order"),
        same_company("customer_id", "party"),
        same_company("reverses_id", "coupon_redemption"),
        sa.Index(None, "coupon_id", "customer_id", "id"),
        *ordered_by("recorded_at"),
        *found_by("coupon_id", "order_id", "customer_id"),
    )

    coupon_id: Mapped[UUID]
    order_id: Mapped[UUID]
    # The customer of the order.
    customer_id: Mapped[UUID]
    # The use that it takes back; null where it is one.
    reverses_id: Mapped[UUID | None]


# Whoever uses a coupon locks it, so that of many at once no more get it than may.
COUPON_IS_USED: Final = """
create function coupon_is_used() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare bound record; broken text; taken_back record;
begin
  select * into bound from coupon where id = new.coupon_id for update;
  if new.reverses_id is not null then
    select * into taken_back from coupon_redemption where id = new.reverses_id;
    broken := case
      when taken_back.reverses_id is not null then 'takes_back_a_use'
      when row(taken_back.coupon_id, taken_back.order_id, taken_back.customer_id)
        is distinct from row(new.coupon_id, new.order_id, new.customer_id) then 'takes_back_the_same'
    end;
  else
    select case
        when bool_or(use.order_id = new.order_id) then 'used_once_for_an_order'
        when count(*) >= bound.uses_max then 'uses_within_max'
        when count(*) filter (where use.customer_id = new.customer_id) >= bound.uses_per_customer_max
          then 'uses_of_customer_within_max'
      end into broken
    from coupon_redemption as use
    where use.coupon_id = new.coupon_id and use.reverses_id is null
      and not exists (select from coupon_redemption as back where back.reverses_id = use.id);
  end if;
  if broken is not null then
    raise exception using errcode = 'check_violation', table = 'coupon_redemption', constraint = broken,
      message = format('coupon %s: %s', bound.code, broken);
  end if;
  return new;
end $$
"""

COUPON_IS_USED_TRIGGER: Final = """
create trigger coupon_is_used before insert on coupon_redemption for each row execute function coupon_is_used()
"""

# Whoever promises an order has used the coupons that it names.
COUPONS_ARE_USED: Final = """
create function coupons_are_used() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if exists (select from unnest(new.coupon_codes) as said (code) where not exists (
      select from coupon_redemption as use join coupon on coupon.id = use.coupon_id
      where use.order_id = new.id and coupon.code = said.code and use.reverses_id is null
        and not exists (select from coupon_redemption as back where back.reverses_id = use.id))) then
    raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'coupons_are_used',
      message = format('%s was promised without the use of a coupon that it names', new.id);
  end if;
  return null;
end $$
"""

COUPONS_ARE_USED_TRIGGER: Final = """
create trigger coupons_are_used after update of state on sales_order for each row
  when (new.state = 'CONFIRMED' and old.state in ('DRAFT', 'PENDING_APPROVAL') and cardinality(new.coupon_codes) > 0)
  execute function coupons_are_used()
"""

FACTS: Final = ("coupon_redemption",)
FUNCTION_NAMES: Final = ("coupons_are_used()", "coupon_is_used()")


def statements() -> Iterator[str]:
    """Give the functions and the triggers that keep the uses of coupons within their bounds."""
    yield COUPON_IS_USED
    yield COUPON_IS_USED_TRIGGER
    yield COUPONS_ARE_USED
    yield COUPONS_ARE_USED_TRIGGER
