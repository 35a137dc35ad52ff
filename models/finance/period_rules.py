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
