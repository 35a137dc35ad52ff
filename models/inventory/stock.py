"""Stock: lots, moves between locations, and the levels that the moves add up to.

A stock move is a fact and never changes. Levels are what the moves say: the trigger `stock_move_applies` adds every
move to them in the same statement, and nobody else may write what is on hand.
"""

import datetime as dt
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    Base,
    Code,
    CompanyOwned,
    Instant,
    QuantityValue,
    UnitPrice,
    closed_set,
    company_key,
    found_by,
    not_negative,
    ordered_by,
    same_company,
)
from models.inventory.stock_status import StockStatus


class Lot(CompanyOwned, Base):
    """A batch of one SKU that is told apart from others; a serial number is a lot of one piece."""

    __tablename__ = "lot"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "sku_id", "number"),
        same_company("sku_id", "sku"),
        *ordered_by("number", "expires_on"),
        *found_by("sku_id"),
    )

    sku_id: Mapped[UUID]
    number: Mapped[Code]
    made_on: Mapped[dt.date | None]
    expires_on: Mapped[dt.date | None]
    stock_status: Mapped[StockStatus] = mapped_column(closed_set(StockStatus), server_default=sa.text("'AVAILABLE'"))


class StockLevel(CompanyOwned, Base):
    """How much of a SKU (and lot) is at a location: on hand, and of that reserved."""

    __tablename__ = "stock_level"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("sku_id", "location_id", "lot_id", postgresql_nulls_not_distinct=True),
        same_company("sku_id", "sku"),
        same_company("location_id", "location"),
        same_company("lot_id", "lot"),
        *not_negative("on_hand", "reserved"),
        sa.CheckConstraint("reserved <= on_hand", name="reserved_within_on_hand"),
        *ordered_by("on_hand", "changed_at"),
        *found_by("sku_id", "location_id", "lot_id"),
    )

    sku_id: Mapped[UUID]
    location_id: Mapped[UUID]
    lot_id: Mapped[UUID | None]
    on_hand: Mapped[QuantityValue] = mapped_column(server_default=sa.text("0"))
    reserved: Mapped[QuantityValue] = mapped_column(server_default=sa.text("0"))


class StockMove(CompanyOwned, Base):
    """That a quantity went from one location to another: double entry of quantity. Append-only."""

    __tablename__ = "stock_move"
    __table_args__ = (
        company_key(),
        same_company("sku_id", "sku"),
        same_company("from_location_id", "location"),
        same_company("to_location_id", "location"),
        same_company("lot_id", "lot"),
        same_company("reverses_id", "stock_move"),
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
        sa.CheckConstraint("from_location_id <> to_location_id", name="locations_differ"),
        sa.CheckConstraint("(document_type is null) = (document_id is null)", name="document_is_whole"),
        *not_negative("unit_cost"),
        *ordered_by("moved_at"),
        sa.Index(None, "sku_id", "moved_at", "id"),
        sa.Index(None, "lot_id", "moved_at", "id"),
        *found_by("from_location_id", "to_location_id", "document_id", "reverses_id"),
    )

    sku_id: Mapped[UUID]
    from_location_id: Mapped[UUID]
    to_location_id: Mapped[UUID]
    lot_id: Mapped[UUID | None]
    # In the SKU's unit.
    quantity: Mapped[QuantityValue]
    # What one unit cost when it moved, in the company's currency; null where nobody could say.
    unit_cost: Mapped[UnitPrice | None]
    moved_at: Mapped[Instant]
    reason: Mapped[str | None]
    # The document whose consequence the move is: the name of its type in the schema, and its id.
    document_type: Mapped[Code | None]
    document_id: Mapped[UUID | None]
    # The move that it undoes, in part or whole; all that undo one undo no more than it moved.
    reverses_id: Mapped[UUID | None]


# Quantities are summed per level first, so that one statement may move goods through a place, and rows are locked in one
# order, so that two statements never wait for each other in a circle.
STOCK_MOVE_APPLIES = """
create function stock_move_applies() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare missing record;
begin
  perform from stock_level as level
    where (level.sku_id, level.location_id) in
      (select sku_id, from_location_id from moved union all select sku_id, to_location_id from moved)
    order by level.sku_id, level.location_id, level.lot_id for update;

  with delta as (
    select moved.company_id, moved.sku_id, side.location_id, moved.lot_id, sum(side.quantity) as quantity
    from moved
    cross join lateral (values (from_location_id, -quantity), (to_location_id, quantity)) as side (location_id, quantity)
    join location on location.id = side.location_id and location.holds_stock
    group by moved.company_id, moved.sku_id, side.location_id, moved.lot_id
  ), lowered as (
    update stock_level as level set on_hand = level.on_hand + delta.quantity
    from delta where delta.quantity < 0 and level.sku_id = delta.sku_id and level.location_id = delta.location_id
      and level.lot_id is not distinct from delta.lot_id
    returning level.sku_id, level.location_id, level.lot_id
  ), raised as (
    insert into stock_level (company_id, sku_id, location_id, lot_id, on_hand)
    select company_id, sku_id, location_id, lot_id, quantity from delta where quantity > 0
    order by sku_id, location_id, lot_id
    on conflict (sku_id, location_id, lot_id) do update set on_hand = stock_level.on_hand + excluded.on_hand
  )
  select delta.sku_id, delta.location_id into missing from delta
    where delta.quantity < 0 and not exists (
      select from lowered where lowered.sku_id = delta.sku_id and lowered.location_id = delta.location_id
        and lowered.lot_id is not distinct from delta.lot_id);
  if found then
    raise exception using errcode = 'check_violation', table = 'stock_level', constraint = 'ck_stock_level_on_hand_not_negative',
      message = format('nothing of %s is at %s', missing.sku_id, missing.location_id);
  end if;
  return null;
end $$
"""

STOCK_MOVE_TRIGGER = """
create trigger stock_move_applies after insert on stock_move
referencing new table as moved for each statement execute function stock_move_applies()
"""

# A move is undone up to its quantity: what undoes it waits for whoever does so as well.
STOCK_MOVE_UNDOES = """
create function stock_move_undoes() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare beyond record;
begin
  if not exists (select from moved where reverses_id is not null) then
    return null;
  end if;
  perform from stock_move where id in (select reverses_id from moved) order by id for update;
  select undone.id, undone.quantity, sum(undoing.quantity) as back into beyond
  from stock_move as undone join stock_move as undoing on undoing.reverses_id = undone.id
  where undone.id in (select reverses_id from moved)
  group by undone.id, undone.quantity, undone.sku_id
  having sum(undoing.quantity) > undone.quantity or bool_or(undoing.sku_id <> undone.sku_id) limit 1;
  if found then
    raise exception using errcode = 'check_violation', table = 'stock_move', constraint = 'undone_within_moved',
      message = format('%s would come back of %s that %s moved', beyond.back, beyond.quantity, beyond.id);
  end if;
  return null;
end $$
"""

STOCK_MOVE_UNDOES_TRIGGER = """
create trigger stock_move_undoes after insert on stock_move
referencing new table as moved for each statement execute function stock_move_undoes()
"""
