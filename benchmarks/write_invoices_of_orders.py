"""The invoice of an order as SQL by hand: the entry with its lines and tax, the invoice, its lines, taxes and instalment."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final
from uuid import UUID

from asyncpg import Connection

from benchmarks.write_entries import Line, ToPost, post_by_hand
from benchmarks.write_goods import Goods
from benchmarks.write_invoices import NEW_INSTALMENT, NEW_INVOICE, NEW_TAX, NEW_TAX_LINE, reckoned_line
from kernel.ids import uuid7
from services.demo.identity import COMPANY_ID

_LINES: Final = """
insert into invoice_line (company_id, invoice_id, position, sku_id, description, quantity, unit_id, currency, unit_price,
  net_amount, tax_amount, ledger_amount, sales_order_line_id, reckoned)
select $1, $2, position, sku_id, 'Thing', quantity, $3, 'EUR', $4, round(quantity * $4, 2), round(quantity * $4 / 5, 2),
  round(quantity * $4, 2), line_id, reckoned
from unnest($5::uuid[], $6::uuid[], $7::numeric[], $8::jsonb[]) with ordinality
  as line (line_id, sku_id, quantity, reckoned, position)
"""


async def invoice_by_hand(
    goods: Goods, connection: Connection, customer: UUID, price: Decimal, lines: Sequence[tuple[UUID, UUID, Decimal]]
) -> str:
    """Post an invoice of lines of an order (their ids, SKUs and quantities), and give its number."""
    place, key = goods.place, uuid7()
    nets = [quantity * price for *_, quantity in lines]
    net = sum(nets, Decimal(0))
    tax = net / 5
    due = Line(uuid7(), place.receivable, customer, net + tax, due=place.day)
    taxed = Line(uuid7(), place.output_tax, None, -tax, place.tax, net)
    sold = [Line(uuid7(), place.revenue, None, -each) for each in nets]
    entry = ToPost(uuid7(), place.sales, "SAL", [due, *sold, taxed], ("Invoice", key), place.day)
    number = await post_by_hand(connection, entry, place)
    await connection.execute(NEW_TAX_LINE, COMPANY_ID, entry.id, place.day, place.tax, customer, net, tax)
    of = key, COMPANY_ID, number, customer, place.sales, place.day
    await connection.execute(NEW_INVOICE, *of, net, tax, net + tax, entry.id)
    told = [reckoned_line(each, each / 5, place) for each in nets]
    columns = [list(column) for column in zip(*lines, strict=True)]
    await connection.execute(_LINES, COMPANY_ID, key, goods.unit, price, *columns, told)
    await connection.execute(NEW_TAX, COMPANY_ID, key, place.tax, net, tax)
    await connection.execute(NEW_INSTALMENT, COMPANY_ID, key, place.day, due.amount, due.id)
    return number
