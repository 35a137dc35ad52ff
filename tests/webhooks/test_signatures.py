"""Messages are signed as Standard Webhooks has it: its own library believes them, and nothing that was changed."""

from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from services.platform.webhook.signature import new_secret, signed_headers
from tests.webhooks.post import ROTATE, Post

BODY = b'{"data":{"jobProgress":{"changes":[]}}}'


def test_the_library_believes_what_is_signed() -> None:
    secret = new_secret()
    headers = signed_headers("msg_1", datetime.now(UTC), BODY, [secret])
    assert Webhook(secret).verify(BODY, dict(headers)) == {"data": {"jobProgress": {"changes": []}}}


@pytest.mark.parametrize("secrets", [["new", "old"], ["old", "new"]])
def test_either_secret_is_good_while_one_takes_the_place_of_the_other(secrets: list[str]) -> None:
    known = {name: new_secret() for name in secrets}
    headers = signed_headers("msg_1", datetime.now(UTC), BODY, [known[name] for name in secrets])
    for secret in known.values():
        Webhook(secret).verify(BODY, dict(headers))


@pytest.mark.parametrize("what", ["body", "id", "secret", "time"])
def test_nothing_else_is_believed(what: str) -> None:
    secret, at = new_secret(), datetime.now(UTC) - timedelta(hours=what == "time")
    headers = dict(signed_headers("msg_1", at, BODY, [secret]))
    headers["webhook-id"] += "x" if what == "id" else ""
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret() if what == "secret" else secret).verify(BODY + b" " * (what == "body"), headers)


async def test_what_is_delivered_is_signed_with_the_secret_that_was_shown(post: Post) -> None:
    endpoint = await post.endpoint()
    rotated = await post.registry.do(ROTATE, None, id=endpoint.id, version=1)
    await post.job()
    await post.serve(endpoint)
    (message,) = post.receiver.came
    seconds = datetime.fromtimestamp(int(message.headers["webhook-timestamp"]), UTC)
    # The clock of these tests goes its own way, so the library signs what it would not believe any more.
    expected = [
        Webhook(each).sign(message.id, seconds, message.body.decode()) for each in (rotated["secret"], endpoint.secret)
    ]
    assert message.headers["webhook-signature"].split(" ") == expected


async def test_the_secret_of_before_signs_no_more_after_a_day(post: Post) -> None:
    endpoint = await post.endpoint()
    await post.registry.do(ROTATE, None, id=endpoint.id, version=1)
    await post.job()
    await post.later(endpoint, hours=25)
    assert " " not in post.receiver.came[0].headers["webhook-signature"]
