"""People are told what goes wrong with an endpoint: whoever may change it, and nobody else."""

from uuid import UUID

from asyncpg import Record

from auth.roles import RoleCode
from kernel.ids import uuid7
from kernel.sandbox import sandbox_id
from services.platform.webhook.patience import FAILURES_MAX
from tests.platform.clients.registry import Person
from tests.schema.builders import insert
from tests.webhooks.post import Endpoint, Post
from tests.webhooks.receiver import TAKE, status

TOLD = "select kind, subject, facts from notification where about_id = $1 and user_id = $2 order by recorded_at, id"
AT_ITS_LAST_ATTEMPT = "update webhook_delivery set attempts = 9, next_attempt_at = null where endpoint_id = $1"


async def told(post: Post, endpoint: Endpoint, person: Person) -> list[Record]:
    """Give what somebody was told of an endpoint."""
    return await post.app.fetch(TOLD, endpoint.key, person.id)


async def kinds(post: Post, endpoint: Endpoint, person: Person) -> list[str]:
    """Tell of what kinds that was."""
    return [row["kind"] for row in await told(post, endpoint, person)]


async def someone(post: Post, role: RoleCode, *, everywhere: bool = False, of: UUID | None = None) -> Person:
    """Make somebody who has a role, in the company or everywhere, and may be of a partner."""
    owner = post.registry.shop.owner
    name = f"P{uuid7().hex[-10:]}"
    key = await insert(owner, "user_account", email=f"{name}@example.org", name=name, party_id=of)
    role_id = await owner.fetchval("select id from role where code = $1", role)
    company = None if everywhere else post.registry.company
    await insert(owner, "user_role", user_id=key, role_id=role_id, company_id=company)
    return Person(key, "")


async def fail_until_held(post: Post, endpoint: Endpoint) -> None:
    """Let enough happen, while nothing is taken, for an endpoint to be held."""
    post.receiver.answers = status(503)
    for _ in range(FAILURES_MAX):
        await post.job()
    await post.serve(endpoint)


async def test_an_endpoint_that_begins_to_be_held_is_told_of_once(post: Post) -> None:
    admin, endpoint = await someone(post, RoleCode.ADMIN, everywhere=True), await post.endpoint()
    await fail_until_held(post, endpoint)
    await post.later(endpoint, minutes=1)
    (row,) = await told(post, endpoint, admin)
    assert (row["kind"], row["subject"]) == ("WEBHOOK_HELD", "The webhook Shop fails")
    assert '"why": "HTTP 503"' in row["facts"]


async def test_an_endpoint_that_is_well_now_and_ill_then_is_told_of_once_a_day(post: Post) -> None:
    admin, endpoint = await someone(post, RoleCode.ADMIN, everywhere=True), await post.endpoint()
    for hours in (1, 1, 24):
        await fail_until_held(post, endpoint)
        post.receiver.answers = TAKE
        await post.later(endpoint, hours=hours)
    await fail_until_held(post, endpoint)
    assert await kinds(post, endpoint, admin) == ["WEBHOOK_HELD", "WEBHOOK_HELD"]


async def test_an_endpoint_that_breaks_is_told_of(post: Post) -> None:
    admin, endpoint = await someone(post, RoleCode.ADMIN, everywhere=True), await post.endpoint()
    await post.job()
    post.receiver.answers = status(410)
    await post.serve(endpoint)
    (row,) = await told(post, endpoint, admin)
    assert (row["kind"], row["subject"]) == ("WEBHOOK_BROKEN", "The webhook Shop is told nothing any more")
    assert '"why": "GONE"' in row["facts"]


async def test_that_messages_are_given_up_is_told_of_once_a_day(post: Post) -> None:
    admin, endpoint = await someone(post, RoleCode.ADMIN, everywhere=True), await post.endpoint()
    for _ in range(2):
        await post.job()
    post.receiver.answers = status(500)
    await post.serve(endpoint)
    await post.app.execute(AT_ITS_LAST_ATTEMPT, endpoint.key)
    await post.serve(endpoint)
    assert await post.states(endpoint) == ["DEAD", "DEAD"]
    assert await kinds(post, endpoint, admin) == ["WEBHOOK_DEAD"]


async def test_a_test_that_fails_warns_nobody(post: Post) -> None:
    admin, endpoint = await someone(post, RoleCode.ADMIN, everywhere=True), await post.endpoint()
    await post.app.execute(
        "insert into webhook_delivery (endpoint_id, is_test, key) values ($1, true, $1)", endpoint.key
    )
    post.receiver.answers = status(500)
    await post.serve(endpoint)
    assert (await post.states(endpoint), await kinds(post, endpoint, admin)) == (["DEAD"], [])


async def test_who_may_not_change_an_endpoint_is_told_nothing_of_it(post: Post) -> None:
    clerk, here = await someone(post, RoleCode.SALES_REP, everywhere=True), await someone(post, RoleCode.ADMIN)
    everywhere = await someone(post, RoleCode.ADMIN, everywhere=True)
    endpoint = await post.endpoint()
    await fail_until_held(post, endpoint)
    # A program of ours asks in every company, and its endpoints are for those who reach every one.
    assert [await kinds(post, endpoint, each) for each in (clerk, here)] == [[], []]
    assert await kinds(post, endpoint, everywhere) == ["WEBHOOK_HELD"]


