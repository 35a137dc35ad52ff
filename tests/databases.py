"""Making databases on the server of a test run: cloning a template takes some 50 ms, whatever it holds."""

import os

import asyncpg

from server.database import Database
from server.migration import upgrade
from server.postgres import EmbeddedServer
from server.reference_data import bring_reference_data
from server.row_security import RowSecurity
from server.settings import Settings
from services.demo import seed

os.environ.setdefault("TORSO_ROW_SECURITY", RowSecurity.VERIFY)
WALL = Settings().row_security
"""How this run reads: in both ways, to compare them, unless TORSO_ROW_SECURITY says otherwise."""

COUNTED = RowSecurity.ON if WALL.stands else RowSecurity.OFF
"""How those tests read that count statements and messages: in one way, as servers do in operation."""

MIGRATED = "template_migrated"
DEMO = "template_demo"


class Databases:
    """The databases of one run."""

    def __init__(self, postgres: EmbeddedServer) -> None:
        """Work on this server."""
        self._postgres = postgres

    def named(self, name: str) -> Database:
        """Give the way into a database, whether it exists or not."""
        owner_url, app_url = self._postgres.url("torso_owner", name), self._postgres.url("torso_app", name)
        return Database(owner_url, app_url, embedded=True, wall=WALL)

    async def make(self, name: str, template: str = "template1") -> Database:
        """Make a database as a copy of a template, in place of one that has its name."""
        await self.drop(name)
        await self._run(f'create database "{name}" owner torso_owner template "{template}" strategy file_copy')
        # A copy has the tables' rights, and not the database's own.
        await self._run(f'revoke temporary on database "{name}" from public')
        return self.named(name)

    async def drop(self, name: str) -> None:
        """Drop a database, whoever is connected to it."""
        await self._run(f'drop database if exists "{name}" with (force)')

    async def make_migrated(self) -> None:
        """Make the template of all tables once; it gets its name when it is complete."""
        if await self._exists(MIGRATED):
            return
        database = await self.make(f"{MIGRATED}_being_made")
        await upgrade(database)
        await bring_reference_data(database)
        await self._run(f'alter database "{MIGRATED}_being_made" rename to "{MIGRATED}"')

    async def make_demo(self, name: str = DEMO, scale: int = 1) -> bool:
        """Make the template of the demo company at a scale, unless it is there; it gets its name when it is complete."""
        if await self._exists(name):
            return False
        database = await self.make(f"{name}_being_made", MIGRATED)
        owner = await asyncpg.connect(database.owner_url)
        await seed(owner, scale)
        await owner.close()
        await self._run(f'alter database "{name}_being_made" rename to "{name}"')
        return True

    async def _exists(self, name: str) -> bool:
        connection = await asyncpg.connect(self._postgres.url("postgres", "postgres"))
        try:
            return await connection.fetchval("select exists (select from pg_database where datname = $1)", name)
        finally:
            await connection.close()

    async def _run(self, statement: str) -> None:
        connection = await asyncpg.connect(self._postgres.url("postgres", "postgres"))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()
