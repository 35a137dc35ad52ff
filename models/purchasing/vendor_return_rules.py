"""What the database holds of returns to vendors: no more goes back than came, and no more is billed than stays."""

from collections.abc import Iterator
from typing import Final

# What arrived is a fact, whose rows nobody may lock; so their ids are, as bills lock them.
_LOCK: Final = """
  perform pg_advisory_xact_lock(place) from (
    select distinct hashtextextended('goods receipt line ' || id, 0) as place from unnest({lines}) as id order by place
  ) as places;
"""

# Of a line of a receipt no more goes back than came of it, of the same goods and lot, with whatever returns.
VENDOR_RETURN_IS_WITHIN_RECEIVED: Final = f"""
create function vendor_return_is_within_received() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare beyond record; lines uuid[];
begin
  select array_agg(goods_receipt_line_id) into lines from written;
  {_LOCK.format(lines="lines").strip()}
  if exists (
    select from written join vendor_return as own on own.id = written.return_id
    join goods_receipt_line as arrived on arrived.id = written.goods_receipt_line_id
    where arrived.receipt_id <> own.goods_receipt_id or arrived.sku_id <> written.sku_id
      or arrived.lot_id is not null and arrived.lot_id is distinct from written.lot_id
      or arrived.lot_id is null and exists (
        select from stock_move where document_id = arrived.receipt_id and sku_id = arrived.sku_id) and not exists (
        select from stock_move where document_id = arrived.receipt_id and sku_id = arrived.sku_id
          and lot_id is not distinct from written.lot_id)
  ) then
    raise exception using errcode = 'check_violation', table = 'vendor_return_line', constraint = 'returns_what_came',
      message = 'what goes back is what came with the receipt';
  end if;
  select arrived.id, arrived.stock_quantity as received, sum(line.quantity) as returned into beyond
  from goods_receipt_line as arrived join vendor_return_line as line on line.goods_receipt_line_id = arrived.id
  join vendor_return as own on own.id = line.return_id
  where arrived.id = any(lines) and own.state <> 'CANCELLED'
  group by arrived.id, arrived.stock_quantity having sum(line.quantity) > arrived.stock_quantity limit 1;
  if found then
    raise exception using errcode = 'check_violation', table = 'vendor_return_line', constraint = 'returned_within_received',
      message = format('%s would go back of %s that came', beyond.returned, beyond.received);
  end if;
  return null;
end $$
"""  # noqa: S608 - text of ours

# What was said stays so. What lines were billed is said once, while the return leaves.
VENDOR_RETURN_GOES_ON: Final = """
create function vendor_return_goes_on() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare
  said constant text[] := array['version', 'changed_at'] || case tg_table_name
    when 'vendor_return' then array['state', 'shipped_at'] else array['billed_quantity', 'accrued_amount', 'owed_amount'] end;
  before jsonb; after jsonb; state text; fits boolean;
begin
  if tg_op <> 'INSERT' then
    before := to_jsonb(old);
  end if;
  if tg_op <> 'DELETE' then
    after := to_jsonb(new);
  end if;
  state := case tg_table_name when 'vendor_return' then coalesce(before, after) ->> 'state' else (
    select own.state from vendor_return as own where own.id = (coalesce(after, before) ->> 'return_id')::uuid) end;
  fits := state = 'READY' and case tg_op
    when 'DELETE' then false
    when 'INSERT' then after ->> 'billed_quantity' is null
    else before - said = after - said and before ->> 'billed_quantity' is null end;
  if not fits then
    raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'vendor_return_goes_on',
      message = 'what was said of a return to a vendor stays so';
  end if;
  return new;
end $$
"""

# Asked at the commit: what has left of each SKU, place and lot is what the stock moves of the return say, and nothing else.
VENDOR_RETURN_IS_MOVED: Final = """
create function vendor_return_is_moved() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare
  of_return constant uuid := (to_jsonb(new) ->> tg_argv[0])::uuid;
  has_left boolean;
begin
  select state = 'SHIPPED' into has_left from vendor_return where id = of_return;
  if exists (
    select from vendor_return_line where return_id = of_return and (billed_quantity is not null) <> has_left
  ) or exists (
    select from (
      select sku_id, lot_id, location_id, quantity, 0 as beyond from vendor_return_line where return_id = of_return and has_left
      union all
      select move.sku_id, move.lot_id, move.from_location_id, -move.quantity, (place.kind <> 'SUPPLIER')::integer
      from stock_move as move join location as place on place.id = move.to_location_id
      where move.document_id = of_return and move.document_type = 'VendorReturn'
    ) as each group by sku_id, lot_id, location_id having sum(quantity) <> 0 or sum(beyond) <> 0
  ) then
    raise exception using errcode = 'check_violation', table = 'vendor_return_line', constraint = 'vendor_return_is_moved',
      message = 'the lines of a return to a vendor say something else than its stock moves';
  end if;
  return null;
end $$
"""

