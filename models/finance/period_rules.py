"""What the database forbids about periods, years and locks, as triggers.

Whoever posts holds the period (FOR KEY SHARE, by the foreign key) until the end of the transaction. Whoever closes or locks
takes it FOR UPDATE, and so waits for all of them: nothing comes late into what is closed.
"""

ACCOUNTING_PERIOD_MOVES = """
create function accounting_period_moves() returns trigger language plpgsql set search_path = public, pg_temp as $$
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
end $$
"""

ACCOUNTING_PERIOD_TRIGGER = """
create trigger accounting_period_moves before update of state, starts_on, ends_on, is_adjustment, fiscal_year_id
on accounting_period for each row execute function accounting_period_moves()
"""

FISCAL_YEAR_MOVES = """
create function fiscal_year_moves() returns trigger language plpgsql set search_path = public, pg_temp as $$
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
end $$
"""

FISCAL_YEAR_TRIGGER = """
create trigger fiscal_year_moves before update of state on fiscal_year for each row execute function fiscal_year_moves()
"""

PERIOD_LOCK_HOLDS = """
create function period_lock_holds() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if tg_op <> 'INSERT' and old.hard and (tg_op = 'DELETE' or not new.hard or new.area <> old.area
      or new.company_id <> old.company_id or new.locked_through < old.locked_through) then
    raise exception using errcode = 'check_violation', table = 'period_lock', constraint = 'hard_lock_only_forward',
      message = format('the hard lock of %s holds through %s', old.area, old.locked_through);
  end if;
  if tg_op = 'DELETE' then
    return old;
  end if;
  perform from accounting_period
    where company_id = new.company_id and starts_on <= new.locked_through and state in ('OPEN', 'CLOSING')
    order by id for update;
  return new;
end $$
"""

PERIOD_LOCK_TRIGGER = """
create trigger period_lock_holds before insert or update or delete on period_lock
for each row execute function period_lock_holds()
"""

# What stands in the way of closing a period, by words that the schema tells. What is asked of a company is asked of all of
# its periods alike, and of the adjustment period only what can be posted there.
PERIOD_BLOCKERS = """
create function period_blockers(period_id uuid) returns text[] language plpgsql stable set search_path = public, pg_temp as $$
declare
  period accounting_period;
  result text[] := '{}';
begin
  select * into period from accounting_period where id = period_id;
  if exists (select from accounting_period as earlier
      where earlier.company_id = period.company_id and earlier.state in ('FUTURE', 'OPEN', 'CLOSING')
        and (earlier.ends_on < period.starts_on and (not earlier.is_adjustment or period.is_adjustment)
          or period.is_adjustment and not earlier.is_adjustment and earlier.fiscal_year_id = period.fiscal_year_id)) then
    result := result || 'EARLIER_PERIOD_OPEN'::text;
  end if;
  if exists (select from journal_entry_draft as draft where draft.company_id = period.company_id
      and draft.posted_on between period.starts_on and period.ends_on and draft.is_adjustment = period.is_adjustment) then
    result := result || 'DRAFT_LEFT'::text;
  end if;
  if exists (select from period_task as task where task.period_id = period.id and task.done_at is null) then
    result := result || 'TASK_LEFT'::text;
  end if;
  if period.is_adjustment then
    return result;
  end if;
  if exists (select from journal_template as template where template.company_id = period.company_id
      and template.archived_at is null and template.next_on <= period.ends_on
      and (template.until_on is null or template.next_on <= template.until_on)) then
    result := result || 'TEMPLATE_DUE'::text;
  end if;
  if exists (select from journal_entry as accrual where accrual.company_id = period.company_id and accrual.kind = 'ACCRUAL'
      and accrual.posted_on < period.starts_on
      and not exists (select from journal_entry as reversal where reversal.reverses_id = accrual.id)) then
    result := result || 'ACCRUAL_NOT_REVERSED'::text;
  end if;
  if exists (select from account_determination as said join period_balance_now as balance using (account_id)
      join accounting_period as earlier on earlier.id = balance.period_id
      where said.company_id = period.company_id and said.role = 'SUSPENSE' and balance.value_id is null
        and earlier.ends_on <= period.ends_on
      group by said.account_id having sum(balance.debit - balance.credit) <> 0) then
    result := result || 'SUSPENSE_NOT_EMPTY'::text;
  end if;
  return result;
end $$
"""
