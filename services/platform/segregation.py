"""Segregation of duties: the rules, who breaks them, and that nobody is given a role by which one would be broken."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from asyncpg import Record

import models
from auth.permissions import CATALOGUE
from auth.roles import RoleCode
from kernel.errors import DomainError, InputPath, echo
from services.master import Master
from services.platform.held_roles import HOLDS_TODAY, PERMISSIONS_OF_ROLES
from services.platform.role import PermissionUnknown
from services.rows import NewRow
from services.work import Work


@dataclass(eq=False)
class SegregationBroken(DomainError):
    """Nobody is given a role by which they would have two rights that one person must not have together."""

    message = "With this role one person would have both {first_permission} and {second_permission}: {rule}."
    rule: str
    first_permission: str
    second_permission: str
    roles: Sequence[str]


@dataclass(frozen=True, slots=True)
class Warned:
    """A rule that a new role breaks, and that only warns."""

    rule: str
    first_permission: str
    second_permission: str
    roles: Sequence[str]


async def _require_permissions(_work: Work, rows: Sequence[NewRow]) -> None:
    for row in rows:
        for column in ("first_permission", "second_permission"):
            if (permission := row.values.get(column)) not in CATALOGUE:
                raise PermissionUnknown(echo(str(permission)), path=row.at(column))


SEGREGATION_RULE: Final = Master(models.SegregationRule, complete=_require_permissions)


async def require_segregated(
    work: Work, user_id: UUID, role_id: UUID, company_id: UUID | None, path: InputPath = ()
) -> list[Warned]:
    """Check that a person may be given a role, in a company or in every one, and give the rules that only warn.

    All roles count that have not ended, also those that begin later. Administrators are exempt.

    Raises:
        SegregationBroken: one person would have rights that do not go together.
    """
    # Of two roles that are given at the same time, the second is judged with the first.
    await work.raw.execute("select from user_account where id = $1 for no key update", user_id)
    broken = await work.raw.fetch(_BROKEN_BY, user_id, role_id, company_id)
    refused = [each for each in broken if each["severity"] == models.SegregationSeverity.REFUSE]
    if refused and not refused[0]["is_exempt"]:
        first = refused[0]
        raise SegregationBroken(
            first["name"], first["first_permission"], first["second_permission"], first["roles"], path=path
        )
    return [_warned(each) for each in broken if each not in refused]


def _warned(row: Record) -> Warned:
    return Warned(row["name"], row["first_permission"], row["second_permission"], row["roles"])


_BROKEN_BY: Final = f"""
with recursive {PERMISSIONS_OF_ROLES}, held as (
  select holding.role_id from holding
  where holding.user_id = $1 and (holding.company_id is null or $3::uuid is null or holding.company_id = $3)
    and coalesce(holding.valid_until, 'infinity') >= (now() at time zone 'UTC')::date
  union select $2
), granting as (
  select role.id, role.code, granted.permissions
  from held join role on role.id = held.role_id join granted on granted.role_id = role.id
)
select rule.name, rule.severity, rule.first_permission, rule.second_permission,
  array(
    select code from granting
    where rule.first_permission = any(permissions) or rule.second_permission = any(permissions) order by code
  ) as roles,
  exists (select from granting where code = '{RoleCode.ADMIN}') as is_exempt
from segregation_rule rule
where rule.archived_at is null
  and exists (select from granting where rule.first_permission = any(permissions))
  and exists (select from granting where rule.second_permission = any(permissions))
  and exists (
    select from granting
    where id = $2 and (rule.first_permission = any(permissions) or rule.second_permission = any(permissions))
  )
order by rule.code
"""  # noqa: S608 - the parts are ours

VIOLATIONS: Final = f"""
with recursive {PERMISSIONS_OF_ROLES}, held as (
  select holding.user_id, holding.company_id, role.code, granted.permissions
  from holding join role on role.id = holding.role_id join granted on granted.role_id = role.id
  where {HOLDS_TODAY}
), having_rights as (
  select place.user_id, place.company_id, rule.id as rule_id, rule.code as rule_code, rule.severity,
    array(
      select distinct held.code from held where held.user_id = place.user_id
        and (held.company_id is null or held.company_id = place.company_id)
        and rule.first_permission = any(held.permissions) order by 1
    ) as first_roles,
    array(
      select distinct held.code from held where held.user_id = place.user_id
        and (held.company_id is null or held.company_id = place.company_id)
        and rule.second_permission = any(held.permissions) order by 1
    ) as second_roles,
    -- What roles in every company break is told once, and not again for each company.
    place.company_id is null or exists (
      select from held where held.user_id = place.user_id and held.company_id = place.company_id
        and (rule.first_permission = any(held.permissions) or rule.second_permission = any(held.permissions))
    ) as is_of_place
  from (select distinct user_id, company_id from held) place
  cross join segregation_rule rule where rule.archived_at is null
)
select having_rights.user_id, user_account.name as user_name, having_rights.company_id, rule_id, rule_code, severity,
  first_roles, second_roles, '{RoleCode.ADMIN}' = any(first_roles || second_roles) as is_exempt
from having_rights join user_account on user_account.id = having_rights.user_id and user_account.archived_at is null
where is_of_place and cardinality(first_roles) > 0 and cardinality(second_roles) > 0
"""  # noqa: S608 - the parts are ours
"""Who has rights today that do not go together, where, and by which roles."""
