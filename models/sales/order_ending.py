"""Orders end by themselves: an order is closed once it is wholly delivered, billed and paid, by whichever of these comes last.

What takes back a part of that later, such as a note or a payment that is undone, opens it again.
"""

from collections.abc import Iterator
from typing import Final

# Goods have left, but for what was called off; so much is billed or given back; and nothing of the bills is open. An order at
# no price, such as a replacement, has nothing to bill.
ORDER_WHOLE: Final = """
create function sales_order_is_whole(key uuid) returns boolean language sql stable set search_path = public, pg_temp as $$
  select not exists (
    select from sales_order_line as line
    join sku on sku.id = line.sku_id join product on product.id = sku.product_id
    where line.order_id = key and product.kind = 'GOODS' and line.kind <> 'BUNDLE' and line.quantity - line.cancelled_quantity > (
      select coalesce(sum(coalesce(part.picked_quantity, part.quantity)), 0) from shipment_line as part
      join shipment on shipment.id = part.shipment_id
      where part.sales_order_line_id = line.id and shipment.shipped_at is not null)
  ) and ((select total_amount from sales_order where id = key) = 0 or not exists (
    select from sales_order_line as line
    where line.order_id = key and line.kind <> 'COMPONENT' and line.quantity - line.cancelled_quantity - line.waived_quantity > sales_order_line_billed(line.id)
      + sales_order_line_refunded(line.id)
  )) and not exists (
    select from sales_order_entries(key) as bill (entry_id) join open_item as item on item.entry_id = bill.entry_id
    where item.side = 'RECEIVABLE' and item.open_amount <> 0
  )
$$
"""

# The entries of what asks for the money of an order: what names its lines, and its advances.
ORDER_ENTRIES: Final = """
create function sales_order_entries(key uuid) returns setof uuid language sql stable set search_path = public, pg_temp as $$
  select bill.entry_id from invoice as bill where bill.entry_id is not null and bill.id in (
    select said.invoice_id from sales_order_line as line join invoice_line as said on said.sales_order_line_id = line.id
    where line.order_id = key
    union select id from invoice where sales_order_id = key)
$$
"""

# All of it is billed and nothing of that is open, or advances that were paid come to all of it.
ORDER_PAID_FIRST: Final = """
create function sales_order_is_paid(key uuid) returns boolean language sql stable set search_path = public, pg_temp as $$
  select not exists (
    select from sales_order_entries(key) as bill (entry_id) join open_item as item on item.entry_id = bill.entry_id
    where item.side = 'RECEIVABLE' and item.open_amount <> 0
  ) and (not exists (
    select from sales_order_line as line
    where line.order_id = key and line.kind <> 'COMPONENT' and line.quantity - line.cancelled_quantity - line.waived_quantity > sales_order_line_billed(line.id)
  ) or (
    select coalesce(sum(total_amount), 0) from invoice where sales_order_id = key and state = 'POSTED'
  ) >= (select total_amount from sales_order where id = key))
$$
"""

LINE_BILLED: Final = """
create function sales_order_line_billed(key uuid) returns numeric language sql stable set search_path = public, pg_temp as $$
  select coalesce(sum(case when bill.kind = 'CREDIT_NOTE' then -said.quantity else said.quantity end), 0)
  from invoice_line as said join invoice as bill on bill.id = said.invoice_id
  where said.sales_order_line_id = key and bill.entry_id is not null
$$
"""

# Of a bundle, so many whole ones as there are of the component of which the least has left.
LINE_SHIPPED: Final = """
create function sales_order_line_shipped(key uuid) returns numeric language sql stable set search_path = public, pg_temp as $$
  select coalesce(min(case when own.kind = 'BUNDLE' then div(gone.quantity * own.quantity, line.quantity) else gone.quantity end), 0)
  from sales_order_line as own join sales_order_line as line on line.id = own.id and own.kind <> 'BUNDLE' or line.bundle_line_id = own.id
  cross join lateral (
    select coalesce(sum(coalesce(part.picked_quantity, part.quantity)), 0) as quantity from shipment_line as part
    join shipment on shipment.id = part.shipment_id
    where part.sales_order_line_id = line.id and shipment.shipped_at is not null
  ) as gone
  where own.id = key
$$
"""

