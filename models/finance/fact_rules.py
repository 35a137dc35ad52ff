"""Facts are whole when they are written: nothing comes to one in a later transaction, and reversals turn all of an entry."""

from collections.abc import Iterator, Mapping
from typing import Final

# What is seen and is still in progress was written by whoever looks, also within a savepoint. A column has 32 bits of the
# number of a transaction; the bits above are those of now.
WRITTEN_NOW: Final = """
create function written_now(written_by xid) returns boolean language plpgsql stable set search_path = public, pg_temp as $$
declare
  current bigint := pg_current_xact_id()::text::bigint;
  written bigint := (current >> 32 << 32) + written_by::text::bigint;
begin
  if written > current + 2147483648 then
    written := written - 4294967296;
  end if;
  return written > 2 and coalesce(pg_xact_status(written::text::xid8) = 'in progress', false);
end $$
"""

PART_OF_NEW: Final = """
create function part_of_new() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare late boolean;
begin
  execute format('select exists (select from added join %I as whole on whole.id = added.%I where not written_now(whole.xmin))',
    tg_argv[0], tg_argv[1]) into late;
  if late then
    raise exception using errcode = 'restrict_violation', table = tg_table_name, constraint = 'whole_when_written',
      message = format('%s: nothing is added to a %s later', tg_table_name, tg_argv[0]);
  end if;
  return null;
end $$
"""

PARTS: Final[Mapping[str, tuple[str, str]]] = {
    "tax_line": ("journal_entry", "entry_id"),
    "settlement_line": ("settlement", "settlement_id"),
    "bank_reconciliation_part": ("bank_reconciliation", "reconciliation_id"),
    "bank_statement_line": ("bank_statement", "statement_id"),
    "revaluation_line": ("revaluation", "revaluation_id"),
    "dunning_notice_line": ("dunning_notice", "notice_id"),
    "open_item_discount": ("journal_line", "open_item_id"),
}
"""Tables of parts of facts: what they are parts of, and the column that says of which. An entry counts its lines itself."""

ENTRY_REVERSES: Final = """
create function journal_entry_reverses() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  -- Neither has lines before they are written, and then they would be alike.
  if new.line_count <> (select count(*) from journal_line where entry_id = new.id)
    or new.posted_on < (select posted_on from journal_entry where id = new.reverses_id) or exists (
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
end $$
"""

ENTRY_REVERSES_TRIGGER: Final = """
create constraint trigger journal_entry_reverses after insert on journal_entry deferrable initially deferred
for each row when (new.reverses_id is not null) execute function journal_entry_reverses()
"""


def statements() -> Iterator[str]:
    """The functions but `WRITTEN_NOW`, which others call too, and the triggers that call them."""
    yield PART_OF_NEW
    for table, (whole, column) in PARTS.items():
        yield (
            f"create trigger part_of_new after insert on {table} referencing new table as added "
            f"for each statement execute function part_of_new('{whole}', '{column}')"
        )
    yield from (ENTRY_REVERSES, ENTRY_REVERSES_TRIGGER)
