"""What the database holds of transfers: what was said stays so, and lines say what stock moves have done."""

from collections.abc import Iterator
from typing import Final

# What goes where never changes; from which place and of which lot follows what is reserved for it, until it leaves. What has left is said before the transfer is under way, and what became of it while it is.
STOCK_TRANSFER_GOES_ON: Final = """
create function stock_transfer_goes_on() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare
  ends constant text[] := array['received_quantity', 'returned_quantity', 'written_off_quantity'];
  said text[] := case tg_table_name
    when 'stock_transfer' then array['state', 'planned_on', 'dispatched_at', 'closed_at', 'version', 'changed_at']
    else ends || array['dispatched_quantity', 'under_way', 'version', 'changed_at'] end;
  kept constant text[] := array['reservation_id', 'location_id', 'lot_id', 'quantity'];
  before jsonb; after jsonb; state text; fits boolean;
begin
  if tg_op <> 'INSERT' then
    before := to_jsonb(old);
  end if;
  if tg_op <> 'DELETE' then
    after := to_jsonb(new);
  end if;
  if tg_table_name = 'stock_transfer_line' then
    select own.state into state from stock_transfer as own where own.id = (coalesce(after, before) ->> 'transfer_id')::uuid;
    if tg_op = 'UPDATE' and state = 'READY' then
      said := said || array['picked_quantity'];
      if exists (
        select from reservation where id = (after ->> 'reservation_id')::uuid and demand_type = 'StockTransfer'
          and (demand_id, sku_id, location_id, coalesce(lot_id::text, '')) = ((after ->> 'transfer_id')::uuid,
            (after ->> 'sku_id')::uuid, (after ->> 'location_id')::uuid, coalesce(after ->> 'lot_id', ''))
          and quantity >= (after ->> 'quantity')::numeric and (after ->> 'quantity')::numeric <= (before ->> 'quantity')::numeric
      ) then
        said := said || kept;
      end if;
    end if;
  end if;
  fits := case tg_op
    when 'DELETE' then false
    when 'INSERT' then case tg_table_name when 'stock_transfer' then after ->> 'state' = 'READY' else state = 'READY' end
    else before - said = after - said and case tg_table_name
      when 'stock_transfer' then before ->> 'state' = after ->> 'state' or (before ->> 'state', after ->> 'state') in (
        ('READY', 'DISPATCHED'), ('READY', 'CANCELLED'), ('DISPATCHED', 'CLOSED'))
      else (before -> 'dispatched_quantity' = after -> 'dispatched_quantity' or state = 'READY') and (state = 'DISPATCHED' or (
        select bool_and(before -> each = after -> each) from unnest(ends) as each))
        and (select bool_and((after ->> each)::numeric >= (before ->> each)::numeric) from unnest(ends) as each) end
  end;
  if not fits then
    raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'stock_transfer_goes_on',
      message = 'what was said of a transfer stays so';
  end if;
  return new;
end $$
"""

# Asked at the commit, once lines and moves are written: of each SKU and lot as much has left, arrived, come back and was
# written off as the moves of the transfer say, and its state follows from that.
STOCK_TRANSFER_IS_MOVED: Final = """
create function stock_transfer_is_moved() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare
  of_transfer constant uuid := (to_jsonb(new) ->> tg_argv[0])::uuid;
  own record; target uuid; done text;
begin
  select * into own from stock_transfer where id = of_transfer;
  select warehouse_id into target from location where id = own.to_location_id;
  if exists (
    select from (
      select sku_id, lot_id, dispatched_quantity as dispatched, received_quantity as received, returned_quantity as returned,
        written_off_quantity as written_off, 0 as beyond
      from stock_transfer_line where transfer_id = of_transfer
      union all
      select move.sku_id, move.lot_id, -quantity * (way = 'DISPATCHED')::integer, -quantity * (way = 'RECEIVED')::integer,
        -quantity * (way = 'RETURNED')::integer, -quantity * (way = 'WRITTEN_OFF')::integer, (way is null)::integer
      from stock_move as move
      join location as source on source.id = move.from_location_id join location as place on place.id = move.to_location_id
      cross join lateral (select case
        when source.warehouse_id = own.from_warehouse_id and place.id = own.transit_location_id then 'DISPATCHED'
        when source.id <> own.transit_location_id then null
        when place.warehouse_id = target then 'RECEIVED'
        when place.warehouse_id = own.from_warehouse_id then 'RETURNED'
        when place.kind = 'ADJUSTMENT' then 'WRITTEN_OFF' end) as gone (way)
      where move.document_id = of_transfer and move.document_type = 'StockTransfer'
    ) as each group by sku_id, lot_id
    having (sum(dispatched), sum(received), sum(returned), sum(written_off), sum(beyond)) <> (0, 0, 0, 0, 0)
  ) then
    raise exception using errcode = 'check_violation', table = 'stock_transfer_line', constraint = 'stock_transfer_is_moved',
      message = 'the lines of a transfer say something else than its stock moves';
  end if;
  select case when sum(under_way) > 0 then 'DISPATCHED' when sum(dispatched_quantity) > 0 then 'CLOSED' end into done
    from stock_transfer_line where transfer_id = of_transfer;
  if own.state is distinct from coalesce(done, case own.state when 'CANCELLED' then 'CANCELLED' else 'READY' end) then
    raise exception using errcode = 'check_violation', table = 'stock_transfer', constraint = 'stock_transfer_is_moved',
      message = 'the state of a transfer follows from its lines';
  end if;
  return null;
end $$
"""


def statements() -> Iterator[str]:
    """The functions, and the triggers that call them."""
    yield STOCK_TRANSFER_GOES_ON
    yield STOCK_TRANSFER_IS_MOVED
    for table in ("stock_transfer", "stock_transfer_line"):
        yield (
            f"create trigger stock_transfer_goes_on before insert or update or delete on {table} "
            "for each row execute function stock_transfer_goes_on()"
        )
    for table, events, column, condition in (
        ("stock_transfer", "update of state", "id", ""),
        ("stock_transfer_line", "insert or update", "transfer_id", ""),
        ("stock_move", "insert", "document_id", "when (new.document_type = 'StockTransfer') "),
    ):
        yield (
            f"create constraint trigger stock_transfer_is_moved after {events} on {table} deferrable initially deferred "
            f"for each row {condition}execute function stock_transfer_is_moved('{column}')"
        )


FUNCTION_NAMES: Final = ("stock_transfer_goes_on()", "stock_transfer_is_moved()")
