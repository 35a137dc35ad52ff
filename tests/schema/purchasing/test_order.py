"""Purchase orders as clients see them: what a line costs before and after it is rounded."""

from decimal import Decimal

from asyncpg import Connection

from kernel.clock import SystemClock
from tests.schema.builders import company, insert, party, sku, unit
from tests.schema.conftest import Ask

AMOUNTS = ("net_amount", "tax_amount", "freight_amount", "total_amount")


async def test_a_line_tells_its_price_before_and_after_rounding(ask: Ask, owner: Connection) -> None:
    acme = await company(owner)
    vendor, bolt = await party(owner, acme), await sku(owner, acme)
    order = {"company_id": acme, "vendor_id": vendor, "state": "DRAFT", "currency": "EUR"}
    amounts = dict.fromkeys(AMOUNTS, Decimal("0.00"))
    order_id = await insert(owner, "purchase_order", ordered_at=SystemClock().now(), **order, **amounts)
    line = {"company_id": acme, "order_id": order_id, "position": 1, "sku_id": bolt, "description": "Bolt"}
    prices = {"quantity": 3, "unit_price": Decimal("0.123456"), "net_amount": Decimal("0.37"), "currency": "EUR"}
    await insert(owner, "purchase_order_line", unit_id=await unit(owner), **line, **prices)
    query = "{ purchaseOrders(first: 1) { nodes { lines { net { amount } extendedPrice { amount currency } } } } }"
    assert (await ask(query))["purchaseOrders"]["nodes"] == [
        {"lines": [{"net": {"amount": "0.37"}, "extendedPrice": {"amount": "0.370368", "currency": "EUR"}}]}
    ]
