"""Transfers are written in few statements, however many lines they have."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kernel.ids import uuid7
from server.settings import Settings
from tests.databases import COUNTED
from tests.inventory.transfers.depot import Depot
from tests.server.site import running
from tests.writing.proxy import Watch, proxy
from tests.writing.shop import Shop
from tests.writing.test_killed import socket_of, through

CREATE = """
mutation ($input: StockTransferCreateInput!, $key: ID!) {
  stockTransferCreate(input: $input, idempotencyKey: $key) { stockTransfer { number lines { id } } errors { code path } }
}
"""
# The key, the places, the goods, the reservations, the number, the transfer, its lines; the constraints and the answer.
STATEMENTS = 9
# BEGIN with who works, and COMMIT with the answer kept for the key; behind the second wall the role in which the answer is read.
AROUND = 2 + COUNTED.stands


@pytest.fixture
async def counted(depot: Depot, tmp_path: Path) -> Any:  # noqa: ANN401 - a generator of both
    """The shop of the depot behind a proxy, and the proxy's count; nothing has been prepared."""
    shop, watch = depot.office.shop, Watch()
    async with proxy(socket_of(shop.database.app_url), tmp_path, watch):
        database = replace(shop.database, app_url=through(shop.database.app_url, tmp_path), wall=COUNTED)
        home = shop.site.settings.home
        settings = Settings(home=home, pool_size_min=0, pool_size_max=1, write_pool_size=1, row_security=COUNTED)
        async with running(settings, database) as site:
            yield Shop(site, shop.database, shop.owner, shop.company, shop.other, shop.unit), watch


@pytest.mark.parametrize("lines", [1, 3])
async def test_a_transfer_takes_as_many_statements_for_three_lines_as_for_one(
    depot: Depot, counted: tuple[Shop, Watch], lines: int
) -> None:
    shop, watch = counted
    line = {"skuId": depot.counter.sku, "quantity": "1"}
    said, token = depot.input(1, lines=[line] * lines), shop.token(companies=[depot.office.company])
    for _ in range(3):
        watch.messages = 0
        answer = await shop.ask(CREATE, {"input": said, "key": str(uuid7())}, token=token)
        assert answer["data"]["stockTransferCreate"]["errors"] == []
    assert watch.messages - AROUND == STATEMENTS
