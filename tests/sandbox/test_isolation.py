"""Nothing leads from a sandbox into a company, and nobody finds a sandbox who does not name it."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from auth.roles import RoleCode
from kernel.ids import uuid7
from tests.platform.clients.registry import GRANT_ROLE, codes
from tests.sandbox.beach import Answer, Beach
from tests.schema.builders import insert

GIVE = """mutation ($user: ID!, $provider: ID!, $role: ID!, $company: ID) {
  person: userRoleGrant(userId: $user, roleId: $role, companyId: $company) { errors { code path } }
  provided: identityProviderRoleGrant(providerId: $provider, claim: "is", value: "here", roleId: $role, companyId: $company) {
    errors { code path }
  }
}"""
COUNTS = """{
  companies(first: 1) { totalCount } salesOrders(first: 1) { totalCount } products(first: 1) { totalCount }
  parties(first: 1) { totalCount } invoices(first: 1) { totalCount } journalEntries(first: 1) { totalCount }
  salesOrderAggregate { count }
}"""


@pytest.fixture
async def sandbox(beach: Beach) -> Answer:
    """A sandbox of the partner."""
    return await beach.make()


async def test_those_who_see_every_company_count_what_they_counted_before(beach: Beach) -> None:
    before = await beach.ask(beach.registry.admin.token, COUNTS)
    await beach.make()
    assert await beach.ask(beach.registry.admin.token, COUNTS) == before


async def test_somebody_of_every_company_goes_in_by_its_name(beach: Beach, sandbox: Answer) -> None:
    header = {"torso_company": sandbox["innerCompanyId"]}
    inside = await beach.nodes(beach.registry.admin.token, "salesOrders", **header)
    assert len(inside) == 7
    asked = f'{{ salesOrder(id: "{inside[0]["id"]}") {{ id }} company(id: "{sandbox["innerCompanyId"]}") {{ id }} }}'
    outside = await beach.ask(beach.registry.admin.token, asked)
    assert outside["data"] == {"salesOrder": None, "company": None}


async def test_from_outside_nothing_is_written_into_it(beach: Beach, sandbox: Answer) -> None:
    shop = beach.registry.shop
    said = shop.product(companyId=sandbox["innerCompanyId"])
    create = "mutation ($input: ProductCreateInput!) { done: productCreate(input: $input) { errors { code path } } }"
    payload = (await beach.ask(beach.registry.admin.token, create, {"input": said}))["data"]["done"]
    assert payload["errors"] == [{"code": "NOT_FOUND", "path": ["input", "companyId"]}]


async def test_its_program_sees_itself_and_no_other(beach: Beach, sandbox: Answer) -> None:
    registry = beach.registry
    await registry.service(name="Ours")
    await registry.service(name="Of the partner", partyId=f"Party:{registry.customer}")
    await beach.make("Another")
    token = await beach.token(sandbox)
    assert [each["clientId"] for each in await beach.nodes(token, "oauthClients", "clientId")] == [sandbox["clientId"]]
    assert [each["id"] for each in await beach.nodes(token, "sandboxes")] == [sandbox["id"]]


async def test_its_program_sees_no_users_and_gives_no_roles(beach: Beach, sandbox: Answer) -> None:
    answer = await beach.ask(
        await beach.token(sandbox), "{ users(first: 5) { nodes { name } } roles(first: 5) { nodes { code } } }"
    )
    assert {error["extensions"]["permission"] for error in answer["errors"]} == {
        "platform.user:read",
        "platform.role:read",
    }


async def test_its_program_gets_no_other_role(beach: Beach, sandbox: Answer) -> None:
    registry = beach.registry
    client = await registry.shop.owner.fetchval("select id from oauth_client where client_id = $1", sandbox["clientId"])
    said = {
        "client": f"OAuthClient:{client}",
        "role": await registry.role("ADMIN"),
        "company": f"Company:{registry.company}",
    }
    assert codes(await registry.do(GRANT_ROLE, **said)) == ["ROLE_UNFIT_FOR_CLIENT"]


async def test_nobody_gets_a_role_in_it_from_whoever_names_it_or_not(beach: Beach, sandbox: Answer) -> None:
    registry, inside = beach.registry, {"torso_company": sandbox["innerCompanyId"]}
    provider = await provider_of(beach)
    said = {
        "user": f"User:{registry.colleague.id}", "provider": f"IdentityProvider:{provider}",
        "role": await registry.role("SALES_REP"), "company": sandbox["innerCompanyId"],
    }  # fmt: skip
    for header, of_provider in (({}, "companyId"), (inside, "providerId")):
        given = (await beach.ask(registry.admin.token, GIVE, said, **header))["data"]
        assert given["person"]["errors"] == [{"code": "NOT_FOUND", "path": ["companyId"]}]
        assert given["provided"]["errors"] == [{"code": "NOT_FOUND", "path": [of_provider]}]
    elsewhere = {**said, "company": f"Company:{registry.company}"}
    given = (await beach.ask(registry.admin.token, GIVE, elsewhere))["data"]
    assert [each["errors"] for each in given.values()] == [[], []]


async def provider_of(beach: Beach) -> UUID:
    """Make an identity provider."""
    name = uuid7().hex
    named = {
        "name": name,
        "issuer": f"https://{name}.example.org",
        "client_id": "torso",
        "email_domains": ["example.org"],
    }
    return await insert(
        beach.registry.shop.owner, "identity_provider", **named, sealed_secret="", secret_changed_at=datetime.now(UTC)
    )


async def test_another_partner_sees_none_of_it(beach: Beach, sandbox: Answer) -> None:
    registry = beach.registry
    token = registry.shop.token(RoleCode.PARTNER_CUSTOMER, companies=[registry.company], party=registry.other_customer)
    assert await beach.nodes(token, "sandboxes") == []
    assert [each["id"] for each in await beach.nodes(beach.partner.token, "sandboxes")] == [sandbox["id"]]


async def test_its_program_does_not_close_it(beach: Beach, sandbox: Answer) -> None:
    close = f'mutation {{ done: sandboxClose(id: "{sandbox["id"]}", version: 1) {{ errors {{ code }} }} }}'
    answer = await beach.ask(await beach.token(sandbox), close)
    assert answer["errors"][0]["extensions"]["permission"] == "platform.sandbox:write"


async def test_its_program_is_told_at_an_endpoint_of_its_own_what_happens_there(beach: Beach, sandbox: Answer) -> None:
    token = await beach.token(sandbox)
    (program,) = await beach.nodes(token, "oauthClients", "id")
    said = {
        "clientId": program["id"], "name": "Till", "url": "https://till.example.org/torso",
        "document": "subscription { salesOrdersChanged { changes { kind nodeKey } } }",
    }  # fmt: skip
    create = """mutation ($input: WebhookEndpointCreateInput!) {
      done: webhookEndpointCreate(input: $input) { secret webhookEndpoint { id } errors { code path } }
    }"""
    made = (await beach.ask(token, create, {"input": said}))["data"]["done"]
    assert made["errors"] == []
    assert made["secret"]
    replay = (
        f'mutation {{ done: webhookReplay(id: "{made["webhookEndpoint"]["id"]}", dead: true) {{ errors {{ code }} }} }}'
    )
    assert (await beach.ask(token, replay))["data"]["done"]["errors"] == []
