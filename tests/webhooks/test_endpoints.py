"""Endpoints in the schema: who may make one, what is said of it, its secret, and what is seen of its deliveries."""

from typing import Any

import orjson
import pytest

from auth.roles import RoleCode
from tests.webhooks.post import CREATE, DOCUMENT, REPLAY, ROTATE, TEST, UPDATE, Post
from tests.webhooks.receiver import TAKE, status

LOG = """
query ($id: ID!) {
  webhookEndpoint(id: $id) {
    client { id } url topics failures deliveredAt
    deliveries(first: 5) { nodes { messageId isTest topic nodeKey entityVersion state attempts lastStatus lastFault finishedAt } }
  }
}
"""


@pytest.mark.parametrize(
    ("said", "code", "path"),
    [
        ({"url": "http://hooks.example.org/"}, "WEBHOOK_URL_UNFIT", ["input", "url"]),
        ({"url": "https://me:secret@hooks.example.org/"}, "WEBHOOK_URL_UNFIT", ["input", "url"]),
        ({"url": "ftp://hooks.example.org/"}, "WEBHOOK_URL_UNFIT", ["input", "url"]),
        ({"url": "https://hooks.example.org/#x"}, "WEBHOOK_URL_UNFIT", ["input", "url"]),
        ({"name": " "}, "VALUE_REQUIRED", ["input", "name"]),
        ({"document": "{ viewer { id } }"}, "WEBHOOK_DOCUMENT_UNFIT", ["input", "document"]),
        ({"document": "subscription { nothing }"}, "WEBHOOK_DOCUMENT_UNFIT", ["input", "document"]),
        ({"document": 'subscription { events(after: "x") { cursor } }'}, "WEBHOOK_DOCUMENT_UNFIT", ["input", "document"]),
        ({"document": "subscription ($x: ID!) { jobProgress(id: $x) { cursor } }"}, "WEBHOOK_DOCUMENT_UNFIT", ["input", "document"]),
    ],
)  # fmt: skip
async def test_what_does_not_fit_is_refused(post: Post, said: dict[str, Any], code: str, path: list[str]) -> None:
    (error,) = (await post.create(**said))["errors"]
    assert (error["code"], error["path"]) == (code, path)


async def test_topics_follow_from_the_document(post: Post) -> None:
    topics = "subscription ($of: [EventTopic!]!) { events(topics: $of) { cursor changes { kind } } }"
    made = await post.create(document=topics, variables={"of": ["SALES_ORDERS", "JOBS"]})
    assert made["webhookEndpoint"]["topics"] == ["JOBS", "SALES_ORDERS"]


async def test_a_program_that_does_not_ask_in_its_own_name_is_told_nothing(post: Post) -> None:
    program = (await post.registry.create())["oauthClient"]
    (error,) = (await post.create(clientId=program["id"]))["errors"]
    assert error["code"] == "CLIENT_WITHOUT_OWN_NAME"


async def test_nobody_has_a_program_told_more_than_they_may_see(post: Post) -> None:
    program = await post.program("ADMIN")
    somebody = await post.registry.person(RoleCode.ADMIN, scope="platform.*", everywhere=True)
    payload = await post.create(somebody, clientId=program["id"])
    assert [error["code"] for error in payload["errors"]] == ["RIGHTS_EXCEEDED"]


async def test_whoever_has_no_right_to_webhooks_makes_none(post: Post) -> None:
    program = await post.program()
    somebody = await post.registry.person(RoleCode.SALES_REP)
    assert await post.create(somebody, clientId=program["id"]) == {"denied": "platform.webhook:write"}


async def test_a_partner_has_its_own_programs_told_and_no_others(post: Post) -> None:
    registry, other = post.registry, await post.program()
    own = await registry.service(partyId=f"Party:{registry.customer}", scopes=["platform.*"])
    made = await post.create(registry.partner, clientId=own["id"])
    assert made["errors"] == []
    refused = await post.create(registry.partner, clientId=other["id"])
    assert [error["code"] for error in refused["errors"]] == ["NOT_FOUND"]
    seen = await registry.shop.ask("{ webhookEndpoints(first: 9) { nodes { id } } }", token=registry.partner.token)
    assert seen["data"]["webhookEndpoints"]["nodes"] == [{"id": made["webhookEndpoint"]["id"]}]


async def test_secrets_are_sealed_and_in_no_audit(post: Post) -> None:
    endpoint = await post.endpoint()
    assert endpoint.secret.startswith("whsec_")
    assert (await post.row(endpoint))["sealed_secret"].startswith("sealed:1:")
    told = await post.app.fetchval(
        "select string_agg(e::text, '') from audit_entry e where entity_id = $1", endpoint.key
    )
    assert "Shop" in told
    assert "sealed" not in told
    assert endpoint.secret not in told


async def test_a_change_is_told_from_then_on_in_the_new_shape(post: Post) -> None:
    endpoint = await post.endpoint()
    said = {"id": endpoint.id, "version": 1, "document": DOCUMENT.replace("kind ", "")}
    assert (await post.registry.do(UPDATE, None, input=said))["errors"] == []
    await post.job()
    await post.serve(endpoint)
    assert "kind" not in post.receiver.came[0].change
    stale = await post.registry.do(UPDATE, None, input=said)
    assert [error["code"] for error in stale["errors"]] == ["STALE_VERSION"]


