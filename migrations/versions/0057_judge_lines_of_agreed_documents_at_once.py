"""Judge lines of agreed documents at once.

Revision 0057, after 0056.
"""

from migrations.statement import execute

revision: str = "0057"
down_revision: str | None = "0056"


def upgrade() -> None:
    """Judge lines of agreed documents at once."""
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_moves_valued(moves uuid[])
     RETURNS TABLE(id uuid, company_id uuid, sku_id uuid, incoming boolean, quantity numeric, unit_cost numeric, reverses_id uuid, posted_on date, currency text, digits integer, policy text, document_type text, document_id uuid)
     LANGUAGE sql
     STABLE ROWS 10
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      select move.id, move.company_id, move.sku_id, target.holds_stock, move.quantity, move.unit_cost, move.reverses_id,
        (move.moved_at at time zone company.time_zone)::date, company.currency, currency_exponent(company.currency),
        company.rounding_policy, move.document_type, move.document_id
      from stock_move as move
      join location as source on source.id = move.from_location_id join location as target on target.id = move.to_location_id
      join company on company.id = move.company_id
      where move.id = any(moves) and source.holds_stock <> target.holds_stock
    $function$
    """)
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
    CREATE OR REPLACE FUNCTION public.sales_order_line_comes()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      if exists (
        select from sales_order as own where own.id in (select order_id from added) and own.state not in ('DRAFT', 'MIGRATED')
          and (own.version <> 1 or not written_now(own.xmin))
      ) then
        raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'agreed_is_fixed',
          message = format('the lines of this %s were agreed', 'sales_order');
      end if;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.sales_order_line_tax_comes()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      if exists (
        select from sales_order as own where own.id in (select line.order_id from added join sales_order_line as line on line.id = added.line_id) and own.state not in ('DRAFT', 'MIGRATED')
          and (own.version <> 1 or not written_now(own.xmin))
      ) then
        raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'agreed_is_fixed',
          message = format('the lines of this %s were agreed', 'sales_order');
      end if;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.quotation_line_comes()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      if exists (
        select from quotation as own where own.id in (select quotation_id from added) and own.state not in ('DRAFT', 'MIGRATED')
          and (own.version <> 1 or not written_now(own.xmin))
      ) then
        raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'agreed_is_fixed',
          message = format('the lines of this %s were agreed', 'quotation');
      end if;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.quotation_line_tax_comes()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      if exists (
        select from quotation as own where own.id in (select line.quotation_id from added join quotation_line as line on line.id = added.line_id) and own.state not in ('DRAFT', 'MIGRATED')
          and (own.version <> 1 or not written_now(own.xmin))
      ) then
        raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'agreed_is_fixed',
          message = format('the lines of this %s were agreed', 'quotation');
      end if;
      return null;
    end $function$
    """)
    execute("drop trigger agreed_is_fixed on sales_order_line")
    execute(
        "CREATE TRIGGER agreed_is_fixed BEFORE DELETE OR UPDATE ON public.sales_order_line FOR EACH ROW EXECUTE FUNCTION agreed_lines_are_fixed('sales_order', 'order_id', 'order_id', 'sales_order_line')"
    )
    execute("drop trigger agreed_is_fixed on sales_order_line_tax")
    execute(
        "CREATE TRIGGER agreed_is_fixed BEFORE DELETE OR UPDATE ON public.sales_order_line_tax FOR EACH ROW EXECUTE FUNCTION agreed_lines_are_fixed('sales_order', 'line_id', 'order_id', 'sales_order_line')"
    )
    execute("drop trigger agreed_is_fixed on quotation_line")
    execute(
        "CREATE TRIGGER agreed_is_fixed BEFORE DELETE OR UPDATE ON public.quotation_line FOR EACH ROW EXECUTE FUNCTION agreed_lines_are_fixed('quotation', 'quotation_id', 'quotation_id', 'quotation_line')"
    )
    execute("drop trigger agreed_is_fixed on quotation_line_tax")
    execute(
        "CREATE TRIGGER agreed_is_fixed BEFORE DELETE OR UPDATE ON public.quotation_line_tax FOR EACH ROW EXECUTE FUNCTION agreed_lines_are_fixed('quotation', 'line_id', 'quotation_id', 'quotation_line')"
    )
    execute(
        "CREATE TRIGGER agreed_comes_to_none AFTER INSERT ON public.sales_order_line REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION sales_order_line_comes()"
    )
    execute(
        "CREATE TRIGGER agreed_comes_to_none AFTER INSERT ON public.sales_order_line_tax REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION sales_order_line_tax_comes()"
    )
    execute(
        "CREATE TRIGGER agreed_comes_to_none AFTER INSERT ON public.quotation_line REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION quotation_line_comes()"
    )
    execute(
        "CREATE TRIGGER agreed_comes_to_none AFTER INSERT ON public.quotation_line_tax REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION quotation_line_tax_comes()"
    )


