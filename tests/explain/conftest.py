"""The demo company at a hundred times its size, made once for a run."""

from collections.abc import AsyncGenerator
from pathlib import Path

import asyncpg
import pytest
from asyncpg import Connection
from filelock import AsyncFileLock

from resolvers.schema import build_schema, core_of
from tests.databases import Databases
from tests.explain.goods import add_goods
from tests.explain.office import add_office
from tests.explain.reading import USER_ID, Reading

SCALE = 100
LARGE = "demo_large"


@pytest.fixture(scope="session")
async def large(databases: Databases, run_directory: Path) -> AsyncGenerator[Connection]:
    """A connection of the owner, who may explain what it is not the application's business to."""
    async with AsyncFileLock(run_directory / "large.lock"):
        if await databases.make_demo(LARGE, SCALE):
            owner = await asyncpg.connect(databases.named(LARGE).owner_url)
            await add_office(owner, USER_ID)
            await add_goods(owner)
            await owner.close()
    connection = await asyncpg.connect(databases.named(LARGE).owner_url, server_settings={"jit": "off"})
    yield connection
    await connection.close()


@pytest.fixture(scope="session")
async def reading(large: Connection) -> Reading:
    """What tells what an operation reads of the tables with more than ten thousand rows."""
    rows = await large.fetch("select relname from pg_class where relkind = 'r' and reltuples > 10000")
    return Reading(large, core_of(build_schema()), {row["relname"] for row in rows})
