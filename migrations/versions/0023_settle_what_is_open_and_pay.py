"""Settle what is open, pay, revalue and remind.

Revision 0023, after 0022.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0023"
down_revision: str | None = "0022"


def upgrade() -> None:
    """Settle what is open, pay, revalue and remind."""
    execute("""
    CREATE OR REPLACE FUNCTION public.open_item_arises()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      insert into open_item (id, company_id, journal_line_id, entry_id, account_id, side, party_id, source_type, source_id,
        posted_on, due_on, currency, amount, company_currency, company_amount, settled_amount, settled_company_amount)
      select posted.id, posted.company_id, posted.id, posted.entry_id, posted.account_id, account.subtype, posted.party_id,
        entry.source_type, entry.source_id, posted.posted_on, coalesce(posted.due_on, posted.posted_on), posted.currency,
        posted.debit - posted.credit, posted.company_currency, posted.company_amount,
        round(0::numeric, currency_exponent(posted.currency)), round(0::numeric, currency_exponent(posted.company_currency))
      from posted join ledger_account as account on account.id = posted.account_id
      join journal_entry as entry on entry.id = posted.entry_id
      where account.subtype in ('RECEIVABLE', 'PAYABLE');
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.ledger_account_subtype_fixed()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      if old.subtype = new.subtype or
        (old.subtype not in ('RECEIVABLE', 'PAYABLE') and new.subtype not in ('RECEIVABLE', 'PAYABLE')) then
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
    CREATE OR REPLACE FUNCTION public.settlement_line_applies()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare broken record;
    begin
      perform from open_item where id in (select open_item_id from settled) order by id for update;
      select settled.settlement_id, rule into broken from settled
        join settlement on settlement.id = settled.settlement_id
        join open_item as item on item.id = settled.open_item_id
        cross join lateral (select case
          when row(item.account_id, item.party_id, item.currency) <> row(settlement.account_id, settlement.party_id,
            settlement.currency) then 'settles_one_account'
          when row(settled.currency, settled.company_currency, settled.settled_on)
            <> row(item.currency, item.company_currency, settlement.settled_on) then 'line_of_its_settlement'
          when settled.settled_on < item.posted_on then 'settled_after_posting'
          end as rule) as judged
        where rule is not null limit 1;
      if found then
        raise exception using errcode = 'check_violation', table = 'settlement_line', constraint = broken.rule,
          message = format('settlement %s: %s', broken.settlement_id, broken.rule);
      end if;
      update open_item as item set settled_amount = item.settled_amount + told.amount,
        settled_company_amount = item.settled_company_amount + told.company_amount
      from (
        select open_item_id, sum(amount) as amount, sum(company_amount) as company_amount from settled group by 1
      ) as told where told.open_item_id = item.id;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.settlement_balances()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare told record; undone record;
    begin
      select into told count(*) as count, coalesce(sum(amount), 0) as amount, coalesce(sum(company_amount), 0) as company_amount
        from settlement_line where settlement_id = new.id;
      if told.count < 2 or told.amount <> 0 or told.company_amount <> 0 then
        raise exception using errcode = 'check_violation', table = 'settlement', constraint = 'settlement_balances',
          message = format('settlement %s is off by %s (%s)', new.id, told.amount, told.company_amount);
      end if;
      select into undone account_id, party_id, undoes_id from settlement where id = new.undoes_id;
      if found and (undone.undoes_id is not null or row(undone.account_id, undone.party_id) <> row(new.account_id, new.party_id))
      then
        raise exception using errcode = 'check_violation', table = 'settlement', constraint = 'undoes_the_same',
          message = format('settlement %s does not undo %s', new.id, new.undoes_id);
      end if;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.settlement_line_balances()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      if (select sum(amount) <> 0 or sum(company_amount) <> 0 from settlement_line where settlement_id = new.settlement_id) then
        raise exception using errcode = 'check_violation', table = 'settlement', constraint = 'settlement_balances',
          message = format('settlement %s does not balance', new.settlement_id);
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
    execute("""
    CREATE OR REPLACE FUNCTION public.payment_allocation_fixed()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare payment_key uuid := case when tg_op = 'DELETE' then old.payment_id else new.payment_id end; posted boolean;
    begin
      select state <> 'DRAFT' into posted from payment where id = payment_key for update;
      if posted then
        raise exception using errcode = 'check_violation', table = 'payment_allocation', constraint = 'posted_payment_is_fixed',
          message = format('payment %s is posted', payment_key);
      end if;
      return case when tg_op = 'DELETE' then old else new end;
    end $function$
    """)
    op.create_table(
        "dunning_level",
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("days_overdue", sa.Integer(), nullable=False),
        sa.Column("fee", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column("currency", sa.Text(collation="C"), nullable=True),
        sa.Column("interest_percent", sa.Numeric(precision=9, scale=6), server_default=sa.text("0"), nullable=False),
        sa.Column("wording", sa.Text(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(fee is null) = (currency is null)", name=op.f("ck_dunning_level_fee_has_a_currency")),
        sa.CheckConstraint("days_overdue between 0 and 3660", name=op.f("ck_dunning_level_days_overdue_in_range")),
        sa.CheckConstraint("fee >= 0", name=op.f("ck_dunning_level_fee_not_negative")),
        sa.CheckConstraint(
            "interest_percent between 0 and 100", name=op.f("ck_dunning_level_interest_percent_in_range")
        ),
        sa.CheckConstraint("level between 1 and 99", name=op.f("ck_dunning_level_level_in_range")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_dunning_level_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_dunning_level_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dunning_level")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_dunning_level_company_id_id")),
        sa.UniqueConstraint("company_id", "level", name=op.f("uq_dunning_level_company_id_level")),
    )
    op.create_index(op.f("ix_dunning_level_changed_at_id"), "dunning_level", ["changed_at", "id"], unique=False)
    op.create_index(
        op.f("ix_dunning_level_company_id_changed_at_id"),
        "dunning_level",
        ["company_id", "changed_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_dunning_level_company_id_level_id"), "dunning_level", ["company_id", "level", "id"], unique=False
    )
    op.create_index(op.f("ix_dunning_level_level_id"), "dunning_level", ["level", "id"], unique=False)
    op.create_table(
        "payment_policy",
        sa.Column("write_off_limit", sa.Numeric(precision=20, scale=6), server_default=sa.text("0"), nullable=False),
        sa.Column("write_off_percent", sa.Numeric(precision=9, scale=6), server_default=sa.text("100"), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("write_off_limit >= 0", name=op.f("ck_payment_policy_write_off_limit_not_negative")),
        sa.CheckConstraint(
            "write_off_percent between 0 and 100", name=op.f("ck_payment_policy_write_off_percent_in_range")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_payment_policy_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_policy")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_payment_policy_company_id_id")),
        sa.UniqueConstraint("company_id", name=op.f("uq_payment_policy_company_id")),
    )
    op.create_table(
        "dunning_notice",
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("level_id", sa.Uuid(), nullable=False),
        sa.Column("dunned_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("overdue_amount", sa.Numeric(), nullable=False),
        sa.Column("interest_amount", sa.Numeric(), nullable=False),
        sa.Column("fee_amount", sa.Numeric(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("fee_amount >= 0", name=op.f("ck_dunning_notice_fee_amount_not_negative")),
        sa.CheckConstraint("interest_amount >= 0", name=op.f("ck_dunning_notice_interest_amount_not_negative")),
        sa.CheckConstraint(
            "scale(fee_amount) = currency_exponent(currency)", name=op.f("ck_dunning_notice_fee_amount_fits_currency")
        ),
        sa.CheckConstraint(
            "scale(interest_amount) = currency_exponent(currency)",
            name=op.f("ck_dunning_notice_interest_amount_fits_currency"),
        ),
        sa.CheckConstraint(
            "scale(overdue_amount) = currency_exponent(currency)",
            name=op.f("ck_dunning_notice_overdue_amount_fits_currency"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "entry_id"],
            ["journal_entry.company_id", "journal_entry.id"],
            name=op.f("fk_dunning_notice_company_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "level_id"],
            ["dunning_level.company_id", "dunning_level.id"],
            name=op.f("fk_dunning_notice_company_id_level_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "party_id"],
            ["party.company_id", "party.id"],
            name=op.f("fk_dunning_notice_company_id_party_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_dunning_notice_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_dunning_notice_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dunning_notice")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_dunning_notice_company_id_id")),
        sa.UniqueConstraint(
            "company_id",
            "party_id",
            "currency",
            "dunned_on",
            name=op.f("uq_dunning_notice_company_id_party_id_currency_dunned_on"),
        ),
    )
    op.create_index(
        op.f("ix_dunning_notice_company_id_dunned_on_id"),
        "dunning_notice",
        ["company_id", "dunned_on", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_dunning_notice_dunned_on_id"), "dunning_notice", ["dunned_on", "id"], unique=False)
    op.create_index(op.f("ix_dunning_notice_entry_id_id"), "dunning_notice", ["entry_id", "id"], unique=False)
    op.create_index(op.f("ix_dunning_notice_level_id_id"), "dunning_notice", ["level_id", "id"], unique=False)
    op.create_index(op.f("ix_dunning_notice_party_id_id"), "dunning_notice", ["party_id", "id"], unique=False)
    op.create_table(
        "payment",
        sa.Column(
            "direction",
            sa.Enum("IN", "OUT", name="payment_direction", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "DRAFT",
                "POSTED",
                "RECONCILED",
                "VOIDED",
                name="payment_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'DRAFT'"),
            nullable=False,
        ),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("party_account_id", sa.Uuid(), nullable=False),
        sa.Column("journal_id", sa.Uuid(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.Column("rate", sa.Numeric(precision=20, scale=10), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("void_entry_id", sa.Uuid(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(state = 'DRAFT') = (entry_id is null)", name=op.f("ck_payment_posted_has_an_entry")),
        sa.CheckConstraint(
            "(state = 'VOIDED') = (void_entry_id is not null)", name=op.f("ck_payment_voided_has_an_entry")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_amount_positive")),
        sa.CheckConstraint("rate > 0", name=op.f("ck_payment_rate_positive")),
        sa.CheckConstraint("scale(amount) = currency_exponent(currency)", name=op.f("ck_payment_amount_fits_currency")),
        sa.ForeignKeyConstraint(
            ["company_id", "account_id"],
            ["ledger_account.company_id", "ledger_account.id"],
            name=op.f("fk_payment_company_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "entry_id"],
            ["journal_entry.company_id", "journal_entry.id"],
            name=op.f("fk_payment_company_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "journal_id"],
            ["journal.company_id", "journal.id"],
            name=op.f("fk_payment_company_id_journal_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "party_account_id"],
            ["ledger_account.company_id", "ledger_account.id"],
            name=op.f("fk_payment_company_id_party_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "party_id"], ["party.company_id", "party.id"], name=op.f("fk_payment_company_id_party_id")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "void_entry_id"],
            ["journal_entry.company_id", "journal_entry.id"],
            name=op.f("fk_payment_company_id_void_entry_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_payment_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_payment_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_payment_company_id_id")),
    )
    op.create_index(op.f("ix_payment_account_id_id"), "payment", ["account_id", "id"], unique=False)
    op.create_index(op.f("ix_payment_changed_at_id"), "payment", ["changed_at", "id"], unique=False)
    op.create_index(
        op.f("ix_payment_company_id_changed_at_id"), "payment", ["company_id", "changed_at", "id"], unique=False
    )
    op.create_index(op.f("ix_payment_company_id_paid_on_id"), "payment", ["company_id", "paid_on", "id"], unique=False)
    op.create_index(op.f("ix_payment_journal_id_id"), "payment", ["journal_id", "id"], unique=False)
    op.create_index(op.f("ix_payment_paid_on_id"), "payment", ["paid_on", "id"], unique=False)
    op.create_index(op.f("ix_payment_party_account_id_id"), "payment", ["party_account_id", "id"], unique=False)
    op.create_index(op.f("ix_payment_party_id_id"), "payment", ["party_id", "id"], unique=False)
    op.create_index(op.f("ix_payment_void_entry_id_id"), "payment", ["void_entry_id", "id"], unique=False)
    op.create_index("uq_payment_entry_id", "payment", ["entry_id"], unique=True)
    op.create_table(
        "revaluation",
        sa.Column("revalued_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("rate", sa.Numeric(precision=20, scale=10), nullable=False),
        sa.Column("company_currency", sa.Text(collation="C"), nullable=False),
        sa.Column("difference_amount", sa.Numeric(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("rate > 0", name=op.f("ck_revaluation_rate_positive")),
        sa.CheckConstraint(
            "scale(difference_amount) = currency_exponent(company_currency)",
            name=op.f("ck_revaluation_difference_amount_fits_currency"),
        ),
        sa.ForeignKeyConstraint(["company_currency"], ["currency.code"], name=op.f("fk_revaluation_company_currency")),
        sa.ForeignKeyConstraint(
            ["company_id", "entry_id"],
            ["journal_entry.company_id", "journal_entry.id"],
            name=op.f("fk_revaluation_company_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_revaluation_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_revaluation_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revaluation")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_revaluation_company_id_id")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_revaluation_entry_id")),
    )
    op.create_index(
        op.f("ix_revaluation_company_id_revalued_on_id"),
        "revaluation",
        ["company_id", "revalued_on", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_revaluation_revalued_on_id"), "revaluation", ["revalued_on", "id"], unique=False)
    op.create_table(
        "open_item",
        sa.Column("journal_line_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "RECEIVABLE", "PAYABLE", name="open_item_side", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("source_type", sa.Text(collation="C"), nullable=True),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.Column("company_currency", sa.Text(collation="C"), nullable=False),
        sa.Column("company_amount", sa.Numeric(), nullable=False),
        sa.Column("settled_amount", sa.Numeric(), nullable=False),
        sa.Column("settled_company_amount", sa.Numeric(), nullable=False),
        sa.Column("open_amount", sa.Numeric(), sa.Computed("amount - settled_amount", persisted=True), nullable=False),
        sa.Column(
            "open_company_amount",
            sa.Numeric(),
            sa.Computed("company_amount - settled_company_amount", persisted=True),
            nullable=False,
        ),
        sa.Column("dunned_level", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("dunned_on", sa.Date(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("amount * company_amount >= 0", name=op.f("ck_open_item_amounts_on_one_side")),
        sa.CheckConstraint(
            "amount = 0 or settled_amount <> amount or settled_company_amount = company_amount",
            name=op.f("ck_open_item_settled_as_a_whole"),
        ),
        sa.CheckConstraint("id = journal_line_id", name=op.f("ck_open_item_id_of_its_line")),
        sa.CheckConstraint(
            "scale(amount) = currency_exponent(currency)", name=op.f("ck_open_item_amount_fits_currency")
        ),
        sa.CheckConstraint(
            "scale(company_amount) = currency_exponent(company_currency)",
            name=op.f("ck_open_item_company_amount_fits_currency"),
        ),
        sa.CheckConstraint(
            "scale(settled_amount) = currency_exponent(currency)",
            name=op.f("ck_open_item_settled_amount_fits_currency"),
        ),
        sa.CheckConstraint(
            "scale(settled_company_amount) = currency_exponent(company_currency)",
            name=op.f("ck_open_item_settled_company_amount_fits_currency"),
        ),
        sa.CheckConstraint(
            "settled_amount * amount >= 0 and abs(settled_amount) <= abs(amount)",
            name=op.f("ck_open_item_settled_within_amount"),
        ),
        sa.CheckConstraint(
            "settled_company_amount * company_amount >= 0 and abs(settled_company_amount) <= abs(company_amount)",
            name=op.f("ck_open_item_settled_within_company_amount"),
        ),
        sa.ForeignKeyConstraint(["company_currency"], ["currency.code"], name=op.f("fk_open_item_company_currency")),
        sa.ForeignKeyConstraint(
            ["company_id", "account_id"],
            ["ledger_account.company_id", "ledger_account.id"],
            name=op.f("fk_open_item_company_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "entry_id"],
            ["journal_entry.company_id", "journal_entry.id"],
            name=op.f("fk_open_item_company_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "journal_line_id"],
            ["journal_line.company_id", "journal_line.id"],
            name=op.f("fk_open_item_company_id_journal_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "party_id"], ["party.company_id", "party.id"], name=op.f("fk_open_item_company_id_party_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_open_item_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_open_item_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_item")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_open_item_company_id_id")),
        sa.UniqueConstraint("journal_line_id", name=op.f("uq_open_item_journal_line_id")),
    )
    op.create_index(op.f("ix_open_item_account_id_id"), "open_item", ["account_id", "id"], unique=False)
    op.create_index(
        op.f("ix_open_item_company_id_due_on_id"), "open_item", ["company_id", "due_on", "id"], unique=False
    )
    op.create_index(
        op.f("ix_open_item_company_id_posted_on_id"), "open_item", ["company_id", "posted_on", "id"], unique=False
    )
    op.create_index(op.f("ix_open_item_due_on_id"), "open_item", ["due_on", "id"], unique=False)
    op.create_index(op.f("ix_open_item_entry_id_id"), "open_item", ["entry_id", "id"], unique=False)
    op.create_index(
        "ix_open_item_open",
        "open_item",
        ["company_id", "side", "due_on", "id"],
        unique=False,
        postgresql_where=sa.text("open_amount <> 0"),
    )
    op.create_index(op.f("ix_open_item_party_id_due_on_id"), "open_item", ["party_id", "due_on", "id"], unique=False)
    op.create_index(op.f("ix_open_item_posted_on_id"), "open_item", ["posted_on", "id"], unique=False)
    op.create_index(op.f("ix_open_item_source_id_id"), "open_item", ["source_id", "id"], unique=False)
    op.create_table(
        "revaluation_line",
        sa.Column("revaluation_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("open_amount", sa.Numeric(), nullable=False),
        sa.Column("company_currency", sa.Text(collation="C"), nullable=False),
        sa.Column("before_amount", sa.Numeric(), nullable=False),
        sa.Column("after_amount", sa.Numeric(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "scale(after_amount) = currency_exponent(company_currency)",
            name=op.f("ck_revaluation_line_after_amount_fits_currency"),
        ),
        sa.CheckConstraint(
            "scale(before_amount) = currency_exponent(company_currency)",
            name=op.f("ck_revaluation_line_before_amount_fits_currency"),
        ),
        sa.CheckConstraint(
            "scale(open_amount) = currency_exponent(currency)",
            name=op.f("ck_revaluation_line_open_amount_fits_currency"),
        ),
        sa.ForeignKeyConstraint(
            ["company_currency"], ["currency.code"], name=op.f("fk_revaluation_line_company_currency")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "account_id"],
            ["ledger_account.company_id", "ledger_account.id"],
            name=op.f("fk_revaluation_line_company_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "party_id"],
            ["party.company_id", "party.id"],
            name=op.f("fk_revaluation_line_company_id_party_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "revaluation_id"],
            ["revaluation.company_id", "revaluation.id"],
            name=op.f("fk_revaluation_line_company_id_revaluation_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_revaluation_line_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_revaluation_line_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revaluation_line")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_revaluation_line_company_id_id")),
        sa.UniqueConstraint(
            "revaluation_id",
            "account_id",
            "party_id",
            name=op.f("uq_revaluation_line_revaluation_id_account_id_party_id"),
        ),
    )
    op.create_index(op.f("ix_revaluation_line_account_id_id"), "revaluation_line", ["account_id", "id"], unique=False)
    op.create_index(op.f("ix_revaluation_line_party_id_id"), "revaluation_line", ["party_id", "id"], unique=False)
    op.create_table(
        "settlement",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=True),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("undoes_id", sa.Uuid(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "account_id"],
            ["ledger_account.company_id", "ledger_account.id"],
            name=op.f("fk_settlement_company_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "entry_id"],
            ["journal_entry.company_id", "journal_entry.id"],
            name=op.f("fk_settlement_company_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "party_id"], ["party.company_id", "party.id"], name=op.f("fk_settlement_company_id_party_id")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "payment_id"],
            ["payment.company_id", "payment.id"],
            name=op.f("fk_settlement_company_id_payment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "undoes_id"],
            ["settlement.company_id", "settlement.id"],
            name=op.f("fk_settlement_company_id_undoes_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_settlement_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_settlement_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_settlement_company_id_id")),
    )
    op.create_index(op.f("ix_settlement_account_id_id"), "settlement", ["account_id", "id"], unique=False)
    op.create_index(
        op.f("ix_settlement_company_id_settled_on_id"), "settlement", ["company_id", "settled_on", "id"], unique=False
    )
    op.create_index(op.f("ix_settlement_entry_id_id"), "settlement", ["entry_id", "id"], unique=False)
    op.create_index(op.f("ix_settlement_party_id_id"), "settlement", ["party_id", "id"], unique=False)
    op.create_index(op.f("ix_settlement_payment_id_id"), "settlement", ["payment_id", "id"], unique=False)
    op.create_index(op.f("ix_settlement_settled_on_id"), "settlement", ["settled_on", "id"], unique=False)
    op.create_index("uq_settlement_undoes_id", "settlement", ["undoes_id"], unique=True)
    op.create_table(
        "dunning_notice_line",
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("open_item_id", sa.Uuid(), nullable=False),
        sa.Column("level_id", sa.Uuid(), nullable=False),
        sa.Column("days_overdue", sa.Integer(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("open_amount", sa.Numeric(), nullable=False),
        sa.Column("interest_amount", sa.Numeric(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "scale(interest_amount) = currency_exponent(currency)",
            name=op.f("ck_dunning_notice_line_interest_amount_fits_currency"),
        ),
        sa.CheckConstraint(
            "scale(open_amount) = currency_exponent(currency)",
            name=op.f("ck_dunning_notice_line_open_amount_fits_currency"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "level_id"],
            ["dunning_level.company_id", "dunning_level.id"],
            name=op.f("fk_dunning_notice_line_company_id_level_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "notice_id"],
            ["dunning_notice.company_id", "dunning_notice.id"],
            name=op.f("fk_dunning_notice_line_company_id_notice_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "open_item_id"],
            ["open_item.company_id", "open_item.id"],
            name=op.f("fk_dunning_notice_line_company_id_open_item_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_dunning_notice_line_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_dunning_notice_line_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dunning_notice_line")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_dunning_notice_line_company_id_id")),
        sa.UniqueConstraint("notice_id", "open_item_id", name=op.f("uq_dunning_notice_line_notice_id_open_item_id")),
    )
    op.create_index(op.f("ix_dunning_notice_line_level_id_id"), "dunning_notice_line", ["level_id", "id"], unique=False)
    op.create_index(
        op.f("ix_dunning_notice_line_open_item_id_id"), "dunning_notice_line", ["open_item_id", "id"], unique=False
    )
    op.create_table(
        "open_item_discount",
        sa.Column("open_item_id", sa.Uuid(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.Column("lowers_tax", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_open_item_discount_amount_positive")),
        sa.CheckConstraint(
            "scale(amount) = currency_exponent(currency)", name=op.f("ck_open_item_discount_amount_fits_currency")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "open_item_id"],
            ["open_item.company_id", "open_item.id"],
            name=op.f("fk_open_item_discount_company_id_open_item_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_open_item_discount_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_open_item_discount_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_item_discount")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_open_item_discount_company_id_id")),
        sa.UniqueConstraint("open_item_id", "until_on", name=op.f("uq_open_item_discount_open_item_id_until_on")),
    )
    op.create_table(
        "payment_allocation",
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("open_item_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.Column("discount_amount", sa.Numeric(), nullable=False),
        sa.Column("write_off_amount", sa.Numeric(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "amount <> 0 or discount_amount > 0 or write_off_amount > 0",
            name=op.f("ck_payment_allocation_amount_not_zero"),
        ),
        sa.CheckConstraint("discount_amount >= 0", name=op.f("ck_payment_allocation_discount_amount_not_negative")),
        sa.CheckConstraint(
            "scale(amount) = currency_exponent(currency)", name=op.f("ck_payment_allocation_amount_fits_currency")
        ),
        sa.CheckConstraint(
            "scale(discount_amount) = currency_exponent(currency)",
            name=op.f("ck_payment_allocation_discount_amount_fits_currency"),
        ),
        sa.CheckConstraint(
            "scale(write_off_amount) = currency_exponent(currency)",
            name=op.f("ck_payment_allocation_write_off_amount_fits_currency"),
        ),
        sa.CheckConstraint("write_off_amount >= 0", name=op.f("ck_payment_allocation_write_off_amount_not_negative")),
        sa.ForeignKeyConstraint(
            ["company_id", "open_item_id"],
            ["open_item.company_id", "open_item.id"],
            name=op.f("fk_payment_allocation_company_id_open_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "payment_id"],
            ["payment.company_id", "payment.id"],
            name=op.f("fk_payment_allocation_company_id_payment_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_payment_allocation_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_payment_allocation_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_allocation")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_payment_allocation_company_id_id")),
        sa.UniqueConstraint("payment_id", "open_item_id", name=op.f("uq_payment_allocation_payment_id_open_item_id")),
    )
    op.create_index(
        op.f("ix_payment_allocation_open_item_id_id"), "payment_allocation", ["open_item_id", "id"], unique=False
    )
    op.create_table(
        "settlement_line",
        sa.Column("settlement_id", sa.Uuid(), nullable=False),
        sa.Column("open_item_id", sa.Uuid(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.Column("company_currency", sa.Text(collation="C"), nullable=False),
        sa.Column("company_amount", sa.Numeric(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("amount * company_amount >= 0", name=op.f("ck_settlement_line_amounts_on_one_side")),
        sa.CheckConstraint("amount <> 0 or company_amount <> 0", name=op.f("ck_settlement_line_amount_not_zero")),
        sa.CheckConstraint(
            "scale(amount) = currency_exponent(currency)", name=op.f("ck_settlement_line_amount_fits_currency")
        ),
        sa.CheckConstraint(
            "scale(company_amount) = currency_exponent(company_currency)",
            name=op.f("ck_settlement_line_company_amount_fits_currency"),
        ),
        sa.ForeignKeyConstraint(
            ["company_currency"], ["currency.code"], name=op.f("fk_settlement_line_company_currency")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "open_item_id"],
            ["open_item.company_id", "open_item.id"],
            name=op.f("fk_settlement_line_company_id_open_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "settlement_id"],
            ["settlement.company_id", "settlement.id"],
            name=op.f("fk_settlement_line_company_id_settlement_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_settlement_line_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_settlement_line_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement_line")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_settlement_line_company_id_id")),
        sa.UniqueConstraint(
            "settlement_id", "open_item_id", name=op.f("uq_settlement_line_settlement_id_open_item_id")
        ),
    )
    op.create_index(
        op.f("ix_settlement_line_company_id_settled_on_id"),
        "settlement_line",
        ["company_id", "settled_on", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_settlement_line_open_item_id_settled_on_id"),
        "settlement_line",
        ["open_item_id", "settled_on", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_settlement_line_settled_on_id"), "settlement_line", ["settled_on", "id"], unique=False)
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.dunning_level FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.open_item FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.payment FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.payment_allocation FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.payment_policy FOR EACH ROW EXECUTE FUNCTION touch()")
    # What has been posted before is open as a whole.
    execute("""
    insert into open_item (id, company_id, journal_line_id, entry_id, account_id, side, party_id, source_type, source_id,
      posted_on, due_on, currency, amount, company_currency, company_amount, settled_amount, settled_company_amount)
    select line.id, line.company_id, line.id, line.entry_id, line.account_id, account.subtype, line.party_id,
      entry.source_type, entry.source_id, line.posted_on, coalesce(line.due_on, line.posted_on), line.currency,
      line.debit - line.credit, line.company_currency, line.company_amount,
      round(0::numeric, currency_exponent(line.currency)), round(0::numeric, currency_exponent(line.company_currency))
    from journal_line as line join ledger_account as account on account.id = line.account_id
    join journal_entry as entry on entry.id = line.entry_id
    where account.subtype in ('RECEIVABLE', 'PAYABLE')
    """)
    execute(
        "CREATE TRIGGER open_item_arises AFTER INSERT ON public.journal_line REFERENCING NEW TABLE AS posted FOR EACH STATEMENT EXECUTE FUNCTION open_item_arises()"
    )
    execute(
        "CREATE TRIGGER ledger_account_subtype_fixed BEFORE UPDATE OF subtype ON public.ledger_account FOR EACH ROW EXECUTE FUNCTION ledger_account_subtype_fixed()"
    )
    execute(
        "CREATE TRIGGER settlement_line_applies AFTER INSERT ON public.settlement_line REFERENCING NEW TABLE AS settled FOR EACH STATEMENT EXECUTE FUNCTION settlement_line_applies()"
    )
    execute(
        "CREATE CONSTRAINT TRIGGER settlement_balances AFTER INSERT ON public.settlement DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION settlement_balances()"
    )
    execute(
        "CREATE CONSTRAINT TRIGGER settlement_line_balances AFTER INSERT ON public.settlement_line DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION settlement_line_balances()"
    )
    execute(
        "CREATE TRIGGER payment_moves BEFORE INSERT OR DELETE OR UPDATE ON public.payment FOR EACH ROW EXECUTE FUNCTION payment_moves()"
    )
    execute(
        "CREATE TRIGGER payment_allocation_fixed BEFORE INSERT OR DELETE OR UPDATE ON public.payment_allocation FOR EACH ROW EXECUTE FUNCTION payment_allocation_fixed()"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.dunning_level FOR EACH ROW EXECUTE FUNCTION audit('DunningLevel', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.dunning_level REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('DunningLevel', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.dunning_notice FOR EACH ROW EXECUTE FUNCTION audit('DunningNotice', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.dunning_notice REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('DunningNotice', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.dunning_notice_line FOR EACH ROW EXECUTE FUNCTION audit('DunningNoticeLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.dunning_notice_line REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('DunningNoticeLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.open_item_discount FOR EACH ROW EXECUTE FUNCTION audit('OpenItemDiscount', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.open_item_discount REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('OpenItemDiscount', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.payment FOR EACH ROW EXECUTE FUNCTION audit('Payment', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.payment REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('Payment', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.payment_allocation FOR EACH ROW EXECUTE FUNCTION audit('PaymentAllocation', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.payment_allocation REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('PaymentAllocation', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.payment_policy FOR EACH ROW EXECUTE FUNCTION audit('PaymentPolicy', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.payment_policy REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('PaymentPolicy', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.revaluation FOR EACH ROW EXECUTE FUNCTION audit('Revaluation', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.revaluation REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('Revaluation', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.revaluation_line FOR EACH ROW EXECUTE FUNCTION audit('RevaluationLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.revaluation_line REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('RevaluationLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.settlement FOR EACH ROW EXECUTE FUNCTION audit('Settlement', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.settlement REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('Settlement', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.settlement FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.settlement FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.settlement_line FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.settlement_line FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.open_item_discount FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.open_item_discount FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.revaluation FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.revaluation FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.revaluation_line FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.revaluation_line FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.dunning_notice FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.dunning_notice FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.dunning_notice_line FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.dunning_notice_line FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute("revoke all on dunning_notice from torso_app")
    execute("grant insert, select on dunning_notice to torso_app")
    execute("revoke all on dunning_notice_line from torso_app")
    execute("grant insert, select on dunning_notice_line to torso_app")
    execute("revoke all on open_item from torso_app")
    execute("grant select, update (dunned_level), update (dunned_on) on open_item to torso_app")
    execute("revoke all on open_item_discount from torso_app")
    execute("grant insert, select on open_item_discount to torso_app")
    execute("revoke all on revaluation from torso_app")
    execute("grant insert, select on revaluation to torso_app")
    execute("revoke all on revaluation_line from torso_app")
    execute("grant insert, select on revaluation_line to torso_app")
    execute("revoke all on settlement from torso_app")
    execute("grant insert, select on settlement to torso_app")
    execute("revoke all on settlement_line from torso_app")
    execute("grant insert, select on settlement_line to torso_app")


def downgrade() -> None:
    """Undo it."""
    execute("drop trigger open_item_arises on journal_line")
    execute("drop trigger ledger_account_subtype_fixed on ledger_account")
    op.drop_index(op.f("ix_settlement_line_settled_on_id"), table_name="settlement_line")
    op.drop_index(op.f("ix_settlement_line_open_item_id_settled_on_id"), table_name="settlement_line")
    op.drop_index(op.f("ix_settlement_line_company_id_settled_on_id"), table_name="settlement_line")
    op.drop_table("settlement_line")
    op.drop_index(op.f("ix_payment_allocation_open_item_id_id"), table_name="payment_allocation")
    op.drop_table("payment_allocation")
    op.drop_table("open_item_discount")
    op.drop_index(op.f("ix_dunning_notice_line_open_item_id_id"), table_name="dunning_notice_line")
    op.drop_index(op.f("ix_dunning_notice_line_level_id_id"), table_name="dunning_notice_line")
    op.drop_table("dunning_notice_line")
    op.drop_index("uq_settlement_undoes_id", table_name="settlement")
    op.drop_index(op.f("ix_settlement_settled_on_id"), table_name="settlement")
    op.drop_index(op.f("ix_settlement_payment_id_id"), table_name="settlement")
    op.drop_index(op.f("ix_settlement_party_id_id"), table_name="settlement")
    op.drop_index(op.f("ix_settlement_entry_id_id"), table_name="settlement")
    op.drop_index(op.f("ix_settlement_company_id_settled_on_id"), table_name="settlement")
    op.drop_index(op.f("ix_settlement_account_id_id"), table_name="settlement")
    op.drop_table("settlement")
    op.drop_index(op.f("ix_revaluation_line_party_id_id"), table_name="revaluation_line")
    op.drop_index(op.f("ix_revaluation_line_account_id_id"), table_name="revaluation_line")
    op.drop_table("revaluation_line")
    op.drop_index(op.f("ix_open_item_source_id_id"), table_name="open_item")
    op.drop_index(op.f("ix_open_item_posted_on_id"), table_name="open_item")
    op.drop_index(op.f("ix_open_item_party_id_due_on_id"), table_name="open_item")
    op.drop_index("ix_open_item_open", table_name="open_item", postgresql_where=sa.text("open_amount <> 0"))
    op.drop_index(op.f("ix_open_item_entry_id_id"), table_name="open_item")
    op.drop_index(op.f("ix_open_item_due_on_id"), table_name="open_item")
    op.drop_index(op.f("ix_open_item_company_id_posted_on_id"), table_name="open_item")
    op.drop_index(op.f("ix_open_item_company_id_due_on_id"), table_name="open_item")
    op.drop_index(op.f("ix_open_item_account_id_id"), table_name="open_item")
    op.drop_table("open_item")
    op.drop_index(op.f("ix_revaluation_revalued_on_id"), table_name="revaluation")
    op.drop_index(op.f("ix_revaluation_company_id_revalued_on_id"), table_name="revaluation")
    op.drop_table("revaluation")
    op.drop_index("uq_payment_entry_id", table_name="payment")
    op.drop_index(op.f("ix_payment_void_entry_id_id"), table_name="payment")
    op.drop_index(op.f("ix_payment_party_id_id"), table_name="payment")
    op.drop_index(op.f("ix_payment_party_account_id_id"), table_name="payment")
    op.drop_index(op.f("ix_payment_paid_on_id"), table_name="payment")
    op.drop_index(op.f("ix_payment_journal_id_id"), table_name="payment")
    op.drop_index(op.f("ix_payment_company_id_paid_on_id"), table_name="payment")
    op.drop_index(op.f("ix_payment_company_id_changed_at_id"), table_name="payment")
    op.drop_index(op.f("ix_payment_changed_at_id"), table_name="payment")
    op.drop_index(op.f("ix_payment_account_id_id"), table_name="payment")
    op.drop_table("payment")
    op.drop_index(op.f("ix_dunning_notice_party_id_id"), table_name="dunning_notice")
    op.drop_index(op.f("ix_dunning_notice_level_id_id"), table_name="dunning_notice")
    op.drop_index(op.f("ix_dunning_notice_entry_id_id"), table_name="dunning_notice")
    op.drop_index(op.f("ix_dunning_notice_dunned_on_id"), table_name="dunning_notice")
    op.drop_index(op.f("ix_dunning_notice_company_id_dunned_on_id"), table_name="dunning_notice")
    op.drop_table("dunning_notice")
    op.drop_table("payment_policy")
    op.drop_index(op.f("ix_dunning_level_level_id"), table_name="dunning_level")
    op.drop_index(op.f("ix_dunning_level_company_id_level_id"), table_name="dunning_level")
    op.drop_index(op.f("ix_dunning_level_company_id_changed_at_id"), table_name="dunning_level")
    op.drop_index(op.f("ix_dunning_level_changed_at_id"), table_name="dunning_level")
    op.drop_table("dunning_level")
    execute("drop function payment_allocation_fixed()")
    execute("drop function payment_moves()")
    execute("drop function settlement_line_balances()")
    execute("drop function settlement_balances()")
    execute("drop function settlement_line_applies()")
    execute("drop function ledger_account_subtype_fixed()")
    execute("drop function open_item_arises()")
