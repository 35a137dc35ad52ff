"""Whether goods may be given away: said of places and of lots, and true of what lies there and of what belongs to them."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final


class StockStatus(StrEnum):
    """Whether goods may be given away."""

    AVAILABLE = "AVAILABLE"
    QUARANTINE = "QUARANTINE"
    BLOCKED = "BLOCKED"
    DAMAGED = "DAMAGED"


# A place is as it says, or as a place around it does; what is of a lot besides as the lot does.
WITHHELD: Final = """
create function stock_is_withheld(place uuid, of_lot uuid) returns boolean language sql stable
set search_path = public, pg_temp as $$
  select exists (
    select from location join location as around on around.id = any(location.path)
    where location.id = place and around.stock_status <> 'AVAILABLE'
  ) or exists (select from lot where lot.id = of_lot and lot.stock_status <> 'AVAILABLE')
$$
"""

# Asked under the locks of the levels, after whoever withholds goods has let go of them: whoever promised what was still
# free when they began does it again, and sees what is free now. What goes back to its vendor is given away to nobody by that.
PROMISED_IS_AVAILABLE: Final = """
create function reservation_is_available() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if exists (select from (select distinct location_id, lot_id from added where demand_type <> 'VendorReturn') as kept
      where stock_is_withheld(kept.location_id, kept.lot_id)) then
    raise exception using errcode = 'serialization_failure', table = 'reservation', constraint = 'promised_is_available',
      message = 'goods that are withheld are promised to nobody';
  end if;
  return null;
end $$
"""


def statements() -> Iterator[str]:
    """The functions, and the trigger that calls them."""
    yield WITHHELD
    yield PROMISED_IS_AVAILABLE
    # By its name it comes after the one that locks the levels.
    yield (
        "create trigger reservation_stays_available after insert on reservation referencing new table as added "
        "for each statement execute function reservation_is_available()"
    )


FUNCTION_NAMES: Final = ("reservation_is_available()", "stock_is_withheld(uuid, uuid)")
