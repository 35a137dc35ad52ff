"""Forgetting what has been kept for long enough, a thousand rows in each transaction, and telling the audit how many."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias
from uuid import UUID

from models import RetentionKind
from services.platform.audit import Attempt, Outcome, record_refusal
from services.platform.retention.bounds import BOUNDS
from services.work import Work

FORGOTTEN_AT_ONCE: Final = 1_000
ATTEMPT: Final = "retention.forget"

Works: TypeAlias = Callable[[], AbstractAsyncContextManager[Work]]


class Until(NamedTuple):
    """Before when something is forgotten."""

    everywhere: datetime | None
    """Null where it is kept for good."""
    companies: Sequence[UUID]
    """Those with a rule of their own, each with the moment in the same place of `own`."""
    own: Sequence[datetime]


# Every statement is given the moment for everything, companies with their moments, and how many rows are done at once.
_OWN: Final = "unnest($2::uuid[], $3::timestamptz[]) as own (company_id, until)"
_NO_COMPANY: Final = "$1::timestamptz and ($2::uuid[], $3::timestamptz[]) is not null limit $4::integer"
_JOBS: Final = f"""
delete from job where id in (
  select job.id from job left join {_OWN} using (company_id)
  where state in ('DONE', 'FAILED') and finished_at < coalesce(until, $1) limit $4)
"""  # noqa: S608 - names of ours
_IMPORT_VALUES: Final = f"""
update import_row set values = null, changes = null, reason = null where id in (
  select told.id from import_row told join import_job on import_job.id = told.job_id left join {_OWN} using (company_id)
  where (told.values is not null or told.changes is not null or told.reason is not null) and state <> 'RUNNING'
    and coalesce(finished_at, changed_at) < coalesce(until, $1) limit $4)
"""  # noqa: S608 - names of ours
_SESSION_IS_NAMED: Final = " or ".join(
    f"exists (select from {table} where session_id = user_session.id)"
    for table in ("oauth_grant", "oauth_code", "oauth_device_code")
)
# What a program was granted names the session in which it was; of that only goes where it was, and with what.
_SESSION_PLACES: Final = f"""
update user_session set address = null, browser = null where id in (
  select id from user_session where (address is not null or browser is not null)
    and coalesce(ended_at, expires_at) < {_NO_COMPANY})
"""  # noqa: S608 - names of ours


def _deleting(table: str, condition: str) -> str:
    """Write the statement that deletes rows that belong to no company, once an instant of them is over."""
    return f"delete from {table} where id in (select id from {table} where {condition} < {_NO_COMPANY})"  # noqa: S608 - names of ours


_STATEMENTS: Final[Mapping[RetentionKind, Sequence[str]]] = MappingProxyType(
    {
        RetentionKind.AUDIT_READS: ("select audit_forget('{READ,SEEN}', $1, $2, $3, $4)",),
        RetentionKind.AUDIT_SIGN_INS: ("select audit_forget('{SIGN_IN,SIGN_IN_FAILED,SIGN_OUT}', $1, $2, $3, $4)",),
        RetentionKind.ENDED_SESSIONS: (
            _deleting("user_session", f"not ({_SESSION_IS_NAMED}) and coalesce(ended_at, expires_at)"),
            _SESSION_PLACES,
        ),
        RetentionKind.FINISHED_JOBS: (_JOBS,),
        RetentionKind.IDEMPOTENCY_KEYS: (_deleting("idempotency_key", "recorded_at"),),
        RetentionKind.IMPORT_VALUES: (_IMPORT_VALUES,),
        RetentionKind.NOTIFICATIONS: (_deleting("notification", "recorded_at"),),
        RetentionKind.UNSEEN_BROWSERS: (_deleting("user_browser", "last_seen_at"),),
        RetentionKind.USED_LINKS: (_deleting("user_link", "coalesce(used_at, revoked_at, expires_at)"),),
    }
)
_QUEUE_LOG: Final = "delete from queue.pgqueuer_log where created < $1"
_RULES: Final = "select company_id, kind, kept_days from retention_rule"


async def forget(works: Works) -> Mapping[RetentionKind, int]:
    """Forget what is over by the rules, and give how many rows of each kind it was; the audit is told of each run that did."""
    async with works() as work:
        until = await _until(work)
    forgotten = {kind: await _forget_all(works, kind, until[kind]) for kind in RetentionKind}
    async with works() as work:
        await work.raw.execute(_QUEUE_LOG, until[RetentionKind.FINISHED_JOBS].everywhere)
        await _tell(work, forgotten)
    return forgotten


async def _until(work: Work) -> Mapping[RetentionKind, Until]:
    """Reckon before when each kind is forgotten."""
    now = work.clock.now()
    rules = {(row["company_id"], row["kind"]): timedelta(days=row["kept_days"]) for row in await work.raw.fetch(_RULES)}
    until: dict[RetentionKind, Until] = {}
    for kind, bounds in BOUNDS.items():
        usual = None if bounds.usual_days is None else timedelta(days=bounds.usual_days)
        kept = rules.get((None, kind), usual)
        own = {company: now - days for (company, of), days in rules.items() if of == kind and company is not None}
        until[kind] = Until(None if kept is None else now - kept, list(own), list(own.values()))
    return until


async def _forget_all(works: Works, kind: RetentionKind, until: Until) -> int:
    """Forget one kind, batch after batch, until nothing of it is over."""
    if until.everywhere is None and not until.own:
        return 0
    total = 0
    for statement in _STATEMENTS[kind]:
        done = FORGOTTEN_AT_ONCE
        while done >= FORGOTTEN_AT_ONCE:
            async with works() as work:
                done = await _forget_some(work, statement, until)
            total += done
    return total


async def _forget_some(work: Work, statement: str, until: Until) -> int:
    if statement.startswith("select"):
        return await work.raw.fetchval(statement, *until, FORGOTTEN_AT_ONCE)
    done: str = await work.raw.execute(statement, *until, FORGOTTEN_AT_ONCE)
    return int(done.rsplit(maxsplit=1)[-1])


async def _tell(work: Work, forgotten: Mapping[RetentionKind, int]) -> None:
    counts = {kind.value: count for kind, count in forgotten.items() if count}
    if counts:
        await record_refusal(work.raw, work.actor, Attempt(ATTEMPT), None, counts, outcome=Outcome.FORGOTTEN)
