"""Tell of what happens.

Revision 0096, after 0095.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.statement import execute

revision: str = "0096"
down_revision: str | None = "0095"


def upgrade() -> None:
    """Tell of what happens."""
    # Where the days of the feed are; the application gets no rights on them.
    execute("create schema events")
    op.create_table(
        "feed",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "topic",
            sa.Enum(
                "STOCK_LEVELS",
                "SALES_ORDERS",
                "PURCHASE_ORDERS",
                "SHIPMENTS",
                "INVOICES",
                "PAYMENTS",
                "STOCK_TRANSFERS",
                "GOODS_RECEIPTS",
                "RETURNS",
                "APPROVALS",
                "JOBS",
                "INTEGRITY",
                name="event_topic",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "ENTERED", "CHANGED", "REMOVED", name="event_kind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("entity_type", sa.Text(collation="C"), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("entity_version", sa.Integer(), nullable=False),
        sa.Column("from_state", sa.Text(collation="C"), nullable=True),
        sa.Column("to_state", sa.Text(collation="C"), nullable=True),
        sa.Column("figures", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("subject", sa.Text(collation="C"), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(collation="C"), nullable=False),
        sa.Column("client_id", sa.Text(collation="C"), nullable=True),
        sa.Column("request_id", sa.Text(collation="C"), nullable=True),
        sa.PrimaryKeyConstraint("position", "recorded_on", name=op.f("pk_feed")),
        postgresql_partition_by="range (recorded_on)",
    )
    op.create_index(op.f("ix_feed_company_id_position"), "feed", ["company_id", "position"], unique=False)
    op.create_index(op.f("ix_feed_entity_id_position"), "feed", ["entity_id", "position"], unique=False)
    op.create_index(
        op.f("ix_feed_party_id_position"),
        "feed",
        ["party_id", "position"],
        unique=False,
        postgresql_where=sa.text("party_id is not null"),
    )
    op.create_index(
        op.f("ix_feed_subject_position"),
        "feed",
        ["subject", "position"],
        unique=False,
        postgresql_where=sa.text("subject is not null"),
    )
    op.create_table(
        "feed_state",
        sa.Column("is_it", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("epoch", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("position", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("first_position", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("is_it", name=op.f("ck_feed_state_one_row")),
        sa.PrimaryKeyConstraint("is_it", name=op.f("pk_feed_state")),
    )
    op.create_table(
        "outbox",
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("transaction_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "topic",
            sa.Enum(
                "STOCK_LEVELS",
                "SALES_ORDERS",
                "PURCHASE_ORDERS",
                "SHIPMENTS",
                "INVOICES",
                "PAYMENTS",
                "STOCK_TRANSFERS",
                "GOODS_RECEIPTS",
                "RETURNS",
                "APPROVALS",
                "JOBS",
                "INTEGRITY",
                name="event_topic",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "ENTERED", "CHANGED", "REMOVED", name="event_kind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("entity_type", sa.Text(collation="C"), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("entity_version", sa.Integer(), nullable=False),
        sa.Column("from_state", sa.Text(collation="C"), nullable=True),
        sa.Column("to_state", sa.Text(collation="C"), nullable=True),
        sa.Column("figures", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("subject", sa.Text(collation="C"), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(collation="C"), nullable=False),
        sa.Column("client_id", sa.Text(collation="C"), nullable=True),
        sa.Column("request_id", sa.Text(collation="C"), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_outbox")),
        sa.UniqueConstraint("entity_id", "transaction_id", name=op.f("uq_outbox_entity_id_transaction_id")),
    )
    execute("""
    CREATE OR REPLACE FUNCTION public.outbox_write(topic text, entity_type text, done text, entity_id uuid, company_id uuid, version integer, from_state text, to_state text, party_id uuid, subject text, figures jsonb)
     RETURNS void
     LANGUAGE sql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      insert into outbox (transaction_id, topic, entity_type, kind, entity_id, company_id, entity_version, from_state, to_state,
        party_id, subject, figures, occurred_at, actor, client_id, request_id)
      values (pg_current_xact_id()::text::bigint, $1, $2, case $3 when 'INSERT' then 'ENTERED' when 'UPDATE' then 'CHANGED' else 'REMOVED' end,
        $4, $5, $6, $7, $8, $9, $10, $11, now(),
        coalesce(nullif(current_setting('app.actor', true), ''), 'database:' || session_user),
        nullif(current_setting('app.client', true), ''), nullif(current_setting('app.request', true), ''))
      on conflict (entity_id, transaction_id) do update set
        kind = case excluded.kind when 'REMOVED' then 'REMOVED' else outbox.kind end, entity_version = excluded.entity_version,
        to_state = excluded.to_state, party_id = excluded.party_id, figures = excluded.figures
    $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.feed_partition(of_day date)
     RETURNS void
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare partition text := 'day_' || to_char(of_day, 'YYYYMMDD');
    begin
      if to_regclass('events.' || partition) is null then
        execute format('create table events.%I (like feed including all)', partition);
        execute format('alter table feed attach partition events.%I for values from (%L) to (%L)', partition, of_day, of_day + 1);
      end if;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.feed_advance(at_most integer)
     RETURNS integer
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
     SET "TimeZone" TO 'UTC'
    AS $function$
    declare last bigint; moved integer;
    begin
      if not pg_try_advisory_xact_lock(hashtextextended('feed', 0)) then
        return -1;
      elsif not exists (select from outbox) then
        return 0;
      end if;
      perform feed_partition(current_date);
      select position into last from feed_state;
      with taken as (
        delete from outbox where seq in (select seq from outbox order by seq limit at_most) returning *
      ), given as (
        insert into feed (position, recorded_on, recorded_at, topic, kind, entity_type, entity_id, entity_version, from_state, to_state, figures, company_id, party_id, subject, occurred_at, actor, client_id, request_id)
        select last + row_number() over (order by seq), current_date, clock_timestamp(), topic, kind, entity_type, entity_id, entity_version, from_state, to_state, figures, company_id, party_id, subject, occurred_at, actor, client_id, request_id from taken
        returning position
      )
      select count(*) into moved from given;
      update feed_state set position = last + moved;
      perform pg_notify('feed', (last + moved)::text);
      return moved;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.feed_forget(age interval)
     RETURNS integer
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
     SET "TimeZone" TO 'UTC'
     SET lock_timeout TO '2s'
    AS $function$
    declare partition regclass; forgotten integer := 0;
    begin
      if age < interval '1 day' then
        raise exception using errcode = 'check_violation', message = format('events are kept for a day at least, not for %s', age);
      end if;
      perform pg_advisory_xact_lock(hashtextextended('feed', 0));
      for partition in select inhrelid::regclass from pg_inherits join pg_class on oid = inhrelid
        where inhparent = 'feed'::regclass and relname < 'day_' || to_char(now() - age, 'YYYYMMDD')
      loop
        execute format('drop table %s', partition);
        forgotten := forgotten + 1;
      end loop;
      update feed_state set first_position = coalesce((select min(position) from feed), position + 1) where forgotten > 0;
      return forgotten;
    end $function$
    """)
    execute(r"""
    CREATE OR REPLACE FUNCTION public.feed_cursor_stream(key bytea, seal bytea)
     RETURNS bigint
     LANGUAGE sql
     IMMUTABLE PARALLEL SAFE STRICT
    RETURN ((('x'::text || encode(substr(sha256(((key || '\x73747265616d'::bytea) || seal)), 1, 8), 'hex'::text)))::bit(64))::bigint
    """)
    execute(r"""
    CREATE OR REPLACE FUNCTION public.feed_cursor_seal(key bytea, at bigint)
     RETURNS text
     LANGUAGE sql
     STABLE STRICT
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      select translate(encode(epoch || seal || int8send($2 # feed_cursor_stream($1, epoch || seal)), 'base64'), E'+/=\n', '-_')
      from (
        select uuid_send(epoch) as epoch, substr(sha256($1 || 'seal' || uuid_send(epoch) || int8send($2)), 1, 16) as seal
        from feed_state
      ) as state
    $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.feed_cursor_open(key bytea, cursor text)
     RETURNS bigint
     LANGUAGE plpgsql
     STABLE STRICT
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare state feed_state; whole bytea; at bigint;
    begin
      select * into strict state from feed_state;
      if cursor !~ '^[A-Za-z0-9_-]{54}$' then
        raise exception using errcode = 'TF001', message = 'no cursor of the feed';
      end if;
      whole := decode(translate(cursor, '-_', '+/') || '==', 'base64');
      at := ('x' || encode(substr(whole, 33, 8), 'hex'))::bit(64)::bigint # feed_cursor_stream(key, substr(whole, 1, 32));
      if substr(whole, 17, 16) <> substr(sha256(key || 'seal'::bytea || substr(whole, 1, 16) || int8send(at)), 1, 16) then
        raise exception using errcode = 'TF001', message = 'no cursor of the feed';
      elsif substr(whole, 1, 16) <> uuid_send(state.epoch) or at < state.first_position - 1 or at > state.position then
        raise exception using errcode = 'TF002', message = 'the feed does not go on from there';
      end if;
      return at;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.feed_head()
     RETURNS bigint
     LANGUAGE sql
     STABLE
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      select position from feed_state
    $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.feed_begin_epoch()
     RETURNS uuid
     LANGUAGE sql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      update feed_state set epoch = gen_random_uuid() returning epoch
    $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.tell_of_stock_level()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare the stock_level := case when tg_op = 'DELETE' then old else new end;
    begin
      perform outbox_write('STOCK_LEVELS', 'StockLevel', tg_op, the.id, the.company_id, the.version,
        case when tg_op <> 'INSERT' then null end, case when tg_op <> 'DELETE' then null end,
        null, null, jsonb_strip_nulls(jsonb_build_object('onHand', the.on_hand::text, 'reserved', the.reserved::text, 'available', (the.on_hand - the.reserved)::text, 'sku', 'Sku:' || the.sku_id, 'location', 'Location:' || the.location_id, 'lot', 'Lot:' || the.lot_id)));
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.tell_of_sales_order()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare the sales_order := case when tg_op = 'DELETE' then old else new end;
    begin
      perform outbox_write('SALES_ORDERS', 'SalesOrder', tg_op, the.id, the.company_id, the.version,
        case when tg_op <> 'INSERT' then old.state end, case when tg_op <> 'DELETE' then new.state end,
        the.customer_id, null, jsonb_strip_nulls(jsonb_build_object('total', the.total_amount::text, 'currency', the.currency)));
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.tell_of_purchase_order()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare the purchase_order := case when tg_op = 'DELETE' then old else new end;
    begin
      perform outbox_write('PURCHASE_ORDERS', 'PurchaseOrder', tg_op, the.id, the.company_id, the.version,
        case when tg_op <> 'INSERT' then old.state end, case when tg_op <> 'DELETE' then new.state end,
        the.vendor_id, null, null);
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.tell_of_shipment()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare the shipment := case when tg_op = 'DELETE' then old else new end;
    begin
      perform outbox_write('SHIPMENTS', 'Shipment', tg_op, the.id, the.company_id, the.version,
        case when tg_op <> 'INSERT' then old.state end, case when tg_op <> 'DELETE' then new.state end,
        the.party_id, null, null);
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.tell_of_invoice()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare the invoice := case when tg_op = 'DELETE' then old else new end;
    begin
      perform outbox_write('INVOICES', 'Invoice', tg_op, the.id, the.company_id, the.version,
        case when tg_op <> 'INSERT' then old.state end, case when tg_op <> 'DELETE' then new.state end,
        the.party_id, null, jsonb_strip_nulls(jsonb_build_object('total', the.total_amount::text, 'currency', the.currency)));
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.tell_of_payment()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare the payment := case when tg_op = 'DELETE' then old else new end;
    begin
      perform outbox_write('PAYMENTS', 'Payment', tg_op, the.id, the.company_id, the.version,
        case when tg_op <> 'INSERT' then old.state end, case when tg_op <> 'DELETE' then new.state end,
        the.party_id, null, jsonb_strip_nulls(jsonb_build_object('amount', the.amount::text, 'currency', the.currency)));
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.tell_of_stock_transfer()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare the stock_transfer := case when tg_op = 'DELETE' then old else new end;
    begin
      perform outbox_write('STOCK_TRANSFERS', 'StockTransfer', tg_op, the.id, the.company_id, the.version,
        case when tg_op <> 'INSERT' then old.state end, case when tg_op <> 'DELETE' then new.state end,
        null, null, null);
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.tell_of_goods_receipt()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare the goods_receipt := case when tg_op = 'DELETE' then old else new end;
    begin
      perform outbox_write('GOODS_RECEIPTS', 'GoodsReceipt', tg_op, the.id, the.company_id, the.version,
        case when tg_op <> 'INSERT' then null end, case when tg_op <> 'DELETE' then null end,
        null, null, null);
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.tell_of_return_authorization()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare the return_authorization := case when tg_op = 'DELETE' then old else new end;
    begin
      perform outbox_write('RETURNS', 'ReturnAuthorization', tg_op, the.id, the.company_id, the.version,
        case when tg_op <> 'INSERT' then old.state end, case when tg_op <> 'DELETE' then new.state end,
        the.customer_id, null, null);
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.tell_of_vendor_return()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare the vendor_return := case when tg_op = 'DELETE' then old else new end;
    begin
      perform outbox_write('RETURNS', 'VendorReturn', tg_op, the.id, the.company_id, the.version,
        case when tg_op <> 'INSERT' then old.state end, case when tg_op <> 'DELETE' then new.state end,
        null, null, null);
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.tell_of_approval_request()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare the approval_request := case when tg_op = 'DELETE' then old else new end;
    begin
      perform outbox_write('APPROVALS', 'ApprovalRequest', tg_op, the.id, the.company_id, the.version,
        case when tg_op <> 'INSERT' then old.state end, case when tg_op <> 'DELETE' then new.state end,
        null, null, jsonb_strip_nulls(jsonb_build_object('document', the.document_type || ':' || the.document_id)));
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.tell_of_approval_task()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare the approval_task := case when tg_op = 'DELETE' then old else new end;
    begin
      perform outbox_write('APPROVALS', 'ApprovalTask', tg_op, the.id, the.company_id, the.version,
        case when tg_op <> 'INSERT' then null end, case when tg_op <> 'DELETE' then null end,
        null, the.user_id::text, null);
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.tell_of_job()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare the job := case when tg_op = 'DELETE' then old else new end;
    begin
      perform outbox_write('JOBS', 'Job', tg_op, the.id, the.company_id, the.version,
        case when tg_op <> 'INSERT' then old.state end, case when tg_op <> 'DELETE' then new.state end,
        null, the.requested_by, jsonb_strip_nulls(jsonb_build_object('kind', the.kind, 'progressDone', the.progress_done, 'progressTotal', the.progress_total)));
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.tell_of_integrity_report()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare the integrity_report := case when tg_op = 'DELETE' then old else new end;
    begin
      perform outbox_write('INTEGRITY', 'IntegrityReport', tg_op, the.id, the.company_id, the.version,
        case when tg_op <> 'INSERT' then null end, case when tg_op <> 'DELETE' then null end,
        null, null, jsonb_strip_nulls(jsonb_build_object('holds', the.holds)));
      return null;
    end $function$
    """)
    execute(
        "CREATE TRIGGER tell_insert AFTER INSERT ON public.stock_level FOR EACH ROW EXECUTE FUNCTION tell_of_stock_level()"
    )
    execute(
        "CREATE TRIGGER tell_update AFTER UPDATE ON public.stock_level FOR EACH ROW WHEN (((old.on_hand IS DISTINCT FROM new.on_hand) OR (old.reserved IS DISTINCT FROM new.reserved))) EXECUTE FUNCTION tell_of_stock_level()"
    )
    execute(
        "CREATE TRIGGER tell_delete AFTER DELETE ON public.stock_level FOR EACH ROW EXECUTE FUNCTION tell_of_stock_level()"
    )
    execute(
        "CREATE TRIGGER tell_insert AFTER INSERT ON public.sales_order FOR EACH ROW EXECUTE FUNCTION tell_of_sales_order()"
    )
    execute(
        "CREATE TRIGGER tell_update AFTER UPDATE ON public.sales_order FOR EACH ROW EXECUTE FUNCTION tell_of_sales_order()"
    )
    execute(
        "CREATE TRIGGER tell_delete AFTER DELETE ON public.sales_order FOR EACH ROW EXECUTE FUNCTION tell_of_sales_order()"
    )
    execute(
        "CREATE TRIGGER tell_insert AFTER INSERT ON public.purchase_order FOR EACH ROW EXECUTE FUNCTION tell_of_purchase_order()"
    )
    execute(
        "CREATE TRIGGER tell_update AFTER UPDATE ON public.purchase_order FOR EACH ROW EXECUTE FUNCTION tell_of_purchase_order()"
    )
    execute(
        "CREATE TRIGGER tell_delete AFTER DELETE ON public.purchase_order FOR EACH ROW EXECUTE FUNCTION tell_of_purchase_order()"
    )
    execute(
        "CREATE TRIGGER tell_insert AFTER INSERT ON public.shipment FOR EACH ROW EXECUTE FUNCTION tell_of_shipment()"
    )
    execute(
        "CREATE TRIGGER tell_update AFTER UPDATE ON public.shipment FOR EACH ROW EXECUTE FUNCTION tell_of_shipment()"
    )
    execute(
        "CREATE TRIGGER tell_delete AFTER DELETE ON public.shipment FOR EACH ROW EXECUTE FUNCTION tell_of_shipment()"
    )
    execute("CREATE TRIGGER tell_insert AFTER INSERT ON public.invoice FOR EACH ROW EXECUTE FUNCTION tell_of_invoice()")
    execute("CREATE TRIGGER tell_update AFTER UPDATE ON public.invoice FOR EACH ROW EXECUTE FUNCTION tell_of_invoice()")
    execute("CREATE TRIGGER tell_delete AFTER DELETE ON public.invoice FOR EACH ROW EXECUTE FUNCTION tell_of_invoice()")
    execute("CREATE TRIGGER tell_insert AFTER INSERT ON public.payment FOR EACH ROW EXECUTE FUNCTION tell_of_payment()")
    execute("CREATE TRIGGER tell_update AFTER UPDATE ON public.payment FOR EACH ROW EXECUTE FUNCTION tell_of_payment()")
    execute("CREATE TRIGGER tell_delete AFTER DELETE ON public.payment FOR EACH ROW EXECUTE FUNCTION tell_of_payment()")
    execute(
        "CREATE TRIGGER tell_insert AFTER INSERT ON public.stock_transfer FOR EACH ROW EXECUTE FUNCTION tell_of_stock_transfer()"
    )
    execute(
        "CREATE TRIGGER tell_update AFTER UPDATE ON public.stock_transfer FOR EACH ROW EXECUTE FUNCTION tell_of_stock_transfer()"
    )
    execute(
        "CREATE TRIGGER tell_delete AFTER DELETE ON public.stock_transfer FOR EACH ROW EXECUTE FUNCTION tell_of_stock_transfer()"
    )
    execute(
        "CREATE TRIGGER tell_insert AFTER INSERT ON public.goods_receipt FOR EACH ROW EXECUTE FUNCTION tell_of_goods_receipt()"
    )
    execute(
        "CREATE TRIGGER tell_update AFTER UPDATE ON public.goods_receipt FOR EACH ROW EXECUTE FUNCTION tell_of_goods_receipt()"
    )
    execute(
        "CREATE TRIGGER tell_delete AFTER DELETE ON public.goods_receipt FOR EACH ROW EXECUTE FUNCTION tell_of_goods_receipt()"
    )
    execute(
        "CREATE TRIGGER tell_insert AFTER INSERT ON public.return_authorization FOR EACH ROW EXECUTE FUNCTION tell_of_return_authorization()"
    )
    execute(
        "CREATE TRIGGER tell_update AFTER UPDATE ON public.return_authorization FOR EACH ROW EXECUTE FUNCTION tell_of_return_authorization()"
    )
    execute(
        "CREATE TRIGGER tell_delete AFTER DELETE ON public.return_authorization FOR EACH ROW EXECUTE FUNCTION tell_of_return_authorization()"
    )
    execute(
        "CREATE TRIGGER tell_insert AFTER INSERT ON public.vendor_return FOR EACH ROW EXECUTE FUNCTION tell_of_vendor_return()"
    )
    execute(
        "CREATE TRIGGER tell_update AFTER UPDATE ON public.vendor_return FOR EACH ROW EXECUTE FUNCTION tell_of_vendor_return()"
    )
    execute(
        "CREATE TRIGGER tell_delete AFTER DELETE ON public.vendor_return FOR EACH ROW EXECUTE FUNCTION tell_of_vendor_return()"
    )
    execute(
        "CREATE TRIGGER tell_insert AFTER INSERT ON public.approval_request FOR EACH ROW EXECUTE FUNCTION tell_of_approval_request()"
    )
    execute(
        "CREATE TRIGGER tell_update AFTER UPDATE ON public.approval_request FOR EACH ROW EXECUTE FUNCTION tell_of_approval_request()"
    )
    execute(
        "CREATE TRIGGER tell_delete AFTER DELETE ON public.approval_request FOR EACH ROW EXECUTE FUNCTION tell_of_approval_request()"
    )
    execute(
        "CREATE TRIGGER tell_insert AFTER INSERT ON public.approval_task FOR EACH ROW EXECUTE FUNCTION tell_of_approval_task()"
    )
    execute(
        "CREATE TRIGGER tell_update AFTER UPDATE ON public.approval_task FOR EACH ROW EXECUTE FUNCTION tell_of_approval_task()"
    )
    execute(
        "CREATE TRIGGER tell_delete AFTER DELETE ON public.approval_task FOR EACH ROW EXECUTE FUNCTION tell_of_approval_task()"
    )
    execute("CREATE TRIGGER tell_insert AFTER INSERT ON public.job FOR EACH ROW EXECUTE FUNCTION tell_of_job()")
    execute(
        "CREATE TRIGGER tell_update AFTER UPDATE ON public.job FOR EACH ROW WHEN ((((old.state)::text IS DISTINCT FROM (new.state)::text) OR (old.progress_done IS DISTINCT FROM new.progress_done) OR (old.progress_total IS DISTINCT FROM new.progress_total))) EXECUTE FUNCTION tell_of_job()"
    )
    execute("CREATE TRIGGER tell_delete AFTER DELETE ON public.job FOR EACH ROW EXECUTE FUNCTION tell_of_job()")
    execute(
        "CREATE TRIGGER tell_insert AFTER INSERT ON public.integrity_report FOR EACH ROW WHEN ((NOT new.holds)) EXECUTE FUNCTION tell_of_integrity_report()"
    )
    execute(
        "CREATE TRIGGER tell_update AFTER UPDATE ON public.integrity_report FOR EACH ROW WHEN ((NOT new.holds)) EXECUTE FUNCTION tell_of_integrity_report()"
    )
    execute(
        "CREATE TRIGGER tell_delete AFTER DELETE ON public.integrity_report FOR EACH ROW WHEN ((NOT old.holds)) EXECUTE FUNCTION tell_of_integrity_report()"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.feed FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.feed FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute("revoke all on feed from torso_app")
    execute("grant select on feed to torso_app")
    execute("revoke all on feed_state from torso_app")
    execute("grant select on feed_state to torso_app")
    execute("revoke all on outbox from torso_app")
    execute("grant select on outbox to torso_app")
    execute("insert into feed_state default values")


def downgrade() -> None:
    """Undo it."""
    execute("drop trigger tell_insert on stock_level")
    execute("drop trigger tell_update on stock_level")
    execute("drop trigger tell_delete on stock_level")
    execute("drop trigger tell_insert on sales_order")
    execute("drop trigger tell_update on sales_order")
    execute("drop trigger tell_delete on sales_order")
    execute("drop trigger tell_insert on purchase_order")
    execute("drop trigger tell_update on purchase_order")
    execute("drop trigger tell_delete on purchase_order")
    execute("drop trigger tell_insert on shipment")
    execute("drop trigger tell_update on shipment")
    execute("drop trigger tell_delete on shipment")
    execute("drop trigger tell_insert on invoice")
    execute("drop trigger tell_update on invoice")
    execute("drop trigger tell_delete on invoice")
    execute("drop trigger tell_insert on payment")
    execute("drop trigger tell_update on payment")
    execute("drop trigger tell_delete on payment")
    execute("drop trigger tell_insert on stock_transfer")
    execute("drop trigger tell_update on stock_transfer")
    execute("drop trigger tell_delete on stock_transfer")
    execute("drop trigger tell_insert on goods_receipt")
    execute("drop trigger tell_update on goods_receipt")
    execute("drop trigger tell_delete on goods_receipt")
    execute("drop trigger tell_insert on return_authorization")
    execute("drop trigger tell_update on return_authorization")
    execute("drop trigger tell_delete on return_authorization")
    execute("drop trigger tell_insert on vendor_return")
    execute("drop trigger tell_update on vendor_return")
    execute("drop trigger tell_delete on vendor_return")
    execute("drop trigger tell_insert on approval_request")
    execute("drop trigger tell_update on approval_request")
    execute("drop trigger tell_delete on approval_request")
    execute("drop trigger tell_insert on approval_task")
    execute("drop trigger tell_update on approval_task")
    execute("drop trigger tell_delete on approval_task")
    execute("drop trigger tell_insert on job")
    execute("drop trigger tell_update on job")
    execute("drop trigger tell_delete on job")
    execute("drop trigger tell_insert on integrity_report")
    execute("drop trigger tell_update on integrity_report")
    execute("drop trigger tell_delete on integrity_report")
    op.drop_table("outbox")
    op.drop_table("feed_state")
    op.drop_index(op.f("ix_feed_subject_position"), table_name="feed", postgresql_where=sa.text("subject is not null"))
    op.drop_index(
        op.f("ix_feed_party_id_position"), table_name="feed", postgresql_where=sa.text("party_id is not null")
    )
    op.drop_index(op.f("ix_feed_entity_id_position"), table_name="feed")
    op.drop_index(op.f("ix_feed_company_id_position"), table_name="feed")
    op.drop_table("feed")
    execute("drop schema events")
    execute("drop routine tell_of_integrity_report()")
    execute("drop routine tell_of_job()")
    execute("drop routine tell_of_approval_task()")
    execute("drop routine tell_of_approval_request()")
    execute("drop routine tell_of_vendor_return()")
    execute("drop routine tell_of_return_authorization()")
    execute("drop routine tell_of_goods_receipt()")
    execute("drop routine tell_of_stock_transfer()")
    execute("drop routine tell_of_payment()")
    execute("drop routine tell_of_invoice()")
    execute("drop routine tell_of_shipment()")
    execute("drop routine tell_of_purchase_order()")
    execute("drop routine tell_of_sales_order()")
    execute("drop routine tell_of_stock_level()")
    execute("drop routine feed_begin_epoch()")
    execute("drop routine feed_head()")
    execute("drop routine feed_cursor_open(bytea,text)")
    execute("drop routine feed_cursor_seal(bytea,bigint)")
    execute("drop routine feed_cursor_stream(bytea,bytea)")
    execute("drop routine feed_forget(interval)")
    execute("drop routine feed_advance(integer)")
    execute("drop routine feed_partition(date)")
    execute("drop routine outbox_write(text,text,text,uuid,uuid,integer,text,text,uuid,text,jsonb)")
