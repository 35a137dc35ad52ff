"""Shipments: goods that leave a warehouse together for one customer, and the parcels that they leave in."""

import datetime as dt
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
    ordered_by,
    same_company,
)


class ShipmentKind(StrEnum):
    """Which way goods go."""

    OUTBOUND = "OUTBOUND"
    DROP_SHIPMENT = "DROP_SHIPMENT"


class ShipmentState(StrEnum):
    """The life cycle of a shipment; where its parcels are is told by what carriers tell of them."""

    READY = "READY"
    PICKED = "PICKED"
    PACKED = "PACKED"
    SHIPPED = "SHIPPED"
    DELIVERED = "DELIVERED"
    CANCELLED = "CANCELLED"


class Shipment(CompanyOwned, Base):
    """Goods of an order that leave a warehouse together. What has left, or was called off, never changes."""

    __tablename__ = "shipment"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "number"),
        same_company("party_id", "party"),
        same_company("address_id", "address"),
        same_company("warehouse_id", "warehouse"),
        same_company("sales_order_id", "sales_order"),
        same_company("carrier_service_id", "carrier_service"),
        same_company("backorder_of_id", "shipment"),
        sa.CheckConstraint(
            "(state in ('SHIPPED', 'DELIVERED')) = (shipped_at is not null)", name="shipped_when_shipped"
        ),
        sa.CheckConstraint("(state = 'DELIVERED') = (delivered_at is not null)", name="delivered_when_delivered"),
        sa.CheckConstraint("delivered_at >= shipped_at", name="shipped_before_delivered"),
        sa.CheckConstraint("received_by is null or state = 'DELIVERED'", name="received_when_delivered"),
        sa.CheckConstraint(
            "(kind in ('OUTBOUND', 'DROP_SHIPMENT')) = (sales_order_id is not null)", name="outbound_is_of_an_order"
        ),
        sa.CheckConstraint("(kind = 'DROP_SHIPMENT') = (warehouse_id is null)", name="dropped_from_no_warehouse"),
        sa.CheckConstraint("(kind = 'DROP_SHIPMENT') = (goods_receipt_id is not null)", name="dropped_with_a_receipt"),
        same_company("goods_receipt_id", "goods_receipt"),
        *ordered_by("number", "planned_on", "shipped_at", "delivered_at"),
        *found_by(
            "party_id",
            "warehouse_id",
            "sales_order_id",
            "carrier_service_id",
            "backorder_of_id",
            "picker_id",
            "goods_receipt_id",
        ),
        sa.CheckConstraint("picking_started_at is null or picker_id is not null", name="picking_is_somebodys"),
        sa.Index(None, "company_id", "state", "planned_on", "id"),
        sa.Index(None, "state", "planned_on", "id"),
    )

    # Null only in a simulation, which takes no number.
    number: Mapped[Code | None]
    kind: Mapped[ShipmentKind] = mapped_column(closed_set(ShipmentKind))
    state: Mapped[ShipmentState] = mapped_column(closed_set(ShipmentState), server_default=sa.text("'READY'"))
    # Who gets it, and where; without an address, at the main address of the party.
    party_id: Mapped[UUID]
    address_id: Mapped[UUID | None]
    # Null for what a vendor delivers.
    warehouse_id: Mapped[UUID | None]
    sales_order_id: Mapped[UUID | None]
    carrier_service_id: Mapped[UUID | None]
    # The shipment of the same order that left before it without these goods.
    backorder_of_id: Mapped[UUID | None]
    # What is owed to the vendor for what it delivers; null for what leaves a warehouse.
    goods_receipt_id: Mapped[UUID | None]
    planned_on: Mapped[dt.date]
    # Who gathers its goods, and since when; null while it is nobody's, and while they have not begun.
    picker_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    picking_started_at: Mapped[Instant | None]
    shipped_at: Mapped[Instant | None]
    # When its goods have reached whom they are for, and who took them there; null where nobody has said.
    delivered_at: Mapped[Instant | None]
    received_by: Mapped[str | None]


class ShipmentLine(CompanyOwned, Base):
    """Goods of one place that leave, as they are reserved for a line of the order."""

    __tablename__ = "shipment_line"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("shipment_id", "position"),
        sa.UniqueConstraint("shipment_id", "reservation_id"),
        same_company("shipment_id", "shipment"),
        same_company("sales_order_line_id", "sales_order_line"),
        same_company("reservation_id", "reservation"),
        same_company("sku_id", "sku"),
        same_company("location_id", "location"),
        same_company("lot_id", "lot"),
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
        sa.CheckConstraint("picked_quantity between 0 and quantity", name="picked_within_quantity"),
        *found_by("sales_order_line_id", "reservation_id", "sku_id", "location_id", "lot_id"),
    )

    shipment_id: Mapped[UUID]
    position: Mapped[int]
    sales_order_line_id: Mapped[UUID]
    # Null for what a vendor delivers.
    reservation_id: Mapped[UUID | None]
    sku_id: Mapped[UUID]
    # Where it lies; what a vendor delivers comes from the place of vendors.
    location_id: Mapped[UUID]
    lot_id: Mapped[UUID | None]
    # In the SKU's unit: how much is to leave, and how much was taken from its place; null until somebody has been there.
    quantity: Mapped[QuantityValue]
    picked_quantity: Mapped[QuantityValue | None]


