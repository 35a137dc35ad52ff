"""Ask for money of orders in advance.

Revision 0056, after 0055.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0056"
down_revision: str | None = "0055"


def upgrade() -> None:
    """Ask for money of orders in advance."""
    op.add_column("invoice", sa.Column("sales_order_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_invoice_sales_order_id_id"), "invoice", ["sales_order_id", "id"], unique=False)
    op.create_foreign_key(
        op.f("fk_invoice_company_id_sales_order_id"),
        "invoice",
        "sales_order",
        ["company_id", "sales_order_id"],
        ["company_id", "id"],
    )
    op.create_check_constraint(
        op.f("ck_invoice_advance_is_for_an_order"),
        "invoice",
        "sales_order_id is null or is_advance and kind = 'CUSTOMER_INVOICE'",
    )
    execute("""
    CREATE OR REPLACE FUNCTION public.sales_order_entries(key uuid)
     RETURNS SETOF uuid
     LANGUAGE sql
     STABLE
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      select bill.entry_id from invoice as bill where bill.entry_id is not null and bill.id in (
        select said.invoice_id from sales_order_line as line join invoice_line as said on said.sales_order_line_id = line.id
        where line.order_id = key
        union select id from invoice where sales_order_id = key)
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
        select from sales_order_entries(key) as bill (entry_id) join open_item as item on item.entry_id = bill.entry_id
        where item.side = 'RECEIVABLE' and item.open_amount <> 0
      )
    $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.sales_order_is_paid(key uuid)
     RETURNS boolean
     LANGUAGE sql
     STABLE
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      select not exists (
        select from sales_order_entries(key) as bill (entry_id) join open_item as item on item.entry_id = bill.entry_id
        where item.side = 'RECEIVABLE' and item.open_amount <> 0
      ) and (not exists (
        select from sales_order_line as line
        where line.order_id = key and line.quantity - line.cancelled_quantity > sales_order_line_billed(line.id)
      ) or (
        select coalesce(sum(total_amount), 0) from invoice where sales_order_id = key and state = 'POSTED'
      ) >= (select total_amount from sales_order where id = key))
    $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.sales_order_paid()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
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
    end $function$
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
    op.drop_constraint(op.f("ck_invoice_advance_is_for_an_order"), "invoice", type_="check")
    op.drop_constraint(op.f("fk_invoice_company_id_sales_order_id"), "invoice", type_="foreignkey")
    op.drop_index(op.f("ix_invoice_sales_order_id_id"), table_name="invoice")
    op.drop_column("invoice", "sales_order_id")
    execute("drop routine sales_order_is_paid(uuid)")
    execute("drop routine sales_order_entries(uuid)")
