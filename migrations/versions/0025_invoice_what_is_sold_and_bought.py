"""Invoice what is sold and bought.

Revision 0025, after 0024.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0025"
down_revision: str | None = "0024"


def upgrade() -> None:
    """Invoice what is sold and bought."""
    execute("""
    CREATE OR REPLACE FUNCTION public.invoice_fixed()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare
      free constant text[] := array['state', 'version', 'changed_at', 'reference_key'];
      fixed text; owner uuid;
    begin
      if tg_table_name = 'invoice' then
        if old.state in ('POSTED', 'CANCELLED') and (tg_op = 'DELETE'
            or to_jsonb(new) - free is distinct from to_jsonb(old) - free
            or new.state <> old.state and (old.state, new.state) <> ('POSTED', 'CANCELLED')) then
          fixed := old.state;
        end if;
      else
        if tg_op = 'INSERT' then owner := (to_jsonb(new) ->> tg_argv[0])::uuid;
        else owner := (to_jsonb(old) ->> tg_argv[0])::uuid; end if;
        if tg_table_name = 'invoice_line_tax' then
          select invoice_id into owner from invoice_line where id = owner;
        end if;
        -- What is written as posted, as by an import, is written with its parts; a draft that is posted has another version.
        select state into fixed from invoice where id = owner and state in ('POSTED', 'CANCELLED')
          and (tg_op <> 'INSERT' or version <> 1 or xmin <> pg_current_xact_id()::xid);
      end if;
      if fixed is not null then
        raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'posted_invoice_is_fixed',
          message = format('the invoice is %s', lower(fixed));
      end if;
      return case when tg_op = 'DELETE' then old else new end;
    end $function$
    """)
    op.create_table(
        "invoice",
        sa.Column(
            "kind",
            sa.Enum(
                "CUSTOMER_INVOICE",
                "CREDIT_NOTE",
                "VENDOR_BILL",
                "DEBIT_NOTE",
                name="invoice_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "DRAFT",
                "VALIDATED",
                "POSTED",
                "CANCELLED",
                name="invoice_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'DRAFT'"),
            nullable=False,
        ),
        sa.Column("number", sa.Text(collation="C"), nullable=True),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column(
            "reference_key", sa.Text(collation="C"), sa.Computed("fold(reference)", persisted=True), nullable=True
        ),
        sa.Column("journal_id", sa.Uuid(), nullable=False),
        sa.Column("invoice_on", sa.Date(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("rate", sa.Numeric(precision=20, scale=10), nullable=True),
        sa.Column("discount_amount", sa.Numeric(), nullable=False),
        sa.Column("payment_term_id", sa.Uuid(), nullable=True),
        sa.Column("is_paid_in_cash", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("is_advance", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("credits_id", sa.Uuid(), nullable=True),
        sa.Column("position_id", sa.Uuid(), nullable=True),
        sa.Column("wording", sa.Text(), nullable=True),
        sa.Column("net_amount", sa.Numeric(), nullable=False),
        sa.Column("tax_amount", sa.Numeric(), nullable=False),
        sa.Column("deducted_amount", sa.Numeric(), nullable=False),
        sa.Column("rounding_amount", sa.Numeric(), nullable=False),
        sa.Column("total_amount", sa.Numeric(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(state in ('POSTED', 'CANCELLED')) = (entry_id is not null)", name=op.f("ck_invoice_posted_has_an_entry")
        ),
        sa.CheckConstraint(
            "credits_id is null or kind in ('CREDIT_NOTE', 'DEBIT_NOTE')", name=op.f("ck_invoice_notes_credit")
        ),
        sa.CheckConstraint(
            "not is_advance or kind in ('CUSTOMER_INVOICE', 'VENDOR_BILL')", name=op.f("ck_invoice_advance_is_no_note")
        ),
        sa.CheckConstraint("discount_amount >= 0", name=op.f("ck_invoice_discount_amount_not_negative")),
        sa.CheckConstraint(
            "entry_id is null or posted_on is not null and rate is not null", name=op.f("ck_invoice_posted_on_a_day")
        ),
        sa.CheckConstraint("rate > 0", name=op.f("ck_invoice_rate_positive")),
        sa.CheckConstraint(
            "scale(deducted_amount) = currency_exponent(currency)",
            name=op.f("ck_invoice_deducted_amount_fits_currency"),
        ),
        sa.CheckConstraint(
            "scale(discount_amount) = currency_exponent(currency)",
            name=op.f("ck_invoice_discount_amount_fits_currency"),
        ),
        sa.CheckConstraint(
            "scale(net_amount) = currency_exponent(currency)", name=op.f("ck_invoice_net_amount_fits_currency")
        ),
        sa.CheckConstraint(
            "scale(rounding_amount) = currency_exponent(currency)",
            name=op.f("ck_invoice_rounding_amount_fits_currency"),
        ),
        sa.CheckConstraint(
            "scale(tax_amount) = currency_exponent(currency)", name=op.f("ck_invoice_tax_amount_fits_currency")
        ),
        sa.CheckConstraint(
            "scale(total_amount) = currency_exponent(currency)", name=op.f("ck_invoice_total_amount_fits_currency")
        ),
        sa.CheckConstraint(
            "total_amount = net_amount + tax_amount - deducted_amount + rounding_amount",
            name=op.f("ck_invoice_adds_up"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "credits_id"],
            ["invoice.company_id", "invoice.id"],
            name=op.f("fk_invoice_company_id_credits_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "entry_id"],
            ["journal_entry.company_id", "journal_entry.id"],
            name=op.f("fk_invoice_company_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "journal_id"],
            ["journal.company_id", "journal.id"],
            name=op.f("fk_invoice_company_id_journal_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "party_id"], ["party.company_id", "party.id"], name=op.f("fk_invoice_company_id_party_id")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "payment_term_id"],
            ["payment_term.company_id", "payment_term.id"],
            name=op.f("fk_invoice_company_id_payment_term_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "position_id"],
            ["tax_position.company_id", "tax_position.id"],
            name=op.f("fk_invoice_company_id_position_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_invoice_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_invoice_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_invoice_company_id_id")),
        sa.UniqueConstraint("company_id", "number", name=op.f("uq_invoice_company_id_number")),
    )
    op.create_index(op.f("ix_invoice_changed_at_id"), "invoice", ["changed_at", "id"], unique=False)
    op.create_index(
        op.f("ix_invoice_company_id_changed_at_id"), "invoice", ["company_id", "changed_at", "id"], unique=False
    )
    op.create_index(op.f("ix_invoice_company_id_due_on_id"), "invoice", ["company_id", "due_on", "id"], unique=False)
    op.create_index(
        op.f("ix_invoice_company_id_invoice_on_id"), "invoice", ["company_id", "invoice_on", "id"], unique=False
    )
    op.create_index(
        op.f("ix_invoice_company_id_kind_invoice_on_id"),
        "invoice",
        ["company_id", "kind", "invoice_on", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_invoice_company_id_number_id"), "invoice", ["company_id", "number", "id"], unique=False)
    op.create_index(
        op.f("ix_invoice_company_id_state_invoice_on_id"),
        "invoice",
        ["company_id", "state", "invoice_on", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_invoice_company_id_total_amount_id"), "invoice", ["company_id", "total_amount", "id"], unique=False
    )
    op.create_index(op.f("ix_invoice_credits_id_id"), "invoice", ["credits_id", "id"], unique=False)
    op.create_index(op.f("ix_invoice_due_on_id"), "invoice", ["due_on", "id"], unique=False)
    op.create_index(op.f("ix_invoice_invoice_on_id"), "invoice", ["invoice_on", "id"], unique=False)
    op.create_index(op.f("ix_invoice_journal_id_id"), "invoice", ["journal_id", "id"], unique=False)
    op.create_index(op.f("ix_invoice_kind_invoice_on_id"), "invoice", ["kind", "invoice_on", "id"], unique=False)
    op.create_index(op.f("ix_invoice_number_id"), "invoice", ["number", "id"], unique=False)
    op.create_index(
        op.f("ix_invoice_party_id_invoice_on_id"), "invoice", ["party_id", "invoice_on", "id"], unique=False
    )
    op.create_index(op.f("ix_invoice_payment_term_id_id"), "invoice", ["payment_term_id", "id"], unique=False)
    op.create_index(op.f("ix_invoice_position_id_id"), "invoice", ["position_id", "id"], unique=False)
    op.create_index(op.f("ix_invoice_state_invoice_on_id"), "invoice", ["state", "invoice_on", "id"], unique=False)
    op.create_index(op.f("ix_invoice_total_amount_id"), "invoice", ["total_amount", "id"], unique=False)
    op.create_index("uq_invoice_entry_id", "invoice", ["entry_id"], unique=True)
    op.create_index(
        "uq_invoice_party_id_reference_key",
        "invoice",
        ["company_id", "party_id", "reference_key"],
        unique=True,
        postgresql_where=sa.text("kind = 'VENDOR_BILL' and state <> 'CANCELLED'"),
    )
    op.create_table(
        "invoice_deduction",
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("advance_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("invoice_id <> advance_id", name=op.f("ck_invoice_deduction_advance_is_another")),
        sa.ForeignKeyConstraint(
            ["company_id", "advance_id"],
            ["invoice.company_id", "invoice.id"],
            name=op.f("fk_invoice_deduction_company_id_advance_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "invoice_id"],
            ["invoice.company_id", "invoice.id"],
            name=op.f("fk_invoice_deduction_company_id_invoice_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_invoice_deduction_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_deduction")),
        sa.UniqueConstraint("advance_id", name=op.f("uq_invoice_deduction_advance_id")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_invoice_deduction_company_id_id")),
    )
    op.create_index(op.f("ix_invoice_deduction_invoice_id_id"), "invoice_deduction", ["invoice_id", "id"], unique=False)
    op.create_table(
        "invoice_line",
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sku_id", sa.Uuid(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=20, scale=6), server_default=sa.text("1"), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("discount_percent", sa.Numeric(precision=7, scale=4), server_default=sa.text("0"), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column(
            "cut_off",
            sa.Enum(
                "NONE",
                "BEFORE_DELIVERY",
                "AFTER_DELIVERY",
                name="cut_off",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'NONE'"),
            nullable=False,
        ),
        sa.Column("credits_line_id", sa.Uuid(), nullable=True),
        sa.Column("net_amount", sa.Numeric(), nullable=False),
        sa.Column("tax_amount", sa.Numeric(), nullable=False),
        sa.Column("ledger_amount", sa.Numeric(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("discount_percent between 0 and 100", name=op.f("ck_invoice_line_discount_is_a_percentage")),
        sa.CheckConstraint("quantity <> 0", name=op.f("ck_invoice_line_quantity_not_zero")),
        sa.CheckConstraint(
            "scale(ledger_amount) = currency_exponent(currency)",
            name=op.f("ck_invoice_line_ledger_amount_fits_currency"),
        ),
        sa.CheckConstraint(
            "scale(net_amount) = currency_exponent(currency)", name=op.f("ck_invoice_line_net_amount_fits_currency")
        ),
        sa.CheckConstraint(
            "scale(tax_amount) = currency_exponent(currency)", name=op.f("ck_invoice_line_tax_amount_fits_currency")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "account_id"],
            ["ledger_account.company_id", "ledger_account.id"],
            name=op.f("fk_invoice_line_company_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "credits_line_id"],
            ["invoice_line.company_id", "invoice_line.id"],
            name=op.f("fk_invoice_line_company_id_credits_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "invoice_id"],
            ["invoice.company_id", "invoice.id"],
            name=op.f("fk_invoice_line_company_id_invoice_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "sku_id"], ["sku.company_id", "sku.id"], name=op.f("fk_invoice_line_company_id_sku_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_invoice_line_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_invoice_line_currency")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_invoice_line_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_line")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_invoice_line_company_id_id")),
        sa.UniqueConstraint(
            "invoice_id",
            "position",
            deferrable=True,
            initially="DEFERRED",
            name=op.f("uq_invoice_line_invoice_id_position"),
        ),
    )
    op.create_index(op.f("ix_invoice_line_account_id_id"), "invoice_line", ["account_id", "id"], unique=False)
    op.create_index(op.f("ix_invoice_line_credits_line_id_id"), "invoice_line", ["credits_line_id", "id"], unique=False)
    op.create_index(op.f("ix_invoice_line_sku_id_id"), "invoice_line", ["sku_id", "id"], unique=False)
    op.create_index(op.f("ix_invoice_line_unit_id_id"), "invoice_line", ["unit_id", "id"], unique=False)
    op.create_table(
        "invoice_tax",
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("tax_code_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "PERCENT",
                "DIVISION",
                "PER_UNIT",
                "WITHHOLDING",
                "GROUP",
                name="tax_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "category",
            sa.Enum(
                "S",
                "Z",
                "E",
                "AE",
                "K",
                "G",
                "O",
                "L",
                "M",
                name="tax_category",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("rate", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("is_reverse_charge", sa.Boolean(), nullable=False),
        sa.Column("is_cash_basis", sa.Boolean(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("base", sa.Numeric(), nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.Column("deductible", sa.Numeric(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "scale(amount) = currency_exponent(currency)", name=op.f("ck_invoice_tax_amount_fits_currency")
        ),
        sa.CheckConstraint("scale(base) = currency_exponent(currency)", name=op.f("ck_invoice_tax_base_fits_currency")),
        sa.CheckConstraint(
            "scale(deductible) = currency_exponent(currency)", name=op.f("ck_invoice_tax_deductible_fits_currency")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "invoice_id"],
            ["invoice.company_id", "invoice.id"],
            name=op.f("fk_invoice_tax_company_id_invoice_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "tax_code_id"],
            ["tax_code.company_id", "tax_code.id"],
            name=op.f("fk_invoice_tax_company_id_tax_code_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_invoice_tax_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_invoice_tax_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_tax")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_invoice_tax_company_id_id")),
        sa.UniqueConstraint("invoice_id", "position", name=op.f("uq_invoice_tax_invoice_id_position")),
    )
    op.create_index(op.f("ix_invoice_tax_tax_code_id_id"), "invoice_tax", ["tax_code_id", "id"], unique=False)
    op.create_table(
        "invoice_instalment",
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.Column("open_item_id", sa.Uuid(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "scale(amount) = currency_exponent(currency)", name=op.f("ck_invoice_instalment_amount_fits_currency")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "invoice_id"],
            ["invoice.company_id", "invoice.id"],
            name=op.f("fk_invoice_instalment_company_id_invoice_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "open_item_id"],
            ["open_item.company_id", "open_item.id"],
            name=op.f("fk_invoice_instalment_company_id_open_item_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_invoice_instalment_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_invoice_instalment_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_instalment")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_invoice_instalment_company_id_id")),
        sa.UniqueConstraint("invoice_id", "position", name=op.f("uq_invoice_instalment_invoice_id_position")),
    )
    op.create_index(
        op.f("ix_invoice_instalment_open_item_id_id"), "invoice_instalment", ["open_item_id", "id"], unique=False
    )
    op.create_table(
        "invoice_line_tax",
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("tax_code_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "line_id"],
            ["invoice_line.company_id", "invoice_line.id"],
            name=op.f("fk_invoice_line_tax_company_id_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "tax_code_id"],
            ["tax_code.company_id", "tax_code.id"],
            name=op.f("fk_invoice_line_tax_company_id_tax_code_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_invoice_line_tax_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_line_tax")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_invoice_line_tax_company_id_id")),
        sa.UniqueConstraint("line_id", "tax_code_id", name=op.f("uq_invoice_line_tax_line_id_tax_code_id")),
    )
    op.create_index(op.f("ix_invoice_line_tax_tax_code_id_id"), "invoice_line_tax", ["tax_code_id", "id"], unique=False)
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.invoice FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.invoice_deduction FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.invoice_instalment FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.invoice_line FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.invoice_line_tax FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.invoice_tax FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER invoice_fixed BEFORE DELETE OR UPDATE ON public.invoice FOR EACH ROW EXECUTE FUNCTION invoice_fixed()"
    )
    execute(
        "CREATE TRIGGER invoice_fixed BEFORE INSERT OR DELETE OR UPDATE ON public.invoice_line FOR EACH ROW EXECUTE FUNCTION invoice_fixed('invoice_id')"
    )
    execute(
        "CREATE TRIGGER invoice_fixed BEFORE INSERT OR DELETE OR UPDATE ON public.invoice_tax FOR EACH ROW EXECUTE FUNCTION invoice_fixed('invoice_id')"
    )
    execute(
        "CREATE TRIGGER invoice_fixed BEFORE INSERT OR DELETE OR UPDATE ON public.invoice_instalment FOR EACH ROW EXECUTE FUNCTION invoice_fixed('invoice_id')"
    )
    execute(
        "CREATE TRIGGER invoice_fixed BEFORE INSERT OR DELETE OR UPDATE ON public.invoice_deduction FOR EACH ROW EXECUTE FUNCTION invoice_fixed('invoice_id')"
    )
    execute(
        "CREATE TRIGGER invoice_fixed BEFORE INSERT OR DELETE OR UPDATE ON public.invoice_line_tax FOR EACH ROW EXECUTE FUNCTION invoice_fixed('line_id')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.invoice FOR EACH ROW EXECUTE FUNCTION audit('Invoice', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'reference_key')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.invoice REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('Invoice', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'reference_key')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.invoice_deduction FOR EACH ROW EXECUTE FUNCTION audit('InvoiceDeduction', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.invoice_deduction REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('InvoiceDeduction', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.invoice_instalment FOR EACH ROW EXECUTE FUNCTION audit('InvoiceInstalment', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.invoice_instalment REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('InvoiceInstalment', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.invoice_line FOR EACH ROW EXECUTE FUNCTION audit('InvoiceLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.invoice_line REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('InvoiceLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.invoice_line_tax FOR EACH ROW EXECUTE FUNCTION audit('InvoiceLineTax', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.invoice_line_tax REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('InvoiceLineTax', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.invoice_tax FOR EACH ROW EXECUTE FUNCTION audit('InvoiceTax', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.invoice_tax REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('InvoiceTax', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_index(op.f("ix_invoice_line_tax_tax_code_id_id"), table_name="invoice_line_tax")
    op.drop_table("invoice_line_tax")
    op.drop_index(op.f("ix_invoice_instalment_open_item_id_id"), table_name="invoice_instalment")
    op.drop_table("invoice_instalment")
    op.drop_index(op.f("ix_invoice_tax_tax_code_id_id"), table_name="invoice_tax")
    op.drop_table("invoice_tax")
    op.drop_index(op.f("ix_invoice_line_unit_id_id"), table_name="invoice_line")
    op.drop_index(op.f("ix_invoice_line_sku_id_id"), table_name="invoice_line")
    op.drop_index(op.f("ix_invoice_line_credits_line_id_id"), table_name="invoice_line")
    op.drop_index(op.f("ix_invoice_line_account_id_id"), table_name="invoice_line")
    op.drop_table("invoice_line")
    op.drop_index(op.f("ix_invoice_deduction_invoice_id_id"), table_name="invoice_deduction")
    op.drop_table("invoice_deduction")
    op.drop_index(
        "uq_invoice_party_id_reference_key",
        table_name="invoice",
        postgresql_where=sa.text("kind = 'VENDOR_BILL' and state <> 'CANCELLED'"),
    )
    op.drop_index("uq_invoice_entry_id", table_name="invoice")
    op.drop_index(op.f("ix_invoice_total_amount_id"), table_name="invoice")
    op.drop_index(op.f("ix_invoice_state_invoice_on_id"), table_name="invoice")
    op.drop_index(op.f("ix_invoice_position_id_id"), table_name="invoice")
    op.drop_index(op.f("ix_invoice_payment_term_id_id"), table_name="invoice")
    op.drop_index(op.f("ix_invoice_party_id_invoice_on_id"), table_name="invoice")
    op.drop_index(op.f("ix_invoice_number_id"), table_name="invoice")
    op.drop_index(op.f("ix_invoice_kind_invoice_on_id"), table_name="invoice")
    op.drop_index(op.f("ix_invoice_journal_id_id"), table_name="invoice")
    op.drop_index(op.f("ix_invoice_invoice_on_id"), table_name="invoice")
    op.drop_index(op.f("ix_invoice_due_on_id"), table_name="invoice")
    op.drop_index(op.f("ix_invoice_credits_id_id"), table_name="invoice")
    op.drop_index(op.f("ix_invoice_company_id_total_amount_id"), table_name="invoice")
    op.drop_index(op.f("ix_invoice_company_id_state_invoice_on_id"), table_name="invoice")
    op.drop_index(op.f("ix_invoice_company_id_number_id"), table_name="invoice")
    op.drop_index(op.f("ix_invoice_company_id_kind_invoice_on_id"), table_name="invoice")
    op.drop_index(op.f("ix_invoice_company_id_invoice_on_id"), table_name="invoice")
    op.drop_index(op.f("ix_invoice_company_id_due_on_id"), table_name="invoice")
    op.drop_index(op.f("ix_invoice_company_id_changed_at_id"), table_name="invoice")
    op.drop_index(op.f("ix_invoice_changed_at_id"), table_name="invoice")
    op.drop_table("invoice")
    execute("drop function invoice_fixed()")
