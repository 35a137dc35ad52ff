"""Users to tell, somebody who tells them, and a real mail server."""

from collections.abc import AsyncGenerator, Callable, Generator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from asyncpg import Connection, Pool
from sqlalchemy.ext.asyncio import AsyncEngine

from kernel.clock import SystemClock
from server.database import Database, create_engine, create_job_pool
from server.jobs.transaction import JobTransactions
from server.settings import MailSettings
from services.jobs import JobContext
from services.work import Actor
from tests.databases import MIGRATED, Databases
from tests.jobs.conftest import Asking
from tests.schema import builders
from tests.writing.shop import Shop, opened_shop

BOB = Actor(str(uuid4()), "shop", "request-1", "Bob")


@pytest.fixture
async def engine(fresh_database: Database) -> AsyncGenerator[AsyncEngine]:
    """The application's engine for writing."""
    engine = create_engine(fresh_database)
    yield engine
    await engine.dispose()


@pytest.fixture
def asking(engine: AsyncEngine) -> Asking:
    """Open transactions in the name of Bob."""
    return partial(JobTransactions(engine, SystemClock()).begin_as, BOB)


@pytest.fixture
async def owner_of_fresh(fresh_database: Database) -> AsyncGenerator[Connection]:
    """A connection of the owner, outside of any transaction."""
    connection = await asyncpg.connect(fresh_database.owner_url)
    yield connection
    await connection.close()


@pytest.fixture
async def ada(owner_of_fresh: Connection) -> UUID:
    """A user who speaks English."""
    return await user(owner_of_fresh, "ada@example.org", "Ada")


@pytest.fixture
async def job_pool(fresh_database: Database) -> AsyncGenerator[Pool]:
    """The pool of a worker."""
    pool = await create_job_pool(fresh_database, size=2)
    yield pool
    await pool.close()


async def user(owner: Connection, email: str, name: str, **values: object) -> UUID:
    """Insert a user."""
    return await builders.insert(owner, "user_account", email=email, name=name, **values)


@pytest.fixture(scope="session")
async def shop(databases: Databases, run_directory: Path, worker_id: str) -> AsyncGenerator[Shop]:
    """A company with a server in front of it, over a database of these tests."""
    name = f"told_{worker_id}"
    database = await databases.make(name, MIGRATED)
    async with opened_shop(database, run_directory, write_pool_size=4) as opened:
        yield opened
    await databases.drop(name)


@dataclass
class Postbox:
    """A mail server that keeps what it takes, refuses some addresses, and can be out of order."""

    messages: list[EmailMessage] = field(default_factory=list[EmailMessage])
    answer: str = "250 taken"
    sender_answer: str = "250 OK"
    then: Callable[[], None] = lambda: None
    """Is done when a message was taken, and before this is said."""

    async def handle_MAIL(  # noqa: N802 - the server calls it by this name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take a sender."""
        envelope.mail_from = address
        return self.sender_answer

    async def handle_RCPT(  # noqa: N802 - the server calls it by this name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take a recipient, unless there is nobody of that name."""
        if address.startswith("nobody"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - see above
        """Take a message."""
        if self.answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            message = message_from_bytes(envelope.content, policy=default)
            assert isinstance(message, EmailMessage)
            self.messages.append(message)
            self.then()
        return self.answer


@pytest.fixture
def postbox() -> Postbox:
    """What the mail server has taken."""
    return Postbox()


@pytest.fixture
def mail_settings(postbox: Postbox) -> Generator[MailSettings]:
    """The settings of a real mail server on this machine."""
    port = _free_port()
    server = Controller(postbox, hostname="127.0.0.1", port=port)
    server.start()
    yield MailSettings(host="127.0.0.1", port=port, security="none", sender="Torso <torso@example.org>")
    server.stop()


def context(asking: Asking, pool: Pool, notification: UUID) -> JobContext:
    """Give a handler the job of mailing a notification."""
    return JobContext(uuid4(), {"notification": str(notification)}, BOB, 1, pool, asking)


def _free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]
