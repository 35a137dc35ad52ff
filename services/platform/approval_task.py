"""Whom a request for approval waits for: those whom its step asks, and those who decide in their place."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final, NamedTuple
from uuid import UUID

from asyncpg import Connection

from models import NotificationKind
from services.platform.approval_notice import tell_asked, tell_requesters
from services.platform.held_roles import HOLDS_TODAY, PERMISSIONS_OF_ROLES
from services.work import Work

REMINDED_AFTER: Final = timedelta(days=3)
"""How long somebody is left alone with what waits for them, before the first reminder and between two."""

# Users with the role or the permission of the step that is being asked, then their delegates. Whoever made the request,
# wrote the document or has decided is none of them, neither for themselves nor for anybody else. So a role that is lent
# asks nobody: whoever wrote the document could lend theirs.
_WAITING: Final = f"""
with recursive {PERMISSIONS_OF_ROLES}, step as (
  select request.id as request_id, request.company_id, asked.role_code, asked.permission,
    (now() at time zone company.time_zone)::date as today
  from approval_request as request
  join approval_request_step as asked on asked.request_id = request.id and asked.position = request.position
  join company on company.id = request.company_id
  where request.state = 'PENDING' and ($1::uuid[] is null or request.id = any($1))
), free as (
  select step.request_id, account.id as user_id
  from step cross join user_account as account join approval_request as request on request.id = step.request_id
  where account.archived_at is null and account.party_id is null
    and account.id::text <> request.requested_by and account.id::text <> all(request.written_by)
    and not exists (select from approval_decision as decision
      where decision.request_id = request.id and account.id in (decision.user_id, decision.for_user_id))
), able as (
  select distinct step.request_id, step.company_id, step.today, free.user_id
  from step
  join free using (request_id)
  join user_role as holding on holding.user_id = free.user_id and {HOLDS_TODAY}
    and (holding.company_id is null or holding.company_id = step.company_id)
  join role on role.id = holding.role_id and role.archived_at is null and not role.for_partners
  left join granted on granted.role_id = role.id
  where role.code = step.role_code or step.permission = any(granted.permissions)
), waiting as (
  select distinct on (request_id, user_id) request_id, company_id, user_id, for_user_id
  from (
    select request_id, company_id, user_id, null::uuid as for_user_id from able
    union all
    select able.request_id, able.company_id, delegation.delegate_id, able.user_id
    from able
    join approval_delegation as delegation on delegation.company_id = able.company_id
      and delegation.user_id = able.user_id and delegation.revoked_at is null and delegation.ends_on >= able.today
    join free on free.request_id = able.request_id and free.user_id = delegation.delegate_id
  ) as anybody
  order by request_id, user_id, for_user_id nulls first
)
"""  # noqa: S608 - the parts are ours
_ASSIGN: Final = f"""
{_WAITING}, gone as (
  delete from approval_task as task
  where ($1::uuid[] is null or task.request_id = any($1)) and not exists (
    select from waiting where waiting.request_id = task.request_id and waiting.user_id = task.user_id)
)
insert into approval_task as task (company_id, request_id, user_id, for_user_id)
select company_id, request_id, user_id, for_user_id from waiting order by request_id, user_id
on conflict (request_id, user_id) do update set for_user_id = excluded.for_user_id
where task.for_user_id is distinct from excluded.for_user_id
returning task.request_id, task.user_id, task.xmax = 0 as is_new
"""  # noqa: S608 - both parts are ours
_EXPIRE: Final = """
update approval_request set state = 'EXPIRED', decided_at = $1 where state = 'PENDING' and expires_at <= $1 returning id
"""
_REMIND: Final = """
update approval_task set reminded_at = $1 where coalesce(reminded_at, recorded_at) <= $2 returning request_id, user_id
"""
_ASKED: Final = f"{_WAITING} select for_user_id from waiting where user_id = $2"  # noqa: S608 - both parts are ours


class Asked(NamedTuple):
    """That somebody is asked, in their own place (None) or in somebody else's."""

    for_user_id: UUID | None


async def assign(work: Work, requests: Sequence[UUID] | None) -> None:
    """Bring the tasks of some requests up to date, and tell those who are asked now; None is for all requests."""
    tasks = await work.raw.fetch(_ASSIGN, requests)
    await tell_asked(work, NotificationKind.APPROVAL_WANTED, [task for task in tasks if task["is_new"]])


async def sweep(work: Work) -> None:
    """End requests that nobody decided in time, bring tasks up to date with roles and delegations, and remind of the rest."""
    now = work.clock.now()
    expired = [row["id"] for row in await work.raw.fetch(_EXPIRE, now)]
    await tell_requesters(work, NotificationKind.APPROVAL_EXPIRED, expired)
    await assign(work, None)
    left = await work.raw.fetch(_REMIND, now, now - REMINDED_AFTER)
    await tell_asked(work, NotificationKind.APPROVAL_REMINDER, left)


async def asked(connection: Connection, request_id: UUID, user_id: UUID) -> Asked | None:
    """Tell in whose place a user is asked; None where they are not asked."""
    found = await connection.fetchrow(_ASKED, [request_id], user_id)
    return None if found is None else Asked(found["for_user_id"])
