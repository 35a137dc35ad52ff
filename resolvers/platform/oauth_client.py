"""Root fields for programs that ask, and for what they have."""

import strawberry

from planner.lists import KeyPart, by_id, by_key, pages
from schema import names
from schema.base import Connection


@strawberry.type
class OAuthClientQueries:
    """Root fields for programs that ask, and for what they have."""

    oauth_clients: Connection[names.OAuthClient] | None = pages(
        "The programs that ask, or wait to be let in.", names.OAuthClient
    )
    oauth_client: names.OAuthClient | None = by_id("A program by its id.")
    oauth_client_by_client_id: names.OAuthClient | None = by_key(
        "A program by what it calls itself.", KeyPart("client_id", "What it calls itself when it asks for tokens.")
    )
    oauth_client_secrets: Connection[names.OAuthClientSecret] | None = pages(
        "The secrets of programs, without what is secret of them.", names.OAuthClientSecret
    )
    oauth_client_secret: names.OAuthClientSecret | None = by_id("That a program has a secret, by its id.")
    oauth_client_roles: Connection[names.OAuthClientRole] | None = pages(
        "Which programs have which roles in their own name.", names.OAuthClientRole
    )
    oauth_client_role: names.OAuthClientRole | None = by_id("That a program has a role, by its id.")
    oauth_grants: Connection[names.OAuthGrant] | None = pages(
        "What programs were granted: by the viewer, and for those who see programs by everybody.", names.OAuthGrant
    )
    oauth_grant: names.OAuthGrant | None = by_id("What a program was granted, by its id.")
