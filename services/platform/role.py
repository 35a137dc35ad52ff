"""Roles of one's own: composed out of permissions, classes of data and other roles, by whoever has all of it themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from auth.data_class import DataClass
from auth.role_words import CLASS_WORDS, class_word, expanded, is_known
from kernel.errors import DomainError, InputPath, echo
from kernel.ids import NodeId
from models import Role, RoleParent, SalesReach, WarehouseReach
from services.platform.held_roles import inherited
from services.platform.segregation import judged_alone, require_segregated_growth
from services.refusals import (
    AlreadyArchived,
    AlreadyTaken,
    NotArchived,
    NotFound,
    PartOfItself,
    PermissionUnknown,
    StaleVersion,
    ValueRequired,
)
from services.rights import rows_of
from services.work import Work

ADMIN: Final = "ADMIN"
PARENTS_MAX: Final = 20


@dataclass(eq=False)
class RoleIsStandard(DomainError):
    """Roles that come with Torso are not edited; a role of one's own can inherit from them."""

    message = "This role comes with Torso and is not edited; make one of your own that inherits from it."


@dataclass(eq=False)
class RightsExceeded(DomainError):
    """Nobody gives others what they do not have themselves."""

    message = "You do not have these rights yourself: {permissions}."
    permissions: Sequence[str]


@dataclass(eq=False)
class PartnersApart(DomainError):
    """Roles of partners are for those who act for one and for them alone, and inherit from nothing else."""

    message = "Roles of partners and roles of our own people are kept apart."


@dataclass(eq=False)
class RoleHeldElsewhere(DomainError):
    """A role that is held in several companies is changed by somebody who reaches all of them."""

    message = "This role is held in companies that you do not reach."


@dataclass(frozen=True)
class RoleSaid:
    """What is said of a role; None is left as it is."""

    code: str | None = None
    name: str | None = None
    description: str | None = None
    permissions: tuple[str, ...] | None = None
    """Permissions, and classes of data such as `PERSONAL:read`."""
    classes: tuple[DataClass, ...] | None = None
    parents: tuple[UUID, ...] | None = None
    for_partners: bool = False
    sales_reach: SalesReach | None = None
    warehouse_reach: WarehouseReach | None = None


_WORDS: Final = f"""
with recursive {inherited("id = any($1::uuid[])")}
select distinct word from of_role join role on role.id = of_role.given_by, unnest(role.permissions) as word
"""  # noqa: S608 - the part is ours


_ABOVE: Final = """
with recursive above as (
  select unnest($1::uuid[]) as id
  union
  select p.parent_id from above join role_parent p on p.role_id = above.id
)
select exists (select from above where id = $2)
"""


_ELSEWHERE: Final = """
with recursive below as (
  select $1::uuid as id
  union
  select p.role_id from below join role_parent p on p.parent_id = below.id
), held as (
  select role_id, company_id from user_role union all select role_id, company_id from oauth_client_role
  union all select role_id, company_id from identity_provider_role
)
select exists (
  select from held join below on below.id = held.role_id
  where held.company_id is null or held.company_id <> all($2::uuid[])
)
"""


async def role_create(work: Work, said: RoleSaid) -> UUID:
    """Compose a role, and give its id.

    Raises:
        ValueRequired, AlreadyTaken, PermissionUnknown, RightsExceeded, PartnersApart, NotFound: as their names say.
    """
    code, name = (said.code or "").strip(), (said.name or "").strip()
    for value, key in ((code, "code"), (name, "name")):
        if not value:
            raise ValueRequired(path=("input", key))
    if await work.session.scalar(sa.select(sa.exists().where(Role.code == code))):
        raise AlreadyTaken("code", path=("input", "code"))
    words = _words_said(said, [])
    role = Role(
        code=code, name=name, description=said.description or "", permissions=words, for_partners=said.for_partners
    )
    work.session.add(role)
    await work.session.flush()
    parents = await _inherit(work, role, said.parents or ())
    role.sales_reach = said.sales_reach or widest_sales(parent.sales_reach for parent in parents)
    role.warehouse_reach = said.warehouse_reach or widest_warehouses(parent.warehouse_reach for parent in parents)
    await work.session.flush()
    await require_own(work, await words_of(work, [role.id]), ("input",))
    await require_reach_of_roles(work, [role.id], ("input",))
    return role.id


