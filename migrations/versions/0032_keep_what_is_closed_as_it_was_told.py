"""Keep what is closed as it was told.

Revision 0032, after 0031.
"""

from migrations.statement import execute

revision: str = "0032"
down_revision: str | None = "0031"


def upgrade() -> None:
    """Keep what is closed as it was told."""
    execute("""
    CREATE OR REPLACE FUNCTION public.journal_line_applies()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare broken record;
    begin
      select posted.entry_id, rule into broken from posted
        join journal_entry as entry on entry.id = posted.entry_id
        join ledger_account as account on account.id = posted.account_id
        cross join lateral (select case
          when posted.position > entry.line_count then 'entry_is_whole'
          when row(posted.posted_on, posted.period_id, posted.currency, posted.company_currency)
            <> row(entry.posted_on, entry.period_id, entry.currency, entry.company_currency) then 'line_of_its_entry'
          when account.is_group then 'account_takes_postings'
          when account.archived_at is not null and entry.kind not in ('REVERSAL', 'CLOSING') then 'account_in_use'
          when account.requires_party and posted.party_id is null and not entry.is_closing then 'party_named'
          when posted.account_currency is distinct from account.currency then 'account_amount_in_its_currency'
          when posted.account_currency = posted.currency and posted.account_amount <> posted.debit - posted.credit
            then 'account_amount_in_its_currency'
          when posted.debit = 0 and posted.credit = 0
            and entry.kind not in ('EXCHANGE_DIFFERENCE', 'REVALUATION', 'CLOSING', 'REVERSAL') then 'amount_of_document'
          when posted.tax_code_id is not null and posting_locked(posted.company_id, 'TAX', posted.posted_on)
            then 'posted_after_lock'
          end as rule) as judged
        where rule is not null limit 1;
      if found then
        raise exception using errcode = 'check_violation', table = 'journal_line', constraint = broken.rule,
          message = format('entry %s: %s', broken.entry_id, broken.rule);
      end if;

      insert into journal_line_dimension (company_id, line_id, dimension_id, value_id)
      select posted.company_id, posted.id, value.dimension_id, named.id
      from posted cross join unnest(posted.value_ids) as named (id) left join dimension_value as value on value.id = named.id;

      insert into period_balance_delta (company_id, period_id, account_id, value_id, currency, is_closing, debit, credit, amount,
        account_amount, lines)
      select posted.company_id, posted.period_id, posted.account_id, place.value_id, posted.currency, entry.is_closing,
        sum(greatest(posted.company_amount, 0)), sum(greatest(-posted.company_amount, 0)), sum(posted.debit - posted.credit),
        sum(posted.account_amount), count(*)
      from posted join journal_entry as entry on entry.id = posted.entry_id
      cross join unnest(array[null]::uuid[] || posted.value_ids) as place (value_id)
      group by 1, 2, 3, 4, 5, 6;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.tax_line_locked()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare late boolean;
    begin
      if tg_table_name = 'tax_line' then
        late := posting_locked(new.company_id, 'TAX', new.taxed_on);
      else
        late := exists (select from tax_line where entry_id = new.reverses_id)
          and posting_locked(new.company_id, 'TAX', new.posted_on);
      end if;
      if late then
        raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'posted_after_lock',
          message = format('%s %s: taxes of that day are told', tg_table_name, new.id);
      end if;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.settled_in_open_period()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare held text;
    begin
      select state into held from accounting_period
        where company_id = new.company_id and new.settled_on between starts_on and ends_on and not is_adjustment for key share;
      if held in ('CLOSED', 'LOCKED') or posting_locked(new.company_id, 'ALL', new.settled_on) then
        raise exception using errcode = 'check_violation', table = 'settlement', constraint = 'settled_in_open_period',
          message = format('settlement %s on %s', new.id, new.settled_on);
      end if;
      return new;
    end $function$
    """)
    execute(
        "CREATE TRIGGER tax_line_locked AFTER INSERT ON public.tax_line FOR EACH ROW EXECUTE FUNCTION tax_line_locked()"
    )
    execute(
        "CREATE TRIGGER tax_line_locked AFTER INSERT ON public.journal_entry FOR EACH ROW WHEN ((new.reverses_id IS NOT NULL)) EXECUTE FUNCTION tax_line_locked()"
    )
    execute(
        "CREATE TRIGGER settled_in_open_period BEFORE INSERT ON public.settlement FOR EACH ROW EXECUTE FUNCTION settled_in_open_period()"
    )


def downgrade() -> None:
    """Undo it."""
    execute("""
    CREATE OR REPLACE FUNCTION public.journal_line_applies()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare broken record;
    begin
      select posted.entry_id, rule into broken from posted
        join journal_entry as entry on entry.id = posted.entry_id
        join ledger_account as account on account.id = posted.account_id
        cross join lateral (select case
          when posted.position > entry.line_count then 'entry_is_whole'
          when row(posted.posted_on, posted.period_id, posted.currency, posted.company_currency)
            <> row(entry.posted_on, entry.period_id, entry.currency, entry.company_currency) then 'line_of_its_entry'
          when account.is_group then 'account_takes_postings'
          when account.archived_at is not null and entry.kind not in ('REVERSAL', 'CLOSING') then 'account_in_use'
          when account.requires_party and posted.party_id is null then 'party_named'
          when posted.account_currency is distinct from account.currency then 'account_amount_in_its_currency'
          when posted.account_currency = posted.currency and posted.account_amount <> posted.debit - posted.credit
            then 'account_amount_in_its_currency'
          when posted.debit = 0 and posted.credit = 0
            and entry.kind not in ('EXCHANGE_DIFFERENCE', 'REVALUATION', 'CLOSING', 'REVERSAL') then 'amount_of_document'
          when posted.tax_code_id is not null and posting_locked(posted.company_id, 'TAX', posted.posted_on)
            then 'posted_after_lock'
          end as rule) as judged
        where rule is not null limit 1;
      if found then
        raise exception using errcode = 'check_violation', table = 'journal_line', constraint = broken.rule,
          message = format('entry %s: %s', broken.entry_id, broken.rule);
      end if;

      insert into journal_line_dimension (company_id, line_id, dimension_id, value_id)
      select posted.company_id, posted.id, value.dimension_id, named.id
      from posted cross join unnest(posted.value_ids) as named (id) left join dimension_value as value on value.id = named.id;

      insert into period_balance_delta (company_id, period_id, account_id, value_id, currency, is_closing, debit, credit, amount,
        account_amount, lines)
      select posted.company_id, posted.period_id, posted.account_id, place.value_id, posted.currency, entry.is_closing,
        sum(greatest(posted.company_amount, 0)), sum(greatest(-posted.company_amount, 0)), sum(posted.debit - posted.credit),
        sum(posted.account_amount), count(*)
      from posted join journal_entry as entry on entry.id = posted.entry_id
      cross join unnest(array[null]::uuid[] || posted.value_ids) as place (value_id)
      group by 1, 2, 3, 4, 5, 6;
      return null;
    end $function$
    """)
    execute("drop trigger tax_line_locked on tax_line")
    execute("drop trigger tax_line_locked on journal_entry")
    execute("drop trigger settled_in_open_period on settlement")
    execute("drop function settled_in_open_period()")
    execute("drop function tax_line_locked()")
