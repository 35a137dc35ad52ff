"""Numbers of journal entries have no gap: an entry has a number that its series has given, and a series gives none away."""

from typing import Final

NUMBER_OF_SERIES: Final = """
create function journal_entry_numbered() returns trigger language plpgsql set search_path = public, pg_temp as $$
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
end $$
"""

NUMBER_OF_SERIES_TRIGGER: Final = """
create trigger journal_entry_numbered after insert on journal_entry
referencing new table as entered for each statement execute function journal_entry_numbered()
"""

# Only what is rolled back in the end, a simulation, has entries without numbers: it checks all but this and its like.
ENTRY_HAS_NUMBER: Final = """
create function journal_entry_has_number() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  raise exception using errcode = 'check_violation', table = 'journal_entry', constraint = 'has_number',
    message = format('entry %s has no number', new.id);
end $$
"""

ENTRY_HAS_NUMBER_TRIGGER: Final = """
create constraint trigger journal_entry_has_number after insert on journal_entry deferrable initially deferred
for each row when (new.number is null) execute function journal_entry_has_number()
"""

CHECK_BUT_NUMBERS: Final = """
create function check_but_numbers() returns void language plpgsql set search_path = public, pg_temp as $$
begin
  execute (select 'set constraints ' || string_agg(distinct quote_ident(conname), ', ') || ' immediate' from pg_constraint
    where connamespace = 'public'::regnamespace and condeferrable and conname !~ '_has_number$');
end $$
"""

# Whoever moves a series on has written entries with all of the numbers by the commit.
SERIES_WITHOUT_GAP: Final = """
create function number_series_without_gap() returns trigger language plpgsql set search_path = public, pg_temp as $$
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
end $$
"""

SERIES_WITHOUT_GAP_TRIGGER: Final = """
create constraint trigger number_series_without_gap after insert or update on number_series deferrable initially deferred
for each row when (new.code like 'JOURNAL %') execute function number_series_without_gap()
"""

SERIES_STAYS: Final = """
create function number_series_stays() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if old.code like 'JOURNAL %' and (tg_op = 'DELETE' or new.code <> old.code) then
    raise exception using errcode = 'restrict_violation', table = 'number_series', constraint = 'numbers_without_gap',
      message = format('%s has given numbers', old.code);
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$
"""

SERIES_STAYS_TRIGGER: Final = """
create trigger number_series_stays before delete or update of code on number_series
for each row execute function number_series_stays()
"""

# Numbers have the code of their journal in them, and locks go by its kind; amounts are in the currency of the company.
POSTED_TO: Final = """
create function posted_to_is_fixed() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  execute format('select from %I where id = $1 for update', tg_table_name) using old.id;
  if exists (select from journal_entry as entry where tg_table_name = 'journal' and entry.journal_id = old.id
      or tg_table_name = 'company' and entry.company_id = old.id) then
    raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'posted_is_fixed',
      message = format('%s %s has entries', tg_table_name, old.code);
  end if;
  return new;
end $$
"""

JOURNAL_FIXED_TRIGGER: Final = """
create trigger posted_to_is_fixed before update of code, kind, company_id on journal for each row
when (old.code <> new.code or old.kind <> new.kind or old.company_id <> new.company_id)
execute function posted_to_is_fixed()
"""

COMPANY_FIXED_TRIGGER: Final = """
create trigger posted_to_is_fixed before update of currency on company for each row
when (old.currency <> new.currency) execute function posted_to_is_fixed()
"""

STATEMENTS: Final = (
    NUMBER_OF_SERIES,
    NUMBER_OF_SERIES_TRIGGER,
    ENTRY_HAS_NUMBER,
    ENTRY_HAS_NUMBER_TRIGGER,
    CHECK_BUT_NUMBERS,
    SERIES_WITHOUT_GAP,
    SERIES_WITHOUT_GAP_TRIGGER,
    SERIES_STAYS,
    SERIES_STAYS_TRIGGER,
    POSTED_TO,
    JOURNAL_FIXED_TRIGGER,
    COMPANY_FIXED_TRIGGER,
)
