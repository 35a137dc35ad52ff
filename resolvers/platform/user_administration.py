"""What administrators do with users: invite them, sign them out, help them when they have lost their second factors."""

from collections.abc import Mapping
from typing import Any

import strawberry

from planner.drafts import key_of
from planner.fields import argument
from planner.mutations import Outcome, mutation
from schema import names
from schema.payloads import payload
from schema.platform.user_invitation import UserInviteInput
from services.platform.access.administration import (
    company_requires_factor,
    role_requires_factor,
    user_factors_reset,
    user_sessions_end,
)
from services.platform.access.invitations import (
    Invitation,
    RoleGiven,
    invitation_resend,
    invitation_revoke,
    invite,
)
from services.work import Work

WRITE = "platform.user:write"
WRITE_COMPANY = "platform.company:write"
WRITE_ROLE = "platform.role:write"


async def _invite(work: Work, given: Mapping[str, Any]) -> Outcome:
    said: Mapping[str, Any] = given["input"]
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


def _role(given: Mapping[str, Any], place: int) -> RoleGiven:
    path, company = ("input", "roles", place), given.get("companyId")
    return RoleGiven(
        key_of(given["roleId"], "Role", (*path, "roleId")),
        key_of(company, "Company", (*path, "companyId")) if company else None,
        given.get("validFrom"),
        given.get("validUntil"),
    )


async def _resend(work: Work, given: Mapping[str, Any]) -> Outcome:
    return {"user": await invitation_resend(work, _user(given))}


async def _revoke(work: Work, given: Mapping[str, Any]) -> Outcome:
    return {"user": await invitation_revoke(work, _user(given))}


async def _end_sessions(work: Work, given: Mapping[str, Any]) -> Outcome:
    return {"user": await user_sessions_end(work, _user(given))}


async def _reset_factors(work: Work, given: Mapping[str, Any]) -> Outcome:
    return {"user": await user_factors_reset(work, _user(given))}


async def _require_of_company(work: Work, given: Mapping[str, Any]) -> Outcome:
    key = key_of(given["companyId"], "Company", ("companyId",))
    return {"company": await company_requires_factor(work, key, required=given["required"])}


async def _require_of_role(work: Work, given: Mapping[str, Any]) -> Outcome:
    key = key_of(given["roleId"], "Role", ("roleId",))
    return {"role": await role_requires_factor(work, key, required=given["required"])}


def _user(given: Mapping[str, Any]) -> Any:
    return key_of(given["userId"], "User", ("userId",))


_WHICH = argument("user_id", strawberry.ID, "The user.", required=True)
_REQUIRED = argument("required", bool, "Whether they do.", required=True)


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
    user_invitation_resend = mutation(
        "Send another link to somebody who has not chosen a password yet; the one before is good no more.",
        payload(names.User),
        _resend,
        needs=WRITE,
        arguments=[_WHICH],
    )
    user_invitation_revoke = mutation(
        "Take back the link that somebody was sent and has not used.",
        payload(names.User),
        _revoke,
        needs=WRITE,
        arguments=[_WHICH],
    )
    user_sessions_end = mutation(
        "Sign somebody out everywhere, and end everything that programs were granted in their name.",
        payload(names.User),
        _end_sessions,
        needs=WRITE,
        arguments=[_WHICH],
    )
    user_factors_reset = mutation(
        "Take away the second factors of somebody who has lost them, sign them out, and tell them by mail.",
        payload(names.User),
        _reset_factors,
        needs=WRITE,
        arguments=[_WHICH],
    )
    company_second_factor_require = mutation(
        "Say whether everybody with a role in a company proves more than a password when they sign in.",
        payload(names.Company),
        _require_of_company,
        needs=WRITE_COMPANY,
        arguments=[argument("company_id", strawberry.ID, "The company.", required=True), _REQUIRED],
    )
    role_second_factor_require = mutation(
        "Say whether everybody who has a role proves more than a password when they sign in.",
        payload(names.Role),
        _require_of_role,
        needs=WRITE_ROLE,
        arguments=[argument("role_id", strawberry.ID, "The role.", required=True), _REQUIRED],
    )
