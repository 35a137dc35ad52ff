"""What is done with programs that ask: they are let in, and get secrets and roles; what they were granted ends."""

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from functools import cache, partial
from typing import Any, Final

import strawberry
from strawberry.types.base import StrawberryOptional

from kernel.draft import Draft
from planner.drafts import draft_of, key_of
from planner.fields import argument
from planner.inputs import Later, resolved
from planner.mutation_inputs import create_input, update_input
from planner.mutations import Outcome, mutation
from resolvers.writing import BASED_ON, INPUT, archives, which
from schema import names
from schema.payloads import field_of, part, payload, payload_type
from schema.platform.oauth_client import APPROVE, REVOKE_GRANT, WRITE
from services.platform.oauth_client import granted, registering, role, secret
from services.platform.oauth_client.deciding import archive, decide, restore
from services.platform.oauth_client.life import OAUTH_CLIENT
from services.platform.oauth_client.role import Giving
from services.work import Work

Given = Mapping[str, Any]
Writes = Callable[[Work, Draft], Awaitable[Any]]


async def _write(writes: Writes, work: Work, given: Given) -> Outcome:
    type_ = resolved(names.OAuthClient)
    return {field_of(type_): await writes(work, draft_of(type_, given["input"], INPUT))}


async def _decide(step: str, work: Work, given: Given) -> Outcome:
    return {"oauthClient": await decide(work, _client(given), given["version"], step)}


async def _restore(work: Work, given: Given) -> Outcome:
    return {"oauthClient": await restore(work, _client(given), given["version"])}


async def _create_secret(work: Work, given: Given) -> Outcome:
    key, shown = await secret.create(work, _client(given), given["version"], given.get("expiresAt"))
    return {"oauthClientSecret": key, "secret": shown}


async def _revoke_secret(work: Work, given: Given) -> Outcome:
    return {"oauthClientSecret": await secret.revoke(work, key_of(given["id"], "OAuthClientSecret", ("id",)))}


async def _grant_role(work: Work, given: Given) -> Outcome:
    client, given_role = _named(given, "clientId", "OAuthClient"), _named(given, "roleId", "Role")
    company = None if given.get("companyId") is None else _named(given, "companyId", "Company")
    giving = Giving(client, given_role, company, given.get("validFrom"), given.get("validUntil"))
    return {"oauthClientRole": await role.grant(work, giving)}


async def _revoke_role(work: Work, given: Given) -> Outcome:
    await role.revoke(work, _named(given, "id", "OAuthClientRole"), given["version"])
    return {}


async def _revoke_grant(work: Work, given: Given) -> Outcome:
    return {"oauthGrant": await granted.revoke(work, _named(given, "id", "OAuthGrant"))}


def _client(given: Given) -> Any:
    return _named(given, "id", "OAuthClient")


def _named(given: Given, name: str, type_name: str) -> Any:
    return key_of(given[name], type_name, (name,))


@cache
def _secret_payload() -> type[Any]:
    kept = StrawberryOptional(resolved(names.OAuthClientSecret))
    return payload_type(
        "OAuthClientSecretCreatePayload",
        "What came of making a secret.",
        part("oauth_client_secret", kept, "It as it is kept; null where nothing was done."),
        part(
            "secret",
            StrawberryOptional(str),
            "The secret itself, which is shown here and never again. Null where nothing was done, and where a request is "
            "repeated with its idempotency key: what has not been read then is lost, so take it back and make another.",
        ),
    )


_PAYLOAD: Final = payload(names.OAuthClient)
_SECRET_PAYLOAD: Final[Any] = Later("Payload", _secret_payload)
_NEW: Final = [argument("input", create_input(names.OAuthClient), "The program.", required=True)]
_DAYS: Final = "day, of UTC; left out where there is none."


@strawberry.type
class OAuthClientMutations:
    """What is done with programs that ask."""

    oauth_client_request = mutation(
        "Ask that a program be let in. Until somebody else has let it in, it may do nothing; that of a partner's people acts "
        "for that partner.",
        _PAYLOAD,
        partial(_write, registering.request),
        needs=WRITE,
        arguments=_NEW,
    )
    oauth_client_create = mutation(
        "Let a program in at once.", _PAYLOAD, partial(_write, registering.create), needs=APPROVE, arguments=_NEW
    )
    oauth_client_update = mutation(
        "Change a program. Where it has been let in, most of it takes the right to let programs in.",
        _PAYLOAD,
        partial(_write, registering.update),
        needs=WRITE,
        arguments=[argument("input", update_input(names.OAuthClient), "What is to be written.", required=True)],
    )
    oauth_client_approve = mutation(
        "Let a program in that somebody else has asked for.",
        _PAYLOAD,
        partial(_decide, "approve"),
        needs=APPROVE,
        arguments=which(),
    )
    oauth_client_refuse = mutation(
        "Do not let a program in.", _PAYLOAD, partial(_decide, "refuse"), needs=APPROVE, arguments=which()
    )
    oauth_client_suspend = mutation(
        "Let a program do nothing for a while: its secrets are not good, and all that it was granted ends at once.",
        _PAYLOAD,
        partial(_decide, "suspend"),
        needs=APPROVE,
        arguments=which(),
    )
    oauth_client_resume = mutation(
        "Let a program in again that was suspended. What it was granted has ended.",
        _PAYLOAD,
        partial(_decide, "resume"),
        needs=APPROVE,
        arguments=which(),
    )
    oauth_client_archive = archives(
        names.OAuthClient,
        "Put a program out of use; all that it was granted ends at once.",
        OAUTH_CLIENT,
        needs=WRITE,
        by=archive,
    )
    oauth_client_restore = mutation(
        "Put a program back into use, in the state that it had.", _PAYLOAD, _restore, needs=APPROVE, arguments=which()
    )
    oauth_client_secret_create = mutation(
        "Make a secret of a program; a program has two at most, so that one can take the other's place.",
        StrawberryOptional(_SECRET_PAYLOAD),
        _create_secret,
        needs=WRITE,
        arguments=[
            argument("id", strawberry.ID, "The program.", required=True),
            argument("version", int, BASED_ON, required=True),
            argument("expires_at", dt.datetime, "Until when it is good, within two years; left out for good."),
        ],
    )
    oauth_client_secret_revoke = mutation(
        "Take a secret of a program back: it is good no more.",
        payload(names.OAuthClientSecret),
        _revoke_secret,
        needs=WRITE,
        arguments=[argument("id", strawberry.ID, "Which one.", required=True)],
    )
    oauth_client_role_grant = mutation(
        "Give a program a role, for when it asks in its own name. Nobody gives more than they have.",
        payload(names.OAuthClientRole),
        _grant_role,
        needs=APPROVE,
        arguments=[
            argument("client_id", strawberry.ID, "The program.", required=True),
            argument("role_id", strawberry.ID, "The role; for a partner's program one for partners.", required=True),
            argument("company_id", strawberry.ID, "In which company; left out for every company."),
            argument("valid_from", dt.date, f"The first {_DAYS}"),
            argument("valid_until", dt.date, f"The last {_DAYS}"),
        ],
    )
    oauth_client_role_revoke = mutation(
        "Take a role from a program.", payload(names.OAuthClientRole), _revoke_role, needs=APPROVE, arguments=which()
    )
    oauth_grant_revoke = mutation(
        "End what a program was granted, with all of its tokens: what the viewer granted, and for those who look after "
        "programs what anybody did.",
        payload(names.OAuthGrant),
        _revoke_grant,
        needs=REVOKE_GRANT,
        arguments=[argument("id", strawberry.ID, "Which one.", required=True)],
    )
