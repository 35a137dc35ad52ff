"""One PostgreSQL server for the whole run, and a database for every worker, cloned from a migrated template.

The server is the embedded one, in a home of its own that does not wait for the disk. Every worker of pytest-xdist uses the
same server, so whoever comes first makes the template, under a lock.
"""

import fcntl
import gc
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest
from asyncpg import Connection, Pool
from filelock import AsyncFileLock
from sqlalchemy.ext.asyncio import AsyncEngine

from server.database import Database, create_engine, create_pool
from server.postgres import EmbeddedServer, embedded_server
from tests.databases import DEMO, MIGRATED, Databases
from tests.declared import looked_through
from tests.oracle.fixtures import sides, viewers, world, world_database

# One world for all who only read it.
__all__ = ["sides", "viewers", "world", "world_database"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep for the end what has the machine to itself: nobody waits then for a long test of another worker."""
    items.sort(key=lambda item: item.get_closest_marker("alone") is not None)


def pytest_collection_finish() -> None:
    """Leave all that is there by now out of garbage collection: it stays, and looking through it took a sixth of the time."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Give tests that are marked `alone` the machine to themselves; all others run beside each other."""
    with Path(__file__).open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX if item.get_closest_marker("alone") else fcntl.LOCK_SH)
        return (yield)


@pytest.fixture(scope="session", autouse=True)
def undeclared_refusals() -> Generator[list[str]]:
    """What mutations have refused with, and errors.json does not name them for."""
    with looked_through() as found:
        yield found


@pytest.fixture(autouse=True)
def _every_refusal_is_declared(undeclared_refusals: list[str]) -> Generator[None]:
    yield
    told = sorted(set(undeclared_refusals))
    undeclared_refusals.clear()
    assert told == [], "errors.json does not name these mutations for what they refuse with"


@pytest.fixture(scope="session")
def run_directory(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The directory that all workers of this run share."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def postgres(run_directory: Path) -> Generator[EmbeddedServer]:
    """The server of this run."""
    with embedded_server(run_directory / "home", durable=False) as server:
        yield server


@pytest.fixture(scope="session")
async def databases(postgres: EmbeddedServer, run_directory: Path) -> Databases:
    """The maker of databases, for tests that need another one than their worker's."""
    databases = Databases(postgres)
    async with AsyncFileLock(run_directory / "template.lock"):
        await databases.make_migrated()
    return databases


@pytest.fixture(scope="session")
async def database(databases: Databases, worker_id: str) -> Database:
    """The migrated database of this worker; what a test commits there stays for the tests after it."""
    return await databases.make(f"worker_{worker_id}", MIGRATED)


@pytest.fixture
async def fresh_database(databases: Databases, worker_id: str) -> AsyncGenerator[Database]:
    """A migrated database of this test alone, for what has to be committed."""
    name = f"fresh_{worker_id}"
    yield await databases.make(name, MIGRATED)
    await databases.drop(name)


@pytest.fixture(scope="session")
async def demo_template(databases: Databases, run_directory: Path) -> str:
    """The template with the demo company."""
    async with AsyncFileLock(run_directory / "demo.lock"):
        await databases.make_demo()
    return DEMO


@pytest.fixture(scope="session")
async def demo_database(databases: Databases, demo_template: str, worker_id: str) -> Database:
    """The demo company, for tests that only read it."""
    return await databases.make(f"demo_{worker_id}", demo_template)


@pytest.fixture(scope="session")
async def demo_pool(demo_database: Database) -> AsyncGenerator[Pool]:
    """The pool of the application over the demo company."""
    pool = await create_pool(demo_database, size_min=0, size_max=4)
    yield pool
    await pool.close()


@pytest.fixture(scope="session")
async def pool(database: Database) -> AsyncGenerator[Pool]:
    """The pool of the application, as the server has it."""
    pool = await create_pool(database, size_min=0, size_max=4)
    yield pool
    await pool.close()


@pytest.fixture(scope="session")
async def engine(database: Database) -> AsyncGenerator[AsyncEngine]:
    """The application's engine for writing, as the server has it."""
    engine = create_engine(database)
    yield engine
    await engine.dispose()


@pytest.fixture
async def app(database: Database) -> AsyncGenerator[Connection]:
    """A connection of the application in a transaction that is rolled back after the test."""
    async with rolled_back(database.app_url) as connection:
        yield connection


@pytest.fixture
async def owner(database: Database) -> AsyncGenerator[Connection]:
    """A connection of the owner in a transaction that is rolled back after the test."""
    async with rolled_back(database.owner_url) as connection:
        yield connection


@asynccontextmanager
async def rolled_back(url: str) -> AsyncGenerator[Connection]:
    """Open a connection in a transaction that leaves nothing behind."""
    connection = await asyncpg.connect(url)
    transaction = connection.transaction()
    await transaction.start()
    try:
        yield connection
    finally:
        await transaction.rollback()
        await connection.close()
