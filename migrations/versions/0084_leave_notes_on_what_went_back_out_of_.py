"""Leave notes on what went back out of what goods have cost.

Revision 0084, after 0083.
"""

from migrations.statement import execute

revision: str = "0084"
down_revision: str | None = "0083"


def upgrade() -> None:
    """Leave notes on what went back out of what goods have cost."""
    execute("""
    CREATE OR REPLACE FUNCTION public.goods_receipt_line_cost(line uuid)
     RETURNS numeric
     LANGUAGE sql
     STABLE
     SET search_path TO 'public', 'pg_temp'
    AS $function$
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
    $function$
    """)


def downgrade() -> None:
    """Undo it."""
    execute("""
    CREATE OR REPLACE FUNCTION public.goods_receipt_line_cost(line uuid)
     RETURNS numeric
     LANGUAGE sql
     STABLE
     SET search_path TO 'public', 'pg_temp'
    AS $function$
      select (arrived.accrued_amount + billed.worth - arrived.accrued_amount * billed.quantity / arrived.quantity) / arrived.stock_quantity
      from goods_receipt_line as arrived join company on company.id = arrived.company_id
      cross join lateral (
        select coalesce(sum(each.sign * each.quantity), 0) as quantity, coalesce(sum(each.sign * rounded(each.worth,
          currency_exponent(company.currency), company.rounding_policy)), 0) as worth
        from (
          select case when bill.kind = 'DEBIT_NOTE' then -1 else 1 end as sign, said.quantity, said.ledger_amount * coalesce(bill.rate, 1) as worth
          from invoice_line as said join invoice as bill on bill.id = said.invoice_id
          where said.goods_receipt_line_id = arrived.id and bill.entry_id is not null
        ) as each
      ) as billed
      where arrived.id = line
    $function$
    """)
