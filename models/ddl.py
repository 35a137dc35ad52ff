"""What the database itself does and forbids: functions and triggers, as the statements that a migration runs.

Functions that constraints and generated columns call have standard SQL bodies, which PostgreSQL binds when they are
created: they mean the same whatever the search path, also while a dump is restored.
"""

from collections.abc import Iterable

# ISO 4217 minor units other than two; `kernel.money` has the same table, and a test compares them.
CURRENCY_EXPONENT = """
create function currency_exponent(code text) returns integer immutable strict parallel safe return
case
  when code in ('BIF','CLP','DJF','GNF','ISK','JPY','KMF','KRW','PYG','RWF','UGX','UYI','VND','VUV','XAF','XOF','XPF') then 0
  when code in ('BHD','IQD','JOD','KWD','LYD','OMR','TND') then 3
  when code in ('CLF','UYW') then 4
  else 2
end
"""

# Lower case without accents. pg_c_utf8 exists on every PostgreSQL 17 and newer, whatever its locale.
FOLD = r"""
create function fold(value text) returns text immutable strict parallel safe return
replace(regexp_replace(normalize(lower(value collate pg_c_utf8), NFKD), '[\u0300-\u036f]', '', 'g'), 'ß', 'ss') collate "C"
"""

# Two addresses that people take for the same are the same, though RFC 5321 would let the part before the @ differ in case.
EMAIL_KEY = """
create function email_key(email text) returns text immutable strict parallel safe return
lower(normalize(email, NFKC) collate pg_c_utf8) collate "C"
"""

SEARCH_WORDS = """
create function search_words(value text) returns text immutable strict parallel safe return
regexp_replace(fold(value) collate pg_c_utf8, '[^[:alnum:]]+', ' ', 'g')
"""

# Of what a part was that somebody removed, by an entry of the audit: parts that people write, of documents that others agree to.
REMOVED_FROM = """
create function removed_from(entity_type text, before jsonb) returns uuid immutable strict parallel safe return
(before ->> case
  when entity_type = 'JournalTemplateLine' then 'template_id'
  when entity_type = 'JournalEntryDraftLine' then 'draft_id'
  when entity_type in ('InvoiceLine', 'InvoiceDeduction') then 'invoice_id'
  when entity_type = 'PaymentAllocation' then 'payment_id'
  when entity_type in ('JournalTemplateLineDimension', 'JournalEntryDraftLineDimension', 'InvoiceLineDimension', 'InvoiceLineTax')
    then 'line_id'
end)::uuid
"""

TOUCH = """
create function touch() returns trigger language plpgsql as $$
begin
  new.version := old.version + 1;
  new.changed_at := clock_timestamp();
  return new;
end $$
"""

APPEND_ONLY = """
create function append_only() returns trigger language plpgsql as $$
begin
  raise exception using errcode = 'restrict_violation', table = tg_table_name, constraint = 'append_only',
    message = format('%s is append-only: %s refused', tg_table_name, lower(tg_op));
end $$
"""

# A tree keeps in every row the ids from its root to itself; moving a branch moves the paths below it.
TREE_PATH = """
create function tree_path() returns trigger language plpgsql as $$
declare above uuid[];
begin
  if new.parent_id is null then
    new.path := array[new.id];
  else
    execute format('select path from %I where id = $1 for share', tg_table_name) into above using new.parent_id;
    if new.id = any(above) then
      raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'tree_has_no_cycle',
        message = format('%s %s would be its own ancestor', tg_table_name, new.id);
    end if;
    new.path := above || new.id;
  end if;
  return new;
end $$
"""

# A table that refers to itself without being a tree that is read by its branches keeps no paths, and has no cycle either.
NO_CYCLE = """
create function no_cycle() returns trigger language plpgsql as $$
declare above uuid := new.parent_id;
begin
  if tg_op = 'UPDATE' then
    -- Of two that each move below the other's, neither would see the other: they go one after the other.
    perform pg_advisory_xact_lock(hashtextextended(tg_table_name || new.company_id, 0));
  end if;
  while above is not null loop
    if above = new.id then
      raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'tree_has_no_cycle',
        message = format('%s %s would be its own ancestor', tg_table_name, new.id), detail = new.id::text;
    end if;
    execute format('select parent_id from %I where id = $1', tg_table_name) into above using above;
  end loop;
  return null;
end $$
"""

TREE_BRANCH = """
create function tree_branch() returns trigger language plpgsql as $$
begin
  execute format('update %I set parent_id = parent_id where parent_id = $1', tg_table_name) using new.id;
  return null;
end $$
"""

FUNCTIONS = (
    CURRENCY_EXPONENT,
    FOLD,
    EMAIL_KEY,
    SEARCH_WORDS,
    REMOVED_FROM,
    TOUCH,
    APPEND_ONLY,
    TREE_PATH,
    TREE_BRANCH,
    NO_CYCLE,
)
FUNCTION_NAMES = (
    "no_cycle()", "tree_branch()", "tree_path()", "append_only()", "touch()", "removed_from(text, jsonb)",
    "search_words(text)", "email_key(text)", "fold(text)", "currency_exponent(text)",
)  # fmt: skip


def touched(table: str) -> str:
    """Keep `version` and `changed_at` of a table."""
    return f"create trigger touch before update on {table} for each row execute function touch()"


def appended_only(table: str, unless: str = "") -> Iterable[str]:
    """Facts stay as they were written, for everybody; `unless` names a setting under which a function of ours may mend them."""
    when = f"when (coalesce(current_setting('{unless}', true), '') <> 'on') " if unless else ""
    yield f"create trigger append_only before update or delete on {table} for each row {when}execute function append_only()"
    yield f"create trigger append_only_all before truncate on {table} for each statement execute function append_only()"


def acyclic(table: str) -> str:
    """Refuse cycles of a table that refers to itself by `parent_id`."""
    return (
        f"create trigger no_cycle after insert or update of parent_id on {table} "
        "for each row when (new.parent_id is not null) execute function no_cycle()"
    )


def tree(table: str) -> Iterable[str]:
    """Keep the path of a table that is a tree, and refuse cycles."""
    yield (
        f"create trigger tree_path before insert or update of parent_id on {table} "
        "for each row execute function tree_path()"
    )
    yield (
        f"create trigger tree_branch after update of parent_id on {table} "
        "for each row when (old.path is distinct from new.path) execute function tree_branch()"
    )