async def role_update(work: Work, role_id: UUID, version: int, said: RoleSaid) -> UUID:
    """Change a role; whoever has it has what it says from now on.

    Raises:
        NotFound, StaleVersion, RoleIsStandard, RoleHeldElsewhere: as their names say.
        ValueRequired, PermissionUnknown, PartnersApart, PartOfItself: it would not be a role.
        RightsExceeded: it gets or loses what whoever changes it does not have.
        SegregationBroken: with what it gets, somebody who has it would have rights that do not go together.
    """
    await judged_alone(work)
    role = await _own_role(work, role_id, version, ("input",))
    before, reach = await words_of(work, [role.id]), (role.sales_reach, role.warehouse_reach)
    if said.name is not None:
        if not said.name.strip():
            raise ValueRequired(path=("input", "name"))
        role.name = said.name.strip()
    if said.description is not None:
        role.description = said.description
    role.permissions = _words_said(said, role.permissions)
    await work.session.flush()
    if said.parents is not None:
        await work.session.execute(sa.delete(RoleParent).where(RoleParent.role_id == role.id))
        await _inherit(work, role, said.parents)
    # What it had already it may keep, whoever changes its name.
    words = await words_of(work, [role.id])
    await require_own(work, words ^ before, ("input",))
    await require_segregated_growth(work, role_id, expanded(words - before), ("input",))
    role.sales_reach, role.warehouse_reach = said.sales_reach or reach[0], said.warehouse_reach or reach[1]
    # More permissions open more of the rows that the role opens already.
    if words != before or (role.sales_reach, role.warehouse_reach) != reach:
        await work.session.flush()
        await require_reach_of_roles(work, [role.id], ("input",))
    return role_id


async def role_archive(work: Work, role_id: UUID, version: int) -> UUID:
    """Put a role out of use: nobody has anything by it any more.

    Raises:
        NotFound, StaleVersion, RoleIsStandard, AlreadyArchived: as their names say.
        RightsExceeded: it grants what whoever archives it does not have.
    """
    role = await _own_role(work, role_id, version, ())
    if role.archived_at is not None:
        raise AlreadyArchived(path=("id",))
    await require_own(work, await words_of(work, [role_id]), ("id",))
    role.archived_at = work.clock.now()
    await work.session.flush()
    return role_id


async def role_restore(work: Work, role_id: UUID, version: int) -> UUID:
    """Put a role back into use: whoever has it has its rights again.

    Raises:
        NotFound, StaleVersion, RoleIsStandard, NotArchived: as their names say.
        RightsExceeded: it grants what whoever restores it does not have.
        SegregationBroken: with it, somebody who has it would have rights that do not go together.
    """
    await judged_alone(work)
    role = await _own_role(work, role_id, version, ())
    if role.archived_at is None:
        raise NotArchived(path=("id",))
    role.archived_at = None
    await work.session.flush()
    words = await words_of(work, [role_id])
    await require_own(work, words, ("id",))
    await require_segregated_growth(work, role_id, expanded(words), ("id",))
    await require_reach_of_roles(work, [role_id], ("id",))
    return role_id


async def words_of(work: Work, roles: Sequence[UUID]) -> frozenset[str]:
    """Give the words of some roles with everything that they inherit; what is archived passes nothing on."""
    rows = await work.raw.fetch(_WORDS, list(roles))
    return frozenset(row["word"] for row in rows)


async def require_own(work: Work, words: Iterable[str], path: InputPath) -> None:
    """Check that whoever works has what some words grant; the system itself has everything.

    Raises:
        RightsExceeded: they do not.
    """
    if work.principal is None:
        return
    exceeding = expanded(frozenset(words)) - work.principal.permissions
    if exceeding:
        raise RightsExceeded(sorted(exceeding)[:20], path=path)


