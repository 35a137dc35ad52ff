"""Invitations, and passwords that were forgotten: links that are mailed, and good once."""

import asyncio
import re
from uuid import UUID

import asyncpg
import pytest
from asyncpg import Pool
from sqlalchemy.ext.asyncio import create_async_engine

from kernel.clock import SystemClock
from models import UserLinkKind
from server.database import create_engine
from server.jobs.transaction import JobTransactions
from services.jobs import JobContext
from services.platform.access.link_mail import mail_forgotten, mail_link
from services.platform.access.links import link_send
from services.platform.access.people import nobody
from services.platform.mail import Mail, MailUnavailable
from services.work import Actor
from tests.people.conftest import Person, Town

NEW = "a wholly different phrase"
_LINK = re.compile(r"https://erp\.example(/\S+)")


class Postman:
    """Keeps what it is given, and may be away."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.is_away = False

    async def send(self, mail: Mail) -> None:
        """Take a message."""
        if self.is_away:
            raise MailUnavailable("away")
        self.mails.append(mail)

    @property
    def path(self) -> str:
        """The path of the link in the last message."""
        found = _LINK.search(self.mails[-1].text)
        assert found is not None
        return found.group(1)


async def _do_jobs(town: Town, postman: Postman) -> None:
    """Do the jobs that wait, as a worker does."""
    while rows := await town.owner.fetch(
        "select job.id, job.kind, convert_from(place.payload, 'UTF8')::jsonb -> 'payload' as payload "
        "from queue.pgqueuer place join job on job.queue_id = place.id where job.kind like 'access.%' order by place.id"
    ):
        for row in rows:
            await _do(town, postman, row)


async def _do(town: Town, postman: Postman, row: asyncpg.Record) -> None:
    import orjson

    transactions = JobTransactions(town.engine, SystemClock())
    actor = nobody("request")

    async def done(*_: object) -> None:
        pass

    context = JobContext(row["id"], orjson.loads(row["payload"]), actor, 1, town.pool, lambda: transactions.begin_as(actor))
    object.__setattr__(context, "_done", done)
    if row["kind"] == "access.mail_link":
        await mail_link(context, postman, "https://erp.example")
    else:
        await mail_forgotten(context)
    await town.owner.execute("delete from queue.pgqueuer where id = (select queue_id from job where id = $1)", row["id"])
