"""Programs that ask, with their secrets, their roles and what was granted to them, as clients see and write them."""

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

import models
from models import OAuthClientKind, OAuthClientState
from planner.entity import entity
from planner.fields import Columns, column, computed, many, one
from planner.lists import pages
from schema import names
from schema.base import Connection, Record
from schema.enums import described
from schema.past_wall import names_of
from schema.transitions import available_transitions
from services.platform.oauth_client.life import LIFE
from services.platform.oauth_client.role import ROLES_MAX

READ = "platform.client:read"
WRITE = "platform.client:write"
APPROVE = "platform.client:approve"
READ_GRANT = "platform.grant:read"
REVOKE_GRANT = "platform.grant:revoke"


class OAuthClientTransition(StrEnum):
    """What can be done with a program."""

    APPROVE = "APPROVE"
    REFUSE = "REFUSE"
    SUSPEND = "SUSPEND"
    RESUME = "RESUME"


described(
    OAuthClientKind,
    "Whether a program can keep a secret.",
    {
        OAuthClientKind.CONFIDENTIAL: "It runs on a server, where nobody else reads its secret.",
        OAuthClientKind.PUBLIC: "It runs where its users could read a secret: in a browser, on a phone; it has none.",
    },
)
described(
    OAuthClientState,
    "Whether a program may ask.",
    {
        OAuthClientState.REQUESTED: "Somebody wants it to be let in; so far it may do nothing.",
        OAuthClientState.APPROVED: "It has been let in.",
        OAuthClientState.SUSPENDED: "It may do nothing until it is resumed; what it was granted has ended.",
        OAuthClientState.REFUSED: "It was not let in.",
    },
)
described(
    OAuthClientTransition,
    "What can be done with a program.",
    {
        OAuthClientTransition.APPROVE: "Let it in.",
        OAuthClientTransition.REFUSE: "Do not let it in.",
        OAuthClientTransition.SUSPEND: "Let it do nothing for a while, and end all that it was granted.",
        OAuthClientTransition.RESUME: "Let it in again.",
    },
)


@entity(models.OAuthClient, needs=READ, order="name", writes=WRITE)
class OAuthClient(Record):
    """A program that asks for tokens: one of ours, or one that acts for a partner and sees the rows of that alone."""

    client_id: str = column("What it calls itself when it asks for tokens; given by the system.", filters=True)
    name: str = column(
        "What people call it; they read it when they are asked for consent.", filters=True, orders=True, writes=True
    )
    kind: OAuthClientKind = column("Whether it can keep a secret.", writes=True, fixed=True)
    state: OAuthClientState = column("Whether it may ask.", filters=True)
    available_transitions: list[OAuthClientTransition] = available_transitions(
        "What the viewer may do next with it.", LIFE, tuple(OAuthClientTransition)
    )
    redirect_uris: list[str] = column(
        "Where people are sent back to after they have signed in, compared character by character: https; for public "
        "programs also http on loopback, or a scheme of their own with a dot. At most 20.",
        writes=True,
    )
    post_logout_redirect_uris: list[str] = column(
        "Where people are sent back to after they have signed out; as above. At most 20.", writes=True
    )
    web_origins: list[str] = column(
        "The origins of pages that may ask as this program, such as https://shop.example.org. At most 20.", writes=True
    )
    grant_types: list[str] = column(
        "How it asks for tokens, in the words of OAuth: authorization_code, refresh_token, "
        "urn:ietf:params:oauth:grant-type:device_code, and in its own name client_credentials.",
        writes=True,
    )
    scopes: list[str] = column(
        "What it may ask for at most: permissions such as sales.order:read, modules such as sales.*, and openid, profile, "
        "email, offline_access. At most 200.",
        writes=True,
    )
    is_first_party: bool = column("Whether it is ours, so that nobody is asked for consent.", writes=APPROVE)
    public_keys: str | None = column(
        "The public keys with which it proves itself (private_key_jwt, RFC 7523), as a JWK Set in JSON: of the curve P-256 for "
        "ES256, or of RSA for PS256; at most 10. Its secrets are good for nothing then; null where it has a secret, or nothing.",
        writes=True,
    )
    requires_dpop: bool = column("Whether its tokens are bound to a key that it holds (RFC 9449).", writes=True)
    requires_pushed_requests: bool = column(
        "Whether it sends what it asks for to the server first (RFC 9126).", writes=True
    )
    only_persisted_operations: bool = column(
        "Whether it asks by the operations that are registered for it and nothing else, not even for the schema.",
        writes=APPROVE,
    )
    requests_at_once_max: int | None = column(
        "How many of its requests each worker works on at once; null for as many as of any program.", writes=APPROVE
    )
    requests_per_minute_max: int | None = column(
        "How many requests each worker takes from it in a minute; null for as many as come.", writes=APPROVE
    )
    cost_per_minute_max: int | None = column(
        "What its operations may cost in a minute in each worker, as `extensions.cost` tells it; null for as much as of any "
        "program. `rateLimit` tells what is left.",
        writes=APPROVE,
    )
    company: names.Company | None = one("The company of the partner for whom it acts; null for our own.", "company_id")
    party: names.Party | None = one(
        "The partner for whom it acts, whose rows are all that it sees; null for our own.",
        "party_id",
        filters=True,
        writes=True,
        fixed=True,
    )
    contact_email: str | None = column("Whom to write to about it; null where nobody is named.", writes=True)
    requester: names.User | None = one(
        "Who wanted it to be let in; null where it was let in at once.", "requested_by", filters=True
    )
    decider: names.User | None = one("Who decided about it last; null while nobody has.", "decided_by")
    decided_at: dt.datetime | None = column("When somebody decided about it last; null while nobody has.")
    secrets_changed_at: dt.datetime | None = column(
        "When a secret of it was made or taken back last; null where it never had one."
    )
    archived_at: dt.datetime | None = column("When it was put out of use; null while it is in use.")
    secrets: Connection[names.OAuthClientSecret] | None = pages(
        "Its secrets, without what is secret of them.", names.OAuthClientSecret, "client_id"
    )
    roles: list[names.OAuthClientRole] | None = many(
        "The roles that it has when it asks in its own name.", "client_id", order="id", at_most=ROLES_MAX
    )
    persisted_operations: Connection[names.PersistedOperation] | None = pages(
        "The operations that are registered for it.", names.PersistedOperation, "client_id"
    )
    grants: Connection[names.OAuthGrant] | None = pages(
        "What it was granted, by whom, and when.", names.OAuthGrant, "client_id"
    )


