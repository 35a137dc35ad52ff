"""Mutations with values that are nearly right, through HTTP: each is done or refused, and none fails inside."""

import asyncio

import asyncpg

from resolvers.schema import build_schema, core_of
from server.database import Database
from tests.server.malformed_writes import Attempt, attempts, rows_of_all_types
from tests.server.site import Site
from tests.server.test_http_malformed import INSIDE

EACH = 3
SEED = 1
AT_ONCE = 4


async def test_answers_mutations_that_are_nearly_right_without_failing(site: Site, demo_database: Database) -> None:
    owner = await asyncpg.connect(demo_database.owner_url)
    rows = await rows_of_all_types(owner)
    await owner.close()
    gate = asyncio.Semaphore(AT_ONCE)
    faults: list[tuple[str, Attempt]] = []

    async def make(attempt: Attempt) -> None:
        async with gate:
            answer = await site.post({"query": attempt.document, "variables": attempt.variables})
        if '"INTERNAL"' in answer.text or answer.status_code >= 500 or INSIDE.search(answer.text):
            faults.append((answer.text[:500], attempt))

    await asyncio.gather(*(make(each) for each in attempts(core_of(build_schema()), rows, EACH, SEED)))
    assert faults == []
