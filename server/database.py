"""The database that this process works with: where it is, who goes in, and how connections are made.

Migrations and backups go in as the owner, everything else as the application's role, which owns nothing.
"""

import hashlib
import hmac
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Protocol
from urllib.parse import quote, unquote, urlsplit

import asyncpg
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from auth.second_wall import READER
from server.errors import OperatorError
from server.postgres import embedded_server
from server.row_security import RowSecurity
from server.settings import Settings

APPLICATION_ROLE = "torso_app"
FEED = "torso-feed"
"""What the connection over which a process moves events on calls itself."""


class Watch(Protocol):
    """Sees the statements that run over connections."""

    @property
    def connection_class(self) -> type[asyncpg.Connection]:
        """The connections of the driver that it sees into."""
        ...

    def listen(self, engine: AsyncEngine) -> None:
        """See what an engine of SQLAlchemy prepares by itself."""
        ...


@dataclass(frozen=True)
class Database:
    """One database, as libpq URLs (`postgresql://…`) that asyncpg, psql and pg_dump read alike."""

    owner_url: str
    app_url: str
    embedded: bool
    # How what clients are told is read: behind row-level security, or not, or both.
    wall: RowSecurity = RowSecurity.OFF
    # Where a replica answers queries, as the application's role; None where there is none.
    read_url: str | None = None
    # What sees the statements of requests and jobs; None where nothing does.
    watch: Watch | None = field(default=None, compare=False)

    @property
    def connection_class(self) -> type[asyncpg.Connection]:
        """What its connections are."""
        return asyncpg.Connection if self.watch is None else self.watch.connection_class

    def named(self, name: str) -> "Database":
        """Give another database of the same server."""
        return replace(self, owner_url=_with_name(self.owner_url, name), app_url=_with_name(self.app_url, name))


@dataclass(frozen=True)
class Limits:
    """How long a connection may take for one thing before PostgreSQL ends it, in seconds; 0 is without limit."""

    statement: float = 0
    transaction: float = 0
    idle_in_transaction: float = 0
    lock: float = 0

    def as_settings(self) -> dict[str, str]:
        """Give PostgreSQL's names and milliseconds."""
        return {
            "statement_timeout": _milliseconds(self.statement),
            "transaction_timeout": _milliseconds(self.transaction),
            "idle_in_transaction_session_timeout": _milliseconds(self.idle_in_transaction),
            "lock_timeout": _milliseconds(self.lock),
        }


REQUEST = Limits(statement=10, transaction=30, idle_in_transaction=10, lock=5)
# An import or a job works for as long as it has to; it may not stop others for long by waiting for a lock.
JOB = Limits(idle_in_transaction=60, lock=30)


@contextmanager
def open_database(settings: Settings) -> Generator[Database]:
    """Use the database of the settings for as long as the context lasts; the embedded server runs at least that long."""
    given = settings.database_read_url
    if settings.database_url is not None:
        owner_url = settings.database_url.get_secret_value()
        app_url = settings.app_database_url.get_secret_value() if settings.app_database_url else _derived(owner_url)
        read_url = _at(given.get_secret_value(), app_url) if given else None
        yield Database(owner_url, app_url, embedded=False, wall=settings.row_security, read_url=read_url)
        return
    with embedded_server(settings.home) as server:
        app_url = server.url(APPLICATION_ROLE)
        read_url = _at(given.get_secret_value(), app_url) if given else None
        yield Database(server.url("torso_owner"), app_url, embedded=True, wall=settings.row_security, read_url=read_url)


async def create_pool(
    database: Database, *, size_min: int = 2, size_max: int = 12, limits: Limits = REQUEST
) -> asyncpg.Pool:
    """Open the pool for planned reads, as the application's role, or behind the second wall as the role that reads.

    Statements are prepared once per connection whatever their length, so that PostgreSQL can settle on a generic plan.
    Its connections only read and keep no state, so nothing is put back between two uses of
    one, which would be another round trip for every query.
    """
    return await asyncpg.create_pool(
        database.app_url,
        min_size=size_min,
        max_size=size_max,
        statement_cache_size=500,
        max_cacheable_statement_size=0,
        reset=_leave_as_it_is,
        connection_class=database.connection_class,
        server_settings={**_session(limits), "default_transaction_read_only": "on", **_behind_the_wall(database)},
    )


