"""The server is killed at twenty points of a mutation; nothing is half done, nothing acknowledged is lost.

Real processes and real HTTP. What the server says to PostgreSQL goes through a proxy that kills it at the chosen message, or
at a moment of its commit; a second server then answers the retry with the same key.
"""

import asyncio
import random
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import asyncpg
import pytest
from httpx import AsyncClient, HTTPError

from auth.demo import issue
from auth.keys import signing_key
from auth.roles import RoleCode
from auth.tokens import TokenIssuer
from kernel.clock import SystemClock
from kernel.ids import uuid7
from server.access.wiring import OWN_REALM
from server.database import Database
from tests.schema import builders
from tests.server.process import Running, running
from tests.writing.proxy import Moment, Watch, proxy
from tests.writing.shop import CREATE

SEED = 20_261_121
POINTS: list[Moment | int] = [*Moment, *random.Random(SEED).sample(range(1, 40), 17)]
SKUS = 3


async def test_nothing_is_half_done_or_lost_or_doubled(
    fresh_database: Database, run_directory: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = run_directory / "home"
    token = issue(TokenIssuer(signing_key(home), OWN_REALM, SystemClock()), RoleCode.ADMIN)
    owner = await asyncpg.connect(fresh_database.owner_url)
    company, unit = await builders.company(owner), await builders.unit(owner)
    async with running(fresh_database.app_url, fresh_database, home) as survivor:
        outcomes = [
            await killed_and_retried(
                point, place, fresh_database, home, tmp_path_factory, token, (company, unit), survivor
            )
            for place, point in enumerate(POINTS)
        ]
    assert {"COMMIT_SENT", "COMMIT_ANSWERED", "COMMIT_NOT_SENT"} <= {point for point, _ in outcomes}
    assert sum(not answered for _, answered in outcomes) >= 15
    products, skus = await owner.fetchrow("select (select count(*) from product), (select count(*) from sku)") or (0, 0)
    assert (products, skus) == (len(POINTS), len(POINTS) * SKUS)
    await owner.close()


async def killed_and_retried(
    point: Moment | int,
    place: int,
    database: Database,
    home: Path,
    directories: pytest.TempPathFactory,
    token: str,
    named: tuple[UUID, UUID],
    survivor: Running,
) -> tuple[str, bool]:
    """Send a request to a server that is killed at a point, look at what is there, and send it again to another."""
    company, unit = named
    code = f"P-{place}"
    product = {"companyId": f"Company:{company}", "unitId": f"Unit:{unit}", "code": code, "name": code, "kind": "GOODS"}
    skus = [{"code": f"{code}-{number}"} for number in range(SKUS)]
    body = {"query": CREATE, "variables": {"input": {**product, "skus": skus}, "key": str(uuid7())}}
    headers = {"authorization": f"Bearer {token}"}
    directory, watch = directories.mktemp("proxy"), Watch()
    target = socket_of(database.app_url)
    async with proxy(target, directory, watch), running(through(database.app_url, directory), database, home) as victim:
        watch.strike = victim.kill
        watch.moment, watch.messages = point, 0
        answered = await answer_of(victim.client, body, headers)
    owner = await asyncpg.connect(database.owner_url)
    # A transaction whose client has died ends when PostgreSQL notices.
    written = await settled(owner, code)
    assert written in ((0, 0, 0), (1, SKUS, 1 + SKUS)), f"{point}: {written}"
    if answered is not None:
        assert written[0] == 1, f"{point}: acknowledged and lost"
    again = (await survivor.client.post("/graphql", json=body, headers=headers)).json()
    assert again["data"]["productCreate"]["errors"] == [], again
    assert ("replayed" in again["extensions"]) == (written[0] == 1)
    assert await settled(owner, code) == (1, SKUS, 1 + SKUS)
    await owner.close()
    return str(point), answered is not None


async def answer_of(client: AsyncClient, sent: object, headers: dict[str, str]) -> object | None:
    """Send a request; None where no answer comes."""
    try:
        response = await client.post("/graphql", json=sent, headers=headers)
    except HTTPError:
        return None
    body: dict[str, dict[str, object]] = response.json()
    return body["data"]["productCreate"]


async def settled(owner: asyncpg.Connection, code: str) -> tuple[int, int, int]:
    """Count what there is of a product once nobody is writing: itself, its SKUs, and their entries in the audit."""
    writing = "select 1 from pg_locks where locktype = 'transactionid' and pid <> pg_backend_pid()"
    while await owner.fetchval(writing):
        await asyncio.sleep(0.02)
    row = await owner.fetchrow(
        "select (select count(*) from product where code = $1), (select count(*) from sku where code like $1 || '-%'), "
        "(select count(*) from audit_entry where after ->> 'code' = $1 or after ->> 'code' like $1 || '-%')",
        code,
    )
    assert row is not None
    return (row[0], row[1], row[2])


def socket_of(url: str) -> Path:
    """Give the socket of the server that a URL leads to."""
    asked = parse_qs(urlsplit(url).query)
    port = asked.get("port", ["5432"])[0]
    return Path(asked["host"][0]) / f".s.PGSQL.{port}"


def through(url: str, directory: Path) -> str:
    """Lead a URL to a socket in another directory."""
    host = parse_qs(urlsplit(url).query)["host"][0]
    return url.replace(host, str(directory)).replace(host.replace("/", "%2F"), str(directory).replace("/", "%2F"))
