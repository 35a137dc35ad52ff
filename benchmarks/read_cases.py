"""What `./torso bench read` asks: GraphQL, and the best SQL by hand that we know for the same answer and the same rights.

The SQL is the fastest that we know: text put together in PostgreSQL, limits as literals, the company as one value. It may use what
the planner cannot know: that a foreign key is never broken, so that a plain join does, and which columns are never null.
Each table that belongs to a company is asked for the viewer's, as the row policies do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from asyncpg import Connection

from services.demo.identity import COMPANY_ID

LOOK_UP: Final = "order_by_id"
DIFFERENT_ORDERS: Final = 500
SINCE: Final = datetime(2026, 8, 20, tzinfo=UTC)


class Question(NamedTuple):
    """Values for one case: the variables of the operation, and those of the SQL after the company."""

    variables: Mapping[str, object]
    values: tuple[object, ...] = ()


@dataclass(frozen=True)
class ReadCase:
    """Something to ask: `sql` gives the object `data` as text, `$1` being the company of the viewer."""

    name: str
    operation: str
    sql: str
    questions: Sequence[Question]

    def arguments(self, number: int) -> tuple[object, ...]:
        """Give the values of the SQL for a question by its number."""
        return (COMPANY_ID, *self.questions[number % len(self.questions)].values)

    def variables(self, number: int) -> dict[str, Any]:
        """Give the variables of the operation for a question by its number."""
        return dict(self.questions[number % len(self.questions)].variables)


async def read_cases(connection: Connection) -> Sequence[ReadCase]:
    """Give the cases for a database."""
    ids = await connection.fetch(
        "select id from sales_order where company_id = $1 and state <> 'DRAFT' order by md5(id::text) limit $2",
        COMPANY_ID,
        DIFFERENT_ORDERS,
    )
    since = SINCE.isoformat().replace("+00:00", "Z")
    return (
        ReadCase("newest_orders", _NESTED, _NESTED_SQL, [Question({})]),
        ReadCase(
            LOOK_UP,
            _POINT,
            _POINT_SQL,
            [Question({"id": f"SalesOrder:{row['id']}"}, (row["id"],)) for row in ids],
        ),
        ReadCase(
            "closed_orders",
            _FILTERED,
            _FILTERED_SQL,
            [Question({"state": "CLOSED", "since": since}, ("CLOSED", SINCE))],
        ),
        ReadCase("orders_by_state", _GROUPED, _GROUPED_SQL, [Question({"since": since}, (SINCE,))]),
    )


_NESTED: Final = """
query NewestOrders {
  salesOrders(first: 50) {
    nodes {
      id number state placedAt
      total { amount currency }
      customer { id name }
      lines(first: 5) {
        id position
        quantity { value unit { code } }
        net { amount currency }
        sku { code name product { name } }
      }
    }
  }
}
"""
_NESTED_SQL: Final = """
select '{"salesOrders":{"nodes":[' || coalesce(string_agg(
    '{"id":"SalesOrder:' || o.id || '","number":' || coalesce(to_json(o.number)::text, 'null')
    || ',"state":"' || o.state || '","placedAt":' || rtrim(to_json(o.placed_at at time zone 'UTC')::text, '"')
    || 'Z","total":{"amount":"' || o.total_amount || '","currency":"' || o.currency
    || '"},"customer":{"id":"Party:' || customer.id || '","name":' || to_json(customer.name)::text
    || '},"lines":[' || (
      select coalesce(string_agg(
        '{"id":"SalesOrderLine:' || line.id || '","position":' || line.position
        || ',"quantity":{"value":"' || line.quantity || '","unit":{"code":' || to_json(unit.code)::text
        || '}},"net":{"amount":"' || line.net_amount || '","currency":"' || line.currency
        || '"},"sku":{"code":' || to_json(sku.code)::text || ',"name":' || to_json(sku.name)::text
        || ',"product":{"name":' || to_json(product.name)::text || '}}}', ',' order by line.position), '')
      from (
        select id, position, quantity, unit_id, net_amount, currency, sku_id from sales_order_line
        where order_id = o.id and company_id = $1 order by position limit 5
      ) line
      join unit on unit.id = line.unit_id
      join sku on sku.id = line.sku_id and sku.company_id = $1
      join product on product.id = sku.product_id and product.company_id = $1
    ) || ']}', ',' order by o.placed_at desc, o.id desc), '') || ']}}'
