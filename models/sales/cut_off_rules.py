"""What of a line of a sales order is delivered and not invoiced, or invoiced and not delivered, in the currency of its company.

It is a function of what has left, came back to be refunded, is billed and credited, and nothing else. So whoever posts by how
much it changed has posted what it is, and nothing once as much is billed as was delivered.
"""

from collections.abc import Iterator
from typing import Final

# What has left is expected to be billed at the price of the order, at its rate, and on no account of its own; what is billed and
# has not left is worth its part of that, by the accounts that invoices name for it. What invoices themselves have put on the
# accounts of cut-off is told apart, since they have posted it. What was credited without coming back, and is not billed again,
# counts as not delivered. What is no goods is never delivered.
SALES_ORDER_LINE_CUT_OFFS: Final = """
create function sales_order_line_cut_offs(lines uuid[]) returns table (
  line_id uuid, category_id uuid, account_id uuid, delivered numeric, invoiced numeric, said_delivered numeric, said_invoiced numeric
) language sql stable set search_path = public, pg_temp as $$
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
$$
"""


def statements() -> Iterator[str]:
    """The function."""
    yield SALES_ORDER_LINE_CUT_OFFS