def downgrade() -> None:
    """Undo it."""
    execute("""
    CREATE OR REPLACE FUNCTION public.stock_moves_valued(moves uuid[])
     RETURNS TABLE(id uuid, company_id uuid, sku_id uuid, incoming boolean, quantity numeric, unit_cost numeric, reverses_id uuid, posted_on date, currency text, digits integer, policy text, document_type text, document_id uuid)
     LANGUAGE sql
     STABLE
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      select move.id, move.company_id, move.sku_id, target.holds_stock, move.quantity, move.unit_cost, move.reverses_id,
        (move.moved_at at time zone company.time_zone)::date, company.currency, currency_exponent(company.currency),
        company.rounding_policy, move.document_type, move.document_id
      from stock_move as move
      join location as source on source.id = move.from_location_id join location as target on target.id = move.to_location_id
      join company on company.id = move.company_id
      where move.id = any(moves) and source.holds_stock <> target.holds_stock
    $function$
    """)
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
      execute format('select exists (select from %I where id = any($1) and state not in (''DRAFT'', ''MIGRATED'')
        and ($2 <> ''INSERT'' or version <> 1 or not written_now(xmin)))', tg_argv[0]) into fixed using owners, tg_op;
      if fixed then
        raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'agreed_is_fixed',
          message = format('the lines of this %s were agreed', tg_argv[0]);
      end if;
      return case when tg_op = 'DELETE' then old else new end;
    end $function$
    """)
    execute("drop trigger agreed_is_fixed on sales_order_line")
    execute(
        "CREATE TRIGGER agreed_is_fixed BEFORE INSERT OR DELETE OR UPDATE ON public.sales_order_line FOR EACH ROW EXECUTE FUNCTION agreed_lines_are_fixed('sales_order', 'order_id', 'order_id', 'sales_order_line')"
    )
    execute("drop trigger agreed_comes_to_none on sales_order_line")
    execute("drop trigger agreed_is_fixed on sales_order_line_tax")
    execute(
        "CREATE TRIGGER agreed_is_fixed BEFORE INSERT OR DELETE OR UPDATE ON public.sales_order_line_tax FOR EACH ROW EXECUTE FUNCTION agreed_lines_are_fixed('sales_order', 'line_id', 'order_id', 'sales_order_line')"
    )
    execute("drop trigger agreed_comes_to_none on sales_order_line_tax")
    execute("drop trigger agreed_is_fixed on quotation_line")
    execute(
        "CREATE TRIGGER agreed_is_fixed BEFORE INSERT OR DELETE OR UPDATE ON public.quotation_line FOR EACH ROW EXECUTE FUNCTION agreed_lines_are_fixed('quotation', 'quotation_id', 'quotation_id', 'quotation_line')"
    )
    execute("drop trigger agreed_comes_to_none on quotation_line")
    execute("drop trigger agreed_is_fixed on quotation_line_tax")
    execute(
        "CREATE TRIGGER agreed_is_fixed BEFORE INSERT OR DELETE OR UPDATE ON public.quotation_line_tax FOR EACH ROW EXECUTE FUNCTION agreed_lines_are_fixed('quotation', 'line_id', 'quotation_id', 'quotation_line')"
    )
    execute("drop trigger agreed_comes_to_none on quotation_line_tax")
    execute("drop routine quotation_line_tax_comes()")
    execute("drop routine quotation_line_comes()")
    execute("drop routine sales_order_line_tax_comes()")
    execute("drop routine sales_order_line_comes()")