async def create_job_pool(database: Database, *, size: int) -> asyncpg.Pool:
    """Open the pool of a worker, for writing and listening, as the application's role."""
    return await asyncpg.create_pool(
        database.app_url,
        min_size=2,
        max_size=size,
        connection_class=database.connection_class,
        server_settings=_session(JOB),
    )


async def create_recording_pool(database: Database) -> asyncpg.Pool:
    """Open the pool for what the server does for itself: recording what must not be rolled back, and looking up who asks."""
    return await asyncpg.create_pool(
        database.app_url,
        min_size=0,
        max_size=4,
        connection_class=database.connection_class,
        server_settings=_session(REQUEST),
    )


async def create_feed_pool(database: Database) -> asyncpg.Pool:
    """Open the one connection over which a process moves events on; it keeps no state, so nothing is put back after use."""
    return await asyncpg.create_pool(
        database.app_url,
        min_size=0,
        max_size=1,
        max_inactive_connection_lifetime=0,
        reset=_leave_as_it_is,
        server_settings={**_session(REQUEST), "application_name": FEED},
    )


async def _leave_as_it_is(_connection: asyncpg.Connection) -> None:
    pass


def create_engine(database: Database, *, size: int = 5, limits: Limits = REQUEST) -> AsyncEngine:
    """Make SQLAlchemy's engine for writing, as the application's role.

    What a request writes names its rows by their keys, so that a plan for one set of values is as good as for another: each is
    made once per connection. PostgreSQL on its own plans half of the statements of an order each time, a fifth of what they
    cost it.
    """
    once = {"plan_cache_mode": "force_generic_plan"} if limits == REQUEST else {}
    return _engine(database.app_url, size, {**_session(limits), **once}, database.watch)


async def connect(database: Database, limits: Limits) -> asyncpg.Connection:
    """Open one connection of the driver for writing whole sets of rows, as the application's role."""
    return await asyncpg.connect(database.app_url, server_settings=_session(limits))


def create_owner_engine(database: Database) -> AsyncEngine:
    """Make SQLAlchemy's engine for migrations, as the owner."""
    return _engine(database.owner_url, 1, _session(JOB))


def _engine(url: str, size: int, settings: Mapping[str, str], watch: Watch | None = None) -> AsyncEngine:
    # asyncpg reads the URL itself, so that everything that libpq's URLs can say (sslmode, several hosts) holds here too.
    async def connect() -> asyncpg.Connection:
        return await asyncpg.connect(
            url,
            statement_cache_size=500,
            max_cacheable_statement_size=0,
            connection_class=asyncpg.Connection if watch is None else watch.connection_class,
            server_settings=dict(settings),
        )

    engine = create_async_engine("postgresql+asyncpg://", async_creator=connect, pool_size=size, max_overflow=0)
    event.listen(engine.sync_engine, "checkout", _require_open)
    if watch is not None:
        watch.listen(engine)
    return engine


def _require_open(connection: DBAPIConnection, _record: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
    """Refuse a connection that the server has closed meanwhile, for which the pool opens another."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError


def _session(limits: Limits) -> dict[str, str]:
    return {"TimeZone": "UTC", "DateStyle": "ISO, YMD", "jit": "off", **limits.as_settings()}


def _behind_the_wall(database: Database) -> dict[str, str]:
    return {"role": READER} if database.wall is RowSecurity.ON else {}


def _milliseconds(seconds: float) -> str:
    return str(round(seconds * 1000))


def _with_name(url: str, name: str) -> str:
    return urlsplit(url)._replace(path=f"/{quote(name)}").geturl()


def _at(replica_url: str, app_url: str) -> str:
    """Give the way into a replica as the application's role, whoever its URL names: a replica has the roles of its primary."""
    application = urlsplit(app_url).netloc.rpartition("@")[0]
    parts = urlsplit(replica_url)
    return parts._replace(netloc=f"{application}@{parts.netloc.rpartition('@')[2]}").geturl()


def _derived(owner_url: str) -> str:
    """Give the application's URL of a server that is told about its owner only.

    The password follows from the owner's, so that every replica that knows the one knows the other, and nothing is stored.
    """
    parts = urlsplit(owner_url)
    if not parts.password:
        raise OperatorError(
            "DATABASE_URL has no password to derive the application's from: set TORSO_APP_DATABASE_URL."
        )
    password = hmac.new(unquote(parts.password).encode(), APPLICATION_ROLE.encode(), hashlib.sha256).hexdigest()
    address = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{APPLICATION_ROLE}:{password}@{address}").geturl()
