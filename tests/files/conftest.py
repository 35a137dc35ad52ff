"""A company, a storage, and somebody who works and is somebody's signed link."""

import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Generator
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette
from starlette.routing import Route

from kernel.clock import FixedClock, SystemClock
from models import Company, File
from server.database import Database, create_engine, create_job_pool
from server.files.disk import DiskStorage
from server.files.endpoint import FileEndpoint, Works
from server.jobs.transaction import JobTransactions
from server.telemetry import logs
from server.telemetry.metrics import Metrics
from server.telemetry.observed import Observed
from services.platform.file import Announced, upload_request
from services.platform.file_link import FileLinks
from services.platform.file_storage import Storage
from services.work import Actor
from tests.databases import MIGRATED, Databases
from tests.writing.shop import Shop, opened_shop

ADA = Actor(str(uuid4()), "shop", "request-1", "Ada")
EVE = Actor(str(uuid4()), "shop", "request-2", "Eve")
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40


@pytest.fixture
def clock() -> FixedClock:
    """A clock that shows the time, and can be moved on."""
    return FixedClock(SystemClock().now())


@pytest.fixture(scope="session")
async def file_database(databases: Databases, worker_id: str) -> AsyncGenerator[Database]:
    """The database of these tests; what they write stays for the next."""
    name = f"files_{worker_id}"
    yield await databases.make(name, MIGRATED)
    await databases.drop(name)


@pytest.fixture
async def file_engine(file_database: Database) -> AsyncGenerator[AsyncEngine]:
    """The application's engine for writing."""
    engine = create_engine(file_database)
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
async def shop(file_database: Database, run_directory: Path) -> AsyncGenerator[Shop]:
    """A company with customers, and a server in front of it."""
    async with opened_shop(file_database, run_directory, write_pool_size=4) as opened:
        yield opened


@pytest.fixture
def works(file_engine: AsyncEngine, clock: FixedClock) -> Works:
    """Open transactions that are committed."""

    return JobTransactions(file_engine, clock).begin_as


@pytest.fixture
async def job_pool(file_database: Database) -> AsyncGenerator[asyncpg.Pool]:
    """The pool of a worker."""
    pool = await create_job_pool(file_database, size=2)
    yield pool
    await pool.close()


@pytest.fixture
async def company(works: Works) -> UUID:
    """A company of this test."""
    code = uuid4().hex[:12].upper()
    names = {"code": code, "name": code, "legal_name": code}
    async with works(ADA) as work:
        company = Company(**names, currency="EUR", country="AT", time_zone="Europe/Vienna")
        work.session.add(company)
        await work.session.flush()
        return company.id


@pytest.fixture(scope="session")
def s3_address(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    """A real S3-compatible server with a bucket."""
    directory = tmp_path_factory.mktemp("s3")
    (directory / "torso-files").mkdir()
    program = [sys.executable, "-m", "localbucket", str(directory), "--port"]
    port = _free_port()
    with subprocess.Popen([*program, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        _wait_for(f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}"
        server.terminate()


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    """A storage on the local disk."""
    return DiskStorage(tmp_path / "content")


@pytest.fixture
def links(clock: FixedClock) -> FileLinks:
    """Links of this installation."""
    return FileLinks(b"a secret of the tests", "http://torso.test", clock)


@pytest.fixture
async def browser(works: Works, storage: Storage, links: FileLinks, tmp_path: Path) -> AsyncGenerator[AsyncClient]:
    """Somebody who follows links."""
    endpoint = FileEndpoint(links, storage, works, tmp_path / "drafts")
    path = "/files/{file_id:uuid}"
    routes = [Route(path, endpoint.download), Route(path, endpoint.upload, methods=["PUT"])]
    app = Observed(Starlette(routes=routes), Metrics(), logs.logger())
    async with AsyncClient(transport=ASGITransport(app), base_url="http://torso.test") as client:
        yield client


async def announced(
    works: Works, company: UUID, content: bytes = PDF, name: str = "order.pdf", media_type: str = "application/pdf"
) -> File:
    """Announce a file of Ada's."""
    async with works(ADA) as work:
        return await upload_request(work, company, Announced(name, media_type, len(content)))


def _free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def _wait_for(address: str) -> None:
    for _ in range(200):
        try:
            httpx.get(address)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(address)