class Package(CompanyOwned, Base):
    """A parcel of a shipment."""

    __tablename__ = "package"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("shipment_id", "position"),
        same_company("shipment_id", "shipment"),
        sa.CheckConstraint("weight_kg > 0", name="weight_positive"),
        sa.CheckConstraint("sscc ~ '^[0-9]{18}$'", name="sscc_has_eighteen_digits"),
        *found_by("tracking_number", "sscc"),
    )

    shipment_id: Mapped[UUID]
    position: Mapped[int]
    # With its packing; null where nobody has weighed it.
    weight_kg: Mapped[Decimal | None] = mapped_column(sa.Numeric(20, 6))
    # By which the carrier follows it; null until it is announced.
    tracking_number: Mapped[Code | None]
    # The serial shipping container code on its label (GS1 General Specifications, 2.2.1); null where it has none.
    sscc: Mapped[Code | None]


class PackageContent(CompanyOwned, Base):
    """How much of a line of the shipment is in a parcel."""

    __tablename__ = "package_content"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("package_id", "shipment_line_id"),
        same_company("package_id", "package"),
        same_company("shipment_line_id", "shipment_line"),
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
        *found_by("shipment_line_id"),
    )

    package_id: Mapped[UUID]
    shipment_line_id: Mapped[UUID]
    quantity: Mapped[QuantityValue]


# What has left is a fact, and what was called off is over: neither they nor what belongs to them changes any more, but for
# the arrival of what has left, and names that follow whoever is merged.
SHIPMENT_IS_OVER: Final = """
create function shipment_is_over() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare
  said constant jsonb := coalesce(to_jsonb(old), to_jsonb(new));
  merged constant text[] := array['party_id', 'version', 'changed_at'];
  arriving constant text[] := merged || array['state', 'delivered_at', 'received_by'];
  of_shipment constant uuid := case tg_table_name
    when 'shipment' then said ->> 'id'
    when 'package_content' then (select shipment_id::text from package where id = (said ->> 'package_id')::uuid)
    else said ->> 'shipment_id' end;
  still text := case when tg_table_name = 'shipment' then said ->> 'state'
    else (select state from shipment where id = of_shipment) end;
begin
  if tg_op = 'UPDATE' and tg_table_name = 'shipment' and (to_jsonb(new) - merged = to_jsonb(old) - merged
      or still = 'SHIPPED' and to_jsonb(new) ->> 'state' = 'DELIVERED' and to_jsonb(new) - arriving = to_jsonb(old) - arriving) then
    return new;
  end if;
  if still in ('SHIPPED', 'DELIVERED', 'CANCELLED') then
    raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'shipment_is_over',
      message = format('the shipment is %s', lower(still));
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$
"""


# What a vendor has delivered is written once, so that it stays within the bound that was looked at.
DROPPED_STAYS: Final = """
create function shipment_line_dropped_stays() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  raise exception using errcode = 'check_violation', table = 'shipment_line', constraint = 'kept_unless_dropped',
    message = 'what a vendor has delivered does not change';
end $$
"""

# The lines of orders are locked in the order of their ids, so that nobody waits in a circle. What leaves a warehouse is bounded
# by what is reserved for the line.
DROP_SHIPPED_WITHIN_ORDERED: Final = """
create function shipment_line_is_dropped() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare beyond record;
begin
  if exists (
    select from added join shipment on shipment.id = added.shipment_id
    where (added.reservation_id is null) <> (shipment.kind = 'DROP_SHIPMENT')
  ) then
    raise exception using errcode = 'check_violation', table = 'shipment_line', constraint = 'kept_unless_dropped',
      message = 'what leaves a warehouse is reserved, and what a vendor delivers is not';
  end if;
  if not exists (select from added where reservation_id is null) then
    return null;
  end if;
  perform from sales_order_line where id in (select sales_order_line_id from added) order by id for no key update;
  select line.id, line.quantity - line.cancelled_quantity as ordered, sum(coalesce(part.picked_quantity, part.quantity)) as sent into beyond
  from sales_order_line as line join shipment_line as part on part.sales_order_line_id = line.id
  join shipment as own on own.id = part.shipment_id and own.state <> 'CANCELLED'
  where line.id in (select sales_order_line_id from added where reservation_id is null)
  group by line.id
  having sum(coalesce(part.picked_quantity, part.quantity)) > line.quantity - line.cancelled_quantity
    or line.delivery <> 'DROP_SHIPMENT' or bool_or(own.sales_order_id <> line.order_id or part.sku_id <> line.sku_id)
  limit 1;
  if found then
    raise exception using errcode = 'check_violation', table = 'shipment_line', constraint = 'dropped_within_ordered',
      message = format('%s would be delivered by vendors of %s that were ordered in %s', beyond.sent, beyond.ordered, beyond.id);
  end if;
  return null;
end $$
"""


def statements() -> Iterator[str]:
    """The functions, and the triggers that call them."""
    yield SHIPMENT_IS_OVER
    yield DROP_SHIPPED_WITHIN_ORDERED
    yield DROPPED_STAYS
    yield (
        "create trigger shipment_line_is_dropped after insert on shipment_line referencing new table as added "
        "for each statement execute function shipment_line_is_dropped()"
    )
    yield (
        "create trigger shipment_line_dropped_stays before update on shipment_line for each row "
        "when (old.reservation_id is null or new.reservation_id is null) execute function shipment_line_dropped_stays()"
    )
    yield (
        "create trigger shipment_is_over before update or delete on shipment "
        "for each row execute function shipment_is_over()"
    )
    for table in ("shipment_line", "package", "package_content"):
        yield (
            f"create trigger shipment_is_over before insert or update or delete on {table} "
            "for each row execute function shipment_is_over()"
        )


FUNCTION_NAMES: Final = ("shipment_is_over()", "shipment_line_is_dropped()", "shipment_line_dropped_stays()")
