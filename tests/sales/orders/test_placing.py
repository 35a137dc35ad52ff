"""Orders that are drafted and promised at once: wholly or not at all, and in few statements."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from server.settings import Settings
from tests.databases import COUNTED
from tests.finance.office import Answer, Word
from tests.sales.orders.counter import ORDER, Counter
from tests.sales.orders.test_credit import limit
from tests.server.site import running
from tests.writing.proxy import Watch, proxy
from tests.writing.shop import Shop
from tests.writing.test_killed import socket_of, through

PLACE = """
mutation ($input: SalesOrderCreateInput!, $key: ID!) {
  salesOrderPlace(input: $input, idempotencyKey: $key) {
    salesOrder { number state total { amount } lines { reservedQuantity { value } } }
    errors { code path }
  }
}
"""
# The key, the goods, the taxes, the order, its lines; what is ready, the reservations, the number, the order again; the
# constraints and the answer.
STATEMENTS = 11
# What is open and ordered of a customer with a credit limit.
OF_CREDIT = 1
# BEGIN with who works, and COMMIT with the answer kept for the key; behind the second wall the role in which the answer is read.
AROUND = 2 + COUNTED.stands


@pytest.fixture
async def counted(counter: Counter, tmp_path: Path) -> Any:  # noqa: ANN401 - a generator of both
    """The shop of the counter behind a proxy, and the proxy's count; nothing has been prepared."""
    shop, watch = counter.office.shop, Watch()
    async with proxy(socket_of(shop.database.app_url), tmp_path, watch):
        database = replace(shop.database, app_url=through(shop.database.app_url, tmp_path), wall=COUNTED)
        home = shop.site.settings.home
        settings = Settings(home=home, pool_size_min=0, pool_size_max=1, write_pool_size=1, row_security=COUNTED)
        async with running(settings, database) as site:
            yield Shop(site, shop.database, shop.owner, shop.company, shop.other, shop.unit), watch


async def trips(shop: Shop, watch: Watch, counter: Counter) -> tuple[int, Answer]:
    """Place an order of five lines until every statement has been prepared; give the round trips of the last, and it."""
    said, token = counter.input(*[counter.line()] * 5), shop.token(companies=[counter.office.company])
    placed: Answer = {}
    for _ in range(3):
        watch.messages = 0
        answer = await shop.ask(PLACE, {"input": said, "key": str(uuid7())}, token=token)
        placed = answer["data"]["salesOrderPlace"]
    assert placed["errors"] == []
    return watch.messages, placed["salesOrder"]


async def placed(counter: Counter, role: RoleCode = RoleCode.ADMIN, **said: Any) -> Answer:
    """Place an order of five pieces, and give the payload."""
    given = counter.input(counter.line(5), **said)
    return await counter.office.do("salesOrderPlace", ORDER, role, input=given, idempotencyKey=str(uuid7()))


async def orders(counter: Counter) -> int:
    """Count the orders of the company."""
    statement = "select count(*) from sales_order where company_id = $1"
    return await counter.office.shop.owner.fetchval(statement, counter.office.company)


async def test_five_lines_are_ordered_and_promised_in_twelve_statements_at_most(
    counter: Counter, counted: tuple[Shop, Watch]
) -> None:
    await counter.stocked(100)
    count, order = await trips(*counted, counter)
    assert count - AROUND == STATEMENTS <= 12
    assert (order["state"], order["total"]["amount"]) == ("CONFIRMED", "100.00")
    assert order["lines"] == [{"reservedQuantity": {"value": "2.000000"}}] * 5


async def test_a_credit_limit_takes_one_statement_more(counter: Counter, counted: tuple[Shop, Watch]) -> None:
    await limit(counter, "1000.00")
    count, _ = await trips(*counted, counter)
    assert count - AROUND == STATEMENTS + OF_CREDIT <= 12


async def test_a_sales_rep_places_orders(counter: Counter) -> None:
    payload = await placed(counter, RoleCode.SALES_REP)
    assert payload["errors"] == []
    assert (payload["salesOrder"]["state"], payload["salesOrder"]["number"]) == ("CONFIRMED", "SO-000001")


async def test_whoever_keeps_the_books_places_none(counter: Counter) -> None:
    assert [error["code"] for error in (await placed(counter, RoleCode.ACCOUNTANT))["errors"]] == ["FORBIDDEN"]


async def test_nothing_is_drafted_where_the_credit_does_not_reach(counter: Counter) -> None:
    await limit(counter, "49.99")
    (refused,) = (await placed(counter))["errors"]
    assert (refused["code"], refused["path"]) == ("CREDIT_LIMIT_EXCEEDED", ["input"])
    assert await orders(counter) == 0


async def test_nothing_is_drafted_where_goods_are_short_that_leave_at_once(counter: Counter) -> None:
    await counter.stocked(4)
    (refused,) = (await placed(counter, deliveryPolicy=Word("COMPLETE_ONLY")))["errors"]
    assert (refused["code"], refused["path"]) == ("STOCK_SHORT", ["input"])
    assert await orders(counter) == 0


async def test_refuses_an_order_of_nothing(counter: Counter) -> None:
    said = counter.input()
    key = str(uuid7())
    assert await counter.refused("salesOrderPlace", input=said, idempotencyKey=key) == ["NOTHING_ORDERED"]
