"""Migrations make what the models say, and take it back."""

from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from typing import TypeVar

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from migrations import catalogue
from migrations.declared import declared
from models import Base
from server import migration
from server.database import Database, create_owner_engine
from server.row_security import RowSecurity
from tests.databases import Databases

Found = TypeVar("Found")


@pytest.fixture(scope="module")
async def migrated(databases: Databases, worker_id: str) -> AsyncGenerator[Database]:
    """A database of what the revisions make alone, without the wall that a setting builds."""
    name = f"revisions_{worker_id}"
    database = replace(await databases.make(name), wall=RowSecurity.OFF)
    await migration.upgrade(database)
    yield database
    await databases.drop(name)


async def test_the_models_and_the_migrations_agree(migrated: Database) -> None:
    def compare(connection: sa.Connection) -> list[str]:
        return catalogue.differences(catalogue.read(connection), declared(connection))

    assert await _run(migrated, compare) == []


@pytest.mark.filterwarnings("ignore:Computed default on .* cannot be modified")
async def test_alembic_finds_nothing_to_migrate(migrated: Database) -> None:
    def compare(connection: sa.Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, Base.metadata))

    assert await _run(migrated, compare) == []


async def test_goes_down_to_nothing_and_up_again(migrated: Database) -> None:
    made = await _catalogue(migrated)
    await migration.downgrade(migrated, "base")
    assert not any(await _catalogue(migrated))
    await migration.upgrade(migrated)
    assert catalogue.differences(await _catalogue(migrated), made) == []


async def _catalogue(database: Database) -> catalogue.Catalogue:
    return await _run(database, catalogue.read)


async def _run(database: Database, read: Callable[[sa.Connection], Found]) -> Found:
    engine = create_owner_engine(database)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(read)
    finally:
        await engine.dispose()
