"""Roles that a program has when it asks in its own name. Nobody gives a program what they do not have themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

import sqlalchemy as sa

import models
from kernel.errors import DomainError, InputPath
from kernel.ids import NodeId, uuid7
from kernel.sandbox import is_sandbox
from services import locking
from services.platform.notification import TooManyAtOnce
from services.platform.oauth_client.fitness import OWN_NAME, require_in_use
from services.platform.oauth_client.life import OAUTH_CLIENT, person_of
from services.platform.role import require_own, require_reach_of_roles, words_of
from services.platform.user_role import ValidityUnfit, require_reach
from services.refusals import AlreadyTaken, NotFound, StaleVersion
from services.rights import rows_of
from services.rows import Found
from services.work import Work

ROLES_MAX: Final = 50

_ROLE: Final = "select id, for_partners from role where id = $1 and archived_at is null for share"
_INSERT: Final = """
insert into oauth_client_role (id, client_id, role_id, company_id, valid_from, valid_until) values ($1, $2, $3, $4, $5, $6)
on conflict (client_id, role_id, company_id) do nothing returning id
"""
_COUNT: Final = "select count(*) from oauth_client_role where client_id = $1"
_ROLES_OF: Final = "select role_id, company_id from oauth_client_role where client_id = $1"


@dataclass(eq=False)
class RoleUnfitForClient(DomainError):
    """A program has roles where it asks in its own name; for a partner it has roles for partners, and else none of these."""

    message = "This program cannot have this role: {problem}."
    problem: str


@dataclass(frozen=True, slots=True)
class Giving:
    """Which role a program is to have, in which company (None is all of them), from which day to which."""

    client_id: UUID
    role_id: UUID
    company_id: UUID | None
    valid_from: date | None
    valid_until: date | None


async def grant(work: Work, giving: Giving) -> UUID:
    """Give a program a role, and give the id of that.

    Raises:
        RoleUnfitForClient, RightsExceeded, ValidityUnfit, AlreadyTaken, TooManyAtOnce: as their names say.
        ClientArchived, NotFound, PersonNeeded: as their names say.
    """
    person_of(work)
    path: InputPath = ("clientId",)
    client = (await locking.locked(work, OAUTH_CLIENT, [(giving.client_id, path)]))[giving.client_id]
    require_in_use(client, *path)
    role = await work.raw.fetchrow(_ROLE, giving.role_id)
    if role is None:
        raise NotFound(path=("roleId",))
    _require_fit(client, role["for_partners"], giving.company_id)
    if giving.valid_from and giving.valid_until and giving.valid_until < giving.valid_from:
        raise ValidityUnfit(path=("validUntil",))
    await _require_own(work, [giving.role_id], [giving.company_id], ("roleId",), ("companyId",))
    if (count := await work.raw.fetchval(_COUNT, giving.client_id)) >= ROLES_MAX:
        raise TooManyAtOnce(count + 1, ROLES_MAX, path=path)
    days = giving.valid_from, giving.valid_until
    made = await work.raw.fetchval(_INSERT, uuid7(), giving.client_id, giving.role_id, giving.company_id, *days)
    if made is None:
        raise AlreadyTaken("role in this company", path=("roleId",))
    return made


async def revoke(work: Work, key: UUID, version: int) -> None:
    """Take a role from a program.

    Raises:
        NotFound, StaleVersion, PersonNeeded: as their names say.
        RightsExceeded: whoever takes it does not have what it grants.
    """
    person_of(work)
    table = models.OAuthClientRole.__table__
    query = sa.select(table).where(table.c.id == key, *rows_of(work, table)).with_for_update(of=table)
    found = (await work.session.execute(query)).mappings().first()
    if found is None:
        raise NotFound(path=("id",))
    if found["version"] != version:
        raise StaleVersion(found["version"], [], NodeId("OAuthClientRole", key), path=("version",))
    await _require_own(work, [found["role_id"]], [found["company_id"]], ("id",), ("id",))
    await work.raw.execute("delete from oauth_client_role where id = $1", key)


async def require_own_roles(work: Work, client: UUID, path: InputPath = ("id",)) -> None:
    """Check that whoever works here has all that a program's own roles give it; `path` is where it is named.

    Raises:
        RightsExceeded: it has more.
        NotFound: it has them in a company that is none of theirs.
    """
    rows = await work.raw.fetch(_ROLES_OF, client)
    roles, companies = [row["role_id"] for row in rows], [row["company_id"] for row in rows]
    await _require_own(work, roles, companies, path, path)


async def _require_own(
    work: Work, roles: Sequence[UUID], companies: Iterable[UUID | None], of_role: InputPath, of_company: InputPath
) -> None:
    await require_own(work, await words_of(work, roles), of_role)
    await require_reach_of_roles(work, roles, of_role)
    for company in companies:
        require_reach(work, company, of_company)


def _require_fit(client: Found, for_partners: bool, company: UUID | None) -> None:
    if client["company_id"] is not None and is_sandbox(client["company_id"]):
        raise RoleUnfitForClient("it is that of a sandbox, which says what it may do", path=("clientId",))
    if company is not None and is_sandbox(company):
        raise RoleUnfitForClient("in a sandbox its own program has a role, and no other", path=("companyId",))
    if OWN_NAME not in client["grant_types"]:
        raise RoleUnfitForClient(f"it does not ask in its own name ({OWN_NAME})", path=("clientId",))
    if for_partners != (client["party_id"] is not None):
        kind = "roles for partners go with a partner, and others without"
        raise RoleUnfitForClient(kind, path=("roleId",))
    if client["party_id"] is not None and company != client["company_id"]:
        raise RoleUnfitForClient("a partner's program has roles in the company of the partner", path=("companyId",))
