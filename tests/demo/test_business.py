"""What the demo's documents and stock say has to add up, whoever looks."""

from datetime import timedelta

import pytest
from asyncpg import Connection

from models import PurchaseOrderState, SalesOrderState
from services.demo.identity import OPENED_ON, TODAY, at

HEADERS_UNLIKE_LINES = """
select count(*) from {order} o join (
  select order_id, sum(net_amount) as net, sum(tax_amount) as tax from {line} group by order_id
) lines on lines.order_id = o.id
where o.net_amount <> lines.net or o.tax_amount <> lines.tax
"""
LEVELS_UNLIKE_MOVES = """
select count(*) from stock_level level where on_hand <> (
  select coalesce(sum(case when to_location_id = level.location_id then quantity else -quantity end), 0) from stock_move
  where sku_id = level.sku_id and lot_id is not distinct from level.lot_id
    and level.location_id in (from_location_id, to_location_id))
"""
EVER_BELOW_ZERO = """
select count(*) from (
  select sum(side.quantity) over (partition by sku_id, lot_id, side.location_id order by moved_at) as balance
  from stock_move cross join lateral (values (from_location_id, -quantity), (to_location_id, quantity))
    as side (location_id, quantity)
  join location on location.id = side.location_id and location.holds_stock
) balances where balance < 0
"""
DELIVERED_UNLIKE_ORDERED = """
select count(*) from sales_order o where state = 'CLOSED' and exists (
  select from sales_order_line line join sku on sku.id = line.sku_id join product on product.id = sku.product_id
  where line.order_id = o.id and product.kind = 'GOODS' and line.quantity <> (
    select coalesce(sum(quantity), 0) from stock_move
    where document_id in (select o.id union all select id from shipment where sales_order_id = o.id)
      and sku_id = line.sku_id and reverses_id is null))
"""

CREDITS = """
select c.order_id is not null as knows_order, c.total_amount = o.total_amount as whole,
  c.net_amount = sum(l.net_amount) and c.tax_amount = sum(l.tax_amount) as headers_fit,
  bool_and(l.order_line_id is null and c.order_id is null or l.quantity <= taken.quantity and taken.order_id = o.id
    and l.sku_id = taken.sku_id and o.customer_id = c.customer_id and o.placed_at < c.credited_at) as lines_fit
from migrated_credit c join migrated_credit_line l on l.credit_id = c.id left join sales_order o on o.id = c.order_id
left join sales_order_line taken on taken.id = l.order_line_id group by c.id, o.id
"""


async def test_headers_of_sales_orders_are_the_sums_of_their_lines(demo: Connection) -> None:
    assert await demo.fetchval(HEADERS_UNLIKE_LINES.format(order="sales_order", line="sales_order_line")) == 0


async def test_the_net_of_purchase_orders_is_the_sum_of_their_lines(demo: Connection) -> None:
    statement = HEADERS_UNLIKE_LINES.format(order="purchase_order", line="purchase_order_line")
    statement = statement.replace("sum(tax_amount)", "null::numeric")
    assert await demo.fetchval(statement) == 0


async def test_every_order_has_lines(demo: Connection) -> None:
    for order in ("sales_order", "purchase_order"):
        empty = f"select count(*) from {order} o where not exists (select from {order}_line where order_id = o.id)"
        assert await demo.fetchval(empty) == 0


async def test_levels_are_the_sum_of_moves(demo: Connection) -> None:
    assert await demo.fetchval(LEVELS_UNLIKE_MOVES) == 0


async def test_stock_was_never_below_zero(demo: Connection) -> None:
    assert await demo.fetchval(EVER_BELOW_ZERO) == 0


async def test_closed_orders_were_delivered(demo: Connection) -> None:
    assert await demo.fetchval(DELIVERED_UNLIKE_ORDERED) == 0


@pytest.mark.parametrize(
    ("table", "states"), [("sales_order", SalesOrderState), ("purchase_order", PurchaseOrderState)], ids=str
)
async def test_every_state_occurs(
    demo: Connection, table: str, states: type[SalesOrderState] | type[PurchaseOrderState]
) -> None:
    rows = await demo.fetch(f"select distinct state from {table}")
    assert {row["state"] for row in rows} == set(states)


