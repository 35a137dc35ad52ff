"""What a program is told is what it may see in its own name, at the moment at which it is told."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import orjson

from auth.roles import RoleCode
from server.telemetry.logs import logger
from server.telemetry.metrics import Metrics
from server.webhooks.rendering import PlannedBodies
from server.writing.reads import Reads
from server.writing.recording import Recorder
from tests.access.people import People
from tests.platform.clients.registry import REVOKE_ROLE, Person
from tests.webhooks.post import CREATE, DOCUMENT, Post
from tests.webhooks.receiver import TAKE, status

PEOPLE = "subscription Orders { salesOrdersChanged { changes { node { customer { id email } } } } }"
DENIED = "select attempted from audit_entry where operation = 'DENIED' and client_id = $1"
READ = "select attempted, facts from audit_entry where operation = 'READ' and client_id = $1"
INTEGRITY = "subscription { integrityAlert { changes { kind nodeKey version } } }"


async def test_a_program_that_is_suspended_is_told_nothing_until_it_is_resumed(post: Post) -> None:
    endpoint = await post.endpoint()
    suspended = (await post.registry.step("Suspend", await _program(post, endpoint.program["id"])))["oauthClient"]
    job = await post.job()
    await post.serve(endpoint)
    assert post.receiver.came == []
    await post.registry.step("Resume", suspended)
    await post.serve(endpoint)
    assert [message.told for message in post.receiver.came] == [(f"Job:{job}", 1)]


async def test_who_is_limited_to_what_is_registered_has_nothing_else_told(post: Post) -> None:
    shop = post.registry.shop
    people = People(shop.site, shop.owner, shop.site.settings, post.registry.company, post.registry.company)
    everywhere = await people.hire(None)
    await people.give(everywhere, RoleCode.ADMIN, None)
    granted = await people.limited(CREATE, user=everywhere)
    somebody = Person(granted.grant, people.token(granted))
    (error,) = (await post.create(somebody))["errors"]
    assert (error["code"], error["path"]) == ("OPERATION_NOT_REGISTERED", ["input", "document"])
    await people.register(granted.client, DOCUMENT)
    assert (await post.create(somebody))["errors"] == []


async def test_what_a_program_may_not_see_is_never_told(post: Post) -> None:
    endpoint = await post.endpoint()
    elsewhere = "insert into job (kind, requested_by, company_id, state) values ('test.counted', 'ada', $1, 'QUEUED')"
    await post.app.execute(elsewhere, post.registry.shop.other)
    job = await post.job()
    await post.serve(endpoint)
    assert [message.told for message in post.receiver.came] == [(f"Job:{job}", 1)]
    assert len(await post.deliveries(endpoint)) == 1


async def test_what_failed_is_told_with_the_rights_of_now(post: Post) -> None:
    endpoint = await post.endpoint()
    await post.job()
    post.receiver.answers = status(500)
    await post.serve(endpoint)
    (role,) = (await _program(post, endpoint.program["id"]))["roles"]
    version = await post.app.fetchval(
        "select version from oauth_client_role where id = $1", UUID(role["id"].partition(":")[2])
    )
    revoked = await post.registry.do(REVOKE_ROLE, None, id=role["id"], version=version)
    assert revoked["errors"] == []
    post.receiver.answers = TAKE
    await post.later(endpoint, minutes=1)
    assert (len(post.receiver.came), await post.deliveries(endpoint)) == (1, [])


async def test_a_program_without_the_right_to_what_it_wants_is_told_nothing(post: Post) -> None:
    endpoint, recorder, bodies = (
        await post.endpoint(document=INTEGRITY),
        Recorder(post.desk.pool, logger()),
        post.desk.bodies,
    )
    assert isinstance(bodies, PlannedBodies)
    report = "insert into integrity_report (company_id, checked_at, holds, checks, requested_by) values ($1, now(), false, '[]', 'ada')"
    await post.registry.shop.owner.execute(report, post.registry.company)
    await post.serve(endpoint, post.with_desk(bodies=replace(bodies, hidden=recorder.hidden)))
    assert (post.receiver.came, await post.deliveries(endpoint)) == ([], [])
    await recorder.write_down(all_of_it=True)
    denied = await post.app.fetch(DENIED, endpoint.program["clientId"])
    assert [row["attempted"] for row in denied] == ["Subscription.integrityAlert"]


async def test_what_a_program_is_told_of_people_stands_in_the_audit(post: Post) -> None:
    endpoint = await post.endpoint(document=PEOPLE)
    order = await post.order(email="ada@example.org")
    reads, bodies = Reads(post.desk.pool, Metrics(), logger()), post.desk.bodies
    assert isinstance(bodies, PlannedBodies)
    await post.serve(endpoint, post.with_desk(bodies=replace(bodies, shown=reads.shown)))
    assert "ada@example.org" in post.receiver.came[0].body.decode()
    await reads.write_down(all_of_it=True)
    (entry,) = await post.app.fetch(READ, endpoint.program["clientId"])
    facts = {"coordinates": ["Party.email"], "rows": 1, "ids": [f"Party:{post.registry.customer}"]}
    assert (entry["attempted"], orjson.loads(entry["facts"])) == ("Orders", facts), order


async def _program(post: Post, id_: str) -> dict[str, Any]:
    program = await post.registry.read(id_)
    assert program is not None
    return program
