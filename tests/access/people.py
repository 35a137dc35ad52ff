"""What the tests of access have at hand: people with roles, programs, and tokens of what was granted to these."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from asyncpg import Connection
from httpx import Response
from joserfc import jwt

from auth.granted import GrantedClaims, KeyConfirmation
from auth.key_ring import KeyRing
from auth.roles import RoleCode
from kernel.clock import SystemClock
from kernel.ids import uuid7
from server.oauth.realm import granted_realm, issuer_of
from server.settings import Settings
from services.refusals import RightsWithdrawn
from tests.schema.builders import insert
from tests.server.site import RESPONSE_JSON, Site

ALL = ["audit.*", "platform.*", "finance.*", "inventory.*", "logistics.*", "sales.*", "purchasing.*"]
WITHIN_SECONDS = 1.5
"""How soon a change is there, with what a busy machine takes to ask."""
REGISTER = """
insert into persisted_operation (client_id, sha256, operation_names, document)
select $1, encode(sha256(convert_to(document, 'UTF8')), 'hex'), '{}', document from unnest($2::text[]) as document
"""
VIEWER = "{ viewer { id name kind permissions roles companies(first: 10) { nodes { code } } } }"


@dataclass(frozen=True)
class Granted:
    """What was granted to a program."""

    grant: UUID
    client: UUID
    client_id: str
    user: UUID | None

    @property
    def subject(self) -> str:
        """Who asks by it."""
        return self.client_id if self.user is None else str(self.user)


@dataclass
class People:
    """A company with people and programs, and a server in front of it."""

    site: Site
    owner: Connection
    settings: Settings
    company: UUID
    other: UUID

    async def hire(self, role: str | None = RoleCode.SALES_REP, company: UUID | None = None, **values: Any) -> UUID:
        """Give a role in the company to somebody new."""
        name = f"P{uuid7().hex[-10:]}"
        key = await insert(self.owner, "user_account", email=f"{name}@example.org", name=name, **values)
        if role is not None:
            await self.give(key, role, company or self.company)
        return key

    async def give(
        self, user: UUID, role: str, company: UUID | None, *, since: date | None = None, until: date | None = None
    ) -> UUID:
        """Give a role to somebody."""
        values = {"role_id": await self.role(role), "company_id": company, "valid_from": since, "valid_until": until}
        return await insert(self.owner, "user_role", user_id=user, **values)

    async def role(self, code: str) -> UUID:
        """Give the id of a role."""
        return await self.owner.fetchval("select id from role where code = $1", code)

    async def compose(self, *permissions: str, parents: tuple[UUID, ...] = (), **values: Any) -> tuple[UUID, str]:
        """Make a role, and give its id and its code."""
        code = f"R{uuid7().hex[-10:]}"
        named = {"code": code, "name": code, "description": "", "permissions": list(permissions)}
        key = await insert(self.owner, "role", **named, **values)
        for parent in parents:
            await insert(self.owner, "role_parent", role_id=key, parent_id=parent)
        return key, code

    async def program(self, *, scopes: list[str] | None = None, **values: Any) -> tuple[UUID, str]:
        """Make a program that is approved, and give its id and its name."""
        client_id = f"c-{uuid7().hex[-10:]}"
        said = {"client_id": client_id, "name": client_id, "kind": "PUBLIC", "state": "APPROVED", **values}
        return await insert(self.owner, "oauth_client", scopes=scopes if scopes is not None else ALL, **said), client_id

    async def grant(
        self,
        user: UUID | None,
        client: tuple[UUID, str] | None = None,
        *,
        scopes: list[str] | None = None,
        session: UUID | None = None,
    ) -> Granted:
        """Grant something to a program."""
        key, client_id = client or await self.program()
        expires_at = SystemClock().now() + timedelta(days=1)
        said = {"scopes": ALL if scopes is None else scopes, "audiences": [], "expires_at": expires_at}
        grant = await insert(self.owner, "oauth_grant", client_id=key, user_id=user, session_id=session, **said)
        return Granted(grant, key, client_id, user)

    async def limited(self, *documents: str, only: bool = True, user: UUID | None = None) -> Granted:
        """Let a program in that may ask by these documents, and give what somebody has granted it: an administrator here."""
        program = await self.program(only_persisted_operations=only)
        await self.register(program[0], *documents)
        return await self.grant(user or await self.hire(RoleCode.ADMIN), program)

    async def register(self, program: UUID, *documents: str) -> None:
        """Register documents of a program."""
        await self.owner.execute(REGISTER, program, documents)

    def token(
        self,
        granted: Granted,
        scope: str = " ".join(ALL),
        *,
        jkt: str | None = None,
        seconds: int = 600,
        **other: Any,
    ) -> str:
        """Give a token of what was granted, good for some seconds."""
        now, realm = int(SystemClock().now().timestamp()), granted_realm(issuer_of(self.settings))
        bound = None if jkt is None else KeyConfirmation(jkt=jkt)
        says: dict[str, Any] = {
            "sub": granted.subject,
            "client_id": granted.client_id,
            "grant_id": granted.grant,
            "scope": scope,
        }
        claims = GrantedClaims(**{**says, **other}, cnf=bound).as_claims()
        claims |= {"iss": realm.issuer, "aud": realm.audience, "iat": now, "exp": now + seconds, "jti": str(uuid7())}
        key = KeyRing(self.settings.home, SystemClock()).signing()
        return jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": key.kid}, claims, key)

    async def send(self, token: str, query: str = VIEWER, site: Site | None = None, **headers: str) -> Response:
        """Send a query with a token."""
        sent = {"authorization": f"Bearer {token}", "accept": RESPONSE_JSON}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return await (site or self.site).client.post("/graphql", json={"query": query}, headers=sent)

    async def viewer(self, token: str, **headers: str) -> dict[str, Any]:
        """Say who asks by a token."""
        answer = await self.send(token, VIEWER, None, **headers)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]["viewer"]

    async def permissions(self, token: str, **headers: str) -> set[str]:
        """Say what somebody may do."""
        return set((await self.viewer(token, **headers))["permissions"])

    async def is_refused(self, token: str, status: int, **headers: str) -> None:
        """Wait until somebody is refused; that is within a second of a change."""
        async with asyncio.timeout(WITHIN_SECONDS):
            while (await self.send(token, VIEWER, None, **headers)).status_code != status:
                await asyncio.sleep(0)

    async def becomes(self, token: str, expected: Callable[[set[str]], bool]) -> None:
        """Wait until the permissions of somebody are as expected; that is within a second of a change."""
        async with asyncio.timeout(WITHIN_SECONDS):
            while (found := await self._permissions_by_now(token)) is None or not expected(found):
                await asyncio.sleep(0)

    async def _permissions_by_now(self, token: str) -> set[str] | None:
        """Say what somebody may do; None where that changed while it was asked, after which programs ask again."""
        answer = await self.send(token, VIEWER)
        if answer.status_code == 403 and RightsWithdrawn.code in answer.text:
            return None
        assert answer.status_code == 200, answer.text
        return set(answer.json()["data"]["viewer"]["permissions"])
