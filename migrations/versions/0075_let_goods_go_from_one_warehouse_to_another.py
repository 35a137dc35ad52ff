"""Let goods go from one warehouse to another.

Revision 0075, after 0074.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0075"
down_revision: str | None = "0074"


def upgrade() -> None:
    """Let goods go from one warehouse to another."""
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_transfer_goes_on()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare
      ends constant text[] := array['received_quantity', 'returned_quantity', 'written_off_quantity'];
      said constant text[] := case tg_table_name
        when 'stock_transfer' then array['state', 'planned_on', 'dispatched_at', 'closed_at', 'version', 'changed_at']
        else ends || array['dispatched_quantity', 'under_way', 'version', 'changed_at'] end;
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
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_transfer_is_moved()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare
      of_transfer constant uuid := (to_jsonb(new) ->> tg_argv[0])::uuid;
      own record; target uuid; done text;
    begin
      select * into own from stock_transfer where id = of_transfer;
      select warehouse_id into target from location where id = own.to_location_id;
      if exists (
        select from (
          select sku_id, lot_id, dispatched_quantity as dispatched, received_quantity as received, returned_quantity as returned,
            written_off_quantity as written_off, 0 as beyond
          from stock_transfer_line where transfer_id = of_transfer
          union all
          select move.sku_id, move.lot_id, -quantity * (way = 'DISPATCHED')::integer, -quantity * (way = 'RECEIVED')::integer,
            -quantity * (way = 'RETURNED')::integer, -quantity * (way = 'WRITTEN_OFF')::integer, (way is null)::integer
          from stock_move as move
          join location as source on source.id = move.from_location_id join location as place on place.id = move.to_location_id
          cross join lateral (select case
            when source.warehouse_id = own.from_warehouse_id and place.id = own.transit_location_id then 'DISPATCHED'
            when source.id <> own.transit_location_id then null
            when place.warehouse_id = target then 'RECEIVED'
            when place.warehouse_id = own.from_warehouse_id then 'RETURNED'
            when place.kind = 'ADJUSTMENT' then 'WRITTEN_OFF' end) as gone (way)
          where move.document_id = of_transfer and move.document_type = 'StockTransfer'
        ) as each group by sku_id, lot_id
        having (sum(dispatched), sum(received), sum(returned), sum(written_off), sum(beyond)) <> (0, 0, 0, 0, 0)
      ) then
        raise exception using errcode = 'check_violation', table = 'stock_transfer_line', constraint = 'stock_transfer_is_moved',
          message = 'the lines of a transfer say something else than its stock moves';
      end if;
      select case when sum(under_way) > 0 then 'DISPATCHED' when sum(dispatched_quantity) > 0 then 'CLOSED' end into done
        from stock_transfer_line where transfer_id = of_transfer;
      if own.state is distinct from coalesce(done, case own.state when 'CANCELLED' then 'CANCELLED' else 'READY' end) then
        raise exception using errcode = 'check_violation', table = 'stock_transfer', constraint = 'stock_transfer_is_moved',
          message = 'the state of a transfer follows from its lines';
      end if;
      return null;
    end $function$
    """)
    op.create_table(
        "stock_transfer",
        sa.Column("number", sa.Text(collation="C"), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "READY",
                "DISPATCHED",
                "CLOSED",
                "CANCELLED",
                name="stock_transfer_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'READY'"),
            nullable=False,
        ),
        sa.Column("from_warehouse_id", sa.Uuid(), nullable=False),
        sa.Column("transit_location_id", sa.Uuid(), nullable=False),
        sa.Column("to_location_id", sa.Uuid(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(state = 'CLOSED') = (closed_at is not null)", name=op.f("ck_stock_transfer_closed_when_closed")
        ),
        sa.CheckConstraint(
            "(state in ('DISPATCHED', 'CLOSED')) = (dispatched_at is not null)",
            name=op.f("ck_stock_transfer_dispatched_when_dispatched"),
        ),
        sa.CheckConstraint("closed_at >= dispatched_at", name=op.f("ck_stock_transfer_dispatched_before_closed")),
        sa.ForeignKeyConstraint(
            ["company_id", "from_warehouse_id"],
            ["warehouse.company_id", "warehouse.id"],
            name=op.f("fk_stock_transfer_company_id_from_warehouse_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "to_location_id"],
            ["location.company_id", "location.id"],
            name=op.f("fk_stock_transfer_company_id_to_location_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "transit_location_id"],
            ["location.company_id", "location.id"],
            name=op.f("fk_stock_transfer_company_id_transit_location_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_stock_transfer_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_transfer")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_stock_transfer_company_id_id")),
        sa.UniqueConstraint("company_id", "number", name=op.f("uq_stock_transfer_company_id_number")),
    )
    op.create_index(
        op.f("ix_stock_transfer_company_id_dispatched_at_id"),
        "stock_transfer",
        ["company_id", "dispatched_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_stock_transfer_company_id_number_id"), "stock_transfer", ["company_id", "number", "id"], unique=False
    )
    op.create_index(
        op.f("ix_stock_transfer_company_id_planned_on_id"),
        "stock_transfer",
        ["company_id", "planned_on", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_stock_transfer_company_id_state_planned_on_id"),
        "stock_transfer",
        ["company_id", "state", "planned_on", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_stock_transfer_dispatched_at_id"), "stock_transfer", ["dispatched_at", "id"], unique=False)
    op.create_index(
        op.f("ix_stock_transfer_from_warehouse_id_id"), "stock_transfer", ["from_warehouse_id", "id"], unique=False
    )
    op.create_index(op.f("ix_stock_transfer_number_id"), "stock_transfer", ["number", "id"], unique=False)
    op.create_index(op.f("ix_stock_transfer_planned_on_id"), "stock_transfer", ["planned_on", "id"], unique=False)
    op.create_index(
        op.f("ix_stock_transfer_to_location_id_id"), "stock_transfer", ["to_location_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_stock_transfer_transit_location_id_id"), "stock_transfer", ["transit_location_id", "id"], unique=False
    )
    op.create_table(
        "stock_transfer_line",
        sa.Column("transfer_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reservation_id", sa.Uuid(), nullable=False),
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column(
            "dispatched_quantity", sa.Numeric(precision=20, scale=6), server_default=sa.text("0"), nullable=False
        ),
        sa.Column("received_quantity", sa.Numeric(precision=20, scale=6), server_default=sa.text("0"), nullable=False),
        sa.Column("returned_quantity", sa.Numeric(precision=20, scale=6), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "written_off_quantity", sa.Numeric(precision=20, scale=6), server_default=sa.text("0"), nullable=False
        ),
        sa.Column(
            "under_way",
            sa.Numeric(precision=20, scale=6),
            sa.Computed(
                "dispatched_quantity - received_quantity - returned_quantity - written_off_quantity", persisted=True
            ),
            nullable=False,
        ),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "dispatched_quantity <= quantity", name=op.f("ck_stock_transfer_line_dispatched_within_quantity")
        ),
        sa.CheckConstraint(
            "dispatched_quantity >= 0", name=op.f("ck_stock_transfer_line_dispatched_quantity_not_negative")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_stock_transfer_line_quantity_positive")),
        sa.CheckConstraint(
            "received_quantity + returned_quantity + written_off_quantity <= dispatched_quantity",
            name=op.f("ck_stock_transfer_line_ended_within_dispatched"),
        ),
        sa.CheckConstraint(
            "received_quantity >= 0", name=op.f("ck_stock_transfer_line_received_quantity_not_negative")
        ),
        sa.CheckConstraint(
            "returned_quantity >= 0", name=op.f("ck_stock_transfer_line_returned_quantity_not_negative")
        ),
        sa.CheckConstraint(
            "written_off_quantity >= 0", name=op.f("ck_stock_transfer_line_written_off_quantity_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "location_id"],
            ["location.company_id", "location.id"],
            name=op.f("fk_stock_transfer_line_company_id_location_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "lot_id"],
            ["lot.company_id", "lot.id"],
            name=op.f("fk_stock_transfer_line_company_id_lot_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "reservation_id"],
            ["reservation.company_id", "reservation.id"],
            name=op.f("fk_stock_transfer_line_company_id_reservation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "sku_id"],
            ["sku.company_id", "sku.id"],
            name=op.f("fk_stock_transfer_line_company_id_sku_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "transfer_id"],
            ["stock_transfer.company_id", "stock_transfer.id"],
            name=op.f("fk_stock_transfer_line_company_id_transfer_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_stock_transfer_line_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_transfer_line")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_stock_transfer_line_company_id_id")),
        sa.UniqueConstraint("reservation_id", name=op.f("uq_stock_transfer_line_reservation_id")),
        sa.UniqueConstraint("transfer_id", "position", name=op.f("uq_stock_transfer_line_transfer_id_position")),
    )
    op.create_index(
        op.f("ix_stock_transfer_line_location_id_id"), "stock_transfer_line", ["location_id", "id"], unique=False
    )
    op.create_index(op.f("ix_stock_transfer_line_lot_id_id"), "stock_transfer_line", ["lot_id", "id"], unique=False)
    op.create_index(op.f("ix_stock_transfer_line_sku_id_id"), "stock_transfer_line", ["sku_id", "id"], unique=False)
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.stock_transfer FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.stock_transfer_line FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER stock_transfer_goes_on BEFORE INSERT OR DELETE OR UPDATE ON public.stock_transfer FOR EACH ROW EXECUTE FUNCTION stock_transfer_goes_on()"
    )
    execute(
        "CREATE TRIGGER stock_transfer_goes_on BEFORE INSERT OR DELETE OR UPDATE ON public.stock_transfer_line FOR EACH ROW EXECUTE FUNCTION stock_transfer_goes_on()"
    )
    execute(
        "CREATE CONSTRAINT TRIGGER stock_transfer_is_moved AFTER UPDATE OF state ON public.stock_transfer DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION stock_transfer_is_moved('id')"
    )
    execute(
        "CREATE CONSTRAINT TRIGGER stock_transfer_is_moved AFTER INSERT OR UPDATE ON public.stock_transfer_line DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION stock_transfer_is_moved('transfer_id')"
    )
    execute(
        "CREATE CONSTRAINT TRIGGER stock_transfer_is_moved AFTER INSERT ON public.stock_move DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.document_type = 'StockTransfer'::text)) EXECUTE FUNCTION stock_transfer_is_moved('document_id')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.stock_transfer REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('StockTransfer', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.stock_transfer FOR EACH ROW EXECUTE FUNCTION audit('StockTransfer', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.stock_transfer_line REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('StockTransferLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'under_way')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.stock_transfer_line FOR EACH ROW EXECUTE FUNCTION audit('StockTransferLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'under_way')"
    )


def downgrade() -> None:
    """Undo it."""
    execute("drop trigger stock_transfer_is_moved on stock_move")
    op.drop_index(op.f("ix_stock_transfer_line_sku_id_id"), table_name="stock_transfer_line")
    op.drop_index(op.f("ix_stock_transfer_line_lot_id_id"), table_name="stock_transfer_line")
    op.drop_index(op.f("ix_stock_transfer_line_location_id_id"), table_name="stock_transfer_line")
    op.drop_table("stock_transfer_line")
    op.drop_index(op.f("ix_stock_transfer_transit_location_id_id"), table_name="stock_transfer")
    op.drop_index(op.f("ix_stock_transfer_to_location_id_id"), table_name="stock_transfer")
    op.drop_index(op.f("ix_stock_transfer_planned_on_id"), table_name="stock_transfer")
    op.drop_index(op.f("ix_stock_transfer_number_id"), table_name="stock_transfer")
    op.drop_index(op.f("ix_stock_transfer_from_warehouse_id_id"), table_name="stock_transfer")
    op.drop_index(op.f("ix_stock_transfer_dispatched_at_id"), table_name="stock_transfer")
    op.drop_index(op.f("ix_stock_transfer_company_id_state_planned_on_id"), table_name="stock_transfer")
    op.drop_index(op.f("ix_stock_transfer_company_id_planned_on_id"), table_name="stock_transfer")
    op.drop_index(op.f("ix_stock_transfer_company_id_number_id"), table_name="stock_transfer")
    op.drop_index(op.f("ix_stock_transfer_company_id_dispatched_at_id"), table_name="stock_transfer")
    op.drop_table("stock_transfer")
    execute("drop routine stock_transfer_is_moved()")
    execute("drop routine stock_transfer_goes_on()")
