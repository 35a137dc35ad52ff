"""Pay in other currencies and write bank statements by hand.

Revision 0031, after 0030.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0031"
down_revision: str | None = "0030"

FORMATS = "'CAMT_052', 'CAMT_053', 'CAMT_054', 'MT940', 'MT942', 'OFX'"
# The conditions that are others now, and those that they were.
CHANGED = (
    ("bank_statement", "ck_bank_statement_statement_format", f"format in ({FORMATS}, 'MANUAL')"),
    (
        "payment_allocation",
        "ck_payment_allocation_discount_amount_fits_currency",
        "scale(discount_amount) = currency_exponent(item_currency)",
    ),
    (
        "payment_allocation",
        "ck_payment_allocation_write_off_amount_fits_currency",
        "scale(write_off_amount) = currency_exponent(item_currency)",
    ),
)
BEFORE = (
    ("bank_statement", "ck_bank_statement_statement_format", f"format in ({FORMATS})"),
    (
        "payment_allocation",
        "ck_payment_allocation_discount_amount_fits_currency",
        "scale(discount_amount) = currency_exponent(currency)",
    ),
    (
        "payment_allocation",
        "ck_payment_allocation_write_off_amount_fits_currency",
        "scale(write_off_amount) = currency_exponent(currency)",
    ),
)
ADDED = (
    (
        "bank_statement",
        "ck_bank_statement_file_unless_by_hand",
        "case format when 'MANUAL' then num_nonnulls(file_id, content_sha256) = 0 else num_nulls(file_id, content_sha256) = 0 end",
    ),
    (
        "payment_allocation",
        "ck_payment_allocation_item_amount_fits_currency",
        "scale(item_amount) = currency_exponent(item_currency)",
    ),
    ("payment_allocation", "ck_payment_allocation_item_amount_on_same_side", "sign(amount) = sign(item_amount)"),
    (
        "payment_allocation",
        "ck_payment_allocation_item_amount_of_own_currency",
        "currency <> item_currency or amount = item_amount",
    ),
    (
        "payment_policy",
        "ck_payment_policy_rate_deviation_percent_in_range",
        "rate_deviation_percent between 0 and 100",
    ),
)


def upgrade() -> None:
    """Pay in other currencies and write bank statements by hand."""
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
          when row(item.account_id, item.party_id) <> row(settlement.account_id, settlement.party_id)
            then 'settles_one_account'
          when settlement.currency not in (item.currency, item.company_currency) then 'currency_of_its_items'
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
      select into told count(*) as count, count(distinct currency) as currencies, coalesce(sum(amount), 0) as amount,
          coalesce(sum(company_amount), 0) as company_amount
        from settlement_line where settlement_id = new.id;
      if told.count < 2 or told.currencies = 1 and told.amount <> 0 or told.company_amount <> 0 then
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
      if (select count(distinct currency) = 1 and sum(amount) <> 0 or sum(company_amount) <> 0
          from settlement_line where settlement_id = new.settlement_id) then
        raise exception using errcode = 'check_violation', table = 'settlement', constraint = 'settlement_balances',
          message = format('settlement %s does not balance', new.settlement_id);
      end if;
      return null;
    end $function$
    """)
    op.create_table(
        "bank_statement_draft",
        sa.Column("bank_account_id", sa.Uuid(), nullable=False),
        sa.Column("identifier", sa.Text(collation="C"), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("opening_amount", sa.Numeric(), nullable=False),
        sa.Column("closing_amount", sa.Numeric(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "scale(closing_amount) = currency_exponent(currency)",
            name=op.f("ck_bank_statement_draft_closing_amount_fits_currency"),
        ),
        sa.CheckConstraint(
            "scale(opening_amount) = currency_exponent(currency)",
            name=op.f("ck_bank_statement_draft_opening_amount_fits_currency"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "bank_account_id"],
            ["bank_account.company_id", "bank_account.id"],
            name=op.f("fk_bank_statement_draft_company_id_bank_account_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_bank_statement_draft_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_bank_statement_draft_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_statement_draft")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_bank_statement_draft_company_id_id")),
    )
    op.create_index(
        op.f("ix_bank_statement_draft_bank_account_id_id"),
        "bank_statement_draft",
        ["bank_account_id", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_bank_statement_draft_company_id_to_on_id"),
        "bank_statement_draft",
        ["company_id", "to_on", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_bank_statement_draft_to_on_id"), "bank_statement_draft", ["to_on", "id"], unique=False)
    op.create_table(
        "bank_statement_draft_line",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("counterparty_name", sa.Text(), nullable=True),
        sa.Column("remittance", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("journal_line_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_bank_statement_draft_line_amount_not_zero")),
        sa.CheckConstraint(
            "journal_line_id is null or account_id is null", name=op.f("ck_bank_statement_draft_line_line_or_account")
        ),
        sa.CheckConstraint("position >= 1", name=op.f("ck_bank_statement_draft_line_position_counts_from_one")),
        sa.CheckConstraint(
            "scale(amount) = currency_exponent(currency)",
            name=op.f("ck_bank_statement_draft_line_amount_fits_currency"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "account_id"],
            ["ledger_account.company_id", "ledger_account.id"],
            name=op.f("fk_bank_statement_draft_line_company_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "draft_id"],
            ["bank_statement_draft.company_id", "bank_statement_draft.id"],
            name=op.f("fk_bank_statement_draft_line_company_id_draft_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "journal_line_id"],
            ["journal_line.company_id", "journal_line.id"],
            name=op.f("fk_bank_statement_draft_line_company_id_journal_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "party_id"],
            ["party.company_id", "party.id"],
            name=op.f("fk_bank_statement_draft_line_company_id_party_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_bank_statement_draft_line_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_bank_statement_draft_line_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_statement_draft_line")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_bank_statement_draft_line_company_id_id")),
    )
    op.create_index(
        op.f("ix_bank_statement_draft_line_account_id_id"),
        "bank_statement_draft_line",
        ["account_id", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_bank_statement_draft_line_draft_id_id"), "bank_statement_draft_line", ["draft_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_bank_statement_draft_line_journal_line_id_id"),
        "bank_statement_draft_line",
        ["journal_line_id", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_bank_statement_draft_line_party_id_id"), "bank_statement_draft_line", ["party_id", "id"], unique=False
    )
    op.alter_column("bank_statement", "file_id", existing_type=sa.UUID(), nullable=True)
    op.alter_column("bank_statement", "content_sha256", existing_type=sa.TEXT(collation="C"), nullable=True)
    op.add_column("payment_allocation", sa.Column("item_currency", sa.Text(collation="C"), nullable=True))
    op.add_column("payment_allocation", sa.Column("item_amount", sa.Numeric(), nullable=True))
    # What was paid so far was paid in its own currency; of what is posted, the trigger would not hear.
    execute("ALTER TABLE payment_allocation DISABLE TRIGGER USER")
    execute("UPDATE payment_allocation SET item_currency = currency, item_amount = amount")
    execute("ALTER TABLE payment_allocation ENABLE TRIGGER USER")
    op.alter_column("payment_allocation", "item_currency", nullable=False)
    op.alter_column("payment_allocation", "item_amount", nullable=False)
    op.create_foreign_key(
        op.f("fk_payment_allocation_item_currency"), "payment_allocation", "currency", ["item_currency"], ["code"]
    )
    op.add_column(
        "payment_policy",
        sa.Column(
            "rate_deviation_percent", sa.Numeric(precision=9, scale=6), server_default=sa.text("5"), nullable=False
        ),
    )
    for table, name, condition in CHANGED:
        op.drop_constraint(op.f(name), table, type_="check")
        op.create_check_constraint(op.f(name), table, condition)
    for table, name, condition in ADDED:
        op.create_check_constraint(op.f(name), table, condition)
    op.alter_column("revaluation_line", "party_id", existing_type=sa.UUID(), nullable=True)
    op.drop_constraint(
        op.f("uq_revaluation_line_revaluation_id_account_id_party_id"), "revaluation_line", type_="unique"
    )
    op.create_unique_constraint(
        op.f("uq_revaluation_line_revaluation_id_account_id_party_id"),
        "revaluation_line",
        ["revaluation_id", "account_id", "party_id"],
        postgresql_nulls_not_distinct=True,
    )
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.bank_statement_draft FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER touch BEFORE UPDATE ON public.bank_statement_draft_line FOR EACH ROW EXECUTE FUNCTION touch()"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.bank_statement_draft REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('BankStatementDraft', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.bank_statement_draft FOR EACH ROW EXECUTE FUNCTION audit('BankStatementDraft', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.bank_statement_draft_line REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('BankStatementDraftLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.bank_statement_draft_line FOR EACH ROW EXECUTE FUNCTION audit('BankStatementDraftLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )


def downgrade() -> None:
    """Undo it."""
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
    op.drop_constraint(
        op.f("uq_revaluation_line_revaluation_id_account_id_party_id"), "revaluation_line", type_="unique"
    )
    op.create_unique_constraint(
        op.f("uq_revaluation_line_revaluation_id_account_id_party_id"),
        "revaluation_line",
        ["revaluation_id", "account_id", "party_id"],
        postgresql_nulls_not_distinct=False,
    )
    op.alter_column("revaluation_line", "party_id", existing_type=sa.UUID(), nullable=False)
    for table, name, _ in ADDED:
        op.drop_constraint(op.f(name), table, type_="check")
    for table, name, condition in BEFORE:
        op.drop_constraint(op.f(name), table, type_="check")
        op.create_check_constraint(op.f(name), table, condition)
    op.drop_column("payment_policy", "rate_deviation_percent")
    op.drop_constraint(op.f("fk_payment_allocation_item_currency"), "payment_allocation", type_="foreignkey")
    op.drop_column("payment_allocation", "item_amount")
    op.drop_column("payment_allocation", "item_currency")
    op.alter_column("bank_statement", "content_sha256", existing_type=sa.TEXT(collation="C"), nullable=False)
    op.alter_column("bank_statement", "file_id", existing_type=sa.UUID(), nullable=False)
    op.drop_index(op.f("ix_bank_statement_draft_line_party_id_id"), table_name="bank_statement_draft_line")
    op.drop_index(op.f("ix_bank_statement_draft_line_journal_line_id_id"), table_name="bank_statement_draft_line")
    op.drop_index(op.f("ix_bank_statement_draft_line_draft_id_id"), table_name="bank_statement_draft_line")
    op.drop_index(op.f("ix_bank_statement_draft_line_account_id_id"), table_name="bank_statement_draft_line")
    op.drop_table("bank_statement_draft_line")
    op.drop_index(op.f("ix_bank_statement_draft_to_on_id"), table_name="bank_statement_draft")
    op.drop_index(op.f("ix_bank_statement_draft_company_id_to_on_id"), table_name="bank_statement_draft")
    op.drop_index(op.f("ix_bank_statement_draft_bank_account_id_id"), table_name="bank_statement_draft")
    op.drop_table("bank_statement_draft")
