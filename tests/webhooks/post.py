"""What the tests of webhooks have at hand: programs with endpoints, things that happen, and a courier's desk."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from asyncpg import Connection, Record

from kernel.clock import FixedClock
from kernel.ids import uuid7
from server.webhooks.serving import Desk
from tests.platform.clients.registry import GRANT_ROLE, Person, Registry
from tests.schema.builders import insert
from tests.webhooks.receiver import Receiver

DOCUMENT = "subscription { jobProgress { cursor changes { kind nodeKey version node { state } } } }"
_ENDPOINT = (
    "webhookEndpoint { id version state topics brokenBecause availableTransitions secretBeforeEndsAt archivedAt }"
)
_ERRORS = "errors { __typename code path message }"
CREATE = f"""
mutation ($input: WebhookEndpointCreateInput!) {{
  done: webhookEndpointCreate(input: $input) {{ secret {_ENDPOINT} {_ERRORS} }}
}}
"""
UPDATE = f"""
mutation ($input: WebhookEndpointUpdateInput!) {{
  done: webhookEndpointUpdate(input: $input) {{ {_ENDPOINT} {_ERRORS} }}
}}
"""
STEP = f"mutation ($id: ID!, $version: Int!) {{ done: webhookEndpoint%s(id: $id, version: $version) {{ {_ENDPOINT} {_ERRORS} }} }}"
ROTATE = f"""
mutation ($id: ID!, $version: Int!, $atOnce: Boolean) {{
  done: webhookSecretRotate(id: $id, version: $version, atOnce: $atOnce) {{ secret {_ENDPOINT} {_ERRORS} }}
}}
"""
TEST = f"mutation ($id: ID!) {{ done: webhookTest(id: $id) {{ webhookDelivery {{ id isTest state }} {_ERRORS} }} }}"
REPLAY = f"""
mutation ($id: ID!, $after: String, $dead: Boolean) {{
  done: webhookReplay(id: $id, after: $after, dead: $dead) {{ {_ENDPOINT} {_ERRORS} }}
}}
"""
MAKE = (
    "insert into job (kind, requested_by, company_id, state) values ('test.counted', 'ada', $1, 'QUEUED') returning id"
)
WORK = "update job set progress_done = progress_done + 1 where id = $1"


@dataclass(frozen=True)
class Endpoint:
    """An endpoint of a program of its own."""

    id: str
    key: UUID
    secret: str
    program: dict[str, Any]
    version: int = 1


@dataclass
class Post:
    """Programs that are told, and what tells them."""

    registry: Registry
    app: Connection
    desk: Desk
    clock: FixedClock
    receiver: Receiver

    async def create(self, as_: Person | None = None, /, **said: Any) -> dict[str, Any]:
        """Have a program told; give the payload."""
        usual = {"name": "Shop", "url": self.receiver.url, "document": DOCUMENT}
        if "clientId" not in said:
            said["clientId"] = (await self.program())["id"]
        return await self.registry.do(CREATE, as_, input={**usual, **said})

    async def program(self, role: str = "AUDITOR", **said: Any) -> dict[str, Any]:
        """Let a program in that has a role in the company in its own name."""
        program = await self.registry.service(scopes=["platform.*", "sales.*"], **said)
        company, role_id = f"Company:{self.registry.company}", await self.registry.role(role)
        granted = await self.registry.do(GRANT_ROLE, None, client=program["id"], role=role_id, company=company)
        assert granted["errors"] == [], granted
        return program

    async def endpoint(self, **said: Any) -> Endpoint:
        """Make an endpoint of a new program."""
        program = await self.program()
        made = await self.create(clientId=program["id"], **said)
        assert made["errors"] == [], made
        id_ = made["webhookEndpoint"]["id"]
        return Endpoint(id_, _key(id_), made["secret"], program)

    async def job(self) -> UUID:
        """Let somebody ask for a job, of which whoever sees jobs of the company is told."""
        return await self.app.fetchval(MAKE, self.registry.company)

    async def order(self, email: str) -> UUID:
        """Let a customer order something who can be reached there."""
        owner, customer = self.registry.shop.owner, self.registry.customer
        await owner.execute("update party set email = $2 where id = $1", customer, email)
        nothing = dict.fromkeys(("net_amount", "tax_amount", "total_amount"), Decimal("0.00"))
        return await insert(
            owner, "sales_order", company_id=self.registry.company, number=uuid7().hex[-12:], state="CONFIRMED",
            customer_id=customer, placed_at=datetime.now(UTC), currency="EUR", **nothing,
        )  # fmt: skip

    async def work(self, job: UUID, times: int = 1) -> None:
        """Let a job get on."""
        for _ in range(times):
            await self.app.execute(WORK, job)

    async def advance(self) -> None:
        """Move what is committed into the feed."""
        while await self.app.fetchval("select feed_advance(1000)") in (-1, 1000):
            pass

    async def serve(self, endpoint: Endpoint, desk: Desk | None = None) -> None:
        """Serve an endpoint with what has happened until now."""
        await self.advance()
        await (desk or self.desk).serve(endpoint.key)

    async def later(self, endpoint: Endpoint, **wait: float) -> None:
        """Serve it again after some time."""
        self.clock.advance(timedelta(**wait))
        await self.serve(endpoint)

    async def deliveries(self, endpoint: Endpoint) -> list[Record]:
        """Give the deliveries of an endpoint, in the order of what happened."""
        query = "select * from webhook_delivery where endpoint_id = $1 order by position, id"
        return await self.app.fetch(query, endpoint.key)

    async def states(self, endpoint: Endpoint) -> list[str]:
        """Tell what has become of the deliveries of an endpoint."""
        return [row["state"] for row in await self.deliveries(endpoint)]

    async def row(self, endpoint: Endpoint) -> Record:
        """Give an endpoint as it stands, with how it fares."""
        query = "select * from webhook_endpoint e join webhook_progress p on p.endpoint_id = e.id where e.id = $1"
        row = await self.app.fetchrow(query, endpoint.key)
        assert row is not None
        return row

    async def step(self, endpoint: Endpoint, verb: str, as_: Person | None = None) -> dict[str, Any]:
        """Pause, resume or archive an endpoint; give the payload."""
        version = (await self.row(endpoint))["version"]
        return await self.registry.do(STEP % verb, as_, id=endpoint.id, version=version)

    def with_desk(self, **parts: Any) -> Desk:
        """Give the desk with other parts."""
        return replace(self.desk, **parts)


def _key(id_: str) -> UUID:
    return UUID(id_.partition(":")[2])
