"""Keep the books.

Revision 0016, after 0015.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.statement import execute

revision: str = "0016"
down_revision: str | None = "0015"


def upgrade() -> None:
    """Keep the books."""
    execute("""
    CREATE OR REPLACE FUNCTION public.ledger_account_fixed()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      if row(old.type, old.currency, old.is_group, old.company_id)
        is not distinct from row(new.type, new.currency, new.is_group, new.company_id) then
        return new;
      end if;
      perform from ledger_account where id = old.id for update;
      if exists (select from journal_line where account_id = old.id) then
        raise exception using errcode = 'check_violation', table = 'ledger_account', constraint = 'posted_account_is_fixed',
          message = format('account %s has been posted to', old.code);
      end if;
      return new;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.accounting_period_moves()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare year_state text;
    begin
      perform from accounting_period where id = old.id for update;
      select state into year_state from fiscal_year where id = old.fiscal_year_id for share;
      if row(new.starts_on, new.ends_on, new.is_adjustment, new.fiscal_year_id)
          is distinct from row(old.starts_on, old.ends_on, old.is_adjustment, old.fiscal_year_id)
        and exists (select from journal_entry where period_id = old.id) then
        raise exception using errcode = 'check_violation', table = 'accounting_period', constraint = 'posted_period_is_fixed',
          message = format('period %s has been posted to', old.id);
      end if;
      if new.state <> old.state and (old.state, new.state) not in (
          ('FUTURE', 'OPEN'), ('OPEN', 'FUTURE'), ('OPEN', 'CLOSING'), ('CLOSING', 'OPEN'), ('CLOSING', 'CLOSED'),
          ('CLOSED', 'OPEN'), ('CLOSED', 'LOCKED'))
        or new.state <> old.state and old.state = 'CLOSED' and new.state = 'OPEN' and year_state <> 'OPEN' then
        raise exception using errcode = 'check_violation', table = 'accounting_period', constraint = 'state_follows',
          message = format('period %s: %s to %s', old.id, old.state, new.state);
      end if;
      return new;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.fiscal_year_moves()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      if new.state = 'CLOSED' and old.state = 'OPEN' and (
          exists (select from accounting_period where fiscal_year_id = old.id and state not in ('CLOSED', 'LOCKED'))
          or exists (select from fiscal_year where company_id = old.company_id and starts_on < old.starts_on and state = 'OPEN'))
        or new.state = 'OPEN' and old.state = 'CLOSED' and exists (
          select from fiscal_year where company_id = old.company_id and starts_on > old.starts_on and state <> 'OPEN')
        or new.state <> old.state and (old.state, new.state) not in
          (('OPEN', 'CLOSED'), ('CLOSED', 'OPEN'), ('CLOSED', 'LOCKED')) then
        raise exception using errcode = 'check_violation', table = 'fiscal_year', constraint = 'state_follows',
          message = format('year %s: %s to %s', old.code, old.state, new.state);
      end if;
      return new;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.period_lock_holds()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      if tg_op <> 'INSERT' and old.hard and (tg_op = 'DELETE' or not new.hard or new.area <> old.area
          or new.company_id <> old.company_id or new.locked_through < old.locked_through) then
        raise exception using errcode = 'check_violation', table = 'period_lock', constraint = 'hard_lock_only_forward',
          message = format('the hard lock of %s holds through %s', old.area, old.locked_through);
      end if;
      if tg_op = 'DELETE' then
        return old;
      end if;
      perform from accounting_period
        where company_id = new.company_id and starts_on <= new.locked_through and state in ('OPEN', 'CLOSING')
        order by id for update;
      return new;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.posting_locked(company uuid, in_area text, on_day date)
     RETURNS boolean
     LANGUAGE plpgsql
     STABLE
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      return exists (
        select from period_lock as lock
        where lock.company_id = company and lock.area in (in_area, 'ALL') and lock.locked_through >= on_day
          and (lock.hard or not exists (
            select from lock_exception as exception
            where exception.company_id = company and exception.user_id::text = current_setting('app.actor', true)
              and exception.area in (lock.area, 'ALL') and exception.revoked_at is null
              and exception.expires_at > clock_timestamp())));
    end $function$
    """)
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
    execute("""
    CREATE OR REPLACE FUNCTION public.journal_entry_balances()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare found_lines record;
    begin
      select into found_lines count(*) as count, coalesce(sum(company_amount), 0) as company_amount,
          coalesce(sum(debit - credit), 0) as amount, coalesce(sum(company_amount) filter (where company_amount > 0), 0) as total
        from journal_line where entry_id = new.id;
      if found_lines.count <> new.line_count or found_lines.total <> new.total_amount then
        raise exception using errcode = 'check_violation', table = 'journal_entry', constraint = 'entry_is_whole',
          message = format('entry %s has %s lines over %s', new.id, found_lines.count, found_lines.total);
      end if;
      if found_lines.company_amount <> 0 or found_lines.amount <> 0 then
        raise exception using errcode = 'check_violation', table = 'journal_entry', constraint = 'entry_balances',
          message = format('entry %s is off by %s (%s)', new.id, found_lines.company_amount, found_lines.amount);
      end if;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.journal_line_applies()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare broken record;
    begin
      select posted.entry_id, rule into broken from posted
        join journal_entry as entry on entry.id = posted.entry_id
        join ledger_account as account on account.id = posted.account_id
        cross join lateral (select case
          when posted.position > entry.line_count then 'entry_is_whole'
          when row(posted.posted_on, posted.period_id, posted.currency, posted.company_currency)
            <> row(entry.posted_on, entry.period_id, entry.currency, entry.company_currency) then 'line_of_its_entry'
          when account.is_group then 'account_takes_postings'
          when account.archived_at is not null and entry.kind not in ('REVERSAL', 'CLOSING') then 'account_in_use'
          when account.requires_party and posted.party_id is null then 'party_named'
          when posted.account_currency is distinct from account.currency then 'account_amount_in_its_currency'
          when posted.account_currency = posted.currency and posted.account_amount <> posted.debit - posted.credit
            then 'account_amount_in_its_currency'
          when posted.debit = 0 and posted.credit = 0
            and entry.kind not in ('EXCHANGE_DIFFERENCE', 'REVALUATION', 'CLOSING', 'REVERSAL') then 'amount_of_document'
          when posted.tax_code_id is not null and posting_locked(posted.company_id, 'TAX', posted.posted_on)
            then 'posted_after_lock'
          end as rule) as judged
        where rule is not null limit 1;
      if found then
        raise exception using errcode = 'check_violation', table = 'journal_line', constraint = broken.rule,
          message = format('entry %s: %s', broken.entry_id, broken.rule);
      end if;

      insert into journal_line_dimension (company_id, line_id, dimension_id, value_id)
      select posted.company_id, posted.id, value.dimension_id, named.id
      from posted cross join unnest(posted.value_ids) as named (id) left join dimension_value as value on value.id = named.id;

      insert into period_balance_delta (company_id, period_id, account_id, value_id, currency, is_closing, debit, credit, amount,
        account_amount, lines)
      select posted.company_id, posted.period_id, posted.account_id, place.value_id, posted.currency, entry.is_closing,
        sum(greatest(posted.company_amount, 0)), sum(greatest(-posted.company_amount, 0)), sum(posted.debit - posted.credit),
        sum(posted.account_amount), count(*)
      from posted join journal_entry as entry on entry.id = posted.entry_id
      cross join unnest(array[null]::uuid[] || posted.value_ids) as place (value_id)
      group by 1, 2, 3, 4, 5, 6;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.finance_fold_balances(at_most integer)
     RETURNS integer
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare taken_count integer;
    begin
      if not pg_try_advisory_xact_lock(hashtext('finance_fold_balances')) then
        return 0;
      end if;
      with taken as (
        delete from period_balance_delta where id in (select id from period_balance_delta order by id limit at_most)
        returning company_id, period_id, account_id, value_id, currency, is_closing, debit, credit, amount, account_amount, lines
      ), folded as (
        insert into period_balance as known (company_id, period_id, account_id, value_id, currency, is_closing, debit, credit, amount, account_amount, lines)
        select company_id, period_id, account_id, value_id, currency, is_closing, sum(debit) as debit, sum(credit) as credit, sum(amount) as amount, sum(account_amount) as account_amount, sum(lines) as lines from taken group by company_id, period_id, account_id, value_id, currency, is_closing
        on conflict (period_id, account_id, value_id, currency, is_closing) do update set
          debit = known.debit + excluded.debit, credit = known.credit + excluded.credit,
          amount = known.amount + excluded.amount, account_amount = known.account_amount + excluded.account_amount,
          lines = known.lines + excluded.lines
      )
      select count(*) into taken_count from taken;
      return taken_count;
    end $function$
    """)
    op.create_table(
        "period_balance",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("value_id", sa.Uuid(), nullable=True),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("is_closing", sa.Boolean(), nullable=False),
        sa.Column("debit", sa.Numeric(), nullable=False),
        sa.Column("credit", sa.Numeric(), nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.Column("account_amount", sa.Numeric(), nullable=True),
        sa.Column("lines", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_period_balance_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period_balance")),
        sa.UniqueConstraint(
            "period_id",
            "account_id",
            "value_id",
            "currency",
            "is_closing",
            name="uq_period_balance",
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index("ix_period_balance_value", "period_balance", ["value_id", "period_id", "account_id"], unique=False)
    op.create_index(
        "ix_period_balance_whole",
        "period_balance",
        ["company_id", "period_id", "account_id"],
        unique=False,
        postgresql_where=sa.text("value_id is null"),
    )
    op.create_table(
        "period_balance_delta",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("value_id", sa.Uuid(), nullable=True),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("is_closing", sa.Boolean(), nullable=False),
        sa.Column("debit", sa.Numeric(), nullable=False),
        sa.Column("credit", sa.Numeric(), nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.Column("account_amount", sa.Numeric(), nullable=True),
        sa.Column("lines", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_period_balance_delta_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period_balance_delta")),
    )
    op.create_table(
        "dimension",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(collation="C"), sa.Computed("fold(name)", persisted=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_dimension_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dimension")),
        sa.UniqueConstraint("company_id", "code", name=op.f("uq_dimension_company_id_code")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_dimension_company_id_id")),
    )
    op.create_index(op.f("ix_dimension_code_id"), "dimension", ["code", "id"], unique=False)
    op.create_index(
        op.f("ix_dimension_company_id_name_key_id"), "dimension", ["company_id", "name_key", "id"], unique=False
    )
    op.create_index(op.f("ix_dimension_name_key_id"), "dimension", ["name_key", "id"], unique=False)
    op.create_table(
        "fiscal_year",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "OPEN",
                "CLOSED",
                "LOCKED",
                name="fiscal_year_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'OPEN'"),
            nullable=False,
        ),
        sa.Column("closing_entry_id", sa.Uuid(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        postgresql.ExcludeConstraint(
            (
                sa.text(
                    "numrange(uuid_hash_extended(company_id, 0)::numeric, uuid_hash_extended(company_id, 0)::numeric, '[]')"
                ),
                "&&",
            ),
            (sa.text("daterange(starts_on, ends_on, '[]')"), "&&"),
            using="gist",
            name="ex_fiscal_year_days",
        ),
        sa.CheckConstraint(
            "state <> 'OPEN' or closing_entry_id is null", name=op.f("ck_fiscal_year_open_without_closing_entry")
        ),
        sa.CheckConstraint("starts_on < ends_on", name=op.f("ck_fiscal_year_starts_before_its_end")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_fiscal_year_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fiscal_year")),
        sa.UniqueConstraint("company_id", "code", name=op.f("uq_fiscal_year_company_id_code")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_fiscal_year_company_id_id")),
    )
    op.create_index(op.f("ix_fiscal_year_closing_entry_id_id"), "fiscal_year", ["closing_entry_id", "id"], unique=False)
    op.create_index(
        op.f("ix_fiscal_year_company_id_starts_on_id"), "fiscal_year", ["company_id", "starts_on", "id"], unique=False
    )
    op.create_index(op.f("ix_fiscal_year_starts_on_id"), "fiscal_year", ["starts_on", "id"], unique=False)
    op.create_table(
        "journal",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(collation="C"), sa.Computed("fold(name)", persisted=True), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "SALES",
                "PURCHASE",
                "BANK",
                "CASH",
                "GENERAL",
                "OPENING",
                "CLOSING",
                "STOCK",
                name="journal_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_journal_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
        sa.UniqueConstraint("company_id", "code", name=op.f("uq_journal_company_id_code")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_journal_company_id_id")),
    )
    op.create_index(op.f("ix_journal_code_id"), "journal", ["code", "id"], unique=False)
    op.create_index(op.f("ix_journal_company_id_kind_id"), "journal", ["company_id", "kind", "id"], unique=False)
    op.create_index(
        op.f("ix_journal_company_id_name_key_id"), "journal", ["company_id", "name_key", "id"], unique=False
    )
    op.create_index(op.f("ix_journal_name_key_id"), "journal", ["name_key", "id"], unique=False)
    op.create_table(
        "ledger_account",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(collation="C"), sa.Computed("fold(name)", persisted=True), nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "ASSET",
                "LIABILITY",
                "EQUITY",
                "INCOME",
                "EXPENSE",
                name="account_type",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "subtype",
            sa.Enum(
                "RECEIVABLE",
                "PAYABLE",
                "BANK",
                "CASH",
                "STOCK",
                "TAX",
                "FIXED_ASSET",
                "CLEARING",
                "RETAINED_EARNINGS",
                "COST_OF_SALES",
                "DEPRECIATION",
                "OTHER",
                name="account_subtype",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'OTHER'"),
            nullable=False,
        ),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("path", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("is_group", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=True),
        sa.Column("requires_party", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "case subtype when 'RECEIVABLE' then type = 'ASSET' when 'PAYABLE' then type = 'LIABILITY' when 'STOCK' then type = 'ASSET' when 'FIXED_ASSET' then type = 'ASSET' when 'RETAINED_EARNINGS' then type = 'EQUITY' when 'COST_OF_SALES' then type = 'EXPENSE' when 'DEPRECIATION' then type = 'EXPENSE' else true end",
            name=op.f("ck_ledger_account_subtype_of_type"),
        ),
        sa.CheckConstraint(
            "currency is null or type in ('ASSET', 'LIABILITY', 'EQUITY')",
            name=op.f("ck_ledger_account_currency_of_balance"),
        ),
        sa.CheckConstraint(
            "subtype not in ('RECEIVABLE', 'PAYABLE') or requires_party",
            name=op.f("ck_ledger_account_party_where_owed"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "parent_id"],
            ["ledger_account.company_id", "ledger_account.id"],
            name=op.f("fk_ledger_account_company_id_parent_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_ledger_account_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_ledger_account_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_account")),
        sa.UniqueConstraint("company_id", "code", name=op.f("uq_ledger_account_company_id_code")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_ledger_account_company_id_id")),
    )
    op.create_index(op.f("ix_ledger_account_code_id"), "ledger_account", ["code", "id"], unique=False)
    op.create_index(
        op.f("ix_ledger_account_company_id_name_key_id"),
        "ledger_account",
        ["company_id", "name_key", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_ledger_account_company_id_subtype_id"), "ledger_account", ["company_id", "subtype", "id"], unique=False
    )
    op.create_index(
        op.f("ix_ledger_account_company_id_type_id"), "ledger_account", ["company_id", "type", "id"], unique=False
    )
    op.create_index(op.f("ix_ledger_account_name_key_id"), "ledger_account", ["name_key", "id"], unique=False)
    op.create_index(op.f("ix_ledger_account_parent_id_id"), "ledger_account", ["parent_id", "id"], unique=False)
    op.create_index("ix_ledger_account_path", "ledger_account", ["path"], unique=False, postgresql_using="gin")
    op.create_table(
        "period_lock",
        sa.Column(
            "area",
            sa.Enum(
                "SALES",
                "PURCHASE",
                "TAX",
                "STOCK",
                "ALL",
                name="lock_area",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("locked_through", sa.Date(), nullable=False),
        sa.Column("hard", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_period_lock_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period_lock")),
        sa.UniqueConstraint("company_id", "area", "hard", name=op.f("uq_period_lock_company_id_area_hard")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_period_lock_company_id_id")),
    )
    op.create_index(
        op.f("ix_period_lock_company_id_locked_through_id"),
        "period_lock",
        ["company_id", "locked_through", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_period_lock_locked_through_id"), "period_lock", ["locked_through", "id"], unique=False)
    op.create_table(
        "accounting_period",
        sa.Column("fiscal_year_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("is_adjustment", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "FUTURE",
                "OPEN",
                "CLOSING",
                "CLOSED",
                "LOCKED",
                name="period_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'FUTURE'"),
            nullable=False,
        ),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        postgresql.ExcludeConstraint(
            (
                sa.text(
                    "numrange(uuid_hash_extended(company_id, 0)::numeric, uuid_hash_extended(company_id, 0)::numeric, '[]')"
                ),
                "&&",
            ),
            (sa.text("daterange(starts_on, ends_on, '[]')"), "&&"),
            where=sa.text("not is_adjustment"),
            using="gist",
            name="ex_accounting_period_days",
        ),
        sa.CheckConstraint("number between 1 and 99", name=op.f("ck_accounting_period_number_within_year")),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_accounting_period_starts_before_its_end")),
        sa.ForeignKeyConstraint(
            ["company_id", "fiscal_year_id"],
            ["fiscal_year.company_id", "fiscal_year.id"],
            name=op.f("fk_accounting_period_company_id_fiscal_year_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_accounting_period_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounting_period")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_accounting_period_company_id_id")),
        sa.UniqueConstraint("fiscal_year_id", "number", name=op.f("uq_accounting_period_fiscal_year_id_number")),
    )
    op.create_index(
        op.f("ix_accounting_period_company_id_starts_on_id"),
        "accounting_period",
        ["company_id", "starts_on", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_accounting_period_starts_on_id"), "accounting_period", ["starts_on", "id"], unique=False)
    op.create_index(op.f("ix_accounting_period_state_id"), "accounting_period", ["state", "id"], unique=False)
    op.create_table(
        "dimension_value",
        sa.Column("dimension_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(collation="C"), sa.Computed("fold(name)", persisted=True), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("path", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "dimension_id", "parent_id"],
            ["dimension_value.company_id", "dimension_value.dimension_id", "dimension_value.id"],
            name=op.f("fk_dimension_value_company_id_dimension_id_parent_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "dimension_id"],
            ["dimension.company_id", "dimension.id"],
            name=op.f("fk_dimension_value_company_id_dimension_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_dimension_value_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dimension_value")),
        sa.UniqueConstraint(
            "company_id", "dimension_id", "code", name=op.f("uq_dimension_value_company_id_dimension_id_code")
        ),
        sa.UniqueConstraint(
            "company_id", "dimension_id", "id", name=op.f("uq_dimension_value_company_id_dimension_id_id")
        ),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_dimension_value_company_id_id")),
    )
    op.create_index(op.f("ix_dimension_value_code_id"), "dimension_value", ["code", "id"], unique=False)
    op.create_index(
        op.f("ix_dimension_value_company_id_code_id"), "dimension_value", ["company_id", "code", "id"], unique=False
    )
    op.create_index(
        op.f("ix_dimension_value_company_id_name_key_id"),
        "dimension_value",
        ["company_id", "name_key", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_dimension_value_dimension_id_id"), "dimension_value", ["dimension_id", "id"], unique=False)
    op.create_index(op.f("ix_dimension_value_name_key_id"), "dimension_value", ["name_key", "id"], unique=False)
    op.create_index(op.f("ix_dimension_value_parent_id_id"), "dimension_value", ["parent_id", "id"], unique=False)
    op.create_index("ix_dimension_value_path", "dimension_value", ["path"], unique=False, postgresql_using="gin")
    op.create_table(
        "journal_entry_draft",
        sa.Column("journal_id", sa.Uuid(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("document_on", sa.Date(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("rate", sa.Numeric(precision=20, scale=10), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "NORMAL",
                "OPENING",
                "CLOSING",
                "ACCRUAL",
                "REVALUATION",
                "EXCHANGE_DIFFERENCE",
                "REVERSAL",
                name="entry_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'NORMAL'"),
            nullable=False,
        ),
        sa.Column("is_adjustment", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "entered_by",
            sa.Text(collation="C"),
            server_default=sa.text(
                "coalesce(nullif(current_setting('app.actor', true), ''), 'database:' || session_user)"
            ),
            nullable=False,
        ),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind in ('NORMAL', 'ACCRUAL')", name=op.f("ck_journal_entry_draft_kind_by_hand")),
        sa.CheckConstraint("rate > 0", name=op.f("ck_journal_entry_draft_rate_positive")),
        sa.ForeignKeyConstraint(
            ["company_id", "journal_id"],
            ["journal.company_id", "journal.id"],
            name=op.f("fk_journal_entry_draft_company_id_journal_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_journal_entry_draft_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_journal_entry_draft_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entry_draft")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_journal_entry_draft_company_id_id")),
    )
    op.create_index(
        op.f("ix_journal_entry_draft_company_id_posted_on_id"),
        "journal_entry_draft",
        ["company_id", "posted_on", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_journal_entry_draft_journal_id_id"), "journal_entry_draft", ["journal_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_journal_entry_draft_posted_on_id"), "journal_entry_draft", ["posted_on", "id"], unique=False
    )
    op.create_table(
        "journal_template",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(collation="C"), sa.Computed("fold(name)", persisted=True), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("RECURRING", "ACCRUAL", name="template_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("journal_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("every_months", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("day_of_month", sa.Integer(), server_default=sa.text("31"), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "day_of_month between 1 and 31", name=op.f("ck_journal_template_day_of_month_within_bounds")
        ),
        sa.CheckConstraint(
            "every_months between 1 and 120", name=op.f("ck_journal_template_every_months_within_bounds")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "journal_id"],
            ["journal.company_id", "journal.id"],
            name=op.f("fk_journal_template_company_id_journal_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_journal_template_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_journal_template_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_template")),
        sa.UniqueConstraint("company_id", "code", name=op.f("uq_journal_template_company_id_code")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_journal_template_company_id_id")),
    )
    op.create_index(op.f("ix_journal_template_code_id"), "journal_template", ["code", "id"], unique=False)
    op.create_index(
        op.f("ix_journal_template_company_id_name_key_id"),
        "journal_template",
        ["company_id", "name_key", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_journal_template_company_id_next_on_id"),
        "journal_template",
        ["company_id", "next_on", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_journal_template_journal_id_id"), "journal_template", ["journal_id", "id"], unique=False)
    op.create_index(op.f("ix_journal_template_name_key_id"), "journal_template", ["name_key", "id"], unique=False)
    op.create_index(op.f("ix_journal_template_next_on_id"), "journal_template", ["next_on", "id"], unique=False)
    op.create_table(
        "journal_entry",
        sa.Column("journal_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(collation="C"), nullable=True),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("document_on", sa.Date(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("rate", sa.Numeric(precision=20, scale=10), nullable=False),
        sa.Column("company_currency", sa.Text(collation="C"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "NORMAL",
                "OPENING",
                "CLOSING",
                "ACCRUAL",
                "REVALUATION",
                "EXCHANGE_DIFFERENCE",
                "REVERSAL",
                name="entry_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'NORMAL'"),
            nullable=False,
        ),
        sa.Column("is_closing", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("total_amount", sa.Numeric(), nullable=False),
        sa.Column("source_type", sa.Text(collation="C"), nullable=True),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.Column(
            "entered_by",
            sa.Text(collation="C"),
            server_default=sa.text(
                "coalesce(nullif(current_setting('app.actor', true), ''), 'database:' || session_user)"
            ),
            nullable=False,
        ),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(kind = 'REVERSAL') = (reverses_id is not null)", name=op.f("ck_journal_entry_reversal_of_something")
        ),
        sa.CheckConstraint(
            "case kind when 'CLOSING' then is_closing when 'REVERSAL' then true else not is_closing end",
            name=op.f("ck_journal_entry_closing_closes"),
        ),
        sa.CheckConstraint(
            "(source_type is null) = (source_id is null)", name=op.f("ck_journal_entry_source_is_whole")
        ),
        sa.CheckConstraint(
            "currency <> company_currency or rate = 1", name=op.f("ck_journal_entry_rate_of_own_currency")
        ),
        sa.CheckConstraint("line_count >= 2", name=op.f("ck_journal_entry_lines_at_least_two")),
        sa.CheckConstraint("rate > 0", name=op.f("ck_journal_entry_rate_positive")),
        sa.CheckConstraint(
            "scale(total_amount) = currency_exponent(company_currency)",
            name=op.f("ck_journal_entry_total_amount_fits_currency"),
        ),
        sa.ForeignKeyConstraint(
            ["company_currency"], ["currency.code"], name=op.f("fk_journal_entry_company_currency")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "journal_id"],
            ["journal.company_id", "journal.id"],
            name=op.f("fk_journal_entry_company_id_journal_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "period_id"],
            ["accounting_period.company_id", "accounting_period.id"],
            name=op.f("fk_journal_entry_company_id_period_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "reverses_id"],
            ["journal_entry.company_id", "journal_entry.id"],
            name=op.f("fk_journal_entry_company_id_reverses_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_journal_entry_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_journal_entry_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entry")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_journal_entry_company_id_id")),
        sa.UniqueConstraint(
            "company_id", "journal_id", "number", name=op.f("uq_journal_entry_company_id_journal_id_number")
        ),
    )
    op.create_index(
        op.f("ix_journal_entry_company_id_number_id"), "journal_entry", ["company_id", "number", "id"], unique=False
    )
    op.create_index(
        op.f("ix_journal_entry_company_id_posted_on_id"),
        "journal_entry",
        ["company_id", "posted_on", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_journal_entry_journal_id_posted_on_id"),
        "journal_entry",
        ["journal_id", "posted_on", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_journal_entry_number_id"), "journal_entry", ["number", "id"], unique=False)
    op.create_index(op.f("ix_journal_entry_period_id_id"), "journal_entry", ["period_id", "id"], unique=False)
    op.create_index(op.f("ix_journal_entry_posted_on_id"), "journal_entry", ["posted_on", "id"], unique=False)
    op.create_index(op.f("ix_journal_entry_source_id_id"), "journal_entry", ["source_id", "id"], unique=False)
    op.create_index("uq_journal_entry_reverses_id", "journal_entry", ["reverses_id"], unique=True)
    op.create_table(
        "journal_entry_draft_line",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("debit", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("credit", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(debit = 0) <> (credit = 0)", name=op.f("ck_journal_entry_draft_line_debit_or_credit")),
        sa.CheckConstraint("credit >= 0", name=op.f("ck_journal_entry_draft_line_credit_not_negative")),
        sa.CheckConstraint("debit >= 0", name=op.f("ck_journal_entry_draft_line_debit_not_negative")),
        sa.ForeignKeyConstraint(
            ["company_id", "account_id"],
            ["ledger_account.company_id", "ledger_account.id"],
            name=op.f("fk_journal_entry_draft_line_company_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "draft_id"],
            ["journal_entry_draft.company_id", "journal_entry_draft.id"],
            name=op.f("fk_journal_entry_draft_line_company_id_draft_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "party_id"],
            ["party.company_id", "party.id"],
            name=op.f("fk_journal_entry_draft_line_company_id_party_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_journal_entry_draft_line_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entry_draft_line")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_journal_entry_draft_line_company_id_id")),
        sa.UniqueConstraint(
            "draft_id",
            "position",
            deferrable=True,
            initially="DEFERRED",
            name=op.f("uq_journal_entry_draft_line_draft_id_position"),
        ),
    )
    op.create_index(
        op.f("ix_journal_entry_draft_line_account_id_id"),
        "journal_entry_draft_line",
        ["account_id", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_journal_entry_draft_line_draft_id_id"), "journal_entry_draft_line", ["draft_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_journal_entry_draft_line_party_id_id"), "journal_entry_draft_line", ["party_id", "id"], unique=False
    )
    op.create_table(
        "journal_template_line",
        sa.Column("template_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("debit", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("credit", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("value_ids", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(debit = 0) <> (credit = 0)", name=op.f("ck_journal_template_line_debit_or_credit")),
        sa.CheckConstraint("credit >= 0", name=op.f("ck_journal_template_line_credit_not_negative")),
        sa.CheckConstraint("debit >= 0", name=op.f("ck_journal_template_line_debit_not_negative")),
        sa.ForeignKeyConstraint(
            ["company_id", "account_id"],
            ["ledger_account.company_id", "ledger_account.id"],
            name=op.f("fk_journal_template_line_company_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "party_id"],
            ["party.company_id", "party.id"],
            name=op.f("fk_journal_template_line_company_id_party_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "template_id"],
            ["journal_template.company_id", "journal_template.id"],
            name=op.f("fk_journal_template_line_company_id_template_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_journal_template_line_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_template_line")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_journal_template_line_company_id_id")),
        sa.UniqueConstraint(
            "template_id",
            "position",
            deferrable=True,
            initially="DEFERRED",
            name=op.f("uq_journal_template_line_template_id_position"),
        ),
    )
    op.create_index(
        op.f("ix_journal_template_line_account_id_id"), "journal_template_line", ["account_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_journal_template_line_party_id_id"), "journal_template_line", ["party_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_journal_template_line_template_id_id"), "journal_template_line", ["template_id", "id"], unique=False
    )
    op.create_table(
        "lock_exception",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "area",
            sa.Enum(
                "SALES",
                "PURCHASE",
                "TAX",
                "STOCK",
                "ALL",
                name="lock_area",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by", sa.Text(collation="C"), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("expires_at > recorded_at", name=op.f("ck_lock_exception_expires_later")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_lock_exception_company_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_lock_exception_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lock_exception")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_lock_exception_company_id_id")),
    )
    op.create_index(
        op.f("ix_lock_exception_company_id_expires_at_id"),
        "lock_exception",
        ["company_id", "expires_at", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_lock_exception_expires_at_id"), "lock_exception", ["expires_at", "id"], unique=False)
    op.create_index(op.f("ix_lock_exception_user_id_id"), "lock_exception", ["user_id", "id"], unique=False)
    op.create_table(
        "period_task",
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Text(collation="C"), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(done_at is null) = (done_by is null)", name=op.f("ck_period_task_done_by_somebody")),
        sa.ForeignKeyConstraint(
            ["company_id", "period_id"],
            ["accounting_period.company_id", "accounting_period.id"],
            name=op.f("fk_period_task_company_id_period_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_period_task_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period_task")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_period_task_company_id_id")),
        sa.UniqueConstraint("period_id", "code", name=op.f("uq_period_task_period_id_code")),
    )
    op.create_index(op.f("ix_period_task_period_id_id"), "period_task", ["period_id", "id"], unique=False)
    op.create_table(
        "account_determination",
        sa.Column(
            "role",
            sa.Enum(
                "RECEIVABLE",
                "PAYABLE",
                "REVENUE",
                "EXPENSE",
                "OUTPUT_TAX",
                "INPUT_TAX",
                "TAX_TRANSITION",
                "TAX_PAYABLE",
                "WITHHOLDING",
                "BANK",
                "CASH",
                "ROUNDING",
                "EXCHANGE_GAIN",
                "EXCHANGE_LOSS",
                "UNREALISED_EXCHANGE",
                "DISCOUNT_GIVEN",
                "DISCOUNT_TAKEN",
                "WRITE_OFF",
                "DUNNING_INCOME",
                "BANK_CHARGES",
                "RETAINED_EARNINGS",
                "OPENING",
                "SUSPENSE",
                "STOCK",
                "STOCK_ADJUSTMENT",
                "COST_OF_SALES",
                "DELIVERED_NOT_INVOICED",
                "INVOICED_NOT_DELIVERED",
                "RECEIVED_NOT_INVOICED",
                "PREPAYMENT_RECEIVED",
                "PREPAYMENT_MADE",
                name="account_role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("category_id", sa.Uuid(), nullable=True),
        sa.Column("warehouse_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "category_id is null or warehouse_id is null", name=op.f("ck_account_determination_category_or_warehouse")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "account_id"],
            ["ledger_account.company_id", "ledger_account.id"],
            name=op.f("fk_account_determination_company_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "category_id"],
            ["product_category.company_id", "product_category.id"],
            name=op.f("fk_account_determination_company_id_category_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "warehouse_id"],
            ["warehouse.company_id", "warehouse.id"],
            name=op.f("fk_account_determination_company_id_warehouse_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_account_determination_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_determination")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_account_determination_company_id_id")),
        sa.UniqueConstraint(
            "company_id",
            "role",
            "category_id",
            "warehouse_id",
            name=op.f("uq_account_determination_company_id_role_category_id_warehouse_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        op.f("ix_account_determination_account_id_id"), "account_determination", ["account_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_account_determination_category_id_id"), "account_determination", ["category_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_account_determination_warehouse_id_id"), "account_determination", ["warehouse_id", "id"], unique=False
    )
    op.create_table(
        "journal_entry_draft_line_dimension",
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("dimension_id", sa.Uuid(), nullable=False),
        sa.Column("value_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "dimension_id", "value_id"],
            ["dimension_value.company_id", "dimension_value.dimension_id", "dimension_value.id"],
            name="fk_journal_entry_draft_line_dimension_value_id",
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "line_id"],
            ["journal_entry_draft_line.company_id", "journal_entry_draft_line.id"],
            name="fk_journal_entry_draft_line_dimension_line_id",
        ),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_journal_entry_draft_line_dimension_company_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entry_draft_line_dimension")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_journal_entry_draft_line_dimension_company_id_id")),
        sa.UniqueConstraint("line_id", "dimension_id", name="uq_journal_entry_draft_line_dimension_line_id"),
    )
    op.create_index(
        "ix_journal_entry_draft_line_dimension_value_id",
        "journal_entry_draft_line_dimension",
        ["value_id", "id"],
        unique=False,
    )
    op.create_table(
        "journal_line",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("debit", sa.Numeric(), nullable=False),
        sa.Column("credit", sa.Numeric(), nullable=False),
        sa.Column("company_currency", sa.Text(collation="C"), nullable=False),
        sa.Column("company_amount", sa.Numeric(), nullable=False),
        sa.Column("account_currency", sa.Text(collation="C"), nullable=True),
        sa.Column("account_amount", sa.Numeric(), nullable=True),
        sa.Column("tax_code_id", sa.Uuid(), nullable=True),
        sa.Column("tax_base", sa.Numeric(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("value_ids", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(account_currency is null) = (account_amount is null)",
            name=op.f("ck_journal_line_account_amount_is_whole"),
        ),
        sa.CheckConstraint(
            "(debit - credit) * company_amount >= 0", name=op.f("ck_journal_line_company_amount_on_same_side")
        ),
        sa.CheckConstraint("credit >= 0", name=op.f("ck_journal_line_credit_not_negative")),
        sa.CheckConstraint("debit = 0 or credit = 0", name=op.f("ck_journal_line_debit_or_credit")),
        sa.CheckConstraint(
            "debit > 0 or credit > 0 or company_amount <> 0", name=op.f("ck_journal_line_amount_not_zero")
        ),
        sa.CheckConstraint("debit >= 0", name=op.f("ck_journal_line_debit_not_negative")),
        sa.CheckConstraint("position >= 1", name=op.f("ck_journal_line_position_counts_from_one")),
        sa.CheckConstraint(
            "scale(account_amount) = currency_exponent(account_currency)",
            name=op.f("ck_journal_line_account_amount_fits_currency"),
        ),
        sa.CheckConstraint(
            "scale(company_amount) = currency_exponent(company_currency)",
            name=op.f("ck_journal_line_company_amount_fits_currency"),
        ),
        sa.CheckConstraint(
            "scale(credit) = currency_exponent(currency)", name=op.f("ck_journal_line_credit_fits_currency")
        ),
        sa.CheckConstraint(
            "scale(debit) = currency_exponent(currency)", name=op.f("ck_journal_line_debit_fits_currency")
        ),
        sa.CheckConstraint(
            "scale(tax_base) = currency_exponent(currency)", name=op.f("ck_journal_line_tax_base_fits_currency")
        ),
        sa.CheckConstraint("tax_base is null or tax_code_id is not null", name=op.f("ck_journal_line_tax_base_of_tax")),
        sa.ForeignKeyConstraint(["account_currency"], ["currency.code"], name=op.f("fk_journal_line_account_currency")),
        sa.ForeignKeyConstraint(["company_currency"], ["currency.code"], name=op.f("fk_journal_line_company_currency")),
        sa.ForeignKeyConstraint(
            ["company_id", "account_id"],
            ["ledger_account.company_id", "ledger_account.id"],
            name=op.f("fk_journal_line_company_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "entry_id"],
            ["journal_entry.company_id", "journal_entry.id"],
            name=op.f("fk_journal_line_company_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "party_id"],
            ["party.company_id", "party.id"],
            name=op.f("fk_journal_line_company_id_party_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_journal_line_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_journal_line_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_line")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_journal_line_company_id_id")),
        sa.UniqueConstraint("entry_id", "position", name=op.f("uq_journal_line_entry_id_position")),
    )
    op.create_index(
        op.f("ix_journal_line_account_id_posted_on_id"), "journal_line", ["account_id", "posted_on", "id"], unique=False
    )
    op.create_index(
        op.f("ix_journal_line_company_id_posted_on_id"), "journal_line", ["company_id", "posted_on", "id"], unique=False
    )
    op.create_index(
        op.f("ix_journal_line_party_id_posted_on_id"),
        "journal_line",
        ["party_id", "posted_on", "id"],
        unique=False,
        postgresql_where=sa.text("party_id is not null"),
    )
    op.create_index(op.f("ix_journal_line_posted_on_id"), "journal_line", ["posted_on", "id"], unique=False)
    op.create_index(
        op.f("ix_journal_line_tax_code_id_posted_on_id"),
        "journal_line",
        ["tax_code_id", "posted_on", "id"],
        unique=False,
        postgresql_where=sa.text("tax_code_id is not null"),
    )
    op.create_table(
        "journal_line_dimension",
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("dimension_id", sa.Uuid(), nullable=False),
        sa.Column("value_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "dimension_id", "value_id"],
            ["dimension_value.company_id", "dimension_value.dimension_id", "dimension_value.id"],
            name=op.f("fk_journal_line_dimension_company_id_dimension_id_value_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "line_id"],
            ["journal_line.company_id", "journal_line.id"],
            name=op.f("fk_journal_line_dimension_company_id_line_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_journal_line_dimension_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_line_dimension")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_journal_line_dimension_company_id_id")),
        sa.UniqueConstraint("line_id", "dimension_id", name=op.f("uq_journal_line_dimension_line_id_dimension_id")),
    )
    op.create_index(
        op.f("ix_journal_line_dimension_dimension_id_id"),
        "journal_line_dimension",
        ["dimension_id", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_journal_line_dimension_value_id_id"), "journal_line_dimension", ["value_id", "id"], unique=False
    )
    op.create_foreign_key(
        "fk_fiscal_year_company_id_closing_entry_id",
        "fiscal_year",
        "journal_entry",
        ["company_id", "closing_entry_id"],
        ["company_id", "id"],
    )
    execute("""create view period_balance_now as
        select company_id, period_id, account_id, value_id, currency, is_closing, sum(debit) as debit, sum(credit) as credit, sum(amount) as amount, sum(account_amount) as account_amount, sum(lines) as lines from (
          select company_id, period_id, account_id, value_id, currency, is_closing, debit, credit, amount, account_amount, lines from period_balance union all select company_id, period_id, account_id, value_id, currency, is_closing, debit, credit, amount, account_amount, lines from period_balance_delta
        ) as each group by company_id, period_id, account_id, value_id, currency, is_closing""")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.account_determination FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.accounting_period FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.dimension FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.dimension_value FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.fiscal_year FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.journal FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.journal_entry_draft FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER touch BEFORE UPDATE ON public.journal_entry_draft_line FOR EACH ROW EXECUTE FUNCTION touch()"
    )
    execute(
        "CREATE TRIGGER touch BEFORE UPDATE ON public.journal_entry_draft_line_dimension FOR EACH ROW EXECUTE FUNCTION touch()"
    )
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.journal_template FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.journal_template_line FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.ledger_account FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.lock_exception FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.period_lock FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.period_task FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER tree_path BEFORE INSERT OR UPDATE OF parent_id ON public.ledger_account FOR EACH ROW EXECUTE FUNCTION tree_path()"
    )
    execute(
        "CREATE TRIGGER tree_branch AFTER UPDATE OF parent_id ON public.ledger_account FOR EACH ROW WHEN ((old.path IS DISTINCT FROM new.path)) EXECUTE FUNCTION tree_branch()"
    )
    execute(
        "CREATE TRIGGER tree_path BEFORE INSERT OR UPDATE OF parent_id ON public.dimension_value FOR EACH ROW EXECUTE FUNCTION tree_path()"
    )
    execute(
        "CREATE TRIGGER tree_branch AFTER UPDATE OF parent_id ON public.dimension_value FOR EACH ROW WHEN ((old.path IS DISTINCT FROM new.path)) EXECUTE FUNCTION tree_branch()"
    )
    execute(
        "CREATE TRIGGER ledger_account_fixed BEFORE UPDATE OF type, currency, is_group, company_id ON public.ledger_account FOR EACH ROW EXECUTE FUNCTION ledger_account_fixed()"
    )
    execute(
        "CREATE TRIGGER accounting_period_moves BEFORE UPDATE OF state, starts_on, ends_on, is_adjustment, fiscal_year_id ON public.accounting_period FOR EACH ROW EXECUTE FUNCTION accounting_period_moves()"
    )
    execute(
        "CREATE TRIGGER fiscal_year_moves BEFORE UPDATE OF state ON public.fiscal_year FOR EACH ROW EXECUTE FUNCTION fiscal_year_moves()"
    )
    execute(
        "CREATE TRIGGER period_lock_holds BEFORE INSERT OR DELETE OR UPDATE ON public.period_lock FOR EACH ROW EXECUTE FUNCTION period_lock_holds()"
    )
    execute(
        "CREATE TRIGGER journal_entry_applies AFTER INSERT ON public.journal_entry REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION journal_entry_applies()"
    )
    execute(
        "CREATE CONSTRAINT TRIGGER journal_entry_balances AFTER INSERT ON public.journal_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION journal_entry_balances()"
    )
    execute(
        "CREATE TRIGGER journal_line_applies AFTER INSERT ON public.journal_line REFERENCING NEW TABLE AS posted FOR EACH STATEMENT EXECUTE FUNCTION journal_line_applies()"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.account_determination FOR EACH ROW EXECUTE FUNCTION audit('AccountDetermination', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.account_determination REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('AccountDetermination', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.accounting_period FOR EACH ROW EXECUTE FUNCTION audit('AccountingPeriod', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.accounting_period REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('AccountingPeriod', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.dimension FOR EACH ROW EXECUTE FUNCTION audit('Dimension', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.dimension REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('Dimension', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.dimension_value FOR EACH ROW EXECUTE FUNCTION audit('DimensionValue', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.dimension_value REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('DimensionValue', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.fiscal_year FOR EACH ROW EXECUTE FUNCTION audit('FiscalYear', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.fiscal_year REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('FiscalYear', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.journal FOR EACH ROW EXECUTE FUNCTION audit('Journal', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.journal REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('Journal', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.journal_entry FOR EACH ROW EXECUTE FUNCTION audit('JournalEntry', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.journal_entry REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('JournalEntry', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.journal_entry_draft FOR EACH ROW EXECUTE FUNCTION audit('JournalEntryDraft', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.journal_entry_draft REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('JournalEntryDraft', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.journal_entry_draft_line FOR EACH ROW EXECUTE FUNCTION audit('JournalEntryDraftLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.journal_entry_draft_line REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('JournalEntryDraftLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.journal_entry_draft_line_dimension FOR EACH ROW EXECUTE FUNCTION audit('JournalEntryDraftLineDimension', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.journal_entry_draft_line_dimension REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('JournalEntryDraftLineDimension', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.journal_template FOR EACH ROW EXECUTE FUNCTION audit('JournalTemplate', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.journal_template REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('JournalTemplate', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.journal_template_line FOR EACH ROW EXECUTE FUNCTION audit('JournalTemplateLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.journal_template_line REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('JournalTemplateLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.ledger_account FOR EACH ROW EXECUTE FUNCTION audit('LedgerAccount', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.ledger_account REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('LedgerAccount', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.lock_exception FOR EACH ROW EXECUTE FUNCTION audit('LockException', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.lock_exception REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('LockException', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.period_lock FOR EACH ROW EXECUTE FUNCTION audit('PeriodLock', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.period_lock REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('PeriodLock', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.period_task FOR EACH ROW EXECUTE FUNCTION audit('PeriodTask', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.period_task REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('PeriodTask', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.journal_entry FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.journal_entry FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.journal_line FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.journal_line FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.journal_line_dimension FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.journal_line_dimension FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute("revoke all on journal_entry from torso_app")
    execute("grant insert, select on journal_entry to torso_app")
    execute("revoke all on journal_line from torso_app")
    execute("grant insert, select on journal_line to torso_app")
    execute("revoke all on journal_line_dimension from torso_app")
    execute("grant select on journal_line_dimension to torso_app")
    execute("revoke all on period_balance from torso_app")
    execute("grant select on period_balance to torso_app")
    execute("revoke all on period_balance_delta from torso_app")
    execute("grant select on period_balance_delta to torso_app")
    execute("revoke all on period_balance_now from torso_app")
    execute("grant select on period_balance_now to torso_app")


def downgrade() -> None:
    """Undo it."""
    execute("drop view period_balance_now")
    op.drop_constraint("fk_fiscal_year_company_id_closing_entry_id", "fiscal_year", type_="foreignkey")
    op.drop_index(op.f("ix_journal_line_dimension_value_id_id"), table_name="journal_line_dimension")
    op.drop_index(op.f("ix_journal_line_dimension_dimension_id_id"), table_name="journal_line_dimension")
    op.drop_table("journal_line_dimension")
    op.drop_index(
        op.f("ix_journal_line_tax_code_id_posted_on_id"),
        table_name="journal_line",
        postgresql_where=sa.text("tax_code_id is not null"),
    )
    op.drop_index(op.f("ix_journal_line_posted_on_id"), table_name="journal_line")
    op.drop_index(
        op.f("ix_journal_line_party_id_posted_on_id"),
        table_name="journal_line",
        postgresql_where=sa.text("party_id is not null"),
    )
    op.drop_index(op.f("ix_journal_line_company_id_posted_on_id"), table_name="journal_line")
    op.drop_index(op.f("ix_journal_line_account_id_posted_on_id"), table_name="journal_line")
    op.drop_table("journal_line")
    op.drop_index("ix_journal_entry_draft_line_dimension_value_id", table_name="journal_entry_draft_line_dimension")
    op.drop_table("journal_entry_draft_line_dimension")
    op.drop_index(op.f("ix_account_determination_warehouse_id_id"), table_name="account_determination")
    op.drop_index(op.f("ix_account_determination_category_id_id"), table_name="account_determination")
    op.drop_index(op.f("ix_account_determination_account_id_id"), table_name="account_determination")
    op.drop_table("account_determination")
    op.drop_index(op.f("ix_period_task_period_id_id"), table_name="period_task")
    op.drop_table("period_task")
    op.drop_index(op.f("ix_lock_exception_user_id_id"), table_name="lock_exception")
    op.drop_index(op.f("ix_lock_exception_expires_at_id"), table_name="lock_exception")
    op.drop_index(op.f("ix_lock_exception_company_id_expires_at_id"), table_name="lock_exception")
    op.drop_table("lock_exception")
    op.drop_index(op.f("ix_journal_template_line_template_id_id"), table_name="journal_template_line")
    op.drop_index(op.f("ix_journal_template_line_party_id_id"), table_name="journal_template_line")
    op.drop_index(op.f("ix_journal_template_line_account_id_id"), table_name="journal_template_line")
    op.drop_table("journal_template_line")
    op.drop_index(op.f("ix_journal_entry_draft_line_party_id_id"), table_name="journal_entry_draft_line")
    op.drop_index(op.f("ix_journal_entry_draft_line_draft_id_id"), table_name="journal_entry_draft_line")
    op.drop_index(op.f("ix_journal_entry_draft_line_account_id_id"), table_name="journal_entry_draft_line")
    op.drop_table("journal_entry_draft_line")
    op.drop_index("uq_journal_entry_reverses_id", table_name="journal_entry")
    op.drop_index(op.f("ix_journal_entry_source_id_id"), table_name="journal_entry")
    op.drop_index(op.f("ix_journal_entry_posted_on_id"), table_name="journal_entry")
    op.drop_index(op.f("ix_journal_entry_period_id_id"), table_name="journal_entry")
    op.drop_index(op.f("ix_journal_entry_number_id"), table_name="journal_entry")
    op.drop_index(op.f("ix_journal_entry_journal_id_posted_on_id"), table_name="journal_entry")
    op.drop_index(op.f("ix_journal_entry_company_id_posted_on_id"), table_name="journal_entry")
    op.drop_index(op.f("ix_journal_entry_company_id_number_id"), table_name="journal_entry")
    op.drop_table("journal_entry")
    op.drop_index(op.f("ix_journal_template_next_on_id"), table_name="journal_template")
    op.drop_index(op.f("ix_journal_template_name_key_id"), table_name="journal_template")
    op.drop_index(op.f("ix_journal_template_journal_id_id"), table_name="journal_template")
    op.drop_index(op.f("ix_journal_template_company_id_next_on_id"), table_name="journal_template")
    op.drop_index(op.f("ix_journal_template_company_id_name_key_id"), table_name="journal_template")
    op.drop_index(op.f("ix_journal_template_code_id"), table_name="journal_template")
    op.drop_table("journal_template")
    op.drop_index(op.f("ix_journal_entry_draft_posted_on_id"), table_name="journal_entry_draft")
    op.drop_index(op.f("ix_journal_entry_draft_journal_id_id"), table_name="journal_entry_draft")
    op.drop_index(op.f("ix_journal_entry_draft_company_id_posted_on_id"), table_name="journal_entry_draft")
    op.drop_table("journal_entry_draft")
    op.drop_index("ix_dimension_value_path", table_name="dimension_value", postgresql_using="gin")
    op.drop_index(op.f("ix_dimension_value_parent_id_id"), table_name="dimension_value")
    op.drop_index(op.f("ix_dimension_value_name_key_id"), table_name="dimension_value")
    op.drop_index(op.f("ix_dimension_value_dimension_id_id"), table_name="dimension_value")
    op.drop_index(op.f("ix_dimension_value_company_id_name_key_id"), table_name="dimension_value")
    op.drop_index(op.f("ix_dimension_value_company_id_code_id"), table_name="dimension_value")
    op.drop_index(op.f("ix_dimension_value_code_id"), table_name="dimension_value")
    op.drop_table("dimension_value")
    op.drop_index(op.f("ix_accounting_period_state_id"), table_name="accounting_period")
    op.drop_index(op.f("ix_accounting_period_starts_on_id"), table_name="accounting_period")
    op.drop_index(op.f("ix_accounting_period_company_id_starts_on_id"), table_name="accounting_period")
    op.drop_table("accounting_period")
    op.drop_index(op.f("ix_period_lock_locked_through_id"), table_name="period_lock")
    op.drop_index(op.f("ix_period_lock_company_id_locked_through_id"), table_name="period_lock")
    op.drop_table("period_lock")
    op.drop_index("ix_ledger_account_path", table_name="ledger_account", postgresql_using="gin")
    op.drop_index(op.f("ix_ledger_account_parent_id_id"), table_name="ledger_account")
    op.drop_index(op.f("ix_ledger_account_name_key_id"), table_name="ledger_account")
    op.drop_index(op.f("ix_ledger_account_company_id_type_id"), table_name="ledger_account")
    op.drop_index(op.f("ix_ledger_account_company_id_subtype_id"), table_name="ledger_account")
    op.drop_index(op.f("ix_ledger_account_company_id_name_key_id"), table_name="ledger_account")
    op.drop_index(op.f("ix_ledger_account_code_id"), table_name="ledger_account")
    op.drop_table("ledger_account")
    op.drop_index(op.f("ix_journal_name_key_id"), table_name="journal")
    op.drop_index(op.f("ix_journal_company_id_name_key_id"), table_name="journal")
    op.drop_index(op.f("ix_journal_company_id_kind_id"), table_name="journal")
    op.drop_index(op.f("ix_journal_code_id"), table_name="journal")
    op.drop_table("journal")
    op.drop_index(op.f("ix_fiscal_year_starts_on_id"), table_name="fiscal_year")
    op.drop_index(op.f("ix_fiscal_year_company_id_starts_on_id"), table_name="fiscal_year")
    op.drop_index(op.f("ix_fiscal_year_closing_entry_id_id"), table_name="fiscal_year")
    op.drop_table("fiscal_year")
    op.drop_index(op.f("ix_dimension_name_key_id"), table_name="dimension")
    op.drop_index(op.f("ix_dimension_company_id_name_key_id"), table_name="dimension")
    op.drop_index(op.f("ix_dimension_code_id"), table_name="dimension")
    op.drop_table("dimension")
    op.drop_table("period_balance_delta")
    op.drop_index("ix_period_balance_whole", table_name="period_balance", postgresql_where=sa.text("value_id is null"))
    op.drop_index("ix_period_balance_value", table_name="period_balance")
    op.drop_table("period_balance")
    execute("drop function finance_fold_balances(integer)")
    execute("drop function journal_line_applies()")
    execute("drop function journal_entry_balances()")
    execute("drop function journal_entry_applies()")
    execute("drop function posting_locked(uuid,text,date)")
    execute("drop function period_lock_holds()")
    execute("drop function fiscal_year_moves()")
    execute("drop function accounting_period_moves()")
    execute("drop function ledger_account_fixed()")
