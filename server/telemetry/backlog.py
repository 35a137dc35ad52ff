"""What waits to be done in the background, for whoever watches over the workers."""

from typing import NamedTuple

from asyncpg import Connection, Pool

from kernel.sandbox import SANDBOXES_FROM

ANSWER_WITHIN_SECONDS = 2

# Counting what is sealed would take the longer the more there is; what is not is short. What is held in sandboxes is nobody's
# trouble but that of who tries programs out there; what is queued and done for them takes workers like everything else.
_BACKLOG = f"""
select (select count(*) from job where state = 'QUEUED') as queued,
  (select count(*) from job where state = 'RUNNING') as running,
  (select count(*) from job where state = 'HELD' and (company_id < '{SANDBOXES_FROM}') is not false) as held,
  (select coalesce(extract(epoch from now() - min(execute_after)), 0)::float from queue.pgqueuer
    where status = 'queued' and execute_after <= now()) as due_seconds,
  (select count(*) from audit_unsealed) as unsealed,
  coalesce((select extract(epoch from now() - recorded_at)::float from audit_entry
    where id = (select entry_id from audit_unsealed order by entry_id limit 1)), 0) as unsealed_seconds,
  (select count(*) from outbox) as outbox,
  coalesce((select extract(epoch from clock_timestamp() - min(occurred_at))::float from outbox), 0) as feed_lag_seconds
"""  # noqa: S608 - the id is ours


class Backlog(NamedTuple):
    """How much waits, and for how long."""

    queued: int
    running: int
    held: int
    due_seconds: float
    unsealed: int
    unsealed_seconds: float
    outbox: int
    feed_lag_seconds: float


async def backlog(reading: Pool | Connection) -> Backlog:
    """Look how much waits at this moment."""
    row = await reading.fetchrow(_BACKLOG, timeout=ANSWER_WITHIN_SECONDS)
    assert row is not None
    return Backlog(*row)