async def test_old_orders_are_done_with_and_drafts_are_new(demo: Connection) -> None:
    old = at(TODAY - timedelta(days=60))
    rows = await demo.fetch(
        "select distinct state from sales_order where placed_at between $1 and $2", at(OPENED_ON), old
    )
    assert {row["state"] for row in rows} == {"CLOSED", "CLOSED_SHORT", "CANCELLED"}
    assert await demo.fetchval("select min(placed_at) from sales_order where state = 'DRAFT'") > at(
        TODAY - timedelta(days=7)
    )


async def test_december_is_busier_than_january(demo: Connection) -> None:
    statement = "select count(*) from sales_order where date_part('month', placed_at) = $1"
    assert await demo.fetchval(statement, 12.0) > 1.5 * await demo.fetchval(statement, 1.0)


async def test_nothing_happens_after_today(demo: Connection) -> None:
    for column, table in (("placed_at", "sales_order"), ("ordered_at", "purchase_order"), ("moved_at", "stock_move")):
        assert await demo.fetchval(f"select max({column}) from {table}") < at(TODAY + timedelta(days=1), 0)


async def test_amounts_have_the_digits_of_several_currencies(demo: Connection) -> None:
    rows = await demo.fetch("select distinct currency, scale(total_amount) as digits from sales_order")
    assert {(row["currency"], row["digits"]) for row in rows} >= {("EUR", 2), ("JPY", 0), ("KWD", 3), ("CHF", 2)}


async def test_numbers_go_on_after_the_last_one(demo: Connection) -> None:
    for order, series, counted in (
        ("sales_order", "SALES_ORDER", "state <> 'MIGRATED'"),
        ("purchase_order", "PURCHASE_ORDER", "true"),
        ("stock_adjustment", "STOCK_ADJUSTMENT", "true"),
    ):
        taken = await demo.fetchval(
            "select count(*) from number_series s where code = $1 and next_value <> 1 + ("
            f"select count(*) from {order} o where o.company_id = s.company_id and {counted})",
            series,
        )
        assert taken == 0


async def test_what_was_before_the_demo_is_history_without_moves_and_costs(demo: Connection) -> None:
    history = "from sales_order o where state = 'MIGRATED'"
    assert await demo.fetchval(f"select count(*) {history}") > 300
    assert await demo.fetchval(f"select max(placed_at) {history}") < at(OPENED_ON)
    assert await demo.fetchval(f"select count(cost_amount) {history}") == 0
    assert (
        await demo.fetchval(f"select count(*) {history} and exists (select from stock_move where document_id = o.id)")
        == 0
    )


async def test_credits_of_history_take_back_no_more_than_was_ordered(demo: Connection) -> None:
    rows = await demo.fetch(CREDITS)
    assert {(row["knows_order"], row["whole"]) for row in rows} == {(True, True), (True, False), (False, None)}
    assert all(row["headers_fit"] and row["lines_fit"] for row in rows)


async def test_every_difference_of_a_count_belongs_to_an_adjustment(demo: Connection) -> None:
    counted = "from stock_move where reason = 'Difference of a count'"
    assert await demo.fetchval(f"select count(*) {counted}") > 20
    assert (
        await demo.fetchval(f"select count(*) {counted} and document_id not in (select id from stock_adjustment)") == 0
    )


async def test_goods_have_gone_back_to_a_vendor_and_others_are_about_to(demo: Connection) -> None:
    statement = """
    select own.state, line.quantity = kept.held as is_kept, line.accrued_amount > 0 as is_owed_no_more, move.quantity = line.quantity as is_gone
    from vendor_return as own join vendor_return_line as line on line.return_id = own.id join reservation as kept on kept.id = line.reservation_id
    left join stock_move as move on move.document_id = own.id order by own.number
    """
    rows = [tuple(row) for row in await demo.fetch(statement)]
    assert rows == [("SHIPPED", False, True, True), ("READY", True, None, None)]


async def test_a_bundle_is_sold_and_its_components_are_kept_for_it(demo: Connection) -> None:
    statement = """
    select line.kind, line.quantity, kept.held from sales_order_line as line left join reservation as kept on kept.demand_id = line.id
    where line.order_id = (select order_id from sales_order_line where kind = 'BUNDLE') order by line.position
    """
    assert [tuple(row) for row in await demo.fetch(statement)] == [
        ("BUNDLE", 2, None), ("COMPONENT", 2, 2), ("COMPONENT", 4, 4),
    ]  # fmt: skip