# Of a bundle likewise, so many whole ones as came back to be refunded.
LINE_REFUNDED: Final = """
create function sales_order_line_refunded(key uuid) returns numeric language sql stable set search_path = public, pg_temp as $$
  select coalesce(min(case when own.kind = 'BUNDLE' then div(back.quantity * own.quantity, line.quantity) else back.quantity end), 0)
  from sales_order_line as own join sales_order_line as line on line.id = own.id and own.kind <> 'BUNDLE' or line.bundle_line_id = own.id
  cross join lateral (
    select coalesce(sum(seen.quantity), 0) as quantity from return_inspection as seen
    join return_authorization_line as part on part.id = seen.line_id
    where part.sales_order_line_id = line.id and seen.remedy = 'REFUND'
  ) as back
  where own.id = key
$$
"""

# Orders are locked in the order of their ids; of two who do the last things at once, the second sees what the first has done.
ORDERS_FOLLOW: Final = """
create function sales_orders_follow(keys uuid[], is_taken_back boolean) returns void language plpgsql
set search_path = public, pg_temp as $$
begin
  if keys is null then
    return;
  end if;
  perform from sales_order where id = any(keys) and state in ('CONFIRMED', 'CLOSED') order by id for no key update;
  update sales_order as own set closed_at = now(), state = case when exists (
      select from sales_order_line where order_id = own.id and cancelled_quantity > 0
    ) then 'CLOSED_SHORT' else 'CLOSED' end
  where own.id = any(keys) and own.state = 'CONFIRMED' and sales_order_is_whole(own.id);
  if is_taken_back then
    update sales_order set closed_at = null, state = 'CONFIRMED'
    where id = any(keys) and state = 'CLOSED' and not sales_order_is_whole(id);
  end if;
end $$
"""

ORDER_SHIPPED: Final = """
create function sales_order_shipped() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  perform sales_orders_follow(array[new.sales_order_id], false);
  return null;
end $$
"""

ORDER_BILLED: Final = """
create function sales_order_billed() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  perform sales_orders_follow((
    select array_agg(distinct line.order_id) from invoice_line as said
    join sales_order_line as line on line.id = said.sales_order_line_id where said.invoice_id = new.id
  ), new.kind = 'CREDIT_NOTE');
  return null;
end $$
"""

ORDER_PAID: Final = """
create function sales_order_paid() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  perform sales_orders_follow((
    select array_agg(distinct coalesce(line.order_id, bill.sales_order_id)) from settled
    join open_item as item on item.id = settled.open_item_id and item.side = 'RECEIVABLE'
    join invoice as bill on bill.entry_id = item.entry_id join invoice_line as said on said.invoice_id = bill.id
    left join sales_order_line as line on line.id = said.sales_order_line_id
    where coalesce(line.order_id, bill.sales_order_id) is not null
  ), exists (
    select from settlement where id in (select settlement_id from settled) and undoes_id is not null
  ));
  return null;
end $$
"""

ORDER_REFUNDED: Final = """
create function sales_order_refunded() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  perform sales_orders_follow((
    select array_agg(distinct own.sales_order_id) from written
    join return_authorization_line as back on back.id = written.line_id
    join return_authorization as own on own.id = back.authorization_id where written.remedy = 'REFUND'
  ), false);
  return null;
end $$
"""

ORDER_RELEASED: Final = """
create function sales_order_released() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  perform sales_orders_follow(array[new.id], false);
  return null;
end $$
"""

# Of a bundle, so many whole ones as the components that are not called off are enough for.
BUNDLE_LEFT: Final = """
create function sales_order_bundle_left(key uuid) returns numeric language sql stable set search_path = public, pg_temp as $$
  select min(div((part.quantity - part.cancelled_quantity) * own.quantity, part.quantity))
  from sales_order_line as own join sales_order_line as part on part.bundle_line_id = own.id where own.id = key
$$
"""

