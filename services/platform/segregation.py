"""Segregation of duties: the rules, who breaks them, and that nobody is given a role by which one would be broken."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Final
from uuid import UUID

from asyncpg import Record

import models
from auth.permissions import CATALOGUE
from auth.roles import RoleCode
from kernel.errors import DomainError, InputPath, echo
from models import IdentityProviderRole
from services.master import Master
from services.platform.held_roles import HOLDS_TODAY, PERMISSIONS_OF_ROLES
from services.refusals import PermissionUnknown
from services.rows import ChangedRow, NewRow
from services.work import Work


@dataclass(eq=False)
class SegregationBroken(DomainError):
    """Nobody is given a role by which they would have two rights that one person must not have together."""

    message = "With this role one person would have both {first_permission} and {second_permission}: {rule}."
    rule: str
    first_permission: str
    second_permission: str
    roles: Sequence[str]


@dataclass(eq=False)
class SegregationRuleIsStandard(DomainError):
    """Rules that come with Torso are not edited; they can be put out of use, and others made."""

    message = "This rule comes with Torso and is not edited; put it out of use and make one of your own."


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


async def _require_own(_work: Work, rows: Sequence[ChangedRow]) -> None:
    for row in rows:
        if row.before["is_standard"]:
            raise SegregationRuleIsStandard(path=row.at("id"))


SEGREGATION_RULE: Final = Master(models.SegregationRule, complete=_require_permissions, check=_require_own)


async def judged_alone(work: Work) -> None:
    """Let nobody else give roles, or change what they grant, until the transaction ends: of two the second is judged with the first."""
    await work.raw.execute("select pg_advisory_xact_lock(hashtextextended('segregation', 0))")


async def require_segregated(
    work: Work, user_id: UUID, role_id: UUID, company_id: UUID | None, path: InputPath = ()
) -> list[Warned]:
    """Check that a person may be given a role, in a company or in every one, and give the rules that only warn.

    All roles count that have not ended, also those that begin later; whoever gets it of them by delegation is judged too.
    The role of administrators counts for nothing: it is given to anybody, and excuses nobody.

    Raises:
        SegregationBroken: one person would have rights that do not go together.
    """
    await judged_alone(work)
    broken = await work.raw.fetch(_BROKEN_BY_GIVING, user_id, role_id, company_id)
    _require_none_refuses(broken, path)
    return [_warned(each) for each in broken]


async def require_segregated_growth(work: Work, role_id: UUID, permissions: Iterable[str], path: InputPath) -> None:
    """Check that a role may have got some permissions, for everybody who has it, or a role that inherits from it.

    Raises:
        SegregationBroken: one of them has rights that do not go together, one of which is new.
    """
    _require_none_refuses(await work.raw.fetch(_BROKEN_BY_GROWING, role_id, sorted(permissions)), path)


async def require_segregated_following(work: Work, following: IdentityProviderRole, path: InputPath) -> None:
    """Check that the roles that follow from one word of a provider, of which this one is the newest, go together.

    Raises:
        SegregationBroken: whoever the provider says this of would have rights that do not.
    """
    said = following.provider_id, following.role_id, following.company_id, following.claim, following.value
    _require_none_refuses(await work.raw.fetch(_BROKEN_BY_FOLLOWING, *said), path)


def _require_none_refuses(broken: Sequence[Record], path: InputPath) -> None:
    for each in broken:
        if each["severity"] == models.SegregationSeverity.REFUSE:
            raise SegregationBroken(**asdict(_warned(each)), path=path)


def _warned(row: Record) -> Warned:
    return Warned(row["name"], row["first_permission"], row["second_permission"], row["roles"])


_ENDS_LATER: Final = "coalesce(holding.valid_until, 'infinity') >= (now() at time zone 'UTC')::date"

_HELD_BESIDE: Final = f"""
held as (
  select judged.user_id, judged.company_id, holding.role_id from judged join holding on holding.user_id = judged.user_id
    and (holding.company_id is null or judged.company_id is null or holding.company_id = judged.company_id)
  where {_ENDS_LATER}
  union select user_id, company_id, role_id from judged
)
"""  # noqa: S608 - the parts are ours
"""What people who are judged have in the same place, with the role for which they are."""

_BROKEN: Final = f"""
, broken as (
  select held.user_id, held.company_id, rule.id as rule_id,
    array_agg(distinct role.code order by role.code) filter (
      where rule.first_permission = any(granted.permissions) or rule.second_permission = any(granted.permissions)
    ) as roles
  from held join role on role.id = held.role_id and role.code <> '{RoleCode.ADMIN}'
  join granted on granted.role_id = role.id cross join segregation_rule rule
  where rule.archived_at is null and array[rule.first_permission, rule.second_permission] && (select permissions from gained)
  group by held.user_id, held.company_id, rule.id
  having bool_or(rule.first_permission = any(granted.permissions))
    and bool_or(rule.second_permission = any(granted.permissions))
)
select distinct on (rule.code) rule.name, rule.severity, rule.first_permission, rule.second_permission, broken.roles
from broken join segregation_rule rule on rule.id = broken.rule_id order by rule.code, broken.user_id, broken.company_id
"""  # noqa: S608 - the part is ours
"""The rules that are broken by what is `held`, where a side of them is among what was `gained`."""

_GAINED_BY_ROLE: Final = f"""
gained as (
  select granted.permissions from granted join role on role.id = granted.role_id where role.id = $2 and role.code <> '{RoleCode.ADMIN}'
)
"""  # noqa: S608 - the part is ours

_BROKEN_BY_GIVING: Final = f"""
with recursive {PERMISSIONS_OF_ROLES}, judged (user_id, role_id, company_id) as (
  select $1::uuid, $2::uuid, $3::uuid
  union
  select delegate_id, role_id, coalesce(company_id, $3) from rights_delegation
  where user_id = $1 and role_id = $2 and ended_at is null and ends_on >= (now() at time zone 'UTC')::date
    and (company_id is null or $3 is null or company_id = $3)
), {_GAINED_BY_ROLE}, {_HELD_BESIDE} {_BROKEN}
"""  # noqa: S608 - the parts are ours

_BROKEN_BY_GROWING: Final = f"""
with recursive {PERMISSIONS_OF_ROLES}, judged (user_id, role_id, company_id) as (
  select distinct holding.user_id, holding.role_id, holding.company_id
  from holding join of_role on of_role.role_id = holding.role_id and of_role.given_by = $1 where {_ENDS_LATER}
), gained as (select $2::text[] as permissions), {_HELD_BESIDE} {_BROKEN}
"""  # noqa: S608 - the parts are ours

_BROKEN_BY_FOLLOWING: Final = f"""
with recursive {PERMISSIONS_OF_ROLES}, held (user_id, company_id, role_id) as (
  select null::uuid, $3::uuid, $2::uuid
  union
  select null, $3, role_id from identity_provider_role
  where provider_id = $1 and claim = $4 and value = $5 and (company_id is null or $3 is null or company_id = $3)
), {_GAINED_BY_ROLE} {_BROKEN}
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
