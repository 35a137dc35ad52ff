"""Programs are held to the limits that stand at them, without a statement for each request."""

from pathlib import Path

import asyncpg
import pytest

from auth.demo import DEMO_CLIENT
from planner.allowance import Allowance
from server.database import Database, create_recording_pool
from server.http.client_limits import ClientLimits, Limit
from server.http.refusal import HttpRefused
from server.settings import Settings
from tests.platform.clients.registry import Registry
from tests.schema.builders import insert
from tests.server.site import running


class Time:
    """A clock that stands until it is moved."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def time() -> Time:
    """A clock of this test's own."""
    return Time()


@pytest.fixture
def limits(time: Time) -> ClientLimits:
    """The limits of one worker."""
    return ClientLimits(3, now=time)


def retry_after(limits: ClientLimits, client: str) -> int | None:
    """Send a request of a program; give in how many seconds it may come again, None where it was taken."""
    try:
        with limits.within(client):
            return None
    except HttpRefused as refused:
        return int(dict(refused.headers)[b"retry-after"])


async def test_requests_come_back_evenly(limits: ClientLimits, time: Time) -> None:
    limits.limits = {"shop": Limit(None, 6)}
    assert [retry_after(limits, "shop") for _ in range(7)] == [None] * 6 + [10]
    assert retry_after(limits, "other") is None
    time.seconds = 9.5
    assert retry_after(limits, "shop") == 1
    time.seconds = 10
    assert [retry_after(limits, "shop") for _ in range(2)] == [None, 10]
    time.seconds = 10_000
    assert [retry_after(limits, "shop") for _ in range(7)] == [None] * 6 + [10]


async def test_so_many_are_worked_on_at_once(limits: ClientLimits) -> None:
    limits.limits = {"shop": Limit(1, None), "mill": Limit(100, None)}
    with limits.within("shop"):
        assert retry_after(limits, "shop") == 1
    assert retry_after(limits, "shop") is None
    # Nobody has more than the server gives to anybody.
    with limits.within("mill"), limits.within("mill"), limits.within("mill"):
        assert retry_after(limits, "mill") == 1


async def test_what_operations_cost_comes_back_evenly(limits: ClientLimits, time: Time) -> None:
    limits.limits = {"shop": Limit(None, None, 600)}
    budget = limits.budget("shop")
    budget.spend(500)
    assert (budget.left().limit, budget.left().remaining) == (600, 100)
    with pytest.raises(HttpRefused) as refused:
        budget.spend(200)
    assert dict(refused.value.headers)[b"retry-after"] == b"10"
    time.seconds = 10
    budget.spend(200)
    assert budget.left().remaining == 0
    assert limits.budget("other").left() == Allowance()


async def test_what_costs_more_than_a_minute_gives_takes_all_of_it(limits: ClientLimits) -> None:
    limits.cost_per_minute_max = 600
    budget = limits.budget("shop")
    budget.spend(5_000)
    assert budget.left().remaining == 0


async def test_nobody_has_more_than_the_server_gives(limits: ClientLimits) -> None:
    limits.cost_per_minute_max, limits.limits = 600, {"shop": Limit(None, None, 60), "mill": Limit(None, None, 6_000)}
    assert [limits.budget(name).left().limit for name in ("shop", "mill", "other")] == [60, 600, 600]


async def test_limits_are_read_from_the_programs(
    limits: ClientLimits, registry: Registry, clients_database: Database
) -> None:
    pool = await create_recording_pool(clients_database)
    limited = (await registry.create(requestsAtOnceMax=2, requestsPerMinuteMax=60, costPerMinuteMax=9))["oauthClient"]
    free = (await registry.create())["oauthClient"]
    await limits.refresh(pool)
    assert limits.limits[limited["clientId"]] == Limit(2, 60, 9)
    assert free["clientId"] not in limits.limits
    await registry.update(limited, requestsAtOnceMax=None, requestsPerMinuteMax=None, costPerMinuteMax=None)
    await limits.refresh(pool)
    assert limited["clientId"] not in limits.limits
    await pool.close()


async def test_a_server_says_when_to_come_again(fresh_database: Database, run_directory: Path) -> None:
    owner = await asyncpg.connect(fresh_database.owner_url)
    # The tokens of the tests come through a program of this name.
    named = {"client_id": DEMO_CLIENT, "name": "Demo", "kind": "CONFIDENTIAL"}
    await insert(owner, "oauth_client", **named, requests_per_minute_max=2)
    await owner.close()
    settings = Settings(home=run_directory / "home", pool_size_min=0, pool_size_max=2, write_pool_size=2)
    async with running(settings, fresh_database) as site:
        answers = [await site.post({"query": "{ viewer { id } }"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json()["errors"][0]["extensions"]["code"] == "TOO_MANY_REQUESTS"
    assert 25 <= int(answers[2].headers["retry-after"]) <= 30
