"""Statements, counted at the driver: an operation is one, whatever it asks for; and the batches of loaders."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from aiodataloader import DataLoader
from asyncpg.connection import LoggedQuery

from auth.principal import Principal
from auth.roles import RoleCode
from events.feed import READER
from models.platform.access_rules import CHANNEL
from server.database import FEED, Database, create_pool
from server.settings import Settings
from tests.databases import COUNTED
from tests.oracle.documents import DOCUMENTS
from tests.oracle.sides import Sides
from tests.oracle.variables import variables
from tests.oracle.viewers import somebody
from tests.oracle.world import World
from tests.server.site import running


class Sent:
    """The statements that the driver has sent."""

    def __init__(self) -> None:
        """Start with none."""
        self._statements: list[str] = []

    def note(self, query: LoggedQuery) -> None:
        """Note a statement, unless it is of who listens to changes of rights or to events, whatever is requested."""
        if (query.conn_params.server_settings or {}).get("application_name") not in (CHANNEL, FEED, READER):
            self._statements.append(query.query)

    async def taken(self) -> list[str]:
        """Give those since the last time."""
        # The driver tells of a statement in the next round of the loop.
        await asyncio.sleep(0)
        taken, self._statements = self._statements, []
        return taken


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """The statements of every connection that is opened from now on."""
    noted, opened = Sent(), asyncpg.Connection.__init__

    def noting(self: asyncpg.Connection, *args: Any, **options: Any) -> None:
        opened(self, *args, **options)
        self.add_query_logger(noted.note)

    monkeypatch.setattr(asyncpg.Connection, "__init__", noting)
    return noted


@pytest.fixture
async def noted(sides: Sides, world_database: Database, sent: Sent) -> AsyncGenerator[Sides]:
    """Both sides, with a pool whose statements are noted."""
    pool = await create_pool(replace(world_database, wall=COUNTED), size_min=0, size_max=1)
    # The driver asks for the types of arrays once, when a connection meets the first of each.
    types, empty = ("uuid", "text", "numeric", "date", "timestamptz", "integer"), list[object]()
    await pool.fetchval(
        f"select {', '.join(f'${n}::{type_}[]' for n, type_ in enumerate(types, 1))}", *[empty] * len(types)
    )
    await sent.taken()
    yield replace(sides, pool=pool, wall=COUNTED)
    await pool.close()


@pytest.mark.parametrize("name", DOCUMENTS)
async def test_an_operation_is_one_statement(
    name: str, noted: Sides, sent: Sent, world: World, viewers: Mapping[str, Principal]
) -> None:
    for who in ("admin of all", "admin of two", "customer"):
        for given in variables(world).get(name, [{}])[:2]:
            await noted.ask(DOCUMENTS[name], viewers[who], given)
            assert len(await sent.taken()) == 1


@pytest.mark.parametrize("size", [1, 10, 100])
@pytest.mark.parametrize("roots", [1, 8])
async def test_neither_size_nor_number_of_roots_adds_statements(
    size: int, roots: int, noted: Sides, sent: Sent
) -> None:
    nodes = "nodes { customer { name } lines { sku { code barcodes { value } } } }"
    fields = (f"r{index}: salesOrders(first: {size}) {{ totalCount {nodes} }}" for index in range(roots))
    await noted.ask(f"{{ {' '.join(fields)} }}", somebody(RoleCode.ADMIN))
    assert len(await sent.taken()) == 1


async def test_a_request_is_one_statement_and_no_transaction(
    sent: Sent, demo_database: Database, run_directory: Path
) -> None:
    home = run_directory / "home"
    settings = Settings(home=home, database_url=None, pool_size_min=0, pool_size_max=2, demo=True, row_security=COUNTED)
    async with running(settings, replace(demo_database, wall=COUNTED)) as site:
        asked = partial(site.ask, "{ viewer { name } salesOrders(first: 5) { nodes { number lines { position } } } }")
        await asked()
        await sent.taken()
        for role in (RoleCode.ADMIN, RoleCode.SALES_REP, RoleCode.ADMIN):
            assert (await asked(role))["data"]["salesOrders"]["nodes"]
            [statement] = await sent.taken()
            assert statement.lower().startswith("select")


async def test_a_loader_gets_one_batch_for_a_whole_answer(sides: Sides) -> None:
    batches = Counter[str]()
    loaders = {name: partial(_counting, batches, name, make) for name, make in sides.loaders.items()}
    answers = await replace(sides, loaders=loaders).ask(DOCUMENTS["names"], somebody(RoleCode.ADMIN))
    assert not answers.differences()
    assert batches == {"currency_names": 1, "currency_symbols": 1, "country_names": 1}


def _counting(batches: Counter[str], name: str, make: Callable[[], DataLoader[Any, Any]]) -> DataLoader[Any, Any]:
    loader = make()
    load = loader.batch_load_fn

    async def counted(keys: Sequence[Any]) -> list[Any]:
        batches[name] += 1
        return await load(list(keys))

    loader.batch_load_fn = counted
    return loader
