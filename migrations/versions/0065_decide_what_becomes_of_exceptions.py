"""Decide what becomes of exceptions.

Revision 0065, after 0064.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0065"
down_revision: str | None = "0064"


def upgrade() -> None:
    """Decide what becomes of exceptions."""
    op.add_column(
        "sales_order_line",
        sa.Column("waived_quantity", sa.Numeric(precision=20, scale=6), server_default=sa.text("0"), nullable=False),
    )
    op.create_check_constraint(
        op.f("ck_sales_order_line_waived_within_ordered"), "sales_order_line", "waived_quantity between 0 and quantity"
    )
    execute("""
    CREATE OR REPLACE FUNCTION public.agreed_lines_are_fixed()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare
      free constant text[] := array['sku_id', 'requested_on', 'cancelled_quantity', 'waived_quantity', 'version',
        'changed_at'];
      owners uuid[] := array[(to_jsonb(old) ->> tg_argv[1])::uuid, (to_jsonb(new) ->> tg_argv[1])::uuid];
      fixed boolean;
    begin
      if tg_op = 'UPDATE' and to_jsonb(new) - free = to_jsonb(old) - free then
        return new;
      end if;
      if tg_argv[1] = 'line_id' then
        execute format('select array_agg(%I) from %I where id = any($1)', tg_argv[2], tg_argv[3]) into owners using owners;
      end if;
      execute format('select exists (select from %I where id = any($1) and state not in (''DRAFT'', ''MIGRATED''))', tg_argv[0])
        into fixed using owners;
      if fixed then
        raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'agreed_is_fixed',
          message = format('the lines of this %s were agreed', tg_argv[0]);
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
        where line.order_id = key and line.quantity - line.cancelled_quantity - line.waived_quantity > sales_order_line_billed(line.id) + (
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
        where line.order_id = key and line.quantity - line.cancelled_quantity - line.waived_quantity > sales_order_line_billed(line.id)
      ) or (
        select coalesce(sum(total_amount), 0) from invoice where sales_order_id = key and state = 'POSTED'
      ) >= (select total_amount from sales_order where id = key))
    $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.resolution_fits()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      if not exists (
        select from shipment_line as part join shipment on shipment.id = part.shipment_id and shipment.state = 'CANCELLED'
        where part.id = new.shipment_line_id and part.sales_order_line_id = new.order_line_id and part.quantity = new.quantity
        union all
        select from invoice_line as said join invoice as note on note.id = said.invoice_id
        where said.id = new.note_line_id and said.sales_order_line_id = new.order_line_id and said.quantity = new.quantity
          and note.kind = 'CREDIT_NOTE' and note.entry_id is not null and note.return_authorization_id is null
      ) then
        raise exception using errcode = 'check_violation', table = 'sales_order_resolution', constraint = 'resolution_fits',
          message = 'this is no exception of that line';
      end if;
      return new;
    end $function$
    """)
    op.create_table(
        "sales_order_resolution",
        sa.Column("order_line_id", sa.Uuid(), nullable=False),
        sa.Column("shipment_line_id", sa.Uuid(), nullable=True),
        sa.Column("note_line_id", sa.Uuid(), nullable=True),
        sa.Column(
            "resolution",
            sa.Enum("RECREATE", "IGNORE", name="resolution", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("quantity", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(shipment_line_id, note_line_id) = 1", name=op.f("ck_sales_order_resolution_of_one_exception")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_sales_order_resolution_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["company_id", "note_line_id"],
            ["invoice_line.company_id", "invoice_line.id"],
            name=op.f("fk_sales_order_resolution_company_id_note_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "order_line_id"],
            ["sales_order_line.company_id", "sales_order_line.id"],
            name=op.f("fk_sales_order_resolution_company_id_order_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "shipment_line_id"],
            ["shipment_line.company_id", "shipment_line.id"],
            name=op.f("fk_sales_order_resolution_company_id_shipment_line_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_sales_order_resolution_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_order_resolution")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_sales_order_resolution_company_id_id")),
    )
    op.create_index(
        op.f("ix_sales_order_resolution_order_line_id_id"),
        "sales_order_resolution",
        ["order_line_id", "id"],
        unique=False,
    )
    op.create_index("uq_sales_order_resolution_note_line_id", "sales_order_resolution", ["note_line_id"], unique=True)
    op.create_index(
        "uq_sales_order_resolution_shipment_line_id", "sales_order_resolution", ["shipment_line_id"], unique=True
    )
    execute(
        "CREATE TRIGGER resolution_fits BEFORE INSERT ON public.sales_order_resolution FOR EACH ROW EXECUTE FUNCTION resolution_fits()"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.sales_order_resolution REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('SalesOrderResolution', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.sales_order_resolution FOR EACH ROW EXECUTE FUNCTION audit('SalesOrderResolution', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.sales_order_resolution FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.sales_order_resolution FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute("revoke all on sales_order_resolution from torso_app")
    execute("grant insert, select on sales_order_resolution to torso_app")


def downgrade() -> None:
    """Undo it."""
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
      execute format('select exists (select from %I where id = any($1) and state not in (''DRAFT'', ''MIGRATED''))', tg_argv[0])
        into fixed using owners;
      if fixed then
        raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'agreed_is_fixed',
          message = format('the lines of this %s were agreed', tg_argv[0]);
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
    op.drop_constraint(op.f("ck_sales_order_line_waived_within_ordered"), "sales_order_line", type_="check")
    op.drop_column("sales_order_line", "waived_quantity")
    op.drop_index("uq_sales_order_resolution_shipment_line_id", table_name="sales_order_resolution")
    op.drop_index("uq_sales_order_resolution_note_line_id", table_name="sales_order_resolution")
    op.drop_index(op.f("ix_sales_order_resolution_order_line_id_id"), table_name="sales_order_resolution")
    op.drop_table("sales_order_resolution")
    execute("drop routine resolution_fits()")
