"""Let goods go back to vendors.

Revision 0078, after 0077.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0078"
down_revision: str | None = "0077"


def upgrade() -> None:
    """Let goods go back to vendors."""
    execute("""
    CREATE OR REPLACE FUNCTION public.reservation_is_available()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      if exists (select from (select distinct location_id, lot_id from added where demand_type <> 'VendorReturn') as kept
          where stock_is_withheld(kept.location_id, kept.lot_id)) then
        raise exception using errcode = 'serialization_failure', table = 'reservation', constraint = 'promised_is_available',
          message = 'goods that are withheld are promised to nobody';
      end if;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.vendor_return_is_within_received()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare beyond record; lines uuid[];
    begin
      select array_agg(goods_receipt_line_id) into lines from written;
      perform pg_advisory_xact_lock(place) from (
        select distinct hashtextextended('goods receipt line ' || id, 0) as place from unnest(lines) as id order by place
      ) as places;
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
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.vendor_return_goes_on()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
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
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.vendor_return_is_moved()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
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
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.vendor_return_leaves_what_is_billed()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare lines uuid[]; beyond record;
    begin
      select array_agg(distinct goods_receipt_line_id) into lines from vendor_return_line where return_id = new.id;
      if lines is null then
        return null;
      end if;
      perform pg_advisory_xact_lock(place) from (
        select distinct hashtextextended('goods receipt line ' || id, 0) as place from unnest(lines) as id order by place
      ) as places;
      select line_id into beyond from goods_receipt_lines_staying(lines, null)
        where (unbilled_gone > 0 or billed_gone > 0) and not billed between billed_gone and quantity - unbilled_gone limit 1;
      if found  then
        raise exception using errcode = 'check_violation', table = 'vendor_return_line', constraint = 'billed_is_what_stays',
          message = 'what is billed of a receipt is what came with it and has not gone back';
      end if;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.invoice_bills_what_stays()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare lines uuid[]; beyond record;
    begin
      select array_agg(distinct said.goods_receipt_line_id) into lines from invoice_line as said
        where said.invoice_id = new.id and exists (
          select from vendor_return_line as line where line.goods_receipt_line_id = said.goods_receipt_line_id);
      if lines is null then
        return null;
      end if;
      perform pg_advisory_xact_lock(place) from (
        select distinct hashtextextended('goods receipt line ' || id, 0) as place from unnest(lines) as id order by place
      ) as places;
      select line_id into beyond from goods_receipt_lines_staying(lines, null)
        where (unbilled_gone > 0 or billed_gone > 0) and not billed between billed_gone and quantity - unbilled_gone limit 1;
      if found or exists (
        select from vendor_return_credited(array(
          select distinct vendor_return_id from invoice_line where invoice_id = new.id and vendor_return_id is not null), null)
        where noted > owed) then
        raise exception using errcode = 'check_violation', table = 'vendor_return_line', constraint = 'billed_is_what_stays',
          message = 'what is billed of a receipt is what came with it and has not gone back';
      end if;
      return null;
    end $function$
    """)
    op.create_table(
        "vendor_return",
        sa.Column("number", sa.Text(collation="C"), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "READY",
                "SHIPPED",
                "CANCELLED",
                name="vendor_return_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'READY'"),
            nullable=False,
        ),
        sa.Column("goods_receipt_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("shipped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(state = 'SHIPPED') = (shipped_at is not null)", name=op.f("ck_vendor_return_shipped_when_shipped")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "goods_receipt_id"],
            ["goods_receipt.company_id", "goods_receipt.id"],
            name=op.f("fk_vendor_return_company_id_goods_receipt_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_vendor_return_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_return")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_vendor_return_company_id_id")),
        sa.UniqueConstraint("company_id", "number", name=op.f("uq_vendor_return_company_id_number")),
    )
    op.create_index(
        op.f("ix_vendor_return_company_id_number_id"), "vendor_return", ["company_id", "number", "id"], unique=False
    )
    op.create_index(
        op.f("ix_vendor_return_company_id_shipped_at_id"),
        "vendor_return",
        ["company_id", "shipped_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_vendor_return_company_id_state_id"), "vendor_return", ["company_id", "state", "id"], unique=False
    )
    op.create_index(
        op.f("ix_vendor_return_goods_receipt_id_id"), "vendor_return", ["goods_receipt_id", "id"], unique=False
    )
    op.create_index(op.f("ix_vendor_return_number_id"), "vendor_return", ["number", "id"], unique=False)
    op.create_index(op.f("ix_vendor_return_shipped_at_id"), "vendor_return", ["shipped_at", "id"], unique=False)
    op.create_table(
        "vendor_return_line",
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("goods_receipt_line_id", sa.Uuid(), nullable=False),
        sa.Column("reservation_id", sa.Uuid(), nullable=False),
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("billed_quantity", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("accrued_amount", sa.Numeric(), nullable=True),
        sa.Column("owed_amount", sa.Numeric(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("accrued_amount >= 0", name=op.f("ck_vendor_return_line_accrued_amount_not_negative")),
        sa.CheckConstraint(
            "billed_quantity between 0 and quantity", name=op.f("ck_vendor_return_line_billed_within_quantity")
        ),
        sa.CheckConstraint(
            "num_nulls(billed_quantity, accrued_amount, owed_amount) in (0, 3)",
            name=op.f("ck_vendor_return_line_told_when_it_has_left"),
        ),
        sa.CheckConstraint("owed_amount >= 0", name=op.f("ck_vendor_return_line_owed_amount_not_negative")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_vendor_return_line_quantity_positive")),
        sa.CheckConstraint(
            "scale(accrued_amount) = currency_exponent(currency)",
            name=op.f("ck_vendor_return_line_accrued_amount_fits_currency"),
        ),
        sa.CheckConstraint(
            "scale(owed_amount) = currency_exponent(currency)",
            name=op.f("ck_vendor_return_line_owed_amount_fits_currency"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "goods_receipt_line_id"],
            ["goods_receipt_line.company_id", "goods_receipt_line.id"],
            name=op.f("fk_vendor_return_line_company_id_goods_receipt_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "location_id"],
            ["location.company_id", "location.id"],
            name=op.f("fk_vendor_return_line_company_id_location_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "lot_id"], ["lot.company_id", "lot.id"], name=op.f("fk_vendor_return_line_company_id_lot_id")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "reservation_id"],
            ["reservation.company_id", "reservation.id"],
            name=op.f("fk_vendor_return_line_company_id_reservation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "return_id"],
            ["vendor_return.company_id", "vendor_return.id"],
            name=op.f("fk_vendor_return_line_company_id_return_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "sku_id"], ["sku.company_id", "sku.id"], name=op.f("fk_vendor_return_line_company_id_sku_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_vendor_return_line_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_vendor_return_line_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_return_line")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_vendor_return_line_company_id_id")),
        sa.UniqueConstraint("reservation_id", name=op.f("uq_vendor_return_line_reservation_id")),
        sa.UniqueConstraint("return_id", "position", name=op.f("uq_vendor_return_line_return_id_position")),
    )
    op.create_index(
        op.f("ix_vendor_return_line_goods_receipt_line_id_id"),
        "vendor_return_line",
        ["goods_receipt_line_id", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_vendor_return_line_location_id_id"), "vendor_return_line", ["location_id", "id"], unique=False
    )
    op.create_index(op.f("ix_vendor_return_line_lot_id_id"), "vendor_return_line", ["lot_id", "id"], unique=False)
    op.create_index(op.f("ix_vendor_return_line_sku_id_id"), "vendor_return_line", ["sku_id", "id"], unique=False)
    op.add_column("invoice_line", sa.Column("vendor_return_id", sa.Uuid(), nullable=True))
    op.create_index(
        op.f("ix_invoice_line_vendor_return_id_id"), "invoice_line", ["vendor_return_id", "id"], unique=False
    )
    op.create_foreign_key(
        op.f("fk_invoice_line_company_id_vendor_return_id"),
        "invoice_line",
        "vendor_return",
        ["company_id", "vendor_return_id"],
        ["company_id", "id"],
    )
    op.create_check_constraint(
        op.f("ck_invoice_line_returned_has_arrived"),
        "invoice_line",
        "vendor_return_id is null or goods_receipt_line_id is not null",
    )
    execute("""
    CREATE OR REPLACE FUNCTION public.goods_receipt_lines_staying(lines uuid[], of_invoice uuid)
     RETURNS TABLE(line_id uuid, quantity numeric, billed numeric, unbilled_gone numeric, billed_gone numeric)
     LANGUAGE sql
     STABLE ROWS 10
     SET search_path TO 'public', 'pg_temp'
    AS $function$
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
    $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.vendor_return_credited(returns uuid[], of_invoice uuid)
     RETURNS TABLE(return_id uuid, line_id uuid, owed numeric, owed_amount numeric, noted numeric)
     LANGUAGE sql
     STABLE ROWS 10
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      select gone.return_id, gone.line_id, round(gone.billed * arrived.quantity / arrived.stock_quantity, 6), gone.owed_amount, (
        select coalesce(sum(said.quantity), 0) from invoice_line as said join invoice as note on note.id = said.invoice_id
        where said.goods_receipt_line_id = gone.line_id and said.vendor_return_id = gone.return_id
          and (note.state in ('POSTED', 'CANCELLED') or note.id = of_invoice)
      )
      from (
        select line.return_id, line.goods_receipt_line_id as line_id, sum(line.billed_quantity) as billed, sum(line.owed_amount) as owed_amount
        from vendor_return_line as line where line.return_id = any(returns) and line.billed_quantity is not null group by 1, 2
      ) as gone join goods_receipt_line as arrived on arrived.id = gone.line_id
    $function$
    """)
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
          union all select 'VendorReturn', vendor_return.id from vendor_return where walk.direction = 'AFTER' and walk.kind = 'GoodsReceipt' and vendor_return.goods_receipt_id = walk.id
          union all select 'GoodsReceipt', vendor_return.goods_receipt_id from vendor_return where walk.direction = 'BEFORE' and walk.kind = 'VendorReturn' and vendor_return.id = walk.id
          union all select 'Invoice', invoice_line.invoice_id from invoice_line where walk.direction = 'AFTER' and walk.kind = 'VendorReturn' and invoice_line.vendor_return_id = walk.id
          union all select 'VendorReturn', invoice_line.vendor_return_id from invoice_line where walk.direction = 'BEFORE' and walk.kind = 'Invoice' and invoice_line.invoice_id = walk.id
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
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.vendor_return FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.vendor_return_line FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER vendor_return_is_within_received AFTER INSERT ON public.vendor_return_line REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION vendor_return_is_within_received()"
    )
    execute(
        "CREATE TRIGGER vendor_return_goes_on BEFORE INSERT OR DELETE OR UPDATE ON public.vendor_return FOR EACH ROW EXECUTE FUNCTION vendor_return_goes_on()"
    )
    execute(
        "CREATE TRIGGER vendor_return_goes_on BEFORE INSERT OR DELETE OR UPDATE ON public.vendor_return_line FOR EACH ROW EXECUTE FUNCTION vendor_return_goes_on()"
    )
    execute(
        "CREATE CONSTRAINT TRIGGER vendor_return_is_moved AFTER UPDATE OF state ON public.vendor_return DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION vendor_return_is_moved('id')"
    )
    execute(
        "CREATE CONSTRAINT TRIGGER vendor_return_is_moved AFTER INSERT OR UPDATE ON public.vendor_return_line DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION vendor_return_is_moved('return_id')"
    )
    execute(
        "CREATE CONSTRAINT TRIGGER vendor_return_is_moved AFTER INSERT ON public.stock_move DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.document_type = 'VendorReturn'::text)) EXECUTE FUNCTION vendor_return_is_moved('document_id')"
    )
    execute(
        "CREATE CONSTRAINT TRIGGER vendor_return_leaves_what_is_billed AFTER UPDATE OF state ON public.vendor_return DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.state)::text = 'SHIPPED'::text)) EXECUTE FUNCTION vendor_return_leaves_what_is_billed()"
    )
    execute(
        "CREATE CONSTRAINT TRIGGER invoice_bills_what_stays AFTER UPDATE OF state ON public.invoice DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((((new.state)::text = 'POSTED'::text) AND (((new.kind)::text = 'VENDOR_BILL'::text) OR ((new.kind)::text = 'DEBIT_NOTE'::text)))) EXECUTE FUNCTION invoice_bills_what_stays()"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.vendor_return REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('VendorReturn', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.vendor_return FOR EACH ROW EXECUTE FUNCTION audit('VendorReturn', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.vendor_return_line REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('VendorReturnLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.vendor_return_line FOR EACH ROW EXECUTE FUNCTION audit('VendorReturnLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )


def downgrade() -> None:
    """Undo it."""
    execute("""
    CREATE OR REPLACE FUNCTION public.reservation_is_available()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      if exists (select from (select distinct location_id, lot_id from added) as kept
          where stock_is_withheld(kept.location_id, kept.lot_id)) then
        raise exception using errcode = 'serialization_failure', table = 'reservation', constraint = 'promised_is_available',
          message = 'goods that are withheld are promised to nobody';
      end if;
      return null;
    end $function$
    """)
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
    execute("drop trigger vendor_return_is_moved on stock_move")
    execute("drop trigger invoice_bills_what_stays on invoice")
    op.drop_constraint(op.f("ck_invoice_line_returned_has_arrived"), "invoice_line", type_="check")
    op.drop_constraint(op.f("fk_invoice_line_company_id_vendor_return_id"), "invoice_line", type_="foreignkey")
    op.drop_index(op.f("ix_invoice_line_vendor_return_id_id"), table_name="invoice_line")
    op.drop_column("invoice_line", "vendor_return_id")
    op.drop_index(op.f("ix_vendor_return_line_sku_id_id"), table_name="vendor_return_line")
    op.drop_index(op.f("ix_vendor_return_line_lot_id_id"), table_name="vendor_return_line")
    op.drop_index(op.f("ix_vendor_return_line_location_id_id"), table_name="vendor_return_line")
    op.drop_index(op.f("ix_vendor_return_line_goods_receipt_line_id_id"), table_name="vendor_return_line")
    op.drop_table("vendor_return_line")
    op.drop_index(op.f("ix_vendor_return_shipped_at_id"), table_name="vendor_return")
    op.drop_index(op.f("ix_vendor_return_number_id"), table_name="vendor_return")
    op.drop_index(op.f("ix_vendor_return_goods_receipt_id_id"), table_name="vendor_return")
    op.drop_index(op.f("ix_vendor_return_company_id_state_id"), table_name="vendor_return")
    op.drop_index(op.f("ix_vendor_return_company_id_shipped_at_id"), table_name="vendor_return")
    op.drop_index(op.f("ix_vendor_return_company_id_number_id"), table_name="vendor_return")
    op.drop_table("vendor_return")
    execute("drop routine invoice_bills_what_stays()")
    execute("drop routine vendor_return_leaves_what_is_billed()")
    execute("drop routine vendor_return_credited(uuid[],uuid)")
    execute("drop routine goods_receipt_lines_staying(uuid[],uuid)")
    execute("drop routine vendor_return_is_moved()")
    execute("drop routine vendor_return_goes_on()")
    execute("drop routine vendor_return_is_within_received()")
