"""What the database forbids about periods, years and locks, as triggers.

Whoever posts holds the period (FOR KEY SHARE, by the foreign key) until the end of the transaction. Whoever closes or locks
takes it FOR UPDATE, and so waits for all of them: nothing comes late into what is closed.
"""

# A period is within its year, and the one for adjustments is the last day of it. What is locked stays as it is: nothing
# before it is opened again, since it begins with what was before.
ACCOUNTING_PERIOD_MOVES = """
create function accounting_period_moves() returns trigger language plpgsql set search_path = public, pg_temp as $$
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
end $$
"""

ACCOUNTING_PERIOD_TRIGGER = """
create trigger accounting_period_moves before insert or delete
or update of state, starts_on, ends_on, is_adjustment, fiscal_year_id, company_id
on accounting_period for each row execute function accounting_period_moves()
"""

# Years of one company are closed and opened one after the other, so that two who look at each other's year at once cannot
# both do what is allowed to one of them. What its closing is stays until it is opened again.
FISCAL_YEAR_MOVES = """
create function fiscal_year_moves() returns trigger language plpgsql set search_path = public, pg_temp as $$
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
end $$
"""

FISCAL_YEAR_TRIGGER = """
create trigger fiscal_year_moves before insert or update of state, company_id, code, starts_on, ends_on, closing_entry_id
on fiscal_year for each row execute function fiscal_year_moves()
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

# Somebody gives an exception to somebody else, in their own name; it is ended, and never made longer.
LOCK_EXCEPTION_HOLDS = """
create function lock_exception_holds() returns trigger language plpgsql set search_path = public, pg_temp as $$
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
end $$
"""

LOCK_EXCEPTION_TRIGGER = """
create trigger lock_exception_holds before insert or update or delete on lock_exception
for each row execute function lock_exception_holds()
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
