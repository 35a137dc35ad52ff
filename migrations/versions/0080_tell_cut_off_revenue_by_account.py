"""Tell revenue that is cut off by the account that invoices name for it.

Revision 0080, after 0079.
"""

from migrations.statement import execute

revision: str = "0080"
down_revision: str | None = "0079"


def upgrade() -> None:
    """Tell revenue that is cut off by the account that invoices name for it."""
    execute("drop function sales_order_line_cut_offs(uuid[])")
    execute("""
    CREATE OR REPLACE FUNCTION public.sales_order_line_cut_offs(lines uuid[])
     RETURNS TABLE(line_id uuid, category_id uuid, account_id uuid, delivered numeric, invoiced numeric, said_delivered numeric, said_invoiced numeric)
     LANGUAGE sql
     STABLE
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      select id, category_id, account_id,
        case when account_id is null and gone > billed then rounded(net_amount * rate * gone / quantity, digits, policy)
          - rounded(net_amount * rate * billed / quantity, digits, policy) else 0 end,
        case when billed > gone then worth - rounded(worth * gone / billed, digits, policy) else 0 end,
        said_delivered, said_invoiced
      from (
        select line.id, product.category_id, line.quantity, line.net_amount, coalesce(own.exchange_rate, 1) as rate,
          currency_exponent(company.currency) as digits, company.rounding_policy as policy, bills.*,
          greatest(sales_order_line_shipped(line.id) - sales_order_line_refunded(line.id) - line.waived_quantity, 0) as gone
        from sales_order_line as line join sales_order as own on own.id = line.order_id join company on company.id = line.company_id
        join sku on sku.id = line.sku_id join product on product.id = sku.product_id
        cross join lateral (
          select account_id, sum(sum(sign * quantity)) over () as billed, sum(sign * amount) as worth,
            coalesce(sum(sign * amount) filter (where cut_off = 'AFTER_DELIVERY'), 0) as said_delivered,
            coalesce(sum(sign * amount) filter (where cut_off = 'BEFORE_DELIVERY'), 0) as said_invoiced
          from (
            select null::uuid as account_id, 0::numeric as quantity, null as cut_off, 1 as sign, 0::numeric as amount
            union all
            select said.account_id, said.quantity, said.cut_off, case when bill.kind = 'CREDIT_NOTE' then -1 else 1 end,
              rounded(said.ledger_amount * coalesce(bill.rate, 1), currency_exponent(company.currency), company.rounding_policy)
            from invoice_line as said join invoice as bill on bill.id = said.invoice_id
            where said.sales_order_line_id = line.id and bill.entry_id is not null
          ) as each group by account_id
        ) as bills
        where line.id = any(lines) and product.kind = 'GOODS' and own.state <> 'MIGRATED'
      ) as state
    $function$
    """)


def downgrade() -> None:
    """Undo it."""
    execute("drop function sales_order_line_cut_offs(uuid[])")
    execute("""
    CREATE OR REPLACE FUNCTION public.sales_order_line_cut_offs(lines uuid[])
     RETURNS TABLE(line_id uuid, category_id uuid, delivered numeric, invoiced numeric, said_delivered numeric, said_invoiced numeric)
     LANGUAGE sql
     STABLE
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      select id, category_id,
        case when gone > billed then rounded(net_amount * rate * gone / quantity, digits, policy)
          - rounded(net_amount * rate * billed / quantity, digits, policy) else 0 end,
        case when billed > gone then worth - rounded(worth * gone / billed, digits, policy) else 0 end,
        said_delivered, said_invoiced
      from (
        select line.id, product.category_id, line.quantity, line.net_amount, coalesce(own.exchange_rate, 1) as rate,
          currency_exponent(company.currency) as digits, company.rounding_policy as policy,
          greatest(sales_order_line_shipped(line.id) - sales_order_line_refunded(line.id) - line.waived_quantity, 0) as gone, bills.*
        from sales_order_line as line join sales_order as own on own.id = line.order_id join company on company.id = line.company_id
        join sku on sku.id = line.sku_id join product on product.id = sku.product_id
        cross join lateral (
          select coalesce(sum(sign * quantity), 0) as billed, coalesce(sum(sign * amount), 0) as worth,
            coalesce(sum(sign * amount) filter (where cut_off = 'AFTER_DELIVERY'), 0) as said_delivered,
            coalesce(sum(sign * amount) filter (where cut_off = 'BEFORE_DELIVERY'), 0) as said_invoiced
          from (
            select said.quantity, said.cut_off, case when bill.kind = 'CREDIT_NOTE' then -1 else 1 end as sign,
              rounded(said.ledger_amount * coalesce(bill.rate, 1), currency_exponent(company.currency), company.rounding_policy) as amount
            from invoice_line as said join invoice as bill on bill.id = said.invoice_id
            where said.sales_order_line_id = line.id and bill.entry_id is not null
          ) as each
        ) as bills
        where line.id = any(lines) and product.kind = 'GOODS' and own.state <> 'MIGRATED'
      ) as state
    $function$
    """)
