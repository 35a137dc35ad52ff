"""Reading what a grant stands for: one statement gives the program, the user, the signing-in and every role of theirs."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import orjson
from asyncpg import Pool, Record

from auth.permissions import Module
from auth.principals import Holding, Standing
from auth.role_words import expanded
from models import SalesReach, WarehouseReach
from services.platform.held_roles import inherited

ACQUIRE_SECONDS: Final = 5

# A role that somebody lets another have is the other's for as long as it is their own: it is joined to what they hold themselves.
_OF_GRANT: Final = """
  select g.id, g.client_id as client_key, g.user_id, g.scopes as granted, c.client_id, c.name as client_name, c.scopes,
    c.only_persisted_operations, c.party_id as client_party, u.name as user_name, u.language, u.party_id as user_party,
    case when 'offline_access' = any(g.scopes) then null else g.session_id end as session_id,
    least(g.expires_at, case when 'offline_access' = any(g.scopes) then null else s.expires_at end) as ends_at
  from oauth_grant g join oauth_client c on c.id = g.client_id
  left join user_account u on u.id = g.user_id left join user_session s on s.id = g.session_id
  where g.id = $1 and g.revoked_at is null and g.expires_at > $2 and c.state = 'APPROVED' and c.archived_at is null
    and u.archived_at is null
    and (g.session_id is null or 'offline_access' = any(g.scopes) or (s.ended_at is null and s.expires_at > $2))
"""
# A user as whom somebody looks, through no program: nothing narrows them but themselves.
_OF_USER: Final = """
  select u.id, u.id as client_key, u.id as user_id, $4::text[] as granted, u.id::text as client_id, u.name as client_name,
    $4::text[] as scopes, false as only_persisted_operations, null::uuid as client_party, u.name as user_name, u.language, u.party_id as user_party,
    null::uuid as session_id, '9999-12-01T00:00:00Z'::timestamptz as ends_at
  from user_account u where u.id = $1 and u.archived_at is null and $2::timestamptz is not null
"""
# A program in its own name, without a grant: nothing narrows it but itself.
_OF_CLIENT: Final = """
  select c.id, c.id as client_key, null::uuid as user_id, c.scopes as granted, c.client_id, c.name as client_name, c.scopes,
    c.only_persisted_operations, c.party_id as client_party, null::text as user_name, null::text as language, null::uuid as user_party,
    null::uuid as session_id, '9999-12-01T00:00:00Z'::timestamptz as ends_at
  from oauth_client c where c.id = $1 and c.state = 'APPROVED' and c.archived_at is null
    and 'client_credentials' = any(c.grant_types) and $2::timestamptz is not null
