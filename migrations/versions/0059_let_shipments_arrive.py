"""Let shipments arrive.

Revision 0059, after 0058.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0059"
down_revision: str | None = "0058"

BEFORE = (
    ("shipment_state", "state in ('READY', 'PICKED', 'PACKED', 'SHIPPED', 'CANCELLED')"),
    ("shipped_when_shipped", "(state = 'SHIPPED') = (shipped_at is not null)"),
)
AFTER = (
    ("shipment_state", "state in ('READY', 'PICKED', 'PACKED', 'SHIPPED', 'DELIVERED', 'CANCELLED')"),
    ("shipped_when_shipped", "(state in ('SHIPPED', 'DELIVERED')) = (shipped_at is not null)"),
)
ADDED = (
    ("delivered_when_delivered", "(state = 'DELIVERED') = (delivered_at is not null)"),
    ("shipped_before_delivered", "delivered_at >= shipped_at"),
    ("received_when_delivered", "received_by is null or state = 'DELIVERED'"),
)


def upgrade() -> None:
    """Let shipments arrive."""
    execute("""
    CREATE OR REPLACE FUNCTION public.shipment_is_over()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
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
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.sales_order_is_whole(key uuid)
     RETURNS boolean
     LANGUAGE sql
     STABLE
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      select not exists (
        select from sales_order_line as line
        join sku on sku.id = line.sku_id join product on product.id = sku.product_id
        where line.order_id = key and product.kind = 'GOODS' and line.quantity - line.cancelled_quantity > (
          select coalesce(sum(coalesce(part.picked_quantity, part.quantity)), 0) from shipment_line as part
          join shipment on shipment.id = part.shipment_id
          where part.sales_order_line_id = line.id and shipment.shipped_at is not null)
      ) and ((select total_amount from sales_order where id = key) = 0 or not exists (
        select from sales_order_line as line
        where line.order_id = key and line.quantity - line.cancelled_quantity > sales_order_line_billed(line.id) + (
          select coalesce(sum(seen.quantity), 0) from return_inspection as seen
          join return_authorization_line as back on back.id = seen.line_id
          where back.sales_order_line_id = line.id and seen.remedy = 'REFUND')
      )) and not exists (
        select from sales_order_entries(key) as bill (entry_id) join open_item as item on item.entry_id = bill.entry_id
        where item.side = 'RECEIVABLE' and item.open_amount <> 0
      )
    $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.sales_order_rest_cancelled()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare done numeric;
    begin
      select greatest(sales_order_line_billed(new.id), coalesce(sum(coalesce(part.picked_quantity, part.quantity)), 0)) into done
      from shipment_line as part join shipment on shipment.id = part.shipment_id
      where part.sales_order_line_id = new.id and shipment.shipped_at is not null;
      if new.cancelled_quantity < old.cancelled_quantity or new.cancelled_quantity > new.quantity - done then
        raise exception using errcode = 'check_violation', table = 'sales_order_line', constraint = 'cancelled_is_the_rest',
          message = format('%s would be called off of %s, of which %s is delivered or billed', new.cancelled_quantity, new.quantity, done);
      end if;
      return new;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.return_is_within_shipped()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
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
    end $function$
    """)
    op.add_column("shipment", sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("shipment", sa.Column("received_by", sa.Text(), nullable=True))
    op.create_index(
        op.f("ix_shipment_company_id_delivered_at_id"), "shipment", ["company_id", "delivered_at", "id"], unique=False
    )
    op.create_index(op.f("ix_shipment_delivered_at_id"), "shipment", ["delivered_at", "id"], unique=False)
    op.add_column("tracking_event", sa.Column("received_by", sa.Text(), nullable=True))
    for name, condition in AFTER:
        op.drop_constraint(op.f(f"ck_shipment_{name}"), "shipment", type_="check")
        op.create_check_constraint(op.f(f"ck_shipment_{name}"), "shipment", condition)
    for name, condition in ADDED:
        op.create_check_constraint(op.f(f"ck_shipment_{name}"), "shipment", condition)


def downgrade() -> None:
    """Undo it."""
    execute("""
    CREATE OR REPLACE FUNCTION public.shipment_is_over()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare
      said constant jsonb := coalesce(to_jsonb(old), to_jsonb(new));
      of_shipment constant uuid := case tg_table_name
        when 'shipment' then said ->> 'id'
        when 'package_content' then (select shipment_id::text from package where id = (said ->> 'package_id')::uuid)
        else said ->> 'shipment_id' end;
      still text := case when tg_table_name = 'shipment' then said ->> 'state'
        else (select state from shipment where id = of_shipment) end;
    begin
      if still in ('SHIPPED', 'CANCELLED') then
        raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'shipment_is_over',
          message = format('the shipment is %s', lower(still));
      end if;
      return case when tg_op = 'DELETE' then old else new end;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.return_is_within_shipped()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare beyond record;
    begin
      perform from shipment_line where id in (select shipment_line_id from written) order by id for no key update;
      select part.id, shipped.quantity as shipped, sum(coalesce(line.received_quantity, line.quantity)) as returned into beyond
      from shipment_line as part join shipment on shipment.id = part.shipment_id
      join return_authorization_line as line on line.shipment_line_id = part.id
      join return_authorization as own on own.id = line.authorization_id and own.state not in ('REJECTED', 'CANCELLED')
      cross join lateral (select case when shipment.state = 'SHIPPED' then coalesce(part.picked_quantity, part.quantity) else 0 end
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
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.sales_order_is_whole(key uuid)
     RETURNS boolean
     LANGUAGE sql
     STABLE
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      select not exists (
        select from sales_order_line as line
        join sku on sku.id = line.sku_id join product on product.id = sku.product_id
        where line.order_id = key and product.kind = 'GOODS' and line.quantity - line.cancelled_quantity > (
          select coalesce(sum(coalesce(part.picked_quantity, part.quantity)), 0) from shipment_line as part
          join shipment on shipment.id = part.shipment_id
          where part.sales_order_line_id = line.id and shipment.state = 'SHIPPED')
      ) and ((select total_amount from sales_order where id = key) = 0 or not exists (
        select from sales_order_line as line
        where line.order_id = key and line.quantity - line.cancelled_quantity > sales_order_line_billed(line.id) + (
          select coalesce(sum(seen.quantity), 0) from return_inspection as seen
          join return_authorization_line as back on back.id = seen.line_id
          where back.sales_order_line_id = line.id and seen.remedy = 'REFUND')
      )) and not exists (
        select from sales_order_entries(key) as bill (entry_id) join open_item as item on item.entry_id = bill.entry_id
        where item.side = 'RECEIVABLE' and item.open_amount <> 0
      )
    $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.sales_order_rest_cancelled()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare done numeric;
    begin
      select greatest(sales_order_line_billed(new.id), coalesce(sum(coalesce(part.picked_quantity, part.quantity)), 0)) into done
      from shipment_line as part join shipment on shipment.id = part.shipment_id
      where part.sales_order_line_id = new.id and shipment.state = 'SHIPPED';
      if new.cancelled_quantity < old.cancelled_quantity or new.cancelled_quantity > new.quantity - done then
        raise exception using errcode = 'check_violation', table = 'sales_order_line', constraint = 'cancelled_is_the_rest',
          message = format('%s would be called off of %s, of which %s is delivered or billed', new.cancelled_quantity, new.quantity, done);
      end if;
      return new;
    end $function$
    """)
    for name, _ in ADDED:
        op.drop_constraint(op.f(f"ck_shipment_{name}"), "shipment", type_="check")
    for name, condition in BEFORE:
        op.drop_constraint(op.f(f"ck_shipment_{name}"), "shipment", type_="check")
        op.create_check_constraint(op.f(f"ck_shipment_{name}"), "shipment", condition)
    op.drop_column("tracking_event", "received_by")
    op.drop_index(op.f("ix_shipment_delivered_at_id"), table_name="shipment")
    op.drop_index(op.f("ix_shipment_company_id_delivered_at_id"), table_name="shipment")
    op.drop_column("shipment", "received_by")
    op.drop_column("shipment", "delivered_at")
