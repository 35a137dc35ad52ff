"""Levy taxes and agree on payment terms.

Revision 0017, after 0016.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.statement import execute

revision: str = "0017"
down_revision: str | None = "0016"


def upgrade() -> None:
    """Levy taxes and agree on payment terms."""
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
    CREATE OR REPLACE FUNCTION public.tax_return_fixed()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare filed text;
    begin
      if tg_table_name = 'tax_return' then
        if old.state <> 'DRAFT' and (tg_op = 'DELETE' or row(new.company_id, new.number, new.form, new.starts_on, new.ends_on,
            new.payable, new.currency, new.filed_at, new.filed_by)
            is distinct from row(old.company_id, old.number, old.form, old.starts_on, old.ends_on, old.payable, old.currency,
            old.filed_at, old.filed_by) or (old.state, new.state) not in
            (('FILED', 'FILED'), ('FILED', 'SETTLED'), ('SETTLED', 'SETTLED'))) then
          filed := old.state;
        end if;
      else
        select state into filed from tax_return
          where id = case when tg_op = 'INSERT' then new.return_id else old.return_id end and state <> 'DRAFT';
      end if;
      if filed is not null then
        raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'filed_return_is_fixed',
          message = format('the return is %s', lower(filed));
      end if;
      return case when tg_op = 'DELETE' then old else new end;
    end $function$
    """)
    op.create_table(
        "payment_term",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=True),
        sa.Column(
            "discount_base",
            sa.Enum("GROSS", "NET", name="discount_base", native_enum=False, create_constraint=True, length=40),
            server_default=sa.text("'GROSS'"),
            nullable=False,
        ),
        sa.Column("subdivision", sa.Text(collation="C"), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name_key", sa.Text(collation="C"), sa.Computed("fold(name)", persisted=True), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_payment_term_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_term")),
        sa.UniqueConstraint("company_id", "code", name=op.f("uq_payment_term_company_id_code")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_payment_term_company_id_id")),
    )
    op.create_index(op.f("ix_payment_term_changed_at_id"), "payment_term", ["changed_at", "id"], unique=False)
    op.create_index(op.f("ix_payment_term_code_id"), "payment_term", ["code", "id"], unique=False)
    op.create_index(
        op.f("ix_payment_term_company_id_changed_at_id"),
        "payment_term",
        ["company_id", "changed_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_payment_term_company_id_code_id"), "payment_term", ["company_id", "code", "id"], unique=False
    )
    op.create_index(
        op.f("ix_payment_term_company_id_name_key_id"), "payment_term", ["company_id", "name_key", "id"], unique=False
    )
    op.create_index(op.f("ix_payment_term_name_key_id"), "payment_term", ["name_key", "id"], unique=False)
    op.create_table(
        "tax_box",
        sa.Column("form", sa.Text(collation="C"), nullable=False),
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("payable_sign", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("payable_sign in (-1, 0, 1)", name=op.f("ck_tax_box_payable_sign_is_one")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_tax_box_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_box")),
        sa.UniqueConstraint("company_id", "form", "code", name=op.f("uq_tax_box_company_id_form_code")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_tax_box_company_id_id")),
    )
    op.create_index(op.f("ix_tax_box_code_id"), "tax_box", ["code", "id"], unique=False)
    op.create_index(op.f("ix_tax_box_company_id_code_id"), "tax_box", ["company_id", "code", "id"], unique=False)
    op.create_table(
        "tax_code",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
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
            "used_for",
            sa.Enum("SALE", "PURCHASE", "BOTH", name="tax_use", native_enum=False, create_constraint=True, length=40),
            server_default=sa.text("'BOTH'"),
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
            server_default=sa.text("'S'"),
            nullable=False,
        ),
        sa.Column("exemption_code", sa.Text(collation="C"), nullable=True),
        sa.Column("exemption_reason", sa.Text(), nullable=True),
        sa.Column("is_included", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("is_compound", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("is_reverse_charge", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("is_cash_basis", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "withholding_base",
            sa.Enum("NET", "GROSS", name="withholding_base", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("is_of_excess", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("country", sa.Text(collation="C"), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name_key", sa.Text(collation="C"), sa.Computed("fold(name)", persisted=True), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(kind = 'WITHHOLDING') = (withholding_base is not null)", name=op.f("ck_tax_code_withholding_has_a_base")
        ),
        sa.CheckConstraint(
            "category not in ('S', 'Z', 'L', 'M') or exemption_code is null",
            name=op.f("ck_tax_code_only_exemptions_have_a_reason"),
        ),
        sa.CheckConstraint("exemption_code ~ '^VATEX-[A-Z0-9-]+$'", name=op.f("ck_tax_code_exemption_code_is_vatex")),
        sa.CheckConstraint(
            "not (is_reverse_charge and (is_included or kind in ('WITHHOLDING', 'GROUP')))",
            name=op.f("ck_tax_code_reverse_charge_is_on_top"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_tax_code_company_id")),
        sa.ForeignKeyConstraint(["country"], ["country.code"], name=op.f("fk_tax_code_country")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_code")),
        sa.UniqueConstraint("company_id", "code", name=op.f("uq_tax_code_company_id_code")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_tax_code_company_id_id")),
    )
    op.create_index(op.f("ix_tax_code_changed_at_id"), "tax_code", ["changed_at", "id"], unique=False)
    op.create_index(op.f("ix_tax_code_code_id"), "tax_code", ["code", "id"], unique=False)
    op.create_index(
        op.f("ix_tax_code_company_id_changed_at_id"), "tax_code", ["company_id", "changed_at", "id"], unique=False
    )
    op.create_index(op.f("ix_tax_code_company_id_code_id"), "tax_code", ["company_id", "code", "id"], unique=False)
    op.create_index(
        op.f("ix_tax_code_company_id_name_key_id"), "tax_code", ["company_id", "name_key", "id"], unique=False
    )
    op.create_index(op.f("ix_tax_code_name_key_id"), "tax_code", ["name_key", "id"], unique=False)
    op.create_table(
        "tax_position",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name_key", sa.Text(collation="C"), sa.Computed("fold(name)", persisted=True), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_tax_position_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_position")),
        sa.UniqueConstraint("company_id", "code", name=op.f("uq_tax_position_company_id_code")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_tax_position_company_id_id")),
    )
    op.create_index(op.f("ix_tax_position_changed_at_id"), "tax_position", ["changed_at", "id"], unique=False)
    op.create_index(op.f("ix_tax_position_code_id"), "tax_position", ["code", "id"], unique=False)
    op.create_index(
        op.f("ix_tax_position_company_id_changed_at_id"),
        "tax_position",
        ["company_id", "changed_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_tax_position_company_id_code_id"), "tax_position", ["company_id", "code", "id"], unique=False
    )
    op.create_index(
        op.f("ix_tax_position_company_id_name_key_id"), "tax_position", ["company_id", "name_key", "id"], unique=False
    )
    op.create_index(op.f("ix_tax_position_name_key_id"), "tax_position", ["name_key", "id"], unique=False)
    op.create_table(
        "payment_term_discount",
        sa.Column("term_id", sa.Uuid(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Numeric(precision=9, scale=6), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("days between 0 and 3660", name=op.f("ck_payment_term_discount_days_in_range")),
        sa.CheckConstraint("percent > 0 and percent < 100", name=op.f("ck_payment_term_discount_percent_in_range")),
        sa.ForeignKeyConstraint(
            ["company_id", "term_id"],
            ["payment_term.company_id", "payment_term.id"],
            name=op.f("fk_payment_term_discount_company_id_term_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_payment_term_discount_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_term_discount")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_payment_term_discount_company_id_id")),
        sa.UniqueConstraint("term_id", "days", name=op.f("uq_payment_term_discount_term_id_days")),
    )
    op.create_table(
        "payment_term_line",
        sa.Column("term_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "PERCENT_OF_TOTAL",
                "PERCENT_OF_REMAINDER",
                "FIXED",
                "REMAINDER",
                name="instalment_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("percent", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.Column("amount", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column("currency", sa.Text(collation="C"), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(kind = 'FIXED') = (amount is not null)", name=op.f("ck_payment_term_line_amount_where_needed")
        ),
        sa.CheckConstraint(
            "(kind in ('PERCENT_OF_TOTAL', 'PERCENT_OF_REMAINDER')) = (percent is not null)",
            name=op.f("ck_payment_term_line_percent_where_needed"),
        ),
        sa.CheckConstraint(
            "(amount is null) = (currency is null)", name=op.f("ck_payment_term_line_amount_has_a_currency")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_term_line_amount_positive")),
        sa.CheckConstraint("percent > 0 and percent <= 100", name=op.f("ck_payment_term_line_percent_in_range")),
        sa.CheckConstraint("position > 0", name=op.f("ck_payment_term_line_position_positive")),
        sa.ForeignKeyConstraint(
            ["company_id", "term_id"],
            ["payment_term.company_id", "payment_term.id"],
            name=op.f("fk_payment_term_line_company_id_term_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_payment_term_line_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_payment_term_line_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_term_line")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_payment_term_line_company_id_id")),
        sa.UniqueConstraint("term_id", "position", name=op.f("uq_payment_term_line_term_id_position")),
    )
    op.create_table(
        "tax_box_part",
        sa.Column("box_id", sa.Uuid(), nullable=False),
        sa.Column("tax_code_id", sa.Uuid(), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "OUTPUT", "INPUT", "WITHHELD", name="tax_side", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "figure",
            sa.Enum(
                "BASE", "TAX", "DEDUCTIBLE", name="tax_figure", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("sign", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("sign in (-1, 1)", name=op.f("ck_tax_box_part_sign_is_one")),
        sa.ForeignKeyConstraint(
            ["company_id", "box_id"],
            ["tax_box.company_id", "tax_box.id"],
            name=op.f("fk_tax_box_part_company_id_box_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "tax_code_id"],
            ["tax_code.company_id", "tax_code.id"],
            name=op.f("fk_tax_box_part_company_id_tax_code_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_tax_box_part_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_box_part")),
        sa.UniqueConstraint(
            "box_id", "tax_code_id", "side", "figure", name=op.f("uq_tax_box_part_box_id_tax_code_id_side_figure")
        ),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_tax_box_part_company_id_id")),
    )
    op.create_index(op.f("ix_tax_box_part_tax_code_id_id"), "tax_box_part", ["tax_code_id", "id"], unique=False)
    op.create_table(
        "tax_component",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("tax_code_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("group_id <> tax_code_id", name=op.f("ck_tax_component_group_is_no_part_of_itself")),
        sa.CheckConstraint("position > 0", name=op.f("ck_tax_component_position_positive")),
        sa.ForeignKeyConstraint(
            ["company_id", "group_id"],
            ["tax_code.company_id", "tax_code.id"],
            name=op.f("fk_tax_component_company_id_group_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "tax_code_id"],
            ["tax_code.company_id", "tax_code.id"],
            name=op.f("fk_tax_component_company_id_tax_code_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_tax_component_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_component")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_tax_component_company_id_id")),
        sa.UniqueConstraint("group_id", "position", name=op.f("uq_tax_component_group_id_position")),
        sa.UniqueConstraint("group_id", "tax_code_id", name=op.f("uq_tax_component_group_id_tax_code_id")),
    )
    op.create_index(op.f("ix_tax_component_tax_code_id_id"), "tax_component", ["tax_code_id", "id"], unique=False)
    op.create_table(
        "tax_policy",
        sa.Column(
            "rounding",
            sa.Enum(
                "LINE",
                "DOCUMENT",
                "DOCUMENT_BASE",
                name="tax_rounding",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'DOCUMENT'"),
            nullable=False,
        ),
        sa.Column("cash_step", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column("sale_code_id", sa.Uuid(), nullable=True),
        sa.Column("purchase_code_id", sa.Uuid(), nullable=True),
        sa.Column("months_per_return", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("cash_step > 0", name=op.f("ck_tax_policy_cash_step_positive")),
        sa.CheckConstraint(
            "months_per_return in (1, 2, 3, 6, 12)", name=op.f("ck_tax_policy_months_per_return_divide_a_year")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "purchase_code_id"],
            ["tax_code.company_id", "tax_code.id"],
            name=op.f("fk_tax_policy_company_id_purchase_code_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "sale_code_id"],
            ["tax_code.company_id", "tax_code.id"],
            name=op.f("fk_tax_policy_company_id_sale_code_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_tax_policy_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_policy")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_tax_policy_company_id_id")),
        sa.UniqueConstraint("company_id", name=op.f("uq_tax_policy_company_id")),
    )
    op.create_table(
        "tax_position_mapping",
        sa.Column("position_id", sa.Uuid(), nullable=False),
        sa.Column("from_code_id", sa.Uuid(), nullable=False),
        sa.Column("to_code_id", sa.Uuid(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "from_code_id"],
            ["tax_code.company_id", "tax_code.id"],
            name=op.f("fk_tax_position_mapping_company_id_from_code_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "position_id"],
            ["tax_position.company_id", "tax_position.id"],
            name=op.f("fk_tax_position_mapping_company_id_position_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "to_code_id"],
            ["tax_code.company_id", "tax_code.id"],
            name=op.f("fk_tax_position_mapping_company_id_to_code_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_tax_position_mapping_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_position_mapping")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_tax_position_mapping_company_id_id")),
        sa.UniqueConstraint(
            "position_id", "from_code_id", name=op.f("uq_tax_position_mapping_position_id_from_code_id")
        ),
    )
    op.create_index(
        op.f("ix_tax_position_mapping_from_code_id_id"), "tax_position_mapping", ["from_code_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_tax_position_mapping_to_code_id_id"), "tax_position_mapping", ["to_code_id", "id"], unique=False
    )
    op.create_table(
        "tax_position_rule",
        sa.Column("position_id", sa.Uuid(), nullable=False),
        sa.Column(
            "used_for",
            sa.Enum("SALE", "PURCHASE", "BOTH", name="tax_use", native_enum=False, create_constraint=True, length=40),
            server_default=sa.text("'BOTH'"),
            nullable=False,
        ),
        sa.Column(
            "territory",
            sa.Enum(
                "ANYWHERE",
                "DOMESTIC",
                "EU",
                "THIRD_COUNTRY",
                name="territory",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'ANYWHERE'"),
            nullable=False,
        ),
        sa.Column("country", sa.Text(collation="C"), nullable=True),
        sa.Column("has_vat_number", sa.Boolean(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "country is null or territory = 'ANYWHERE'", name=op.f("ck_tax_position_rule_country_or_territory")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "position_id"],
            ["tax_position.company_id", "tax_position.id"],
            name=op.f("fk_tax_position_rule_company_id_position_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_tax_position_rule_company_id")),
        sa.ForeignKeyConstraint(["country"], ["country.code"], name=op.f("fk_tax_position_rule_country")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_position_rule")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_tax_position_rule_company_id_id")),
        sa.UniqueConstraint(
            "company_id",
            "used_for",
            "territory",
            "country",
            "has_vat_number",
            name=op.f("uq_tax_position_rule_company_id_used_for_territory_country_has_vat_number"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        op.f("ix_tax_position_rule_position_id_id"), "tax_position_rule", ["position_id", "id"], unique=False
    )
    op.create_table(
        "tax_profile",
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("position_id", sa.Uuid(), nullable=True),
        sa.Column("withholding_code_id", sa.Uuid(), nullable=True),
        sa.Column("vat_number_confirmed_on", sa.Date(), nullable=True),
        sa.Column("country", sa.Text(collation="C"), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "party_id"],
            ["party.company_id", "party.id"],
            name=op.f("fk_tax_profile_company_id_party_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "position_id"],
            ["tax_position.company_id", "tax_position.id"],
            name=op.f("fk_tax_profile_company_id_position_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "withholding_code_id"],
            ["tax_code.company_id", "tax_code.id"],
            name=op.f("fk_tax_profile_company_id_withholding_code_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_tax_profile_company_id")),
        sa.ForeignKeyConstraint(["country"], ["country.code"], name=op.f("fk_tax_profile_country")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_profile")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_tax_profile_company_id_id")),
        sa.UniqueConstraint("party_id", name=op.f("uq_tax_profile_party_id")),
    )
    op.create_index(op.f("ix_tax_profile_position_id_id"), "tax_profile", ["position_id", "id"], unique=False)
    op.create_index(
        op.f("ix_tax_profile_withholding_code_id_id"), "tax_profile", ["withholding_code_id", "id"], unique=False
    )
    op.create_table(
        "tax_rate",
        sa.Column("tax_code_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("percent", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.Column("unit_amount", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column("currency", sa.Text(collation="C"), nullable=True),
        sa.Column(
            "deductible_percent", sa.Numeric(precision=9, scale=6), server_default=sa.text("100"), nullable=False
        ),
        sa.Column("document_threshold", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column("year_threshold", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(unit_amount is null) = (currency is null)", name=op.f("ck_tax_rate_amount_has_a_currency")
        ),
        sa.CheckConstraint(
            "deductible_percent between 0 and 100", name=op.f("ck_tax_rate_deductible_percent_in_range")
        ),
        sa.CheckConstraint("document_threshold >= 0", name=op.f("ck_tax_rate_document_threshold_not_negative")),
        sa.CheckConstraint("num_nonnulls(percent, unit_amount) = 1", name=op.f("ck_tax_rate_percent_or_amount")),
        sa.CheckConstraint("percent >= 0 and percent < 1000", name=op.f("ck_tax_rate_percent_in_range")),
        sa.CheckConstraint("unit_amount >= 0", name=op.f("ck_tax_rate_unit_amount_not_negative")),
        sa.CheckConstraint("year_threshold >= 0", name=op.f("ck_tax_rate_year_threshold_not_negative")),
        sa.ForeignKeyConstraint(
            ["company_id", "tax_code_id"],
            ["tax_code.company_id", "tax_code.id"],
            name=op.f("fk_tax_rate_company_id_tax_code_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_tax_rate_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_tax_rate_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_rate")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_tax_rate_company_id_id")),
        sa.UniqueConstraint("tax_code_id", "valid_from", name=op.f("uq_tax_rate_tax_code_id_valid_from")),
    )
    op.create_index(
        op.f("ix_tax_rate_company_id_valid_from_id"), "tax_rate", ["company_id", "valid_from", "id"], unique=False
    )
    op.create_index(op.f("ix_tax_rate_valid_from_id"), "tax_rate", ["valid_from", "id"], unique=False)
    op.create_table(
        "withholding_certificate",
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("tax_code_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(collation="C"), nullable=False),
        sa.Column("percent", sa.Numeric(precision=9, scale=6), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("base_limit", sa.Numeric(precision=20, scale=6), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("base_limit > 0", name=op.f("ck_withholding_certificate_base_limit_positive")),
        sa.CheckConstraint("percent >= 0 and percent <= 100", name=op.f("ck_withholding_certificate_percent_in_range")),
        sa.CheckConstraint("valid_from <= valid_until", name=op.f("ck_withholding_certificate_valid_in_order")),
        sa.ForeignKeyConstraint(
            ["company_id", "party_id"],
            ["party.company_id", "party.id"],
            name=op.f("fk_withholding_certificate_company_id_party_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "tax_code_id"],
            ["tax_code.company_id", "tax_code.id"],
            name=op.f("fk_withholding_certificate_company_id_tax_code_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_withholding_certificate_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withholding_certificate")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_withholding_certificate_company_id_id")),
        sa.UniqueConstraint(
            "company_id", "party_id", "number", name=op.f("uq_withholding_certificate_company_id_party_id_number")
        ),
    )
    op.create_index(
        op.f("ix_withholding_certificate_company_id_valid_until_id"),
        "withholding_certificate",
        ["company_id", "valid_until", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_withholding_certificate_party_id_id"), "withholding_certificate", ["party_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_withholding_certificate_tax_code_id_id"),
        "withholding_certificate",
        ["tax_code_id", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_withholding_certificate_valid_until_id"),
        "withholding_certificate",
        ["valid_until", "id"],
        unique=False,
    )
    op.create_table(
        "payment_term_step",
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "DAYS",
                "MONTHS",
                "END_OF_MONTH",
                "DAY_OF_MONTH",
                "NEXT_DAY_OF_MONTH",
                "WEEKDAY",
                "WORKING_DAYS",
                "NEXT_WORKING_DAY",
                "PREVIOUS_WORKING_DAY",
                name="due_step_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(kind in ('END_OF_MONTH', 'NEXT_WORKING_DAY', 'PREVIOUS_WORKING_DAY')) = (count is null)",
            name=op.f("ck_payment_term_step_count_where_needed"),
        ),
        sa.CheckConstraint("kind <> 'MONTHS' or count <= 120", name=op.f("ck_payment_term_step_months_in_range")),
        sa.CheckConstraint(
            "kind <> 'WEEKDAY' or count between 1 and 7", name=op.f("ck_payment_term_step_weekday_in_range")
        ),
        sa.CheckConstraint(
            "kind not in ('DAY_OF_MONTH', 'NEXT_DAY_OF_MONTH') or count between 1 and 31",
            name=op.f("ck_payment_term_step_day_of_month_in_range"),
        ),
        sa.CheckConstraint("count between 0 and 3660", name=op.f("ck_payment_term_step_count_in_range")),
        sa.CheckConstraint("position > 0", name=op.f("ck_payment_term_step_position_positive")),
        sa.ForeignKeyConstraint(
            ["company_id", "line_id"],
            ["payment_term_line.company_id", "payment_term_line.id"],
            name=op.f("fk_payment_term_step_company_id_line_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_payment_term_step_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_term_step")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_payment_term_step_company_id_id")),
        sa.UniqueConstraint("line_id", "position", name=op.f("uq_payment_term_step_line_id_position")),
    )
    op.create_table(
        "tax_line",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("taxed_on", sa.Date(), nullable=False),
        sa.Column("tax_code_id", sa.Uuid(), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "OUTPUT", "INPUT", "WITHHELD", name="tax_side", native_enum=False, create_constraint=True, length=40
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
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("certificate_id", sa.Uuid(), nullable=True),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("base", sa.Numeric(), nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.Column("deductible", sa.Numeric(), nullable=False),
        sa.Column("company_currency", sa.Text(collation="C"), nullable=False),
        sa.Column("company_base", sa.Numeric(), nullable=False),
        sa.Column("company_amount", sa.Numeric(), nullable=False),
        sa.Column("company_deductible", sa.Numeric(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "side = 'INPUT' or deductible = 0 and company_deductible = 0",
            name=op.f("ck_tax_line_only_input_is_deductible"),
        ),
        sa.CheckConstraint(
            "side = 'WITHHELD' or certificate_id is null", name=op.f("ck_tax_line_certificate_of_withholding")
        ),
        sa.CheckConstraint("position > 0", name=op.f("ck_tax_line_position_positive")),
        sa.CheckConstraint(
            "scale(amount) = currency_exponent(currency)", name=op.f("ck_tax_line_amount_fits_currency")
        ),
        sa.CheckConstraint("scale(base) = currency_exponent(currency)", name=op.f("ck_tax_line_base_fits_currency")),
        sa.CheckConstraint(
            "scale(company_amount) = currency_exponent(company_currency)",
            name=op.f("ck_tax_line_company_amount_fits_currency"),
        ),
        sa.CheckConstraint(
            "scale(company_base) = currency_exponent(company_currency)",
            name=op.f("ck_tax_line_company_base_fits_currency"),
        ),
        sa.CheckConstraint(
            "scale(company_deductible) = currency_exponent(company_currency)",
            name=op.f("ck_tax_line_company_deductible_fits_currency"),
        ),
        sa.CheckConstraint(
            "scale(deductible) = currency_exponent(currency)", name=op.f("ck_tax_line_deductible_fits_currency")
        ),
        sa.ForeignKeyConstraint(["company_currency"], ["currency.code"], name=op.f("fk_tax_line_company_currency")),
        sa.ForeignKeyConstraint(
            ["company_id", "certificate_id"],
            ["withholding_certificate.company_id", "withholding_certificate.id"],
            name=op.f("fk_tax_line_company_id_certificate_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "entry_id"],
            ["journal_entry.company_id", "journal_entry.id"],
            name=op.f("fk_tax_line_company_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "party_id"], ["party.company_id", "party.id"], name=op.f("fk_tax_line_company_id_party_id")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "tax_code_id"],
            ["tax_code.company_id", "tax_code.id"],
            name=op.f("fk_tax_line_company_id_tax_code_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_tax_line_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_tax_line_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_line")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_tax_line_company_id_id")),
        sa.UniqueConstraint("entry_id", "position", name=op.f("uq_tax_line_entry_id_position")),
    )
    op.create_index(op.f("ix_tax_line_certificate_id_id"), "tax_line", ["certificate_id", "id"], unique=False)
    op.create_index(
        op.f("ix_tax_line_company_id_taxed_on_id"), "tax_line", ["company_id", "taxed_on", "id"], unique=False
    )
    op.create_index(
        op.f("ix_tax_line_party_id_tax_code_id_taxed_on"),
        "tax_line",
        ["party_id", "tax_code_id", "taxed_on"],
        unique=False,
        postgresql_where=sa.text("side = 'WITHHELD'"),
    )
    op.create_index(
        op.f("ix_tax_line_tax_code_id_taxed_on_id"), "tax_line", ["tax_code_id", "taxed_on", "id"], unique=False
    )
    op.create_index(op.f("ix_tax_line_taxed_on_id"), "tax_line", ["taxed_on", "id"], unique=False)
    op.create_table(
        "tax_return",
        sa.Column("number", sa.Text(collation="C"), nullable=True),
        sa.Column("form", sa.Text(collation="C"), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "DRAFT",
                "FILED",
                "SETTLED",
                name="tax_return_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'DRAFT'"),
            nullable=False,
        ),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("payable", sa.Numeric(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("filed_by", sa.Text(collation="C"), nullable=True),
        sa.Column("receipt", sa.Text(), nullable=True),
        sa.Column("settlement_entry_id", sa.Uuid(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        postgresql.ExcludeConstraint(
            (
                sa.text(
                    "numrange(hash_array_extended(array[company_id::text, form], 0)::numeric, hash_array_extended(array[company_id::text, form], 0)::numeric, '[]')"
                ),
                "&&",
            ),
            (sa.text("daterange(starts_on, ends_on, '[]')"), "&&"),
            using="gist",
            name="ex_tax_return_days",
        ),
        sa.CheckConstraint("(state = 'DRAFT') = (filed_at is null)", name=op.f("ck_tax_return_filed_at_a_moment")),
        sa.CheckConstraint(
            "settlement_entry_id is null or state = 'SETTLED'", name=op.f("ck_tax_return_settled_by_an_entry")
        ),
        sa.CheckConstraint("(filed_at is null) = (filed_by is null)", name=op.f("ck_tax_return_filed_by_somebody")),
        sa.CheckConstraint(
            "scale(payable) = currency_exponent(currency)", name=op.f("ck_tax_return_payable_fits_currency")
        ),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_tax_return_starts_before_its_end")),
        sa.ForeignKeyConstraint(
            ["company_id", "settlement_entry_id"],
            ["journal_entry.company_id", "journal_entry.id"],
            name=op.f("fk_tax_return_company_id_settlement_entry_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_tax_return_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_tax_return_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_return")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_tax_return_company_id_id")),
        sa.UniqueConstraint("company_id", "number", name=op.f("uq_tax_return_company_id_number")),
    )
    op.create_index(
        op.f("ix_tax_return_company_id_number_id"), "tax_return", ["company_id", "number", "id"], unique=False
    )
    op.create_index(
        op.f("ix_tax_return_company_id_starts_on_id"), "tax_return", ["company_id", "starts_on", "id"], unique=False
    )
    op.create_index(op.f("ix_tax_return_number_id"), "tax_return", ["number", "id"], unique=False)
    op.create_index(
        op.f("ix_tax_return_settlement_entry_id_id"), "tax_return", ["settlement_entry_id", "id"], unique=False
    )
    op.create_index(op.f("ix_tax_return_starts_on_id"), "tax_return", ["starts_on", "id"], unique=False)
    op.create_table(
        "tax_return_box",
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("box_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("payable_sign", sa.Integer(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "scale(amount) = currency_exponent(currency)", name=op.f("ck_tax_return_box_amount_fits_currency")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "box_id"],
            ["tax_box.company_id", "tax_box.id"],
            name=op.f("fk_tax_return_box_company_id_box_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "return_id"],
            ["tax_return.company_id", "tax_return.id"],
            name=op.f("fk_tax_return_box_company_id_return_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_tax_return_box_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_tax_return_box_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_return_box")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_tax_return_box_company_id_id")),
        sa.UniqueConstraint("return_id", "code", name=op.f("uq_tax_return_box_return_id_code")),
    )
    op.create_index(op.f("ix_tax_return_box_box_id_id"), "tax_return_box", ["box_id", "id"], unique=False)
    op.create_foreign_key(
        op.f("fk_journal_line_company_id_tax_code_id"),
        "journal_line",
        "tax_code",
        ["company_id", "tax_code_id"],
        ["company_id", "id"],
    )
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.payment_term FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.payment_term_discount FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.payment_term_line FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.payment_term_step FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.tax_box FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.tax_box_part FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.tax_code FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.tax_component FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.tax_policy FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.tax_position FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.tax_position_mapping FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.tax_position_rule FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.tax_profile FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.tax_rate FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.tax_return FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.tax_return_box FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER touch BEFORE UPDATE ON public.withholding_certificate FOR EACH ROW EXECUTE FUNCTION touch()"
    )
    execute(
        "CREATE CONSTRAINT TRIGGER tax_line_agrees AFTER INSERT ON public.tax_line DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION tax_line_agrees()"
    )
    execute(
        "CREATE TRIGGER tax_return_fixed BEFORE DELETE OR UPDATE ON public.tax_return FOR EACH ROW EXECUTE FUNCTION tax_return_fixed()"
    )
    execute(
        "CREATE TRIGGER tax_return_fixed BEFORE INSERT OR DELETE OR UPDATE ON public.tax_return_box FOR EACH ROW EXECUTE FUNCTION tax_return_fixed()"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.payment_term FOR EACH ROW EXECUTE FUNCTION audit('PaymentTerm', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.payment_term REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('PaymentTerm', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.payment_term_discount FOR EACH ROW EXECUTE FUNCTION audit('PaymentTermDiscount', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.payment_term_discount REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('PaymentTermDiscount', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.payment_term_line FOR EACH ROW EXECUTE FUNCTION audit('PaymentTermLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.payment_term_line REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('PaymentTermLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.payment_term_step FOR EACH ROW EXECUTE FUNCTION audit('PaymentTermStep', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.payment_term_step REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('PaymentTermStep', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.tax_box FOR EACH ROW EXECUTE FUNCTION audit('TaxBox', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.tax_box REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('TaxBox', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.tax_box_part FOR EACH ROW EXECUTE FUNCTION audit('TaxBoxPart', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.tax_box_part REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('TaxBoxPart', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.tax_code FOR EACH ROW EXECUTE FUNCTION audit('TaxCode', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.tax_code REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('TaxCode', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.tax_component FOR EACH ROW EXECUTE FUNCTION audit('TaxComponent', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.tax_component REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('TaxComponent', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.tax_policy FOR EACH ROW EXECUTE FUNCTION audit('TaxPolicy', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.tax_policy REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('TaxPolicy', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.tax_position FOR EACH ROW EXECUTE FUNCTION audit('TaxPosition', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.tax_position REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('TaxPosition', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.tax_position_mapping FOR EACH ROW EXECUTE FUNCTION audit('TaxPositionMapping', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.tax_position_mapping REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('TaxPositionMapping', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.tax_position_rule FOR EACH ROW EXECUTE FUNCTION audit('TaxPositionRule', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.tax_position_rule REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('TaxPositionRule', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.tax_profile FOR EACH ROW EXECUTE FUNCTION audit('TaxProfile', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.tax_profile REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('TaxProfile', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.tax_rate FOR EACH ROW EXECUTE FUNCTION audit('TaxRate', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.tax_rate REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('TaxRate', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.tax_return FOR EACH ROW EXECUTE FUNCTION audit('TaxReturn', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.tax_return REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('TaxReturn', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.tax_return_box FOR EACH ROW EXECUTE FUNCTION audit('TaxReturnBox', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.tax_return_box REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('TaxReturnBox', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.withholding_certificate FOR EACH ROW EXECUTE FUNCTION audit('WithholdingCertificate', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.withholding_certificate REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('WithholdingCertificate', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.tax_line FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.tax_line FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute("""
create view tax_line_now with (security_invoker = true) as
select id, company_id, entry_id, taxed_on, tax_code_id, side, party_id, certificate_id, company_base, company_amount,
  company_deductible
from tax_line
union all
select line.id, line.company_id, reversal.id, reversal.posted_on, line.tax_code_id, line.side, line.party_id,
  line.certificate_id, -line.company_base, -line.company_amount, -line.company_deductible
from tax_line as line join journal_entry as reversal on reversal.reverses_id = line.entry_id
""")
    execute("revoke all on tax_line from torso_app")
    execute("grant insert, select on tax_line to torso_app")
    execute("revoke all on tax_line_now from torso_app")
    execute("grant select on tax_line_now to torso_app")


def downgrade() -> None:
    """Undo it."""
    execute("drop view tax_line_now")
    op.drop_constraint(op.f("fk_journal_line_company_id_tax_code_id"), "journal_line", type_="foreignkey")
    op.drop_index(op.f("ix_tax_return_box_box_id_id"), table_name="tax_return_box")
    op.drop_table("tax_return_box")
    op.drop_index(op.f("ix_tax_return_starts_on_id"), table_name="tax_return")
    op.drop_index(op.f("ix_tax_return_settlement_entry_id_id"), table_name="tax_return")
    op.drop_index(op.f("ix_tax_return_number_id"), table_name="tax_return")
    op.drop_index(op.f("ix_tax_return_company_id_starts_on_id"), table_name="tax_return")
    op.drop_index(op.f("ix_tax_return_company_id_number_id"), table_name="tax_return")
    op.drop_table("tax_return")
    op.drop_index(op.f("ix_tax_line_taxed_on_id"), table_name="tax_line")
    op.drop_index(op.f("ix_tax_line_tax_code_id_taxed_on_id"), table_name="tax_line")
    op.drop_index(
        op.f("ix_tax_line_party_id_tax_code_id_taxed_on"),
        table_name="tax_line",
        postgresql_where=sa.text("side = 'WITHHELD'"),
    )
    op.drop_index(op.f("ix_tax_line_company_id_taxed_on_id"), table_name="tax_line")
    op.drop_index(op.f("ix_tax_line_certificate_id_id"), table_name="tax_line")
    op.drop_table("tax_line")
    op.drop_table("payment_term_step")
    op.drop_index(op.f("ix_withholding_certificate_valid_until_id"), table_name="withholding_certificate")
    op.drop_index(op.f("ix_withholding_certificate_tax_code_id_id"), table_name="withholding_certificate")
    op.drop_index(op.f("ix_withholding_certificate_party_id_id"), table_name="withholding_certificate")
    op.drop_index(op.f("ix_withholding_certificate_company_id_valid_until_id"), table_name="withholding_certificate")
    op.drop_table("withholding_certificate")
    op.drop_index(op.f("ix_tax_rate_valid_from_id"), table_name="tax_rate")
    op.drop_index(op.f("ix_tax_rate_company_id_valid_from_id"), table_name="tax_rate")
    op.drop_table("tax_rate")
    op.drop_index(op.f("ix_tax_profile_withholding_code_id_id"), table_name="tax_profile")
    op.drop_index(op.f("ix_tax_profile_position_id_id"), table_name="tax_profile")
    op.drop_table("tax_profile")
    op.drop_index(op.f("ix_tax_position_rule_position_id_id"), table_name="tax_position_rule")
    op.drop_table("tax_position_rule")
    op.drop_index(op.f("ix_tax_position_mapping_to_code_id_id"), table_name="tax_position_mapping")
    op.drop_index(op.f("ix_tax_position_mapping_from_code_id_id"), table_name="tax_position_mapping")
    op.drop_table("tax_position_mapping")
    op.drop_table("tax_policy")
    op.drop_index(op.f("ix_tax_component_tax_code_id_id"), table_name="tax_component")
    op.drop_table("tax_component")
    op.drop_index(op.f("ix_tax_box_part_tax_code_id_id"), table_name="tax_box_part")
    op.drop_table("tax_box_part")
    op.drop_table("payment_term_line")
    op.drop_table("payment_term_discount")
    op.drop_index(op.f("ix_tax_position_name_key_id"), table_name="tax_position")
    op.drop_index(op.f("ix_tax_position_company_id_name_key_id"), table_name="tax_position")
    op.drop_index(op.f("ix_tax_position_company_id_code_id"), table_name="tax_position")
    op.drop_index(op.f("ix_tax_position_company_id_changed_at_id"), table_name="tax_position")
    op.drop_index(op.f("ix_tax_position_code_id"), table_name="tax_position")
    op.drop_index(op.f("ix_tax_position_changed_at_id"), table_name="tax_position")
    op.drop_table("tax_position")
    op.drop_index(op.f("ix_tax_code_name_key_id"), table_name="tax_code")
    op.drop_index(op.f("ix_tax_code_company_id_name_key_id"), table_name="tax_code")
    op.drop_index(op.f("ix_tax_code_company_id_code_id"), table_name="tax_code")
    op.drop_index(op.f("ix_tax_code_company_id_changed_at_id"), table_name="tax_code")
    op.drop_index(op.f("ix_tax_code_code_id"), table_name="tax_code")
    op.drop_index(op.f("ix_tax_code_changed_at_id"), table_name="tax_code")
    op.drop_table("tax_code")
    op.drop_index(op.f("ix_tax_box_company_id_code_id"), table_name="tax_box")
    op.drop_index(op.f("ix_tax_box_code_id"), table_name="tax_box")
    op.drop_table("tax_box")
    op.drop_index(op.f("ix_payment_term_name_key_id"), table_name="payment_term")
    op.drop_index(op.f("ix_payment_term_company_id_name_key_id"), table_name="payment_term")
    op.drop_index(op.f("ix_payment_term_company_id_code_id"), table_name="payment_term")
    op.drop_index(op.f("ix_payment_term_company_id_changed_at_id"), table_name="payment_term")
    op.drop_index(op.f("ix_payment_term_code_id"), table_name="payment_term")
    op.drop_index(op.f("ix_payment_term_changed_at_id"), table_name="payment_term")
    op.drop_table("payment_term")
    execute("drop function tax_return_fixed()")
    execute("drop function tax_line_agrees()")
