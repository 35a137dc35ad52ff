"""What the database forbids about entries, and what follows from them, as triggers.

Statements are judged as a whole, so that an entry of a hundred lines costs two looks. What whoever posts may do in spite of
a lock depends on who it is: the transaction says so in the setting `app.actor`, as for the audit.
"""

# Whether a lock of an area forbids a day to whoever works.
POSTING_LOCKED = """
create function posting_locked(company uuid, in_area text, on_day date) returns boolean language plpgsql stable
set search_path = public, pg_temp as $$
begin
  return exists (
    select from period_lock as lock
    where lock.company_id = company and lock.area in (in_area, 'ALL') and lock.locked_through >= on_day
      and (lock.hard or not exists (
        select from lock_exception as exception
        where exception.company_id = company and exception.user_id::text = current_setting('app.actor', true)
          and exception.area in (lock.area, 'ALL') and exception.revoked_at is null
          and exception.expires_at > clock_timestamp())));
end $$
"""

# The foreign key has locked the period already (FOR KEY SHARE), so that it cannot be closed before this is committed.
JOURNAL_ENTRY_APPLIES = """
create function journal_entry_applies() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  actor text := coalesce(nullif(current_setting('app.actor', true), ''), 'database:' || session_user);
  broken record;
begin
  select entered.id, rule into broken from entered
    join company on company.id = entered.company_id
    join journal on journal.id = entered.journal_id
    join accounting_period as period on period.id = entered.period_id
    left join journal_entry as reversed on reversed.id = entered.reverses_id
    cross join lateral (select case
      when entered.entered_by <> actor then 'entered_by_whoever_works'
      when entered.company_currency <> company.currency then 'company_currency_of_company'
      when entered.posted_on not between period.starts_on and period.ends_on then 'posted_within_period'
      when period.state = 'CLOSING' and journal.kind not in ('GENERAL', 'OPENING', 'CLOSING') or
        period.state not in ('OPEN', 'CLOSING') then 'period_open'
      when reversed.kind = 'REVERSAL' or reversed.is_closing <> entered.is_closing
        or reversed.journal_id <> entered.journal_id or reversed.total_amount <> entered.total_amount
        or reversed.line_count <> entered.line_count then 'reversal_of_whole'
      when posting_locked(entered.company_id, journal.kind, entered.posted_on) then 'posted_after_lock'
      end as rule) as judged
    where rule is not null limit 1;
  if found then
    raise exception using errcode = 'check_violation', table = 'journal_entry', constraint = broken.rule,
      message = format('entry %s: %s', broken.id, broken.rule);
  end if;
  insert into journal_unsealed (entry_id) select id from entered;
  return null;
end $$
"""

JOURNAL_ENTRY_TRIGGER = """
create trigger journal_entry_applies after insert on journal_entry
referencing new table as entered for each statement execute function journal_entry_applies()
"""

JOURNAL_ENTRY_BALANCES = """
create function journal_entry_balances() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare found_lines record;
begin
  select into found_lines count(*) as count, coalesce(sum(company_amount), 0) as company_amount,
      coalesce(sum(debit - credit), 0) as amount, coalesce(sum(company_amount) filter (where company_amount > 0), 0) as total
    from journal_line where entry_id = new.id;
  if found_lines.count <> new.line_count or found_lines.total <> new.total_amount then
    raise exception using errcode = 'check_violation', table = 'journal_entry', constraint = 'entry_is_whole',
      message = format('entry %s has %s lines over %s', new.id, found_lines.count, found_lines.total);
  end if;
  if found_lines.company_amount <> 0 or found_lines.amount <> 0 then
    raise exception using errcode = 'check_violation', table = 'journal_entry', constraint = 'entry_balances',
      message = format('entry %s is off by %s (%s)', new.id, found_lines.company_amount, found_lines.amount);
  end if;
  return null;
end $$
"""

JOURNAL_ENTRY_BALANCES_TRIGGER = """
create constraint trigger journal_entry_balances after insert on journal_entry deferrable initially deferred
for each row execute function journal_entry_balances()
"""

JOURNAL_LINE_APPLIES = """
create function journal_line_applies() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
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
end $$
"""

JOURNAL_LINE_TRIGGER = """
create trigger journal_line_applies after insert on journal_line
referencing new table as posted for each statement execute function journal_line_applies()
"""
