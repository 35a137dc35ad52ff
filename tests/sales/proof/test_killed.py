"""The server is killed in the middle of many confirmations at once; no order is half promised, none that was acknowledged is lost.

Real processes and real HTTP. Another server is started, and all confirmations are sent to it once more with their keys.
TORSO_KILLS says how often it is killed, TORSO_KILLED_ORDERS in the middle of how many confirmations, TORSO_KILL_SEED with which
chance.
"""

import asyncio
import os
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any, Final, cast
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import orjson
import pytest

from auth.demo import issue
from auth.keys import signing_key
from auth.roles import RoleCode
from auth.tokens import TokenIssuer
from benchmarks.http_client import Connection
from kernel.clock import SystemClock
from kernel.ids import uuid7
from server.access.wiring import OWN_REALM
from server.database import Database
from server.settings import Settings
from tests.finance.office import Office, office_of
from tests.sales.proof.market import Market, key_of, market_of
from tests.schema import builders
from tests.server.process import Running, running
from tests.server.site import running as running_here
from tests.writing.shop import Shop

KILLS: Final = int(os.environ.get("TORSO_KILLS", "2"))
ORDERS: Final = int(os.environ.get("TORSO_KILLED_ORDERS", "100"))
SEED: Final = int(os.environ.get("TORSO_KILL_SEED", "0"))
PRODUCTS, LINES = 20, 2
START_SECONDS: Final = 120

CONFIRM = """mutation ($id: ID!, $key: ID!) {
  salesOrderConfirm(id: $id, version: 1, idempotencyKey: $key) { salesOrder { id number } errors { code } }
}"""
# Drafts as the mutation writes them, a thousand in one statement.
DRAFT: Final = """
with made as (
  insert into sales_order (company_id, state, customer_id, placed_at, currency, net_amount, tax_amount, total_amount)
  select $1, 'DRAFT', $2, now(), 'EUR', 20.00, 0.00, 20.00 from generate_series(1, $3::integer) returning id
), lined as (
  insert into sales_order_line (company_id, order_id, position, sku_id, description, quantity, unit_id, currency, unit_price,
    net_amount, tax_amount)
  select $1, made.id, place, ($4::uuid[])[1 + (place * 7 + row_number() over (order by made.id)) % cardinality($4::uuid[])], 'Bolt',
    1, (select id from unit where code = 'PCE'), 'EUR', 10, 10.00, 0.00
  from made cross join generate_series(1, $5::integer) as place
)
select id from made order by id
"""
WAITING: Final = "select 1 from pg_locks where locktype = 'transactionid' and pid <> pg_backend_pid()"
# Of each order whether it is confirmed, and whether anything of it is not as that says.
STATES: Final = """
select own.id, own.state = 'CONFIRMED' as confirmed,
  (own.state = 'CONFIRMED') <> (own.number is not null) or (own.state = 'CONFIRMED') <> (own.confirmed_at is not null)
  or kept.quantity <> case own.state when 'CONFIRMED' then $2 else 0 end as half
from sales_order as own cross join lateral (
  select coalesce(sum(held), 0) as quantity from reservation join sales_order_line as line on line.id = demand_id
  where line.order_id = own.id
) as kept where own.id = any($1::uuid[])
"""
HALF_KEPT: Final = """
select count(*) from idempotency_key as kept where key = any($1::text[]) and response is null
"""


@dataclass
class Round:
    """Confirmations that are sent at once, each with a key of its own, and what came of them."""

    keys: Mapping[UUID, str]
    acknowledged: dict[UUID, bool] = field(default_factory=dict[UUID, bool])
    """Of each order that was answered for, whether the answer was a replay."""

    async def send(self, server: Running, token: str, kill_after: int | None = None) -> None:
        """Send all at once; the server is killed as soon as so many were answered."""
        address = urlsplit(str(server.client.base_url))
        async with asyncio.TaskGroup() as group:
            for order in self.keys:
                group.create_task(
                    self._one(server, (address.hostname or "", address.port or 0), token, order, kill_after)
                )

    async def _one(
        self, server: Running, address: tuple[str, int], token: str, order: UUID, kill_after: int | None
    ) -> None:
        variables = {"id": f"SalesOrder:{order}", "key": self.keys[order]}
        try:
            answer = await _posted(address, token, {"query": CONFIRM, "variables": variables})
        except OSError:
            assert kill_after is not None
            return
        assert "data" in answer, answer
        assert answer["data"]["salesOrderConfirm"]["errors"] == [], answer
        self.acknowledged[order] = "replayed" in answer.get("extensions", {})
        if len(self.acknowledged) == kill_after:
            server.kill()


