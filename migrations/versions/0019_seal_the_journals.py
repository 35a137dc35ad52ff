"""Seal the journals, and say what keeps a period open.

Revision 0019, after 0018.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0019"
down_revision: str | None = "0018"


def upgrade() -> None:
    """Seal the journals, and say what keeps a period open."""
    execute("""
    CREATE OR REPLACE FUNCTION public.journal_entry_applies()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare
      actor text := coalesce(nullif(current_setting('app.actor', true), ''), 'database:' || session_user);
      broken record;
    begin
      select entered.id, rule into broken from entered
        join company on company.id = entered.company_id
        join journal on journal.id = entered.journal_id
        join accounting_period as period on period.id = entered.period_id
        left join journal_entry as reversed on reversed.id = entered.reverses_id
        cross join lateral (select case
          when entered.entered_by <> actor then 'entered_by_whoever_works'
          when entered.company_currency <> company.currency then 'company_currency_of_company'
          when entered.posted_on not between period.starts_on and period.ends_on then 'posted_within_period'
          when period.state = 'CLOSING' and journal.kind not in ('GENERAL', 'OPENING', 'CLOSING') or
            period.state not in ('OPEN', 'CLOSING') then 'period_open'
          when reversed.kind = 'REVERSAL' or reversed.is_closing <> entered.is_closing
            or reversed.journal_id <> entered.journal_id or reversed.total_amount <> entered.total_amount
            or reversed.line_count <> entered.line_count then 'reversal_of_whole'
          when posting_locked(entered.company_id, journal.kind, entered.posted_on) then 'posted_after_lock'
          end as rule) as judged
        where rule is not null limit 1;
      if found then
        raise exception using errcode = 'check_violation', table = 'journal_entry', constraint = broken.rule,
          message = format('entry %s: %s', broken.id, broken.rule);
      end if;
      insert into journal_unsealed (entry_id) select id from entered;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.period_blockers(period_id uuid)
     RETURNS text[]
     LANGUAGE plpgsql
     STABLE
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare
      period accounting_period;
      result text[] := '{}';
    begin
      select * into period from accounting_period where id = period_id;
      if exists (select from accounting_period as earlier
          where earlier.company_id = period.company_id and earlier.state in ('FUTURE', 'OPEN', 'CLOSING')
            and (earlier.ends_on < period.starts_on and (not earlier.is_adjustment or period.is_adjustment)
              or period.is_adjustment and not earlier.is_adjustment and earlier.fiscal_year_id = period.fiscal_year_id)) then
        result := result || 'EARLIER_PERIOD_OPEN'::text;
      end if;
      if exists (select from journal_entry_draft as draft where draft.company_id = period.company_id
          and draft.posted_on between period.starts_on and period.ends_on and draft.is_adjustment = period.is_adjustment) then
        result := result || 'DRAFT_LEFT'::text;
      end if;
      if exists (select from period_task as task where task.period_id = period.id and task.done_at is null) then
        result := result || 'TASK_LEFT'::text;
      end if;
      if period.is_adjustment then
        return result;
      end if;
      if exists (select from journal_template as template where template.company_id = period.company_id
          and template.archived_at is null and template.next_on <= period.ends_on
          and (template.until_on is null or template.next_on <= template.until_on)) then
        result := result || 'TEMPLATE_DUE'::text;
      end if;
      if exists (select from journal_entry as accrual where accrual.company_id = period.company_id and accrual.kind = 'ACCRUAL'
          and accrual.posted_on < period.starts_on
          and not exists (select from journal_entry as reversal where reversal.reverses_id = accrual.id)) then
        result := result || 'ACCRUAL_NOT_REVERSED'::text;
      end if;
      if exists (select from account_determination as said join period_balance_now as balance using (account_id)
          join accounting_period as earlier on earlier.id = balance.period_id
          where said.company_id = period.company_id and said.role = 'SUSPENSE' and balance.value_id is null
            and earlier.ends_on <= period.ends_on
          group by said.account_id having sum(balance.debit - balance.credit) <> 0) then
        result := result || 'SUSPENSE_NOT_EMPTY'::text;
      end if;
      return result;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.journal_seal(at_most integer)
     RETURNS integer
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
     SET "TimeZone" TO 'UTC'
    AS $function$
    declare
      entry record;
      chain uuid;
      place bigint;
      link bytea;
      sealed integer := 0;
    begin
      if not pg_try_advisory_xact_lock(hashtext('journal_seal')) then
        return 0;
      end if;
      for entry in
        with taken as (
          delete from journal_unsealed where entry_id in (select entry_id from journal_unsealed order by entry_id limit at_most)
          returning entry_id
        )
        select e.journal_id as whose, e.id, to_jsonb(e) || jsonb_build_object('lines', (select jsonb_agg(to_jsonb(line) order by line.position) from journal_line as line where line.entry_id = e.id)) as content from journal_entry as e join taken on taken.entry_id = e.id order by e.journal_id, e.id
      loop
        if chain is distinct from entry.whose then
          chain := entry.whose;
      select position, hash into place, link from journal_seal where journal_id = chain order by position desc limit 1;
      place := coalesce(place, 0);
      link := coalesce(link, ''::bytea);
        end if;
        place := place + 1;
        link := audit_digest(link, entry.content);
        insert into journal_seal (journal_id, position, entry_id, hash) values (chain, place, entry.id, link);
        sealed := sealed + 1;
      end loop;
      return sealed;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.journal_first_break(chain uuid)
     RETURNS text
     LANGUAGE plpgsql
     STABLE
     SET search_path TO 'public', 'pg_temp'
     SET "TimeZone" TO 'UTC'
    AS $function$
    declare broken record;
    begin
      select into broken * from (
        select s.position, s.entry_id, s.hash, e.id as entry, to_jsonb(e) || jsonb_build_object('lines', (select jsonb_agg(to_jsonb(line) order by line.position) from journal_line as line where line.entry_id = e.id)) as content,
          lag(s.position, 1, 0::bigint) over chain as place_before, lag(s.hash, 1, ''::bytea) over chain as link_before
        from journal_seal as s left join journal_entry as e on e.id = s.entry_id where s.journal_id = chain
        window chain as (order by s.position)
      ) as link
      where position <> place_before + 1 or entry is null or hash <> audit_digest(link_before, content)
      order by position limit 1;
      if found then
        return format('%s: %s JournalEntry:%s', broken.position, case
          when broken.position <> broken.place_before + 1 then 'SEAL_MISSING before'
          when broken.entry is null then 'ENTRY_MISSING' else 'ENTRY_CHANGED' end, broken.entry_id);
      end if;
      select into broken h.position from journal_head as h left join journal_seal as s using (journal_id, position)
        where h.journal_id = chain and s.hash is distinct from h.hash order by h.position limit 1;
      if found then
        return format('%s: HEAD_LOST', broken.position);
      end if;
      return null;
    end $function$
    """)
    op.create_table(
        "journal_unsealed",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_journal_unsealed")),
    )
    op.create_table(
        "journal_head",
        sa.Column("journal_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["journal_id"], ["journal.id"], name=op.f("fk_journal_head_journal_id")),
        sa.PrimaryKeyConstraint("journal_id", "position", name=op.f("pk_journal_head")),
    )
    op.create_table(
        "journal_seal",
        sa.Column("journal_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entry.id"], name=op.f("fk_journal_seal_entry_id")),
        sa.ForeignKeyConstraint(["journal_id"], ["journal.id"], name=op.f("fk_journal_seal_journal_id")),
        sa.PrimaryKeyConstraint("journal_id", "position", name=op.f("pk_journal_seal")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_journal_seal_entry_id")),
    )
    op.create_index(
        "ix_journal_entry_accrual",
        "journal_entry",
        ["company_id", "posted_on"],
        unique=False,
        postgresql_where=sa.text("kind = 'ACCRUAL'"),
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.journal_seal FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.journal_seal FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.journal_head FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.journal_head FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute("revoke all on journal_head from torso_app")
    execute("grant insert, select on journal_head to torso_app")
    execute("revoke all on journal_seal from torso_app")
    execute("grant select on journal_seal to torso_app")
    execute("revoke all on journal_unsealed from torso_app")
    execute("grant select on journal_unsealed to torso_app")


def downgrade() -> None:
    """Undo it."""
    execute("""
    CREATE OR REPLACE FUNCTION public.journal_entry_applies()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare
      actor text := coalesce(nullif(current_setting('app.actor', true), ''), 'database:' || session_user);
      broken record;
    begin
      select entered.id, rule into broken from entered
        join company on company.id = entered.company_id
        join journal on journal.id = entered.journal_id
        join accounting_period as period on period.id = entered.period_id
        left join journal_entry as reversed on reversed.id = entered.reverses_id
        cross join lateral (select case
          when entered.entered_by <> actor then 'entered_by_whoever_works'
          when entered.company_currency <> company.currency then 'company_currency_of_company'
          when entered.posted_on not between period.starts_on and period.ends_on then 'posted_within_period'
          when period.state = 'CLOSING' and journal.kind not in ('GENERAL', 'OPENING', 'CLOSING') or
            period.state not in ('OPEN', 'CLOSING') then 'period_open'
          when reversed.kind = 'REVERSAL' or reversed.is_closing <> entered.is_closing
            or reversed.journal_id <> entered.journal_id or reversed.total_amount <> entered.total_amount
            or reversed.line_count <> entered.line_count then 'reversal_of_whole'
          when posting_locked(entered.company_id, journal.kind, entered.posted_on) then 'posted_after_lock'
          end as rule) as judged
        where rule is not null limit 1;
      if found then
        raise exception using errcode = 'check_violation', table = 'journal_entry', constraint = broken.rule,
          message = format('entry %s: %s', broken.id, broken.rule);
      end if;
      return null;
    end $function$
    """)
    op.drop_index("ix_journal_entry_accrual", table_name="journal_entry", postgresql_where=sa.text("kind = 'ACCRUAL'"))
    op.drop_table("journal_seal")
    op.drop_table("journal_head")
    op.drop_table("journal_unsealed")
    execute("drop function journal_first_break(uuid)")
    execute("drop function journal_seal(integer)")
    execute("drop function period_blockers(uuid)")
