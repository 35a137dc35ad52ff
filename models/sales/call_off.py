"""What the database does so that orders call no more off a blanket agreement than was agreed, however many come at once.

What is called off is no figure of its own: it is what lines of promised orders say, less what was called off of them.
"""

from collections.abc import Iterator
from typing import Final

# A draft, and what waits for approval, calls nothing off; what is cancelled or came from elsewhere takes no part.
COUNTING: Final = ("CONFIRMED", "ON_HOLD", "CLOSED", "CLOSED_SHORT")
"""The states of orders whose lines are called off, as the functions below have them."""
_COUNTING: Final = ", ".join(f"'{state}'" for state in COUNTING)

LINE_CALLED_OFF: Final = """
create function blanket_agreement_line_called_off(key uuid) returns numeric language sql stable
set search_path = public, pg_temp as $$
  select coalesce(sum(line.quantity - line.cancelled_quantity), 0)
  from sales_order_line as line join sales_order as own on own.id = line.order_id
  where line.agreement_line_id = key and own.state in ('CONFIRMED', 'ON_HOLD', 'CLOSED', 'CLOSED_SHORT')
$$
"""

# What is left of a line is rounded as amounts are, line by line.
CALLED_OFF: Final = """
create function blanket_agreement_called_off(key uuid) returns numeric language sql stable
set search_path = public, pg_temp as $$
  select coalesce(sum(round(line.net_amount * (line.quantity - line.cancelled_quantity) / line.quantity,
    currency_exponent(line.currency))), 0)
  from blanket_agreement_line as agreed join sales_order_line as line on line.agreement_line_id = agreed.id
  join sales_order as own on own.id = line.order_id
  where agreed.agreement_id = key and own.state in ('CONFIRMED', 'ON_HOLD', 'CLOSED', 'CLOSED_SHORT')
$$
"""

# Whoever calls off locks the agreement, and counts what all others have called off before.
AGREEMENT_HOLDS: Final = """
create function blanket_agreement_holds(key uuid, is_new boolean) returns void language plpgsql
set search_path = public, pg_temp as $$
declare agreed record; beyond uuid;
begin
  select * into agreed from blanket_agreement where id = key for no key update;
  if is_new and agreed.state <> 'CONFIRMED' then
    raise exception using errcode = 'check_violation', table = 'sales_order', constraint = 'called_off_in_force',
      message = format('nothing is called off of %s, which is %s', key, lower(agreed.state));
  end if;
  if agreed.excess_policy = 'ALLOWED' then
    return;
  end if;
  select line.id into beyond from blanket_agreement_line as line
  where line.agreement_id = key and line.quantity < blanket_agreement_line_called_off(line.id) limit 1;
  if found then
    raise exception using errcode = 'check_violation', table = 'sales_order_line', constraint = 'called_off_within_agreed',
      message = format('more would be called off of %s than was agreed', beyond);
  end if;
  if agreed.amount_max < blanket_agreement_called_off(key) then
    raise exception using errcode = 'check_violation', table = 'sales_order', constraint = 'called_off_within_amount',
      message = format('more would be called off of %s than the amount that was agreed', key);
  end if;
end $$
"""

ORDER_CALLS_OFF: Final = """
create function sales_order_calls_off() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  perform blanket_agreement_holds(new.agreement_id, true);
  return null;
end $$
"""

# A line calls off what is agreed of its own SKU, in the agreement of its order. One of an order that was written as promised, as
# by an import, counts at once.
LINE_CALLS_OFF: Final = """
create function sales_order_line_calls_off() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare own record;
begin
  select * into own from sales_order where id = new.order_id;
  if not exists (
    select from blanket_agreement_line as line join blanket_agreement as agreed on agreed.id = line.agreement_id
    where line.id = new.agreement_line_id and agreed.id = own.agreement_id and agreed.customer_id = own.customer_id
      and row(line.sku_id, line.unit_id, line.currency) = row(new.sku_id, new.unit_id, new.currency)
  ) then
    raise exception using errcode = 'check_violation', table = 'sales_order_line', constraint = 'called_off_as_agreed',
      message = format('%s calls off what was not agreed for its order', new.id);
  end if;
  if own.state in ('CONFIRMED', 'ON_HOLD', 'CLOSED', 'CLOSED_SHORT') then
    perform blanket_agreement_holds(own.agreement_id, false);
  end if;
  return null;
end $$
"""

# What orders have called off stays agreed: such an agreement is closed.
AGREEMENT_UNUSED: Final = """
create function blanket_agreement_is_unused() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if exists (
    select from blanket_agreement_line as agreed join sales_order_line as line on line.agreement_line_id = agreed.id
    join sales_order as own on own.id = line.order_id
    where agreed.agreement_id = new.id and own.state in ('CONFIRMED', 'ON_HOLD', 'CLOSED', 'CLOSED_SHORT')
  ) then
    raise exception using errcode = 'check_violation', table = 'blanket_agreement', constraint = 'cancelled_unused',
      message = format('orders have called off %s', new.id);
  end if;
  return null;
end $$
"""


def statements() -> Iterator[str]:
    """The functions, and the triggers that call them; orders without an agreement pay for none of it."""
    yield from (LINE_CALLED_OFF, CALLED_OFF, AGREEMENT_HOLDS, ORDER_CALLS_OFF, LINE_CALLS_OFF, AGREEMENT_UNUSED)
    yield (
        "create trigger sales_order_calls_off after update of state on sales_order for each row "
        f"when (new.agreement_id is not null and new.state in ({_COUNTING}) and old.state not in ({_COUNTING})) "
        "execute function sales_order_calls_off()"
    )
    yield (
        "create trigger sales_order_line_calls_off after insert or update of agreement_line_id, order_id, quantity, "
        "cancelled_quantity, net_amount on sales_order_line for each row when (new.agreement_line_id is not null) "
        "execute function sales_order_line_calls_off()"
    )
    yield (
        "create trigger blanket_agreement_is_unused after update of state on blanket_agreement for each row "
        "when (new.state = 'CANCELLED') execute function blanket_agreement_is_unused()"
    )


FUNCTION_NAMES: Final = (
    "sales_order_calls_off()",
    "sales_order_line_calls_off()",
    "blanket_agreement_is_unused()",
    "blanket_agreement_holds(uuid, boolean)",
    "blanket_agreement_line_called_off(uuid)",
    "blanket_agreement_called_off(uuid)",
)
