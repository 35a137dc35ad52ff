"""Call off what was agreed before.

Revision 0073, after 0072.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0073"
down_revision: str | None = "0072"

_LINES = ("quotation_line", "sales_order_line")
_BEFORE = ("BY_HAND", "PRICE_LIST", "SKU", "FREE_ITEM", "BUNDLE")


def _allow(table: str, *sources: str) -> None:
    op.drop_constraint(op.f(f"ck_{table}_price_source"), table, type_="check")
    words = ", ".join(f"'{each}'" for each in sources)
    op.create_check_constraint(op.f(f"ck_{table}_price_source"), table, f"price_source in ({words})")


def upgrade() -> None:
    """Call off what was agreed before."""
    for table in _LINES:
        _allow(table, "BY_HAND", "AGREEMENT", *_BEFORE[1:])
    execute("""
    CREATE OR REPLACE FUNCTION public.blanket_agreement_line_comes()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      if exists (
        select from blanket_agreement as own where own.id in (select agreement_id from added) and own.state not in ('DRAFT', 'MIGRATED')
          and (own.version <> 1 or not written_now(own.xmin))
      ) then
        raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'agreed_is_fixed',
          message = format('the lines of this %s were agreed', 'blanket_agreement');
      end if;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.blanket_agreement_holds(key uuid, is_new boolean)
     RETURNS void
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare agreed record; beyond uuid;
    begin
      select * into agreed from blanket_agreement where id = key for no key update;
      if is_new and agreed.state <> 'CONFIRMED' then
        raise exception using errcode = 'check_violation', table = 'sales_order', constraint = 'called_off_in_force',
          message = format('nothing is called off of %s, which is %s', key, lower(agreed.state));
      end if;
      if agreed.excess_policy = 'ALLOWED' then
        return;
      end if;
      select line.id into beyond from blanket_agreement_line as line
      where line.agreement_id = key and line.quantity < blanket_agreement_line_called_off(line.id) limit 1;
      if found then
        raise exception using errcode = 'check_violation', table = 'sales_order_line', constraint = 'called_off_within_agreed',
          message = format('more would be called off of %s than was agreed', beyond);
      end if;
      if agreed.amount_max < blanket_agreement_called_off(key) then
        raise exception using errcode = 'check_violation', table = 'sales_order', constraint = 'called_off_within_amount',
          message = format('more would be called off of %s than the amount that was agreed', key);
      end if;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.sales_order_calls_off()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      perform blanket_agreement_holds(new.agreement_id, true);
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.sales_order_line_calls_off()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare own record;
    begin
      select * into own from sales_order where id = new.order_id;
      if not exists (
        select from blanket_agreement_line as line join blanket_agreement as agreed on agreed.id = line.agreement_id
        where line.id = new.agreement_line_id and agreed.id = own.agreement_id and agreed.customer_id = own.customer_id
          and row(line.sku_id, line.unit_id, line.currency) = row(new.sku_id, new.unit_id, new.currency)
      ) then
        raise exception using errcode = 'check_violation', table = 'sales_order_line', constraint = 'called_off_as_agreed',
          message = format('%s calls off what was not agreed for its order', new.id);
      end if;
      if own.state in ('CONFIRMED', 'ON_HOLD', 'CLOSED', 'CLOSED_SHORT') then
        perform blanket_agreement_holds(own.agreement_id, false);
      end if;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.blanket_agreement_is_unused()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      if exists (
        select from blanket_agreement_line as agreed join sales_order_line as line on line.agreement_line_id = agreed.id
        join sales_order as own on own.id = line.order_id
        where agreed.agreement_id = new.id and own.state in ('CONFIRMED', 'ON_HOLD', 'CLOSED', 'CLOSED_SHORT')
      ) then
        raise exception using errcode = 'check_violation', table = 'blanket_agreement', constraint = 'cancelled_unused',
          message = format('orders have called off %s', new.id);
      end if;
      return null;
    end $function$
    """)
    op.create_table(
        "blanket_agreement",
        sa.Column("number", sa.Text(collation="C"), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "DRAFT",
                "CONFIRMED",
                "CLOSED",
                "EXPIRED",
                "CANCELLED",
                name="blanket_agreement_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'DRAFT'"),
            nullable=False,
        ),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("customer_reference", sa.Text(collation="C"), nullable=True),
        sa.Column("sales_rep_id", sa.Uuid(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("amount_max", sa.Numeric(), nullable=True),
        sa.Column(
            "excess_policy",
            sa.Enum("REFUSED", "ALLOWED", name="excess_policy", native_enum=False, create_constraint=True, length=40),
            server_default=sa.text("'REFUSED'"),
            nullable=False,
        ),
        sa.Column("terms", sa.Text(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(confirmed_at is null) = (state = 'DRAFT')", name=op.f("ck_blanket_agreement_confirmed_when_no_draft")
        ),
        sa.CheckConstraint(
            "(ended_at is null) = (state in ('DRAFT', 'CONFIRMED'))", name=op.f("ck_blanket_agreement_ended_when_over")
        ),
        sa.CheckConstraint("amount_max > 0", name=op.f("ck_blanket_agreement_amount_max_positive")),
        sa.CheckConstraint(
            "end_reason is null or ended_at is not null", name=op.f("ck_blanket_agreement_reason_of_end")
        ),
        sa.CheckConstraint(
            "scale(amount_max) = currency_exponent(currency)",
            name=op.f("ck_blanket_agreement_amount_max_fits_currency"),
        ),
        sa.CheckConstraint("valid_from <= valid_until", name=op.f("ck_blanket_agreement_valid_in_order")),
        sa.ForeignKeyConstraint(
            ["company_id", "customer_id"],
            ["party.company_id", "party.id"],
            name=op.f("fk_blanket_agreement_company_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_blanket_agreement_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_blanket_agreement_currency")),
        sa.ForeignKeyConstraint(["sales_rep_id"], ["user_account.id"], name=op.f("fk_blanket_agreement_sales_rep_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blanket_agreement")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_blanket_agreement_company_id_id")),
        sa.UniqueConstraint("company_id", "number", name=op.f("uq_blanket_agreement_company_id_number")),
    )
    op.create_index(op.f("ix_blanket_agreement_changed_at_id"), "blanket_agreement", ["changed_at", "id"], unique=False)
    op.create_index(
        op.f("ix_blanket_agreement_company_id_changed_at_id"),
        "blanket_agreement",
        ["company_id", "changed_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_blanket_agreement_company_id_customer_reference"),
        "blanket_agreement",
        ["company_id", "customer_reference"],
        unique=False,
    )
    op.create_index(
        op.f("ix_blanket_agreement_company_id_number_id"),
        "blanket_agreement",
        ["company_id", "number", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_blanket_agreement_company_id_state_valid_until_id"),
        "blanket_agreement",
        ["company_id", "state", "valid_until", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_blanket_agreement_company_id_valid_from_id"),
        "blanket_agreement",
        ["company_id", "valid_from", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_blanket_agreement_company_id_valid_until_id"),
        "blanket_agreement",
        ["company_id", "valid_until", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_blanket_agreement_customer_id_id"), "blanket_agreement", ["customer_id", "id"], unique=False
    )
    op.create_index(op.f("ix_blanket_agreement_number_id"), "blanket_agreement", ["number", "id"], unique=False)
    op.create_index(
        op.f("ix_blanket_agreement_sales_rep_id_id"), "blanket_agreement", ["sales_rep_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_blanket_agreement_state_valid_until_id"),
        "blanket_agreement",
        ["state", "valid_until", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_blanket_agreement_valid_from_id"), "blanket_agreement", ["valid_from", "id"], unique=False)
    op.create_index(
        op.f("ix_blanket_agreement_valid_until_id"), "blanket_agreement", ["valid_until", "id"], unique=False
    )
    op.create_table(
        "blanket_agreement_line",
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("minimum_quantity", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "minimum_quantity <= quantity", name=op.f("ck_blanket_agreement_line_minimum_within_quantity")
        ),
        sa.CheckConstraint("minimum_quantity > 0", name=op.f("ck_blanket_agreement_line_minimum_quantity_positive")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_blanket_agreement_line_quantity_positive")),
        sa.CheckConstraint("unit_price >= 0", name=op.f("ck_blanket_agreement_line_unit_price_not_negative")),
        sa.ForeignKeyConstraint(
            ["company_id", "agreement_id"],
            ["blanket_agreement.company_id", "blanket_agreement.id"],
            name=op.f("fk_blanket_agreement_line_company_id_agreement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "sku_id"],
            ["sku.company_id", "sku.id"],
            name=op.f("fk_blanket_agreement_line_company_id_sku_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_blanket_agreement_line_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_blanket_agreement_line_currency")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_blanket_agreement_line_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blanket_agreement_line")),
        sa.UniqueConstraint("agreement_id", "position", name=op.f("uq_blanket_agreement_line_agreement_id_position")),
        sa.UniqueConstraint("agreement_id", "sku_id", name=op.f("uq_blanket_agreement_line_agreement_id_sku_id")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_blanket_agreement_line_company_id_id")),
    )
    op.create_index(
        op.f("ix_blanket_agreement_line_sku_id_id"), "blanket_agreement_line", ["sku_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_blanket_agreement_line_unit_id_id"), "blanket_agreement_line", ["unit_id", "id"], unique=False
    )
    op.add_column("sales_order", sa.Column("agreement_id", sa.Uuid(), nullable=True))
    op.create_index(
        op.f("ix_sales_order_agreement_id_id"),
        "sales_order",
        ["agreement_id", "id"],
        unique=False,
        postgresql_where=sa.text("agreement_id is not null"),
    )
    op.create_foreign_key(
        op.f("fk_sales_order_company_id_agreement_id"),
        "sales_order",
        "blanket_agreement",
        ["company_id", "agreement_id"],
        ["company_id", "id"],
    )
    op.add_column("sales_order_line", sa.Column("agreement_line_id", sa.Uuid(), nullable=True))
    op.create_index(
        op.f("ix_sales_order_line_agreement_line_id_id"),
        "sales_order_line",
        ["agreement_line_id", "id"],
        unique=False,
        postgresql_where=sa.text("agreement_line_id is not null"),
    )
    op.create_foreign_key(
        op.f("fk_sales_order_line_company_id_agreement_line_id"),
        "sales_order_line",
        "blanket_agreement_line",
        ["company_id", "agreement_line_id"],
        ["company_id", "id"],
    )
    execute("""
    CREATE OR REPLACE FUNCTION public.blanket_agreement_line_called_off(key uuid)
     RETURNS numeric
     LANGUAGE sql
     STABLE
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      select coalesce(sum(line.quantity - line.cancelled_quantity), 0)
      from sales_order_line as line join sales_order as own on own.id = line.order_id
      where line.agreement_line_id = key and own.state in ('CONFIRMED', 'ON_HOLD', 'CLOSED', 'CLOSED_SHORT')
    $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.blanket_agreement_called_off(key uuid)
     RETURNS numeric
     LANGUAGE sql
     STABLE
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      select coalesce(sum(round(line.net_amount * (line.quantity - line.cancelled_quantity) / line.quantity,
        currency_exponent(line.currency))), 0)
      from blanket_agreement_line as agreed join sales_order_line as line on line.agreement_line_id = agreed.id
      join sales_order as own on own.id = line.order_id
      where agreed.agreement_id = key and own.state in ('CONFIRMED', 'ON_HOLD', 'CLOSED', 'CLOSED_SHORT')
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
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.blanket_agreement FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.blanket_agreement_line FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER agreed_is_fixed BEFORE DELETE OR UPDATE ON public.blanket_agreement FOR EACH ROW EXECUTE FUNCTION agreed_is_fixed('state number confirmed_at ended_at end_reason customer_id sales_rep_id customer_reference note version changed_at')"
    )
    execute(
        "CREATE TRIGGER agreed_begins_with_number AFTER INSERT ON public.blanket_agreement FOR EACH ROW WHEN ((((new.state)::text <> 'DRAFT'::text) AND (new.number IS NULL))) EXECUTE FUNCTION agreed_has_number()"
    )
    execute(
        "CREATE CONSTRAINT TRIGGER agreed_has_number AFTER UPDATE OF state, number ON public.blanket_agreement DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((((new.state)::text <> 'DRAFT'::text) AND (new.number IS NULL))) EXECUTE FUNCTION agreed_has_number()"
    )
    execute(
        "CREATE TRIGGER agreed_is_fixed BEFORE DELETE OR UPDATE ON public.blanket_agreement_line FOR EACH ROW EXECUTE FUNCTION agreed_lines_are_fixed('blanket_agreement', 'agreement_id', 'agreement_id', 'blanket_agreement_line')"
    )
    execute(
        "CREATE TRIGGER agreed_comes_to_none AFTER INSERT ON public.blanket_agreement_line REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION blanket_agreement_line_comes()"
    )
    execute("""
    create trigger sales_order_calls_off after update of state on sales_order for each row
      when (new.agreement_id is not null and new.state in ('CONFIRMED', 'ON_HOLD', 'CLOSED', 'CLOSED_SHORT')
        and old.state not in ('CONFIRMED', 'ON_HOLD', 'CLOSED', 'CLOSED_SHORT'))
      execute function sales_order_calls_off()
    """)
    execute(
        "CREATE TRIGGER sales_order_line_calls_off AFTER INSERT OR UPDATE OF agreement_line_id, order_id, quantity, cancelled_quantity, net_amount ON public.sales_order_line FOR EACH ROW WHEN ((new.agreement_line_id IS NOT NULL)) EXECUTE FUNCTION sales_order_line_calls_off()"
    )
    execute(
        "CREATE TRIGGER blanket_agreement_is_unused AFTER UPDATE OF state ON public.blanket_agreement FOR EACH ROW WHEN (((new.state)::text = 'CANCELLED'::text)) EXECUTE FUNCTION blanket_agreement_is_unused()"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.blanket_agreement REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('BlanketAgreement', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.blanket_agreement FOR EACH ROW EXECUTE FUNCTION audit('BlanketAgreement', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.blanket_agreement_line REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('BlanketAgreementLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.blanket_agreement_line FOR EACH ROW EXECUTE FUNCTION audit('BlanketAgreementLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )


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
    execute("drop trigger sales_order_calls_off on sales_order")
    execute("drop trigger sales_order_line_calls_off on sales_order_line")
    op.drop_constraint(op.f("fk_sales_order_line_company_id_agreement_line_id"), "sales_order_line", type_="foreignkey")
    op.drop_index(
        op.f("ix_sales_order_line_agreement_line_id_id"),
        table_name="sales_order_line",
        postgresql_where=sa.text("agreement_line_id is not null"),
    )
    op.drop_column("sales_order_line", "agreement_line_id")
    op.drop_constraint(op.f("fk_sales_order_company_id_agreement_id"), "sales_order", type_="foreignkey")
    op.drop_index(
        op.f("ix_sales_order_agreement_id_id"),
        table_name="sales_order",
        postgresql_where=sa.text("agreement_id is not null"),
    )
    op.drop_column("sales_order", "agreement_id")
    op.drop_index(op.f("ix_blanket_agreement_line_unit_id_id"), table_name="blanket_agreement_line")
    op.drop_index(op.f("ix_blanket_agreement_line_sku_id_id"), table_name="blanket_agreement_line")
    op.drop_table("blanket_agreement_line")
    op.drop_index(op.f("ix_blanket_agreement_valid_until_id"), table_name="blanket_agreement")
    op.drop_index(op.f("ix_blanket_agreement_valid_from_id"), table_name="blanket_agreement")
    op.drop_index(op.f("ix_blanket_agreement_state_valid_until_id"), table_name="blanket_agreement")
    op.drop_index(op.f("ix_blanket_agreement_sales_rep_id_id"), table_name="blanket_agreement")
    op.drop_index(op.f("ix_blanket_agreement_number_id"), table_name="blanket_agreement")
    op.drop_index(op.f("ix_blanket_agreement_customer_id_id"), table_name="blanket_agreement")
    op.drop_index(op.f("ix_blanket_agreement_company_id_valid_until_id"), table_name="blanket_agreement")
    op.drop_index(op.f("ix_blanket_agreement_company_id_valid_from_id"), table_name="blanket_agreement")
    op.drop_index(op.f("ix_blanket_agreement_company_id_state_valid_until_id"), table_name="blanket_agreement")
    op.drop_index(op.f("ix_blanket_agreement_company_id_number_id"), table_name="blanket_agreement")
    op.drop_index(op.f("ix_blanket_agreement_company_id_customer_reference"), table_name="blanket_agreement")
    op.drop_index(op.f("ix_blanket_agreement_company_id_changed_at_id"), table_name="blanket_agreement")
    op.drop_index(op.f("ix_blanket_agreement_changed_at_id"), table_name="blanket_agreement")
    op.drop_table("blanket_agreement")
    execute("drop routine blanket_agreement_is_unused()")
    execute("drop routine sales_order_line_calls_off()")
    execute("drop routine sales_order_calls_off()")
    execute("drop routine blanket_agreement_holds(uuid,boolean)")
    execute("drop routine blanket_agreement_called_off(uuid)")
    execute("drop routine blanket_agreement_line_called_off(uuid)")
    execute("drop routine blanket_agreement_line_comes()")
    # What was called off keeps its price, as if that were said by hand.
    for table in _LINES:
        execute(f"alter table {table} disable trigger agreed_is_fixed")
        execute(f"update {table} set price_source = 'BY_HAND' where price_source = 'AGREEMENT'")  # noqa: S608 - tables of ours
        execute(f"alter table {table} enable trigger agreed_is_fixed")
        _allow(table, *_BEFORE)
