"""What goes wrong in the database is told in words of ours, and a bug is told to the log alone."""

from collections.abc import AsyncGenerator
from dataclasses import replace

import asyncpg
import pytest
from asyncpg import Pool
from httpx import ASGITransport, AsyncClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from structlog.testing import capture_logs

from auth.principal import Principal
from server.database import Database, Limits, create_pool
from server.graphql import reader
from server.graphql.access import access_of
from server.graphql.errors import Refused
from server.graphql.reader import PoolReader
from server.http.refusal import failed
from server.row_security import RowSecurity
from server.telemetry import logs
from server.telemetry.metrics import Metrics
from server.telemetry.observed import Observed

NOBODY = access_of(Principal("nobody", "a test", "Nobody", frozenset(), companies=()))


@pytest.fixture
async def hasty(database: Database) -> AsyncGenerator[Pool]:
    """A pool of one connection of the application, which may end itself, that gives a statement 50 ms."""
    pool = await create_pool(
        replace(database, wall=RowSecurity.OFF), size_min=0, size_max=1, limits=Limits(statement=0.05)
    )
    yield pool
    await pool.close()


@pytest.fixture(params=[RowSecurity.OFF, RowSecurity.VERIFY])
def reading(hasty: Pool, request: pytest.FixtureRequest) -> PoolReader:
    """What reads through it: in one way, or in both."""
    return PoolReader(hasty, Metrics(), logs.logger(), wall=request.param)


async def refusal(reading: PoolReader, statement: str, *values: object) -> tuple[int | None, str]:
    with pytest.raises(Refused) as refused:
        await reading.fetch_row(statement, values, NOBODY)
    [error] = refused.value.errors
    return refused.value.status, (error.extensions or {})["code"]


async def test_gives_up_on_a_statement_that_takes_too_long(reading: PoolReader) -> None:
    assert await refusal(reading, "select pg_sleep(5)::text") == (504, "TIMEOUT")
    assert await reading.fetch_row("select 'x'", (), NOBODY) == ("x",)


async def test_says_that_the_database_is_away_and_comes_back_with_it(hasty: Pool, reading: PoolReader) -> None:
    ended = await refusal(reading, "select pg_terminate_backend(pg_backend_pid())::text")
    assert ended == (503, "UNAVAILABLE")
    assert await hasty.fetchval("select 1") == 1


async def test_does_not_wait_for_a_connection_for_ever(
    hasty: Pool, reading: PoolReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "ACQUIRE_SECONDS", 0.05)
    async with hasty.acquire():
        assert await refusal(reading, "select 'x'") == (503, "UNAVAILABLE")


@pytest.mark.parametrize(
    ("statement", "value"), [("select $1::text", "a\0b"), ("select ($1::bigint)::int::text", 10**12)]
)
async def test_refuses_values_that_the_database_cannot_hold(reading: PoolReader, statement: str, value: object) -> None:
    assert await refusal(reading, statement, value) == (None, "BAD_USER_INPUT")


async def test_says_try_again_while_a_backup_takes_the_place_of_tables(reading: PoolReader) -> None:
    assert await refusal(reading, "select * from nothing_there") == (503, "UNAVAILABLE")


async def test_lets_a_bug_be_a_bug(reading: PoolReader) -> None:
    with pytest.raises(asyncpg.DivisionByZeroError):
        await reading.fetch_row("select (1 / $1::int)::text", [0], NOBODY)
    with pytest.raises(asyncpg.DataError):
        await reading.fetch_row("select $1::int", ["text"], NOBODY)


async def test_reads_on_connections_that_cannot_write(hasty: Pool) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await hasty.execute("update currency set exponent = 0")


async def test_masks_a_bug_and_logs_it_under_the_request_id() -> None:
    async def fails(_request: Request) -> Response:
        raise ValueError("password=hunter2")

    inner = Starlette(routes=[Route("/", fails)], exception_handlers={Exception: failed})
    app = Observed(inner, Metrics(), logs.logger())
    with capture_logs() as logged:
        async with AsyncClient(transport=ASGITransport(app), base_url="http://torso") as client:
            answer = await client.get("/", headers={"x-request-id": "request-4711"})
    assert (answer.status_code, "hunter2" in answer.text) == (500, False)
    assert answer.json()["errors"][0]["extensions"] == {"code": "INTERNAL", "requestId": "request-4711"}
    assert [line["request_id"] for line in logged if line["event"] == "bug"] == ["request-4711"]
