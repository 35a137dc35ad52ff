"""The awkward world in a database, and both sides over it, for all tests that only read it."""

from collections.abc import AsyncGenerator, Mapping
from itertools import count
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from babel import Locale

from auth.principal import Principal
from kernel.clock import FixedClock
from planner.answer import Planner
from resolvers.loaders import loaders_for
from resolvers.schema import build_schema, core_of
from server.database import Database, create_engine, create_owner_engine, create_pool
from services.platform.file_link import FileLinks
from tests.databases import MIGRATED, Databases
from tests.oracle.naive.answer import Naive
from tests.oracle.naive.store import Store
from tests.oracle.printed import printed
from tests.oracle.sides import Sides
from tests.oracle.viewers import viewers as made_viewers
from tests.oracle.world import World
from tests.oracle.world.builder import NOON

__all__ = ["sides", "viewers", "world", "world_database"]
_NUMBERS = count()
LINKS = FileLinks(b"oracle", "https://files.example", FixedClock(NOON))
# So many entries of the audit are sealed; the others wait.
SEALED = 500
# So many events are told of; the others wait too.
TOLD = 5_000


@pytest.fixture(scope="session")
def world() -> World:
    """The rows, as they were made."""
    return World()


@pytest.fixture(scope="session")
def viewers(world: World) -> Mapping[str, Principal]:
    """Those who ask, by what sets them apart."""
    return made_viewers(world)


@pytest.fixture(scope="session")
async def world_database(databases: Databases, world: World, worker_id: str) -> AsyncGenerator[Database]:
    """The world, in a database of this worker."""
    name = f"world_{worker_id}_{next(_NUMBERS)}"
    database = await databases.make(name, MIGRATED)
    engine = create_owner_engine(database)
    await world.save(engine)
    async with engine.begin() as connection:
        await connection.execute(sa.text("select audit_seal(:at_most)"), {"at_most": SEALED})
        await connection.execute(sa.text("select feed_advance(:at_most)"), {"at_most": TOLD})
    await engine.dispose()
    yield database
    await databases.drop(name)


@pytest.fixture(scope="session")
async def sides(world_database: Database) -> AsyncGenerator[Sides]:
    """Both sides over the world."""
    engine, pool = create_engine(world_database), await create_pool(world_database, size_min=0, size_max=2)
    naive = Naive(printed(), await Store.load(engine), _name)
    loaders = loaders_for(("en",), LINKS)
    yield Sides(Planner(core_of(build_schema()), cursor_secret=b"oracle"), pool, loaders, naive)
    await pool.close()
    await engine.dispose()


def _name(coordinate: str, code: str) -> str:
    if coordinate.endswith("Url"):
        return (LINKS.upload if coordinate == "File.uploadUrl" else LINKS.download)(UUID(code))
    english: Any = Locale.parse("en")
    tables = {"Country.name": "territories", "Currency.name": "currencies", "Currency.symbol": "currency_symbols"}
    return getattr(english, tables[coordinate]).get(code, code)
