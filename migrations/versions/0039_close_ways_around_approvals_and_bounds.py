"""Close ways around approvals and bounds.

Revision 0039, after 0038.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0039"
down_revision: str | None = "0038"


def upgrade() -> None:
    """Close ways around approvals and bounds."""
    execute("""
    CREATE OR REPLACE FUNCTION public.removed_from(entity_type text, before jsonb)
     RETURNS uuid
     LANGUAGE sql
     IMMUTABLE PARALLEL SAFE STRICT
    RETURN ((before ->> CASE WHEN (entity_type = 'JournalTemplateLine'::text) THEN 'template_id'::text WHEN (entity_type = 'JournalEntryDraftLine'::text) THEN 'draft_id'::text WHEN (entity_type = ANY (ARRAY['InvoiceLine'::text, 'InvoiceDeduction'::text])) THEN 'invoice_id'::text WHEN (entity_type = 'PaymentAllocation'::text) THEN 'payment_id'::text WHEN (entity_type = ANY (ARRAY['JournalTemplateLineDimension'::text, 'JournalEntryDraftLineDimension'::text, 'InvoiceLineDimension'::text, 'InvoiceLineTax'::text])) THEN 'line_id'::text ELSE NULL::text END))::uuid
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.tax_line_agrees()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare told numeric; posted numeric; entered record;
    begin
      select posted_on, company_currency, currency, line_count into entered from journal_entry where id = new.entry_id;
      -- No line comes to an entry that is whole, so what agrees now does so for ever.
      if entered.line_count <> (select count(*) from journal_line where entry_id = new.entry_id) then
        raise exception using errcode = 'check_violation', table = 'tax_line', constraint = 'entry_is_whole',
          message = format('entry %s has no %s lines', new.entry_id, entered.line_count);
      end if;
      if row(new.taxed_on, new.company_currency, new.currency)
        is distinct from row(entered.posted_on, entered.company_currency, entered.currency) then
        raise exception using errcode = 'check_violation', table = 'tax_line', constraint = 'tax_line_of_its_entry',
          message = format('tax line %s is not of its entry', new.id);
      end if;
      select coalesce(sum(case side when 'INPUT' then company_deductible else -company_amount end), 0) into told
        from tax_line where entry_id = new.entry_id and tax_code_id = new.tax_code_id;
      select coalesce(sum(company_amount), 0) into posted
        from journal_line where entry_id = new.entry_id and tax_code_id = new.tax_code_id;
      if told <> posted then
        raise exception using errcode = 'check_violation', table = 'tax_line', constraint = 'tax_line_agrees_with_ledger',
          message = format('entry %s: taxed %s, posted %s', new.entry_id, told, posted);
      end if;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.bank_reconciliation_adds_up()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare whole record;
    begin
      select id, amount into whole from bank_reconciliation where id = (to_jsonb(new) ->> tg_argv[0])::uuid;
      if whole.amount is distinct from (select sum(amount) from bank_reconciliation_part where reconciliation_id = whole.id) then
        raise exception using errcode = 'check_violation', table = 'bank_reconciliation', constraint = 'parts_add_up',
          message = format('the parts of %s are not %s', whole.id, whole.amount);
      end if;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.invoice_credit_within()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
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
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.journal_entry_reverses()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
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
    end $function$
    """)
    op.create_index(
        "ix_audit_entry_removed_from",
        "audit_entry",
        [sa.literal_column("removed_from(entity_type, before)")],
        unique=False,
        postgresql_where=sa.text("operation = 'DELETE'"),
    )
    execute("drop trigger bank_reconciliation_adds_up on bank_reconciliation")
    execute("""
    CREATE CONSTRAINT TRIGGER bank_reconciliation_adds_up AFTER INSERT ON public.bank_reconciliation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    EXECUTE FUNCTION bank_reconciliation_adds_up('id')
    """)
    execute("drop trigger invoice_credit_within on invoice")
    execute("""
    CREATE CONSTRAINT TRIGGER invoice_credit_within AFTER INSERT OR UPDATE OF state ON public.invoice
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (new.state in ('POSTED', 'CANCELLED'))
    EXECUTE FUNCTION invoice_credit_within('id')
    """)
    execute("""
    CREATE CONSTRAINT TRIGGER bank_reconciliation_adds_up AFTER INSERT ON public.bank_reconciliation_part
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    EXECUTE FUNCTION bank_reconciliation_adds_up('reconciliation_id')
    """)
    execute("""
    CREATE CONSTRAINT TRIGGER invoice_credit_within AFTER INSERT OR UPDATE ON public.invoice_line
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.credits_line_id IS NOT NULL))
    EXECUTE FUNCTION invoice_credit_within('invoice_id')
    """)


def downgrade() -> None:
    """Undo it."""
    execute("""
    CREATE OR REPLACE FUNCTION public.tax_line_agrees()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare told numeric; posted numeric; entered record;
    begin
      select posted_on, company_currency, currency into entered from journal_entry where id = new.entry_id;
      if row(new.taxed_on, new.company_currency, new.currency)
        is distinct from row(entered.posted_on, entered.company_currency, entered.currency) then
        raise exception using errcode = 'check_violation', table = 'tax_line', constraint = 'tax_line_of_its_entry',
          message = format('tax line %s is not of its entry', new.id);
      end if;
      select coalesce(sum(case side when 'INPUT' then company_deductible else -company_amount end), 0) into told
        from tax_line where entry_id = new.entry_id and tax_code_id = new.tax_code_id;
      select coalesce(sum(company_amount), 0) into posted
        from journal_line where entry_id = new.entry_id and tax_code_id = new.tax_code_id;
      if told <> posted then
        raise exception using errcode = 'check_violation', table = 'tax_line', constraint = 'tax_line_agrees_with_ledger',
          message = format('entry %s: taxed %s, posted %s', new.entry_id, told, posted);
      end if;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.bank_reconciliation_adds_up()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      if new.amount is distinct from (select sum(amount) from bank_reconciliation_part where reconciliation_id = new.id) then
        raise exception using errcode = 'check_violation', table = 'bank_reconciliation', constraint = 'parts_add_up',
          message = format('the parts of %s are not %s', new.id, new.amount);
      end if;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.journal_entry_reverses()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      if new.posted_on < (select posted_on from journal_entry where id = new.reverses_id) or exists (
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
    end $function$
    """)
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
    execute("drop trigger bank_reconciliation_adds_up on bank_reconciliation")
    execute("""
    CREATE CONSTRAINT TRIGGER bank_reconciliation_adds_up AFTER INSERT ON public.bank_reconciliation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    EXECUTE FUNCTION bank_reconciliation_adds_up()
    """)
    execute("drop trigger bank_reconciliation_adds_up on bank_reconciliation_part")
    execute("drop trigger invoice_credit_within on invoice")
    execute("""
    CREATE CONSTRAINT TRIGGER invoice_credit_within AFTER INSERT OR UPDATE OF state ON public.invoice
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (new.state in ('POSTED', 'CANCELLED'))
    EXECUTE FUNCTION invoice_credit_within()
    """)
    execute("drop trigger invoice_credit_within on invoice_line")
    op.drop_index(
        "ix_audit_entry_removed_from", table_name="audit_entry", postgresql_where=sa.text("operation = 'DELETE'")
    )
    execute("drop function removed_from(text,jsonb)")
