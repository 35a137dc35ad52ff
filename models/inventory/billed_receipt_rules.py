"""What the database does when a bill says what goods have cost that arrived before: they have cost that from the beginning.

What of them is still there is worth that, and what went of them is corrected, as for what comes late. Goods at standard cost
stay at that: what they cost more is a difference of prices.
"""

from typing import Final

# Whether what a line's goods cost is what they are worth: not at a standard, nor since they are valued in another way.
GOODS_RECEIPT_LINE_IS_AT_COST: Final = """
create function goods_receipt_line_is_at_cost(line uuid) returns boolean language sql stable
set search_path = public, pg_temp as $$
  select coalesce(bool_and(entry.method = held.method and held.method <> 'STANDARD'), false)
  from goods_receipt_line as arrived
  join stock_value as held on held.sku_id = arrived.sku_id
  join stock_value_entry as entry on entry.document_id = arrived.receipt_id and entry.sku_id = arrived.sku_id and entry.kind = 'RECEIPT'
  where arrived.id = line
$$
"""

# Lines of a receipt and the moves of a SKU lie along one line, both in their order: a line's pieces are those that it covers.
GOODS_RECEIPT_LINE_ENTRIES: Final = """
create function goods_receipt_line_entries(lines uuid[]) returns table (line_id uuid, entry_id uuid, move_id uuid, quantity numeric)
language sql stable set search_path = public, pg_temp as $$
  with named as (
    select distinct receipt_id, sku_id from goods_receipt_line where id = any(lines)
  ), line as (
    select id, receipt_id, sku_id, stock_quantity as quantity,
      sum(stock_quantity) over (partition by receipt_id, sku_id order by position) as until
    from goods_receipt_line where (receipt_id, sku_id) in (select receipt_id, sku_id from named)
  ), entry as (
    select id, move_id, document_id, sku_id, quantity,
      sum(quantity) over (partition by document_id, sku_id order by move_id) as until
    from stock_value_entry
    where document_id in (select receipt_id from named) and sku_id in (select sku_id from named) and kind = 'RECEIPT'
  )
  select line.id, entry.id, entry.move_id,
    least(line.until, entry.until) - greatest(line.until - line.quantity, entry.until - entry.quantity)
  from line join entry on entry.document_id = line.receipt_id and entry.sku_id = line.sku_id
    and entry.until > line.until - line.quantity and entry.until - entry.quantity < line.until
  where line.id = any(lines)
$$
"""

# What one of what arrived has cost, in the company's currency: as it is billed, and as it was accrued as far as it is not. What
# the vendor gives back for what went back to it does not change what the others have cost.
GOODS_RECEIPT_LINE_COST: Final = """
create function goods_receipt_line_cost(line uuid) returns numeric language sql stable set search_path = public, pg_temp as $$
  select (arrived.accrued_amount + billed.worth - arrived.accrued_amount * billed.quantity / arrived.quantity) / arrived.stock_quantity
  from goods_receipt_line as arrived join company on company.id = arrived.company_id
  cross join lateral (
    select coalesce(sum(each.sign * each.quantity), 0) as quantity, coalesce(sum(each.sign * rounded(each.worth,
      currency_exponent(company.currency), company.rounding_policy)), 0) as worth
    from (
      select case when bill.kind = 'DEBIT_NOTE' then -1 else 1 end as sign, said.quantity, said.ledger_amount * coalesce(bill.rate, 1) as worth
      from invoice_line as said join invoice as bill on bill.id = said.invoice_id
      where said.goods_receipt_line_id = arrived.id and said.vendor_return_id is null and bill.entry_id is not null
    ) as each
  ) as billed
  where arrived.id = line
$$
"""

# A bill says once what the lines that it names have cost more. Who values goods in another way meanwhile is waited for.
STOCK_RECEIPTS_BILLED: Final = """
create function stock_receipts_billed(lines uuid[], amounts numeric[], of_invoice uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare skus uuid[]; since date[]; receipts uuid[]; shares numeric[];
begin
  perform from stock_value where sku_id in (select sku_id from goods_receipt_line where id = any(lines)) order by sku_id for update;
  if exists (select from unnest(lines) as line where not goods_receipt_line_is_at_cost(line)) then
    raise exception using errcode = 'serialization_failure', message = 'these goods are valued in another way meanwhile';
  end if;
  if exists (select from stock_value_entry where document_id = of_invoice) or exists (
    select from unnest(lines) as line
    where not exists (select from invoice_line where invoice_id = of_invoice and goods_receipt_line_id = line)
  ) then
    raise exception using errcode = 'check_violation', table = 'stock_value_entry', constraint = 'billed_once',
      message = 'a bill says once what the goods have cost that it names';
  end if;
  select array_agg(share.entry_id), array_agg(share.amount) into receipts, shares
  from (
    select part.entry_id, sum(rounded(said.amount * part.until / part.whole, money.digits, money.policy)
      - rounded(said.amount * (part.until - part.quantity) / part.whole, money.digits, money.policy)) as amount
    from unnest(lines, amounts) as said (line_id, amount)
    join (
      select *, sum(quantity) over (partition by line_id order by entry_id) as until, sum(quantity) over (partition by line_id) as whole
      from goods_receipt_line_entries(lines)
    ) as part using (line_id)
    join goods_receipt_line as arrived on arrived.id = said.line_id
    join lateral (
      select currency_exponent(arrived.company_currency) as digits, rounding_policy as policy from company where id = arrived.company_id
    ) as money on true
    group by part.entry_id
  ) as share;
  select array_agg(first.sku_id), array_agg(first.posted_on) into skus, since
  from (select sku_id, min(posted_on) as posted_on from stock_value_entry where id = any(receipts) group by sku_id) as first;
  perform stock_correct_averages(skus, since, 'Invoice', of_invoice, receipts, shares);
  perform stock_correct_layers(skus, since, 'Invoice', of_invoice, receipts, shares);
end $$
"""

FUNCTIONS: Final = (
    GOODS_RECEIPT_LINE_IS_AT_COST, GOODS_RECEIPT_LINE_ENTRIES, GOODS_RECEIPT_LINE_COST, STOCK_RECEIPTS_BILLED,
)  # fmt: skip
