"""Post commissions of notes as they were posted.

Revision 0083, after 0082.
"""

from migrations.statement import execute

revision: str = "0083"
down_revision: str | None = "0082"


def upgrade() -> None:
    """Post commissions of notes as they were posted."""
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
            coalesce(last.sales_rep_id, pinned.sales_rep_id, sale.sales_rep_id) as sales_rep_id,
            coalesce(last.rule_id, pinned.rule_id) as pinned_id,
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
            select earned_amount, step, rule_id, sales_rep_id from commission_posting_line where invoice_line_id = line.id order by step desc limit 1
          ) as last on true
          where invoice.company_id = any(companies) and invoice.posted_on <= until and invoice.entry_id is not null
            and invoice.kind in ('CUSTOMER_INVOICE', 'CREDIT_NOTE') and not invoice.is_advance
            and origin.is_advance is not true and sale.state <> 'MIGRATED'
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


def downgrade() -> None:
    """Undo it."""
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
