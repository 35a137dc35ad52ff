"""Bringing a database to a revision of the tables, up or down."""

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TypeAlias, cast

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from alembic.util import CommandError
from asyncpg import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from server.database import Database, create_owner_engine
from server.errors import OperatorError
from server.postgres import backup, second_wall
from server.postgres.application_role import APPLICATION_ROLE, admit_application
from server.revisions import SCRIPTS, is_newer, newest_revision

AfterWall: TypeAlias = Callable[[Connection, bool], Awaitable[None]]
"""Says what comes of the second wall when the tables are as they should be; it is told whether there was one."""


async def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the database up to a revision, all or nothing, and give the application's role its rights.

    Where a newer version has brought it further already, it stays there: this version works on it as it is.

    Raises ApplicationRoleRefused when that role is missing and the owner may not make it.
    """
    if revision == "head" and is_newer(await current(database)):
        return
    await admit_application(database.owner_url, database.app_url)
    after = partial(_raise_wall, database) if revision == "head" else _stay_open
    await _run(database, lambda config: command.upgrade(config, revision), walled=after)


async def downgrade(database: Database, revision: str) -> None:
    """Take the database down to a revision, all or nothing; its second wall goes, since the policies are those of the newest."""
    await _run(database, lambda config: command.downgrade(config, revision), walled=_stay_open)


async def restore(database: Database, file: Path) -> None:
    """Replace everything in the database by a backup, all or nothing; it stays at the backup's revision.

    The second wall is raised where it stood or is wanted, unless the revision is an older one: then the upgrade raises it.
    """
    backup.restore(database.owner_url, file)
    await admit_application(database.owner_url, database.app_url)
    after = partial(_raise_wall, database) if await current(database) == newest_revision() else _stay_open
    await _run(database, lambda config: _begin_epoch(config.attributes["connection"]), walled=after)


async def rewound(database: Database) -> None:
    """Let what is told go on anew in a database that was taken back to an earlier moment.

    Raises:
        OperatorError: it is not there yet, and can only be read.
    """
    await _run(database, lambda config: _begin_epoch(config.attributes["connection"]))


def _begin_epoch(connection: sa.Connection) -> None:
    if connection.scalar(sa.text("select pg_is_in_recovery()")):
        raise OperatorError("PostgreSQL is still on its way back, and can only be read. Promote it, and say so again.")
    # What happens from now on gets positions that others had before; whoever knows those is to read anew.
    if connection.scalar(sa.text("select to_regprocedure('feed_begin_epoch()') is not null")):
        connection.execute(sa.text("select feed_begin_epoch()"))


async def make_revision(database: Database, message: str) -> Path:
    """Write a new revision from what the models say and the database, at its newest revision, does not have yet.

    Nothing changes in the database.
    """
    written: list[Script] = []

    def revise(config: Config) -> None:
        numbers = (int(script.revision) for script in ScriptDirectory.from_config(config).walk_revisions())
        made = command.revision(config, message, autogenerate=True, rev_id=f"{max(numbers, default=0) + 1:04}")
        assert isinstance(made, Script)
        written.append(made)

    await _run(database, revise)
    return Path(written[0].path)


async def current(database: Database) -> str | None:
    """Tell the revision of the database; None is a database without tables."""
    engine = create_owner_engine(database)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())
    finally:
        await engine.dispose()


async def _run(database: Database, alembic: Callable[[Config], object], *, walled: AfterWall | None = None) -> None:
    engine = create_owner_engine(database)
    try:
        async with engine.begin() as connection:
            owner = await _driver_of(connection)
            stood = walled is not None and await second_wall.stands(owner)
            if stood:
                # Policies hold on to the columns that they name, which a revision may change.
                await second_wall.lower_wall(owner)
            await connection.run_sync(lambda sync: alembic(_config(sync)))
            await connection.run_sync(_hide_bookkeeping)
            if walled is not None:
                await walled(owner, stood)
    except CommandError as error:
        raise OperatorError(str(error)) from error
    finally:
        await engine.dispose()


async def _raise_wall(database: Database, owner: Connection, stood: bool) -> None:
    """Raise the wall where it stood or is wanted, by the policies as they are now."""
    if stood or database.wall.stands:
        await second_wall.admit_reader(owner, database.app_url)
        await second_wall.raise_wall(owner)


async def _stay_open(_owner: Connection, _stood: bool) -> None:
    """Leave the wall away."""


async def _driver_of(connection: AsyncConnection) -> Connection:
    """Give the driver's connection, in the transaction."""
    await connection.execute(sa.text("select"))
    return cast("Connection", (await connection.get_raw_connection()).driver_connection)


def _config(connection: sa.Connection) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


def _hide_bookkeeping(connection: sa.Connection) -> None:
    # The application may read at which revision the database is, and not pretend another.
    connection.execute(sa.text(f"revoke insert, update, delete on alembic_version from {APPLICATION_ROLE}"))