"""
_STANDING: Final = f"""
with recursive grant_ as (%s), held as (
  select h.role_id, h.company_id, h.valid_from, h.valid_until
  from user_role h join grant_ on h.user_id = grant_.user_id
  union all
  select h.role_id, h.company_id, h.valid_from, h.valid_until
  from oauth_client_role h join grant_ on h.client_id = grant_.client_key and grant_.user_id is null
  union all
  select d.role_id, coalesce(d.company_id, h.company_id), greatest(d.starts_on, h.valid_from),
    least(d.ends_on, h.valid_until)
  from grant_ join rights_delegation d on d.delegate_id = grant_.user_id and d.ended_at is null
  join user_account owner on owner.id = d.user_id and owner.archived_at is null
  join user_role h on h.user_id = d.user_id and h.role_id = d.role_id
    and (h.company_id is null or d.company_id is null or h.company_id = d.company_id)
), {inherited("id in (select role_id from held)")}, words as (
  select of_role.role_id, array_agg(distinct word) filter (where word is not null) as words
  from of_role join role on role.id = of_role.given_by left join unnest(role.permissions) as word on true
  group by of_role.role_id
)
select grant_.*, party.company_id as party_company_id, (
  select coalesce(json_agg(json_build_object(
    'role', role.code, 'words', coalesce(words.words, '{{}}'), 'for_partners', role.for_partners,
    'company_id', held.company_id, 'valid_from', held.valid_from, 'valid_until', held.valid_until,
    'sales_reach', role.sales_reach, 'warehouse_reach', role.warehouse_reach)), '[]')::text
  from held join role on role.id = held.role_id join words on words.role_id = held.role_id
  where held.valid_until is null or held.valid_until >= $3
) as holdings, array(
  select d.user_id from rights_delegation d where d.delegate_id = grant_.user_id and d.ended_at is null and d.ends_on >= $3
) as lenders, (
  select coalesce(jsonb_agg(distinct jsonb_build_array(other.company_id, other.user_id)), '[]')::text
  from sales_team_member own join sales_team on sales_team.id = own.team_id and sales_team.archived_at is null
  join sales_team_member other on other.team_id = own.team_id where own.user_id = grant_.user_id
) as team, array(
  select assigned.warehouse_id from user_warehouse assigned where assigned.user_id = grant_.user_id
) as warehouses
from grant_ left join party on party.id = coalesce(grant_.client_party, grant_.user_party)
"""  # noqa: S608 - the part is ours
STANDING: Final = _STANDING % _OF_GRANT
STANDING_OF_USER: Final = _STANDING % _OF_USER
STANDING_OF_CLIENT: Final = _STANDING % _OF_CLIENT
_ALL_SCOPES: Final = sorted({f"{module}.*" for module in Module})


class Standings:
    """Reads what grants stand for."""

    def __init__(self, pool: Pool) -> None:
        """Read through this pool."""
        self._pool = pool

    async def read(self, grant_id: UUID, now: datetime) -> Standing | None:
        """Give what a grant stands for; None where it has ended, or whoever it was granted by or to is barred."""
        async with self._pool.acquire(timeout=ACQUIRE_SECONDS) as connection:
            row = await connection.fetchrow(STANDING, grant_id, now, now.date())
        return None if row is None else standing_of(row)

    async def read_user(self, user_id: UUID, now: datetime) -> Standing | None:
        """Give a user as a program without limits would have them; None where there is none, or they are barred."""
        async with self._pool.acquire(timeout=ACQUIRE_SECONDS) as connection:
            row = await connection.fetchrow(STANDING_OF_USER, user_id, now, now.date(), _ALL_SCOPES)
        return None if row is None else standing_of(row)

    async def read_client(self, client: UUID, now: datetime) -> Standing | None:
        """Give a program as it stands in its own name; None where it is not let in, or does not ask in its own name."""
        async with self._pool.acquire(timeout=ACQUIRE_SECONDS) as connection:
            row = await connection.fetchrow(STANDING_OF_CLIENT, client, now, now.date())
        return None if row is None else standing_of(row)

    async def company_exists(self, company_id: UUID) -> bool:
        """Tell whether there is a company."""
        async with self._pool.acquire(timeout=ACQUIRE_SECONDS) as connection:
            return await connection.fetchval("select exists (select from company where id = $1)", company_id)


def standing_of(row: Record) -> Standing:
    """Make a standing of a row of the statement."""
    client, user = row["client_party"], row["user_party"]
    holdings = tuple(_holdings(orjson.loads(row["holdings"])))
    return Standing(
        grant_id=row["id"],
        client_key=row["client_key"],
        client_id=row["client_id"],
        user_id=row["user_id"],
        session_id=row["session_id"],
        display_name=row["user_name"] or row["client_name"],
        languages=(row["language"],) if row["language"] else (),
        scopes=frozenset(row["scopes"]),
        granted=frozenset(row["granted"]),
        party_id=client or user,
        party_company_id=row["party_company_id"],
        is_torn=None not in (client, user) and client != user,
        ends_at=row["ends_at"],
        holdings=holdings,
        lenders=frozenset(row["lenders"]),
        team=frozenset((UUID(company), UUID(user)) for company, user in orjson.loads(row["team"])),
        warehouses=frozenset(row["warehouses"]),
        only_persisted=row["only_persisted_operations"],
    )


def _holdings(rows: list[dict[str, Any]]) -> Iterator[Holding]:
    for row in rows:
        yield Holding(
            role=row["role"],
            permissions=expanded(frozenset(row["words"])),
            for_partners=row["for_partners"],
            company_id=_id(row["company_id"]),
            valid_from=_day(row["valid_from"]),
            valid_until=_day(row["valid_until"]),
            sales_reach=SalesReach(row["sales_reach"]),
            warehouse_reach=WarehouseReach(row["warehouse_reach"]),
        )


def _id(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