async def require_reach_of_roles(work: Work, roles: Sequence[UUID], path: InputPath) -> None:
    """Check that whoever sees some customers or warehouses alone gives no role that opens others; the system itself sees all.

    Raises:
        RightsExceeded: one does.
    """
    if work.principal is None or not work.principal.rights_key.narrowed:
        return
    reaches = (
        await work.session.execute(sa.select(Role.sales_reach, Role.warehouse_reach).where(Role.id.in_(roles)))
    ).all()
    exceeding: list[str] = []
    if work.principal.sales_reps is not None and any(sales is not SalesReach.OWN for sales, _ in reaches):
        exceeding.append(f"salesReach:{SalesReach.ALL}")
    if work.principal.warehouses is not None and any(
        warehouses is not WarehouseReach.ASSIGNED for _, warehouses in reaches
    ):
        exceeding.append(f"warehouseReach:{WarehouseReach.ALL}")
    if exceeding:
        raise RightsExceeded(exceeding, path=path)


def widest_sales(reaches: Iterable[SalesReach]) -> SalesReach:
    """Give the widest of some reaches; without any, everybody's."""
    return max(reaches, key=list(SalesReach).index, default=SalesReach.ALL)


def widest_warehouses(reaches: Iterable[WarehouseReach]) -> WarehouseReach:
    """Give the widest of some reaches; without any, all warehouses."""
    return max(reaches, key=list(WarehouseReach).index, default=WarehouseReach.ALL)


async def _own_role(work: Work, role_id: UUID, version: int, path: InputPath) -> Role:
    seen = rows_of(work, Role.__table__)
    role = await work.session.scalar(sa.select(Role).where(Role.id == role_id, *seen).with_for_update())
    if role is None:
        raise NotFound(path=(*path, "id"))
    if role.is_standard:
        raise RoleIsStandard(path=(*path, "id"))
    if role.version != version:
        raise StaleVersion(role.version, [], NodeId("Role", role_id), path=(*path, "version"))
    await require_reached(work, role_id, (*path, "id"))
    return role


async def _inherit(work: Work, role: Role, parents: Sequence[UUID]) -> list[Role]:
    """Let a role inherit from others, and give these."""
    path = ("input", "parentIds")
    if role.id in parents:
        raise PartOfItself(path=path)
    seen = rows_of(work, Role.__table__)
    query = sa.select(Role).where(Role.id.in_(parents), Role.archived_at.is_(None), *seen)
    found = {parent.id: parent for parent in await work.session.scalars(query)}
    for place, key in enumerate(parents):
        if key not in found:
            raise NotFound(path=(*path, place))
        if found[key].for_partners != role.for_partners:
            raise PartnersApart(path=(*path, place))
    if await _is_below(work, role.id, parents):
        raise PartOfItself(path=path)
    work.session.add_all(RoleParent(role_id=role.id, parent_id=key) for key in dict.fromkeys(parents))
    await work.session.flush()
    return list(found.values())


async def _is_below(work: Work, role_id: UUID, parents: Sequence[UUID]) -> bool:
    # As the database does: of two that inherit from each other at the same time, one comes first.
    await work.raw.execute("select pg_advisory_xact_lock(hashtextextended('role_parent', 0))")
    return await work.raw.fetchval(_ABOVE, list(parents), role_id)


def _words_said(said: RoleSaid, before: Sequence[str]) -> list[str]:
    """Give the words of a role: what is said of permissions, and of classes, in place of what was there."""
    for place, word in enumerate(said.permissions or ()):
        if not is_known(word):
            raise PermissionUnknown(echo(word), path=("input", "permissions", place))
    named = before if said.permissions is None else said.permissions
    permissions = {
        word for word in named if said.classes is None or word not in CLASS_WORDS or word in (said.permissions or ())
    }
    return sorted(permissions | {class_word(each) for each in said.classes or ()})


async def require_reached(work: Work, role_id: UUID, path: InputPath) -> None:
    """Check that a role, and what inherits from it, is held only where whoever works may change it.

    Raises:
        RoleHeldElsewhere: it is not.
    """
    companies = None if work.principal is None else work.principal.companies
    if companies is not None and await work.raw.fetchval(_ELSEWHERE, role_id, list(companies)):
        raise RoleHeldElsewhere(path=path)
