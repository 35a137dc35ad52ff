"""What the tests of programs have at hand: people who ask for programs and let them in, and the words to do it with."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.schema.builders import insert, party
from tests.writing.shop import Shop

_PROGRAM = """
  id version clientId name kind state availableTransitions redirectUris scopes grantTypes isFirstParty archivedAt
  party { id } company { id } decidedAt secretsChangedAt roles { id role { code } company { id } validUntil }
"""
_ERRORS = "errors { __typename code path message }"
WRITE = (
    f"mutation ($input: OAuthClient%sInput!) {{ done: %s(input: $input) {{ oauthClient {{ {_PROGRAM} }} {_ERRORS} }} }}"
)
STEP = f"mutation ($id: ID!, $version: Int!) {{ done: %s(id: $id, version: $version) {{ oauthClient {{ {_PROGRAM} }} {_ERRORS} }} }}"
SECRET = f"""
mutation ($id: ID!, $version: Int!, $expiresAt: DateTime, $key: ID) {{
  done: oauthClientSecretCreate(id: $id, version: $version, expiresAt: $expiresAt, idempotencyKey: $key) {{
    secret oauthClientSecret {{ id hint expiresAt revokedAt client {{ version }} }} {_ERRORS}
  }}
}}
"""
REVOKE_SECRET = f"""
mutation ($id: ID!) {{ done: oauthClientSecretRevoke(id: $id) {{ oauthClientSecret {{ id revokedAt }} {_ERRORS} }} }}
"""
GRANT_ROLE = f"""
mutation ($client: ID!, $role: ID!, $company: ID, $from: Date, $until: Date) {{
  done: oauthClientRoleGrant(clientId: $client, roleId: $role, companyId: $company, validFrom: $from, validUntil: $until) {{
    oauthClientRole {{ id version role {{ code }} company {{ id }} validFrom validUntil client {{ clientId }} }} {_ERRORS}
  }}
}}
"""
REVOKE_ROLE = f"""
mutation ($id: ID!, $version: Int!) {{ done: oauthClientRoleRevoke(id: $id, version: $version) {{ {_ERRORS} }} }}
"""
REVOKE_GRANT = f"""
mutation ($id: ID!) {{ done: oauthGrantRevoke(id: $id) {{ oauthGrant {{ id revokedAt revokedBecause }} {_ERRORS} }} }}
"""
PROGRAM = f"query ($id: ID!) {{ oauthClient(id: $id) {{ {_PROGRAM} }} }}"
GRANTS = "{ viewer { grants(first: 9) { nodes { id clientName scopes revokedAt } } } }"


@dataclass(frozen=True)
class Person:
    """Somebody who signs in, for a partner or for us."""

    id: UUID
    token: str


@dataclass(frozen=True)
class Registry:
    """A company of its own with two customers, in whose name and for whom programs ask."""

    shop: Shop
    company: UUID
    customer: UUID
    other_customer: UUID
    # Who lets programs in, and another one.
    admin: Person
    colleague: Person
    # Somebody of the first customer.
    partner: Person

    @classmethod
    async def open(cls, shop: Shop, company: UUID) -> "Registry":
        """Make the people and the customers."""
        customer, other = [await party(shop.owner, company, f"C{uuid7().hex[-10:]}") for _ in range(2)]
        admin, colleague = [await _person(shop, company, RoleCode.ADMIN, everywhere=True) for _ in range(2)]
        partner = await _person(shop, company, RoleCode.PARTNER_CUSTOMER, customer)
        return cls(shop, company, customer, other, admin, colleague, partner)

    async def person(self, role: RoleCode, *, scope: str | None = None, everywhere: bool = False) -> Person:
        """Make somebody in a role, in the company or in every one; a scope narrows what it gives."""
        return await _person(self.shop, self.company, role, scope=scope, everywhere=everywhere)

    async def do(self, document: str, as_: Person | None = None, /, **variables: Any) -> dict[str, Any]:
        """Do something as somebody, the administrator unless said otherwise; give the payload."""
        answer = await self.shop.ask(document, variables, token=(as_ or self.admin).token)
        assert answer["data"] is not None, answer
        return answer["data"]["done"] or {"denied": answer["errors"][0]["extensions"]["permission"]}

    async def read(self, id_: str, as_: Person | None = None) -> dict[str, Any] | None:
        """Read a program."""
        answer = await self.shop.ask(PROGRAM, {"id": id_}, token=(as_ or self.admin).token)
        return answer["data"]["oauthClient"]

    async def request(self, as_: Person | None = None, /, **values: Any) -> dict[str, Any]:
        """Ask that a program be let in; give the payload."""
        return await self.do(WRITE % ("Create", "oauthClientRequest"), as_, input=_said(values))

    async def create(self, as_: Person | None = None, /, **values: Any) -> dict[str, Any]:
        """Let a program in at once; give the payload."""
        return await self.do(WRITE % ("Create", "oauthClientCreate"), as_, input=_said(values))

    async def update(self, program: dict[str, Any], as_: Person | None = None, /, **values: Any) -> dict[str, Any]:
        """Change a program as it was read; give the payload."""
        input_ = {"id": program["id"], "version": program["version"], **values}
        return await self.do(WRITE % ("Update", "oauthClientUpdate"), as_, input=input_)

    async def step(self, verb: str, program: dict[str, Any], as_: Person | None = None) -> dict[str, Any]:
        """Take a step with a program: Approve, Suspend, Archive; give the payload."""
        return await self.do(STEP % f"oauthClient{verb}", as_, id=program["id"], version=program["version"])

    async def service(self, **values: Any) -> dict[str, Any]:
        """Let a program in that asks in its own name, and give it."""
        made = await self.create(grantTypes=["client_credentials"], redirectUris=[], **values)
        assert made["errors"] == [], made
        return made["oauthClient"]

    async def role(self, code: str) -> str:
        """Give the id of a role."""
        return f"Role:{await self.shop.owner.fetchval('select id from role where code = $1', code)}"

    async def works_in(self, person: Person, company: UUID) -> None:
        """Give somebody a role in a company."""
        role = await self.shop.owner.fetchval("select id from role where code = 'SALES_REP'")
        await insert(self.shop.owner, "user_role", user_id=person.id, role_id=role, company_id=company)

    async def granted(self, program: dict[str, Any], person: Person | None) -> str:
        """Let somebody grant a program something, or the program itself where nobody is named; give the id of that."""
        key = await self.shop.owner.fetchval(
            "insert into oauth_grant (client_id, user_id, scopes, audiences, expires_at) "
            "values ($1, $2, '{sales.order:read}', '{urn:torso:api}', now() + interval '1 day') returning id",
            UUID(program["id"].partition(":")[2]),
            person and person.id,
        )
        return f"OAuthGrant:{key}"

    async def ended(self, grant: str) -> str | None:
        """Tell why a grant was ended; None while it holds."""
        query = "select revoked_because from oauth_grant where id = $1 and revoked_at is not null"
        return await self.shop.owner.fetchval(query, UUID(grant.partition(":")[2]))


def codes(payload: dict[str, Any]) -> list[str]:
    """Give the codes of the refusals in a payload."""
    return [error["code"] for error in payload["errors"]]


def _said(values: dict[str, Any]) -> dict[str, Any]:
    usual = {
        "name": "Web shop", "kind": "CONFIDENTIAL", "redirectUris": ["https://shop.example.org/signed-in"],
        "grantTypes": ["authorization_code", "refresh_token"], "scopes": ["openid", "sales.order:read"],
    }  # fmt: skip
    return {**usual, **values}


async def _person(
    shop: Shop,
    company: UUID,
    role: RoleCode,
    of: UUID | None = None,
    scope: str | None = None,
    *,
    everywhere: bool = False,
) -> Person:
    name = f"P{uuid7().hex[-10:]}"
    key = await insert(shop.owner, "user_account", email=f"{name}@example.org", name=name, party_id=of)
    token = shop.token(role, companies=[company], subject=str(key), party=of, scope=scope, everywhere=everywhere)
    return Person(key, token)
