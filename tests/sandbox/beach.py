"""Where sandboxes are: what the tests ask of them, as the partner, as its program, and as our own people."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from server.jobs.here import do_here
from server.jobs.transaction import JobTransactions
from server.jobs.worker import tools_of
from server.wiring import HANDLERS
from services.work import Actor
from tests.platform.clients.registry import Person, Registry

SANDBOX = "id version name clientId innerCompanyId resetCount closedAt party { id } program { id }"
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
mutation ($id: ID!, $story: SandboxStory!) {{ done: sandboxStoryPlay(id: $id, story: $story) {{ job {{ id kind }} {_ERRORS} }} }}
"""
JOB = "query ($id: ID!) { job(id: $id) { state result progressDone progressTotal } }"
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

    async def play(self, sandbox: Answer, story: str) -> dict[str, str]:
        """Have its program ask for a story, and a worker do it; give what the steps have made."""
        token, shop = await self.token(sandbox), self.registry.shop
        asked = (await self.ask(token, PLAY, {"id": sandbox["id"], "story": story}))["data"]["done"]
        assert asked["errors"] == [], asked
        async with tools_of(shop.site.settings, shop.database) as tools:
            assert await do_here(tools, HANDLERS, UUID(asked["job"]["id"].removeprefix("Job:")))
        job = (await self.ask(token, JOB, {"id": asked["job"]["id"]}))["data"]["job"]
        assert (job["state"], job["progressDone"]) == ("DONE", job["progressTotal"]), job
        return job["result"]
