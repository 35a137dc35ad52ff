"""Writing where the second wall stands: rules see what they need, and payloads what their viewer may see."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest

from planner.access import Rows
from server.graphql.access import ViewerAccess
from server.postgres.second_wall import set_wall
from server.row_security import RowSecurity
from server.settings import Settings
from tests.databases import MIGRATED, Databases
from tests.schema import builders
from tests.server.site import running
from tests.writing.shop import CREATE, Shop

TWICE = """
mutation ($one: ProductCreateInput!, $two: ProductCreateInput!, $key: ID, $next: ID) @atomic {
  one: productCreate(input: $one, idempotencyKey: $key) { product { code } errors { code } }
  two: productCreate(input: $two, idempotencyKey: $next) { product { code } errors { code } }
}
"""
SIMULATED = CREATE.replace("idempotencyKey: $key) {", "idempotencyKey: $key) @simulate {")


@pytest.fixture(scope="module")
async def walled_shop(databases: Databases, run_directory: Path, worker_id: str) -> AsyncGenerator[Shop]:
    """A company behind the second wall, and a server to write to it."""
    name = f"walled_shop_{worker_id}"
    database = replace(await databases.make(name, MIGRATED), wall=RowSecurity.ON)
    await set_wall(database.owner_url, database.app_url, stands=True)
    settings = Settings(
        home=run_directory / "home", pool_size_min=0, pool_size_max=2, write_pool_size=2, row_security=RowSecurity.ON
    )
    owner = await asyncpg.connect(database.owner_url)
    company, other = await builders.company(owner, "SHOP"), await builders.company(owner, "OTHER")
    unit = await builders.unit(owner)
    async with running(settings, database) as site:
        yield Shop(site, database, owner, company, other, unit)
    await owner.close()
    await databases.drop(name)


async def test_a_payload_tells_what_was_written(walled_shop: Shop) -> None:
    given = walled_shop.product()
    answer = await walled_shop.ask(CREATE, {"input": given})
    assert answer["data"]["productCreate"]["product"]["code"] == given["code"]


async def test_steps_go_on_writing_after_a_payload_was_read(walled_shop: Shop) -> None:
    one, two = walled_shop.product(), walled_shop.product()
    for _ in range(2):
        answer = await walled_shop.ask(TWICE, {"one": one, "two": two, "key": "first", "next": "second"})
        assert answer["data"]["one"]["product"] == {"code": one["code"]}
    assert await walled_shop.owner.fetchval("select count(*) from product where code = $1", one["code"]) == 1


async def test_a_simulation_tells_what_would_be(walled_shop: Shop) -> None:
    given = walled_shop.product()
    answer = await walled_shop.ask(SIMULATED, {"input": given})
    assert answer["data"]["productCreate"]["product"]["code"] == given["code"]
    assert not await walled_shop.owner.fetchval("select count(*) from product where code = $1", given["code"])


async def test_a_planner_without_policies_shows_nothing_of_others(
    walled_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await walled_shop.ask(CREATE, {"input": walled_shop.product()})
    monkeypatch.setattr(ViewerAccess, "rows", _wide_open)
    stranger = walled_shop.token(companies=[walled_shop.other])
    answer = await walled_shop.ask("{ products(first: 5) { totalCount nodes { code name } } }", token=stranger)
    assert answer["data"]["products"] == {"totalCount": 0, "nodes": []}


def _wide_open(*_: object) -> Rows:
    """See everything."""
    return Rows()
