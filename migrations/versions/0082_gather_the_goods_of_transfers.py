"""Gather the goods of transfers.

Revision 0082, after 0081.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0082"
down_revision: str | None = "0081"


def upgrade() -> None:
    """Gather the goods of transfers."""
    op.add_column("stock_transfer_line", sa.Column("picked_quantity", sa.Numeric(precision=20, scale=6), nullable=True))
    op.create_check_constraint(
        op.f("ck_stock_transfer_line_picked_within_quantity"),
        "stock_transfer_line",
        "picked_quantity between 0 and quantity",
    )
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_transfer_goes_on()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare
      ends constant text[] := array['received_quantity', 'returned_quantity', 'written_off_quantity'];
      said text[] := case tg_table_name
        when 'stock_transfer' then array['state', 'planned_on', 'dispatched_at', 'closed_at', 'version', 'changed_at']
        else ends || array['dispatched_quantity', 'under_way', 'version', 'changed_at'] end;
      kept constant text[] := array['reservation_id', 'location_id', 'lot_id', 'quantity'];
      before jsonb; after jsonb; state text; fits boolean;
    begin
      if tg_op <> 'INSERT' then
        before := to_jsonb(old);
      end if;
      if tg_op <> 'DELETE' then
        after := to_jsonb(new);
      end if;
      if tg_table_name = 'stock_transfer_line' then
        select own.state into state from stock_transfer as own where own.id = (coalesce(after, before) ->> 'transfer_id')::uuid;
        if tg_op = 'UPDATE' and state = 'READY' then
          said := said || array['picked_quantity'];
          if exists (
            select from reservation where id = (after ->> 'reservation_id')::uuid and demand_type = 'StockTransfer'
              and (demand_id, sku_id, location_id, coalesce(lot_id::text, '')) = ((after ->> 'transfer_id')::uuid,
                (after ->> 'sku_id')::uuid, (after ->> 'location_id')::uuid, coalesce(after ->> 'lot_id', ''))
              and quantity >= (after ->> 'quantity')::numeric and (after ->> 'quantity')::numeric <= (before ->> 'quantity')::numeric
          ) then
            said := said || kept;
          end if;
        end if;
      end if;
      fits := case tg_op
        when 'DELETE' then false
        when 'INSERT' then case tg_table_name when 'stock_transfer' then after ->> 'state' = 'READY' else state = 'READY' end
        else before - said = after - said and case tg_table_name
          when 'stock_transfer' then before ->> 'state' = after ->> 'state' or (before ->> 'state', after ->> 'state') in (
            ('READY', 'DISPATCHED'), ('READY', 'CANCELLED'), ('DISPATCHED', 'CLOSED'))
          else (before -> 'dispatched_quantity' = after -> 'dispatched_quantity' or state = 'READY') and (state = 'DISPATCHED' or (
            select bool_and(before -> each = after -> each) from unnest(ends) as each))
            and (select bool_and((after ->> each)::numeric >= (before ->> each)::numeric) from unnest(ends) as each) end
      end;
      if not fits then
        raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'stock_transfer_goes_on',
          message = 'what was said of a transfer stays so';
      end if;
      return new;
    end $function$
    """)


def downgrade() -> None:
    """Undo it."""
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_transfer_goes_on()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare
      ends constant text[] := array['received_quantity', 'returned_quantity', 'written_off_quantity'];
      said text[] := case tg_table_name
        when 'stock_transfer' then array['state', 'planned_on', 'dispatched_at', 'closed_at', 'version', 'changed_at']
        else ends || array['dispatched_quantity', 'under_way', 'version', 'changed_at'] end;
      kept constant text[] := array['reservation_id', 'location_id', 'lot_id', 'quantity'];
      before jsonb; after jsonb; state text; fits boolean;
    begin
      if tg_op <> 'INSERT' then
        before := to_jsonb(old);
      end if;
      if tg_op <> 'DELETE' then
        after := to_jsonb(new);
      end if;
      if tg_table_name = 'stock_transfer_line' then
        select own.state into state from stock_transfer as own where own.id = (coalesce(after, before) ->> 'transfer_id')::uuid;
        if tg_op = 'UPDATE' and state = 'READY' and exists (
          select from reservation where id = (after ->> 'reservation_id')::uuid and demand_type = 'StockTransfer'
            and (demand_id, sku_id, location_id, coalesce(lot_id::text, '')) = ((after ->> 'transfer_id')::uuid,
              (after ->> 'sku_id')::uuid, (after ->> 'location_id')::uuid, coalesce(after ->> 'lot_id', ''))
            and quantity >= (after ->> 'quantity')::numeric and (after ->> 'quantity')::numeric <= (before ->> 'quantity')::numeric
        ) then
          said := said || kept;
        end if;
      end if;
      fits := case tg_op
        when 'DELETE' then false
        when 'INSERT' then case tg_table_name when 'stock_transfer' then after ->> 'state' = 'READY' else state = 'READY' end
        else before - said = after - said and case tg_table_name
          when 'stock_transfer' then before ->> 'state' = after ->> 'state' or (before ->> 'state', after ->> 'state') in (
            ('READY', 'DISPATCHED'), ('READY', 'CANCELLED'), ('DISPATCHED', 'CLOSED'))
          else (before -> 'dispatched_quantity' = after -> 'dispatched_quantity' or state = 'READY') and (state = 'DISPATCHED' or (
            select bool_and(before -> each = after -> each) from unnest(ends) as each))
            and (select bool_and((after ->> each)::numeric >= (before ->> each)::numeric) from unnest(ends) as each) end
      end;
      if not fits then
        raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'stock_transfer_goes_on',
          message = 'what was said of a transfer stays so';
      end if;
      return new;
    end $function$
    """)
    op.drop_constraint(op.f("ck_stock_transfer_line_picked_within_quantity"), "stock_transfer_line", type_="check")
    op.drop_column("stock_transfer_line", "picked_quantity")
