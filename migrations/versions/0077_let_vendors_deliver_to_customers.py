"""Let vendors deliver to customers.

Revision 0077, after 0076.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0077"
down_revision: str | None = "0076"

BEFORE = (
    ("shipment_kind", "kind in ('OUTBOUND')"),
    ("outbound_is_of_an_order", "(kind = 'OUTBOUND') = (sales_order_id is not null)"),
)
AFTER = (
    ("shipment_kind", "kind in ('OUTBOUND', 'DROP_SHIPMENT')"),
    ("outbound_is_of_an_order", "(kind in ('OUTBOUND', 'DROP_SHIPMENT')) = (sales_order_id is not null)"),
)
ADDED = (
    ("dropped_from_no_warehouse", "(kind = 'DROP_SHIPMENT') = (warehouse_id is null)"),
    ("dropped_with_a_receipt", "(kind = 'DROP_SHIPMENT') = (goods_receipt_id is not null)"),
)
# What vendors have delivered is lost with the columns that tell of it.
FORGET = (
    "alter table shipment disable trigger user",
    "alter table shipment_line disable trigger user",
    "delete from shipment_line where reservation_id is null",
    "delete from shipment where kind = 'DROP_SHIPMENT'",
    "alter table shipment_line enable trigger user",
    "alter table shipment enable trigger user",
)
FROM_STOCK = "kind = 'STANDARD' or delivery = 'FROM_STOCK'"


def upgrade() -> None:
    """Let vendors deliver to customers."""
    execute("""
    CREATE OR REPLACE FUNCTION public.shipment_line_is_dropped()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare beyond record;
    begin
      if exists (
        select from added join shipment on shipment.id = added.shipment_id
        where (added.reservation_id is null) <> (shipment.kind = 'DROP_SHIPMENT')
      ) then
        raise exception using errcode = 'check_violation', table = 'shipment_line', constraint = 'kept_unless_dropped',
          message = 'what leaves a warehouse is reserved, and what a vendor delivers is not';
      end if;
      if not exists (select from added where reservation_id is null) then
        return null;
      end if;
      perform from sales_order_line where id in (select sales_order_line_id from added) order by id for no key update;
      select line.id, line.quantity - line.cancelled_quantity as ordered, sum(coalesce(part.picked_quantity, part.quantity)) as sent into beyond
      from sales_order_line as line join shipment_line as part on part.sales_order_line_id = line.id
      join shipment as own on own.id = part.shipment_id and own.state <> 'CANCELLED'
      where line.id in (select sales_order_line_id from added where reservation_id is null)
      group by line.id
      having sum(coalesce(part.picked_quantity, part.quantity)) > line.quantity - line.cancelled_quantity
        or line.delivery <> 'DROP_SHIPMENT' or bool_or(own.sales_order_id <> line.order_id or part.sku_id <> line.sku_id)
      limit 1;
      if found then
        raise exception using errcode = 'check_violation', table = 'shipment_line', constraint = 'dropped_within_ordered',
          message = format('%s would be delivered by vendors of %s that were ordered in %s', beyond.sent, beyond.ordered, beyond.id);
      end if;
      return null;
    end $function$
    """)
    op.add_column(
        "sales_order_line",
        sa.Column(
            "delivery",
            sa.Enum(
                "FROM_STOCK",
                "DROP_SHIPMENT",
                name="line_delivery",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'FROM_STOCK'"),
            nullable=False,
        ),
    )
    op.add_column("shipment", sa.Column("goods_receipt_id", sa.Uuid(), nullable=True))
    op.alter_column("shipment", "warehouse_id", existing_type=sa.UUID(), nullable=True)
    op.create_index(op.f("ix_shipment_goods_receipt_id_id"), "shipment", ["goods_receipt_id", "id"], unique=False)
    op.create_foreign_key(
        op.f("fk_shipment_company_id_goods_receipt_id"),
        "shipment",
        "goods_receipt",
        ["company_id", "goods_receipt_id"],
        ["company_id", "id"],
    )
    op.alter_column("shipment_line", "reservation_id", existing_type=sa.UUID(), nullable=True)
    execute(
        "CREATE TRIGGER shipment_line_is_dropped AFTER INSERT ON public.shipment_line REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION shipment_line_is_dropped()"
    )
    execute("""
    CREATE OR REPLACE FUNCTION public.shipment_line_dropped_stays()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      raise exception using errcode = 'check_violation', table = 'shipment_line', constraint = 'kept_unless_dropped',
        message = 'what a vendor has delivered does not change';
    end $function$
    """)
    execute(
        "CREATE TRIGGER shipment_line_dropped_stays BEFORE UPDATE ON public.shipment_line FOR EACH ROW WHEN (((old.reservation_id IS NULL) OR (new.reservation_id IS NULL))) EXECUTE FUNCTION shipment_line_dropped_stays()"
    )
    execute("""
    CREATE OR REPLACE FUNCTION public.goods_receipt_line_cost(line uuid)
     RETURNS numeric
     LANGUAGE sql
     STABLE
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      select (arrived.accrued_amount + billed.worth - arrived.accrued_amount * billed.quantity / arrived.quantity) / arrived.stock_quantity
      from goods_receipt_line as arrived join company on company.id = arrived.company_id
      cross join lateral (
        select coalesce(sum(each.sign * each.quantity), 0) as quantity, coalesce(sum(each.sign * rounded(each.worth,
          currency_exponent(company.currency), company.rounding_policy)), 0) as worth
        from (
          select case when bill.kind = 'DEBIT_NOTE' then -1 else 1 end as sign, said.quantity, said.ledger_amount * coalesce(bill.rate, 1) as worth
          from invoice_line as said join invoice as bill on bill.id = said.invoice_id
          where said.goods_receipt_line_id = arrived.id and bill.entry_id is not null
        ) as each
      ) as billed
      where arrived.id = line
    $function$
    """)
    for name, condition in AFTER:
        op.drop_constraint(op.f(f"ck_shipment_{name}"), "shipment", type_="check")
        op.create_check_constraint(op.f(f"ck_shipment_{name}"), "shipment", condition)
    for name, condition in ADDED:
        op.create_check_constraint(op.f(f"ck_shipment_{name}"), "shipment", condition)
    op.create_check_constraint(op.f("ck_sales_order_line_bundle_is_from_stock"), "sales_order_line", FROM_STOCK)
    execute("""
    CREATE OR REPLACE FUNCTION public.document_trace(of_kind text, of_id uuid)
     RETURNS TABLE(direction text, steps integer, kind text, id uuid)
     LANGUAGE sql
     STABLE ROWS 20
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      with recursive walk (direction, steps, kind, id) as (
        select said.direction, 0, of_kind collate "C", of_id from (values ('BEFORE'), ('AFTER')) as said (direction)
        union
        select walk.direction, walk.steps + 1, found.kind, found.id from walk cross join lateral (
          select 'SalesOrder', sales_order.id from sales_order where walk.direction = 'AFTER' and walk.kind = 'Quotation' and sales_order.quotation_id = walk.id
          union all select 'Quotation', sales_order.quotation_id from sales_order where walk.direction = 'BEFORE' and walk.kind = 'SalesOrder' and sales_order.id = walk.id
          union all select 'SalesOrder', sales_order.id from sales_order where walk.direction = 'AFTER' and walk.kind = 'BlanketAgreement' and sales_order.agreement_id = walk.id
          union all select 'BlanketAgreement', sales_order.agreement_id from sales_order where walk.direction = 'BEFORE' and walk.kind = 'SalesOrder' and sales_order.id = walk.id
          union all select 'Shipment', shipment.id from shipment where walk.direction = 'AFTER' and walk.kind = 'SalesOrder' and shipment.sales_order_id = walk.id
          union all select 'SalesOrder', shipment.sales_order_id from shipment where walk.direction = 'BEFORE' and walk.kind = 'Shipment' and shipment.id = walk.id
          union all select 'Invoice', part.invoice_id from invoice_line as part join sales_order_line as own on own.id = part.sales_order_line_id where walk.direction = 'AFTER' and walk.kind = 'SalesOrder' and own.order_id = walk.id
          union all select 'SalesOrder', own.order_id from invoice_line as part join sales_order_line as own on own.id = part.sales_order_line_id where walk.direction = 'BEFORE' and walk.kind = 'Invoice' and part.invoice_id = walk.id
          union all select 'ReturnAuthorization', return_authorization.id from return_authorization where walk.direction = 'AFTER' and walk.kind = 'SalesOrder' and return_authorization.sales_order_id = walk.id
          union all select 'SalesOrder', return_authorization.sales_order_id from return_authorization where walk.direction = 'BEFORE' and walk.kind = 'ReturnAuthorization' and return_authorization.id = walk.id
          union all select 'Shipment', shipment.id from shipment where walk.direction = 'AFTER' and walk.kind = 'Shipment' and shipment.backorder_of_id = walk.id
          union all select 'Shipment', shipment.backorder_of_id from shipment where walk.direction = 'BEFORE' and walk.kind = 'Shipment' and shipment.id = walk.id
          union all select 'Shipment', shipment.id from shipment where walk.direction = 'AFTER' and walk.kind = 'GoodsReceipt' and shipment.goods_receipt_id = walk.id
          union all select 'GoodsReceipt', shipment.goods_receipt_id from shipment where walk.direction = 'BEFORE' and walk.kind = 'Shipment' and shipment.id = walk.id
          union all select 'ReturnAuthorization', part.authorization_id from return_authorization_line as part join shipment_line as own on own.id = part.shipment_line_id where walk.direction = 'AFTER' and walk.kind = 'Shipment' and own.shipment_id = walk.id
          union all select 'Shipment', own.shipment_id from return_authorization_line as part join shipment_line as own on own.id = part.shipment_line_id where walk.direction = 'BEFORE' and walk.kind = 'ReturnAuthorization' and part.authorization_id = walk.id
          union all select 'SalesOrder', return_authorization.replacement_order_id from return_authorization where walk.direction = 'AFTER' and walk.kind = 'ReturnAuthorization' and return_authorization.id = walk.id
          union all select 'ReturnAuthorization', return_authorization.id from return_authorization where walk.direction = 'BEFORE' and walk.kind = 'SalesOrder' and return_authorization.replacement_order_id = walk.id
          union all select 'Invoice', invoice.id from invoice where walk.direction = 'AFTER' and walk.kind = 'ReturnAuthorization' and invoice.return_authorization_id = walk.id
          union all select 'ReturnAuthorization', invoice.return_authorization_id from invoice where walk.direction = 'BEFORE' and walk.kind = 'Invoice' and invoice.id = walk.id
          union all select 'GoodsReceipt', part.receipt_id from goods_receipt_line as part join purchase_order_line as own on own.id = part.purchase_order_line_id where walk.direction = 'AFTER' and walk.kind = 'PurchaseOrder' and own.order_id = walk.id
          union all select 'PurchaseOrder', own.order_id from goods_receipt_line as part join purchase_order_line as own on own.id = part.purchase_order_line_id where walk.direction = 'BEFORE' and walk.kind = 'GoodsReceipt' and part.receipt_id = walk.id
          union all select 'Invoice', part.invoice_id from invoice_line as part join purchase_order_line as own on own.id = part.purchase_order_line_id where walk.direction = 'AFTER' and walk.kind = 'PurchaseOrder' and own.order_id = walk.id
          union all select 'PurchaseOrder', own.order_id from invoice_line as part join purchase_order_line as own on own.id = part.purchase_order_line_id where walk.direction = 'BEFORE' and walk.kind = 'Invoice' and part.invoice_id = walk.id
          union all select 'Invoice', part.invoice_id from invoice_line as part join goods_receipt_line as own on own.id = part.goods_receipt_line_id where walk.direction = 'AFTER' and walk.kind = 'GoodsReceipt' and own.receipt_id = walk.id
          union all select 'GoodsReceipt', own.receipt_id from invoice_line as part join goods_receipt_line as own on own.id = part.goods_receipt_line_id where walk.direction = 'BEFORE' and walk.kind = 'Invoice' and part.invoice_id = walk.id
          union all select 'Invoice', invoice.id from invoice where walk.direction = 'AFTER' and walk.kind = 'Invoice' and invoice.credits_id = walk.id
          union all select 'Invoice', invoice.credits_id from invoice where walk.direction = 'BEFORE' and walk.kind = 'Invoice' and invoice.id = walk.id
          union all select 'Invoice', invoice_deduction.invoice_id from invoice_deduction where walk.direction = 'AFTER' and walk.kind = 'Invoice' and invoice_deduction.advance_id = walk.id
          union all select 'Invoice', invoice_deduction.advance_id from invoice_deduction where walk.direction = 'BEFORE' and walk.kind = 'Invoice' and invoice_deduction.invoice_id = walk.id
          union all select 'Payment', own.payment_id from settlement_line as part join settlement as own on own.id = part.settlement_id join open_item as item on item.id = part.open_item_id where walk.direction = 'AFTER' and walk.kind = 'Invoice' and item.source_id = walk.id and item.source_type = 'Invoice' and own.undoes_id is null and not exists (select from settlement where undoes_id = own.id)
          union all select 'Invoice', item.source_id from settlement_line as part join settlement as own on own.id = part.settlement_id join open_item as item on item.id = part.open_item_id where walk.direction = 'BEFORE' and walk.kind = 'Payment' and own.payment_id = walk.id and item.source_type = 'Invoice' and own.undoes_id is null and not exists (select from settlement where undoes_id = own.id)
          union all select 'Payment', part.payment_id from payment_allocation as part join open_item as item on item.id = part.open_item_id where walk.direction = 'AFTER' and walk.kind = 'Invoice' and item.source_id = walk.id and item.source_type = 'Invoice'
          union all select 'Invoice', item.source_id from payment_allocation as part join open_item as item on item.id = part.open_item_id where walk.direction = 'BEFORE' and walk.kind = 'Payment' and part.payment_id = walk.id and item.source_type = 'Invoice'
          union all select 'JournalEntry', settlement.entry_id from settlement where walk.direction = 'AFTER' and walk.kind = 'Payment' and settlement.payment_id = walk.id
          union all select 'Payment', settlement.payment_id from settlement where walk.direction = 'BEFORE' and walk.kind = 'JournalEntry' and settlement.entry_id = walk.id
          union all select 'JournalEntry', journal_entry.id from journal_entry where walk.direction = 'AFTER' and walk.kind = 'JournalEntry' and journal_entry.reverses_id = walk.id
          union all select 'JournalEntry', journal_entry.reverses_id from journal_entry where walk.direction = 'BEFORE' and walk.kind = 'JournalEntry' and journal_entry.id = walk.id
          union all select 'JournalEntry', journal_entry.id from journal_entry
          where walk.direction = 'AFTER' and source_type = walk.kind and source_id = walk.id
          union all select source_type, source_id from journal_entry
          where walk.direction = 'BEFORE' and walk.kind = 'JournalEntry' and journal_entry.id = walk.id
        ) as found (kind, id)
        where walk.steps < 12 and found.id is not null
      )
      select met.direction, min(met.steps), met.kind, met.id from (select * from walk limit 1002) as met
      where (met.kind, met.id) <> (of_kind, of_id) group by met.direction, met.kind, met.id
    $function$
    """)


def downgrade() -> None:
    """Undo it."""
    execute("""
    CREATE OR REPLACE FUNCTION public.document_trace(of_kind text, of_id uuid)
     RETURNS TABLE(direction text, steps integer, kind text, id uuid)
     LANGUAGE sql
     STABLE ROWS 20
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      with recursive walk (direction, steps, kind, id) as (
        select said.direction, 0, of_kind collate "C", of_id from (values ('BEFORE'), ('AFTER')) as said (direction)
        union
        select walk.direction, walk.steps + 1, found.kind, found.id from walk cross join lateral (
          select 'SalesOrder', sales_order.id from sales_order where walk.direction = 'AFTER' and walk.kind = 'Quotation' and sales_order.quotation_id = walk.id
          union all select 'Quotation', sales_order.quotation_id from sales_order where walk.direction = 'BEFORE' and walk.kind = 'SalesOrder' and sales_order.id = walk.id
          union all select 'SalesOrder', sales_order.id from sales_order where walk.direction = 'AFTER' and walk.kind = 'BlanketAgreement' and sales_order.agreement_id = walk.id
          union all select 'BlanketAgreement', sales_order.agreement_id from sales_order where walk.direction = 'BEFORE' and walk.kind = 'SalesOrder' and sales_order.id = walk.id
          union all select 'Shipment', shipment.id from shipment where walk.direction = 'AFTER' and walk.kind = 'SalesOrder' and shipment.sales_order_id = walk.id
          union all select 'SalesOrder', shipment.sales_order_id from shipment where walk.direction = 'BEFORE' and walk.kind = 'Shipment' and shipment.id = walk.id
          union all select 'Invoice', part.invoice_id from invoice_line as part join sales_order_line as own on own.id = part.sales_order_line_id where walk.direction = 'AFTER' and walk.kind = 'SalesOrder' and own.order_id = walk.id
          union all select 'SalesOrder', own.order_id from invoice_line as part join sales_order_line as own on own.id = part.sales_order_line_id where walk.direction = 'BEFORE' and walk.kind = 'Invoice' and part.invoice_id = walk.id
          union all select 'ReturnAuthorization', return_authorization.id from return_authorization where walk.direction = 'AFTER' and walk.kind = 'SalesOrder' and return_authorization.sales_order_id = walk.id
          union all select 'SalesOrder', return_authorization.sales_order_id from return_authorization where walk.direction = 'BEFORE' and walk.kind = 'ReturnAuthorization' and return_authorization.id = walk.id
          union all select 'Shipment', shipment.id from shipment where walk.direction = 'AFTER' and walk.kind = 'Shipment' and shipment.backorder_of_id = walk.id
          union all select 'Shipment', shipment.backorder_of_id from shipment where walk.direction = 'BEFORE' and walk.kind = 'Shipment' and shipment.id = walk.id
          union all select 'ReturnAuthorization', part.authorization_id from return_authorization_line as part join shipment_line as own on own.id = part.shipment_line_id where walk.direction = 'AFTER' and walk.kind = 'Shipment' and own.shipment_id = walk.id
          union all select 'Shipment', own.shipment_id from return_authorization_line as part join shipment_line as own on own.id = part.shipment_line_id where walk.direction = 'BEFORE' and walk.kind = 'ReturnAuthorization' and part.authorization_id = walk.id
          union all select 'SalesOrder', return_authorization.replacement_order_id from return_authorization where walk.direction = 'AFTER' and walk.kind = 'ReturnAuthorization' and return_authorization.id = walk.id
          union all select 'ReturnAuthorization', return_authorization.id from return_authorization where walk.direction = 'BEFORE' and walk.kind = 'SalesOrder' and return_authorization.replacement_order_id = walk.id
          union all select 'Invoice', invoice.id from invoice where walk.direction = 'AFTER' and walk.kind = 'ReturnAuthorization' and invoice.return_authorization_id = walk.id
          union all select 'ReturnAuthorization', invoice.return_authorization_id from invoice where walk.direction = 'BEFORE' and walk.kind = 'Invoice' and invoice.id = walk.id
          union all select 'GoodsReceipt', part.receipt_id from goods_receipt_line as part join purchase_order_line as own on own.id = part.purchase_order_line_id where walk.direction = 'AFTER' and walk.kind = 'PurchaseOrder' and own.order_id = walk.id
          union all select 'PurchaseOrder', own.order_id from goods_receipt_line as part join purchase_order_line as own on own.id = part.purchase_order_line_id where walk.direction = 'BEFORE' and walk.kind = 'GoodsReceipt' and part.receipt_id = walk.id
          union all select 'Invoice', part.invoice_id from invoice_line as part join purchase_order_line as own on own.id = part.purchase_order_line_id where walk.direction = 'AFTER' and walk.kind = 'PurchaseOrder' and own.order_id = walk.id
          union all select 'PurchaseOrder', own.order_id from invoice_line as part join purchase_order_line as own on own.id = part.purchase_order_line_id where walk.direction = 'BEFORE' and walk.kind = 'Invoice' and part.invoice_id = walk.id
          union all select 'Invoice', part.invoice_id from invoice_line as part join goods_receipt_line as own on own.id = part.goods_receipt_line_id where walk.direction = 'AFTER' and walk.kind = 'GoodsReceipt' and own.receipt_id = walk.id
          union all select 'GoodsReceipt', own.receipt_id from invoice_line as part join goods_receipt_line as own on own.id = part.goods_receipt_line_id where walk.direction = 'BEFORE' and walk.kind = 'Invoice' and part.invoice_id = walk.id
          union all select 'Invoice', invoice.id from invoice where walk.direction = 'AFTER' and walk.kind = 'Invoice' and invoice.credits_id = walk.id
          union all select 'Invoice', invoice.credits_id from invoice where walk.direction = 'BEFORE' and walk.kind = 'Invoice' and invoice.id = walk.id
          union all select 'Invoice', invoice_deduction.invoice_id from invoice_deduction where walk.direction = 'AFTER' and walk.kind = 'Invoice' and invoice_deduction.advance_id = walk.id
          union all select 'Invoice', invoice_deduction.advance_id from invoice_deduction where walk.direction = 'BEFORE' and walk.kind = 'Invoice' and invoice_deduction.invoice_id = walk.id
          union all select 'Payment', own.payment_id from settlement_line as part join settlement as own on own.id = part.settlement_id join open_item as item on item.id = part.open_item_id where walk.direction = 'AFTER' and walk.kind = 'Invoice' and item.source_id = walk.id and item.source_type = 'Invoice' and own.undoes_id is null and not exists (select from settlement where undoes_id = own.id)
          union all select 'Invoice', item.source_id from settlement_line as part join settlement as own on own.id = part.settlement_id join open_item as item on item.id = part.open_item_id where walk.direction = 'BEFORE' and walk.kind = 'Payment' and own.payment_id = walk.id and item.source_type = 'Invoice' and own.undoes_id is null and not exists (select from settlement where undoes_id = own.id)
          union all select 'Payment', part.payment_id from payment_allocation as part join open_item as item on item.id = part.open_item_id where walk.direction = 'AFTER' and walk.kind = 'Invoice' and item.source_id = walk.id and item.source_type = 'Invoice'
          union all select 'Invoice', item.source_id from payment_allocation as part join open_item as item on item.id = part.open_item_id where walk.direction = 'BEFORE' and walk.kind = 'Payment' and part.payment_id = walk.id and item.source_type = 'Invoice'
          union all select 'JournalEntry', settlement.entry_id from settlement where walk.direction = 'AFTER' and walk.kind = 'Payment' and settlement.payment_id = walk.id
          union all select 'Payment', settlement.payment_id from settlement where walk.direction = 'BEFORE' and walk.kind = 'JournalEntry' and settlement.entry_id = walk.id
          union all select 'JournalEntry', journal_entry.id from journal_entry where walk.direction = 'AFTER' and walk.kind = 'JournalEntry' and journal_entry.reverses_id = walk.id
          union all select 'JournalEntry', journal_entry.reverses_id from journal_entry where walk.direction = 'BEFORE' and walk.kind = 'JournalEntry' and journal_entry.id = walk.id
          union all select 'JournalEntry', journal_entry.id from journal_entry
          where walk.direction = 'AFTER' and source_type = walk.kind and source_id = walk.id
          union all select source_type, source_id from journal_entry
          where walk.direction = 'BEFORE' and walk.kind = 'JournalEntry' and journal_entry.id = walk.id
        ) as found (kind, id)
        where walk.steps < 12 and found.id is not null
      )
      select met.direction, min(met.steps), met.kind, met.id from (select * from walk limit 1002) as met
      where (met.kind, met.id) <> (of_kind, of_id) group by met.direction, met.kind, met.id
    $function$
    """)
    execute("drop trigger shipment_line_is_dropped on shipment_line")
    execute("drop trigger shipment_line_dropped_stays on shipment_line")
    for statement in FORGET:
        execute(statement)
    op.drop_constraint(op.f("ck_sales_order_line_bundle_is_from_stock"), "sales_order_line", type_="check")
    for name, _ in ADDED:
        op.drop_constraint(op.f(f"ck_shipment_{name}"), "shipment", type_="check")
    for name, condition in BEFORE:
        op.drop_constraint(op.f(f"ck_shipment_{name}"), "shipment", type_="check")
        op.create_check_constraint(op.f(f"ck_shipment_{name}"), "shipment", condition)
    op.alter_column("shipment_line", "reservation_id", existing_type=sa.UUID(), nullable=False)
    op.drop_constraint(op.f("fk_shipment_company_id_goods_receipt_id"), "shipment", type_="foreignkey")
    op.drop_index(op.f("ix_shipment_goods_receipt_id_id"), table_name="shipment")
    op.alter_column("shipment", "warehouse_id", existing_type=sa.UUID(), nullable=False)
    op.drop_column("shipment", "goods_receipt_id")
    op.drop_column("sales_order_line", "delivery")
    execute("drop routine shipment_line_is_dropped()")
    execute("drop routine shipment_line_dropped_stays()")
    execute("drop routine goods_receipt_line_cost(uuid)")
