"""Root fields for identity providers, the roles that follow from what they say, and whom they know."""

import strawberry

from planner.lists import by_id, pages
from schema import names
from schema.base import Connection


@strawberry.type
class IdentityProviderQueries:
    """Root fields for identity providers, the roles that follow from what they say, and whom they know."""

    identity_providers: Connection[names.IdentityProvider] | None = pages(
        "The servers of the organisation where people sign in.", names.IdentityProvider
    )
    identity_provider: names.IdentityProvider | None = by_id("An identity provider by its id.")
    identity_provider_roles: Connection[names.IdentityProviderRole] | None = pages(
        "Which roles follow from what identity providers say.", names.IdentityProviderRole
    )
    identity_provider_role: names.IdentityProviderRole | None = by_id(
        "That a role follows from what an identity provider says, by its id."
    )
    user_identities: Connection[names.UserIdentity] | None = pages(
        "As whom users sign in at identity providers.", names.UserIdentity
    )
    user_identity: names.UserIdentity | None = by_id("As whom a user signs in at an identity provider, by its id.")
