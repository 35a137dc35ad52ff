"""Stories happen in a sandbox step by step, and whoever follows it is told of each step."""

from uuid import UUID

import pytest

from server.jobs.here import do_here
from server.jobs.worker import tools_of
from server.telemetry.backlog import backlog
from server.wiring import HANDLERS
from services.sandbox.stories import SandboxStory
from tests.sandbox.beach import PLAY, Answer, Beach

HELD = "insert into job (kind, requested_by, state, company_id) values ('sandbox.story', 'somebody', 'HELD', $1)"
LOG = "{ eventLog(topics: [%s], first: 50) { edges { node { nodeKey kind to } } } }"


async def told(beach: Beach, sandbox: Answer, topic: str, key: str) -> list[str]:
    """Give the states that something came to, as the log of events tells the program."""
    answer = await beach.ask(await beach.token(sandbox), LOG % topic)
    nodes = [edge["node"] for edge in answer["data"]["eventLog"]["edges"]]
    return [node["to"] for node in nodes if node["nodeKey"].endswith(key)]


async def test_from_an_order_to_its_payment_each_step_is_told(beach: Beach) -> None:
    sandbox = await beach.make()
    made = await beach.play(sandbox, SandboxStory.ORDER_TO_CASH)
    states = await told(beach, sandbox, "SALES_ORDERS", made["order"])
    assert (states[:2], states[-1]) == (["DRAFT", "CONFIRMED"], "CLOSED")
    assert await told(beach, sandbox, "SHIPMENTS", made["shipment"]) == ["READY", "SHIPPED"]


@pytest.mark.parametrize("story", SandboxStory)
async def test_a_story_happens_twice(beach: Beach, story: SandboxStory) -> None:
    sandbox = await beach.make()
    first, second = [await beach.play(sandbox, story) for _ in range(2)]
    assert first["order"] != second["order"]


async def test_one_happens_at_a_time(beach: Beach) -> None:
    sandbox = await beach.make()
    said, token = {"id": sandbox["id"], "story": "RETURN"}, await beach.token(sandbox)
    first, second = [(await beach.ask(token, PLAY, said))["data"]["done"]["job"] for _ in range(2)]
    assert first == second


async def test_where_its_seeds_are_renamed_a_story_is_refused(beach: Beach) -> None:
    sandbox, shop = await beach.make(), beach.registry.shop
    company = UUID(sandbox["innerCompanyId"].removeprefix("Company:"))
    await shop.owner.execute("update sku set code = 'POT' where company_id = $1 and code = 'KETTLE'", company)
    said, token = {"id": sandbox["id"], "story": "CANCELLATION"}, await beach.token(sandbox)
    job = UUID((await beach.ask(token, PLAY, said))["data"]["done"]["job"]["id"].removeprefix("Job:"))
    async with tools_of(shop.site.settings, shop.database) as tools:
        await do_here(tools, HANDLERS, job)
    row = await shop.owner.fetchrow("select state, message from job where id = $1", job)
    assert tuple(row or ()) == ("FAILED", "sku KETTLE is not there any more: have the sandbox begin anew.")


async def test_one_that_is_held_waits_for_no_operator(beach: Beach) -> None:
    sandbox, owner = await beach.make(), beach.registry.shop.owner
    before = (await backlog(owner)).held
    for company in (UUID(sandbox["innerCompanyId"].removeprefix("Company:")), beach.registry.shop.company, None):
        await owner.execute(HELD, company)
    assert (await backlog(owner)).held == before + 2
