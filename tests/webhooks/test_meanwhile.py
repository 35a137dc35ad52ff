"""What is done to an endpoint while it is told something, and what becomes of the rest."""

import asyncio

import orjson

from server.webhooks.sending import Sender
from server.webhooks.serving import Desk
from tests.webhooks.conftest import NETWORKS
from tests.webhooks.post import DOCUMENT, REPLAY, Post
from tests.webhooks.receiver import TAKE, Message

WRITE = "update webhook_endpoint set document = $2 where id = $1"


async def test_what_is_asked_for_again_while_it_is_delivered_is_delivered_again(post: Post) -> None:
    endpoint = await post.endpoint()
    job = await post.job()
    await post.work(job, 2)
    await post.serve(endpoint)
    cursor = orjson.loads(post.receiver.came[0].body)["data"]["jobProgress"]["cursor"]

    async def go_back(message: Message, writer: asyncio.StreamWriter) -> None:
        post.receiver.answers = TAKE
        assert (await post.registry.do(REPLAY, None, id=endpoint.id, after=cursor))["errors"] == []
        await TAKE(message, writer)

    post.receiver.answers = go_back
    await post.work(job)
    await post.serve(endpoint, _patient(post))
    assert [message.told[1] for message in post.receiver.came] == [1, 2, 3, 4, 2, 3, 4]
    assert len({message.id for message in post.receiver.came}) == 4


async def test_an_endpoint_that_is_archived_while_it_is_told_something_is_told_no_more(post: Post) -> None:
    endpoint = await post.endpoint()
    job = await post.job()
    await post.work(job, 2)

    async def archive(message: Message, writer: asyncio.StreamWriter) -> None:
        assert (await post.step(endpoint, "Archive"))["errors"] == []
        await TAKE(message, writer)

    post.receiver.answers = archive
    await post.serve(endpoint, _patient(post))
    assert [message.told for message in post.receiver.came] == [(f"Job:{job}", 1)]


async def test_a_document_that_is_not_valid_any_more_breaks_its_endpoint_and_loses_nothing(post: Post) -> None:
    endpoint, owner = await post.endpoint(), post.registry.shop.owner
    job = await post.job()
    await owner.execute(WRITE, endpoint.key, "subscription { whatWasThereBefore { cursor } }")
    await post.serve(endpoint)
    row = await post.row(endpoint)
    assert (row["state"], row["broken_because"]) == ("BROKEN", "DOCUMENT_UNFIT")
    await owner.execute(WRITE, endpoint.key, DOCUMENT)
    assert (await post.step(endpoint, "Resume"))["errors"] == []
    await post.serve(endpoint)
    assert [message.told for message in post.receiver.came] == [(f"Job:{job}", 1)]


def _patient(post: Post) -> Desk:
    return post.with_desk(sender=Sender(NETWORKS))