@entity(models.OAuthClientSecret, needs=READ)
class OAuthClientSecret(Record):
    """That a program has a secret. The secret itself was shown once, to whoever made it, and is kept nowhere."""

    client: names.OAuthClient | None = one("The program.", "client_id", filters=True)
    hint: str = column("Its last four characters, to tell it from others.")
    expires_at: dt.datetime | None = column("Until when it is good; null for good.")
    revoked_at: dt.datetime | None = column("When it was taken back; null where it was not.")
    last_used_at: dt.datetime | None = column("When the program showed it last; null where it never did.")


@entity(models.OAuthClientRole, needs=READ)
class OAuthClientRole(Record):
    """That a program has a role when it asks in its own name."""

    client: names.OAuthClient | None = one("The program.", "client_id", filters=True)
    role: names.Role | None = one("The role.", "role_id", filters=True)
    company: names.Company | None = one("Where it has it; null for every company.", "company_id", filters=True)
    valid_from: dt.date | None = column("The first day, of UTC; null where it has always had it.")
    valid_until: dt.date | None = column("The last day, of UTC; null where there is none.")


def _client_name(of: Columns) -> sa.ColumnElement[Any]:
    # Whoever granted something knows to which program, also without the right to see programs.
    client = names_of(models.OAuthClient)
    return sa.select(client.c.name).where(client.c.id == of.client_id).scalar_subquery()


@entity(models.OAuthGrant, needs=READ_GRANT, order="-id")
class OAuthGrant(Record):
    """What a program was granted: by a person who signed in, or in its own name."""

    recorded_at: dt.datetime = column("When it was granted.")
    client: names.OAuthClient | None = one("The program.", "client_id", filters=True)
    client_name: str = computed("What people call the program.", _client_name)
    user: names.User | None = one(
        "Who granted it, in whose name the program asks; null where it asks in its own.", "user_id", filters=True
    )
    scopes: list[str] = column("What it may ask for, of what the person or its own roles may do.")
    audiences: list[str] = column("The services that its tokens are for.")
    expires_at: dt.datetime = column("When it ends by itself.")
    revoked_at: dt.datetime | None = column("When it was ended before; null where it was not.")
    revoked_because: str | None = column(
        "Why it was ended, as a word such as REVOKED_BY_USER or CLIENT_SUSPENDED; null where it was not."
    )
