"""Sell bundles.

Revision 0068, after 0067.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0068"
down_revision: str | None = "0067"


_LINES = ("quotation_line", "sales_order_line")
_BEFORE = ("BY_HAND", "PRICE_LIST", "SKU", "FREE_ITEM")
_CHECKS = {
    "component_is_of_a_bundle": "(kind = 'COMPONENT') = (bundle_line_id is not null)",
    "component_has_no_price": "kind <> 'COMPONENT' or unit_price = 0",
    "bundle_is_whole": "kind <> 'BUNDLE' or quantity = trunc(quantity)",
}


def _allow(table: str, *sources: str) -> None:
    op.drop_constraint(op.f(f"ck_{table}_price_source"), table, type_="check")
    words = ", ".join(f"'{each}'" for each in sources)
    op.create_check_constraint(op.f(f"ck_{table}_price_source"), table, f"price_source in ({words})")


def upgrade() -> None:
    """Sell bundles."""
    op.create_table(
        "bundle",
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "sku_id"], ["sku.company_id", "sku.id"], name=op.f("fk_bundle_company_id_sku_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_bundle_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bundle")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_bundle_company_id_id")),
        sa.UniqueConstraint("sku_id", name=op.f("uq_bundle_sku_id")),
    )
    op.create_index(op.f("ix_bundle_changed_at_id"), "bundle", ["changed_at", "id"], unique=False)
    op.create_index(
        op.f("ix_bundle_company_id_changed_at_id"), "bundle", ["company_id", "changed_at", "id"], unique=False
    )
    op.create_table(
        "bundle_component",
        sa.Column("bundle_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_bundle_component_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["company_id", "bundle_id"],
            ["bundle.company_id", "bundle.id"],
            name=op.f("fk_bundle_component_company_id_bundle_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "sku_id"], ["sku.company_id", "sku.id"], name=op.f("fk_bundle_component_company_id_sku_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_bundle_component_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bundle_component")),
        sa.UniqueConstraint("bundle_id", "sku_id", name=op.f("uq_bundle_component_bundle_id_sku_id")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_bundle_component_company_id_id")),
    )
    op.create_index(op.f("ix_bundle_component_sku_id_id"), "bundle_component", ["sku_id", "id"], unique=False)
    op.add_column(
        "sales_order_line",
        sa.Column(
            "kind",
            sa.Enum(
                "STANDARD",
                "BUNDLE",
                "COMPONENT",
                name="sales_line_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'STANDARD'"),
            nullable=False,
        ),
    )
    op.add_column("sales_order_line", sa.Column("bundle_line_id", sa.Uuid(), nullable=True))
    op.create_index(
        op.f("ix_sales_order_line_bundle_line_id_id"), "sales_order_line", ["bundle_line_id", "id"], unique=False
    )
    op.create_unique_constraint(op.f("uq_sales_order_line_order_id_id"), "sales_order_line", ["order_id", "id"])
    op.create_foreign_key(
        op.f("fk_sales_order_line_order_id_bundle_line_id"),
        "sales_order_line",
        "sales_order_line",
        ["order_id", "bundle_line_id"],
        ["order_id", "id"],
        initially="DEFERRED",
        deferrable=True,
    )
    for name, condition in _CHECKS.items():
        op.create_check_constraint(op.f(f"ck_sales_order_line_{name}"), "sales_order_line", condition)
    for table in _LINES:
        _allow(table, *_BEFORE, "BUNDLE")
    execute("""
    CREATE OR REPLACE FUNCTION public.bundle_is_flat()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare broken text; kept text;
    begin
      perform from sku where id = new.sku_id for no key update;
      select product.kind into kept from sku join product on product.id = sku.product_id where sku.id = new.sku_id;
      broken := case
        when tg_table_name = 'bundle' and exists (select from bundle_component where sku_id = new.sku_id) then 'bundle_is_flat'
        when tg_table_name = 'bundle_component' and exists (select from bundle where sku_id = new.sku_id) then 'bundle_is_flat'
        when kept <> 'GOODS' then 'bundle_is_of_goods'
      end;
      if broken is not null then
        raise exception using errcode = 'check_violation', table = tg_table_name, constraint = broken,
          message = format('%s: %s', new.sku_id, broken);
      end if;
      return new;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.sales_order_line_shipped(key uuid)
     RETURNS numeric
     LANGUAGE sql
     STABLE
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      select coalesce(min(case when own.kind = 'BUNDLE' then div(gone.quantity * own.quantity, line.quantity) else gone.quantity end), 0)
      from sales_order_line as own join sales_order_line as line on line.id = own.id and own.kind <> 'BUNDLE' or line.bundle_line_id = own.id
      cross join lateral (
        select coalesce(sum(coalesce(part.picked_quantity, part.quantity)), 0) as quantity from shipment_line as part
        join shipment on shipment.id = part.shipment_id
        where part.sales_order_line_id = line.id and shipment.shipped_at is not null
      ) as gone
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
        where line.order_id = key and line.kind <> 'COMPONENT' and line.quantity - line.cancelled_quantity - line.waived_quantity > sales_order_line_billed(line.id)
      ) or (
        select coalesce(sum(total_amount), 0) from invoice where sales_order_id = key and state = 'POSTED'
      ) >= (select total_amount from sales_order where id = key))
    $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.sales_order_bundle_left(key uuid)
     RETURNS numeric
     LANGUAGE sql
     STABLE
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      select min(div((part.quantity - part.cancelled_quantity) * own.quantity, part.quantity))
      from sales_order_line as own join sales_order_line as part on part.bundle_line_id = own.id where own.id = key
    $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.sales_order_bundle_cancelled()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      update sales_order_line set cancelled_quantity = quantity - sales_order_bundle_left(id)
      where id = new.bundle_line_id and cancelled_quantity <> quantity - sales_order_bundle_left(id);
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
      done := greatest(sales_order_line_billed(new.id), sales_order_line_shipped(new.id));
      if new.kind = 'BUNDLE' and new.quantity - new.cancelled_quantity <> sales_order_bundle_left(new.id) then
        raise exception using errcode = 'check_violation', table = 'sales_order_line', constraint = 'bundle_is_its_components',
          message = format('%s would be called off of a bundle of which components for %s are left',
            new.cancelled_quantity, sales_order_bundle_left(new.id));
      end if;
      if new.cancelled_quantity < old.cancelled_quantity or new.cancelled_quantity > new.quantity - done then
        raise exception using errcode = 'check_violation', table = 'sales_order_line', constraint = 'cancelled_is_the_rest',
          message = format('%s would be called off of %s, of which %s is delivered or billed', new.cancelled_quantity, new.quantity, done);
      end if;
      return new;
    end $function$
    """)
    execute(
        "CREATE TRIGGER bundle_is_its_components AFTER UPDATE ON public.sales_order_line FOR EACH ROW WHEN (((new.kind = 'COMPONENT'::text) AND (new.cancelled_quantity IS DISTINCT FROM old.cancelled_quantity))) EXECUTE FUNCTION sales_order_bundle_cancelled()"
    )
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.bundle FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.bundle_component FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER bundle_is_flat BEFORE INSERT OR UPDATE OF sku_id ON public.bundle FOR EACH ROW EXECUTE FUNCTION bundle_is_flat()"
    )
    execute(
        "CREATE TRIGGER bundle_is_flat BEFORE INSERT OR UPDATE OF sku_id ON public.bundle_component FOR EACH ROW EXECUTE FUNCTION bundle_is_flat()"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.bundle REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('Bundle', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.bundle FOR EACH ROW EXECUTE FUNCTION audit('Bundle', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.bundle_component REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('BundleComponent', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.bundle_component FOR EACH ROW EXECUTE FUNCTION audit('BundleComponent', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )


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
    execute("drop trigger bundle_is_its_components on sales_order_line")
    # What bundles were made of stays as lines at no price.
    execute("alter table sales_order_line disable trigger agreed_is_fixed")
    execute("update sales_order_line set price_source = 'BY_HAND' where price_source = 'BUNDLE'")
    execute("alter table sales_order_line enable trigger agreed_is_fixed")
    for table in _LINES:
        _allow(table, *_BEFORE)
    for name in _CHECKS:
        op.drop_constraint(op.f(f"ck_sales_order_line_{name}"), "sales_order_line", type_="check")
    op.drop_constraint(op.f("fk_sales_order_line_order_id_bundle_line_id"), "sales_order_line", type_="foreignkey")
    op.drop_constraint(op.f("uq_sales_order_line_order_id_id"), "sales_order_line", type_="unique")
    op.drop_index(op.f("ix_sales_order_line_bundle_line_id_id"), table_name="sales_order_line")
    op.drop_column("sales_order_line", "bundle_line_id")
    op.drop_column("sales_order_line", "kind")
    op.drop_index(op.f("ix_bundle_component_sku_id_id"), table_name="bundle_component")
    op.drop_table("bundle_component")
    op.drop_index(op.f("ix_bundle_company_id_changed_at_id"), table_name="bundle")
    op.drop_index(op.f("ix_bundle_changed_at_id"), table_name="bundle")
    op.drop_table("bundle")
    execute("drop routine sales_order_line_shipped(uuid)")
    execute("drop routine bundle_is_flat()")
    execute("drop routine sales_order_bundle_cancelled()")
    execute("drop routine sales_order_bundle_left(uuid)")
