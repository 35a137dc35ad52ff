"""Migrations make what the models say, and take it back."""

from collections.abc import Callable
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
from tests.databases import Databases

Found = TypeVar("Found")


async def test_the_models_and_the_migrations_agree(database: Database) -> None:
    def compare(connection: sa.Connection) -> list[str]:
        return catalogue.differences(catalogue.read(connection), declared(connection))

    assert await _run(database, compare) == []


@pytest.mark.filterwarnings("ignore:Computed default on .* cannot be modified")
async def test_alembic_finds_nothing_to_migrate(database: Database) -> None:
    def compare(connection: sa.Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, Base.metadata))

    assert await _run(database, compare) == []


async def test_goes_down_to_nothing_and_up_again(databases: Databases, worker_id: str) -> None:
    database = await databases.make(f"revisions_{worker_id}")
    await migration.upgrade(database)
    made = await _catalogue(database)
    await migration.downgrade(database, "base")
    assert not any(await _catalogue(database))
    await migration.upgrade(database)
    assert catalogue.differences(await _catalogue(database), made) == []
    await databases.drop(f"revisions_{worker_id}")


async def _catalogue(database: Database) -> catalogue.Catalogue:
    return await _run(database, catalogue.read)


async def _run(database: Database, read: Callable[[sa.Connection], Found]) -> Found:
    engine = create_owner_engine(database)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(read)
    finally:
        await engine.dispose()
