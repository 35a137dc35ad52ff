"""Identity providers of an organisation, and the roles that follow from what they say, as clients see and write them."""

import datetime as dt

import strawberry

import models
from planner.entity import entity
from planner.fields import column, many, one
from schema import names
from schema.base import Record
from services.platform.identity_provider_role import ROLES_MAX

READ = "platform.identity_provider:read"
WRITE = "platform.identity_provider:write"
READ_USER = "platform.user:read"


@entity(models.IdentityProvider, needs=READ, order="name")
class IdentityProvider(Record):
    """A server of an organisation where its people sign in (OpenID Connect); what it says of them is believed here."""

    name: str = column("What the button says on the page where people sign in.", filters=True, orders=True)
    issuer: str = column("Its address, by which it is known; it never changes.", filters=True)
    client_id: str = column("What this server calls itself there.")
    secret_changed_at: dt.datetime = column(
        "When the secret was said last that this server shows there; nobody can read it."
    )
    email_domains: list[str] = column("The e-mail domains whose people it vouches for.")
    vouches_for_emails: bool = column(
        "Whether an e-mail address counts as verified where it does not say whether it is; what it denies never does."
    )
    archived_at: dt.datetime | None = column("When it was put out of use; null while people sign in there.")
    roles: list[names.IdentityProviderRole] | None = many(
        "The roles that follow from what it says.", "provider_id", order="id", at_most=ROLES_MAX
    )


@entity(models.IdentityProviderRole, needs=READ)
class IdentityProviderRole(Record):
    """That whoever has a value in a claim has a role, for as long as the provider says so."""

    provider: names.IdentityProvider | None = one("The provider.", "provider_id", filters=True)
    claim: str = column("The claim of the ID token or of userinfo, such as groups.")
    value: str = column("What the claim says, or one of the things that it lists; compared character by character.")
    role: names.Role | None = one("The role.", "role_id", filters=True)
    company: names.Company | None = one("Where they have it; null for every company.", "company_id", filters=True)


@entity(models.UserIdentity, needs=READ_USER)
class UserIdentity(Record):
    """That a user is somebody whom an identity provider knows, and signs in there."""

    user: names.User | None = one("Who signs in.", "user_id", filters=True)
    provider: names.IdentityProvider | None = one("Where they sign in.", "provider_id", filters=True)
    subject: str = column("What the provider calls them; it never changes, whatever their address becomes.")


@strawberry.input(description="An identity provider that is named.")
class IdentityProviderCreateInput:
    """An identity provider that is named."""

    name: str = strawberry.field(description="What the button says on the page where people sign in.")
    issuer: str = strawberry.field(
        description="Its address, to the letter as it says itself, such as https://login.example.org; it never changes."
    )
    client_id: str = strawberry.field(description="What this server calls itself there.")
    client_secret: str = strawberry.field(description="The secret that it has given to this server.")
    email_domains: list[str] = strawberry.field(
        description="The e-mail domains whose people it vouches for, at least one and at most 50."
    )
    vouches_for_emails: bool = strawberry.field(
        description="Whether an e-mail address counts as verified where it does not say whether it is.", default=False
    )


@strawberry.input(description="What is to be different about an identity provider; what is left out stays.")
class IdentityProviderUpdateInput:
    """What is to be different about an identity provider; what is left out stays."""

    id: strawberry.ID = strawberry.field(description="The provider.")
    version: int = strawberry.field(description="The version that this is based on.")
    name: str | None = strawberry.field(description="What the button says.", default=strawberry.UNSET)
    client_id: str | None = strawberry.field(
        description="What this server calls itself there.", default=strawberry.UNSET
    )
    client_secret: str | None = strawberry.field(
        description="Another secret that it has given to this server.", default=strawberry.UNSET
    )
    email_domains: list[str] | None = strawberry.field(
        description="The e-mail domains whose people it vouches for, all of them.", default=strawberry.UNSET
    )
    vouches_for_emails: bool | None = strawberry.field(
        description="Whether an e-mail address counts as verified where it does not say whether it is.",
        default=strawberry.UNSET,
    )
