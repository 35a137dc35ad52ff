"""Ownership: which other system has the say over which field, so that two of them never write against each other."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from asyncpg import Connection

from kernel.errors import DomainError

SYSTEM: Final = """
insert into external_system (company_id, code, name) values ($1, $2, $2)
on conflict (company_id, code) do update set code = excluded.code returning id
"""
OTHERS: Final = """
select owned.field, system.code from field_ownership owned join external_system system on system.id = owned.system_id
where owned.company_id = $1 and owned.entity_type = $2 and owned.field = any($3) and system.code <> $4 order by owned.field
"""
CLAIM: Final = """
insert into field_ownership (company_id, system_id, entity_type, field)
select $1, $2, $3, field from unnest($4::text[]) as field
on conflict (company_id, entity_type, field) do nothing
"""


@dataclass(eq=False)
class OwnedElsewhere(DomainError):
    """A field is written by the system that owns it, and by no other one."""

    message = "{kind}.{field} is owned by {owner}."
    kind: str
    field: str
    owner: str


async def require_own(connection: Connection, company_id: UUID, system: str, kind: str, fields: Iterable[str]) -> None:
    """Insist that a system may write some fields: those without an owner, and its own.

    Raises:
        OwnedElsewhere: another system owns one of them.
    """
    found = await connection.fetchrow(OTHERS, company_id, kind, list(fields), system)
    if found is not None:
        raise OwnedElsewhere(kind, found["field"], found["code"])


async def claim(connection: Connection, company_id: UUID, system: str, kind: str, fields: Iterable[str]) -> None:
    """Give some fields to a system, from now on.

    Raises:
        OwnedElsewhere: another system owns one of them.
    """
    await require_own(connection, company_id, system, kind, fields)
    system_id = await connection.fetchval(SYSTEM, company_id, system)
    await connection.execute(CLAIM, company_id, system_id, kind, list(fields))
