"""Give customers back what they paid for bundles.

Revision 0071, after 0070.
"""

from migrations.statement import execute

revision: str = "0071"
down_revision: str | None = "0070"


def upgrade() -> None:
    """Give customers back what they paid for bundles."""
    execute("""
    CREATE OR REPLACE FUNCTION public.sales_order_line_refunded(key uuid)
     RETURNS numeric
     LANGUAGE sql
     STABLE
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      select coalesce(min(case when own.kind = 'BUNDLE' then div(back.quantity * own.quantity, line.quantity) else back.quantity end), 0)
      from sales_order_line as own join sales_order_line as line on line.id = own.id and own.kind <> 'BUNDLE' or line.bundle_line_id = own.id
      cross join lateral (
        select coalesce(sum(seen.quantity), 0) as quantity from return_inspection as seen
        join return_authorization_line as part on part.id = seen.line_id
        where part.sales_order_line_id = line.id and seen.remedy = 'REFUND'
      ) as back
      where own.id = key
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
    $function$
    """)


def downgrade() -> None:
    """Undo it."""
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
        where line.order_id = key and product.kind = 'GOODS' and line.kind <> 'BUNDLE' and line.quantity - line.cancelled_quantity > (
          select coalesce(sum(coalesce(part.picked_quantity, part.quantity)), 0) from shipment_line as part
          join shipment on shipment.id = part.shipment_id
          where part.sales_order_line_id = line.id and shipment.shipped_at is not null)
      ) and ((select total_amount from sales_order where id = key) = 0 or not exists (
        select from sales_order_line as line
        where line.order_id = key and line.kind <> 'COMPONENT' and line.quantity - line.cancelled_quantity - line.waived_quantity > sales_order_line_billed(line.id) + (
          select coalesce(sum(seen.quantity), 0) from return_inspection as seen
          join return_authorization_line as back on back.id = seen.line_id
          where back.sales_order_line_id = line.id and seen.remedy = 'REFUND')
      )) and not exists (
        select from sales_order_entries(key) as bill (entry_id) join open_item as item on item.entry_id = bill.entry_id
        where item.side = 'RECEIVABLE' and item.open_amount <> 0
      )
    $function$
    """)
    execute("drop routine sales_order_line_refunded(uuid)")
