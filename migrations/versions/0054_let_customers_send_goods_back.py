"""Let customers send goods back.

Revision 0054, after 0053.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0054"
down_revision: str | None = "0053"


def upgrade() -> None:
    """Let customers send goods back."""
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_move_undoes()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare beyond record;
    begin
      if not exists (select from moved where reverses_id is not null) then
        return null;
      end if;
      perform from stock_move where id in (select reverses_id from moved) order by id for update;
      select undone.id, undone.quantity, sum(undoing.quantity) as back into beyond
      from stock_move as undone join stock_move as undoing on undoing.reverses_id = undone.id
      where undone.id in (select reverses_id from moved)
      group by undone.id, undone.quantity, undone.sku_id
      having sum(undoing.quantity) > undone.quantity or bool_or(undoing.sku_id <> undone.sku_id) limit 1;
      if found then
        raise exception using errcode = 'check_violation', table = 'stock_move', constraint = 'undone_within_moved',
          message = format('%s would come back of %s that %s moved', beyond.back, beyond.quantity, beyond.id);
      end if;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_receipts(moves uuid[])
     RETURNS void
     LANGUAGE sql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      insert into stock_value_entry (company_id, sku_id, move_id, kind, posted_on, quantity, currency, value, method, document_type,
        document_id)
      select move.company_id, move.sku_id, move.id, 'RECEIPT', move.posted_on, move.quantity, move.currency,
        case when held.method = 'STANDARD' then rounded(held.standard_cost * (held.quantity + move.until), move.digits, move.policy)
          - rounded(held.standard_cost * (held.quantity + move.until - move.quantity), move.digits, move.policy)
        when gone.id is not null then rounded(gone.value * (back.quantity + move.undone) / gone.quantity, move.digits, move.policy)
          - rounded(gone.value * (back.quantity + move.undone - move.quantity) / gone.quantity, move.digits, move.policy)
        else rounded(coalesce(move.unit_cost, held.unit_cost, sku.standard_cost, 0) * move.quantity, move.digits, move.policy) end,
        held.method, move.document_type, move.document_id
      from (
        select *, sum(quantity) over (partition by sku_id order by posted_on, id) as until,
          sum(quantity) over (partition by reverses_id order by posted_on, id) as undone
        from stock_moves_valued(moves) where incoming
      ) as move
      join stock_value as held on held.sku_id = move.sku_id join sku on sku.id = move.sku_id
      left join stock_value_entry as gone on gone.move_id = move.reverses_id and gone.kind = 'ISSUE'
      cross join lateral (
        select coalesce(sum(entry.quantity), 0) as quantity from stock_move as before
        join stock_value_entry as entry on entry.move_id = before.id where before.reverses_id = move.reverses_id
      ) as back
      order by move.posted_on, move.id
    $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.return_is_within_shipped()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare beyond record;
    begin
      perform from shipment_line where id in (select shipment_line_id from written) order by id for no key update;
      select part.id, shipped.quantity as shipped, sum(coalesce(line.received_quantity, line.quantity)) as returned into beyond
      from shipment_line as part join shipment on shipment.id = part.shipment_id
      join return_authorization_line as line on line.shipment_line_id = part.id
      join return_authorization as own on own.id = line.authorization_id and own.state not in ('REJECTED', 'CANCELLED')
      cross join lateral (select case when shipment.state = 'SHIPPED' then coalesce(part.picked_quantity, part.quantity) else 0 end
        as quantity) as shipped
      where part.id in (select shipment_line_id from written)
      group by part.id, shipped.quantity
      having sum(coalesce(line.received_quantity, line.quantity)) > shipped.quantity
        or bool_or(line.sales_order_line_id <> part.sales_order_line_id or line.sku_id <> part.sku_id
          or line.lot_id is distinct from part.lot_id or own.sales_order_id <> (
            select order_id from sales_order_line where sales_order_line.id = part.sales_order_line_id))
      limit 1;
      if found then
        raise exception using errcode = 'check_violation', table = 'return_authorization_line', constraint = 'returned_within_shipped',
          message = format('%s would come back of %s that were shipped in %s', beyond.returned, beyond.shipped, beyond.id);
      end if;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.return_is_fixed()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare
      free constant text[] := array['state', 'reject_reason', 'tracking_number', 'received_at', 'location_id',
        'replacement_order_id', 'customer_id', 'version', 'changed_at'];
      merged constant text[] := array['customer_id', 'version', 'changed_at'];
    begin
      if tg_op = 'DELETE' and old.state <> 'REQUESTED'
        or tg_op = 'UPDATE' and (to_jsonb(new) - free <> to_jsonb(old) - free
          or old.state in ('CLOSED', 'REJECTED', 'CANCELLED') and to_jsonb(new) - merged <> to_jsonb(old) - merged
          or old.received_at is not null and row(new.received_at, new.location_id) is distinct from row(old.received_at, old.location_id)
          or old.replacement_order_id is not null and new.replacement_order_id is distinct from old.replacement_order_id) then
        raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'return_is_fixed',
          message = format('the return is %s', lower(old.state));
      end if;
      return case when tg_op = 'DELETE' then old else new end;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.return_is_of_promised()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      if (select state from sales_order where id = new.sales_order_id)
          not in ('CONFIRMED', 'ON_HOLD', 'CLOSED', 'CLOSED_SHORT') then
        raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'return_is_of_promised',
          message = 'goods come back of orders that were confirmed here';
      end if;
      return new;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.return_line_is_fixed()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare
      free constant text[] := array['received_quantity', 'version', 'changed_at'];
      still text; is_new boolean;
    begin
      select state, version = 1 and written_now(xmin) into still, is_new
        from return_authorization where id = coalesce(new.authorization_id, old.authorization_id);
      if tg_op = 'INSERT' and is_new then
        return new;
      end if;
      if still in ('CLOSED', 'REJECTED', 'CANCELLED') or tg_op in ('INSERT', 'DELETE') and still <> 'REQUESTED'
        or tg_op = 'UPDATE' and (to_jsonb(new) - free <> to_jsonb(old) - free
          or old.received_quantity is not null and new.received_quantity is distinct from old.received_quantity) then
        raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'return_is_fixed',
          message = format('the return is %s', lower(still));
      end if;
      return case when tg_op = 'DELETE' then old else new end;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.return_inspected_within_received()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare beyond record;
    begin
      select line.id, line.received_quantity as received, sum(seen.quantity) as inspected into beyond
      from return_authorization_line as line join return_inspection as seen on seen.line_id = line.id
      where line.id in (select line_id from written)
      group by line.id, line.received_quantity having sum(seen.quantity) > coalesce(line.received_quantity, 0) limit 1;
      if found then
        raise exception using errcode = 'check_violation', table = 'return_inspection', constraint = 'inspected_within_received',
          message = format('%s would be inspected of %s that came back', beyond.inspected, coalesce(beyond.received, 0));
      end if;
      return null;
    end $function$
    """)
    op.create_table(
        "return_authorization",
        sa.Column("number", sa.Text(collation="C"), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "REQUESTED",
                "APPROVED",
                "IN_TRANSIT",
                "RECEIVED",
                "INSPECTED",
                "CLOSED",
                "REJECTED",
                "CANCELLED",
                name="return_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'REQUESTED'"),
            nullable=False,
        ),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("sales_order_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("reject_reason", sa.Text(), nullable=True),
        sa.Column("tracking_number", sa.Text(collation="C"), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("location_id", sa.Uuid(), nullable=True),
        sa.Column("replacement_order_id", sa.Uuid(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(received_at is not null) = (state in ('RECEIVED', 'INSPECTED', 'CLOSED'))",
            name=op.f("ck_return_authorization_received_when_received"),
        ),
        sa.CheckConstraint(
            "reject_reason is null or state = 'REJECTED'", name=op.f("ck_return_authorization_reason_of_rejected")
        ),
        sa.CheckConstraint(
            "replacement_order_id is null or state in ('INSPECTED', 'CLOSED')",
            name=op.f("ck_return_authorization_replaced_once_inspected"),
        ),
        sa.CheckConstraint(
            "(received_at is null) = (location_id is null)", name=op.f("ck_return_authorization_received_at_a_place")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "customer_id"],
            ["party.company_id", "party.id"],
            name=op.f("fk_return_authorization_company_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "location_id"],
            ["location.company_id", "location.id"],
            name=op.f("fk_return_authorization_company_id_location_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "replacement_order_id"],
            ["sales_order.company_id", "sales_order.id"],
            name=op.f("fk_return_authorization_company_id_replacement_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "sales_order_id"],
            ["sales_order.company_id", "sales_order.id"],
            name=op.f("fk_return_authorization_company_id_sales_order_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_return_authorization_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_authorization")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_return_authorization_company_id_id")),
        sa.UniqueConstraint("company_id", "number", name=op.f("uq_return_authorization_company_id_number")),
    )
    op.create_index(
        op.f("ix_return_authorization_company_id_number_id"),
        "return_authorization",
        ["company_id", "number", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_return_authorization_company_id_received_at_id"),
        "return_authorization",
        ["company_id", "received_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_return_authorization_company_id_state_id"),
        "return_authorization",
        ["company_id", "state", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_return_authorization_customer_id_id"), "return_authorization", ["customer_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_return_authorization_location_id_id"), "return_authorization", ["location_id", "id"], unique=False
    )
    op.create_index(op.f("ix_return_authorization_number_id"), "return_authorization", ["number", "id"], unique=False)
    op.create_index(
        op.f("ix_return_authorization_received_at_id"), "return_authorization", ["received_at", "id"], unique=False
    )
    op.create_index(
        op.f("ix_return_authorization_replacement_order_id_id"),
        "return_authorization",
        ["replacement_order_id", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_return_authorization_sales_order_id_id"),
        "return_authorization",
        ["sales_order_id", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_return_authorization_state_id"), "return_authorization", ["state", "id"], unique=False)
    op.create_table(
        "return_authorization_line",
        sa.Column("authorization_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sales_order_line_id", sa.Uuid(), nullable=False),
        sa.Column("shipment_line_id", sa.Uuid(), nullable=False),
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("received_quantity", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_return_authorization_line_quantity_positive")),
        sa.CheckConstraint(
            "received_quantity between 0 and quantity",
            name=op.f("ck_return_authorization_line_received_within_quantity"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "authorization_id"],
            ["return_authorization.company_id", "return_authorization.id"],
            name=op.f("fk_return_authorization_line_company_id_authorization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "lot_id"],
            ["lot.company_id", "lot.id"],
            name=op.f("fk_return_authorization_line_company_id_lot_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "sales_order_line_id"],
            ["sales_order_line.company_id", "sales_order_line.id"],
            name=op.f("fk_return_authorization_line_company_id_sales_order_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "shipment_line_id"],
            ["shipment_line.company_id", "shipment_line.id"],
            name=op.f("fk_return_authorization_line_company_id_shipment_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "sku_id"],
            ["sku.company_id", "sku.id"],
            name=op.f("fk_return_authorization_line_company_id_sku_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_return_authorization_line_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_authorization_line")),
        sa.UniqueConstraint(
            "authorization_id", "position", name=op.f("uq_return_authorization_line_authorization_id_position")
        ),
        sa.UniqueConstraint(
            "authorization_id",
            "shipment_line_id",
            name=op.f("uq_return_authorization_line_authorization_id_shipment_line_id"),
        ),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_return_authorization_line_company_id_id")),
    )
    op.create_index(
        op.f("ix_return_authorization_line_lot_id_id"), "return_authorization_line", ["lot_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_return_authorization_line_sales_order_line_id_id"),
        "return_authorization_line",
        ["sales_order_line_id", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_return_authorization_line_shipment_line_id_id"),
        "return_authorization_line",
        ["shipment_line_id", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_return_authorization_line_sku_id_id"), "return_authorization_line", ["sku_id", "id"], unique=False
    )
    op.create_table(
        "return_inspection",
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column(
            "goods",
            sa.Enum("RESTOCK", "SCRAP", name="returned_goods", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "remedy",
            sa.Enum(
                "REFUND", "REPLACE", "NONE", name="return_remedy", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_return_inspection_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["company_id", "line_id"],
            ["return_authorization_line.company_id", "return_authorization_line.id"],
            name=op.f("fk_return_inspection_company_id_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "location_id"],
            ["location.company_id", "location.id"],
            name=op.f("fk_return_inspection_company_id_location_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_return_inspection_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_inspection")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_return_inspection_company_id_id")),
        sa.UniqueConstraint("line_id", "position", name=op.f("uq_return_inspection_line_id_position")),
    )
    op.create_index(
        op.f("ix_return_inspection_location_id_id"), "return_inspection", ["location_id", "id"], unique=False
    )
    op.add_column("invoice", sa.Column("return_authorization_id", sa.Uuid(), nullable=True))
    op.create_check_constraint(
        op.f("ck_invoice_returned_is_credited"),
        "invoice",
        "return_authorization_id is null or kind = 'CREDIT_NOTE'",
    )
    op.create_index(
        op.f("ix_invoice_return_authorization_id_id"), "invoice", ["return_authorization_id", "id"], unique=False
    )
    op.create_foreign_key(
        op.f("fk_invoice_company_id_return_authorization_id"),
        "invoice",
        "return_authorization",
        ["company_id", "return_authorization_id"],
        ["company_id", "id"],
    )
    op.drop_index(op.f("uq_stock_move_reverses_id"), table_name="stock_move")
    op.create_index(op.f("ix_stock_move_reverses_id_id"), "stock_move", ["reverses_id", "id"], unique=False)
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.return_authorization FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER touch BEFORE UPDATE ON public.return_authorization_line FOR EACH ROW EXECUTE FUNCTION touch()"
    )
    execute(
        "CREATE TRIGGER stock_move_undoes AFTER INSERT ON public.stock_move REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION stock_move_undoes()"
    )
    execute(
        "CREATE TRIGGER return_is_within_shipped AFTER INSERT ON public.return_authorization_line REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION return_is_within_shipped()"
    )
    execute(
        "CREATE TRIGGER return_is_fixed BEFORE DELETE OR UPDATE ON public.return_authorization FOR EACH ROW EXECUTE FUNCTION return_is_fixed()"
    )
    execute(
        "CREATE TRIGGER return_is_of_promised BEFORE INSERT ON public.return_authorization FOR EACH ROW EXECUTE FUNCTION return_is_of_promised()"
    )
    execute(
        "CREATE TRIGGER return_is_fixed BEFORE INSERT OR DELETE OR UPDATE ON public.return_authorization_line FOR EACH ROW EXECUTE FUNCTION return_line_is_fixed()"
    )
    execute(
        "CREATE TRIGGER return_inspected_within_received AFTER INSERT ON public.return_inspection REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION return_inspected_within_received()"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.return_authorization REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('ReturnAuthorization', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.return_authorization FOR EACH ROW EXECUTE FUNCTION audit('ReturnAuthorization', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.return_authorization_line REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('ReturnAuthorizationLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.return_authorization_line FOR EACH ROW EXECUTE FUNCTION audit('ReturnAuthorizationLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.return_inspection REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('ReturnInspection', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.return_inspection FOR EACH ROW EXECUTE FUNCTION audit('ReturnInspection', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.return_inspection FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.return_inspection FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute("revoke all on return_inspection from torso_app")
    execute("grant insert, select on return_inspection to torso_app")


def downgrade() -> None:
    """Undo it."""
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_receipts(moves uuid[])
     RETURNS void
     LANGUAGE sql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      insert into stock_value_entry (company_id, sku_id, move_id, kind, posted_on, quantity, currency, value, method, document_type,
        document_id)
      select move.company_id, move.sku_id, move.id, 'RECEIPT', move.posted_on, move.quantity, move.currency,
        case when held.method = 'STANDARD' then rounded(held.standard_cost * (held.quantity + move.until), move.digits, move.policy)
          - rounded(held.standard_cost * (held.quantity + move.until - move.quantity), move.digits, move.policy)
        else rounded(coalesce(gone.value / gone.quantity, move.unit_cost, held.unit_cost, sku.standard_cost, 0) * move.quantity,
          move.digits, move.policy) end,
        held.method, move.document_type, move.document_id
      from (
        select *, sum(quantity) over (partition by sku_id order by posted_on, id) as until from stock_moves_valued(moves)
        where incoming
      ) as move
      join stock_value as held on held.sku_id = move.sku_id join sku on sku.id = move.sku_id
      left join stock_value_entry as gone on gone.move_id = move.reverses_id and gone.kind = 'ISSUE'
      order by move.posted_on, move.id
    $function$
    """)
    execute("drop trigger stock_move_undoes on stock_move")
    op.drop_index(op.f("ix_stock_move_reverses_id_id"), table_name="stock_move")
    op.create_index(op.f("uq_stock_move_reverses_id"), "stock_move", ["reverses_id"], unique=True)
    op.drop_constraint(op.f("ck_invoice_returned_is_credited"), "invoice", type_="check")
    op.drop_constraint(op.f("fk_invoice_company_id_return_authorization_id"), "invoice", type_="foreignkey")
    op.drop_index(op.f("ix_invoice_return_authorization_id_id"), table_name="invoice")
    op.drop_column("invoice", "return_authorization_id")
    op.drop_index(op.f("ix_return_inspection_location_id_id"), table_name="return_inspection")
    op.drop_table("return_inspection")
    op.drop_index(op.f("ix_return_authorization_line_sku_id_id"), table_name="return_authorization_line")
    op.drop_index(op.f("ix_return_authorization_line_shipment_line_id_id"), table_name="return_authorization_line")
    op.drop_index(op.f("ix_return_authorization_line_sales_order_line_id_id"), table_name="return_authorization_line")
    op.drop_index(op.f("ix_return_authorization_line_lot_id_id"), table_name="return_authorization_line")
    op.drop_table("return_authorization_line")
    op.drop_index(op.f("ix_return_authorization_state_id"), table_name="return_authorization")
    op.drop_index(op.f("ix_return_authorization_sales_order_id_id"), table_name="return_authorization")
    op.drop_index(op.f("ix_return_authorization_replacement_order_id_id"), table_name="return_authorization")
    op.drop_index(op.f("ix_return_authorization_received_at_id"), table_name="return_authorization")
    op.drop_index(op.f("ix_return_authorization_number_id"), table_name="return_authorization")
    op.drop_index(op.f("ix_return_authorization_location_id_id"), table_name="return_authorization")
    op.drop_index(op.f("ix_return_authorization_customer_id_id"), table_name="return_authorization")
    op.drop_index(op.f("ix_return_authorization_company_id_state_id"), table_name="return_authorization")
    op.drop_index(op.f("ix_return_authorization_company_id_received_at_id"), table_name="return_authorization")
    op.drop_index(op.f("ix_return_authorization_company_id_number_id"), table_name="return_authorization")
    op.drop_table("return_authorization")
    execute("drop routine return_inspected_within_received()")
    execute("drop routine return_line_is_fixed()")
    execute("drop routine return_is_of_promised()")
    execute("drop routine return_is_fixed()")
    execute("drop routine return_is_within_shipped()")
    execute("drop routine stock_move_undoes()")
