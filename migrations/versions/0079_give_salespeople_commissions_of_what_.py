"""Give salespeople commissions of what they sell.

Revision 0079, after 0078.
"""

import sqlalchemy as sa
from alembic import op

from migrations.statement import execute

revision: str = "0079"
down_revision: str | None = "0078"

_ROLES = (
    "RECEIVABLE",
    "PAYABLE",
    "REVENUE",
    "EXPENSE",
    "OUTPUT_TAX",
    "INPUT_TAX",
    "TAX_TRANSITION",
    "TAX_PAYABLE",
    "WITHHOLDING",
    "WITHHELD_BY_CUSTOMERS",
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
    "PRICE_DIFFERENCE",
    "PREPAYMENT_RECEIVED",
    "PREPAYMENT_MADE",
    "COMMISSION_EXPENSE",
    "COMMISSION_PAYABLE",
)
_REPLACE = "alter table account_determination drop constraint ck_account_determination_account_role, add constraint ck_account_determination_account_role check (role in ({}))"


def _roles(*names: str) -> str:
    return _REPLACE.format(", ".join(f"'{name}'" for name in names))


def upgrade() -> None:
    """Give salespeople commissions of what they sell."""
    execute(_roles(*_ROLES))
    execute("""
    CREATE OR REPLACE FUNCTION public.commission_rule_fixed()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    declare free constant text[] := array['name', 'name_key', 'priority', 'valid_until', 'archived_at', 'version', 'changed_at'];
    begin
      if to_jsonb(new) - free is distinct from to_jsonb(old) - free
          and exists (select from commission_posting_line where rule_id = old.id) then
        raise exception using errcode = 'check_violation', table = 'commission_rule', constraint = 'posted_rule_is_fixed',
          message = format('commissions were posted by rule %s', old.code);
      end if;
      return new;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.commission_steps_follow()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      if exists (
        select from added left join commission_posting_line as before
          on before.invoice_line_id = added.invoice_line_id and before.step = added.step - 1
        where (added.step > 1) <> (before.id is not null) or added.earned_amount <> coalesce(before.earned_amount, 0) + added.amount
          or before.rule_id <> added.rule_id or before.sales_rep_id <> added.sales_rep_id
      ) then
        raise exception using errcode = 'check_violation', table = 'commission_posting_line', constraint = 'steps_follow',
          message = 'a step of a commission does not follow from the one before it';
      end if;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.commission_posting_adds_up()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      if new.amount is distinct from (select sum(amount) from commission_posting_line where posting_id = new.id)
        or new.entry_id is not null and not exists (
          select from journal_entry where id = new.entry_id and source_type = 'CommissionPosting' and source_id = new.id
            and total_amount = abs(new.amount) and posted_on = new.posted_on) then
        raise exception using errcode = 'check_violation', table = 'commission_posting', constraint = 'posting_adds_up',
          message = format('posting %s is something else than its lines and its entry', new.id);
      end if;
      return null;
    end $function$
    """)
    execute("""
    CREATE OR REPLACE FUNCTION public.commission_entry_stays()
     RETURNS trigger
     LANGUAGE plpgsql
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    begin
      if exists (select from commission_posting where entry_id = new.reverses_id) then
        raise exception using errcode = 'check_violation', table = 'journal_entry', constraint = 'posted_commissions_stay',
          message = format('entry %s posts commissions', new.reverses_id);
      end if;
      return new;
    end $function$
    """)
    op.create_table(
        "commission_posting",
        sa.Column("earned_until", sa.Date(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(amount = 0) = (entry_id is null)", name=op.f("ck_commission_posting_entry_of_amount")),
        sa.CheckConstraint(
            "scale(amount) = currency_exponent(currency)", name=op.f("ck_commission_posting_amount_fits_currency")
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "entry_id"],
            ["journal_entry.company_id", "journal_entry.id"],
            name=op.f("fk_commission_posting_company_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_commission_posting_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_commission_posting_currency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission_posting")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_commission_posting_company_id_id")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_commission_posting_entry_id")),
    )
    op.create_index(
        op.f("ix_commission_posting_company_id_earned_until_id"),
        "commission_posting",
        ["company_id", "earned_until", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_commission_posting_earned_until_id"), "commission_posting", ["earned_until", "id"], unique=False
    )
    op.create_table(
        "commission_rule",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("sales_rep_id", sa.Uuid(), nullable=True),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("category_id", sa.Uuid(), nullable=True),
        sa.Column(
            "basis",
            sa.Enum("NET", "MARGIN", name="commission_basis", native_enum=False, create_constraint=True, length=40),
            server_default=sa.text("'NET'"),
            nullable=False,
        ),
        sa.Column("percent", sa.Numeric(precision=9, scale=6), nullable=False),
        sa.Column(
            "earned_when",
            sa.Enum(
                "INVOICED", "PAID", name="commission_earning", native_enum=False, create_constraint=True, length=40
            ),
            server_default=sa.text("'INVOICED'"),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name_key", sa.Text(collation="C"), sa.Computed("fold(name)", persisted=True), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("percent > 0 and percent <= 100", name=op.f("ck_commission_rule_percent_in_range")),
        sa.CheckConstraint("priority between -1000 and 1000", name=op.f("ck_commission_rule_priority_in_range")),
        sa.CheckConstraint("valid_from <= valid_until", name=op.f("ck_commission_rule_valid_in_order")),
        sa.ForeignKeyConstraint(
            ["company_id", "category_id"],
            ["product_category.company_id", "product_category.id"],
            name=op.f("fk_commission_rule_company_id_category_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "group_id"],
            ["customer_group.company_id", "customer_group.id"],
            name=op.f("fk_commission_rule_company_id_group_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_commission_rule_company_id")),
        sa.ForeignKeyConstraint(["sales_rep_id"], ["user_account.id"], name=op.f("fk_commission_rule_sales_rep_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission_rule")),
        sa.UniqueConstraint("company_id", "code", name=op.f("uq_commission_rule_company_id_code")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_commission_rule_company_id_id")),
    )
    op.create_index(op.f("ix_commission_rule_category_id_id"), "commission_rule", ["category_id", "id"], unique=False)
    op.create_index(op.f("ix_commission_rule_changed_at_id"), "commission_rule", ["changed_at", "id"], unique=False)
    op.create_index(op.f("ix_commission_rule_code_id"), "commission_rule", ["code", "id"], unique=False)
    op.create_index(
        op.f("ix_commission_rule_company_id_changed_at_id"),
        "commission_rule",
        ["company_id", "changed_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_commission_rule_company_id_code_id"), "commission_rule", ["company_id", "code", "id"], unique=False
    )
    op.create_index(
        op.f("ix_commission_rule_company_id_name_key_id"),
        "commission_rule",
        ["company_id", "name_key", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_commission_rule_company_id_priority_id"),
        "commission_rule",
        ["company_id", "priority", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_commission_rule_group_id_id"), "commission_rule", ["group_id", "id"], unique=False)
    op.create_index(op.f("ix_commission_rule_name_key_id"), "commission_rule", ["name_key", "id"], unique=False)
    op.create_index(op.f("ix_commission_rule_priority_id"), "commission_rule", ["priority", "id"], unique=False)
    op.create_index(op.f("ix_commission_rule_sales_rep_id_id"), "commission_rule", ["sales_rep_id", "id"], unique=False)
    op.create_table(
        "commission_posting_line",
        sa.Column("posting_id", sa.Uuid(), nullable=False),
        sa.Column("invoice_line_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("sales_rep_id", sa.Uuid(), nullable=False),
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(collation="C"), nullable=False),
        sa.Column("base_amount", sa.Numeric(), nullable=False),
        sa.Column("earned_amount", sa.Numeric(), nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "scale(amount) = currency_exponent(currency)", name=op.f("ck_commission_posting_line_amount_fits_currency")
        ),
        sa.CheckConstraint(
            "scale(base_amount) = currency_exponent(currency)",
            name=op.f("ck_commission_posting_line_base_amount_fits_currency"),
        ),
        sa.CheckConstraint(
            "scale(earned_amount) = currency_exponent(currency)",
            name=op.f("ck_commission_posting_line_earned_amount_fits_currency"),
        ),
        sa.CheckConstraint("step > 0", name=op.f("ck_commission_posting_line_step_positive")),
        sa.ForeignKeyConstraint(
            ["company_id", "invoice_line_id"],
            ["invoice_line.company_id", "invoice_line.id"],
            name=op.f("fk_commission_posting_line_company_id_invoice_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "posting_id"],
            ["commission_posting.company_id", "commission_posting.id"],
            name=op.f("fk_commission_posting_line_company_id_posting_id"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id", "rule_id"],
            ["commission_rule.company_id", "commission_rule.id"],
            name=op.f("fk_commission_posting_line_company_id_rule_id"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_commission_posting_line_company_id")),
        sa.ForeignKeyConstraint(["currency"], ["currency.code"], name=op.f("fk_commission_posting_line_currency")),
        sa.ForeignKeyConstraint(
            ["sales_rep_id"], ["user_account.id"], name=op.f("fk_commission_posting_line_sales_rep_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission_posting_line")),
        sa.UniqueConstraint("company_id", "id", name=op.f("uq_commission_posting_line_company_id_id")),
        sa.UniqueConstraint("invoice_line_id", "step", name=op.f("uq_commission_posting_line_invoice_line_id_step")),
    )
    op.create_index(
        op.f("ix_commission_posting_line_posting_id_id"), "commission_posting_line", ["posting_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_commission_posting_line_rule_id_id"), "commission_posting_line", ["rule_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_commission_posting_line_sales_rep_id_id"),
        "commission_posting_line",
        ["sales_rep_id", "id"],
        unique=False,
    )
    execute("""
    CREATE OR REPLACE FUNCTION public.commissions_earned(companies uuid[], until date)
     RETURNS TABLE(company_id uuid, currency text, invoice_id uuid, invoice_line_id uuid, number text, posted_on date, sales_rep_id uuid, rule_id uuid, base_amount numeric, earned_amount numeric, posted_amount numeric, steps integer)
     LANGUAGE sql
     STABLE
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      select company_id, currency, invoice_id, line_id, number, posted_on, sales_rep_id, rule_id, base,
        case when owed is null or owed + deducted_amount = 0 then rounded(base * percent / 100, digits, policy)
          else rounded(base * percent * (settled + deducted_amount) / (100 * (owed + deducted_amount)), digits, policy) end,
        coalesce(posted_amount, round(0::numeric, digits)), coalesce(steps, 0)
      from (
        select sold.*, rule.id as rule_id, rule.percent, rule.earned_when,
          sign * rounded((net_amount - case rule.basis when 'MARGIN' then cost_amount else 0 end) * rate, digits, policy) as base
        from (
          select line.company_id, company.currency, currency_exponent(company.currency) as digits, company.rounding_policy as policy,
            company.time_zone, invoice.id as invoice_id, line.id as line_id, invoice.number, invoice.posted_on, invoice.rate,
            invoice.deducted_amount, case invoice.kind when 'CREDIT_NOTE' then -1 else 1 end as sign, line.net_amount,
            ordered.unit_cost * case when num_nonnulls(line.sales_order_line_id, line.credits_line_id) > 0 then line.quantity else 0 end
              as cost_amount, coalesce(origin.posted_on, invoice.posted_on) as judged_on,
            coalesce(pinned.sales_rep_id, sale.sales_rep_id) as sales_rep_id, pinned.rule_id as pinned_id,
            party.customer_group_id as group_id, coalesce(category.path, '{}') as path,
            last.earned_amount as posted_amount, last.step as steps
          from invoice join company on company.id = invoice.company_id
          join invoice_line as line on line.invoice_id = invoice.id
          left join lateral (
            select each.id, each.invoice_id, each.sales_order_line_id from invoice_line as each
            where invoice.kind = 'CREDIT_NOTE' and (each.id = line.credits_line_id or each.invoice_id = invoice.credits_id)
            order by each.id is distinct from line.credits_line_id, each.sales_order_line_id is null,
              each.sales_order_line_id is distinct from line.sales_order_line_id, each.position limit 1
          ) as credited on true
          left join invoice as origin on origin.id = credited.invoice_id
          join sales_order_line as ordered on ordered.id = coalesce(line.sales_order_line_id, credited.sales_order_line_id)
          join sales_order as sale on sale.id = ordered.order_id
          join party on party.id = sale.customer_id
          join sku on sku.id = ordered.sku_id join product on product.id = sku.product_id
          left join product_category as category on category.id = product.category_id
          left join commission_posting_line as pinned on pinned.invoice_line_id = coalesce(credited.id, line.id) and pinned.step = 1
          left join lateral (
            select earned_amount, step from commission_posting_line where invoice_line_id = line.id order by step desc limit 1
          ) as last on true
          where invoice.company_id = any(companies) and invoice.posted_on <= until and invoice.entry_id is not null
            and invoice.kind in ('CUSTOMER_INVOICE', 'CREDIT_NOTE') and not invoice.is_advance and sale.state <> 'MIGRATED'
        ) as sold
        cross join lateral (
          select each.* from commission_rule as each
          where each.company_id = sold.company_id and case when pinned_id is not null then each.id = pinned_id else
            (each.sales_rep_id is null or each.sales_rep_id = sold.sales_rep_id)
            and (each.group_id is null or each.group_id = sold.group_id)
            and (each.category_id is null or each.category_id = any(path))
            and (each.valid_from is null or each.valid_from <= judged_on)
            and (each.valid_until is null or each.valid_until >= judged_on)
            and (each.archived_at is null or (each.archived_at at time zone time_zone)::date > judged_on) end
          order by each.sales_rep_id is null, array_position(path, each.category_id) desc nulls last, each.group_id is null,
            each.priority desc, each.code limit 1
        ) as rule
        where sold.sales_rep_id is not null
      ) as earning
      left join lateral (
        select sum(abs(item.amount)) as owed, sum(abs(coalesce(part.amount, 0))) as settled
        from open_item as item left join lateral (
          select sum(amount) as amount from settlement_line where open_item_id = item.id and settled_on <= until
        ) as part on true
        where earned_when = 'PAID' and item.source_type = 'Invoice' and item.source_id = invoice_id and item.side = 'RECEIVABLE'
      ) as paid on true
      where base is not null
    $function$
    """)
    execute("CREATE TRIGGER touch BEFORE UPDATE ON public.commission_rule FOR EACH ROW EXECUTE FUNCTION touch()")
    execute(
        "CREATE TRIGGER commission_rule_fixed BEFORE UPDATE ON public.commission_rule FOR EACH ROW EXECUTE FUNCTION commission_rule_fixed()"
    )
    execute(
        "CREATE TRIGGER commission_steps_follow AFTER INSERT ON public.commission_posting_line REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION commission_steps_follow()"
    )
    execute(
        "CREATE TRIGGER part_of_new AFTER INSERT ON public.commission_posting_line REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION part_of_new('commission_posting', 'posting_id')"
    )
    execute(
        "CREATE CONSTRAINT TRIGGER commission_posting_adds_up AFTER INSERT ON public.commission_posting DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION commission_posting_adds_up()"
    )
    execute(
        "CREATE TRIGGER commission_entry_stays BEFORE INSERT ON public.journal_entry FOR EACH ROW WHEN ((new.reverses_id IS NOT NULL)) EXECUTE FUNCTION commission_entry_stays()"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.commission_posting REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('CommissionPosting', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.commission_posting FOR EACH ROW EXECUTE FUNCTION audit('CommissionPosting', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.commission_posting_line REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('CommissionPostingLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.commission_posting_line FOR EACH ROW EXECUTE FUNCTION audit('CommissionPostingLine', 'id', 'company_id', 'version', 'recorded_at', 'changed_at')"
    )
    execute(
        "CREATE TRIGGER audit_inserts AFTER INSERT ON public.commission_rule REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION audit_inserts('CommissionRule', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER audit AFTER DELETE OR UPDATE ON public.commission_rule FOR EACH ROW EXECUTE FUNCTION audit('CommissionRule', 'id', 'company_id', 'version', 'recorded_at', 'changed_at', 'name_key')"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.commission_posting FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.commission_posting FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON public.commission_posting_line FOR EACH ROW EXECUTE FUNCTION append_only()"
    )
    execute(
        "CREATE TRIGGER append_only_all BEFORE TRUNCATE ON public.commission_posting_line FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    execute("revoke all on commission_posting from torso_app")
    execute("grant insert, select on commission_posting to torso_app")
    execute("revoke all on commission_posting_line from torso_app")
    execute("grant insert, select on commission_posting_line to torso_app")


def downgrade() -> None:
    """Undo it."""
    execute("delete from account_determination where role like 'COMMISSION%'")
    execute(_roles(*(role for role in _ROLES if not role.startswith("COMMISSION"))))
    execute("drop routine commissions_earned(uuid[],date)")
    execute("drop trigger commission_entry_stays on journal_entry")
    op.drop_index(op.f("ix_commission_posting_line_sales_rep_id_id"), table_name="commission_posting_line")
    op.drop_index(op.f("ix_commission_posting_line_rule_id_id"), table_name="commission_posting_line")
    op.drop_index(op.f("ix_commission_posting_line_posting_id_id"), table_name="commission_posting_line")
    op.drop_table("commission_posting_line")
    op.drop_index(op.f("ix_commission_rule_sales_rep_id_id"), table_name="commission_rule")
    op.drop_index(op.f("ix_commission_rule_priority_id"), table_name="commission_rule")
    op.drop_index(op.f("ix_commission_rule_name_key_id"), table_name="commission_rule")
    op.drop_index(op.f("ix_commission_rule_group_id_id"), table_name="commission_rule")
    op.drop_index(op.f("ix_commission_rule_company_id_priority_id"), table_name="commission_rule")
    op.drop_index(op.f("ix_commission_rule_company_id_name_key_id"), table_name="commission_rule")
    op.drop_index(op.f("ix_commission_rule_company_id_code_id"), table_name="commission_rule")
    op.drop_index(op.f("ix_commission_rule_company_id_changed_at_id"), table_name="commission_rule")
    op.drop_index(op.f("ix_commission_rule_code_id"), table_name="commission_rule")
    op.drop_index(op.f("ix_commission_rule_changed_at_id"), table_name="commission_rule")
    op.drop_index(op.f("ix_commission_rule_category_id_id"), table_name="commission_rule")
    op.drop_table("commission_rule")
    op.drop_index(op.f("ix_commission_posting_earned_until_id"), table_name="commission_posting")
    op.drop_index(op.f("ix_commission_posting_company_id_earned_until_id"), table_name="commission_posting")
    op.drop_table("commission_posting")
    execute("drop routine commission_entry_stays()")
    execute("drop routine commission_posting_adds_up()")
    execute("drop routine commission_steps_follow()")
    execute("drop routine commission_rule_fixed()")
