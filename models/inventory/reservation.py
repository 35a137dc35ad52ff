"""Reservations: goods of one place that are kept for one demand.

A reservation says from which level (SKU, location and lot) something is kept, and what became of it: consumed when the
goods left for the demand, released when they were let go. What it still holds is in `held`; the triggers below add that up
in `stock_level.reserved`, and nobody else may write it.
"""

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    Base,
    Code,
    CompanyOwned,
    Instant,
    QuantityValue,
    closed_set,
    company_key,
    found_by,
    not_negative,
    ordered_by,
    same_company,
)


class ReservationState(StrEnum):
    """What became of a reservation; it follows from its quantities."""

    ACTIVE = "ACTIVE"
    PARTIALLY_CONSUMED = "PARTIALLY_CONSUMED"
    CONSUMED = "CONSUMED"
    RELEASED = "RELEASED"
    EXPIRED = "EXPIRED"


class ReleaseCause(StrEnum):
    """Why goods were let go."""

    ASKED = "ASKED"
    EXPIRED = "EXPIRED"
    REASSIGNED = "REASSIGNED"
    LOST = "LOST"


_STATE: Final = """
case
  when consumed + released < quantity and consumed > 0 then 'PARTIALLY_CONSUMED'
  when consumed + released < quantity then 'ACTIVE'
  when released = 0 then 'CONSUMED'
  when release_cause = 'EXPIRED' then 'EXPIRED'
  else 'RELEASED'
end
"""


class Reservation(CompanyOwned, Base):
    """That goods of a level are kept for a demand. What it is about never changes; more is consumed or released of it."""

    __tablename__ = "reservation"
    __table_args__ = (
        company_key(),
        same_company("sku_id", "sku"),
        same_company("location_id", "location"),
        same_company("lot_id", "lot"),
        same_company("replaces_id", "reservation"),
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
        sa.CheckConstraint("consumed + released <= quantity", name="ends_within_quantity"),
        sa.CheckConstraint("(release_cause is null) = (released = 0)", name="release_has_a_cause"),
        sa.CheckConstraint("not pinned or lot_id is not null", name="pinned_to_a_lot"),
        *not_negative("consumed", "released"),
        *ordered_by("state", "priority", "expires_at"),
        *found_by("sku_id", "location_id", "lot_id", "demand_id", "replaces_id"),
        sa.Index("ix_reservation_expiring", "expires_at", postgresql_where=sa.text("consumed + released < quantity")),
    )

    # What wants the goods: the name of its type in the schema, and its id.
    demand_type: Mapped[Code]
    demand_id: Mapped[UUID]
    sku_id: Mapped[UUID]
    location_id: Mapped[UUID]
    lot_id: Mapped[UUID | None]
    # All quantities are in the SKU's unit.
    quantity: Mapped[QuantityValue]
    consumed: Mapped[QuantityValue] = mapped_column(server_default=sa.text("0"))
    released: Mapped[QuantityValue] = mapped_column(server_default=sa.text("0"))
    held: Mapped[Decimal] = mapped_column(
        sa.Numeric(20, 6), sa.Computed("quantity - consumed - released", persisted=True)
    )
    state: Mapped[ReservationState] = mapped_column(
        closed_set(ReservationState), sa.Computed(_STATE, persisted=True), nullable=False
    )
    # Why the last of it was released; null while nothing was.
    release_cause: Mapped[ReleaseCause | None] = mapped_column(closed_set(ReleaseCause))
    # The higher goes first: who is low loses goods first when they turn out to be missing.
    priority: Mapped[int] = mapped_column(server_default=sa.text("0"))
    expires_at: Mapped[Instant | None]
    # Whether this lot was asked for, and no other will do.
    pinned: Mapped[bool] = mapped_column(server_default=sa.false())
    # The reservation whose goods it took over.
    replaces_id: Mapped[UUID | None]


# What changes is summed per level first, and levels are locked in the order in which stock moves lock them, with all lots
# of a place. What was consumed or released stays so.
_HOLDS: Final = """
create function reservation_{event}() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare missing record;
begin
  {refusal}
  perform from stock_level as level
    where (level.sku_id, level.location_id) in (
      select sku_id, location_id from ({changes}) as change group by sku_id, location_id, lot_id having sum(held) <> 0)
    order by level.sku_id, level.location_id, level.lot_id for update;

  with delta as (
    select sku_id, location_id, lot_id, sum(held) as held from ({changes}) as change
    group by sku_id, location_id, lot_id having sum(held) <> 0
  ), kept as (
    update stock_level as level set reserved = level.reserved + delta.held
    from delta where level.sku_id = delta.sku_id and level.location_id = delta.location_id
      and level.lot_id is not distinct from delta.lot_id
    returning level.sku_id, level.location_id, level.lot_id
  )
  select delta.sku_id, delta.location_id into missing from delta
    where not exists (
      select from kept where kept.sku_id = delta.sku_id and kept.location_id = delta.location_id
        and kept.lot_id is not distinct from delta.lot_id);
  if found then
    raise exception using errcode = 'check_violation', table = 'stock_level', constraint = 'ck_stock_level_reserved_within_on_hand',
      message = format('nothing of %s is at %s', missing.sku_id, missing.location_id);
  end if;
  return null;
end $$
"""
_REFUSE_RETURN: Final = """
  if exists (select from added join removed using (id) where added.consumed < removed.consumed or added.released < removed.released) then
    raise exception using errcode = 'restrict_violation', table = 'reservation', constraint = 'ends_are_final',
      message = 'what a reservation has consumed or released does not come back to it';
  end if;
"""
_ADDED: Final = "select sku_id, location_id, lot_id, held from added"
_REMOVED: Final = "select sku_id, location_id, lot_id, -held from removed"
_EVENTS: Final = (
    ("insert", "", _ADDED, "new table as added"),
    ("update", _REFUSE_RETURN, f"{_ADDED} union all {_REMOVED}", "new table as added old table as removed"),
    ("delete", "", _REMOVED.replace("-held", "-held as held"), "old table as removed"),
)
CHANGEABLE: Final = ("consumed", "released", "release_cause", "priority", "expires_at", "pinned")
"""What the application may say of a reservation that is there."""


def statements() -> Iterator[str]:
    """The functions that keep what is reserved of levels, and the triggers that call them."""
    for event, refusal, changes, tables in _EVENTS:
        yield _HOLDS.format(event=event, refusal=refusal.strip(), changes=changes)
        yield (
            f"create trigger reservation_holds_{event} after {event} on reservation referencing {tables} "
            f"for each statement execute function reservation_{event}()"
        )


def rights(application_role: str) -> Iterator[str]:
    """Take from the application what triggers do for it, and what must not happen to a reservation."""
    # Who may update nothing of a row may not lock it either; the trigger `touch` overwrites what is said of this column.
    yield f"grant update (changed_at) on stock_level to {application_role}"
    yield f"revoke update, delete on reservation from {application_role}"
    yield f"grant update ({', '.join(CHANGEABLE)}) on reservation to {application_role}"


FUNCTION_NAMES: Final = tuple(f"reservation_{event}()" for event, *_ in _EVENTS)