async def _posted(address: tuple[str, int], token: str, body: Mapping[str, object]) -> dict[str, Any]:
    """Send a document over a connection of its own."""
    text = orjson.dumps(body)
    head = (
        f"POST /graphql HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n"
        f"accept: application/graphql-response+json\r\ncontent-length: {len(text)}\r\n\r\n"
    )
    _, connection = await asyncio.get_running_loop().create_connection(Connection, *address)
    try:
        answer = await connection.ask(head.encode() + text)
    finally:
        connection.close()
    return cast("dict[str, Any]", orjson.loads(answer.partition(b"\r\n\r\n")[2]))


@pytest.fixture
async def market(fresh_database: Database, run_directory: Path) -> AsyncGenerator[Market]:
    """A market that nobody can empty."""
    owner = await asyncpg.connect(fresh_database.owner_url)
    company, other = await builders.company(owner, "SHOP"), await builders.company(owner, "OTHER")
    unit = await builders.unit(owner)
    settings = Settings(home=run_directory / "home", pool_size_min=0, pool_size_max=2, write_pool_size=2)
    async with running_here(settings, fresh_database) as site:
        shop = Shop(site, fresh_database, owner, company, other, unit)
        office: Office = await office_of(shop, datetime.now(UTC).year)
        yield await market_of(office, PRODUCTS, KILLS * ORDERS * LINES)
    await owner.close()


@asynccontextmanager
async def _another(market: Market, database: Database) -> AsyncGenerator[Running]:
    home = market.office.shop.site.settings.home
    # All sign in as one application, of which a server takes 500 requests at once unless it is told otherwise.
    limit = {"TORSO_REQUESTS_PER_CLIENT_MAX": str(ORDERS)}
    async with running(database.app_url, database, home, START_SECONDS, limit) as server:
        yield server


async def test_orders_are_promised_wholly_or_not_at_all(market: Market, fresh_database: Database) -> None:
    chance, owner = Random(SEED), market.office.shop.owner
    issuer = TokenIssuer(signing_key(market.office.shop.site.settings.home), OWN_REALM, SystemClock())
    token = issue(issuer, RoleCode.ADMIN, companies=[market.office.company])
    for _ in range(KILLS):
        drafted = await owner.fetch(
            DRAFT, market.office.company, key_of(market.customer), ORDERS, [key_of(sku) for sku in market.skus], LINES
        )
        sent = Round({row["id"]: str(uuid7()) for row in drafted})
        async with _another(market, fresh_database) as victim:
            await sent.send(victim, token, kill_after=chance.randint(1, ORDERS // 2))
        before = await _confirmed(owner, list(sent.keys))
        assert set(sent.acknowledged) <= before, "acknowledged and lost"
        assert len(before) < ORDERS, "killed too late"
        assert await owner.fetchval(HALF_KEPT, list(sent.keys.values())) == 0

        again = Round(sent.keys)
        async with _another(market, fresh_database) as survivor:
            await again.send(survivor, token)
        assert {order for order, replayed in again.acknowledged.items() if replayed} == before
        assert await _confirmed(owner, list(sent.keys)) == set(sent.keys)
    assert (await market.wrong(), await market.findings()) == ([], [])


async def _confirmed(owner: asyncpg.Connection, orders: Sequence[UUID]) -> set[UUID]:
    """Give which orders are confirmed, once nobody is writing: a transaction whose client has died ends when that is noticed."""
    while await owner.fetchval(WAITING):
        await asyncio.sleep(0.02)
    rows = await owner.fetch(STATES, orders, LINES)
    assert [row["id"] for row in rows if row["half"]] == []
    return {row["id"] for row in rows if row["confirmed"]}
