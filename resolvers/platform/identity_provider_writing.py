"""What can be done about identity providers, and about the roles that follow from what they say."""

from collections.abc import Mapping
from typing import Any

import strawberry

from planner.drafts import key_of
from planner.fields import argument
from planner.mutations import Outcome, mutation
from resolvers.writing import which
from schema import names
from schema.payloads import payload
from schema.platform.identity_provider import WRITE, IdentityProviderCreateInput, IdentityProviderUpdateInput
from services.platform.identity_provider import (
    ProviderSaid,
    provider_archive,
    provider_create,
    provider_restore,
    provider_update,
)
from services.platform.identity_provider_role import Following, provider_role_grant, provider_role_revoke
from services.work import Work


async def _create(work: Work, given: Mapping[str, Any]) -> Outcome:
    return {"identityProvider": await provider_create(work, _said(given["input"]))}


async def _update(work: Work, given: Mapping[str, Any]) -> Outcome:
    said = given["input"]
    key = key_of(said["id"], "IdentityProvider", ("input", "id"))
    return {"identityProvider": await provider_update(work, key, said["version"], _said(said))}


async def _archive(work: Work, given: Mapping[str, Any]) -> Outcome:
    return {"identityProvider": await provider_archive(work, _provider(given, "id"), given["version"])}


async def _restore(work: Work, given: Mapping[str, Any]) -> Outcome:
    return {"identityProvider": await provider_restore(work, _provider(given, "id"), given["version"])}


async def _grant(work: Work, given: Mapping[str, Any]) -> Outcome:
    company = given.get("companyId")
    following = Following(
        provider_id=_provider(given, "providerId"),
        claim=given["claim"],
        value=given["value"],
        role_id=key_of(given["roleId"], "Role", ("roleId",)),
        company_id=None if company is None else key_of(company, "Company", ("companyId",)),
    )
    return {"identityProviderRole": await provider_role_grant(work, following)}


async def _revoke(work: Work, given: Mapping[str, Any]) -> Outcome:
    await provider_role_revoke(work, key_of(given["id"], "IdentityProviderRole", ("id",)), given["version"])
    return {}


def _provider(given: Mapping[str, Any], name: str) -> Any:
    return key_of(given[name], "IdentityProvider", (name,))


def _said(given: Mapping[str, Any]) -> ProviderSaid:
    domains = given.get("emailDomains")
    return ProviderSaid(
        name=given.get("name"),
        issuer=given.get("issuer"),
        client_id=given.get("clientId"),
        client_secret=given.get("clientSecret"),
        email_domains=None if domains is None else tuple(domains),
        vouches_for_emails=given.get("vouchesForEmails"),
    )


@strawberry.type
class IdentityProviderMutations:
    """What can be done about identity providers."""

    identity_provider_create = mutation(
        "Name an identity provider: people of its e-mail domains sign in there from now on. It takes somebody who reaches "
        "every company.",
        payload(names.IdentityProvider),
        _create,
        needs=WRITE,
        arguments=[argument("input", IdentityProviderCreateInput, "The provider.", required=True)],
    )
    identity_provider_update = mutation(
        "Change an identity provider, or say its secret anew.",
        payload(names.IdentityProvider),
        _update,
        needs=WRITE,
        arguments=[argument("input", IdentityProviderUpdateInput, "What is to be different.", required=True)],
    )
    identity_provider_archive = mutation(
        "Put an identity provider out of use: nobody signs in there any more. Sessions and roles stay as they are.",
        payload(names.IdentityProvider),
        _archive,
        needs=WRITE,
        arguments=which(),
    )
    identity_provider_restore = mutation(
        "Put an identity provider back into use.",
        payload(names.IdentityProvider),
        _restore,
        needs=WRITE,
        arguments=which(),
    )
    identity_provider_role_grant = mutation(
        "Let a role follow from what an identity provider says of somebody, whenever they sign in there.",
        payload(names.IdentityProviderRole),
        _grant,
        needs=WRITE,
        arguments=[
            argument("provider_id", strawberry.ID, "The provider.", required=True),
            argument("claim", str, "The claim, such as groups.", required=True),
            argument("value", str, "What it says, or one of the things that it lists.", required=True),
            argument(
                "role_id", strawberry.ID, "The role; none of partners, and none that one does not have.", required=True
            ),
            argument("company_id", strawberry.ID, "Where they have it; left out for every company."),
        ],
    )
    identity_provider_role_revoke = mutation(
        "Let a role follow no more: whoever has it by that loses it as they sign in next.",
        payload(names.IdentityProviderRole),
        _revoke,
        needs=WRITE,
        arguments=which(),
    )
