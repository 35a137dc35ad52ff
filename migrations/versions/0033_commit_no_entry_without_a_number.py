"""Commit no entry without a number.

Revision 0033, after 0032.
"""

from migrations.statement import execute

revision: str = "0033"
down_revision: str | None = "0032"


def upgrade() -> None:
    """Commit no entry without a number."""
    execute("""
    CREATE OR REPLACE FUNCTION public.journal_entry_has_number()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      raise exception using errcode = 'check_violation', table = 'journal_entry', constraint = 'has_number',
        message = format('entry %s has no number', new.id);
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.check_but_numbers()
     RETURNS void
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      execute (select 'set constraints ' || string_agg(distinct quote_ident(conname), ', ') || ' immediate' from pg_constraint
        where connamespace = 'public'::regnamespace and condeferrable and conname <> 'journal_entry_has_number');
    end $function$
    """)
    execute(
        "CREATE CONSTRAINT TRIGGER journal_entry_has_number AFTER INSERT ON public.journal_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.number IS NULL)) EXECUTE FUNCTION journal_entry_has_number()"
    )
    execute(
        "CREATE TRIGGER part_of_new AFTER INSERT ON public.bank_statement_line REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION part_of_new('bank_statement', 'statement_id')"
    )
    execute("revoke all on bank_statement from torso_app")
    execute("grant insert, select on bank_statement to torso_app")


def downgrade() -> None:
    """Undo it."""
    execute("drop trigger journal_entry_has_number on journal_entry")
    execute("drop trigger part_of_new on bank_statement_line")
    execute("revoke all on bank_statement from torso_app")
    execute("grant delete, insert, select, update on bank_statement to torso_app")
    execute("drop function check_but_numbers()")
    execute("drop function journal_entry_has_number()")
