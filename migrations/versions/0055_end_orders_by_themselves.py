"""End orders by themselves.

Revision 0055, after 0054.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0055"
down_revision: str | None = "0054"


def upgrade() -> None:
    """End orders by themselves."""
    op.add_column(
        "sales_order_line",
        sa.Column("cancelled_quantity", sa.Numeric(precision=20, scale=6), server_default=sa.text("0"), nullable=False),
    )
    op.create_check_constraint(
        op.f("ck_sales_order_line_cancelled_within_ordered"),
        "sales_order_line",
        "cancelled_quantity between 0 and quantity",
    )
    execute("""
    CREATE OR REPLACE FUNCTION public.agreed_lines_are_fixed()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare
      free constant text[] := array['sku_id', 'requested_on', 'cancelled_quantity', 'version', 'changed_at'];
      owners uuid[] := array[(to_jsonb(old) ->> tg_argv[1])::uuid, (to_jsonb(new) ->> tg_argv[1])::uuid];
      fixed boolean;
    begin
      if tg_op = 'UPDATE' and to_jsonb(new) - free = to_jsonb(old) - free then
        return new;
      end if;
      if tg_argv[1] = 'line_id' then
        execute format('select array_agg(%I) from %I where id = any($1)', tg_argv[2], tg_argv[3]) into owners using owners;
      end if;
      execute format('select exists (select from %I where id = any($1) and state not in (''DRAFT'', ''MIGRATED'')
        and ($2 <> ''INSERT'' or version <> 1 or not written_now(xmin)))', tg_argv[0]) into fixed using owners, tg_op;
      if fixed then
        raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'agreed_is_fixed',
          message = format('the lines of this %s were agreed', tg_argv[0]);
      end if;
      return case when tg_op = 'DELETE' then old else new end;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.sales_order_line_billed(key uuid)
     RETURNS numeric
     LANGUAGE sql
     STABLE
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      select coalesce(sum(case when bill.kind = 'CREDIT_NOTE' then -said.quantity else said.quantity end), 0)
      from invoice_line as said join invoice as bill on bill.id = said.invoice_id
      where said.sales_order_line_id = key and bill.entry_id is not null
    $function$
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
        select from sales_order_line as line join invoice_line as said on said.sales_order_line_id = line.id
        join invoice as bill on bill.id = said.invoice_id join open_item as item on item.entry_id = bill.entry_id
        where line.order_id = key and item.side = 'RECEIVABLE' and item.open_amount <> 0
      )
    $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.sales_orders_follow(keys uuid[], is_taken_back boolean)
     RETURNS void
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
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
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.sales_order_shipped()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      perform sales_orders_follow(array[new.sales_order_id], false);
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.sales_order_billed()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      perform sales_orders_follow((
        select array_agg(distinct line.order_id) from invoice_line as said
        join sales_order_line as line on line.id = said.sales_order_line_id where said.invoice_id = new.id
      ), new.kind = 'CREDIT_NOTE');
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.sales_order_paid()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      perform sales_orders_follow((
        select array_agg(distinct line.order_id) from settled
        join open_item as item on item.id = settled.open_item_id and item.side = 'RECEIVABLE'
        join invoice as bill on bill.entry_id = item.entry_id join invoice_line as said on said.invoice_id = bill.id
        join sales_order_line as line on line.id = said.sales_order_line_id
      ), exists (
        select from settlement where id in (select settlement_id from settled) and undoes_id is not null
      ));
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.sales_order_refunded()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      perform sales_orders_follow((
        select array_agg(distinct own.sales_order_id) from written
        join return_authorization_line as back on back.id = written.line_id
        join return_authorization as own on own.id = back.authorization_id where written.remedy = 'REFUND'
      ), false);
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.sales_order_released()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      perform sales_orders_follow(array[new.id], false);
      return null;
    end $function$
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
    execute(
        "CREATE TRIGGER sales_order_shipped AFTER UPDATE OF state ON public.shipment FOR EACH ROW WHEN ((((new.state)::text = 'SHIPPED'::text) AND ((old.state)::text <> 'SHIPPED'::text) AND (new.sales_order_id IS NOT NULL))) EXECUTE FUNCTION sales_order_shipped()"
    )
    execute(
        "create trigger sales_order_billed after update of entry_id on invoice for each row "
        "when (new.entry_id is not null and old.entry_id is null and new.kind in ('CUSTOMER_INVOICE', 'CREDIT_NOTE')) "
        "execute function sales_order_billed()"
    )
    execute(
        "CREATE TRIGGER settlement_line_pays_orders AFTER INSERT ON public.settlement_line REFERENCING NEW TABLE AS settled FOR EACH STATEMENT EXECUTE FUNCTION sales_order_paid()"
    )
    execute(
        "CREATE TRIGGER sales_order_refunded AFTER INSERT ON public.return_inspection REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION sales_order_refunded()"
    )
    execute(
        "CREATE TRIGGER sales_order_released AFTER UPDATE OF state ON public.sales_order FOR EACH ROW WHEN ((((old.state)::text = 'ON_HOLD'::text) AND ((new.state)::text = 'CONFIRMED'::text))) EXECUTE FUNCTION sales_order_released()"
    )
    execute(
        "CREATE TRIGGER cancelled_is_the_rest BEFORE UPDATE ON public.sales_order_line FOR EACH ROW WHEN ((new.cancelled_quantity IS DISTINCT FROM old.cancelled_quantity)) EXECUTE FUNCTION sales_order_rest_cancelled()"
    )


