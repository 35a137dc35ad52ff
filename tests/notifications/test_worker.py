"""Mail from beginning to end: told in a transaction, taken from the queue by a worker that is a real process, received."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Generator
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
def worker(fresh_database: Database, mail_settings: MailSettings, tmp_path: Path) -> Generator[subprocess.Popen[bytes]]:
    """A worker as `./torso jobs work` starts it, with the mail server in its settings."""
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
    with subprocess.Popen(command, env=environment, cwd=tmp_path) as process:
        yield process
        process.terminate()


@pytest.mark.usefixtures("worker")
async def test_a_worker_mails_what_was_told_and_nothing_that_was_taken_back(
    asking: Asking, ada: UUID, postbox: Postbox, owner_of_fresh: Connection
) -> None:
    async with asking() as work:
        await notify(work, [ada], NotificationKind.ATTACHMENT_SHARED, FACTS)
        await work.session.rollback()
    async with asking() as work:
        await notify(work, [ada], NotificationKind.ATTACHMENT_SHARED, FACTS)
    async with asyncio.timeout(20):
        while not await owner_of_fresh.fetchval("select count(*) from job where state = 'DONE'"):
            await asyncio.sleep(0.1)
    assert [message["Subject"] for message in postbox.messages] == ["A file has been shared with you: offer.pdf"]
