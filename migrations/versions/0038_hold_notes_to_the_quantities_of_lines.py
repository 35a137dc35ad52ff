"""Hold notes to the quantities of lines.

Revision 0038, after 0037.
"""

from migrations.statement import execute

revision: str = "0038"
down_revision: str | None = "0037"


def upgrade() -> None:
    """Hold notes to the quantities of lines."""
    execute("""
    CREATE OR REPLACE FUNCTION public.invoice_credit_within()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare above uuid;
    begin
      perform from invoice where id = new.credits_id for no key update;
      select line.id into above from invoice_line as line where line.id in (
          select credits_line_id from invoice_line where invoice_id = new.id)
        and (line.invoice_id is distinct from new.credits_id or not (
          select sum(noted.quantity) between least(line.quantity, 0) and greatest(line.quantity, 0)
          from invoice_line as noted join invoice as note on note.id = noted.invoice_id
          where noted.credits_line_id = line.id and note.state in ('POSTED', 'CANCELLED')))
        limit 1;
      if above is not null then
        raise exception using errcode = 'check_violation', table = 'invoice', constraint = 'credited_within_line',
          message = format('note %s takes back more of line %s than there is', new.id, above);
      end if;
      return null;
    end $function$
    """)
    execute("""
    CREATE CONSTRAINT TRIGGER invoice_credit_within AFTER INSERT OR UPDATE OF state ON public.invoice
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (new.state in ('POSTED', 'CANCELLED'))
    EXECUTE FUNCTION invoice_credit_within()
    """)


def downgrade() -> None:
    """Undo it."""
    execute("drop trigger invoice_credit_within on invoice")
    execute("drop function invoice_credit_within()")
