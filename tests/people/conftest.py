"""People with passwords, a server in front of them, and browsers to be somebody with."""

import re
import secrets
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from argon2 import PasswordHasher
from asyncpg import Connection
from httpx import AsyncClient, Response

from auth.demo import DEMO_REALM, issue
from auth.keys import signing_key
from auth.roles import RoleCode
from auth.tokens import TokenIssuer
from kernel.clock import SystemClock
from server.database import Database
from server.settings import Settings
from tests.databases import MIGRATED, Databases
from tests.schema import builders
from tests.server.site import Site, running

PASSWORD = "correct horse battery staple"
_TOKEN = re.compile(r'name="form_token" value="([0-9a-f]+)"')
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass(frozen=True)
class Person:
    """Somebody who may sign in."""

    id: UUID
    email: str
    password: str = PASSWORD


@dataclass
class Town:
    """A server with people."""

    site: Site
    owner: Connection
    settings: Settings
    database: Database
    visitors: list[AsyncClient] = field(default_factory=list[AsyncClient])

    async def person(self, name: str = "Ada Lovelace", password: str | None = PASSWORD) -> Person:
        """Make somebody, with an address of their own."""
        email = f"{name.split(maxsplit=1)[0].lower()}.{uuid4().hex[:8]}@example.org"
        key = await builders.insert(self.owner, "user_account", email=email, name=name)
        if password is not None:
            await builders.insert(
                self.owner,
                "user_password",
                user_id=key,
                password_hash=_CHEAP.hash(password),
                chosen_at=await self.owner.fetchval("select now()"),
            )
        return Person(key, email)

    def browser(self, address: str = "") -> "Browser":
        """Open a browser that knows nothing yet, in a network of its own."""
        client = AsyncClient(base_url=self.site.address, timeout=30)
        self.visitors.append(client)
        return Browser(client, address or f"2001:db8:{secrets.randbits(16):x}:{secrets.randbits(16):x}::1")

    async def ask(
        self,
        query: str,
        by: RoleCode = RoleCode.ADMIN,
        subject: UUID | None = None,
        companies: list[UUID] | None = None,
        **variables: Any,
    ) -> dict[str, Any]:
        """Send a query with a token of a role."""
        issuer = TokenIssuer(signing_key(self.settings.home), DEMO_REALM, SystemClock())
        token = issue(issuer, by, subject=str(subject or uuid4()), companies=companies)
        body = {"query": query, "variables": variables}
        answer = await self.site.client.post("/graphql", json=body, headers={"authorization": f"Bearer {token}"})
        return answer.json()

    async def audit(self, user_id: UUID) -> list[tuple[str, str]]:
        """Give what the audit tells of somebody's ways in and out, the oldest first."""
        rows = await self.owner.fetch(
            "select operation, code from audit_entry where entity_id = $1 and attempted is not null order by id",
            user_id,
        )
        return [(row["operation"], row["code"]) for row in rows]


@dataclass
class Browser:
    """A browser without scripts: it keeps cookies, and sends the forms that it was shown."""

    client: AsyncClient
    address: str

    def _headers(self) -> dict[str, str]:
        return {"sec-fetch-site": "same-origin", "user-agent": "Netscape 4", "x-forwarded-for": self.address}

    async def get(self, path: str) -> Response:
        """Open a page."""
        return await self.client.get(path, headers=self._headers())

    async def send(self, page: str, action: str | None = None, **fields: str) -> Response:
        """Open a page and send a form of it, whose fields people have filled in."""
        return await self.fill((await self.get(page)).text, action or page.partition("?")[0], **fields)

    async def fill(self, page: str, action: str, **fields: str) -> Response:
        """Send a form of a page that is open."""
        token = _TOKEN.search(page)
        assert token is not None, "there is no form on this page"
        body = {"form_token": token.group(1), **fields}
        return await self.client.post(action, data=body, headers=self._headers())

    async def sign_in(self, person: Person, password: str | None = None, next_: str = "") -> Response:
        """Send the form for signing in."""
        given = person.password if password is None else password
        return await self.send("/sign-in", email=person.email, password=given, next=next_)


@pytest.fixture(scope="session")
async def town(databases: Databases, run_directory: Path, worker_id: str) -> AsyncGenerator[Town]:
    """A server with people, over a database of these tests."""
    name = f"people_{worker_id}"
    database = await databases.make(name, MIGRATED)
    settings = Settings(
        home=run_directory / "home", pool_size_min=0, pool_size_max=4, write_pool_size=4, allow_local_providers=True
    )
    owner = await asyncpg.connect(database.owner_url)
    async with running(settings, database) as site:
        town = Town(site, owner, settings, database)
        yield town
        for visitor in town.visitors:
            await visitor.aclose()
    await owner.close()
    await databases.drop(name)