async def test_a_partner_is_told_of_the_endpoints_of_its_programs_and_so_is_the_company(post: Post) -> None:
    customer, other = post.registry.customer, post.registry.other_customer
    here, theirs = await someone(post, RoleCode.ADMIN), await someone(post, RoleCode.PARTNER_CUSTOMER, of=customer)
    stranger = await someone(post, RoleCode.PARTNER_CUSTOMER, of=other)
    endpoint, owner = await post.endpoint(), post.registry.shop.owner
    acts_for = "update oauth_client set party_id = $2, company_id = $3 where client_id = $1"
    await owner.execute(acts_for, endpoint.program["clientId"], customer, post.registry.company)
    await owner.execute("update webhook_progress set epoch = gen_random_uuid() where endpoint_id = $1", endpoint.key)
    await post.serve(endpoint)
    assert [await kinds(post, endpoint, each) for each in (here, theirs)] == [["WEBHOOK_BROKEN"], ["WEBHOOK_BROKEN"]]
    assert await kinds(post, endpoint, stranger) == []


async def test_whoever_asked_for_the_program_is_told(post: Post) -> None:
    asked, endpoint = await someone(post, RoleCode.SALES_REP), await post.endpoint()
    await post.registry.shop.owner.execute(
        "update oauth_client set requested_by = $2 where client_id = $1", endpoint.program["clientId"], asked.id
    )
    await fail_until_held(post, endpoint)
    assert await kinds(post, endpoint, asked) == ["WEBHOOK_HELD"]


async def test_metrics_say_how_webhooks_fare(post: Post) -> None:
    before = await fares(post)
    endpoint = await post.endpoint()
    await post.job()
    post.receiver.answers = status(500)
    await post.serve(endpoint)
    failed = await fares(post)
    assert changed(before, failed) == {"endpoints active": 1, "attempts failed": 1, "deliveries pending": 1}
    assert failed["pending_seconds"] > 0
    post.receiver.answers = TAKE
    await post.later(endpoint, seconds=10)
    assert changed(failed, await fares(post)) == {"attempts delivered": 1, "deliveries pending": -1}


async def test_metrics_count_what_is_held_given_up_and_broken(post: Post) -> None:
    held, dead, gone = [await post.endpoint() for _ in range(3)]
    before = await fares(post)
    await fail_until_held(post, held)
    await post.serve(dead)
    await post.app.execute(AT_ITS_LAST_ATTEMPT, dead.key)
    await post.app.execute(
        "update webhook_progress set failures = 0, held_until = null where endpoint_id = $1", dead.key
    )
    await post.serve(dead)
    post.receiver.answers = status(410)
    await post.serve(gone)
    now = changed(before, await fares(post))
    assert (now["endpoints held"], now["endpoints broken"], now["endpoints active"]) == (2, 1, -3)
    assert (now["attempts given_up"], now["deliveries dead"]) == (5, 5)


async def test_metrics_leave_out_what_is_tried_out_in_sandboxes(post: Post) -> None:
    before = await fares(post)
    endpoint = await tried_out(post)
    post.receiver.answers = status(500)
    await fail_until_held(post, endpoint)
    await post.app.execute(AT_ITS_LAST_ATTEMPT, endpoint.key)
    await post.later(endpoint, hours=1)
    assert await post.states(endpoint) == ["DEAD", *["PENDING"] * (FAILURES_MAX - 1)]
    assert changed(before, await fares(post)) == {}


async def tried_out(post: Post) -> Endpoint:
    """Make an endpoint of a program of a sandbox."""
    owner, endpoint = post.registry.shop.owner, await post.endpoint()
    names = dict.fromkeys(("code", "name", "legal_name"), f"S-{endpoint.key.hex}")
    place = {"currency": "EUR", "country": "AT", "time_zone": "Europe/Vienna"}
    await insert(owner, "company", id=(company := sandbox_id()), is_sandbox=True, **names, **place)
    moved = "update oauth_client set company_id = $2 where client_id = $1"
    await owner.execute(moved, endpoint.program["clientId"], company)
    return endpoint


async def fares(post: Post) -> dict[str, float]:
    """Give the metrics of webhooks, by their names and labels in short."""
    text = (await post.registry.shop.site.client.get("/metrics")).text
    lines = [line.rsplit(" ", 1) for line in text.splitlines() if line.startswith("torso_webhook_")]
    return {_short(name): float(value) for name, value in lines}


def changed(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    """Tell which of them have changed, and by how much."""
    return {
        name: value - before[name] for name, value in after.items() if "seconds" not in name and value != before[name]
    }


def _short(name: str) -> str:
    metric, _, label = name.removeprefix("torso_webhook_").partition("{")
    value = label.partition('"')[2].partition('"')[0]
    return f"{metric} {value}".strip()
