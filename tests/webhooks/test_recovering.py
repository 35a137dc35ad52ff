"""Receivers that are away come back to everything, in order, and to no flood."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from server.webhooks import courier, serving
from server.webhooks.courier import Courier, delivering
from server.webhooks.serving import AT_ONCE
from services.platform.webhook.patience import FAILURES_MAX
from tests.webhooks.post import Endpoint, Post
from tests.webhooks.receiver import TAKE, Message, hang, status

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60


async def test_a_receiver_that_is_away_is_asked_less_and_less_and_gets_everything_when_it_is_back(post: Post) -> None:
    endpoint = await post.endpoint()
    jobs = [await post.job() for _ in range(20)]
    for job in jobs * 3:
        await post.work(job)
    post.receiver.answers = status(503)
    for _ in range(6 * 60):
        await post.later(endpoint, minutes=1)
    assert len(post.receiver.came) < 60
    assert (await post.row(endpoint))["failures"] >= FAILURES_MAX
    post.receiver.answers, post.receiver.at_once_most = TAKE, 0
    await post.later(endpoint, minutes=20)
    assert post.receiver.at_once_most <= AT_ONCE
    await _require_all_in_order(post, endpoint, [f"Job:{job}" for job in jobs], versions=4)
    assert (await post.row(endpoint))["failures"] == 0


async def test_an_endpoint_that_fails_is_tried_with_one_delivery_at_a_time(post: Post) -> None:
    endpoint = await post.endpoint()
    for _ in range(30):
        await post.job()
    post.receiver.answers = hang
    await post.serve(endpoint)
    before = len(post.receiver.came)
    assert before == FAILURES_MAX
    await post.later(endpoint, minutes=1)
    assert len(post.receiver.came) == before + 1


async def test_what_happens_while_an_endpoint_is_paused_is_told_when_it_is_resumed(post: Post) -> None:
    endpoint = await post.endpoint()
    assert (await post.step(endpoint, "Pause"))["webhookEndpoint"]["state"] == "PAUSED"
    job = await post.job()
    await post.serve(endpoint)
    assert post.receiver.came == []
    assert (await post.step(endpoint, "Resume"))["webhookEndpoint"]["state"] == "ACTIVE"
    await post.serve(endpoint)
    assert [message.told for message in post.receiver.came] == [(f"Job:{job}", 1)]


async def test_an_endpoint_whose_place_is_forgotten_waits_for_somebody(post: Post) -> None:
    endpoint = await post.endpoint()
    await post.job()
    await post.advance()
    await post.registry.shop.owner.execute(
        "update webhook_progress set epoch = gen_random_uuid() where endpoint_id = $1", endpoint.key
    )
    await post.serve(endpoint)
    assert (await post.row(endpoint))["broken_because"] == "FEED_LOST"
    resumed = (await post.step(endpoint, "Resume"))["webhookEndpoint"]
    assert (resumed["state"], resumed["brokenBecause"]) == ("ACTIVE", None)
    job = await post.job()
    await post.serve(endpoint)
    assert [message.told for message in post.receiver.came] == [(f"Job:{job}", 1)]


async def test_everybody_has_a_turn_however_many_have_more_to_do(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courier, "SERVED_MAX", 1)
    monkeypatch.setattr(serving, "ROUNDS_MAX", 1)
    endpoints = [await post.endpoint() for _ in range(3)]
    job = await post.job()
    for _ in range(20):
        await post.work(job)
    await post.advance()
    async with delivering(Courier(post.registry.shop.database.app_url, post.desk)):
        await _until(post, len(endpoints) * 2)
    begun = [row for each in endpoints for row in await post.deliveries(each) if row["state"] == "DELIVERED"]
    assert {row["endpoint_id"] for row in begun} == {each.key for each in endpoints}


async def test_two_couriers_tell_each_change_once_and_in_order(post: Post) -> None:
    endpoint = await post.endpoint()
    url = post.registry.shop.database.app_url
    async with delivering(Courier(url, post.desk)), delivering(Courier(url, post.desk)):
        jobs = [await post.job() for _ in range(5)]
        for job in jobs * 6:
            await post.work(job)
            await post.advance()
        await _until(post, 35)
    assert len(post.receiver.came) == 35
    await _require_all_in_order(post, endpoint, [f"Job:{job}" for job in jobs], versions=7)


async def test_what_was_sent_by_a_courier_that_was_killed_is_sent_again_as_the_same(post: Post) -> None:
    endpoint = await post.endpoint()
    shop = post.registry.shop
    command = [
        sys.executable,
        "-m",
        "tests.webhooks.courier_process",
        shop.database.app_url,
        str(shop.site.settings.home),
    ]
    with subprocess.Popen(command, cwd=ROOT) as victim:

        async def take_and_kill(message: Message, writer: asyncio.StreamWriter) -> None:
            os.kill(victim.pid, signal.SIGKILL)
            await TAKE(message, writer)

        post.receiver.answers = take_and_kill
        try:
            job = await post.job()
            await post.work(job)
            await post.advance()
            await _until(post, 1)
        finally:
            victim.kill()
    (row, _) = await post.deliveries(endpoint)
    assert (row["state"], row["attempts"]) == ("PENDING", 1)
    post.receiver.answers = TAKE
    await post.serve(endpoint)
    first, again, next_ = post.receiver.came
    assert (first.id, first.body) == (again.id, again.body)
    assert [each.told[1] for each in (first, again, next_)] == [1, 1, 2]


@pytest.mark.parametrize("lost", ["select pg_terminate_backend(pid) from pg_stat_activity where query ~ 'webhook '"])
async def test_a_courier_goes_on_when_its_locks_are_lost(post: Post, lost: str) -> None:
    await post.endpoint()
    async with delivering(Courier(post.registry.shop.database.app_url, post.desk)):
        await post.job()
        await post.advance()
        await _until(post, 1)
        await post.registry.shop.owner.execute(f"{lost} and pid <> pg_backend_pid()")
        await post.job()
        await post.advance()
        await _until(post, 2)


async def _until(post: Post, count: int) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while len(post.receiver.came) < count:
            await asyncio.sleep(0.02)


async def _require_all_in_order(post: Post, endpoint: Endpoint, keys: list[str], versions: int) -> None:
    taken = [message.told for message in post.receiver.taken]
    for key in keys:
        assert [version for told, version in taken if told == key] == list(range(1, versions + 1))
    async with asyncio.timeout(PATIENCE_SECONDS):
        while set(await post.states(endpoint)) != {"DELIVERED"}:
            await asyncio.sleep(0.02)
