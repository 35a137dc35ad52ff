"""Where sandboxes are: what the tests ask of them, as the partner, as its program, and as our own people."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from server.jobs.transaction import JobTransactions
from services.sandbox.ground import ground_of
from services.sandbox.stories import STORIES, Memory, SandboxStory
from services.work import Actor
from tests.platform.clients.registry import Person, Registry

SANDBOX = "id version name clientId sandboxCompanyId resetCount closedAt party { id } program { id }"
_ERRORS = "errors { __typename code path }"
CREATE = f"""
mutation ($name: String!, $party: ID) {{
  done: sandboxCreate(input: {{ name: $name, partyId: $party }}) {{ secret sandbox {{ {SANDBOX} }} {_ERRORS} }}
}}
"""
STEP = f"""
mutation ($id: ID!, $version: Int!) {{
  done: sandbox%s(id: $id, version: $version) {{ sandbox {{ {SANDBOX} }} %s {_ERRORS} }}
}}
"""
PLAY = f"""
mutation ($id: ID!, $story: SandboxStory!) {{ done: sandboxStoryPlay(id: $id, story: $story) {{ job {{ kind }} {_ERRORS} }} }}
"""
SANDBOXES = f"{{ sandboxes(first: 20) {{ nodes {{ {SANDBOX} }} }} }}"
SYSTEM = Actor("system", "torso", "", "Torso")

Answer = dict[str, Any]


@dataclass(frozen=True)
class Beach:
    """A company with a partner, and what is done about sandboxes of it."""

    registry: Registry
    transactions: JobTransactions

    @property
    def partner(self) -> Person:
        """Somebody of the partner."""
        return self.registry.partner

    async def make(self, name: str = "Trial", as_: Person | None = None, party: str | None = None) -> Answer:
        """Make a sandbox, as the partner unless said otherwise; give it with the secret."""
        made = await self.registry.do(CREATE, as_ or self.partner, name=name, party=party)
        assert made["errors"] == [], made
        return {**made["sandbox"], "secret": made["secret"]}

    async def step(self, verb: str, sandbox: Answer, as_: Person | None = None) -> Answer:
        """Have it begin anew, or close it; give the payload."""
        shown = "secret" if verb == "SecretRenew" else ""
        said = {"id": sandbox["id"], "version": sandbox["version"]}
        return await self.registry.do(STEP % (verb, shown), as_ or self.partner, **said)

    async def token(self, sandbox: Answer, secret: str | None = None, **said: str) -> str | None:
        """Get a token for the program of a sandbox; None where it is refused."""
        answer = await self.registry.shop.site.client.post(
            "/oauth/token",
            data={"grant_type": "client_credentials", **said},
            auth=(sandbox["clientId"], secret or sandbox["secret"]),
        )
        return answer.json().get("access_token")

    async def ask(self, token: str | None, document: str, variables: Answer | None = None, **headers: str) -> Answer:
        """Ask with a token."""
        return await self.registry.shop.ask(document, variables, token=token, **headers)

    async def nodes(self, token: str | None, name: str, shown: str = "id", **headers: str) -> list[Answer]:
        """List what somebody sees."""
        answer = await self.ask(token, f"{{ {name}(first: 50) {{ nodes {{ {shown} }} }} }}", None, **headers)
        assert answer.get("data"), answer
        return answer["data"][name]["nodes"]

    async def play(self, sandbox: Answer, story: SandboxStory) -> Memory:
        """Have a story happen, as the job does."""
        company, memory = UUID(sandbox["sandboxCompanyId"].removeprefix("Company:")), Memory()
        for step in STORIES[story]:
            async with self.transactions.begin_as(SYSTEM) as work:
                await step(work, await ground_of(work, company), memory)
        return memory
