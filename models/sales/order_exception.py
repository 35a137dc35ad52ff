"""What was decided of exceptions: goods of an order that were called off with a shipment, or credited without coming back."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, CompanyOwned, QuantityValue, closed_set, company_key, found_by, same_company


class Resolution(StrEnum):
    """What becomes of an exception of an order."""

    RECREATE = "RECREATE"
    IGNORE = "IGNORE"


class SalesOrderResolution(CompanyOwned, Base):
    """That an exception was decided: once for each line of a shipment or of a note. Append-only."""

    __tablename__ = "sales_order_resolution"
    __table_args__ = (
        company_key(),
        same_company("order_line_id", "sales_order_line"),
        same_company("shipment_line_id", "shipment_line"),
        same_company("note_line_id", "invoice_line"),
        sa.CheckConstraint("num_nonnulls(shipment_line_id, note_line_id) = 1", name="of_one_exception"),
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
        *found_by("order_line_id"),
        sa.Index("uq_sales_order_resolution_shipment_line_id", "shipment_line_id", unique=True),
        sa.Index("uq_sales_order_resolution_note_line_id", "note_line_id", unique=True),
    )

    order_line_id: Mapped[UUID]
    # The exception: a line of a shipment that was called off, or of a note that gives back what did not come back.
    shipment_line_id: Mapped[UUID | None]
    note_line_id: Mapped[UUID | None]
    resolution: Mapped[Resolution] = mapped_column(closed_set(Resolution))
    # In the unit of the line of the order.
    quantity: Mapped[QuantityValue]


# Decided is what is an exception of the line, and all of it.
RESOLUTION_FITS: Final = """
create function resolution_fits() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if not exists (
    select from shipment_line as part join shipment on shipment.id = part.shipment_id and shipment.state = 'CANCELLED'
    where part.id = new.shipment_line_id and part.sales_order_line_id = new.order_line_id and part.quantity = new.quantity
    union all
    select from invoice_line as said join invoice as note on note.id = said.invoice_id
    where said.id = new.note_line_id and said.sales_order_line_id = new.order_line_id and said.quantity = new.quantity
      and note.kind = 'CREDIT_NOTE' and note.entry_id is not null and note.return_authorization_id is null
  ) then
    raise exception using errcode = 'check_violation', table = 'sales_order_resolution', constraint = 'resolution_fits',
      message = 'this is no exception of that line';
  end if;
  return new;
end $$
"""

FACTS: Final = ("sales_order_resolution",)
FUNCTION_NAMES: Final = ("resolution_fits()",)


def statements() -> Iterator[str]:
    """The function, and the trigger that calls it."""
    yield RESOLUTION_FITS
    yield (
        "create trigger resolution_fits before insert on sales_order_resolution "
        "for each row execute function resolution_fits()"
    )
