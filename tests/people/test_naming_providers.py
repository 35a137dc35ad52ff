"""Identity providers in the schema: who may name one, what is said of it, and what nobody can read."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from auth.roles import RoleCode
from tests.people.conftest import Town
from tests.schema import builders

CREATE = """
mutation ($input: IdentityProviderCreateInput!) {
  identityProviderCreate(input: $input) { identityProvider { id version emailDomains } errors { code path } }
}
"""
UPDATE = """
mutation ($input: IdentityProviderUpdateInput!) {
  identityProviderUpdate(input: $input) { identityProvider { version clientId } errors { code path } }
}
"""
GRANT = """
mutation ($provider: ID!, $given: ID!) {
  identityProviderRoleGrant(providerId: $provider, claim: "groups", value: "sales", roleId: $given) {
    identityProviderRole { id version claim role { code } } errors { code path }
  }
}
"""
REVOKE = """
mutation ($id: ID!, $version: Int!) { identityProviderRoleRevoke(id: $id, version: $version) { errors { code path } } }
"""


def _input(**more: Any) -> dict[str, Any]:
    return {
        "name": "The office",
        "issuer": f"https://{uuid4().hex}.example.org",
        "clientId": "torso",
        "clientSecret": "a secret of theirs",
        "emailDomains": ["Example.org", "example.com"],
        **more,
    }


async def _create(town: Town, **more: Any) -> dict[str, Any]:
    return (await town.ask(CREATE, input=_input(**more)))["data"]["identityProviderCreate"]


async def _role(town: Town, code: str) -> str:
    return f"Role:{await town.owner.fetchval('select id from role where code = $1', code)}"


async def test_a_provider_is_named_and_its_secret_is_sealed_and_in_no_audit(town: Town) -> None:
    made = await _create(town)
    assert (made["errors"], made["identityProvider"]["emailDomains"]) == ([], ["example.com", "example.org"])
    key = UUID(made["identityProvider"]["id"].partition(":")[2])
    sealed = await town.owner.fetchval("select sealed_secret from identity_provider where id = $1", key)
    assert sealed.startswith("sealed:1:")
    told = await town.owner.fetchval("select string_agg(e::text, '') from audit_entry e where entity_id = $1", key)
    assert "The office" in told
    assert "sealed" not in told
    assert "a secret of theirs" not in told


@pytest.mark.parametrize(
    ("said", "code", "path"),
    [
        ({"issuer": "http://login.example.org"}, "ISSUER_UNFIT", ["input", "issuer"]),
        ({"issuer": "https://login.example.org?x"}, "ISSUER_UNFIT", ["input", "issuer"]),
        ({"issuer": "https://me@login.example.org"}, "ISSUER_UNFIT", ["input", "issuer"]),
        ({"issuer": "https://[login"}, "ISSUER_UNFIT", ["input", "issuer"]),
        ({"emailDomains": []}, "VALUE_REQUIRED", ["input", "emailDomains"]),
        ({"emailDomains": ["example.org", "@x"]}, "EMAIL_DOMAIN_UNFIT", ["input", "emailDomains", "1"]),
        ({"clientSecret": " "}, "VALUE_REQUIRED", ["input", "clientSecret"]),
        ({"name": "x" * 501}, "TEXT_TOO_LONG", ["input", "name"]),
    ],
)
async def test_what_does_not_fit_is_refused(town: Town, said: dict[str, Any], code: str, path: list[str]) -> None:
    assert (await _create(town, **said))["errors"] == [{"code": code, "path": path}]


async def test_an_issuer_is_named_once(town: Town) -> None:
    issuer = f"https://{uuid4().hex}.example.org"
    await _create(town, issuer=issuer)
    assert (await _create(town, issuer=issuer))["errors"][0]["code"] == "ALREADY_TAKEN"


async def test_whoever_does_not_reach_every_company_names_none(town: Town) -> None:
    company = await builders.company(town.owner, f"C{uuid4().hex[:8]}")
    answer = await town.ask(CREATE, companies=[company], input=_input())
    assert answer["data"]["identityProviderCreate"]["errors"] == [{"code": "NOT_FOUND", "path": ["input"]}]


@pytest.mark.parametrize("role", [RoleCode.HR_OFFICER, RoleCode.AUDITOR, RoleCode.SALES_MANAGER])
async def test_nobody_but_administrators_name_providers(town: Town, role: RoleCode) -> None:
    answer = await town.ask(CREATE, role, input=_input())
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_a_change_is_based_on_what_is_there(town: Town) -> None:
    made = (await _create(town))["identityProvider"]
    for version, expected in ((1, []), (1, ["STALE_VERSION"])):
        said = {"id": made["id"], "version": version, "clientId": "another"}
        answer = (await town.ask(UPDATE, input=said))["data"]["identityProviderUpdate"]
        assert [each["code"] for each in answer["errors"]] == expected


async def test_roles_follow_once_and_no_more(town: Town) -> None:
    provider, role = (await _create(town))["identityProvider"]["id"], await _role(town, "SALES_REP")
    made = (await town.ask(GRANT, provider=provider, given=role))["data"]["identityProviderRoleGrant"]
    assert made["identityProviderRole"]["role"]["code"] == "SALES_REP"
    again = (await town.ask(GRANT, provider=provider, given=role))["data"]["identityProviderRoleGrant"]
    assert again["errors"] == [{"code": "ALREADY_TAKEN", "path": ["roleId"]}]
    gone = await town.ask(REVOKE, id=made["identityProviderRole"]["id"], version=1)
    assert gone["data"]["identityProviderRoleRevoke"]["errors"] == []


async def test_roles_of_partners_follow_from_nothing(town: Town) -> None:
    provider, role = (await _create(town))["identityProvider"]["id"], await _role(town, "PARTNER_VENDOR")
    answer = (await town.ask(GRANT, provider=provider, given=role))["data"]["identityProviderRoleGrant"]
    assert answer["errors"] == [{"code": "PARTNERS_APART", "path": ["roleId"]}]


async def test_a_provider_is_put_out_of_use_and_back(town: Town) -> None:
    key = (await _create(town))["identityProvider"]["id"]
    for version, verb in ((1, "Archive"), (2, "Restore")):
        query = "mutation ($id: ID!, $version: Int!) { done: identityProvider%s(id: $id, version: $version) { errors { code } } }"
        answer = await town.ask(query % verb, id=key, version=version)
        assert answer["data"]["done"]["errors"] == []
