"""A file is kept for as long as a bulk operation waits for it, whoever lets it go meanwhile."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import pytest
from asyncpg import Connection

from models import BulkErrorPolicy, BulkOperation, BulkOperationKind, BulkOperationState
from server.jobs.binding import Tools
from server.jobs.worker import tools_of
from services.platform.file import claim, release
from services.work import Actor, Work
from tests.bulk.conftest import Bulk

SUBJECT = str(uuid4())
ADA = Actor(SUBJECT, "shop", "", "Ada")
FILE = """
insert into file (name, media_type, size_bytes, sha256, requested_by, expires_at, stored_at, claimed_at)
values ('lines', 'application/x-ndjson', 1, repeat('0', 64), $1, now(), now(), now()) returning id
"""
IS_CLAIMED = "select claimed_at is not null from file where id = $1"
END = "update bulk_operation set state = 'COMPLETED' where id = $1"
WAITS = "select exists (select from pg_locks where not granted and pid <> pg_backend_pid())"


@pytest.fixture
async def tools(bulk: Bulk) -> AsyncGenerator[Tools]:
    """What opens transactions."""
    async with tools_of(bulk.settings, bulk.shop.database) as tools:
        yield tools


@pytest.fixture
async def file_id(bulk: Bulk) -> UUID:
    """A file that something needs."""
    return await bulk.shop.owner.fetchval(FILE, SUBJECT)


async def ask(work: Work, file_id: UUID) -> UUID:
    """Take the file into use for a bulk operation, as whoever asks for one does."""
    file = await claim(work, file_id)
    operation = BulkOperation(
        kind=BulkOperationKind.MUTATION, document="", error_policy=BulkErrorPolicy.REJECT_FAILED, source_file_id=file.id,
        requested_by=SUBJECT, client_id="shop", rights={}, state=BulkOperationState.QUEUED,
    )  # fmt: skip
    work.session.add(operation)
    await work.session.flush()
    return operation.id


@asynccontextmanager
async def while_another_lets_it_go(
    tools: Tools, owner: Connection, file_id: UUID, ended: UUID | None = None
) -> AsyncGenerator[Work]:
    """Open a transaction that is committed once another, which ends a bulk operation and lets the file go, waits for it."""

    async def let_go() -> None:
        async with tools.transactions.begin_as(ADA) as work:
            await work.raw.execute(END, ended)
            await release(work, file_id)

    async with asyncio.TaskGroup() as both, tools.transactions.begin_as(ADA) as work:
        yield work
        both.create_task(let_go())
        async with asyncio.timeout(30):
            while not await owner.fetchval(WAITS):
                await asyncio.sleep(0.01)


async def test_it_stays_for_a_bulk_operation_that_is_asked_for_meanwhile(
    bulk: Bulk, tools: Tools, file_id: UUID
) -> None:
    async with while_another_lets_it_go(tools, bulk.shop.owner, file_id) as work:
        await ask(work, file_id)
    assert await bulk.shop.owner.fetchval(IS_CLAIMED, file_id)


async def test_it_goes_with_the_last_of_two_that_end_at_once(bulk: Bulk, tools: Tools, file_id: UUID) -> None:
    async with tools.transactions.begin_as(ADA) as work:
        first, second = await ask(work, file_id), await ask(work, file_id)
    async with while_another_lets_it_go(tools, bulk.shop.owner, file_id, second) as work:
        await work.raw.execute(END, first)
        await release(work, file_id)
    assert not await bulk.shop.owner.fetchval(IS_CLAIMED, file_id)