async def test_what_failed_is_tried_again_in_the_new_shape(post: Post) -> None:
    endpoint = await post.endpoint()
    await post.job()
    post.receiver.answers = status(500)
    await post.serve(endpoint)
    said = {"id": endpoint.id, "version": 1, "document": DOCUMENT.replace("kind ", "")}
    assert (await post.registry.do(UPDATE, None, input=said))["errors"] == []
    post.receiver.answers = TAKE
    await post.later(endpoint, seconds=10)
    first, second = post.receiver.came
    assert (first.id, "kind" in first.change, "kind" in second.change) == (second.id, True, False)


async def test_an_archived_endpoint_is_told_nothing_and_does_nothing(post: Post) -> None:
    endpoint = await post.endpoint()
    assert (await post.step(endpoint, "Archive"))["errors"] == []
    await post.job()
    await post.serve(endpoint)
    assert post.receiver.came == []
    assert [error["code"] for error in (await post.registry.do(TEST, None, id=endpoint.id))["errors"]] == [
        "ALREADY_ARCHIVED"
    ]


async def test_a_test_tells_nothing_and_is_tried_once(post: Post) -> None:
    endpoint = await post.endpoint()
    await post.step(endpoint, "Pause")
    for answers, state in ((TAKE, "DELIVERED"), (status(500), "DEAD")):
        post.receiver.answers = answers
        assert (await post.registry.do(TEST, None, id=endpoint.id))["errors"] == []
        await post.serve(endpoint)
        assert (await post.states(endpoint))[-1] == state
    assert b'"data":null' in post.receiver.came[0].body
    assert (await post.row(endpoint))["failures"] == 0


async def test_what_came_after_a_cursor_is_told_again_with_the_same_ids(post: Post) -> None:
    endpoint = await post.endpoint()
    job = await post.job()
    await post.work(job, 2)
    await post.serve(endpoint)
    cursor = _cursor(post.receiver.came[0].body)
    assert (await post.registry.do(REPLAY, None, id=endpoint.id, after=cursor))["errors"] == []
    await post.serve(endpoint)
    ids = [message.id for message in post.receiver.came]
    assert ids == [*ids[:3], *ids[1:3]]


async def test_what_is_dead_is_told_again(post: Post) -> None:
    endpoint = await post.endpoint()
    await post.job()
    await post.serve(endpoint)
    await post.registry.shop.owner.execute(
        "update webhook_delivery set state = 'DEAD' where endpoint_id = $1", endpoint.key
    )
    assert (await post.registry.do(REPLAY, None, id=endpoint.id, dead=True))["errors"] == []
    await post.serve(endpoint)
    assert len({message.id for message in post.receiver.came}) == 1
    assert await post.states(endpoint) == ["DELIVERED"]


@pytest.mark.parametrize(
    ("said", "code"),
    [({}, "REPLAY_UNSAID"), ({"after": "x", "dead": True}, "REPLAY_UNSAID"), ({"after": "forged"}, "CURSOR_INVALID")],
)
async def test_what_is_told_again_is_said(post: Post, said: dict[str, Any], code: str) -> None:
    endpoint = await post.endpoint()
    payload = await post.registry.do(REPLAY, None, id=endpoint.id, **said)
    assert [error["code"] for error in payload["errors"]] == [code]


async def test_the_log_tells_what_became_of_each_delivery_and_not_what_was_told(post: Post) -> None:
    endpoint = await post.endpoint()
    job = await post.job()
    await post.serve(endpoint)
    answer = await post.registry.shop.ask(LOG, {"id": endpoint.id}, token=post.registry.admin.token)
    told = answer["data"]["webhookEndpoint"]
    (delivery,) = told["deliveries"]["nodes"]
    assert (told["failures"], delivery["nodeKey"], delivery["state"]) == (0, f"Job:{job}", "DELIVERED")
    assert (delivery["messageId"], delivery["lastStatus"]) == (post.receiver.came[0].id, 204)


async def test_a_secret_is_shown_once_and_not_again_with_its_key(post: Post) -> None:
    program = await post.program()
    document = CREATE.replace("($input:", "($key: ID, $input:").replace(
        "(input: $input)", "(input: $input, idempotencyKey: $key)"
    )
    said = {"name": "Shop", "url": post.receiver.url, "document": DOCUMENT, "clientId": program["id"]}
    first, again = [await post.registry.do(document, None, input=said, key=program["id"]) for _ in range(2)]
    assert first["webhookEndpoint"]["id"] == again["webhookEndpoint"]["id"]
    assert again["secret"] is None


async def test_the_secret_of_before_is_good_for_a_day_unless_it_got_known(post: Post) -> None:
    endpoint = await post.endpoint()
    rotated = await post.registry.do(ROTATE, None, id=endpoint.id, version=1)
    assert rotated["webhookEndpoint"]["secretBeforeEndsAt"] is not None
    at_once = await post.registry.do(ROTATE, None, id=endpoint.id, version=2, atOnce=True)
    assert at_once["webhookEndpoint"]["secretBeforeEndsAt"] is None
    assert len({endpoint.secret, rotated["secret"], at_once["secret"]}) == 3


def _cursor(body: bytes) -> str:
    (batch,) = orjson.loads(body)["data"].values()
    return batch["cursor"]
