"""The demo's invoices name what of which order they bill, and bill no more than was ordered."""

import pytest
from asyncpg import Connection

BILLED = """
select count(*) filter (where billed > 0) as billed, count(*) filter (where billed > quantity) as beyond from (
  select ordered.quantity, (select sum(case when bill.credits_id is null then line.quantity else -line.quantity end)
    from invoice_line as line join invoice as bill on bill.id = line.invoice_id and bill.entry_id is not null
    where line.{table}_id = ordered.id) as billed
  from {table} as ordered
) as told
"""


@pytest.mark.parametrize("table", ["sales_order_line", "purchase_order_line"])
async def test_lines_of_orders_are_billed_and_none_beyond_its_quantity(demo: Connection, table: str) -> None:
    found = await demo.fetchrow(BILLED.format(table=table))
    assert found is not None
    assert found["billed"] > 100
    assert found["beyond"] == 0


async def test_sales_reps_have_invoices_of_their_own_orders(demo: Connection) -> None:
    found = await demo.fetchval("""
        select count(distinct sale.sales_rep_id) from invoice_line as line
        join sales_order_line as sold on sold.id = line.sales_order_line_id join sales_order as sale on sale.id = sold.order_id
    """)
    assert found > 1
