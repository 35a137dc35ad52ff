"""Let open items say what is paid.

Revision 0024, after 0023.
"""

from migrations.statement import execute

revision: str = "0024"
down_revision: str | None = "0023"


def upgrade() -> None:
    """Let open items say what is paid."""
    execute("drop trigger bank_part_applies on bank_reconciliation_part")
    execute("drop function bank_part_applies()")


def downgrade() -> None:
    """Undo it."""
    execute("""
    CREATE OR REPLACE FUNCTION public.bank_part_applies()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare posted record; paid numeric;
    begin
      if new.journal_line_id is null then
        return null;
      end if;
      perform pg_advisory_xact_lock(hashtextextended(new.journal_line_id::text, 0));
      select account_id, party_id, currency, debit - credit as amount into posted from journal_line where id = new.journal_line_id;
      select sum(amount) into paid from bank_reconciliation_part where journal_line_id = new.journal_line_id;
      if posted.account_id <> new.account_id or posted.party_id is distinct from new.party_id or posted.currency <> new.currency
        or paid * posted.amount < 0 or abs(paid) > abs(posted.amount) then
        raise exception using errcode = 'check_violation', table = 'bank_reconciliation_part', constraint = 'paid_within_posted',
          message = format('%s of %s would be paid', paid, posted.amount);
      end if;
      return null;
    end $function$
    """)
    execute(
        "CREATE TRIGGER bank_part_applies AFTER INSERT ON public.bank_reconciliation_part FOR EACH ROW EXECUTE FUNCTION bank_part_applies()"
    )
