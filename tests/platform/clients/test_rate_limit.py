"""A program is told what it may still ask for, and what an operation would cost before it is run."""

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from auth.demo import DEMO_CLIENT
from server.database import Database
from server.settings import Settings
from tests.schema.builders import insert
from tests.server.site import Site, running

LIMIT = 50_000
RATE = "rateLimit { limit remaining resetAt cost }"
PAGE = "parties(first: 100) { nodes { id } totalCount }"
DEAR = "{ parties(first: 100) { nodes { history(first: 90) { nodes { id } } } } }"


@pytest.fixture
async def limited(fresh_database: Database, run_directory: Path) -> AsyncGenerator[Site]:
    """A server whose tests come through a program that has a limit."""
    owner = await asyncpg.connect(fresh_database.owner_url)
    named = {"client_id": DEMO_CLIENT, "name": "Demo", "kind": "CONFIDENTIAL"}
    await insert(owner, "oauth_client", **named, cost_per_minute_max=LIMIT)
    await owner.close()
    settings = Settings(home=run_directory / "home", pool_size_min=0, pool_size_max=2, write_pool_size=2)
    async with running(settings, fresh_database) as site:
        yield site


async def told(site: Site, query: str) -> dict[str, Any]:
    """Ask, and give the whole answer."""
    return (await site.post({"query": query})).json()


async def test_each_operation_takes_what_it_costs(limited: Site) -> None:
    answer = await told(limited, f"{{ {RATE} {PAGE} }}")
    cost, left = answer["extensions"]["cost"]["requested"], answer["data"]["rateLimit"]
    assert (left["limit"], left["cost"]) == (LIMIT, cost)
    assert LIMIT - cost <= left["remaining"] <= LIMIT - cost + 100
    assert left["resetAt"].endswith("Z")


async def test_an_operation_that_is_only_reckoned_is_not_run_and_takes_nothing(limited: Site) -> None:
    query = f'{{ rateLimit(dryRun: true) {{ remaining cost }} {PAGE} search(text: "a") {{ __typename }} __typename }}'
    answer = await told(limited, query)
    assert answer["data"] == {
        "rateLimit": {"remaining": LIMIT, "cost": answer["extensions"]["cost"]["requested"]},
        "parties": None,
        "search": [],
        "__typename": "Query",
    }
    assert "errors" not in answer


async def test_what_is_not_left_is_refused_until_it_comes_back(limited: Site) -> None:
    first, second = await limited.post({"query": DEAR}), await limited.post({"query": DEAR})
    assert first.status_code == 200, first.text
    assert second.status_code == 429
    assert second.json()["errors"][0]["extensions"]["code"] == "TOO_MANY_REQUESTS"
    assert int(second.headers["retry-after"]) > 0
