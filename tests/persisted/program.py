"""A program with operations: what its build registers, and how it asks by them."""

import asyncio
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from httpx import Response

from tests.access.people import WITHIN_SECONDS, People
from tests.server.site import RESPONSE_JSON
from tests.transports.listeners import Listeners

UNITS = "query Units { units(first: 1) { totalCount } }"
PROGRESS = "subscription Progress { jobProgress { cursor changes { kind } } }"
READ_ALL = "mutation ReadAll { notificationReadAll @simulate { errors { code } } }"
_DONE = "errors { code path message }"
REGISTER = f"""
mutation ($client: ID!, $manifest: JSON!) {{
  done: persistedOperationsRegister(input: {{ clientId: $client, manifest: $manifest }}) {{
    added listed oauthClient {{ persistedOperations(first: 9) {{ nodes {{ documentId ownId operationNames document }} }} }} {_DONE}
  }}
}}
"""
UNREGISTER = f"""
mutation ($client: ID!, $ids: [String!]!) {{
  done: persistedOperationsUnregister(input: {{ clientId: $client, documentIds: $ids }}) {{ removed {_DONE} }}
}}
"""
LIMIT = f"""
mutation ($client: ID!, $version: Int!, $only: Boolean!) {{
  done: oauthClientUpdate(input: {{ id: $client, version: $version, onlyPersistedOperations: $only }}) {{
    oauthClient {{ onlyPersistedOperations }} {_DONE}
  }}
}}
"""


def id_of(document: str) -> str:
    """Give the id of a document by GraphQL over HTTP."""
    return f"sha256:{hash_of(document)}"


def hash_of(document: str) -> str:
    """Give the SHA-256 of a document."""
    return sha256(document.encode()).hexdigest()


def listed(*documents: str) -> dict[str, str]:
    """Give a manifest of documents by their hashes."""
    return {hash_of(document): document for document in documents}


@dataclass(frozen=True)
class Program:
    """A program, whoever asks by it, and an administrator."""

    listeners: Listeners
    admin: str

    @property
    def people(self) -> People:
        """Who works there."""
        return self.listeners.people

    @property
    def id(self) -> str:
        """Its id."""
        return f"OAuthClient:{self.listeners.granted.client}"

    async def ask(self, token: str | None = None, /, **body: Any) -> Response:
        """Send a request as the program, or with another token."""
        headers = {"authorization": f"Bearer {token or self.listeners.token}", "accept": RESPONSE_JSON}
        return await self.listeners.client.post("/graphql", json=body, headers=headers)

    async def get(self, **parameters: str) -> Response:
        """Send a request by GET."""
        headers = {"authorization": f"Bearer {self.listeners.token}", "accept": RESPONSE_JSON}
        return await self.listeners.client.get("/graphql", params=parameters, headers=headers)

    async def register(self, manifest: object, token: str | None = None, client: str | None = None) -> dict[str, Any]:
        """Register a manifest as the administrator, or with another token; give the payload."""
        return await self._do(REGISTER, token, client=client or self.id, manifest=manifest)

    async def unregister(self, *ids: str) -> dict[str, Any]:
        """Take operations back; give the payload."""
        return await self._do(UNREGISTER, None, client=self.id, ids=ids)

    async def limit(self, *, only: bool = True) -> None:
        """Let it ask by registered operations alone, or by anything again, and wait until that holds."""
        row = await self.people.owner.fetchrow(
            "select version from oauth_client where id = $1", self.listeners.granted.client
        )
        assert row is not None
        done = await self._do(LIMIT, None, client=self.id, version=row["version"], only=only)
        assert done == {"oauthClient": {"onlyPersistedOperations": only}, "errors": []}
        await until(self, 403 if only else 200, query="{ units(first: 2) { totalCount } }")

    async def _do(self, document: str, token: str | None, **variables: Any) -> dict[str, Any]:
        answer = (await self.ask(token or self.admin, query=document, variables=variables)).json()
        assert answer.get("data") is not None, answer
        return answer["data"]["done"] or {"denied": answer["errors"][0]["extensions"]["permission"]}


async def until(program: Program, status: int, **body: Any) -> None:
    """Wait until a request is answered with a status; that is within a second of a change."""
    async with asyncio.timeout(WITHIN_SECONDS * 4):
        while (await program.ask(**body)).status_code != status:
            await asyncio.sleep(0)


def code(response: Response) -> tuple[int, str]:
    """Give the status of a refusal, and its code."""
    (error,) = response.json()["errors"]
    return response.status_code, error["extensions"]["code"]
