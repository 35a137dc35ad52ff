"""Trace what documents follow from each other.

Revision 0061, after 0060.
"""

from migrations.statement import execute

revision: str = "0061"
down_revision: str | None = "0060"


def upgrade() -> None:
    """Trace what documents follow from each other."""
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


def downgrade() -> None:
    """Undo it."""
    execute("drop routine document_trace(text,uuid)")
