"""Reading the figures of an import back the way any client would: one GraphQL query, with an administrator's rights.

It runs on the connection of the import, so that it sees what is not committed yet.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from asyncpg import Connection
from graphql import parse

from auth.principal import Principal
from auth.roles import RoleCode, granted_by
from planner.access import Access
from planner.answer import Planner
from server.edge import the_core
from server.graphql.access import access_of
from server.graphql.announcing import without_wall

# Every figure is called an amount, whatever it counts, so that figures are named by root and field alone.
FIGURES = """
query ImportedFigures {
  parties: partyAggregate { count }
  skus: skuAggregate { count }
  purchaseOrders: purchaseOrderAggregate {
    count
    sum { net { amount currency } tax { amount currency } freight { amount currency } total { amount currency } }
  }
  purchaseOrderLines: purchaseOrderLineAggregate {
    count
    sum {
      quantity { amount: value unit { code } }
      receivedQuantity { amount: value unit { code } }
      rejectedQuantity { amount: value unit { code } }
      extendedPrice { amount currency }
      net { amount currency }
    }
  }
  salesOrders: salesOrderAggregate { count sum { net { amount currency } total { amount currency } } }
  salesOrderLines: salesOrderLineAggregate {
    count
    sum { quantity { amount: value unit { code } } net { amount currency } }
  }
  credits: migratedCreditAggregate { count sum { net { amount currency } total { amount currency } } }
  creditLines: migratedCreditLineAggregate {
    count
    sum { quantity { amount: value unit { code } } net { amount currency } }
  }
  stockLevels: stockLevelAggregate {
    count
    sum { onHand { amount: value unit { code } } valueAtStandardCost { amount currency } }
  }
}
"""


class _OneConnection:
    """Runs the statements of plans on a connection that is in use already."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def fetch_row(self, sql: str, values: Sequence[Any], access: Access) -> Sequence[str | None]:  # noqa: ARG002 - there is no wall here
        row = await self._connection.fetchrow(without_wall(sql), *values)
        assert row is not None
        return tuple(row)


def read_back_on(connection: Connection) -> Callable[[UUID], Awaitable[Mapping[str, Decimal]]]:
    """Give what reads the figures of a company on a connection; each is added up over currencies and units."""
    planner = Planner(the_core(), cursor_secret=b"")
    document = parse(FIGURES)
    reader = _OneConnection(connection)

    async def read_back(company_id: UUID) -> Mapping[str, Decimal]:
        admin = Principal("import", "import", "Import", granted_by([RoleCode.ADMIN]), (company_id,))
        answer = await planner.answer(document, None, None, access_of(admin), reader, {}, key="figures")
        assert not answer.result.errors, answer.result.errors
        return figures_of(orjson.loads(orjson.dumps(answer.result.data)))

    return read_back


def figures_of(data: Mapping[str, Any]) -> dict[str, Decimal]:
    """Name the figures of an answer by root and field: `purchaseOrders.total`."""
    figures: dict[str, Decimal] = {}
    for root, groups in data.items():
        for group in groups:
            figures[f"{root}.count"] = Decimal(group["count"])
            for name, parts in group.get("sum", {}).items():
                figures[f"{root}.{name}"] = sum((Decimal(part["amount"]) for part in parts or ()), Decimal(0))
    return figures
