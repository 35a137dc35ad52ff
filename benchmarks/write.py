"""`./torso bench write`: the same facts written by mutations over HTTP and by SQL by hand, at several numbers of clients."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final, cast

import asyncpg
import orjson
from asyncpg import Pool

from auth.demo import issue
from auth.keys import signing_key
from auth.roles import RoleCode
from auth.tokens import TokenIssuer
from benchmarks.figures import Figures
from benchmarks.http_client import Connection
from benchmarks.load import Window, closed_loop
from benchmarks.processes import WORKERS, Server, running_server
from benchmarks.rounds import take_turns
from benchmarks.write_cases import Products, WriteCase, write_cases
from benchmarks.write_entries import entry_cases
from benchmarks.write_goods import find_goods
from benchmarks.write_invoices import invoice_cases
from benchmarks.write_orders import order_cases
from benchmarks.write_place import find_place
from kernel.clock import SystemClock
from server.access.wiring import OWN_REALM
from server.database import APPLICATION_ROLE, REQUEST, Database
from server.migration import upgrade
from server.postgres import EmbeddedServer, embedded_server
from server.reference_data import bring_reference_data
from server.settings import Settings
from services.demo import seed
from services.demo.identity import COMPANY_ID

NAME: Final = "bench_write"
REFERENCE: Final = "sql"
SQL_CONNECTIONS: Final = 16


async def run_write(
    settings: Settings,
    cases: Sequence[str],
    clients: Sequence[int],
    seconds: float,
    note: Callable[[str], None],
    workers: int = WORKERS,
) -> Sequence[Figures]:
    """Measure the cases whose names begin so, on the embedded server, in a database that is made for it and dropped.

    Raises:
        RuntimeError: something was refused.
    """
    with embedded_server(settings.home) as server:
        note("Making a database with the demo company")
        async with made_for_it(server) as database:
            return await measure(settings, database, cases, clients, seconds, note, workers)


async def measure(
    settings: Settings,
    database: Database,
    cases: Sequence[str],
    clients: Sequence[int],
    seconds: float,
    note: Callable[[str], None],
    workers: int = WORKERS,
) -> Sequence[Figures]:
    """Measure cases on a database with the demo company; raises what `run_write` does."""
    owner = await asyncpg.connect(database.owner_url)
    most = max(clients)
    by_http, by_sql = [await _products(owner, f"BENCH-{way}", most) for way in ("HTTP", "SQL")]
    unit = await owner.fetchval("select id from unit where code = 'PCE'")
    place = await find_place(owner, most)
    ordered = [await find_goods(owner, place, way, most) for way in ("HTTP", "SQL")]
    await owner.close()
    figures: list[Figures] = []
    async with running_server(settings, database, workers) as server, sql_pool(database) as pool:
        token = issue(TokenIssuer(signing_key(settings.home), OWN_REALM, SystemClock()), RoleCode.ADMIN)
        posting = (*entry_cases(place), *invoice_cases(place))
        ways = zip((by_http, by_sql), ordered, strict=True)
        own = [(*write_cases(products, unit), *posting, *order_cases(goods)) for products, goods in ways]
        pairs = zip(*own, strict=True)
        for mutated, written in pairs:
            if not mutated.name.startswith(tuple(cases)):
                continue
            turns = {"http": partial(load_http, server, token, mutated), REFERENCE: partial(load_sql, pool, written)}
            figures += await take_turns(mutated.name, turns, clients, seconds, REFERENCE, note)
    return figures


async def load_http(server: Server, token: str, case: WriteCase, clients: int, seconds: float) -> Window:
    """Let so many clients send mutations, each over a connection of its own."""
    idle = [(client, await _connected(server)) for client in range(clients)]
    head = (
        f"POST /graphql HTTP/1.1\r\nhost: {server.host}:{server.port}\r\nauthorization: Bearer {token}\r\n"
        "accept: application/graphql-response+json\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    )

    async def sent(connection: Connection, operation: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        body = orjson.dumps({"query": operation, "variables": variables})
        answer = await connection.ask(head.replace("{length}", str(len(body))).encode() + body)
        if b'"errors":[]' not in answer or b'"errors":[{' in answer:
            raise RuntimeError(answer[:2000].decode("latin-1"))
        return orjson.loads(answer.partition(b"\r\n\r\n")[2])["data"] if case.then else {}

    async def ask(_number: int) -> None:
        client, connection = idle.pop()
        await case.do(case.given(client), partial(sent, connection))
        idle.append((client, connection))

    try:
        return await closed_loop(ask, clients, seconds)
    finally:
        for _, connection in idle:
            connection.close()


async def load_sql(pool: Pool, case: WriteCase, clients: int, seconds: float) -> Window:
    """Let so many clients write the same by hand."""
    idle = list(range(clients))

    async def ask(_number: int) -> None:
        client = idle.pop()
        async with pool.acquire() as connection:
            assert (await case.sql(cast("asyncpg.Connection", connection), case.given(client))).encode()
        idle.append(client)

    return await closed_loop(ask, clients, seconds)


@asynccontextmanager
async def made_for_it(server: EmbeddedServer) -> AsyncGenerator[Database]:
    """Make a database with the demo company, and drop it in the end."""
    database = Database(server.url("torso_owner", NAME), server.url(APPLICATION_ROLE, NAME), embedded=True)
    admin = await asyncpg.connect(server.url("postgres", "postgres"))
    try:
        await admin.execute(f"drop database if exists {NAME} with (force)")
        await admin.execute(f"create database {NAME} owner torso_owner")
        await upgrade(database)
        await bring_reference_data(database)
        owner = await asyncpg.connect(database.owner_url)
        await seed(owner)
        await owner.close()
        yield database
        await admin.execute(f"drop database if exists {NAME} with (force)")
    finally:
        await admin.close()


@asynccontextmanager
async def sql_pool(database: Database) -> AsyncGenerator[Pool]:
    """Open a pool with as many connections as the workers of the server have for writing together."""
    settings = {"TimeZone": "UTC", "jit": "off", **REQUEST.as_settings()}
    pool = await asyncpg.create_pool(
        database.app_url, min_size=SQL_CONNECTIONS, max_size=SQL_CONNECTIONS, server_settings=settings
    )
    yield pool
    await pool.close()


async def _connected(server: Server) -> Connection:
    _, connection = await asyncio.get_running_loop().create_connection(Connection, server.host, server.port)
    return connection


async def _products(owner: asyncpg.Connection, prefix: str, count: int) -> Products:
    rows = await owner.fetch(
        "insert into product (company_id, code, name, kind, unit_id) "
        "select $1, $2 || number, 'Thing', 'GOODS', (select id from unit where code = 'PCE') "
        "from generate_series(1, $3::integer) as number returning id",
        COMPANY_ID,
        prefix,
        count,
    )
    return Products([row["id"] for row in rows])
