"""Mail from beginning to end: told in a transaction, taken from the queue by a worker that is a real process, received."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Generator
from pathlib import Path
from uuid import UUID

import pytest
from asyncpg import Connection

from models import NotificationKind
from server.database import Database
from server.settings import REPOSITORY, MailSettings
from services.platform.notification import notify
from tests.jobs.conftest import Asking
from tests.notifications.conftest import Postbox

FACTS = {"file": "offer.pdf"}


@pytest.fixture
def start_worker(
    fresh_database: Database, mail_settings: MailSettings, tmp_path: Path
) -> Generator[Callable[[], subprocess.Popen[bytes]]]:
    """Start workers as `./torso jobs work` does, with the mail server in their settings."""
    settings = {
        "DATABASE_URL": fresh_database.owner_url,
        "TORSO_APP_DATABASE_URL": fresh_database.app_url,
        "TORSO_HOME": str(tmp_path),
        **{
            f"TORSO_MAIL__{name.upper()}": str(value)
            for name, value in mail_settings.model_dump(exclude_none=True).items()
        },
    }
    command = [sys.executable, "-P", "-m", "server.cli", "jobs", "work"]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), **settings}
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen(command, env=environment, cwd=tmp_path))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


async def done(owner: Connection) -> None:
    """Wait until a job is done."""
    async with asyncio.timeout(20):
        while not await owner.fetchval("select count(*) from job where state = 'DONE'"):
            await asyncio.sleep(0.1)


async def test_a_worker_mails_what_was_told_and_nothing_that_was_taken_back(
    asking: Asking,
    ada: UUID,
    postbox: Postbox,
    owner_of_fresh: Connection,
    start_worker: Callable[[], subprocess.Popen[bytes]],
) -> None:
    start_worker()
    async with asking() as work:
        await notify(work, [ada], NotificationKind.ATTACHMENT_SHARED, FACTS)
        await work.session.rollback()
    async with asking() as work:
        await notify(work, [ada], NotificationKind.ATTACHMENT_SHARED, FACTS)
    await done(owner_of_fresh)
    assert [message["Subject"] for message in postbox.messages] == ["A file has been shared with you: offer.pdf"]


async def test_what_was_sent_by_a_worker_that_was_killed_before_it_wrote_that_down_has_the_same_id_again(
    asking: Asking,
    ada: UUID,
    postbox: Postbox,
    owner_of_fresh: Connection,
    start_worker: Callable[[], subprocess.Popen[bytes]],
) -> None:
    victim = start_worker()
    postbox.then = victim.kill
    async with asking() as work:
        [told] = await notify(work, [ada], NotificationKind.ATTACHMENT_SHARED, FACTS)
    assert await asyncio.to_thread(victim.wait, 20) == -signal.SIGKILL
    postbox.then = lambda: None
    await owner_of_fresh.execute("update queue.pgqueuer set heartbeat = heartbeat - interval '1 minute'")
    start_worker()
    await done(owner_of_fresh)
    assert [message["Message-ID"] for message in postbox.messages] == [f"<notification-{told}@example.org>"] * 2
    assert await owner_of_fresh.fetchval("select mailed_at is not null from notification")
