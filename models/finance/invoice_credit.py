"""What notes take back of the lines of a document: all of them together no more than its quantity."""

from typing import Final

# Asked of the note and of each of its lines, so that it makes no difference which of them is written, or looked at, first.
# The document is held, so that of two notes at once the second counts the first; a posted one does not change any more.
CREDIT_WITHIN: Final = """
create function invoice_credit_within() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare noting record; credited text; above uuid;
begin
  select id, credits_id into noting from invoice
    where id = (to_jsonb(new) ->> tg_argv[0])::uuid and state in ('POSTED', 'CANCELLED');
  if not found then
    return null;
  end if;
  select state into credited from invoice where id = noting.credits_id for no key update;
  select line.id into above from invoice_line as line where line.id in (
      select credits_line_id from invoice_line where invoice_id = noting.id)
    and (line.invoice_id is distinct from noting.credits_id or credited not in ('POSTED', 'CANCELLED') or not (
      select sum(noted.quantity) between least(line.quantity, 0) and greatest(line.quantity, 0)
      from invoice_line as noted join invoice as note on note.id = noted.invoice_id
      where noted.credits_line_id = line.id and note.state in ('POSTED', 'CANCELLED')))
    limit 1;
  if above is not null then
    raise exception using errcode = 'check_violation', table = 'invoice', constraint = 'credited_within_line',
      message = format('note %s takes back more of line %s than there is', noting.id, above);
  end if;
  return null;
end $$
"""

CREDIT_WITHIN_TRIGGER: Final = """
create constraint trigger invoice_credit_within after insert or update of state on invoice
deferrable initially deferred for each row when (new.state in ('POSTED', 'CANCELLED'))
execute function invoice_credit_within('id')
"""

LINE_CREDIT_WITHIN_TRIGGER: Final = """
create constraint trigger invoice_credit_within after insert or update on invoice_line
deferrable initially deferred for each row when (new.credits_line_id is not null)
execute function invoice_credit_within('invoice_id')
"""

STATEMENTS: Final = (CREDIT_WITHIN, CREDIT_WITHIN_TRIGGER, LINE_CREDIT_WITHIN_TRIGGER)
