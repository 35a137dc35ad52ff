"""Match payments with what the bank shows.

Revision 0034, after 0033.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0034"
down_revision: str | None = "0033"


def upgrade() -> None:
    """Match payments with what the bank shows."""
    execute("""
    CREATE OR REPLACE FUNCTION public.payment_on_account(paid uuid, told text)
     RETURNS numeric
     LANGUAGE sql
     STABLE
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      select case told when line.currency then line.debit - line.credit when line.account_currency then line.account_amount
        when line.company_currency then line.company_amount end
      from payment join journal_line as line on line.entry_id = payment.entry_id and line.account_id = payment.account_id
      where payment.id = paid order by line.position limit 1
    $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.bank_part_matches()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare paid record; moved numeric; matched numeric;
    begin
      select state into paid from payment where id = new.payment_id for update;
      moved := payment_on_account(new.payment_id, new.currency);
      select sum(amount) into matched from bank_reconciliation_part where payment_id = new.payment_id and currency = new.currency;
      if paid.state not in ('POSTED', 'RECONCILED') or moved is null or matched * moved < 0 or abs(matched) > abs(moved)
        or exists (select from bank_reconciliation_part where payment_id = new.payment_id and currency <> new.currency) then
        raise exception using errcode = 'check_violation', table = 'bank_reconciliation_part', constraint = 'matched_within_payment',
          message = format('%s is matched of payment %s over %s', matched, new.payment_id, moved);
      end if;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.payment_moves()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare broken text;
    begin
      broken := case
        when tg_op = 'DELETE' then case when old.state <> 'DRAFT' then 'posted_payment_is_fixed' end
        when tg_op = 'INSERT' then case when new.state <> 'DRAFT' then 'begins_as_draft' end
        when old.state = 'DRAFT' then case when new.state not in ('DRAFT', 'POSTED') then 'payment_moves_in_order' end
        when row(old.company_id, old.direction, old.party_id, old.account_id, old.party_account_id, old.journal_id, old.paid_on,
          old.currency, old.amount, old.rate, old.entry_id) is distinct from row(new.company_id, new.direction, new.party_id,
          new.account_id, new.party_account_id, new.journal_id, new.paid_on, new.currency, new.amount, new.rate, new.entry_id)
          then 'posted_payment_is_fixed'
        when old.state = 'VOIDED' and new.void_entry_id <> old.void_entry_id then 'posted_payment_is_fixed'
        when new.state = 'VOIDED' and old.state <> 'VOIDED'
          and (select sum(amount) from bank_reconciliation_part where payment_id = old.id) <> 0 then 'payment_matched'
        when new.state <> old.state and (old.state, new.state) not in (
          ('POSTED', 'RECONCILED'), ('RECONCILED', 'POSTED'), ('POSTED', 'VOIDED')) then 'payment_moves_in_order'
      end;
      if broken is not null then
        raise exception using errcode = 'check_violation', table = 'payment', constraint = broken,
          message = format('payment %s: %s', old.id, broken);
      end if;
      return case when tg_op = 'DELETE' then old else new end;
    end $function$
    """)
    op.alter_column("bank_reconciliation", "entry_id", existing_type=sa.UUID(), nullable=True)
    op.add_column("bank_reconciliation_part", sa.Column("payment_id", sa.Uuid(), nullable=True))
    op.create_index(
        op.f("ix_bank_reconciliation_part_payment_id_id"),
        "bank_reconciliation_part",
        ["payment_id", "id"],
        unique=False,
    )
    op.create_foreign_key(
        op.f("fk_bank_reconciliation_part_company_id_payment_id"),
        "bank_reconciliation_part",
        "payment",
        ["company_id", "payment_id"],
        ["company_id", "id"],
    )
    op.add_column("match_suggestion_part", sa.Column("payment_id", sa.Uuid(), nullable=True))
    op.create_index(
        op.f("ix_match_suggestion_part_payment_id_id"), "match_suggestion_part", ["payment_id", "id"], unique=False
    )
    op.create_foreign_key(
        op.f("fk_match_suggestion_part_company_id_payment_id"),
        "match_suggestion_part",
        "payment",
        ["company_id", "payment_id"],
        ["company_id", "id"],
    )
    execute(
        "CREATE TRIGGER bank_part_matches AFTER INSERT ON public.bank_reconciliation_part FOR EACH ROW WHEN ((new.payment_id IS NOT NULL)) EXECUTE FUNCTION bank_part_matches()"
    )


def downgrade() -> None:
    """Undo it."""
    execute("""
    CREATE OR REPLACE FUNCTION public.payment_moves()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare broken text;
    begin
      broken := case
        when tg_op = 'DELETE' then case when old.state <> 'DRAFT' then 'posted_payment_is_fixed' end
        when tg_op = 'INSERT' then case when new.state <> 'DRAFT' then 'begins_as_draft' end
        when old.state = 'DRAFT' then case when new.state not in ('DRAFT', 'POSTED') then 'payment_moves_in_order' end
        when row(old.company_id, old.direction, old.party_id, old.account_id, old.party_account_id, old.journal_id, old.paid_on,
          old.currency, old.amount, old.rate, old.entry_id) is distinct from row(new.company_id, new.direction, new.party_id,
          new.account_id, new.party_account_id, new.journal_id, new.paid_on, new.currency, new.amount, new.rate, new.entry_id)
          then 'posted_payment_is_fixed'
        when old.state = 'VOIDED' and new.void_entry_id <> old.void_entry_id then 'posted_payment_is_fixed'
        when new.state <> old.state and (old.state, new.state) not in (
          ('POSTED', 'RECONCILED'), ('RECONCILED', 'POSTED'), ('POSTED', 'VOIDED')) then 'payment_moves_in_order'
      end;
      if broken is not null then
        raise exception using errcode = 'check_violation', table = 'payment', constraint = broken,
          message = format('payment %s: %s', old.id, broken);
      end if;
      return case when tg_op = 'DELETE' then old else new end;
    end $function$
    """)
    execute("drop trigger bank_part_matches on bank_reconciliation_part")
    op.drop_constraint(
        op.f("fk_match_suggestion_part_company_id_payment_id"), "match_suggestion_part", type_="foreignkey"
    )
    op.drop_index(op.f("ix_match_suggestion_part_payment_id_id"), table_name="match_suggestion_part")
    op.drop_column("match_suggestion_part", "payment_id")
    op.drop_constraint(
        op.f("fk_bank_reconciliation_part_company_id_payment_id"), "bank_reconciliation_part", type_="foreignkey"
    )
    op.drop_index(op.f("ix_bank_reconciliation_part_payment_id_id"), table_name="bank_reconciliation_part")
    op.drop_column("bank_reconciliation_part", "payment_id")
    op.alter_column("bank_reconciliation", "entry_id", existing_type=sa.UUID(), nullable=False)
    execute("drop function bank_part_matches()")
    execute("drop function payment_on_account(uuid,text)")
