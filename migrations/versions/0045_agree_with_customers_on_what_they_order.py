"""Agree with customers on what they order.

Revision 0045, after 0044.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0045"
down_revision: str | None = "0044"

CHECKS = (
    ("billed_before_paid", "invoice_policy <> 'ON_DELIVERY' or shipment_policy <> 'ON_PAYMENT'"),
    ("reason_of_cancelled", "cancel_reason is null or state = 'CANCELLED'"),
    ("closed_when_closed", "closed_at is null or state in ('CLOSED', 'CLOSED_SHORT')"),
    ("exchange_rate_positive", "exchange_rate > 0"),
)
# Checked when a transaction commits from now on, since a simulation takes no number.
NUMBER = "ck_sales_order_number_once_confirmed"

CHECK_BUT_NUMBERS = """
    CREATE OR REPLACE FUNCTION public.check_but_numbers()
     RETURNS void
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      execute (select 'set constraints ' || string_agg(distinct quote_ident(conname), ', ') || ' immediate' from pg_constraint
        where connamespace = 'public'::regnamespace and condeferrable and conname %s);
    end $function$
"""


def upgrade() -> None:
    """Agree with customers on what they order."""
    execute("""
    CREATE OR REPLACE FUNCTION public.agreed_is_fixed()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare free constant text[] := string_to_array(tg_argv[0], ' ');
    begin
      if tg_op = 'DELETE' then
        if old.state in ('DRAFT', 'MIGRATED') then
          return old;
        end if;
      elsif (old.state = 'MIGRATED') = (new.state = 'MIGRATED') and (old.number is null or new.number = old.number)
          and (old.state in ('DRAFT', 'MIGRATED') or new.state <> 'DRAFT' or old.state = 'PENDING_APPROVAL')
          and (old.state in ('DRAFT', 'MIGRATED') or to_jsonb(new) - free = to_jsonb(old) - free) then
        return new;
      end if;
      raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'agreed_is_fixed',
        message = format('the %s is %s', tg_table_name, lower(old.state));
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.agreed_lines_are_fixed()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare
      free constant text[] := array['sku_id', 'requested_on', 'version', 'changed_at'];
      owners uuid[] := array[(to_jsonb(old) ->> tg_argv[1])::uuid, (to_jsonb(new) ->> tg_argv[1])::uuid];
      fixed boolean;
    begin
      if tg_op = 'UPDATE' and to_jsonb(new) - free = to_jsonb(old) - free then
        return new;
      end if;
      if tg_argv[1] = 'line_id' then
        execute format('select array_agg(%I) from %I where id = any($1)', tg_argv[2], tg_argv[3]) into owners using owners;
      end if;
      execute format('select exists (select from %I where id = any($1) and state not in (''DRAFT'', ''MIGRATED'')
        and ($2 <> ''INSERT'' or version <> 1 or not written_now(xmin)))', tg_argv[0]) into fixed using owners, tg_op;
      if fixed then
        raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'agreed_is_fixed',
          message = format('the lines of this %s were agreed', tg_argv[0]);
      end if;
      return case when tg_op = 'DELETE' then old else new end;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.agreed_has_number()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare missing boolean;
    begin
      execute format('select exists (select from %I where id = $1 and state <> ''DRAFT'' and number is null)', tg_table_name)
        into missing using new.id;
      if missing then
        raise exception using errcode = 'check_violation', table = tg_table_name, constraint = 'number_once_confirmed',
          message = format('%s %s breaks number_once_confirmed', tg_table_name, new.id);
      end if;
      return null;
    end $function$
    """)
    op.create_table(
        "credit_limit",
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_credit_limit_amount_not_negative")),
        sa.CheckConstraint(
            "scale(amount) = currency_exponent(currency)", name=op.f("ck_credit_limit_amount_fits_currency")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "customer_id"],
            ["party.company_id", "party.id"],
            name=op.f("fk_credit_limit_company_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_credit_limit_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_credit_limit_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_limit")),
        sa.UniqueConstraint(
            "company_id",
            "customer_id",
            name=op.f("uq_credit_limit_company_id_customer_id"),
            postgresql_nulls_not_distinct=True,
        ),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_credit_limit_company_id_id")),
    )
    op.create_index(op.f("ix_credit_limit_customer_id_id"), "credit_limit", ["customer_id", "id"], unique=False)
    op.create_table(
        "quotation",
        sa.Column("number", sa.Text(collation="C"), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "DRAFT",
                "SENT",
                "ACCEPTED",
                "REJECTED",
                "EXPIRED",
                "LOST",
                name="quotation_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'DRAFT'"),
            nullable=False,
        ),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("customer_reference", sa.Text(), nullable=True),
        sa.Column("billing_address_id", sa.Uuid(), nullable=True),
        sa.Column("shipping_address_id", sa.Uuid(), nullable=True),
        sa.Column("warehouse_id", sa.Uuid(), nullable=True),
        sa.Column("sales_rep_id", sa.Uuid(), nullable=True),
        sa.Column("quoted_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("payment_term_id", sa.Uuid(), nullable=True),
        sa.Column("position_id", sa.Uuid(), nullable=True),
        sa.Column("wording", sa.Text(), nullable=True),
        sa.Column("net_amount", sa.Numeric(), nullable=False),
        sa.Column("tax_amount", sa.Numeric(), nullable=False),
        sa.Column("total_amount", sa.Numeric(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lost_reason", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "lost_reason is null or state in ('REJECTED', 'LOST')", name=op.f("ck_quotation_reason_of_lost")
        ),
        sa.CheckConstraint(
            "scale(net_amount) = currency_exponent(currency)", name=op.f("ck_quotation_net_amount_fits_currency")
        ),
        sa.CheckConstraint(
            "scale(tax_amount) = currency_exponent(currency)", name=op.f("ck_quotation_tax_amount_fits_currency")
        ),
        sa.CheckConstraint(
            "scale(total_amount) = currency_exponent(currency)", name=op.f("ck_quotation_total_amount_fits_currency")
        ),
        sa.CheckConstraint("total_amount = net_amount + tax_amount", name=op.f("ck_quotation_total_adds_up")),
        sa.CheckConstraint("valid_until >= quoted_on", name=op.f("ck_quotation_valid_when_quoted")),
        sa.ForeignKeyConstraint(
            ["company_id", "billing_address_id"],
            ["address.company_id", "address.id"],
            name=op.f("fk_quotation_company_id_billing_address_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "customer_id"],
            ["party.company_id", "party.id"],
            name=op.f("fk_quotation_company_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "payment_term_id"],
            ["payment_term.company_id", "payment_term.id"],
            name=op.f("fk_quotation_company_id_payment_term_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "position_id"],
            ["tax_position.company_id", "tax_position.id"],
            name=op.f("fk_quotation_company_id_position_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "shipping_address_id"],
            ["address.company_id", "address.id"],
            name=op.f("fk_quotation_company_id_shipping_address_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "warehouse_id"],
            ["warehouse.company_id", "warehouse.id"],
            name=op.f("fk_quotation_company_id_warehouse_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_quotation_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_quotation_currency")),
        sa.ForeignKeyConstraint(["sales_rep_id"], ["user_account.id"], name=op.f("fk_quotation_sales_rep_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotation")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_quotation_company_id_id")),
        sa.UniqueConstraint("company_id", "number", name=op.f("uq_quotation_company_id_number")),
    )
    op.create_index(op.f("ix_quotation_changed_at_id"), "quotation", ["changed_at", "id"], unique=False)
    op.create_index(
        op.f("ix_quotation_company_id_changed_at_id"), "quotation", ["company_id", "changed_at", "id"], unique=False
    )
    op.create_index(
        op.f("ix_quotation_company_id_number_id"), "quotation", ["company_id", "number", "id"], unique=False
    )
    op.create_index(
        op.f("ix_quotation_company_id_quoted_on_id"), "quotation", ["company_id", "quoted_on", "id"], unique=False
    )
    op.create_index(
        op.f("ix_quotation_company_id_state_quoted_on_id"),
        "quotation",
        ["company_id", "state", "quoted_on", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_quotation_company_id_total_amount_id"), "quotation", ["company_id", "total_amount", "id"], unique=False
    )
    op.create_index(
        op.f("ix_quotation_company_id_valid_until_id"), "quotation", ["company_id", "valid_until", "id"], unique=False
    )
    op.create_index(op.f("ix_quotation_customer_id_id"), "quotation", ["customer_id", "id"], unique=False)
    op.create_index(op.f("ix_quotation_number_id"), "quotation", ["number", "id"], unique=False)
    op.create_index(op.f("ix_quotation_payment_term_id_id"), "quotation", ["payment_term_id", "id"], unique=False)
    op.create_index(op.f("ix_quotation_position_id_id"), "quotation", ["position_id", "id"], unique=False)
    op.create_index(op.f("ix_quotation_quoted_on_id"), "quotation", ["quoted_on", "id"], unique=False)
    op.create_index(op.f("ix_quotation_sales_rep_id_id"), "quotation", ["sales_rep_id", "id"], unique=False)
    op.create_index(op.f("ix_quotation_state_quoted_on_id"), "quotation", ["state", "quoted_on", "id"], unique=False)
    op.create_index(op.f("ix_quotation_total_amount_id"), "quotation", ["total_amount", "id"], unique=False)
    op.create_index(op.f("ix_quotation_valid_until_id"), "quotation", ["valid_until", "id"], unique=False)
    op.create_index(op.f("ix_quotation_warehouse_id_id"), "quotation", ["warehouse_id", "id"], unique=False)
    op.create_table(
        "quotation_line",
        sa.Column("quotation_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sku_id", sa.Uuid(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=20, scale=6), nullable=False),
        sa.Column("discount_percent", sa.Numeric(precision=7, scale=4), server_default=sa.text("0"), nullable=False),
        sa.Column("net_amount", sa.Numeric(), nullable=False),
        sa.Column("tax_amount", sa.Numeric(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "discount_percent between 0 and 100", name=op.f("ck_quotation_line_discount_is_a_percentage")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_quotation_line_quantity_positive")),
        sa.CheckConstraint(
            "scale(net_amount) = currency_exponent(currency)", name=op.f("ck_quotation_line_net_amount_fits_currency")
        ),
        sa.CheckConstraint(
            "scale(tax_amount) = currency_exponent(currency)", name=op.f("ck_quotation_line_tax_amount_fits_currency")
        ),
        sa.CheckConstraint("unit_price >= 0", name=op.f("ck_quotation_line_unit_price_not_negative")),
        sa.ForeignKeyConstraint(
            ["company_id", "quotation_id"],
            ["quotation.company_id", "quotation.id"],
            name=op.f("fk_quotation_line_company_id_quotation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "sku_id"], ["sku.company_id", "sku.id"], name=op.f("fk_quotation_line_company_id_sku_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_quotation_line_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_quotation_line_currency")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_quotation_line_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotation_line")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_quotation_line_company_id_id")),
        sa.UniqueConstraint("quotation_id", "position", name=op.f("uq_quotation_line_quotation_id_position")),
    )
    op.create_index(op.f("ix_quotation_line_sku_id_id"), "quotation_line", ["sku_id", "id"], unique=False)
    op.create_index(op.f("ix_quotation_line_unit_id_id"), "quotation_line", ["unit_id", "id"], unique=False)
    op.create_table(
        "quotation_line_tax",
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
            ["quotation_line.company_id", "quotation_line.id"],
            name=op.f("fk_quotation_line_tax_company_id_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "tax_code_id"],
            ["tax_code.company_id", "tax_code.id"],
            name=op.f("fk_quotation_line_tax_company_id_tax_code_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_quotation_line_tax_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotation_line_tax")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_quotation_line_tax_company_id_id")),
        sa.UniqueConstraint("line_id", "tax_code_id", name=op.f("uq_quotation_line_tax_line_id_tax_code_id")),
    )
    op.create_index(
        op.f("ix_quotation_line_tax_tax_code_id_id"), "quotation_line_tax", ["tax_code_id", "id"], unique=False
    )
    op.create_table(
        "sales_order_line_tax",
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
            ["sales_order_line.company_id", "sales_order_line.id"],
            name=op.f("fk_sales_order_line_tax_company_id_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "tax_code_id"],
            ["tax_code.company_id", "tax_code.id"],
            name=op.f("fk_sales_order_line_tax_company_id_tax_code_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_sales_order_line_tax_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_order_line_tax")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_sales_order_line_tax_company_id_id")),
        sa.UniqueConstraint("line_id", "tax_code_id", name=op.f("uq_sales_order_line_tax_line_id_tax_code_id")),
    )
    op.create_index(
        op.f("ix_sales_order_line_tax_tax_code_id_id"), "sales_order_line_tax", ["tax_code_id", "id"], unique=False
    )
    op.add_column("sales_order", sa.Column("payment_term_id", sa.Uuid(), nullable=True))
    op.add_column(
        "sales_order",
        sa.Column(
            "invoice_policy",
            sa.Enum(
                "ON_ORDER",
                "ON_DELIVERY",
                "MANUAL",
                name="invoice_policy",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'ON_ORDER'"),
            nullable=False,
        ),
    )
    op.add_column(
        "sales_order",
        sa.Column(
            "shipment_policy",
            sa.Enum(
                "ON_CONFIRM",
                "ON_PAYMENT",
                "MANUAL",
                name="shipment_policy",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'ON_CONFIRM'"),
            nullable=False,
        ),
    )
    op.add_column(
        "sales_order",
        sa.Column(
            "delivery_policy",
            sa.Enum(
                "PARTIAL_ALLOWED",
                "COMPLETE_ONLY",
                name="delivery_policy",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'PARTIAL_ALLOWED'"),
            nullable=False,
        ),
    )
    op.add_column("sales_order", sa.Column("position_id", sa.Uuid(), nullable=True))
    op.add_column("sales_order", sa.Column("wording", sa.Text(), nullable=True))
    op.add_column("sales_order", sa.Column("exchange_rate", sa.Numeric(precision=20, scale=10), nullable=True))
    op.add_column("sales_order", sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("sales_order", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("sales_order", sa.Column("cancel_reason", sa.Text(), nullable=True))
    op.add_column("sales_order", sa.Column("quotation_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_sales_order_payment_term_id_id"), "sales_order", ["payment_term_id", "id"], unique=False)
    op.create_index(op.f("ix_sales_order_position_id_id"), "sales_order", ["position_id", "id"], unique=False)
    op.create_index(op.f("ix_sales_order_quotation_id_id"), "sales_order", ["quotation_id", "id"], unique=False)
    op.create_foreign_key(
        op.f("fk_sales_order_company_id_position_id"),
        "sales_order",
        "tax_position",
        ["company_id", "position_id"],
        ["company_id", "id"],
    )
    op.create_foreign_key(
        op.f("fk_sales_order_company_id_quotation_id"),
        "sales_order",
        "quotation",
        ["company_id", "quotation_id"],
        ["company_id", "id"],
    )
    op.create_foreign_key(
        op.f("fk_sales_order_company_id_payment_term_id"),
        "sales_order",
        "payment_term",
        ["company_id", "payment_term_id"],
        ["company_id", "id"],
    )
    for name, rule in CHECKS:
        op.create_check_constraint(op.f(f"ck_sales_order_{name}"), "sales_order", rule)
    op.drop_constraint(op.f(NUMBER), "sales_order", type_="check")
    execute(CHECK_BUT_NUMBERS % "!~ '_has_number$'")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.credit_limit FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.quotation FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.quotation_line FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.quotation_line_tax FOR EACH ROW EXECUTE FUNCTION touch()")
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.sales_order_line_tax FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER agreed_is_fixed BEFORE DELETE OR UPDATE ON public.sales_order FOR EACH ROW EXECUTE FUNCTION agreed_is_fixed('state number exchange_rate confirmed_at closed_at cancel_reason customer_id billing_address_id shipping_address_id warehouse_id sales_rep_id customer_reference requested_on note cost_amount version changed_at')"
    )
    execute(
        "CREATE TRIGGER agreed_begins_with_number AFTER INSERT ON public.sales_order FOR EACH ROW WHEN ((((new.state)::text <> 'DRAFT'::text) AND (new.number IS NULL))) EXECUTE FUNCTION agreed_has_number()"
    )
    execute(
        "CREATE CONSTRAINT TRIGGER agreed_has_number AFTER UPDATE OF state, number ON public.sales_order DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((((new.state)::text <> 'DRAFT'::text) AND (new.number IS NULL))) EXECUTE FUNCTION agreed_has_number()"
    )
    execute(
        "CREATE TRIGGER agreed_is_fixed BEFORE DELETE OR UPDATE ON public.quotation FOR EACH ROW EXECUTE FUNCTION agreed_is_fixed('state number sent_at decided_at lost_reason customer_id billing_address_id shipping_address_id warehouse_id sales_rep_id note version changed_at')"
    )
    execute(
        "CREATE TRIGGER agreed_begins_with_number AFTER INSERT ON public.quotation FOR EACH ROW WHEN ((((new.state)::text <> 'DRAFT'::text) AND (new.number IS NULL))) EXECUTE FUNCTION agreed_has_number()"
    )
    execute(
        "CREATE CONSTRAINT TRIGGER agreed_has_number AFTER UPDATE OF state, number ON public.quotation DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((((new.state)::text <> 'DRAFT'::text) AND (new.number IS NULL))) EXECUTE FUNCTION agreed_has_number()"
    )
    execute(
        "CREATE TRIGGER agreed_is_fixed BEFORE INSERT OR DELETE OR UPDATE ON public.sales_order_line FOR EACH ROW EXECUTE FUNCTION agreed_lines_are_fixed('sales_order', 'order_id', 'order_id', 'sales_order_line')"
    )
    execute(
        "CREATE TRIGGER agreed_is_fixed BEFORE INSERT OR DELETE OR UPDATE ON public.sales_order_line_tax FOR EACH ROW EXECUTE FUNCTION agreed_lines_are_fixed('sales_order', 'line_id', 'order_id', 'sales_order_line')"
    )
    execute(
        "CREATE TRIGGER agreed_is_fixed BEFORE INSERT OR DELETE OR UPDATE ON public.quotation_line FOR EACH ROW EXECUTE FUNCTION agreed_lines_are_fixed('quotation', 'quotation_id', 'quotation_id', 'quotation_line')"
    )
    execute(
        "CREATE TRIGGER agreed_is_fixed BEFORE INSERT OR DELETE OR UPDATE ON public.quotation_line_tax FOR EACH ROW EXECUTE FUNCTION agreed_lines_are_fixed('quotation', 'line_id', 'quotation_id', 'quotation_line')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.credit_limit REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('CreditLimit', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.credit_limit FOR EACH ROW EXECUTE FUNCTION audit('CreditLimit', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.quotation REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('Quotation', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.quotation FOR EACH ROW EXECUTE FUNCTION audit('Quotation', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.quotation_line REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('QuotationLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.quotation_line FOR EACH ROW EXECUTE FUNCTION audit('QuotationLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.quotation_line_tax REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('QuotationLineTax', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.quotation_line_tax FOR EACH ROW EXECUTE FUNCTION audit('QuotationLineTax', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.sales_order_line_tax REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('SalesOrderLineTax', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.sales_order_line_tax FOR EACH ROW EXECUTE FUNCTION audit('SalesOrderLineTax', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )


def downgrade() -> None:
    """Undo it."""
    execute(CHECK_BUT_NUMBERS % "<> 'journal_entry_has_number'")
    execute("drop trigger agreed_is_fixed on sales_order")
    execute("drop trigger agreed_has_number on sales_order")
    execute("drop trigger agreed_begins_with_number on sales_order")
    execute("drop trigger agreed_is_fixed on sales_order_line")
    op.create_check_constraint(op.f(NUMBER), "sales_order", "state = 'DRAFT' or number is not null")
    for name, _ in CHECKS:
        op.drop_constraint(op.f(f"ck_sales_order_{name}"), "sales_order", type_="check")
    op.drop_constraint(op.f("fk_sales_order_company_id_payment_term_id"), "sales_order", type_="foreignkey")
    op.drop_constraint(op.f("fk_sales_order_company_id_quotation_id"), "sales_order", type_="foreignkey")
    op.drop_constraint(op.f("fk_sales_order_company_id_position_id"), "sales_order", type_="foreignkey")
    op.drop_index(op.f("ix_sales_order_quotation_id_id"), table_name="sales_order")
    op.drop_index(op.f("ix_sales_order_position_id_id"), table_name="sales_order")
    op.drop_index(op.f("ix_sales_order_payment_term_id_id"), table_name="sales_order")
    op.drop_column("sales_order", "quotation_id")
    op.drop_column("sales_order", "cancel_reason")
    op.drop_column("sales_order", "closed_at")
    op.drop_column("sales_order", "confirmed_at")
    op.drop_column("sales_order", "exchange_rate")
    op.drop_column("sales_order", "wording")
    op.drop_column("sales_order", "position_id")
    op.drop_column("sales_order", "delivery_policy")
    op.drop_column("sales_order", "shipment_policy")
    op.drop_column("sales_order", "invoice_policy")
    op.drop_column("sales_order", "payment_term_id")
    op.drop_index(op.f("ix_sales_order_line_tax_tax_code_id_id"), table_name="sales_order_line_tax")
    op.drop_table("sales_order_line_tax")
    op.drop_index(op.f("ix_quotation_line_tax_tax_code_id_id"), table_name="quotation_line_tax")
    op.drop_table("quotation_line_tax")
    op.drop_index(op.f("ix_quotation_line_unit_id_id"), table_name="quotation_line")
    op.drop_index(op.f("ix_quotation_line_sku_id_id"), table_name="quotation_line")
    op.drop_table("quotation_line")
    op.drop_index(op.f("ix_quotation_warehouse_id_id"), table_name="quotation")
    op.drop_index(op.f("ix_quotation_valid_until_id"), table_name="quotation")
    op.drop_index(op.f("ix_quotation_total_amount_id"), table_name="quotation")
    op.drop_index(op.f("ix_quotation_state_quoted_on_id"), table_name="quotation")
    op.drop_index(op.f("ix_quotation_sales_rep_id_id"), table_name="quotation")
    op.drop_index(op.f("ix_quotation_quoted_on_id"), table_name="quotation")
    op.drop_index(op.f("ix_quotation_position_id_id"), table_name="quotation")
    op.drop_index(op.f("ix_quotation_payment_term_id_id"), table_name="quotation")
    op.drop_index(op.f("ix_quotation_number_id"), table_name="quotation")
    op.drop_index(op.f("ix_quotation_customer_id_id"), table_name="quotation")
    op.drop_index(op.f("ix_quotation_company_id_valid_until_id"), table_name="quotation")
    op.drop_index(op.f("ix_quotation_company_id_total_amount_id"), table_name="quotation")
    op.drop_index(op.f("ix_quotation_company_id_state_quoted_on_id"), table_name="quotation")
    op.drop_index(op.f("ix_quotation_company_id_quoted_on_id"), table_name="quotation")
    op.drop_index(op.f("ix_quotation_company_id_number_id"), table_name="quotation")
    op.drop_index(op.f("ix_quotation_company_id_changed_at_id"), table_name="quotation")
    op.drop_index(op.f("ix_quotation_changed_at_id"), table_name="quotation")
    op.drop_table("quotation")
    op.drop_index(op.f("ix_credit_limit_customer_id_id"), table_name="credit_limit")
    op.drop_table("credit_limit")
    execute("drop function agreed_has_number()")
    execute("drop function agreed_lines_are_fixed()")
    execute("drop function agreed_is_fixed()")
