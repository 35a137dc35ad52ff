"""`./torso bench stock`: what can be promised of a page of 100 of 10,000 products at 20 locations, beside SQL by hand."""

from collections.abc import Callable, Sequence
from functools import partial

import asyncpg

from benchmarks.figures import Figures
from benchmarks.processes import http_client, running_server
from benchmarks.read import pool_like_the_servers, require_agreement
from benchmarks.rounds import take_turns
from benchmarks.stock_cases import stock_cases
from benchmarks.stock_filled import fill_shelves
from benchmarks.viewer import sales_manager
from benchmarks.ways import REFERENCE, Http, InProcess, Sql, Way
from benchmarks.write import NAME, made_for_it
from server.database import Database
from server.postgres import embedded_server
from server.settings import Settings
from services.demo.identity import COMPANY_ID


async def run_stock(
    settings: Settings, clients: Sequence[int], seconds: float, note: Callable[[str], None]
) -> Sequence[Figures]:
    """Measure pages of availability, in a database that is made for it and dropped.

    Raises:
        RuntimeError: the ways do not agree about an answer, or one of them failed.
    """
    with embedded_server(settings.home) as server:
        note("Making a database with the demo company")
        async with made_for_it(server) as database:
            superuser = await asyncpg.connect(server.url("postgres", NAME))
            note("Putting 10,000 products on 20 shelves")
            await fill_shelves(superuser, COMPANY_ID)
            await superuser.close()
            return await _measure(settings, database, clients, seconds, note)


async def _measure(
    settings: Settings, database: Database, clients: Sequence[int], seconds: float, note: Callable[[str], None]
) -> Sequence[Figures]:
    viewer = sales_manager(settings.home)
    async with (
        running_server(settings, database) as server,
        http_client(server) as client,
        pool_like_the_servers(settings, database) as sql_pool,
        pool_like_the_servers(settings, database) as schema_pool,
    ):
        ways: dict[str, Way] = {
            "http": Http(client, server, viewer),
            "schema": InProcess(schema_pool, viewer.principal),
            REFERENCE: Sql(sql_pool),
        }
        figures: list[Figures] = []
        for case in stock_cases():
            await require_agreement(case, ways)
            turns = {name: partial(way.load, case) for name, way in ways.items()}
            figures += await take_turns(case.name, turns, clients, seconds, REFERENCE, note)
        return figures
