"""Bring in what banks have booked.

Revision 0020, after 0019.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.statement import execute

revision: str = "0020"
down_revision: str | None = "0019"


def upgrade() -> None:
    """Bring in what banks have booked."""
    execute("""
    CREATE OR REPLACE FUNCTION public.bank_reconciliation_applies()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare line record; undone record; matched numeric;
    begin
      select amount, matched_amount, currency into line from bank_statement_line where id = new.line_id for update;
      if new.undoes_id is null then
        if sign(new.amount) <> sign(line.amount) or new.currency <> line.currency then
          raise exception using errcode = 'check_violation', table = 'bank_reconciliation', constraint = 'amount_of_line',
            message = format('%s is no part of %s', new.amount, line.amount);
        end if;
      else
        select line_id, amount, undoes_id into undone from bank_reconciliation where id = new.undoes_id;
        if undone.line_id <> new.line_id or undone.amount <> -new.amount or undone.undoes_id is not null then
          raise exception using errcode = 'check_violation', table = 'bank_reconciliation', constraint = 'undoes_the_same',
            message = format('%s does not undo %s', new.id, new.undoes_id);
        end if;
      end if;
      matched := line.matched_amount + new.amount;
      update bank_statement_line set matched_amount = matched,
        state = case when matched = amount then 'RECONCILED' when matched <> 0 then 'PARTIALLY_MATCHED' else 'UNDONE' end
      where id = new.line_id;
      return null;
    end $function$
    """)
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
    op.create_table(
        "bank_account",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(collation="C"), sa.Computed("fold(name)", persisted=True), nullable=False),
        sa.Column("iban", sa.Text(collation="C"), nullable=True),
        sa.Column("number", sa.Text(collation="C"), nullable=True),
        sa.Column("bic", sa.Text(collation="C"), nullable=True),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("journal_id", sa.Uuid(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("iban ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'", name=op.f("ck_bank_account_iban_is_compact")),
        sa.CheckConstraint("num_nonnulls(iban, number) >= 1", name=op.f("ck_bank_account_iban_or_number")),
        sa.ForeignKeyConstraint(
            ["company_id", "account_id"],
            ["ledger_account.company_id", "ledger_account.id"],
            name=op.f("fk_bank_account_company_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "journal_id"],
            ["journal.company_id", "journal.id"],
            name=op.f("fk_bank_account_company_id_journal_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_bank_account_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_bank_account_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_account")),
        sa.UniqueConstraint("company_id", "iban", "currency", name=op.f("uq_bank_account_company_id_iban_currency")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_bank_account_company_id_id")),
        sa.UniqueConstraint(
            "company_id", "number", "currency", name=op.f("uq_bank_account_company_id_number_currency")
        ),
    )
    op.create_index(op.f("ix_bank_account_account_id_id"), "bank_account", ["account_id", "id"], unique=False)
    op.create_index(
        op.f("ix_bank_account_company_id_name_key_id"), "bank_account", ["company_id", "name_key", "id"], unique=False
    )
    op.create_index(op.f("ix_bank_account_journal_id_id"), "bank_account", ["journal_id", "id"], unique=False)
    op.create_index(op.f("ix_bank_account_name_key_id"), "bank_account", ["name_key", "id"], unique=False)
    op.create_table(
        "bank_statement",
        sa.Column("bank_account_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("content_sha256", sa.Text(collation="C"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "format",
            sa.Enum(
                "CAMT_052",
                "CAMT_053",
                "CAMT_054",
                "MT940",
                "MT942",
                "OFX",
                name="statement_format",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("identifier", sa.Text(collation="C"), nullable=True),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("opening_amount", sa.Numeric(), nullable=True),
        sa.Column("closing_amount", sa.Numeric(), nullable=True),
        sa.Column("total_amount", sa.Numeric(), nullable=False),
        sa.Column("warnings", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "scale(closing_amount) = currency_exponent(currency)",
            name=op.f("ck_bank_statement_closing_amount_fits_currency"),
        ),
        sa.CheckConstraint(
            "scale(opening_amount) = currency_exponent(currency)",
            name=op.f("ck_bank_statement_opening_amount_fits_currency"),
        ),
        sa.CheckConstraint(
            "scale(total_amount) = currency_exponent(currency)",
            name=op.f("ck_bank_statement_total_amount_fits_currency"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "bank_account_id"],
            ["bank_account.company_id", "bank_account.id"],
            name=op.f("fk_bank_statement_company_id_bank_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "file_id"], ["file.company_id", "file.id"], name=op.f("fk_bank_statement_company_id_file_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_bank_statement_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_bank_statement_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_statement")),
        sa.UniqueConstraint(
            "bank_account_id",
            "content_sha256",
            "position",
            name=op.f("uq_bank_statement_bank_account_id_content_sha256_position"),
        ),
        sa.UniqueConstraint("bank_account_id", "identifier", name=op.f("uq_bank_statement_bank_account_id_identifier")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_bank_statement_company_id_id")),
    )
    op.create_index(
        op.f("ix_bank_statement_company_id_content_sha256"),
        "bank_statement",
        ["company_id", "content_sha256"],
        unique=False,
    )
    op.create_index(
        op.f("ix_bank_statement_company_id_recorded_at_id"),
        "bank_statement",
        ["company_id", "recorded_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_bank_statement_company_id_to_on_id"), "bank_statement", ["company_id", "to_on", "id"], unique=False
    )
    op.create_index(op.f("ix_bank_statement_file_id_id"), "bank_statement", ["file_id", "id"], unique=False)
    op.create_index(op.f("ix_bank_statement_recorded_at_id"), "bank_statement", ["recorded_at", "id"], unique=False)
    op.create_index(op.f("ix_bank_statement_to_on_id"), "bank_statement", ["to_on", "id"], unique=False)
    op.create_table(
        "match_rule",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("bank_account_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "account_id"],
            ["ledger_account.company_id", "ledger_account.id"],
            name=op.f("fk_match_rule_company_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "bank_account_id"],
            ["bank_account.company_id", "bank_account.id"],
            name=op.f("fk_match_rule_company_id_bank_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "party_id"], ["party.company_id", "party.id"], name=op.f("fk_match_rule_company_id_party_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_match_rule_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_rule")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_match_rule_company_id_id")),
        sa.UniqueConstraint(
            "company_id",
            "position",
            deferrable=True,
            initially="DEFERRED",
            name=op.f("uq_match_rule_company_id_position"),
        ),
    )
    op.create_index(op.f("ix_match_rule_account_id_id"), "match_rule", ["account_id", "id"], unique=False)
    op.create_index(op.f("ix_match_rule_bank_account_id_id"), "match_rule", ["bank_account_id", "id"], unique=False)
    op.create_index(op.f("ix_match_rule_party_id_id"), "match_rule", ["party_id", "id"], unique=False)
    op.create_table(
        "bank_statement_line",
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("bank_account_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("value_on", sa.Date(), nullable=True),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("original_amount", sa.Numeric(), nullable=True),
        sa.Column("original_currency", sa.Text(collation="C"), nullable=True),
        sa.Column("fee_amount", sa.Numeric(), nullable=True),
        sa.Column("counterparty_name", sa.Text(), nullable=True),
        sa.Column("counterparty_account", sa.Text(collation="C"), nullable=True),
        sa.Column("remittance", sa.Text(), nullable=False),
        sa.Column("end_to_end_id", sa.Text(collation="C"), nullable=True),
        sa.Column("bank_reference", sa.Text(collation="C"), nullable=True),
        sa.Column("unique_id", sa.Text(collation="C"), nullable=True),
        sa.Column("is_reversal", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("payments", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "UNMATCHED",
                "SUGGESTED",
                "PARTIALLY_MATCHED",
                "RECONCILED",
                "UNDONE",
                name="bank_line_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'UNMATCHED'"),
            nullable=False,
        ),
        sa.Column("matched_amount", sa.Numeric(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(state = 'RECONCILED') = (matched_amount = amount)",
            name=op.f("ck_bank_statement_line_reconciled_when_matched"),
        ),
        sa.CheckConstraint(
            "(original_amount is null) = (original_currency is null)",
            name=op.f("ck_bank_statement_line_original_is_whole"),
        ),
        sa.CheckConstraint(
            "abs(matched_amount) <= abs(amount)", name=op.f("ck_bank_statement_line_matched_within_amount")
        ),
        sa.CheckConstraint("matched_amount * amount >= 0", name=op.f("ck_bank_statement_line_matched_on_same_side")),
        sa.CheckConstraint(
            "scale(amount) = currency_exponent(currency)", name=op.f("ck_bank_statement_line_amount_fits_currency")
        ),
        sa.CheckConstraint(
            "scale(fee_amount) = currency_exponent(currency)",
            name=op.f("ck_bank_statement_line_fee_amount_fits_currency"),
        ),
        sa.CheckConstraint(
            "scale(matched_amount) = currency_exponent(currency)",
            name=op.f("ck_bank_statement_line_matched_amount_fits_currency"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "bank_account_id"],
            ["bank_account.company_id", "bank_account.id"],
            name=op.f("fk_bank_statement_line_company_id_bank_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "statement_id"],
            ["bank_statement.company_id", "bank_statement.id"],
            name=op.f("fk_bank_statement_line_company_id_statement_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_bank_statement_line_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_bank_statement_line_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_statement_line")),
        sa.UniqueConstraint(
            "bank_account_id", "unique_id", name=op.f("uq_bank_statement_line_bank_account_id_unique_id")
        ),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_bank_statement_line_company_id_id")),
        sa.UniqueConstraint("statement_id", "position", name=op.f("uq_bank_statement_line_statement_id_position")),
    )
    op.create_index(
        op.f("ix_bank_statement_line_bank_account_id_id"),
        "bank_statement_line",
        ["bank_account_id", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_bank_statement_line_booked_on_id"), "bank_statement_line", ["booked_on", "id"], unique=False
    )
    op.create_index(
        op.f("ix_bank_statement_line_company_id_booked_on_id"),
        "bank_statement_line",
        ["company_id", "booked_on", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_bank_statement_line_company_id_state_booked_on_id"),
        "bank_statement_line",
        ["company_id", "state", "booked_on", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_bank_statement_line_state_booked_on_id"),
        "bank_statement_line",
        ["state", "booked_on", "id"],
        unique=False,
    )
    op.create_table(
        "match_condition",
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column(
            "field",
            sa.Enum(
                "AMOUNT",
                "COUNTERPARTY_NAME",
                "COUNTERPARTY_ACCOUNT",
                "REMITTANCE",
                "REFERENCE",
                name="match_field",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "operator",
            sa.Enum(
                "CONTAINS",
                "STARTS_WITH",
                "EQUALS",
                "AT_LEAST",
                "AT_MOST",
                name="match_operator",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("negated", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(field = 'AMOUNT') = (operator in ('AT_LEAST', 'AT_MOST'))",
            name=op.f("ck_match_condition_operator_of_field"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "rule_id"],
            ["match_rule.company_id", "match_rule.id"],
            name=op.f("fk_match_condition_company_id_rule_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_match_condition_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_condition")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_match_condition_company_id_id")),
    )
    op.create_index(op.f("ix_match_condition_rule_id_id"), "match_condition", ["rule_id", "id"], unique=False)
    op.create_table(
        "bank_reconciliation",
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("undoes_id", sa.Uuid(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_bank_reconciliation_amount_not_zero")),
        sa.CheckConstraint(
            "scale(amount) = currency_exponent(currency)", name=op.f("ck_bank_reconciliation_amount_fits_currency")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "entry_id"],
            ["journal_entry.company_id", "journal_entry.id"],
            name=op.f("fk_bank_reconciliation_company_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "line_id"],
            ["bank_statement_line.company_id", "bank_statement_line.id"],
            name=op.f("fk_bank_reconciliation_company_id_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "undoes_id"],
            ["bank_reconciliation.company_id", "bank_reconciliation.id"],
            name=op.f("fk_bank_reconciliation_company_id_undoes_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_bank_reconciliation_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_bank_reconciliation_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_reconciliation")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_bank_reconciliation_company_id_id")),
    )
    op.create_index(
        op.f("ix_bank_reconciliation_company_id_recorded_at_id"),
        "bank_reconciliation",
        ["company_id", "recorded_at", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_bank_reconciliation_entry_id_id"), "bank_reconciliation", ["entry_id", "id"], unique=False)
    op.create_index(op.f("ix_bank_reconciliation_line_id_id"), "bank_reconciliation", ["line_id", "id"], unique=False)
    op.create_index(
        op.f("ix_bank_reconciliation_recorded_at_id"), "bank_reconciliation", ["recorded_at", "id"], unique=False
    )
    op.create_index("uq_bank_reconciliation_undoes_id", "bank_reconciliation", ["undoes_id"], unique=True)
    op.create_table(
        "match_suggestion",
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("amount_points", sa.Integer(), nullable=False),
        sa.Column("reference_points", sa.Integer(), nullable=False),
        sa.Column("party_points", sa.Integer(), nullable=False),
        sa.Column("date_points", sa.Integer(), nullable=False),
        sa.Column("rule_points", sa.Integer(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("rule_id", sa.Uuid(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "score = amount_points + reference_points + party_points + date_points + rule_points",
            name=op.f("ck_match_suggestion_score_adds_up"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "line_id"],
            ["bank_statement_line.company_id", "bank_statement_line.id"],
            name=op.f("fk_match_suggestion_company_id_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "rule_id"],
            ["match_rule.company_id", "match_rule.id"],
            name=op.f("fk_match_suggestion_company_id_rule_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_match_suggestion_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_suggestion")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_match_suggestion_company_id_id")),
        sa.UniqueConstraint("line_id", "rank", name=op.f("uq_match_suggestion_line_id_rank")),
    )
    op.create_index(op.f("ix_match_suggestion_rule_id_id"), "match_suggestion", ["rule_id", "id"], unique=False)
    op.create_table(
        "bank_reconciliation_part",
        sa.Column("reconciliation_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("journal_line_id", sa.Uuid(), nullable=True),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_bank_reconciliation_part_amount_not_zero")),
        sa.CheckConstraint(
            "scale(amount) = currency_exponent(currency)", name=op.f("ck_bank_reconciliation_part_amount_fits_currency")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "account_id"],
            ["ledger_account.company_id", "ledger_account.id"],
            name=op.f("fk_bank_reconciliation_part_company_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "journal_line_id"],
            ["journal_line.company_id", "journal_line.id"],
            name=op.f("fk_bank_reconciliation_part_company_id_journal_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "party_id"],
            ["party.company_id", "party.id"],
            name=op.f("fk_bank_reconciliation_part_company_id_party_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "reconciliation_id"],
            ["bank_reconciliation.company_id", "bank_reconciliation.id"],
            name=op.f("fk_bank_reconciliation_part_company_id_reconciliation_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_bank_reconciliation_part_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_bank_reconciliation_part_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_reconciliation_part")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_bank_reconciliation_part_company_id_id")),
    )
    op.create_index(
        op.f("ix_bank_reconciliation_part_account_id_id"),
        "bank_reconciliation_part",
        ["account_id", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_bank_reconciliation_part_journal_line_id_id"),
        "bank_reconciliation_part",
        ["journal_line_id", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_bank_reconciliation_part_party_id_id"), "bank_reconciliation_part", ["party_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_bank_reconciliation_part_reconciliation_id_id"),
        "bank_reconciliation_part",
        ["reconciliation_id", "id"],
        unique=False,
    )
    op.create_table(
        "match_suggestion_part",
        sa.Column("suggestion_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("journal_line_id", sa.Uuid(), nullable=True),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "scale(amount) = currency_exponent(currency)", name=op.f("ck_match_suggestion_part_amount_fits_currency")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "account_id"],
            ["ledger_account.company_id", "ledger_account.id"],
            name=op.f("fk_match_suggestion_part_company_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "journal_line_id"],
            ["journal_line.company_id", "journal_line.id"],
            name=op.f("fk_match_suggestion_part_company_id_journal_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "party_id"],
            ["party.company_id", "party.id"],
            name=op.f("fk_match_suggestion_part_company_id_party_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "suggestion_id"],
            ["match_suggestion.company_id", "match_suggestion.id"],
            name=op.f("fk_match_suggestion_part_company_id_suggestion_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_match_suggestion_part_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_match_suggestion_part_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_suggestion_part")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_match_suggestion_part_company_id_id")),
    )
    op.create_index(
        op.f("ix_match_suggestion_part_account_id_id"), "match_suggestion_part", ["account_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_match_suggestion_part_journal_line_id_id"),
        "match_suggestion_part",
        ["journal_line_id", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_match_suggestion_part_party_id_id"), "match_suggestion_part", ["party_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_match_suggestion_part_suggestion_id_id"),
        "match_suggestion_part",
        ["suggestion_id", "id"],
        unique=False,
    )
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.bank_account FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.bank_statement FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.bank_statement_line FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.match_condition FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.match_rule FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.match_suggestion FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.match_suggestion_part FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER bank_reconciliation_applies AFTER INSERT ON public.bank_reconciliation FOR EACH ROW EXECUTE FUNCTION bank_reconciliation_applies()"
    )
    execute(
        "CREATE TRIGGER bank_part_applies AFTER INSERT ON public.bank_reconciliation_part FOR EACH ROW EXECUTE FUNCTION bank_part_applies()"
    )
    execute(
        "CREATE CONSTRAINT TRIGGER bank_reconciliation_adds_up AFTER INSERT ON public.bank_reconciliation DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION bank_reconciliation_adds_up()"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.bank_account FOR EACH ROW EXECUTE FUNCTION audit('BankAccount', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.bank_account REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('BankAccount', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.bank_reconciliation FOR EACH ROW EXECUTE FUNCTION audit('BankReconciliation', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.bank_reconciliation REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('BankReconciliation', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.bank_reconciliation_part FOR EACH ROW EXECUTE FUNCTION audit('BankReconciliationPart', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.bank_reconciliation_part REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('BankReconciliationPart', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.bank_statement FOR EACH ROW EXECUTE FUNCTION audit('BankStatement', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.bank_statement REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('BankStatement', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.bank_statement_line FOR EACH ROW EXECUTE FUNCTION audit('BankStatementLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.bank_statement_line REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('BankStatementLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.match_condition FOR EACH ROW EXECUTE FUNCTION audit('MatchCondition', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.match_condition REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('MatchCondition', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.match_rule FOR EACH ROW EXECUTE FUNCTION audit('MatchRule', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.match_rule REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('MatchRule', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.bank_reconciliation FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.bank_reconciliation FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.bank_reconciliation_part FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.bank_reconciliation_part FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute("revoke all on bank_reconciliation from torso_app")
    execute("grant insert, select on bank_reconciliation to torso_app")
    execute("revoke all on bank_reconciliation_part from torso_app")
    execute("grant insert, select on bank_reconciliation_part to torso_app")
    execute("revoke all on bank_statement_line from torso_app")
    execute("grant insert, select, update (state) on bank_statement_line to torso_app")


def downgrade() -> None:
    """Undo it."""
    op.drop_index(op.f("ix_match_suggestion_part_suggestion_id_id"), table_name="match_suggestion_part")
    op.drop_index(op.f("ix_match_suggestion_part_party_id_id"), table_name="match_suggestion_part")
    op.drop_index(op.f("ix_match_suggestion_part_journal_line_id_id"), table_name="match_suggestion_part")
    op.drop_index(op.f("ix_match_suggestion_part_account_id_id"), table_name="match_suggestion_part")
    op.drop_table("match_suggestion_part")
    op.drop_index(op.f("ix_bank_reconciliation_part_reconciliation_id_id"), table_name="bank_reconciliation_part")
    op.drop_index(op.f("ix_bank_reconciliation_part_party_id_id"), table_name="bank_reconciliation_part")
    op.drop_index(op.f("ix_bank_reconciliation_part_journal_line_id_id"), table_name="bank_reconciliation_part")
    op.drop_index(op.f("ix_bank_reconciliation_part_account_id_id"), table_name="bank_reconciliation_part")
    op.drop_table("bank_reconciliation_part")
    op.drop_index(op.f("ix_match_suggestion_rule_id_id"), table_name="match_suggestion")
    op.drop_table("match_suggestion")
    op.drop_index("uq_bank_reconciliation_undoes_id", table_name="bank_reconciliation")
    op.drop_index(op.f("ix_bank_reconciliation_recorded_at_id"), table_name="bank_reconciliation")
    op.drop_index(op.f("ix_bank_reconciliation_line_id_id"), table_name="bank_reconciliation")
    op.drop_index(op.f("ix_bank_reconciliation_entry_id_id"), table_name="bank_reconciliation")
    op.drop_index(op.f("ix_bank_reconciliation_company_id_recorded_at_id"), table_name="bank_reconciliation")
    op.drop_table("bank_reconciliation")
    op.drop_index(op.f("ix_match_condition_rule_id_id"), table_name="match_condition")
    op.drop_table("match_condition")
    op.drop_index(op.f("ix_bank_statement_line_state_booked_on_id"), table_name="bank_statement_line")
    op.drop_index(op.f("ix_bank_statement_line_company_id_state_booked_on_id"), table_name="bank_statement_line")
    op.drop_index(op.f("ix_bank_statement_line_company_id_booked_on_id"), table_name="bank_statement_line")
    op.drop_index(op.f("ix_bank_statement_line_booked_on_id"), table_name="bank_statement_line")
    op.drop_index(op.f("ix_bank_statement_line_bank_account_id_id"), table_name="bank_statement_line")
    op.drop_table("bank_statement_line")
    op.drop_index(op.f("ix_match_rule_party_id_id"), table_name="match_rule")
    op.drop_index(op.f("ix_match_rule_bank_account_id_id"), table_name="match_rule")
    op.drop_index(op.f("ix_match_rule_account_id_id"), table_name="match_rule")
    op.drop_table("match_rule")
    op.drop_index(op.f("ix_bank_statement_to_on_id"), table_name="bank_statement")
    op.drop_index(op.f("ix_bank_statement_recorded_at_id"), table_name="bank_statement")
    op.drop_index(op.f("ix_bank_statement_file_id_id"), table_name="bank_statement")
    op.drop_index(op.f("ix_bank_statement_company_id_to_on_id"), table_name="bank_statement")
    op.drop_index(op.f("ix_bank_statement_company_id_recorded_at_id"), table_name="bank_statement")
    op.drop_index(op.f("ix_bank_statement_company_id_content_sha256"), table_name="bank_statement")
    op.drop_table("bank_statement")
    op.drop_index(op.f("ix_bank_account_name_key_id"), table_name="bank_account")
    op.drop_index(op.f("ix_bank_account_journal_id_id"), table_name="bank_account")
    op.drop_index(op.f("ix_bank_account_company_id_name_key_id"), table_name="bank_account")
    op.drop_index(op.f("ix_bank_account_account_id_id"), table_name="bank_account")
    op.drop_table("bank_account")
    execute("drop function bank_reconciliation_adds_up()")
    execute("drop function bank_part_applies()")
    execute("drop function bank_reconciliation_applies()")
