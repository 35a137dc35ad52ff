"""What the database does so that no more comes back than was shipped, and that what came back stays."""

from collections.abc import Iterator
from typing import Final

# Lines of shipments are locked in the order of their ids, so that nobody waits in a circle.
RETURN_WITHIN_SHIPPED: Final = """
create function return_is_within_shipped() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare beyond record;
begin
  perform from shipment_line where id in (select shipment_line_id from written) order by id for no key update;
  select part.id, shipped.quantity as shipped, sum(coalesce(line.received_quantity, line.quantity)) as returned into beyond
  from shipment_line as part join shipment on shipment.id = part.shipment_id
  join return_authorization_line as line on line.shipment_line_id = part.id
  join return_authorization as own on own.id = line.authorization_id and own.state not in ('REJECTED', 'CANCELLED')
  cross join lateral (select case when shipment.shipped_at is not null then coalesce(part.picked_quantity, part.quantity) else 0 end
    as quantity) as shipped
  where part.id in (select shipment_line_id from written)
  group by part.id, shipped.quantity
  having sum(coalesce(line.received_quantity, line.quantity)) > shipped.quantity
    or bool_or(line.sales_order_line_id <> part.sales_order_line_id or line.sku_id <> part.sku_id
      or line.lot_id is distinct from part.lot_id or own.sales_order_id <> (
        select order_id from sales_order_line where sales_order_line.id = part.sales_order_line_id))
  limit 1;
  if found then
    raise exception using errcode = 'check_violation', table = 'return_authorization_line', constraint = 'returned_within_shipped',
      message = format('%s would come back of %s that were shipped in %s', beyond.returned, beyond.shipped, beyond.id);
  end if;
  return null;
end $$
"""

# What is over never changes, but for names that follow whoever is merged; what came back does not become what may come back again.
RETURN_IS_FIXED: Final = """
create function return_is_fixed() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare
  free constant text[] := array['state', 'reject_reason', 'tracking_number', 'received_at', 'location_id',
    'replacement_order_id', 'customer_id', 'version', 'changed_at'];
  merged constant text[] := array['customer_id', 'version', 'changed_at'];
begin
  if tg_op = 'DELETE' and old.state <> 'REQUESTED'
    or tg_op = 'UPDATE' and (to_jsonb(new) - free <> to_jsonb(old) - free
      or old.state in ('CLOSED', 'REJECTED', 'CANCELLED') and to_jsonb(new) - merged <> to_jsonb(old) - merged
      or old.received_at is not null and row(new.received_at, new.location_id) is distinct from row(old.received_at, old.location_id)
      or old.replacement_order_id is not null and new.replacement_order_id is distinct from old.replacement_order_id) then
    raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'return_is_fixed',
      message = format('the return is %s', lower(old.state));
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$
"""

# Migrated history takes no part: of an order that came from elsewhere nothing was shipped here.
RETURN_OF_PROMISED: Final = """
create function return_is_of_promised() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if (select state from sales_order where id = new.sales_order_id)
      not in ('CONFIRMED', 'ON_HOLD', 'CLOSED', 'CLOSED_SHORT') then
    raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'return_is_of_promised',
      message = 'goods come back of orders that were confirmed here';
  end if;
  return new;
end $$
"""

# What is written as approved or further on is written with its lines.
RETURN_LINE_IS_FIXED: Final = """
create function return_line_is_fixed() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare
  free constant text[] := array['received_quantity', 'version', 'changed_at'];
  still text; is_new boolean;
begin
  select state, version = 1 and written_now(xmin) into still, is_new
    from return_authorization where id = coalesce(new.authorization_id, old.authorization_id);
  if tg_op = 'INSERT' and is_new then
    return new;
  end if;
  if still in ('CLOSED', 'REJECTED', 'CANCELLED') or tg_op in ('INSERT', 'DELETE') and still <> 'REQUESTED'
    or tg_op = 'UPDATE' and (to_jsonb(new) - free <> to_jsonb(old) - free
      or old.received_quantity is not null and new.received_quantity is distinct from old.received_quantity) then
    raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'return_is_fixed',
      message = format('the return is %s', lower(still));
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$
"""

# What was found of a line is no more than what came of it.
RETURN_INSPECTED_WITHIN_RECEIVED: Final = """
create function return_inspected_within_received() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare beyond record;
begin
  select line.id, line.received_quantity as received, sum(seen.quantity) as inspected into beyond
  from return_authorization_line as line join return_inspection as seen on seen.line_id = line.id
  where line.id in (select line_id from written)
  group by line.id, line.received_quantity having sum(seen.quantity) > coalesce(line.received_quantity, 0) limit 1;
  if found then
    raise exception using errcode = 'check_violation', table = 'return_inspection', constraint = 'inspected_within_received',
      message = format('%s would be inspected of %s that came back', beyond.inspected, coalesce(beyond.received, 0));
  end if;
  return null;
end $$
"""

FACTS: Final = ("return_inspection",)
FUNCTION_NAMES: Final = (
    "return_is_within_shipped()",
    "return_is_fixed()",
    "return_is_of_promised()",
    "return_line_is_fixed()",
    "return_inspected_within_received()",
)


def statements() -> Iterator[str]:
    """The functions, and the triggers that call them."""
    yield from (
        RETURN_WITHIN_SHIPPED, RETURN_IS_FIXED, RETURN_OF_PROMISED, RETURN_LINE_IS_FIXED, RETURN_INSPECTED_WITHIN_RECEIVED,
    )  # fmt: skip
    yield (
        "create trigger return_is_within_shipped after insert on return_authorization_line referencing new table as written "
        "for each statement execute function return_is_within_shipped()"
    )
    yield (
        "create trigger return_is_fixed before update or delete on return_authorization "
        "for each row execute function return_is_fixed()"
    )
    yield (
        "create trigger return_is_of_promised before insert on return_authorization "
        "for each row execute function return_is_of_promised()"
    )
    yield (
        "create trigger return_is_fixed before insert or update or delete on return_authorization_line "
        "for each row execute function return_line_is_fixed()"
    )
    yield (
        "create trigger return_inspected_within_received after insert on return_inspection referencing new table as written "
        "for each statement execute function return_inspected_within_received()"
    )
