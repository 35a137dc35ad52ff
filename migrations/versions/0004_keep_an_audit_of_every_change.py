"""Keep an audit of every change.

Revision 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.statement import execute

revision: str = "0004"
down_revision: str | None = "0003"


def upgrade() -> None:
    """Keep an audit of every change."""
    execute("""
    CREATE OR REPLACE FUNCTION public.audit()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
     SET "TimeZone" TO 'UTC'
    AS $function$
    declare
      was jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
      becomes jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
      whole jsonb := coalesce(becomes, was);
      company uuid := (whole ->> case when tg_table_name = 'company' then 'id' else 'company_id' end)::uuid;
    begin
      was := was - tg_argv[1:];
      becomes := becomes - tg_argv[1:];
      if tg_op = 'UPDATE' then
        select jsonb_object_agg(key, b.value), jsonb_object_agg(key, a.value) into was, becomes
          from jsonb_each(was) as b join jsonb_each(becomes) as a using (key) where b.value is distinct from a.value;
        if becomes is null then
          return null;
        end if;
      end if;
      with entry as (
        insert into audit_entry (company_id, operation, entity_type, entity_id, entity_version, before, after,
          actor, actor_name, client_id, request_id, reason)
        values (company, tg_op, tg_argv[0], (whole ->> 'id')::uuid, (whole ->> 'version')::integer, was, becomes,
          coalesce(nullif(current_setting('app.actor', true), ''), 'database:' || session_user), nullif(current_setting('app.actor_name', true), ''),
          nullif(current_setting('app.client', true), ''), nullif(current_setting('app.request', true), ''),
          nullif(current_setting('app.reason', true), ''))
        returning id
      )
      insert into audit_unsealed (entry_id) select id from entry;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.audit_refusal(operation text, attempted text, code text, facts jsonb, entity_type text, entity_id uuid, company_id uuid, actor text, actor_name text, client_id text, request_id text, reason text)
     RETURNS uuid
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare made uuid;
    begin
      if operation not in ('REFUSED', 'DENIED') then
        raise exception using errcode = 'check_violation', message = format('%s is no refusal', operation);
      end if;
      insert into audit_entry (operation, attempted, code, facts, entity_type, entity_id, company_id,
        actor, actor_name, client_id, request_id, reason)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning id into made;
      insert into audit_unsealed (entry_id) values (made);
      return made;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.audit_digest(previous bytea, entry jsonb)
     RETURNS bytea
     LANGUAGE sql
     IMMUTABLE PARALLEL SAFE STRICT
    RETURN sha256((previous || convert_to((jsonb_strip_nulls((entry || jsonb_build_object('before', (entry ->> 'before'::text), 'after', (entry ->> 'after'::text), 'facts', (entry ->> 'facts'::text)))))::text, 'UTF8'::name)))
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.audit_seal(at_most integer)
     RETURNS integer
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
     SET "TimeZone" TO 'UTC'
    AS $function$
    declare
      entry record;
      place bigint;
      link bytea;
      sealed integer := 0;
    begin
      if not pg_try_advisory_xact_lock(hashtext('audit_seal')) then
        return 0;
      end if;
      select position, hash into place, link from audit_seal order by position desc limit 1;
      place := coalesce(place, 0);
      link := coalesce(link, ''::bytea);
      for entry in
        with taken as (
          delete from audit_unsealed where entry_id in (select entry_id from audit_unsealed order by entry_id limit at_most)
          returning entry_id
        )
        select e.id, to_jsonb(e) as content from audit_entry as e join taken on taken.entry_id = e.id order by e.id
      loop
        place := place + 1;
        link := audit_digest(link, entry.content);
        insert into audit_seal (position, entry_id, hash) values (place, entry.id, link);
        sealed := sealed + 1;
      end loop;
      return sealed;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.audit_first_break()
     RETURNS text
     LANGUAGE plpgsql
     STABLE
     SET search_path TO 'public', 'pg_temp'
     SET "TimeZone" TO 'UTC'
    AS $function$
    declare broken record;
    begin
      select into broken * from (
        select s.position, s.entry_id, s.hash, e.id as entry, to_jsonb(e) as content,
          lag(s.position, 1, 0::bigint) over chain as place_before, lag(s.hash, 1, ''::bytea) over chain as link_before
        from audit_seal as s left join audit_entry as e on e.id = s.entry_id
        window chain as (order by s.position)
      ) as link
      where position <> place_before + 1 or entry is null or hash <> audit_digest(link_before, content)
      order by position limit 1;
      if found then
        return format('%s: %s AuditEntry:%s', broken.position, case
          when broken.position <> broken.place_before + 1 then 'SEAL_MISSING before'
          when broken.entry is null then 'ENTRY_MISSING' else 'ENTRY_CHANGED' end, broken.entry_id);
      end if;
      select into broken h.position from audit_head as h left join audit_seal as s using (position)
        where s.hash is distinct from h.hash order by h.position limit 1;
      if found then
        return format('%s: HEAD_LOST', broken.position);
      end if;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.audit_shown(value jsonb)
     RETURNS jsonb
     LANGUAGE sql
     IMMUTABLE PARALLEL SAFE STRICT
    RETURN (SELECT jsonb_object_agg((lower("left"(each.key, 1)) || substr(replace(initcap(replace(each.key, '_'::text, ' '::text)), ' '::text, ''::text), 2)), CASE jsonb_typeof(each.field) WHEN 'number'::text THEN to_jsonb((each.field #>> '{}'::text[])) ELSE each.field END) AS jsonb_object_agg FROM jsonb_each(audit_shown.value) each(key, field))
    """)
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column(
            "operation",
            sa.Enum(
                "INSERT",
                "UPDATE",
                "DELETE",
                "REFUSED",
                "DENIED",
                name="audit_operation",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("entity_type", sa.Text(collation="C"), nullable=True),
        sa.Column("entity_id", sa.Uuid(), nullable=True),
        sa.Column("entity_version", sa.Integer(), nullable=True),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("attempted", sa.Text(collation="C"), nullable=True),
        sa.Column("code", sa.Text(collation="C"), nullable=True),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("actor", sa.Text(collation="C"), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=True),
        sa.Column("client_id", sa.Text(collation="C"), nullable=True),
        sa.Column("request_id", sa.Text(collation="C"), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column(
            "recorded_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index(op.f("ix_audit_entry_actor_id"), "audit_entry", ["actor", "id"], unique=False)
    op.create_index(op.f("ix_audit_entry_company_id_id"), "audit_entry", ["company_id", "id"], unique=False)
    op.create_index(op.f("ix_audit_entry_entity_id_id"), "audit_entry", ["entity_id", "id"], unique=False)
    op.create_index(op.f("ix_audit_entry_entity_type_id"), "audit_entry", ["entity_type", "id"], unique=False)
    op.create_index(
        op.f("ix_audit_entry_operation_id"),
        "audit_entry",
        ["operation", "id"],
        unique=False,
        postgresql_where=sa.text("operation in ('DELETE', 'REFUSED', 'DENIED')"),
    )
    op.create_index(
        op.f("ix_audit_entry_recorded_at"), "audit_entry", ["recorded_at"], unique=False, postgresql_using="brin"
    )
    op.create_index(op.f("ix_audit_entry_request_id"), "audit_entry", ["request_id"], unique=False)
    op.create_table(
        "audit_head",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "audit_unsealed",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_audit_unsealed")),
    )
    op.create_table(
        "audit_seal",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["audit_entry.id"], name=op.f("fk_audit_seal_entry_id")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit_seal")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_audit_seal_entry_id")),
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.address FOR EACH ROW EXECUTE FUNCTION audit('Address', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'city_key')"
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.attachment FOR EACH ROW EXECUTE FUNCTION audit('Attachment', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.barcode FOR EACH ROW EXECUTE FUNCTION audit('Barcode', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.company FOR EACH ROW EXECUTE FUNCTION audit('Company', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.contact FOR EACH ROW EXECUTE FUNCTION audit('Contact', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.country FOR EACH ROW EXECUTE FUNCTION audit('Country', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.currency FOR EACH ROW EXECUTE FUNCTION audit('Currency', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.exchange_rate FOR EACH ROW EXECUTE FUNCTION audit('ExchangeRate', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.external_reference FOR EACH ROW EXECUTE FUNCTION audit('ExternalReference', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.file FOR EACH ROW EXECUTE FUNCTION audit('File', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.location FOR EACH ROW EXECUTE FUNCTION audit('Location', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'holds_stock')"
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.lot FOR EACH ROW EXECUTE FUNCTION audit('Lot', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.notification_preference FOR EACH ROW EXECUTE FUNCTION audit('NotificationPreference', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.number_series FOR EACH ROW EXECUTE FUNCTION audit('NumberSeries', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.party FOR EACH ROW EXECUTE FUNCTION audit('Party', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key', 'search_vector')"
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.party_role FOR EACH ROW EXECUTE FUNCTION audit('PartyRole', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.product FOR EACH ROW EXECUTE FUNCTION audit('Product', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key', 'search_vector')"
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.product_category FOR EACH ROW EXECUTE FUNCTION audit('ProductCategory', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.purchase_order FOR EACH ROW EXECUTE FUNCTION audit('PurchaseOrder', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.purchase_order_line FOR EACH ROW EXECUTE FUNCTION audit('PurchaseOrderLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.role FOR EACH ROW EXECUTE FUNCTION audit('Role', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.sales_order FOR EACH ROW EXECUTE FUNCTION audit('SalesOrder', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.sales_order_line FOR EACH ROW EXECUTE FUNCTION audit('SalesOrderLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.sku FOR EACH ROW EXECUTE FUNCTION audit('Sku', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key', 'search_vector')"
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.stock_move FOR EACH ROW EXECUTE FUNCTION audit('StockMove', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.unit FOR EACH ROW EXECUTE FUNCTION audit('Unit', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.unit_conversion FOR EACH ROW EXECUTE FUNCTION audit('UnitConversion', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.user_account FOR EACH ROW EXECUTE FUNCTION audit('User', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.user_role FOR EACH ROW EXECUTE FUNCTION audit('UserRole', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.vendor_product FOR EACH ROW EXECUTE FUNCTION audit('VendorProduct', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.warehouse FOR EACH ROW EXECUTE FUNCTION audit('Warehouse', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.audit_entry FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.audit_entry FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.audit_seal FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.audit_seal FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.audit_head FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.audit_head FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute("revoke all on audit_entry from torso_app")
    execute("grant select on audit_entry to torso_app")
    execute("revoke all on audit_head from torso_app")
    execute("grant insert, select on audit_head to torso_app")
    execute("revoke all on audit_seal from torso_app")
    execute("grant select on audit_seal to torso_app")
    execute("revoke all on audit_unsealed from torso_app")
    execute("grant select on audit_unsealed to torso_app")


def downgrade() -> None:
    """Undo it."""
    execute("drop trigger audit on address")
    execute("drop trigger audit on attachment")
    execute("drop trigger audit on barcode")
    execute("drop trigger audit on company")
    execute("drop trigger audit on contact")
    execute("drop trigger audit on country")
    execute("drop trigger audit on currency")
    execute("drop trigger audit on exchange_rate")
    execute("drop trigger audit on external_reference")
    execute("drop trigger audit on file")
    execute("drop trigger audit on location")
    execute("drop trigger audit on lot")
    execute("drop trigger audit on notification_preference")
    execute("drop trigger audit on number_series")
    execute("drop trigger audit on party")
    execute("drop trigger audit on party_role")
    execute("drop trigger audit on product")
    execute("drop trigger audit on product_category")
    execute("drop trigger audit on purchase_order")
    execute("drop trigger audit on purchase_order_line")
    execute("drop trigger audit on role")
    execute("drop trigger audit on sales_order")
    execute("drop trigger audit on sales_order_line")
    execute("drop trigger audit on sku")
    execute("drop trigger audit on stock_move")
    execute("drop trigger audit on unit")
    execute("drop trigger audit on unit_conversion")
    execute("drop trigger audit on user_account")
    execute("drop trigger audit on user_role")
    execute("drop trigger audit on vendor_product")
    execute("drop trigger audit on warehouse")
    op.drop_table("audit_seal")
    op.drop_table("audit_unsealed")
    op.drop_table("audit_head")
    op.drop_index(op.f("ix_audit_entry_request_id"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_recorded_at"), table_name="audit_entry", postgresql_using="brin")
    op.drop_index(
        op.f("ix_audit_entry_operation_id"),
        table_name="audit_entry",
        postgresql_where=sa.text("operation in ('DELETE', 'REFUSED', 'DENIED')"),
    )
    op.drop_index(op.f("ix_audit_entry_entity_type_id"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_entity_id_id"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_company_id_id"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_actor_id"), table_name="audit_entry")
    op.drop_table("audit_entry")
    execute("drop function audit_shown(jsonb)")
    execute("drop function audit_first_break()")
    execute("drop function audit_seal(integer)")
    execute("drop function audit_digest(bytea,jsonb)")
    execute("drop function audit_refusal(text,text,text,jsonb,text,uuid,uuid,text,text,text,text,text)")
    execute("drop function audit()")