def downgrade() -> None:
    """Undo it."""
    execute("""
    CREATE OR REPLACE FUNCTION public.agreed_lines_are_fixed()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare
      free constant text[] := array['sku_id', 'requested_on', 'version', 'changed_at'];
      owners uuid[] := array[(to_jsonb(old) ->> tg_argv[1])::uuid, (to_jsonb(new) ->> tg_argv[1])::uuid];
      fixed boolean;
    begin
      if tg_op = 'UPDATE' and to_jsonb(new) - free = to_jsonb(old) - free then
        return new;
      end if;
      if tg_argv[1] = 'line_id' then
        execute format('select array_agg(%I) from %I where id = any($1)', tg_argv[2], tg_argv[3]) into owners using owners;
      end if;
      execute format('select exists (select from %I where id = any($1) and state not in (''DRAFT'', ''MIGRATED'')
        and ($2 <> ''INSERT'' or version <> 1 or not written_now(xmin)))', tg_argv[0]) into fixed using owners, tg_op;
      if fixed then
        raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'agreed_is_fixed',
          message = format('the lines of this %s were agreed', tg_argv[0]);
      end if;
      return case when tg_op = 'DELETE' then old else new end;
    end $function$
    """)
    execute("drop trigger sales_order_shipped on shipment")
    execute("drop trigger sales_order_billed on invoice")
    execute("drop trigger settlement_line_pays_orders on settlement_line")
    execute("drop trigger sales_order_refunded on return_inspection")
    execute("drop trigger sales_order_released on sales_order")
    execute("drop trigger cancelled_is_the_rest on sales_order_line")
    execute("drop routine sales_order_rest_cancelled()")
    execute("drop routine sales_order_released()")
    execute("drop routine sales_order_refunded()")
    execute("drop routine sales_order_paid()")
    execute("drop routine sales_order_billed()")
    execute("drop routine sales_order_shipped()")
    execute("drop routine sales_orders_follow(uuid[],boolean)")
    execute("drop routine sales_order_is_whole(uuid)")
    execute("drop routine sales_order_line_billed(uuid)")
    op.drop_constraint(op.f("ck_sales_order_line_cancelled_within_ordered"), "sales_order_line", type_="check")
    op.drop_column("sales_order_line", "cancelled_quantity")
