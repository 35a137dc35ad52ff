"""What administrators do with users: invite them, sign them out, help them when they have lost their second factors."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias
from uuid import UUID

import strawberry

from planner.drafts import key_of
from planner.fields import argument
from planner.mutations import Outcome, mutation
from schema import names
from schema.payloads import payload
from schema.platform.company import WRITE as WRITE_COMPANY
from schema.platform.user_invitation import UserInviteInput
from services.platform.access.administration import (
    company_requires_factor,
    role_requires_factor,
    user_factors_reset,
    user_sessions_end,
)
from services.platform.access.identities import user_identity_unlink
from services.platform.access.invitations import (
    Invitation,
    RoleGiven,
    invitation_resend,
    invitation_revoke,
    invite,
)
from services.work import Work

Given: TypeAlias = Mapping[str, Any]
WRITE = "platform.user:write"
WRITE_ROLE = "platform.role:write"


async def _invite(work: Work, given: Given) -> Outcome:
    said: Given = given["input"]
    roles = [_role(each, place) for place, each in enumerate(said["roles"])]
    party = said.get("partyId")
    invitation = Invitation(
        email=said["email"],
        name=said["name"],
        roles=roles,
        language=said["language"],
        party_id=key_of(party, "Party", ("input", "partyId")) if party else None,
    )
    return {"user": await invite(work, invitation)}


def _role(given: Given, place: int) -> RoleGiven:
    path, company = ("input", "roles", place), given.get("companyId")
    return RoleGiven(
        key_of(given["roleId"], "Role", (*path, "roleId")),
        key_of(company, "Company", (*path, "companyId")) if company else None,
        given.get("validFrom"),
        given.get("validUntil"),
    )


async def _unlink(work: Work, given: Given) -> Outcome:
    provider = key_of(given["providerId"], "IdentityProvider", ("providerId",))
    return {"user": await user_identity_unlink(work, key_of(given["userId"], "User", ("userId",)), provider)}


_WHICH = argument("user_id", strawberry.ID, "The user.", required=True)
_REQUIRED = argument("required", bool, "Whether they do.", required=True)


def _does(description: str, do: Callable[[Work, UUID], Awaitable[UUID]]) -> Any:
    """Declare what is done with a user by nothing but naming them."""

    async def done(work: Work, given: Given) -> Outcome:
        return {"user": await do(work, key_of(given["userId"], "User", ("userId",)))}

    return mutation(description, payload(names.User), done, needs=WRITE, arguments=[_WHICH])


def _asks_for_factors(of: str, type_: Any, who: str, do: Callable[..., Awaitable[UUID]], *, needs: str) -> Any:
    """Declare that everybody in a company, or with a role, can be made to prove more than a password."""
    name = f"{of}Id"

    async def done(work: Work, given: Given) -> Outcome:
        key = key_of(given[name], of.capitalize(), (name,))
        return {of: await do(work, key, required=given["required"])}

    return mutation(
        f"Say whether everybody {who} proves more than a password when they sign in.",
        payload(type_),
        done,
        needs=needs,
        arguments=[argument(f"{of}_id", strawberry.ID, f"The {of}.", required=True), _REQUIRED],
    )


@strawberry.type
class UserAdministrationMutations:
    """What administrators do with users."""

    user_invite = mutation(
        "Make a user, and send them a link by which they choose a password; it is good once, for seven days.",
        payload(names.User),
        _invite,
        needs=WRITE,
        arguments=[argument("input", UserInviteInput, "Whom to invite.", required=True)],
    )
    user_invitation_resend = _does(
        "Send another link to somebody who has not chosen a password yet; the one before is good no more.",
        invitation_resend,
    )
    user_invitation_revoke = _does("Take back the link that somebody was sent and has not used.", invitation_revoke)
    user_sessions_end = _does(
        "Sign somebody out everywhere, and end everything that programs were granted in their name.", user_sessions_end
    )
    user_factors_reset = _does(
        "Take away the second factors of somebody who has lost them, sign them out, and tell them by mail.",
        user_factors_reset,
    )
    user_identity_unlink = mutation(
        "Take the link of somebody to an identity provider off, with the roles that they have by its word, and sign them out. "
        "When they come from there once more, they are linked anew by their address.",
        payload(names.User),
        _unlink,
        needs=WRITE,
        arguments=[_WHICH, argument("provider_id", strawberry.ID, "The provider.", required=True)],
    )
    company_second_factor_require = _asks_for_factors(
        "company", names.Company, "with a role in a company", company_requires_factor, needs=WRITE_COMPANY
    )
    role_second_factor_require = _asks_for_factors(
        "role", names.Role, "who has a role", role_requires_factor, needs=WRITE_ROLE
    )