# Of lines of receipts, in the unit in which they were bought: how much came, how much is billed but for what went back, how much
# went back unbilled and billed. Of a return and such a line: what of it was billed, and what of that notes have given back.
GOODS_RECEIPT_LINES_STAYING: Final = """
create function goods_receipt_lines_staying(lines uuid[], of_invoice uuid) returns table (
  line_id uuid, quantity numeric, billed numeric, unbilled_gone numeric, billed_gone numeric
) language sql stable rows 10 set search_path = public, pg_temp as $$
  select arrived.id, arrived.quantity, (
    select coalesce(sum(case when bill.kind = 'DEBIT_NOTE' then -said.quantity else said.quantity end), 0)
    from invoice_line as said join invoice as bill on bill.id = said.invoice_id
    where said.goods_receipt_line_id = arrived.id and said.vendor_return_id is null
      and (bill.state in ('POSTED', 'CANCELLED') or bill.id = of_invoice)
  ), round(gone.unbilled * arrived.quantity / arrived.stock_quantity, 6), round(gone.billed * arrived.quantity / arrived.stock_quantity, 6)
  from goods_receipt_line as arrived cross join lateral (
    select coalesce(sum(line.quantity - line.billed_quantity), 0) as unbilled, coalesce(sum(line.billed_quantity), 0) as billed
    from vendor_return_line as line where line.goods_receipt_line_id = arrived.id and line.billed_quantity is not null
  ) as gone
  where arrived.id = any(lines)
$$
"""
VENDOR_RETURN_CREDITED: Final = """
create function vendor_return_credited(returns uuid[], of_invoice uuid) returns table (
  return_id uuid, line_id uuid, owed numeric, owed_amount numeric, noted numeric
) language sql stable rows 10 set search_path = public, pg_temp as $$
  select gone.return_id, gone.line_id, round(gone.billed * arrived.quantity / arrived.stock_quantity, 6), gone.owed_amount, (
    select coalesce(sum(said.quantity), 0) from invoice_line as said join invoice as note on note.id = said.invoice_id
    where said.goods_receipt_line_id = gone.line_id and said.vendor_return_id = gone.return_id
      and (note.state in ('POSTED', 'CANCELLED') or note.id = of_invoice)
  )
  from (
    select line.return_id, line.goods_receipt_line_id as line_id, sum(line.billed_quantity) as billed, sum(line.owed_amount) as owed_amount
    from vendor_return_line as line where line.return_id = any(returns) and line.billed_quantity is not null group by 1, 2
  ) as gone join goods_receipt_line as arrived on arrived.id = gone.line_id
$$
"""

# Where something went back: what went back billed is billed, and what went back unbilled never is; notes that name a return give
# back no more than was billed of it.
_STAYS: Final = f"""
create function {{name}}() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare lines uuid[]; beyond record;
begin
  {{lines}}
  if lines is null then
    return null;
  end if;
  {_LOCK.format(lines="lines").strip()}
  select line_id into beyond from goods_receipt_lines_staying(lines, null)
    where (unbilled_gone > 0 or billed_gone > 0) and not billed between billed_gone and quantity - unbilled_gone limit 1;
  if found {{notes}} then
    raise exception using errcode = 'check_violation', table = 'vendor_return_line', constraint = 'billed_is_what_stays',
      message = 'what is billed of a receipt is what came with it and has not gone back';
  end if;
  return null;
end $$
"""  # noqa: S608 - text of ours
VENDOR_RETURN_LEAVES_WHAT_IS_BILLED: Final = _STAYS.format(
    name="vendor_return_leaves_what_is_billed",
    lines="select array_agg(distinct goods_receipt_line_id) into lines from vendor_return_line where return_id = new.id;",
    notes="",
)
INVOICE_BILLS_WHAT_STAYS: Final = _STAYS.format(
    name="invoice_bills_what_stays",
    lines="""select array_agg(distinct said.goods_receipt_line_id) into lines from invoice_line as said
    where said.invoice_id = new.id and exists (
      select from vendor_return_line as line where line.goods_receipt_line_id = said.goods_receipt_line_id);""",
    notes="""or exists (
    select from vendor_return_credited(array(
      select distinct vendor_return_id from invoice_line where invoice_id = new.id and vendor_return_id is not null), null)
    where noted > owed)""",
)


def statements() -> Iterator[str]:
    """The functions, and the triggers that call them."""
    yield from (
        VENDOR_RETURN_IS_WITHIN_RECEIVED, VENDOR_RETURN_GOES_ON, VENDOR_RETURN_IS_MOVED, GOODS_RECEIPT_LINES_STAYING,
        VENDOR_RETURN_CREDITED, VENDOR_RETURN_LEAVES_WHAT_IS_BILLED, INVOICE_BILLS_WHAT_STAYS,
    )  # fmt: skip
    yield (
        "create trigger vendor_return_is_within_received after insert on vendor_return_line referencing new table as written "
        "for each statement execute function vendor_return_is_within_received()"
    )
    for table in ("vendor_return", "vendor_return_line"):
        yield (
            f"create trigger vendor_return_goes_on before insert or update or delete on {table} "
            "for each row execute function vendor_return_goes_on()"
        )
    for table, events, column, condition in (
        ("vendor_return", "update of state", "id", ""),
        ("vendor_return_line", "insert or update", "return_id", ""),
        ("stock_move", "insert", "document_id", "when (new.document_type = 'VendorReturn') "),
    ):
        yield (
            f"create constraint trigger vendor_return_is_moved after {events} on {table} deferrable initially deferred "
            f"for each row {condition}execute function vendor_return_is_moved('{column}')"
        )
    yield (
        "create constraint trigger vendor_return_leaves_what_is_billed after update of state on vendor_return "
        "deferrable initially deferred for each row when (new.state = 'SHIPPED') "
        "execute function vendor_return_leaves_what_is_billed()"
    )
    yield (
        "create constraint trigger invoice_bills_what_stays after update of state on invoice deferrable initially deferred "
        "for each row when (new.state = 'POSTED' and (new.kind = 'VENDOR_BILL' or new.kind = 'DEBIT_NOTE')) "
        "execute function invoice_bills_what_stays()"
    )


FUNCTION_NAMES: Final = (
    "vendor_return_is_within_received()",
    "vendor_return_goes_on()",
    "vendor_return_is_moved()",
    "vendor_return_leaves_what_is_billed()",
    "invoice_bills_what_stays()",
    "vendor_return_credited(uuid[], uuid)",
    "goods_receipt_lines_staying(uuid[], uuid)",
)
