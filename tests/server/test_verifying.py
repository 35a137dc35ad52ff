"""Reading in both ways: nothing differs where both walls say the same, and nobody is told anything where they do not."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from asyncpg import Connection, Pool, Record
from structlog.testing import capture_logs

from auth.principal import Principal
from auth.roles import RoleCode, granted_by
from auth.second_wall import POLICY
from planner.access import Access
from server.database import Database, create_pool
from server.graphql.access import access_of
from server.graphql.reader import PoolReader
from server.graphql.verifying import AnyConnection, Verifying, WallDiffers, one_snapshot
from server.postgres.second_wall import set_wall
from server.row_security import RowSecurity
from server.settings import Settings
from server.telemetry import logs
from server.telemetry.metrics import Metrics
from tests.databases import Databases
from tests.server.site import Site, running

ADMIN = access_of(Principal("an admin", "a test", "Admin", granted_by([RoleCode.ADMIN]), companies=None))
UNITS = "select (select count(*) from unit)::text"
PRODUCTS = "{ products(first: 3) { totalCount nodes { code name } } parties(first: 1) { nodes { name } } }"
RENAME = """
mutation ($input: ProductUpdateInput!) {
  productUpdate(input: $input) { product { name } errors { code } }
}
"""


@dataclass
class Verified:
    """A database with its wall, and a pool of one connection that reads in it as the application."""

    database: Database
    owner: Connection
    pool: Pool
    metrics: Metrics = field(default_factory=Metrics)

    @property
    def reader(self) -> PoolReader:
        """What reads in both ways."""
        return PoolReader(self.pool, self.metrics, logs.logger(), wall=RowSecurity.VERIFY)

    @property
    def differences(self) -> str:
        """The count of differences, as operators see it."""
        [line] = [line for line in self.metrics.exposition().decode().splitlines() if line.startswith(COUNT)]
        return line.removeprefix(COUNT)

    @asynccontextmanager
    async def without(self, table: str) -> AsyncGenerator[None]:
        """Let the policy of a table show nothing meanwhile."""
        condition = await self.owner.fetchval("select qual from pg_policies where tablename = $1", table)
        await self.owner.execute(f'alter policy {POLICY} on "{table}" using (false)')
        yield
        await self.owner.execute(f'alter policy {POLICY} on "{table}" using ({condition})')


COUNT = "torso_wall_differences_total "


@pytest.fixture(scope="module")
async def verified(databases: Databases, demo_template: str, worker_id: str) -> AsyncGenerator[Verified]:
    """The demo company, with a wall of its own to break."""
    name = f"verified_{worker_id}"
    made = await databases.make(name, demo_template)
    database = Database(made.owner_url, made.app_url, embedded=True, wall=RowSecurity.VERIFY)
    await set_wall(database.owner_url, database.app_url, stands=True)
    pool, owner = await create_pool(database, size_min=0, size_max=1), await asyncpg.connect(database.owner_url)
    yield Verified(database, owner, pool)
    await pool.close()
    await owner.close()
    await databases.drop(name)


@pytest.fixture(scope="module")
async def site(verified: Verified, run_directory: Path) -> AsyncGenerator[Site]:
    """A server over it."""
    settings = Settings(home=run_directory / "home", pool_size_min=0, pool_size_max=2, row_security=RowSecurity.VERIFY)
    async with running(settings, verified.database) as site:
        yield site


class Interrupted(Verifying):
    """Reads in both ways, and somebody writes each time in between."""

    def __init__(self, owner: Connection, times: int = 100) -> None:
        super().__init__(Metrics(), logs.logger())
        self._owner, self._times = owner, times

    async def _behind(
        self, connection: AnyConnection, sql: str, values: Sequence[Any], access: Access, seconds: float | None
    ) -> Record | None:
        if self._times > 0:
            self._times -= 1
            await self._owner.execute("insert into currency (code, exponent) values ($1, 2)", f"X{self._times:02}")
        return await super()._behind(connection, sql, values, access, seconds)


async def test_what_is_alike_is_told(site: Site) -> None:
    for role in (RoleCode.ADMIN, RoleCode.SALES_REP, RoleCode.PARTNER_CUSTOMER):
        assert (await site.ask(PRODUCTS, role))["data"]["products"]["nodes"]


async def test_a_difference_is_told_to_nobody(site: Site, verified: Verified) -> None:
    with capture_logs() as logged:
        async with verified.without("product"):
            answer = await site.ask(PRODUCTS)
    assert (answer.get("data"), answer["errors"][0]["extensions"]["code"]) == (None, "INTERNAL")
    [said] = [line for line in logged if line["event"] == "the second wall leaves something else"]
    assert said["at"] == ["r0.totalCount", "r0.nodes (3, and 0 behind it)"]
    metrics = (await site.client.get("/metrics")).text
    assert f"{COUNT}1.0" in metrics


async def test_what_a_mutation_answers_with_is_compared_before_it_is_committed(site: Site, verified: Verified) -> None:
    row = await verified.owner.fetchrow("select id, name, version from product limit 1")
    assert row is not None
    given = {"id": f"Product:{row['id']}", "version": row["version"], "name": "Another"}
    async with verified.without("product"):
        answer = await site.ask(RENAME, input=given)
    assert answer["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert await verified.owner.fetchval("select name from product where id = $1", row["id"]) == row["name"]
    renamed = await site.ask(RENAME, input=given)
    assert renamed["data"]["productUpdate"] == {"product": {"name": "Another"}, "errors": []}


async def test_a_table_that_the_reader_may_not_ask_for_is_a_difference(verified: Verified) -> None:
    with pytest.raises(WallDiffers, match="permission denied for table idempotency_key"):
        await verified.reader.fetch_row("select (select count(*) from idempotency_key)::text", (), ADMIN)


async def test_a_connection_reads_on_as_the_application_after_a_difference(verified: Verified) -> None:
    before = float(verified.differences)
    async with verified.without("unit"):
        with pytest.raises(WallDiffers):
            await verified.reader.fetch_row(UNITS, (), ADMIN)
    assert await verified.pool.fetchval("select current_user") == "torso_app"
    assert await verified.reader.fetch_row(UNITS, (), ADMIN)
    assert float(verified.differences) == before + 1


async def test_both_ways_are_of_one_snapshot(verified: Verified) -> None:
    sql = "select (select count(*) from currency)::text, now()::text"
    async with verified.pool.acquire() as connection, one_snapshot(connection):
        row = await Interrupted(verified.owner, 1).fetch_row(connection, sql, (), ADMIN)
    assert row is not None
    assert int(row[0]) == await verified.owner.fetchval("select count(*) - 1 from currency")
    await verified.owner.execute("delete from currency where code like 'X__' and code ~ '[0-9]'")


@pytest.mark.parametrize("times", [1, 3, 100])
async def test_what_others_commit_between_statements_of_a_transaction_is_no_difference(
    verified: Verified, times: int
) -> None:
    async with verified.pool.acquire() as connection, connection.transaction():
        sql = "select (select count(*) from currency)::text"
        with capture_logs() as logged:
            assert await Interrupted(verified.owner, times).fetch_row(connection, sql, (), ADMIN)
    warned = [line["log_level"] for line in logged if "could not be compared" in line["event"]]
    assert warned == ["warning"] * (times == 100)
    await verified.owner.execute("delete from currency where code like 'X__' and code ~ '[0-9]'")
