"""What can be done about roles, and about who has which."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import strawberry

from auth.data_class import DataClass
from planner.drafts import key_of
from planner.fields import argument
from planner.mutations import Outcome, mutation
from resolvers.writing import which
from schema import names
from schema.payloads import payload
from schema.platform import rights_delegation as delegation
from schema.platform.user import WRITE, WRITE_ROLE, RoleCreateInput, RoleUpdateInput
from services.platform.rights_delegation import Delegated, rights_delegate, rights_delegation_end
from services.platform.role import RoleSaid, role_archive, role_create, role_restore, role_update
from services.platform.user_role import user_archive, user_restore, user_role_grant, user_role_revoke
from services.work import Work


async def _create(work: Work, given: Mapping[str, Any]) -> Outcome:
    return {"role": await role_create(work, _said(given["input"]))}


async def _update(work: Work, given: Mapping[str, Any]) -> Outcome:
    key = key_of(given["input"]["id"], "Role", ("input", "id"))
    return {"role": await role_update(work, key, given["input"]["version"], _said(given["input"]))}


async def _archive(work: Work, given: Mapping[str, Any]) -> Outcome:
    return {"role": await role_archive(work, key_of(given["id"], "Role", ("id",)), given["version"])}


async def _restore(work: Work, given: Mapping[str, Any]) -> Outcome:
    return {"role": await role_restore(work, key_of(given["id"], "Role", ("id",)), given["version"])}


async def _bar(work: Work, given: Mapping[str, Any]) -> Outcome:
    return {"user": await user_archive(work, key_of(given["id"], "User", ("id",)), given["version"])}


async def _let_in(work: Work, given: Mapping[str, Any]) -> Outcome:
    return {"user": await user_restore(work, key_of(given["id"], "User", ("id",)), given["version"])}


async def _grant(work: Work, given: Mapping[str, Any]) -> Outcome:
    user, role = key_of(given["userId"], "User", ("userId",)), key_of(given["roleId"], "Role", ("roleId",))
    days = given.get("validFrom"), given.get("validUntil")
    return {"userRole": await user_role_grant(work, user, role, _company(given), *days)}


async def _revoke(work: Work, given: Mapping[str, Any]) -> Outcome:
    await user_role_revoke(work, key_of(given["id"], "UserRole", ("id",)))
    return {}


async def _delegate(work: Work, given: Mapping[str, Any]) -> Outcome:
    said = Delegated(
        to_user_id=key_of(given["toUserId"], "User", ("toUserId",)),
        role_id=key_of(given["roleId"], "Role", ("roleId",)),
        company_id=_company(given),
        starts_on=given["startsOn"],
        ends_on=given["endsOn"],
    )
    return {"rightsDelegation": await rights_delegate(work, said)}


async def _end(work: Work, given: Mapping[str, Any]) -> Outcome:
    return {"rightsDelegation": await rights_delegation_end(work, key_of(given["id"], "RightsDelegation", ("id",)))}


def _company(given: Mapping[str, Any]) -> Any:
    company = given.get("companyId")
    return None if company is None else key_of(company, "Company", ("companyId",))


def _said(given: Mapping[str, Any]) -> RoleSaid:
    parents: Sequence[str] | None = given.get("parentIds")
    permissions, classes = given.get("permissions"), given.get("dataClasses")
    return RoleSaid(
        code=given.get("code"),
        name=given.get("name"),
        description=given.get("description"),
        permissions=None if permissions is None else tuple(permissions),
        classes=None if classes is None else tuple(DataClass(each) for each in classes),
        parents=None
        if parents is None
        else tuple(key_of(each, "Role", ("input", "parentIds", place)) for place, each in enumerate(parents)),
        for_partners=bool(given.get("forPartners")),
        sales_reach=given.get("salesReach"),
        warehouse_reach=given.get("warehouseReach"),
    )


_EVERYWHERE = "Where; left out for every company, which takes somebody who reaches every one."


@strawberry.type
class UserMutations:
    """What can be done about roles, and about who has which."""

    role_create = mutation(
        "Compose a role out of permissions, classes of data and other roles; nothing in it that one does not have oneself.",
        payload(names.Role),
        _create,
        needs=WRITE_ROLE,
        arguments=[argument("input", RoleCreateInput, "What the role is.", required=True)],
    )
    role_update = mutation(
        "Change a role; whoever has it has what it says from now on. Those that come with Torso are not edited.",
        payload(names.Role),
        _update,
        needs=WRITE_ROLE,
        arguments=[argument("input", RoleUpdateInput, "What is to be different.", required=True)],
    )
    role_archive = mutation(
        "Put a role out of use: nobody has anything by it any more.",
        payload(names.Role),
        _archive,
        needs=WRITE_ROLE,
        arguments=which(),
    )
    role_restore = mutation(
        "Put a role back into use.", payload(names.Role), _restore, needs=WRITE_ROLE, arguments=which()
    )
    user_role_grant = mutation(
        "Give a role to a user, at once or for some days; of one that they have there already the days are changed.",
        payload(names.UserRole),
        _grant,
        needs=WRITE,
        arguments=[
            argument("user_id", strawberry.ID, "To whom.", required=True),
            argument(
                "role_id", strawberry.ID, "Which role; none that has what one does not have oneself.", required=True
            ),
            argument("company_id", strawberry.ID, _EVERYWHERE),
            argument("valid_from", dt.date, "The first day, in UTC; left out where it holds at once."),
            argument("valid_until", dt.date, "The last day, in UTC; left out where it holds for good."),
        ],
    )
    user_role_revoke = mutation(
        "Take a role from a user, at once.",
        payload(names.UserRole),
        _revoke,
        needs=WRITE,
        arguments=[argument("id", strawberry.ID, "That they have it.", required=True)],
    )
    user_archive = mutation(
        "Bar a user: they cannot sign in, and whatever they have open ends.",
        payload(names.User),
        _bar,
        needs=WRITE,
        arguments=which(),
    )
    user_restore = mutation(
        "Let a user sign in again, with the roles that they have.",
        payload(names.User),
        _let_in,
        needs=WRITE,
        arguments=which(),
    )
    rights_delegate = mutation(
        "Let somebody else have a role of the viewer's for some days; `reason` says why, and is required. It ends where the "
        "viewer's own does, and is not passed on.",
        payload(names.RightsDelegation),
        _delegate,
        needs=delegation.WRITE,
        arguments=[
            argument("to_user_id", strawberry.ID, "Who is to have it.", required=True),
            argument("role_id", strawberry.ID, "The role.", required=True),
            argument("company_id", strawberry.ID, "Where; left out for wherever the viewer has it."),
            argument("starts_on", dt.date, "The first day, in UTC: today or later.", required=True),
            argument("ends_on", dt.date, "The last day, in UTC, within a year.", required=True),
        ],
    )
    rights_delegation_end = mutation(
        "End a delegation before its last day, at once.",
        payload(names.RightsDelegation),
        _end,
        needs=delegation.WRITE,
        arguments=[argument("id", strawberry.ID, "The delegation.", required=True)],
    )
