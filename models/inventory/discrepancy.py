"""Discrepancies: that somebody found less at a place than was thought, or goods that are not fit to be sold.

A discrepancy is a count that is proposed. Until somebody has counted, or says that all is well, the goods in doubt are
reserved for it, so that they are promised to nobody.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    Base,
    Code,
    CompanyOwned,
    QuantityValue,
    closed_set,
    company_key,
    found_by,
    same_company,
)


class DiscrepancyReason(StrEnum):
    """What somebody found instead of the goods."""

    NOT_FOUND = "NOT_FOUND"
    WRONG_LOT = "WRONG_LOT"
    WRONG_GOODS = "WRONG_GOODS"
    UNREACHABLE = "UNREACHABLE"
    DAMAGED = "DAMAGED"
    EXPIRED = "EXPIRED"


class DiscrepancyState(StrEnum):
    """What became of a discrepancy."""

    TO_COUNT = "TO_COUNT"
    COUNTED = "COUNTED"
    DISMISSED = "DISMISSED"
    MOVED = "MOVED"


class StockDiscrepancy(CompanyOwned, Base):
    """That goods were not found as they should lie. What was found never changes, only what becomes of it, and that once."""

    __tablename__ = "stock_discrepancy"
    __table_args__ = (
        company_key(),
        same_company("sku_id", "sku"),
        same_company("location_id", "location"),
        same_company("lot_id", "lot"),
        same_company("moved_to_id", "location"),
        same_company("adjustment_id", "stock_adjustment"),
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
        sa.CheckConstraint("(state = 'COUNTED') = (adjustment_id is not null)", name="counted_with_an_adjustment"),
        sa.CheckConstraint("(state = 'MOVED') = (moved_to_id is not null)", name="moved_to_a_place"),
        *found_by("sku_id", "location_id", "lot_id", "document_id", "adjustment_id"),
        sa.Index(None, "company_id", "state", "id"),
        sa.Index(None, "state", "id"),
    )

    sku_id: Mapped[UUID]
    location_id: Mapped[UUID]
    lot_id: Mapped[UUID | None]
    reason: Mapped[DiscrepancyReason] = mapped_column(closed_set(DiscrepancyReason))
    remark: Mapped[str | None]
    # In the SKU's unit: how much of what was looked for is missing, or not fit.
    quantity: Mapped[QuantityValue]
    state: Mapped[DiscrepancyState] = mapped_column(closed_set(DiscrepancyState), server_default=sa.text("'TO_COUNT'"))
    # What was done when it was found: the name of its type in the schema, and its id.
    document_type: Mapped[Code]
    document_id: Mapped[UUID]
    # Where goods were put that are not fit to be sold.
    moved_to_id: Mapped[UUID | None]
    # The count that it led to.
    adjustment_id: Mapped[UUID | None]


DEMAND: Final = "StockDiscrepancy"
"""The demand of reservations that keep goods in doubt."""

# It begins as a proposal, or as moved; what became of it is final.
_IS_SETTLED_ONCE: Final = """
create function discrepancy_is_settled_once() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' and new.state not in ('TO_COUNT', 'MOVED') or tg_op = 'UPDATE' and old.state <> 'TO_COUNT' then
    raise exception using errcode = 'check_violation', table = 'stock_discrepancy', constraint = 'discrepancy_is_settled_once',
      message = format('the discrepancy is %s', lower(case when tg_op = 'INSERT' then new.state else old.state end));
  end if;
  return new;
end $$
"""
# At the end of the transaction, so that goods may be let go before or after.
_KEEPS_NOTHING: Final = """
create function settled_discrepancy_keeps_nothing() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if exists (select from reservation where demand_id = new.id and demand_type = 'StockDiscrepancy' and held > 0) then
    raise exception using errcode = 'check_violation', table = 'stock_discrepancy', constraint = 'settled_keeps_nothing',
      message = 'goods are kept for a discrepancy that is settled';
  end if;
  return null;
end $$
"""
CHANGEABLE: Final = ("state", "adjustment_id")
"""What the application may say of a discrepancy that is there."""

FUNCTION_NAMES: Final = ("discrepancy_is_settled_once()", "settled_discrepancy_keeps_nothing()")


def statements() -> Iterator[str]:
    """The functions, and the triggers that call them."""
    yield _IS_SETTLED_ONCE
    yield (
        "create trigger discrepancy_is_settled_once before insert or update on stock_discrepancy "
        "for each row execute function discrepancy_is_settled_once()"
    )
    yield _KEEPS_NOTHING
    yield (
        "create constraint trigger settled_keeps_nothing after insert or update on stock_discrepancy "
        "deferrable initially deferred for each row when (new.state <> 'TO_COUNT') "
        "execute function settled_discrepancy_keeps_nothing()"
    )


def rights(application_role: str) -> Iterator[str]:
    """Take from the application what must not happen to what was found."""
    yield f"revoke update, delete on stock_discrepancy from {application_role}"
    yield f"grant update ({', '.join(CHANGEABLE)}) on stock_discrepancy to {application_role}"