BUNDLE_CANCELLED: Final = """
create function sales_order_bundle_cancelled() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  update sales_order_line set cancelled_quantity = quantity - sales_order_bundle_left(id)
  where id = new.bundle_line_id and cancelled_quantity <> quantity - sales_order_bundle_left(id);
  return null;
end $$
"""

# What is called off stays so, and is neither shipped nor billed. A bundle is called off with its components, and not by itself.
REST_CANCELLED: Final = """
create function sales_order_rest_cancelled() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare done numeric;
begin
  done := greatest(sales_order_line_billed(new.id), sales_order_line_shipped(new.id));
  if new.kind = 'BUNDLE' and new.quantity - new.cancelled_quantity <> sales_order_bundle_left(new.id) then
    raise exception using errcode = 'check_violation', table = 'sales_order_line', constraint = 'bundle_is_its_components',
      message = format('%s would be called off of a bundle of which components for %s are left',
        new.cancelled_quantity, sales_order_bundle_left(new.id));
  end if;
  if new.cancelled_quantity < old.cancelled_quantity or new.cancelled_quantity > new.quantity - done then
    raise exception using errcode = 'check_violation', table = 'sales_order_line', constraint = 'cancelled_is_the_rest',
      message = format('%s would be called off of %s, of which %s is delivered or billed', new.cancelled_quantity, new.quantity, done);
  end if;
  return new;
end $$
"""

FUNCTION_NAMES: Final = (
    "sales_order_shipped()",
    "sales_order_billed()",
    "sales_order_paid()",
    "sales_order_refunded()",
    "sales_order_released()",
    "sales_order_rest_cancelled()",
    "sales_order_bundle_cancelled()",
    "sales_order_bundle_left(uuid)",
    "sales_orders_follow(uuid[], boolean)",
    "sales_order_is_whole(uuid)",
    "sales_order_is_paid(uuid)",
    "sales_order_entries(uuid)",
    "sales_order_line_billed(uuid)",
    "sales_order_line_shipped(uuid)",
    "sales_order_line_refunded(uuid)",
)


def statements() -> Iterator[str]:
    """The functions, and the triggers that call them."""
    yield from (
        LINE_BILLED,
        LINE_SHIPPED,
        LINE_REFUNDED,
        ORDER_ENTRIES,
        ORDER_WHOLE,
        ORDER_PAID_FIRST,
        ORDERS_FOLLOW,
        ORDER_SHIPPED,
        ORDER_BILLED,
        ORDER_PAID,
        ORDER_REFUNDED,
    )
    yield from (ORDER_RELEASED, BUNDLE_LEFT, BUNDLE_CANCELLED, REST_CANCELLED)
    yield (
        "create trigger sales_order_shipped after update of state on shipment for each row "
        "when (new.state = 'SHIPPED' and old.state <> 'SHIPPED' and new.sales_order_id is not null) "
        "execute function sales_order_shipped()"
    )
    yield (
        "create trigger sales_order_billed after update of entry_id on invoice for each row "
        "when (new.entry_id is not null and old.entry_id is null and new.kind in ('CUSTOMER_INVOICE', 'CREDIT_NOTE')) "
        "execute function sales_order_billed()"
    )
    # After `settlement_line_applies`, as triggers fire in the order of their names.
    yield (
        "create trigger settlement_line_pays_orders after insert on settlement_line referencing new table as settled "
        "for each statement execute function sales_order_paid()"
    )
    yield (
        "create trigger sales_order_refunded after insert on return_inspection referencing new table as written "
        "for each statement execute function sales_order_refunded()"
    )
    yield (
        "create trigger sales_order_released after update of state on sales_order for each row "
        "when (old.state = 'ON_HOLD' and new.state = 'CONFIRMED') execute function sales_order_released()"
    )
    yield (
        "create trigger cancelled_is_the_rest before update on sales_order_line for each row "
        "when (new.cancelled_quantity is distinct from old.cancelled_quantity) execute function sales_order_rest_cancelled()"
    )
    yield (
        "create trigger bundle_is_its_components after update on sales_order_line for each row "
        "when (new.kind = 'COMPONENT' and new.cancelled_quantity is distinct from old.cancelled_quantity) "
        "execute function sales_order_bundle_cancelled()"
    )