from (
  select id, number, state, placed_at, total_amount, currency, customer_id from sales_order
  where company_id = $1 order by placed_at desc, id desc limit 50
) o
join party customer on customer.id = o.customer_id and customer.company_id = $1
"""

_POINT: Final = """
query OneOrder($id: ID!) {
  salesOrder(id: $id) {
    id number state placedAt requestedOn
    net { amount currency } tax { amount currency } total { amount currency }
    customer { id name }
  }
}
"""
_POINT_SQL: Final = """
select '{"salesOrder":{"id":"SalesOrder:' || o.id || '","number":' || coalesce(to_json(o.number)::text, 'null')
  || ',"state":"' || o.state || '","placedAt":' || rtrim(to_json(o.placed_at at time zone 'UTC')::text, '"')
  || 'Z","requestedOn":' || coalesce('"' || o.requested_on || '"', 'null')
  || ',"net":{"amount":"' || o.net_amount || '","currency":"' || o.currency
  || '"},"tax":{"amount":"' || o.tax_amount || '","currency":"' || o.currency
  || '"},"total":{"amount":"' || o.total_amount || '","currency":"' || o.currency
  || '"},"customer":{"id":"Party:' || customer.id || '","name":' || to_json(customer.name)::text || '}}}'
from sales_order o join party customer on customer.id = o.customer_id and customer.company_id = $1
where o.id = $2 and o.company_id = $1
"""

_FILTERED: Final = """
query ClosedOrders($state: SalesOrderState!, $since: DateTime!) {
  salesOrders(
    first: 20
    filter: { state: { eq: $state }, placedAt: { gte: $since } }
    orderBy: [{ field: TOTAL, direction: DESC }]
  ) {
    totalCount
    pageInfo { hasNextPage }
    nodes { id number placedAt total { amount currency } customer { name } }
  }
}
"""
_FILTERED_SQL: Final = """
select '{"salesOrders":{"totalCount":' || found.count || ',"pageInfo":{"hasNextPage":' || (found.count > 20)::text
  || '},"nodes":[' || coalesce((
    select string_agg(
      '{"id":"SalesOrder:' || o.id || '","number":' || coalesce(to_json(o.number)::text, 'null')
      || ',"placedAt":' || rtrim(to_json(o.placed_at at time zone 'UTC')::text, '"')
      || 'Z","total":{"amount":"' || o.total_amount || '","currency":"' || o.currency
      || '"},"customer":{"name":' || to_json(customer.name)::text || '}}', ',' order by o.total_amount desc, o.id desc)
    from (
      select id, number, placed_at, total_amount, currency, customer_id from sales_order
      where company_id = $1 and state = $2 and placed_at >= $3 order by total_amount desc, id desc limit 20
    ) o
    join party customer on customer.id = o.customer_id and customer.company_id = $1
  ), '') || ']}}'
from (select count(*) from sales_order where company_id = $1 and state = $2 and placed_at >= $3) found
"""

_GROUPED: Final = """
query OrdersByState($since: DateTime!) {
  salesOrderAggregate(filter: { placedAt: { gte: $since } }, groupBy: [STATE]) {
    key { state }
    count
    sum { total { amount currency } }
  }
}
"""
_GROUPED_SQL: Final = """
select '{"salesOrderAggregate":[' || coalesce(string_agg(state_text, ',' order by state), '') || ']}'
from (
  select state, '{"key":{"state":"' || state || '"},"count":' || sum(count) || ',"sum":{"total":[' || string_agg(
    '{"amount":"' || total || '","currency":"' || currency || '"}', ',' order by currency) || ']}}' as state_text
  from (
    select state, currency, count(*), sum(total_amount) as total from sales_order
    where company_id = $1 and placed_at >= $2 group by state, currency
  ) by_currency
  group by state order by state limit 100
) by_state
"""
