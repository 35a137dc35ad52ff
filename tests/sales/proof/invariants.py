"""What holds of stock and orders whatever is done: each statement gives the rows of a company at which it does not."""

from typing import Final

_HAS_LEFT: Final = """
select said.sales_order_line_id, sum(coalesce(said.picked_quantity, said.quantity)) as quantity
from shipment_line as said join shipment on shipment.id = said.shipment_id where shipment.state = 'SHIPPED' group by 1
"""
_IS_BILLED: Final = """
select said.sales_order_line_id,
  sum(case when bill.kind = 'CREDIT_NOTE' then -said.quantity else said.quantity end) as quantity
from invoice_line as said join invoice as bill on bill.id = said.invoice_id where bill.entry_id is not null group by 1
"""

INVARIANTS: Final = {
    "stock is what moves add up to": """
        select level.sku_id, level.location_id, level.on_hand, moved.quantity from stock_level as level
        cross join lateral (
          select coalesce(sum(case when to_location_id = level.location_id then quantity else -quantity end), 0) as quantity
          from stock_move where sku_id = level.sku_id and lot_id is not distinct from level.lot_id
            and level.location_id in (from_location_id, to_location_id)
        ) as moved where level.company_id = $1 and (level.on_hand <> moved.quantity or level.on_hand < 0)
    """,
    "reserved is what reservations hold": """
        select level.sku_id, level.reserved, level.on_hand, kept.held from stock_level as level
        cross join lateral (
          select coalesce(sum(held), 0) as held from reservation
          where sku_id = level.sku_id and location_id = level.location_id and lot_id is not distinct from level.lot_id
        ) as kept where level.company_id = $1 and (level.reserved <> kept.held or not level.reserved between 0 and level.on_hand)
    """,
    "what is worth something is there": """
        select held.sku_id, held.quantity, there.on_hand from stock_value as held
        cross join lateral (
          select coalesce(sum(on_hand), 0) as on_hand from stock_level as level join location on location.id = level.location_id
          where level.sku_id = held.sku_id and location.holds_stock
        ) as there where held.company_id = $1 and held.quantity <> there.on_hand
    """,
    "stock is worth what its accounts have": """
        select worth.value, posted.amount from
          (select coalesce(sum(value), 0) as value from stock_value where company_id = $1) as worth,
          (select coalesce(sum(company_amount), 0) as amount from journal_line where company_id = $1 and account_id in (
            select account_id from account_determination where company_id = $1 and role = 'STOCK')) as posted
        where worth.value <> posted.amount
    """,
    "no more is promised and shipped, billed or returned than was ordered": f"""
        select line.id, line.quantity, kept.held, kept.consumed, gone.quantity as shipped, billed.quantity as billed,
          back.quantity as returned
        from sales_order_line as line
        cross join lateral (
          select coalesce(sum(held), 0) as held, coalesce(sum(consumed), 0) as consumed from reservation
          where demand_id = line.id
        ) as kept
        cross join lateral (
          select coalesce(sum(received_quantity), 0) as quantity from return_authorization_line
          where sales_order_line_id = line.id
        ) as back
        left join ({_HAS_LEFT}) as gone on gone.sales_order_line_id = line.id
        left join ({_IS_BILLED}) as billed on billed.sales_order_line_id = line.id
        where line.company_id = $1 and (kept.held + kept.consumed > line.quantity or kept.consumed <> coalesce(gone.quantity, 0)
          or coalesce(billed.quantity, 0) not between 0 and line.quantity or back.quantity > coalesce(gone.quantity, 0))
    """,
    "what is called off or a draft has nothing": """
        select own.id, own.state from sales_order as own where own.company_id = $1 and own.state in ('DRAFT', 'CANCELLED')
          and exists (select from sales_order_line as line join reservation on reservation.demand_id = line.id
            where line.order_id = own.id and held > 0)
    """,
    "whoever is promised something has a number": """
        select id, state from sales_order where company_id = $1 and (state = 'CONFIRMED') > (number is not null)
    """,
}
