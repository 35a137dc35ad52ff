"""What happens is delivered: each change once it is taken, in order, signed, whatever the receiver does meanwhile."""

import orjson
import pytest

from server.webhooks.sending import Sender
from tests.webhooks.post import Post
from tests.webhooks.receiver import TAKE, hang, saying, status


async def test_each_change_is_told_in_the_shape_of_the_document(post: Post) -> None:
    endpoint = await post.endpoint()
    job = await post.job()
    await post.serve(endpoint)
    (message,) = post.receiver.came
    data = orjson.loads(message.body)["data"]["jobProgress"]
    change = {"kind": "ENTERED", "nodeKey": f"Job:{job}", "version": 1, "node": {"state": "QUEUED"}}
    assert data["changes"] == [change]
    assert message.headers["content-type"] == "application/json"
    (row,) = await post.deliveries(endpoint)
    assert (row["state"], row["attempts"], row["last_status"], row["body"]) == ("DELIVERED", 1, 204, None)


async def test_changes_of_one_thing_come_in_the_order_of_its_versions(post: Post) -> None:
    endpoint = await post.endpoint()
    jobs = [await post.job() for _ in range(3)]
    for job in jobs * 4:
        await post.work(job)
    await post.serve(endpoint)
    for job in jobs:
        assert [version for key, version in _told(post) if key == f"Job:{job}"] == [1, 2, 3, 4, 5]


async def test_what_fails_is_tried_again_with_the_same_id_and_body(post: Post) -> None:
    endpoint = await post.endpoint()
    await post.job()
    post.receiver.answers = status(500)
    await post.serve(endpoint)
    post.receiver.answers = TAKE
    await post.later(endpoint, seconds=1)
    assert len(post.receiver.came) == 1
    await post.later(endpoint, seconds=10)
    first, second = post.receiver.came
    assert (first.id, first.body) == (second.id, second.body)
    assert await post.states(endpoint) == ["DELIVERED"]


@pytest.mark.parametrize(
    ("answers", "fault", "code"),
    [
        (status(500), "STATUS", 500),
        (status(400), "STATUS", 400),
        (status(302, "location: http://localhost:1/elsewhere"), "STATUS", 302),
        (hang, "TIMEOUT", None),
        (saying(b"HTTP/1.1 200 OK\r\nx-slow: "), "TIMEOUT", None),
        (saying(b"220 mail.example.org ESMTP\r\n\r\n"), "ANSWER", None),
        (saying(b"HTTP/1.1 200 OK\r\nx: " + b"y" * 200_000), "ANSWER", None),
    ],
)
async def test_whatever_is_no_success_is_a_failure(post: Post, answers: object, fault: str, code: int | None) -> None:
    endpoint = await post.endpoint()
    await post.job()
    post.receiver.answers = answers  # pyright: ignore[reportAttributeAccessIssue] - one of the answers above
    await post.serve(endpoint)
    (row,) = await post.deliveries(endpoint)
    assert (row["state"], row["last_fault"], row["last_status"]) == ("PENDING", fault, code)
    assert len(post.receiver.came) == 1


@pytest.mark.parametrize(
    "lie",
    [
        b"HTTP/1.1 200 OK\r\ncontent-length: 999999999\r\n\r\nno",
        b"HTTP/1.1 202 OK\r\ntransfer-encoding: chunked\r\n\r\nnot chunked at all",
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\n\r\n{]",
    ],
)
async def test_nothing_but_the_status_of_an_answer_is_believed(post: Post, lie: bytes) -> None:
    endpoint = await post.endpoint()
    await post.job()
    post.receiver.answers = saying(lie)
    await post.serve(endpoint)
    assert await post.states(endpoint) == ["DELIVERED"]


async def test_a_thing_whose_change_fails_holds_up_itself_alone(post: Post) -> None:
    endpoint = await post.endpoint()
    poison, other = await post.job(), await post.job()
    await post.work(poison, 2)
    await post.work(other, 2)

    async def refuse_poison(message: object, writer: object) -> None:
        refused = message.change["nodeKey"] == f"Job:{poison}"  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType, reportUnknownMemberType]
        await (status(422) if refused else TAKE)(message, writer)  # pyright: ignore[reportArgumentType]

    post.receiver.answers = refuse_poison
    await post.serve(endpoint)
    told = _told(post)
    assert [version for key, version in told if key == f"Job:{poison}"] == [1]
    assert [version for key, version in told if key == f"Job:{other}"] == [1, 2, 3]
    post.receiver.answers = TAKE
    await post.later(endpoint, seconds=10)
    assert [message.told for message in post.receiver.taken] == [(f"Job:{poison}", each) for each in (1, 2, 3)]


async def test_what_fails_for_two_days_is_dead_and_lets_go_what_waits_behind_it(post: Post) -> None:
    endpoint = await post.endpoint()
    job = await post.job()
    await post.work(job)
    began, post.receiver.answers = post.clock.now(), status(500)
    while (await post.states(endpoint) or ["PENDING"])[0] == "PENDING":
        await post.later(endpoint, minutes=20)
    assert (post.clock.now() - began).total_seconds() > 40 * 3600
    assert len(post.receiver.came) == 10
    post.receiver.answers = TAKE
    await post.later(endpoint, minutes=20)
    assert await post.states(endpoint) == ["DEAD", "DELIVERED"]


async def test_nobody_is_told_at_private_addresses(post: Post) -> None:
    endpoint = await post.endpoint()
    await post.job()
    await post.serve(endpoint, post.with_desk(sender=Sender()))
    (row,) = await post.deliveries(endpoint)
    assert (row["last_fault"], post.receiver.came) == ("ADDRESS", [])


async def test_a_receiver_that_is_gone_is_told_nothing_more(post: Post) -> None:
    endpoint = await post.endpoint()
    await post.job()
    post.receiver.answers = status(410)
    await post.serve(endpoint)
    row = await post.row(endpoint)
    assert (row["state"], row["broken_because"]) == ("BROKEN", "GONE")
    await post.later(endpoint, hours=1)
    assert len(post.receiver.came) == 1


async def test_who_asks_to_be_left_alone_is_left_alone(post: Post) -> None:
    endpoint = await post.endpoint()
    await post.job()
    post.receiver.answers = status(429, "retry-after: 600")
    await post.serve(endpoint)
    post.receiver.answers = TAKE
    await post.later(endpoint, minutes=9)
    assert len(post.receiver.came) == 1
    await post.later(endpoint, minutes=2)
    assert await post.states(endpoint) == ["DELIVERED"]


def _told(post: Post) -> list[tuple[str, int]]:
    return [message.told for message in post.receiver.came]
