"""The application's role on a server of one's own, where only the owner's URL may be known."""

from collections.abc import Generator
from contextlib import AbstractContextManager
from pathlib import Path

import asyncpg
import pytest
from pydantic import SecretStr

from server.database import Database, open_database
from server.errors import OperatorError
from server.postgres import EmbeddedServer, embedded_server
from server.postgres.application_role import ApplicationRoleRefused, admit_application
from server.settings import Settings


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Generator[EmbeddedServer]:
    """A server as somebody else runs it."""
    with embedded_server(tmp_path_factory.mktemp("theirs"), durable=False) as server:
        yield server


@pytest.fixture
async def owner_url(theirs: EmbeddedServer) -> str:
    """The URL of an owner who may make roles, on a server that does not know the application yet."""
    await _as_admin(
        theirs,
        "drop database if exists erp",
        "drop role if exists torso_app, erp, erp_app",
        "create role erp login createrole password 'p/w d'",
        "create role erp_app login password 'app'",
        "create database erp owner erp",
    )
    return f"postgresql://erp:p%2Fw%20d@127.0.0.1:{theirs.port}/erp"


async def test_makes_the_role_with_a_password_that_follows_from_the_owners(owner_url: str) -> None:
    with _opened(owner_url) as database:
        await admit_application(database.owner_url, database.app_url)
        assert await _value(database.app_url, "select current_user") == "torso_app"
        assert not await _value(database.app_url, "select has_database_privilege(current_database(), 'temp')")


async def test_gives_the_role_its_new_password_when_the_owners_has_changed(
    owner_url: str, theirs: EmbeddedServer
) -> None:
    with _opened(owner_url) as database:
        await admit_application(database.owner_url, database.app_url)
    await _as_admin(theirs, "alter role erp password 'new'")
    with _opened(owner_url.replace("p%2Fw%20d", "new")) as database:
        await admit_application(database.owner_url, database.app_url)
        assert await _value(database.app_url, "select current_user") == "torso_app"


async def test_lets_another_role_be_the_application(owner_url: str, theirs: EmbeddedServer) -> None:
    app_url = f"postgresql://erp_app:app@127.0.0.1:{theirs.port}/erp"
    await admit_application(owner_url, app_url)
    assert await _value(app_url, "select pg_has_role('torso_app', 'usage')")


async def test_refuses_an_owner_who_may_not_make_the_role(owner_url: str, theirs: EmbeddedServer) -> None:
    await _as_admin(theirs, "alter role erp nocreaterole")
    with _opened(owner_url) as database, pytest.raises(ApplicationRoleRefused, match="TORSO_APP_DATABASE_URL"):
        await admit_application(database.owner_url, database.app_url)


async def test_refuses_the_owner_as_the_application(owner_url: str) -> None:
    with pytest.raises(ApplicationRoleRefused, match="may not be the owner"):
        await admit_application(owner_url, owner_url)


async def test_refuses_an_owner_without_a_password_to_derive_from() -> None:
    settings = Settings(database_url=SecretStr("postgresql://erp@127.0.0.1/erp"))
    with pytest.raises(OperatorError, match="TORSO_APP_DATABASE_URL"), open_database(settings):
        pass


async def test_says_that_the_database_cannot_be_reached(tmp_path: Path) -> None:
    nowhere = f"postgresql://erp:erp@/erp?host={tmp_path}"
    with pytest.raises(OperatorError, match="cannot be reached"):
        await admit_application(nowhere, nowhere)


def _opened(owner_url: str) -> AbstractContextManager[Database]:
    return open_database(Settings(database_url=SecretStr(owner_url)))


async def _as_admin(server: EmbeddedServer, *statements: str) -> None:
    connection = await asyncpg.connect(server.url("postgres", "postgres"))
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def _value(url: str, query: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()
