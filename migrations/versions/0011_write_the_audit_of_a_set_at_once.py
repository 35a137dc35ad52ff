"""Write the audit of a set at once.

Revision 0011, after 0010.
"""

from migrations.statement import execute

revision: str = "0011"
down_revision: str | None = "0010"


def upgrade() -> None:
    """Write the audit of a set at once."""
    execute("""
    CREATE OR REPLACE FUNCTION public.audit()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
     SET "TimeZone" TO 'UTC'
    AS $function$
    declare
      was jsonb := to_jsonb(old);
      becomes jsonb := case when tg_op = 'UPDATE' then to_jsonb(new) end;
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
    CREATE OR REPLACE FUNCTION public.audit_inserts()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
     SET "TimeZone" TO 'UTC'
    AS $function$
    begin
      with entry as (
        insert into audit_entry (company_id, operation, entity_type, entity_id, entity_version, after,
          actor, actor_name, client_id, request_id, reason)
        select (whole ->> case when tg_table_name = 'company' then 'id' else 'company_id' end)::uuid, tg_op, tg_argv[0],
          (whole ->> 'id')::uuid, (whole ->> 'version')::integer, whole - tg_argv[1:],
          coalesce(nullif(current_setting('app.actor', true), ''), 'database:' || session_user), nullif(current_setting('app.actor_name', true), ''),
          nullif(current_setting('app.client', true), ''), nullif(current_setting('app.request', true), ''),
          nullif(current_setting('app.reason', true), '')
          from (select to_jsonb(entered) as whole from entered) as rows
        returning id
      )
      insert into audit_unsealed (entry_id) select id from entry;
      return null;
    end $function$
    """)
    execute("drop trigger audit on address")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.address FOR EACH ROW EXECUTE FUNCTION audit('Address', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'city_key')"
    )
    execute("drop trigger audit on attachment")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.attachment FOR EACH ROW EXECUTE FUNCTION audit('Attachment', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit on barcode")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.barcode FOR EACH ROW EXECUTE FUNCTION audit('Barcode', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit on company")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.company FOR EACH ROW EXECUTE FUNCTION audit('Company', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit on contact")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.contact FOR EACH ROW EXECUTE FUNCTION audit('Contact', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute("drop trigger audit on country")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.country FOR EACH ROW EXECUTE FUNCTION audit('Country', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit on currency")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.currency FOR EACH ROW EXECUTE FUNCTION audit('Currency', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit on exchange_rate")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.exchange_rate FOR EACH ROW EXECUTE FUNCTION audit('ExchangeRate', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit on external_reference")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.external_reference FOR EACH ROW EXECUTE FUNCTION audit('ExternalReference', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit on file")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.file FOR EACH ROW EXECUTE FUNCTION audit('File', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit on location")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.location FOR EACH ROW EXECUTE FUNCTION audit('Location', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'holds_stock')"
    )
    execute("drop trigger audit on lot")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.lot FOR EACH ROW EXECUTE FUNCTION audit('Lot', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit on notification_preference")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.notification_preference FOR EACH ROW EXECUTE FUNCTION audit('NotificationPreference', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit on number_series")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.number_series FOR EACH ROW EXECUTE FUNCTION audit('NumberSeries', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit on party")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.party FOR EACH ROW EXECUTE FUNCTION audit('Party', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key', 'search_vector')"
    )
    execute("drop trigger audit on party_role")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.party_role FOR EACH ROW EXECUTE FUNCTION audit('PartyRole', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit on product")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.product FOR EACH ROW EXECUTE FUNCTION audit('Product', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key', 'search_vector')"
    )
    execute("drop trigger audit on product_category")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.product_category FOR EACH ROW EXECUTE FUNCTION audit('ProductCategory', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute("drop trigger audit on purchase_order")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.purchase_order FOR EACH ROW EXECUTE FUNCTION audit('PurchaseOrder', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit on purchase_order_line")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.purchase_order_line FOR EACH ROW EXECUTE FUNCTION audit('PurchaseOrderLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit on role")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.role FOR EACH ROW EXECUTE FUNCTION audit('Role', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit on sales_order")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.sales_order FOR EACH ROW EXECUTE FUNCTION audit('SalesOrder', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit on sales_order_line")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.sales_order_line FOR EACH ROW EXECUTE FUNCTION audit('SalesOrderLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit on sku")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.sku FOR EACH ROW EXECUTE FUNCTION audit('Sku', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key', 'search_vector')"
    )
    execute("drop trigger audit on stock_move")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.stock_move FOR EACH ROW EXECUTE FUNCTION audit('StockMove', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit on unit")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.unit FOR EACH ROW EXECUTE FUNCTION audit('Unit', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit on unit_conversion")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.unit_conversion FOR EACH ROW EXECUTE FUNCTION audit('UnitConversion', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit on user_account")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.user_account FOR EACH ROW EXECUTE FUNCTION audit('User', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit on user_role")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.user_role FOR EACH ROW EXECUTE FUNCTION audit('UserRole', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit on vendor_product")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.vendor_product FOR EACH ROW EXECUTE FUNCTION audit('VendorProduct', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit on warehouse")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.warehouse FOR EACH ROW EXECUTE FUNCTION audit('Warehouse', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute("drop trigger audit on stock_adjustment")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.stock_adjustment FOR EACH ROW EXECUTE FUNCTION audit('StockAdjustment', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit on external_system")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.external_system FOR EACH ROW EXECUTE FUNCTION audit('ExternalSystem', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit on field_ownership")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.field_ownership FOR EACH ROW EXECUTE FUNCTION audit('FieldOwnership', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit on import_mapping")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.import_mapping FOR EACH ROW EXECUTE FUNCTION audit('ImportMapping', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit on migrated_credit")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.migrated_credit FOR EACH ROW EXECUTE FUNCTION audit('MigratedCredit', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit on migrated_credit_line")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.migrated_credit_line FOR EACH ROW EXECUTE FUNCTION audit('MigratedCreditLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit on import_job")
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.import_job FOR EACH ROW EXECUTE FUNCTION audit('ImportJob', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.address REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('Address', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'city_key')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.attachment REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('Attachment', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.barcode REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('Barcode', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.company REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('Company', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.contact REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('Contact', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.country REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('Country', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.currency REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('Currency', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.exchange_rate REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('ExchangeRate', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.external_reference REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('ExternalReference', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.external_system REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('ExternalSystem', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.field_ownership REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('FieldOwnership', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.file REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('File', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.import_job REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('ImportJob', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.import_mapping REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('ImportMapping', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.location REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('Location', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'holds_stock')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.lot REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('Lot', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.migrated_credit REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('MigratedCredit', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.migrated_credit_line REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('MigratedCreditLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.notification_preference REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('NotificationPreference', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.number_series REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('NumberSeries', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.party REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('Party', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key', 'search_vector')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.party_role REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('PartyRole', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.product REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('Product', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key', 'search_vector')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.product_category REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('ProductCategory', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.purchase_order REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('PurchaseOrder', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.purchase_order_line REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('PurchaseOrderLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.role REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('Role', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.sales_order REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('SalesOrder', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.sales_order_line REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('SalesOrderLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.sku REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('Sku', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key', 'search_vector')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.stock_adjustment REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('StockAdjustment', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.stock_move REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('StockMove', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.unit REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('Unit', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.unit_conversion REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('UnitConversion', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.user_account REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('User', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.user_role REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('UserRole', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.vendor_product REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('VendorProduct', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.warehouse REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('Warehouse', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )


def downgrade() -> None:
    """Undo it."""
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
    execute("drop trigger audit_inserts on address")
    execute("drop trigger audit on address")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.address FOR EACH ROW EXECUTE FUNCTION audit('Address', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'city_key')"
    )
    execute("drop trigger audit_inserts on attachment")
    execute("drop trigger audit on attachment")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.attachment FOR EACH ROW EXECUTE FUNCTION audit('Attachment', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit_inserts on barcode")
    execute("drop trigger audit on barcode")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.barcode FOR EACH ROW EXECUTE FUNCTION audit('Barcode', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit_inserts on company")
    execute("drop trigger audit on company")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.company FOR EACH ROW EXECUTE FUNCTION audit('Company', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit_inserts on contact")
    execute("drop trigger audit on contact")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.contact FOR EACH ROW EXECUTE FUNCTION audit('Contact', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute("drop trigger audit_inserts on country")
    execute("drop trigger audit on country")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.country FOR EACH ROW EXECUTE FUNCTION audit('Country', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit_inserts on currency")
    execute("drop trigger audit on currency")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.currency FOR EACH ROW EXECUTE FUNCTION audit('Currency', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit_inserts on exchange_rate")
    execute("drop trigger audit on exchange_rate")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.exchange_rate FOR EACH ROW EXECUTE FUNCTION audit('ExchangeRate', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit_inserts on external_reference")
    execute("drop trigger audit on external_reference")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.external_reference FOR EACH ROW EXECUTE FUNCTION audit('ExternalReference', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit_inserts on external_system")
    execute("drop trigger audit on external_system")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.external_system FOR EACH ROW EXECUTE FUNCTION audit('ExternalSystem', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit_inserts on field_ownership")
    execute("drop trigger audit on field_ownership")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.field_ownership FOR EACH ROW EXECUTE FUNCTION audit('FieldOwnership', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit_inserts on file")
    execute("drop trigger audit on file")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.file FOR EACH ROW EXECUTE FUNCTION audit('File', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit_inserts on import_job")
    execute("drop trigger audit on import_job")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.import_job FOR EACH ROW EXECUTE FUNCTION audit('ImportJob', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit_inserts on import_mapping")
    execute("drop trigger audit on import_mapping")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.import_mapping FOR EACH ROW EXECUTE FUNCTION audit('ImportMapping', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit_inserts on location")
    execute("drop trigger audit on location")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.location FOR EACH ROW EXECUTE FUNCTION audit('Location', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'holds_stock')"
    )
    execute("drop trigger audit_inserts on lot")
    execute("drop trigger audit on lot")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.lot FOR EACH ROW EXECUTE FUNCTION audit('Lot', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit_inserts on migrated_credit")
    execute("drop trigger audit on migrated_credit")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.migrated_credit FOR EACH ROW EXECUTE FUNCTION audit('MigratedCredit', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit_inserts on migrated_credit_line")
    execute("drop trigger audit on migrated_credit_line")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.migrated_credit_line FOR EACH ROW EXECUTE FUNCTION audit('MigratedCreditLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit_inserts on notification_preference")
    execute("drop trigger audit on notification_preference")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.notification_preference FOR EACH ROW EXECUTE FUNCTION audit('NotificationPreference', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit_inserts on number_series")
    execute("drop trigger audit on number_series")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.number_series FOR EACH ROW EXECUTE FUNCTION audit('NumberSeries', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit_inserts on party")
    execute("drop trigger audit on party")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.party FOR EACH ROW EXECUTE FUNCTION audit('Party', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key', 'search_vector')"
    )
    execute("drop trigger audit_inserts on party_role")
    execute("drop trigger audit on party_role")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.party_role FOR EACH ROW EXECUTE FUNCTION audit('PartyRole', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit_inserts on product")
    execute("drop trigger audit on product")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.product FOR EACH ROW EXECUTE FUNCTION audit('Product', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key', 'search_vector')"
    )
    execute("drop trigger audit_inserts on product_category")
    execute("drop trigger audit on product_category")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.product_category FOR EACH ROW EXECUTE FUNCTION audit('ProductCategory', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute("drop trigger audit_inserts on purchase_order")
    execute("drop trigger audit on purchase_order")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.purchase_order FOR EACH ROW EXECUTE FUNCTION audit('PurchaseOrder', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit_inserts on purchase_order_line")
    execute("drop trigger audit on purchase_order_line")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.purchase_order_line FOR EACH ROW EXECUTE FUNCTION audit('PurchaseOrderLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit_inserts on role")
    execute("drop trigger audit on role")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.role FOR EACH ROW EXECUTE FUNCTION audit('Role', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit_inserts on sales_order")
    execute("drop trigger audit on sales_order")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.sales_order FOR EACH ROW EXECUTE FUNCTION audit('SalesOrder', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit_inserts on sales_order_line")
    execute("drop trigger audit on sales_order_line")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.sales_order_line FOR EACH ROW EXECUTE FUNCTION audit('SalesOrderLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit_inserts on sku")
    execute("drop trigger audit on sku")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.sku FOR EACH ROW EXECUTE FUNCTION audit('Sku', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key', 'search_vector')"
    )
    execute("drop trigger audit_inserts on stock_adjustment")
    execute("drop trigger audit on stock_adjustment")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.stock_adjustment FOR EACH ROW EXECUTE FUNCTION audit('StockAdjustment', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit_inserts on stock_move")
    execute("drop trigger audit on stock_move")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.stock_move FOR EACH ROW EXECUTE FUNCTION audit('StockMove', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit_inserts on unit")
    execute("drop trigger audit on unit")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.unit FOR EACH ROW EXECUTE FUNCTION audit('Unit', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit_inserts on unit_conversion")
    execute("drop trigger audit on unit_conversion")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.unit_conversion FOR EACH ROW EXECUTE FUNCTION audit('UnitConversion', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit_inserts on user_account")
    execute("drop trigger audit on user_account")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.user_account FOR EACH ROW EXECUTE FUNCTION audit('User', 'id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit_inserts on user_role")
    execute("drop trigger audit on user_role")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.user_role FOR EACH ROW EXECUTE FUNCTION audit('UserRole', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit_inserts on vendor_product")
    execute("drop trigger audit on vendor_product")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.vendor_product FOR EACH ROW EXECUTE FUNCTION audit('VendorProduct', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute("drop trigger audit_inserts on warehouse")
    execute("drop trigger audit on warehouse")
    execute(
        "CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON public.warehouse FOR EACH ROW EXECUTE FUNCTION audit('Warehouse', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute("drop function audit_inserts()")
