"""What was agreed with a customer stays: orders, quotations and blanket agreements are written as drafts, and move on by their states alone."""

from collections.abc import Iterator
from typing import Final

# What goes on after a draft is a draft no more: how far it is, and names that follow whoever is merged.
_FREE: Final = {
    "sales_order": (
        "state", "number", "exchange_rate", "confirmed_at", "closed_at", "cancel_reason", "customer_id", "billing_address_id",
        "shipping_address_id", "warehouse_id", "sales_rep_id", "customer_reference", "requested_on", "note", "cost_amount",
        "version", "changed_at",
    ),
    "quotation": (
        "state", "number", "sent_at", "decided_at", "lost_reason", "customer_id", "billing_address_id", "shipping_address_id",
        "warehouse_id", "sales_rep_id", "note", "version", "changed_at",
    ),
    "blanket_agreement": (
        "state", "number", "confirmed_at", "ended_at", "end_reason", "customer_id", "sales_rep_id", "customer_reference", "note",
        "version", "changed_at",
    ),
}  # fmt: skip

_OWNERS: Final = {"sales_order": "order_id", "quotation": "quotation_id", "blanket_agreement": "agreement_id"}
_TAXED: Final = ("sales_order", "quotation")

# A number that was given stays, and what came from elsewhere is history: it neither begins nor ends to be that.
AGREED_FIXED: Final = """
create function agreed_is_fixed() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare free constant text[] := string_to_array(tg_argv[0], ' ');
begin
  if tg_op = 'DELETE' then
    if old.state in ('DRAFT', 'MIGRATED') then
      return old;
    end if;
  elsif (old.state = 'MIGRATED') = (new.state = 'MIGRATED') and (old.number is null or new.number = old.number)
      and (old.state in ('DRAFT', 'MIGRATED') or new.state <> 'DRAFT' or old.state = 'PENDING_APPROVAL')
      and (old.state in ('DRAFT', 'MIGRATED') or to_jsonb(new) - free = to_jsonb(old) - free) then
    return new;
  end if;
  raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'agreed_is_fixed',
    message = format('the %s is %s', tg_table_name, lower(old.state));
end $$
"""

# What is written as agreed, as by an import, is written with its lines; later nothing comes to them or goes.
_REFUSED: Final = """
    raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'agreed_is_fixed',
      message = format('the lines of this %s were agreed', '{owner}');
"""

_OF_OWNER: Final = "select {column} from added"
_OF_LINES: Final = "select line.{column} from added join {owner}_line as line on line.id = added.line_id"

# Lines that come are looked at for a statement at once.
_LINES_COME: Final = """
create function {table}_comes() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if exists (
    select from {owner} as own where own.id in ({owners}) and own.state not in ('DRAFT', 'MIGRATED')
      and (own.version <> 1 or not written_now(own.xmin))
  ) then
    {refused}
  end if;
  return null;
end $$
"""

AGREED_LINES_FIXED: Final = """
create function agreed_lines_are_fixed() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare
  free constant text[] := array['sku_id', 'requested_on', 'cancelled_quantity', 'waived_quantity', 'version',
    'changed_at'];
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
end $$
"""

# What is agreed from the start has its number then. A draft gets it until the transaction commits: a simulation takes none.
AGREED_HAS_NUMBER: Final = """
create function agreed_has_number() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare missing boolean;
begin
  execute format('select exists (select from %I where id = $1 and state <> ''DRAFT'' and number is null)', tg_table_name)
    into missing using new.id;
  if missing then
    raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'number_once_confirmed',
      message = format('%s %s breaks number_once_confirmed', tg_table_name, new.id);
  end if;
  return null;
end $$
"""


def statements() -> Iterator[str]:
    """The functions and the triggers that call them."""
    yield from (AGREED_FIXED, AGREED_LINES_FIXED, AGREED_HAS_NUMBER)
    for table, free in _FREE.items():
        yield (
            f"create trigger agreed_is_fixed before update or delete on {table} "
            f"for each row execute function agreed_is_fixed('{' '.join(free)}')"
        )
        yield (
            f"create trigger agreed_begins_with_number after insert on {table} "
            "for each row when (new.state <> 'DRAFT' and new.number is null) execute function agreed_has_number()"
        )
        yield (
            f"create constraint trigger agreed_has_number after update of state, number on {table} "
            "deferrable initially deferred for each row when (new.state <> 'DRAFT' and new.number is null) "
            "execute function agreed_has_number()"
        )
    for owner, column in _OWNERS.items():
        for table, key in _lines_of(owner, column):
            yield (
                f"create trigger agreed_is_fixed before update or delete on {table} "
                f"for each row execute function agreed_lines_are_fixed('{owner}', '{key}', '{column}', '{owner}_line')"
            )
            owners = (_OF_LINES if key == "line_id" else _OF_OWNER).format(owner=owner, column=column)
            refused = _REFUSED.format(owner=owner).strip()
            yield _LINES_COME.format(table=table, owner=owner, owners=owners, refused=refused)
            yield (
                f"create trigger agreed_comes_to_none after insert on {table} referencing new table as added "
                f"for each statement execute function {table}_comes()"
            )


def _lines_of(owner: str, column: str) -> Iterator[tuple[str, str]]:
    """Give the tables of what belongs to a document, and the columns that name what it belongs to."""
    yield f"{owner}_line", column
    if owner in _TAXED:
        yield f"{owner}_line_tax", "line_id"


FUNCTION_NAMES: Final = (
    *(f"{table}_comes()" for owner, column in _OWNERS.items() for table, _ in _lines_of(owner, column)),
    "agreed_has_number()", "agreed_lines_are_fixed()", "agreed_is_fixed()",
)  # fmt: skip
