"""What the tests of writing have at hand."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
from asyncpg import Connection

from auth.demo import DEMO_REALM, issue
from auth.keys import signing_key
from auth.roles import RoleCode
from auth.tokens import TokenIssuer
from kernel.clock import SystemClock
from kernel.ids import uuid7
from server.database import Database
from server.settings import Settings
from tests.schema import builders
from tests.server.site import RESPONSE_JSON, Site, running

CREATE = """
mutation ($input: ProductCreateInput!, $key: ID) {
  productCreate(input: $input, idempotencyKey: $key) {
    product { id code name version skus { id code listPrice { amount currency } barcodes { value } } }
    errors { __typename code path message }
  }
}
"""
UPDATE = """
mutation ($input: ProductUpdateInput!, $key: ID) {
  productUpdate(input: $input, idempotencyKey: $key) {
    product { id code name description version skus { id code name } }
    errors { __typename code path message ... on StaleVersion { currentVersion changedFields current { id } } }
  }
}
"""


@dataclass(frozen=True)
class Shop:
    """A company with a server in front of it."""

    site: Site
    database: Database
    owner: Connection
    company: UUID
    other: UUID
    unit: UUID

    def token(
        self,
        role: RoleCode = RoleCode.ADMIN,
        *,
        companies: Sequence[UUID] | None = None,
        subject: str | None = None,
        party: UUID | None = None,
        scope: str | None = None,
        everywhere: bool = False,
    ) -> str:
        """Give a token of somebody in a role, in this company unless others are named; a scope narrows it."""
        issuer = TokenIssuer(signing_key(self.site.settings.home), DEMO_REALM, SystemClock())
        seen = None if everywhere else companies or [self.company]
        return issue(issuer, role, companies=seen, subject=subject, party_id=party, scope=scope)

    async def ask(
        self, document: str, variables: dict[str, Any] | None = None, *, token: str | None = None, **headers: str
    ) -> dict[str, Any]:
        """Send a document, and give the body of the answer."""
        sent = {"authorization": f"Bearer {token or self.token()}", "accept": RESPONSE_JSON}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        body = {"query": document, "variables": variables or {}}
        return (await self.site.client.post("/graphql", json=body, headers=sent)).json()

    def product(self, **values: Any) -> dict[str, Any]:
        """Give the input of a new product, with a code of its own."""
        code = f"P-{uuid7().hex[-12:]}"
        fixed = {"companyId": f"Company:{self.company}", "unitId": f"Unit:{self.unit}"}
        return {"code": code, "name": "Kettle", "kind": "GOODS", **fixed, **values}

    async def made(self, **values: Any) -> dict[str, Any]:
        """Make a product, and give it."""
        answer = await self.ask(CREATE, {"input": self.product(**values)})
        assert answer["data"]["productCreate"]["errors"] == [], answer
        return answer["data"]["productCreate"]["product"]


@asynccontextmanager
async def opened_shop(
    database: Database, directory: Path, *, pool_size_max: int = 4, write_pool_size: int = 6
) -> AsyncGenerator[Shop]:
    """Enter a company and another one into a migrated database, and run a server in front of them; keys lie in a directory of all."""
    settings = Settings(
        home=directory / "home", pool_size_min=0, pool_size_max=pool_size_max, write_pool_size=write_pool_size
    )
    owner = await asyncpg.connect(database.owner_url)
    company, other = await builders.company(owner, "SHOP"), await builders.company(owner, "OTHER")
    unit = await builders.unit(owner)
    async with running(settings, database) as site:
        yield Shop(site, database, owner, company, other, unit)
    await owner.close()
