"""The demo's stock in its books: what was bought is a cost at once, and at the end of each month the books are told what is there.

What stock is worth is reckoned by the database when the moves are written, so these are the last entries before the years are
closed.
"""

from typing import Final

from asyncpg import Connection

from models import EntryKind
from services.demo.books import Books
from services.demo.closing import CLOSED_YEARS
from services.demo.identity import OPENED_ON, TODAY
from services.demo.ledger import YEARS
from services.finance.posting import Leg

STOCK, CAPITAL, COST_OF_SALES = "1110", "3010", "5010"
SERIES: Final = {*(("STK", year) for year in YEARS), *(("CLS", year) for year in CLOSED_YEARS)}
"""Of which journals and years these entries and those that close the years take their numbers."""

_CHANGES: Final = """
select greatest(least((date_trunc('month', posted_on) + interval '1 month - 1 day')::date, $3), $2) as on_day,
  posted_on <= $2 as is_opening, sum(value) as value
from stock_value_entry where company_id = $1 group by 1, 2 having sum(value) <> 0 order by 1, 2 desc
"""


async def enter_stock(connection: Connection, books: Books) -> None:
    """Enter what stock was worth when the company began, and by how much more or less after each month."""
    for row in await connection.fetch(_CHANGES, books.company_id, OPENED_ON, TODAY):
        on, value = row["on_day"], row["value"]
        if row["is_opening"]:
            legs = [Leg(books.account(STOCK), value), Leg(books.account(CAPITAL), -value)]
            books.enter("opening stock", "OPN", OPENED_ON, "Opening stock", legs, kind=EntryKind.OPENING)
        else:
            legs = [Leg(books.account(STOCK), value), Leg(books.account(COST_OF_SALES), -value)]
            books.enter(f"stock {on}", "STK", on, f"Change of stock in {on:%Y-%m}", legs)
