"""An upgrade while people work: a server from before it and one from after it serve on one database, and nobody notices."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from pathlib import Path

import asyncpg
import pytest
from alembic.script import ScriptDirectory
from httpx import AsyncClient

from auth.demo import issue
from auth.keys import signing_key
from auth.roles import RoleCode
from auth.tokens import TokenIssuer
from kernel.clock import SystemClock
from server.access.wiring import OWN_REALM
from server.database import Database
from server.migration import current, downgrade, upgrade
from server.revisions import SCRIPTS, newest_revision
from server.row_security import RowSecurity
from tests.server.process import running
from tests.upgrading.earlier import PATIENCE_SECONDS, Earlier, NoHistory, earlier_version

READ = "{ roles(first: 5) { nodes { code } } units(first: 5) { nodes { code } } }"
WRITE = """
mutation($code: String!) { roleCreate(input: { code: $code, name: $code }) { role { code } errors { code } } }
"""
ENOUGH = 10
"""How often each kind of request is answered by a server before something happens to it."""
STARTS_AGAIN_FROM = "0109"


@dataclass
class Work:
    """What people do at one server meanwhile, and what they are answered."""

    client: AsyncClient
    token: str
    name: str
    answered: Counter[str] = field(default_factory=Counter[str])
    faults: list[str] = field(default_factory=list[str])
    written: list[str] = field(default_factory=list[str])

    async def read(self) -> None:
        """Read over and over."""
        while True:
            await self._ask("read", READ, {})

    async def write(self) -> None:
        """Write over and over, each time something new."""
        for number in count():
            code = f"{self.name}{number}"
            if await self._ask("written", WRITE, {"code": code}):
                self.written.append(code)

    async def goes_on(self) -> None:
        """Wait until both have been answered some times more."""
        before = Counter(self.answered)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while min(self.answered[kind] - before[kind] for kind in ("read", "written")) < ENOUGH:
                await asyncio.sleep(0.05)

    async def _ask(self, kind: str, query: str, variables: dict[str, str]) -> bool:
        body = {"query": query, "variables": variables}
        headers = {"authorization": f"Bearer {self.token}"}
        answer = await self.client.post("/graphql", json=body, headers=headers)
        is_good = answer.status_code == 200 and "errors" not in answer.json()
        if not is_good:
            self.faults.append(f"{kind}: {answer.status_code} {answer.text[:300]}")
        self.answered[kind] += 1
        return is_good


@asynccontextmanager
async def working(client: AsyncClient, token: str, name: str) -> AsyncGenerator[Work]:
    """Let people work at a server for as long as the context lasts."""
    work = Work(client, token, name)
    tasks = [asyncio.create_task(each()) for each in (work.read, work.write)]
    try:
        yield work
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
async def behind(fresh_database: Database) -> Database:
    """A database at the revision before the newest, without the second wall: that is raised by the newest version."""
    before = ScriptDirectory(str(SCRIPTS)).get_revision("head").down_revision
    assert isinstance(before, str)
    await downgrade(fresh_database, before)
    return replace(fresh_database, wall=RowSecurity.OFF)


@pytest.fixture(scope="session")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Earlier:
    """The version before, as the repository remembers it."""
    try:
        return earlier_version(tmp_path_factory.mktemp("earlier"))
    except NoHistory:
        pytest.skip("The repository does not remember the version before: it is no clone, or a shallow one.")


async def status(client: AsyncClient) -> int:
    return (await client.get("/readyz")).status_code


async def test_servers_from_before_and_after_an_upgrade_serve_at_once(behind: Database, run_directory: Path) -> None:
    home = run_directory / "home"
    token = issue(TokenIssuer(signing_key(home), OWN_REALM, SystemClock()), RoleCode.ADMIN)
    serving = partial(running, behind.app_url, behind, home, PATIENCE_SECONDS)
    async with serving() as old, working(old.client, token, "OLD") as at_old:
        await at_old.goes_on()
        await upgrade(behind)
        await at_old.goes_on()
        async with serving() as new, working(new.client, token, "NEW") as at_new:
            await asyncio.gather(at_old.goes_on(), at_new.goes_on())
            assert (await status(old.client), await status(new.client)) == (200, 200)
    assert (at_old.faults, at_new.faults) == ([], [])
    assert await current(behind) == newest_revision()
    assert set(at_old.written + at_new.written) <= await _codes(behind)


async def test_the_version_before_serves_while_the_database_is_upgraded(
    fresh_database: Database, earlier: Earlier, run_directory: Path
) -> None:
    await downgrade(fresh_database, earlier.revision)
    database, home = replace(fresh_database, wall=RowSecurity.ON), run_directory / "home"
    token = issue(TokenIssuer(signing_key(home), OWN_REALM, SystemClock()), RoleCode.ADMIN)
    async with earlier.up(database, home) as old, working(old, token, "OLD") as at_old:
        await at_old.goes_on()
        await upgrade(database)
        await at_old.goes_on()
    assert (at_old.faults, set(at_old.written) <= await _codes(database)) == ([], True)


async def test_the_version_before_starts_again_on_the_newer_database(
    fresh_database: Database, earlier: Earlier, run_directory: Path
) -> None:
    if earlier.revision < STARTS_AGAIN_FROM:
        pytest.skip(f"Versions before revision {STARTS_AGAIN_FROM} refuse newer databases.")
    database, home = replace(fresh_database, wall=RowSecurity.ON), run_directory / "home"
    await upgrade(database)
    token = issue(TokenIssuer(signing_key(home), OWN_REALM, SystemClock()), RoleCode.ADMIN)
    async with earlier.up(database, home) as again, working(again, token, "AGAIN") as at_again:
        await at_again.goes_on()
    assert at_again.faults == []
    assert await current(database) == newest_revision()


async def test_a_newer_database_stays_as_it_is(fresh_database: Database) -> None:
    await _pretend_newer(fresh_database)
    await upgrade(fresh_database)
    assert await current(fresh_database) == "9999"


async def _codes(database: Database) -> set[str]:
    app = await asyncpg.connect(database.app_url)
    codes = {row["code"] for row in await app.fetch("select code from role")}
    await app.close()
    return codes


async def test_a_server_is_ready_for_a_newer_database_and_not_for_an_older_one(
    behind: Database, run_directory: Path
) -> None:
    async with running(behind.app_url, behind, run_directory / "home", PATIENCE_SECONDS) as server:
        assert await status(server.client) == 503
        await upgrade(behind)
        assert await status(server.client) == 200
        await _pretend_newer(behind)
        assert await status(server.client) == 200


async def _pretend_newer(database: Database) -> None:
    owner = await asyncpg.connect(database.owner_url)
    await owner.execute("update alembic_version set version_num = '9999'")
    await owner.close()
