"""Let nobody bend the books.

Revision 0026, after 0025.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0026"
down_revision: str | None = "0025"


def upgrade() -> None:
    """Let nobody bend the books."""
    execute("""
    CREATE OR REPLACE FUNCTION public.written_now(written_by xid)
     RETURNS boolean
     LANGUAGE plpgsql
     STABLE
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare
      current bigint := pg_current_xact_id()::text::bigint;
      written bigint := (current >> 32 << 32) + written_by::text::bigint;
    begin
      if written > current + 2147483648 then
        written := written - 4294967296;
      end if;
      return written > 2 and coalesce(pg_xact_status(written::text::xid8) = 'in progress', false);
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.accounting_period_moves()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare
      period accounting_period := case when tg_op = 'DELETE' then old else new end;
      year record;
      broken text;
    begin
      if tg_op <> 'INSERT' then
        perform from accounting_period where id = old.id for update;
      end if;
      select starts_on, ends_on, state, written_now(xmin) as is_new into year
        from fiscal_year where id = period.fiscal_year_id for share;
      broken := case
        when tg_op = 'DELETE' then case when old.state <> 'FUTURE' then 'opened_period_stays' end
        when period.starts_on < year.starts_on or period.ends_on > year.ends_on
          or period.is_adjustment and (period.starts_on < year.ends_on) then 'period_within_year'
        when tg_op = 'INSERT' then case when year.state <> 'OPEN' and not year.is_new then 'year_open' end
        when row(new.starts_on, new.ends_on, new.is_adjustment, new.fiscal_year_id, new.company_id)
          is distinct from row(old.starts_on, old.ends_on, old.is_adjustment, old.fiscal_year_id, old.company_id)
          and old.state <> 'FUTURE' then 'opened_period_stays'
        when new.state = old.state then null
        when (old.state, new.state) not in (('FUTURE', 'OPEN'), ('OPEN', 'FUTURE'), ('OPEN', 'CLOSING'), ('CLOSING', 'OPEN'),
          ('CLOSING', 'CLOSED'), ('CLOSED', 'OPEN'), ('CLOSED', 'LOCKED')) then 'state_follows'
        when new.state = 'OPEN' and year.state <> 'OPEN' then 'state_follows'
        when new.state = 'OPEN' and not new.is_adjustment and exists (
          select from accounting_period as later where later.company_id = new.company_id and later.starts_on > new.starts_on
            and later.state = 'LOCKED' and not later.is_adjustment) then 'before_what_is_locked'
        when new.state = 'LOCKED' and not new.is_adjustment and exists (
          select from accounting_period as earlier where earlier.company_id = new.company_id and not earlier.is_adjustment
            and earlier.ends_on < new.starts_on and earlier.state not in ('CLOSED', 'LOCKED')) then 'before_what_is_locked'
      end;
      if broken is not null then
        raise exception using errcode = 'check_violation', table = 'accounting_period', constraint = broken,
          message = format('period %s of %s: %s', period.number, period.fiscal_year_id, broken);
      end if;
      return period;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.fiscal_year_moves()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare
      broken text;
    begin
      perform pg_advisory_xact_lock(hashtextextended('fiscal_year ' || new.company_id, 0));
      broken := case
        when tg_op = 'INSERT' then case when new.state = 'OPEN' and exists (select from fiscal_year
          where company_id = new.company_id and starts_on > new.starts_on and state <> 'OPEN') then 'before_what_is_closed' end
        when row(new.company_id, new.code, new.starts_on, new.ends_on)
          is distinct from row(old.company_id, old.code, old.starts_on, old.ends_on) then 'year_stays'
        when new.state = old.state then case when new.closing_entry_id is distinct from old.closing_entry_id then 'year_stays' end
        when (old.state, new.state) not in (('OPEN', 'CLOSED'), ('CLOSED', 'OPEN'), ('CLOSED', 'LOCKED')) then 'state_follows'
        when new.state = 'CLOSED' and (
          exists (select from accounting_period where fiscal_year_id = old.id and state not in ('CLOSED', 'LOCKED'))
          or exists (select from fiscal_year where company_id = old.company_id and starts_on < old.starts_on and state = 'OPEN'))
          then 'state_follows'
        when new.state = 'OPEN' and exists (
          select from fiscal_year where company_id = old.company_id and starts_on > old.starts_on and state <> 'OPEN')
          then 'state_follows'
        when new.state = 'LOCKED' and new.closing_entry_id is distinct from old.closing_entry_id then 'year_stays'
      end;
      if broken is not null then
        raise exception using errcode = 'check_violation', table = 'fiscal_year', constraint = broken,
          message = format('year %s: %s', new.code, broken);
      end if;
      return new;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.lock_exception_holds()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare
      actor text := coalesce(nullif(current_setting('app.actor', true), ''), 'database:' || session_user);
      broken text;
    begin
      broken := case
        when tg_op = 'DELETE' then 'exception_stays'
        when tg_op = 'INSERT' then case
          when new.granted_by <> actor then 'granted_by_whoever_works'
          when new.user_id::text = actor then 'granted_to_others' end
        when row(new.company_id, new.user_id, new.area, new.reason, new.granted_by)
          is distinct from row(old.company_id, old.user_id, old.area, old.reason, old.granted_by)
          or new.expires_at > old.expires_at or old.revoked_at is not null and new.revoked_at is null then 'exception_stays'
      end;
      if broken is not null then
        raise exception using errcode = 'check_violation', table = 'lock_exception', constraint = broken,
          message = format('lock exception: %s', broken);
      end if;
      return case when tg_op = 'DELETE' then old else new end;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.tax_return_fixed()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare filed text;
    begin
      if tg_table_name = 'tax_return' then
        if old.state <> 'DRAFT' and (tg_op = 'DELETE' or row(new.company_id, new.number, new.form, new.starts_on, new.ends_on,
            new.payable, new.currency, new.filed_at, new.filed_by)
            is distinct from row(old.company_id, old.number, old.form, old.starts_on, old.ends_on, old.payable, old.currency,
            old.filed_at, old.filed_by) or old.state = 'SETTLED' and new.settlement_entry_id is distinct from old.settlement_entry_id
            or (old.state, new.state) not in
            (('FILED', 'FILED'), ('FILED', 'SETTLED'), ('SETTLED', 'SETTLED'))) then
          filed := old.state;
        end if;
      else
        select state into filed from tax_return
          where id in (old.return_id, new.return_id) and state <> 'DRAFT' limit 1;
      end if;
      if filed is not null then
        raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'filed_return_is_fixed',
          message = format('the return is %s', lower(filed));
      end if;
      return case when tg_op = 'DELETE' then old else new end;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.payment_moves()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare broken text;
    begin
      broken := case
        when tg_op = 'DELETE' then case when old.state <> 'DRAFT' then 'posted_payment_is_fixed' end
        when tg_op = 'INSERT' then case when new.state <> 'DRAFT' then 'begins_as_draft' end
        when old.state = 'DRAFT' then case when new.state not in ('DRAFT', 'POSTED') then 'payment_moves_in_order' end
        when row(old.company_id, old.direction, old.party_id, old.account_id, old.party_account_id, old.journal_id, old.paid_on,
          old.currency, old.amount, old.rate, old.entry_id) is distinct from row(new.company_id, new.direction, new.party_id,
          new.account_id, new.party_account_id, new.journal_id, new.paid_on, new.currency, new.amount, new.rate, new.entry_id)
          then 'posted_payment_is_fixed'
        when old.state = 'VOIDED' and new.void_entry_id <> old.void_entry_id then 'posted_payment_is_fixed'
        when new.state <> old.state and (old.state, new.state) not in (
          ('POSTED', 'RECONCILED'), ('RECONCILED', 'POSTED'), ('POSTED', 'VOIDED')) then 'payment_moves_in_order'
      end;
      if broken is not null then
        raise exception using errcode = 'check_violation', table = 'payment', constraint = broken,
          message = format('payment %s: %s', old.id, broken);
      end if;
      return case when tg_op = 'DELETE' then old else new end;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.payment_allocation_fixed()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare posted boolean;
    begin
      perform from payment where id in (old.payment_id, new.payment_id) order by id for update;
      select bool_or(state <> 'DRAFT') into posted from payment where id in (old.payment_id, new.payment_id);
      if posted then
        raise exception using errcode = 'check_violation', table = 'payment_allocation', constraint = 'posted_payment_is_fixed',
          message = format('payment %s is posted', coalesce(new.payment_id, old.payment_id));
      end if;
      return case when tg_op = 'DELETE' then old else new end;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.invoice_fixed()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare
      free constant text[] := array['state', 'version', 'changed_at', 'reference_key'];
      fixed text; owners uuid[];
    begin
      if tg_table_name = 'invoice' then
        if old.state in ('POSTED', 'CANCELLED') and (tg_op = 'DELETE'
            or to_jsonb(new) - free is distinct from to_jsonb(old) - free
            or new.state <> old.state and (old.state, new.state) <> ('POSTED', 'CANCELLED')) then
          fixed := old.state;
        end if;
      else
        -- What it was a part of, and what it is one of now.
        owners := array[(to_jsonb(old) ->> tg_argv[0])::uuid, (to_jsonb(new) ->> tg_argv[0])::uuid];
        if tg_table_name = 'invoice_line_tax' then
          owners := array(select invoice_id from invoice_line where id = any(owners));
        end if;
        -- What is written as posted, as by an import, is written with its parts; a draft that is posted has another version.
        select state into fixed from invoice where id = any(owners) and state in ('POSTED', 'CANCELLED')
          and (tg_op <> 'INSERT' or version <> 1 or not written_now(xmin)) limit 1;
      end if;
      if fixed is not null then
        raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'posted_invoice_is_fixed',
          message = format('the invoice is %s', lower(fixed));
      end if;
      return case when tg_op = 'DELETE' then old else new end;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.journal_entry_numbered()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare broken record;
    begin
      select entered.id, entered.number into broken from entered
        join journal on journal.id = entered.journal_id
        join accounting_period as period on period.id = entered.period_id
        join fiscal_year as year on year.id = period.fiscal_year_id
        left join number_series as series on series.company_id = entered.company_id
          and series.code = 'JOURNAL ' || journal.code || ' ' || year.code
        cross join lateral (select substring(entered.number from '[0-9]{1,18}$')::bigint as value) as given
        where entered.number is not null and (series.id is null or given.value is null
          or given.value not between 1 and series.next_value - 1
          or entered.number <> series.prefix || lpad(given.value::text, greatest(series.digits, length(given.value::text)), '0'))
        limit 1;
      if found then
        raise exception using errcode = 'check_violation', table = 'journal_entry', constraint = 'number_of_its_series',
          message = format('entry %s: %s is no number of its journal and year', broken.id, broken.number);
      end if;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.number_series_without_gap()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare
      first bigint := case when tg_op = 'INSERT' then 1 else old.next_value end;
      written bigint;
    begin
      select count(*) into written from journal_entry as entry
        where entry.company_id = new.company_id
          and entry.journal_id = any(array(select id from journal where company_id = new.company_id
            and new.code like 'JOURNAL ' || code || ' %'))
          and entry.number = any(array(select new.prefix || lpad(value::text, greatest(new.digits, length(value::text)), '0')
            from generate_series(first, new.next_value - 1) as value));
      if written <> new.next_value - first
        or tg_op = 'UPDATE' and row(new.company_id, new.code, new.prefix) is distinct from row(old.company_id, old.code, old.prefix)
      then
        raise exception using errcode = 'check_violation', table = 'number_series', constraint = 'numbers_without_gap',
          message = format('%s: %s numbers from %s on, %s entries', new.code, new.next_value - first, first, written);
      end if;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.number_series_stays()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      if old.code like 'JOURNAL %' and (tg_op = 'DELETE' or new.code <> old.code) then
        raise exception using errcode = 'restrict_violation', table = 'number_series', constraint = 'numbers_without_gap',
          message = format('%s has given numbers', old.code);
      end if;
      return case when tg_op = 'DELETE' then old else new end;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.posted_to_is_fixed()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      execute format('select from %I where id = $1 for update', tg_table_name) using old.id;
      if exists (select from journal_entry as entry where tg_table_name = 'journal' and entry.journal_id = old.id
          or tg_table_name = 'company' and entry.company_id = old.id) then
        raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'posted_is_fixed',
          message = format('%s %s has entries', tg_table_name, old.code);
      end if;
      return new;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.part_of_new()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare late boolean;
    begin
      execute format('select exists (select from added join %I as whole on whole.id = added.%I where not written_now(whole.xmin))',
        tg_argv[0], tg_argv[1]) into late;
      if late then
        raise exception using errcode = 'restrict_violation', table = tg_table_name, constraint = 'whole_when_written',
          message = format('%s: nothing is added to a %s later', tg_table_name, tg_argv[0]);
      end if;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.journal_entry_reverses()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      if new.posted_on < (select posted_on from journal_entry where id = new.reverses_id) or exists (
        select from (select * from journal_line where entry_id = new.id) as own
        full join (select * from journal_line where entry_id = new.reverses_id) as turned using (position)
        where row(own.account_id, own.party_id, own.currency, own.debit, own.credit, own.company_amount, own.account_amount,
          own.tax_code_id, own.tax_base, own.value_ids)
          is distinct from row(turned.account_id, turned.party_id, turned.currency, turned.credit, turned.debit,
          -turned.company_amount, -turned.account_amount, turned.tax_code_id, -turned.tax_base, turned.value_ids)) then
        raise exception using errcode = 'check_violation', table = 'journal_entry', constraint = 'reversal_of_whole',
          message = format('entry %s does not undo %s', new.id, new.reverses_id);
      end if;
      return null;
    end $function$
    """)
    op.create_index(
        "uq_accounting_period_adjustment",
        "accounting_period",
        ["fiscal_year_id"],
        unique=True,
        postgresql_where=sa.text("is_adjustment"),
    )
    execute("drop trigger accounting_period_moves on accounting_period")
    execute(
        "CREATE TRIGGER accounting_period_moves BEFORE INSERT OR DELETE OR UPDATE OF state, starts_on, ends_on, is_adjustment, fiscal_year_id, company_id ON public.accounting_period FOR EACH ROW EXECUTE FUNCTION accounting_period_moves()"
    )
    execute("drop trigger fiscal_year_moves on fiscal_year")
    execute(
        "CREATE TRIGGER fiscal_year_moves BEFORE INSERT OR UPDATE OF state, company_id, code, starts_on, ends_on, closing_entry_id ON public.fiscal_year FOR EACH ROW EXECUTE FUNCTION fiscal_year_moves()"
    )
    execute(
        "CREATE TRIGGER lock_exception_holds BEFORE INSERT OR DELETE OR UPDATE ON public.lock_exception FOR EACH ROW EXECUTE FUNCTION lock_exception_holds()"
    )
    execute(
        "CREATE TRIGGER journal_entry_numbered AFTER INSERT ON public.journal_entry REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION journal_entry_numbered()"
    )
    execute(
        "CREATE CONSTRAINT TRIGGER number_series_without_gap AFTER INSERT OR UPDATE ON public.number_series DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.code ~~ 'JOURNAL %'::text)) EXECUTE FUNCTION number_series_without_gap()"
    )
    execute(
        "CREATE TRIGGER number_series_stays BEFORE DELETE OR UPDATE OF code ON public.number_series FOR EACH ROW EXECUTE FUNCTION number_series_stays()"
    )
    execute(
        "CREATE TRIGGER posted_to_is_fixed BEFORE UPDATE OF code, kind, company_id ON public.journal FOR EACH ROW WHEN (((old.code <> new.code) OR ((old.kind)::text <> (new.kind)::text) OR (old.company_id <> new.company_id))) EXECUTE FUNCTION posted_to_is_fixed()"
    )
    execute(
        "CREATE TRIGGER posted_to_is_fixed BEFORE UPDATE OF currency ON public.company FOR EACH ROW WHEN ((old.currency <> new.currency)) EXECUTE FUNCTION posted_to_is_fixed()"
    )
    execute(
        "CREATE TRIGGER part_of_new AFTER INSERT ON public.tax_line REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION part_of_new('journal_entry', 'entry_id')"
    )
    execute(
        "CREATE TRIGGER part_of_new AFTER INSERT ON public.settlement_line REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION part_of_new('settlement', 'settlement_id')"
    )
    execute(
        "CREATE TRIGGER part_of_new AFTER INSERT ON public.bank_reconciliation_part REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION part_of_new('bank_reconciliation', 'reconciliation_id')"
    )
    execute(
        "CREATE TRIGGER part_of_new AFTER INSERT ON public.revaluation_line REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION part_of_new('revaluation', 'revaluation_id')"
    )
    execute(
        "CREATE TRIGGER part_of_new AFTER INSERT ON public.dunning_notice_line REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION part_of_new('dunning_notice', 'notice_id')"
    )
    execute(
        "CREATE TRIGGER part_of_new AFTER INSERT ON public.open_item_discount REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION part_of_new('journal_line', 'open_item_id')"
    )
    execute(
        "CREATE CONSTRAINT TRIGGER journal_entry_reverses AFTER INSERT ON public.journal_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.reverses_id IS NOT NULL)) EXECUTE FUNCTION journal_entry_reverses()"
    )


def downgrade() -> None:
    """Undo it."""
    execute("""
    CREATE OR REPLACE FUNCTION public.accounting_period_moves()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare year_state text;
    begin
      perform from accounting_period where id = old.id for update;
      select state into year_state from fiscal_year where id = old.fiscal_year_id for share;
      if row(new.starts_on, new.ends_on, new.is_adjustment, new.fiscal_year_id)
          is distinct from row(old.starts_on, old.ends_on, old.is_adjustment, old.fiscal_year_id)
        and exists (select from journal_entry where period_id = old.id) then
        raise exception using errcode = 'check_violation', table = 'accounting_period', constraint = 'posted_period_is_fixed',
          message = format('period %s has been posted to', old.id);
      end if;
      if new.state <> old.state and (old.state, new.state) not in (
          ('FUTURE', 'OPEN'), ('OPEN', 'FUTURE'), ('OPEN', 'CLOSING'), ('CLOSING', 'OPEN'), ('CLOSING', 'CLOSED'),
          ('CLOSED', 'OPEN'), ('CLOSED', 'LOCKED'))
        or new.state <> old.state and old.state = 'CLOSED' and new.state = 'OPEN' and year_state <> 'OPEN' then
        raise exception using errcode = 'check_violation', table = 'accounting_period', constraint = 'state_follows',
          message = format('period %s: %s to %s', old.id, old.state, new.state);
      end if;
      return new;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.fiscal_year_moves()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      if new.state = 'CLOSED' and old.state = 'OPEN' and (
          exists (select from accounting_period where fiscal_year_id = old.id and state not in ('CLOSED', 'LOCKED'))
          or exists (select from fiscal_year where company_id = old.company_id and starts_on < old.starts_on and state = 'OPEN'))
        or new.state = 'OPEN' and old.state = 'CLOSED' and exists (
          select from fiscal_year where company_id = old.company_id and starts_on > old.starts_on and state <> 'OPEN')
        or new.state <> old.state and (old.state, new.state) not in
          (('OPEN', 'CLOSED'), ('CLOSED', 'OPEN'), ('CLOSED', 'LOCKED')) then
        raise exception using errcode = 'check_violation', table = 'fiscal_year', constraint = 'state_follows',
          message = format('year %s: %s to %s', old.code, old.state, new.state);
      end if;
      return new;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.tax_return_fixed()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare filed text;
    begin
      if tg_table_name = 'tax_return' then
        if old.state <> 'DRAFT' and (tg_op = 'DELETE' or row(new.company_id, new.number, new.form, new.starts_on, new.ends_on,
            new.payable, new.currency, new.filed_at, new.filed_by)
            is distinct from row(old.company_id, old.number, old.form, old.starts_on, old.ends_on, old.payable, old.currency,
            old.filed_at, old.filed_by) or (old.state, new.state) not in
            (('FILED', 'FILED'), ('FILED', 'SETTLED'), ('SETTLED', 'SETTLED'))) then
          filed := old.state;
        end if;
      else
        select state into filed from tax_return
          where id = case when tg_op = 'INSERT' then new.return_id else old.return_id end and state <> 'DRAFT';
      end if;
      if filed is not null then
        raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'filed_return_is_fixed',
          message = format('the return is %s', lower(filed));
      end if;
      return case when tg_op = 'DELETE' then old else new end;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.payment_moves()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare broken text;
    begin
      broken := case
        when tg_op = 'DELETE' then case when old.state <> 'DRAFT' then 'posted_payment_is_fixed' end
        when tg_op = 'INSERT' then case when new.state <> 'DRAFT' then 'begins_as_draft' end
        when old.state = 'DRAFT' then case when new.state not in ('DRAFT', 'POSTED') then 'payment_moves_in_order' end
        when row(old.company_id, old.direction, old.party_id, old.account_id, old.party_account_id, old.journal_id, old.paid_on,
          old.currency, old.amount, old.rate, old.entry_id) is distinct from row(new.company_id, new.direction, new.party_id,
          new.account_id, new.party_account_id, new.journal_id, new.paid_on, new.currency, new.amount, new.rate, new.entry_id)
          then 'posted_payment_is_fixed'
        when new.state <> old.state and (old.state, new.state) not in (
          ('POSTED', 'RECONCILED'), ('RECONCILED', 'POSTED'), ('POSTED', 'VOIDED')) then 'payment_moves_in_order'
      end;
      if broken is not null then
        raise exception using errcode = 'check_violation', table = 'payment', constraint = broken,
          message = format('payment %s: %s', old.id, broken);
      end if;
      return case when tg_op = 'DELETE' then old else new end;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.payment_allocation_fixed()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare payment_key uuid := case when tg_op = 'DELETE' then old.payment_id else new.payment_id end; posted boolean;
    begin
      select state <> 'DRAFT' into posted from payment where id = payment_key for update;
      if posted then
        raise exception using errcode = 'check_violation', table = 'payment_allocation', constraint = 'posted_payment_is_fixed',
          message = format('payment %s is posted', payment_key);
      end if;
      return case when tg_op = 'DELETE' then old else new end;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.invoice_fixed()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare
      free constant text[] := array['state', 'version', 'changed_at', 'reference_key'];
      fixed text; owner uuid;
    begin
      if tg_table_name = 'invoice' then
        if old.state in ('POSTED', 'CANCELLED') and (tg_op = 'DELETE'
            or to_jsonb(new) - free is distinct from to_jsonb(old) - free
            or new.state <> old.state and (old.state, new.state) <> ('POSTED', 'CANCELLED')) then
          fixed := old.state;
        end if;
      else
        if tg_op = 'INSERT' then owner := (to_jsonb(new) ->> tg_argv[0])::uuid;
        else owner := (to_jsonb(old) ->> tg_argv[0])::uuid; end if;
        if tg_table_name = 'invoice_line_tax' then
          select invoice_id into owner from invoice_line where id = owner;
        end if;
        -- What is written as posted, as by an import, is written with its parts; a draft that is posted has another version.
        select state into fixed from invoice where id = owner and state in ('POSTED', 'CANCELLED')
          and (tg_op <> 'INSERT' or version <> 1 or xmin <> pg_current_xact_id()::xid);
      end if;
      if fixed is not null then
        raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'posted_invoice_is_fixed',
          message = format('the invoice is %s', lower(fixed));
      end if;
      return case when tg_op = 'DELETE' then old else new end;
    end $function$
    """)
    execute("drop trigger accounting_period_moves on accounting_period")
    execute(
        "CREATE TRIGGER accounting_period_moves BEFORE UPDATE OF state, starts_on, ends_on, is_adjustment, fiscal_year_id ON public.accounting_period FOR EACH ROW EXECUTE FUNCTION accounting_period_moves()"
    )
    execute("drop trigger fiscal_year_moves on fiscal_year")
    execute(
        "CREATE TRIGGER fiscal_year_moves BEFORE UPDATE OF state ON public.fiscal_year FOR EACH ROW EXECUTE FUNCTION fiscal_year_moves()"
    )
    execute("drop trigger lock_exception_holds on lock_exception")
    execute("drop trigger journal_entry_numbered on journal_entry")
    execute("drop trigger number_series_without_gap on number_series")
    execute("drop trigger number_series_stays on number_series")
    execute("drop trigger posted_to_is_fixed on journal")
    execute("drop trigger posted_to_is_fixed on company")
    execute("drop trigger part_of_new on tax_line")
    execute("drop trigger part_of_new on settlement_line")
    execute("drop trigger part_of_new on bank_reconciliation_part")
    execute("drop trigger part_of_new on revaluation_line")
    execute("drop trigger part_of_new on dunning_notice_line")
    execute("drop trigger part_of_new on open_item_discount")
    execute("drop trigger journal_entry_reverses on journal_entry")
    op.drop_index(
        "uq_accounting_period_adjustment", table_name="accounting_period", postgresql_where=sa.text("is_adjustment")
    )
    execute("drop function journal_entry_reverses()")
    execute("drop function part_of_new()")
    execute("drop function posted_to_is_fixed()")
    execute("drop function number_series_stays()")
    execute("drop function number_series_without_gap()")
    execute("drop function journal_entry_numbered()")
    execute("drop function lock_exception_holds()")
    execute("drop function written_now(xid)")
