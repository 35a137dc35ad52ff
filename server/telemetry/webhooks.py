"""How webhooks fare, for whoever watches over the workers: what came of attempts, what waits, and who cannot be told."""

from typing import NamedTuple

from asyncpg import Connection, Pool

from kernel.sandbox import SANDBOXES_FROM
from server.telemetry.backlog import ANSWER_WITHIN_SECONDS
from services.platform.webhook.patience import FAILURES_MAX

# Attempts are counted with the endpoints, since deliveries are forgotten after some time. What waits is either a delivery, or
# still in the feed behind what an endpoint has read of it; of programs that are not let in nothing is late. What programs that
# are tried out in sandboxes do not take is nobody's trouble but that of who tries them.
_WEBHOOKS = f"""
with real as (
  select endpoint.id, endpoint.state, endpoint.archived_at, progress.*,
    program.state = 'APPROVED' and program.archived_at is null as is_let_in
  from webhook_endpoint as endpoint join webhook_progress as progress on progress.endpoint_id = endpoint.id
  join oauth_client as program on program.id = endpoint.client_id
  where (program.company_id < '{SANDBOXES_FROM}') is not false
), told as (
  select id, position, epoch from real where state = 'ACTIVE' and archived_at is null and is_let_in
), oldest as (
  select min(delivery.recorded_at) as since from webhook_delivery as delivery join told on told.id = delivery.endpoint_id
  where delivery.state = 'PENDING'
  union all
  select min(feed.occurred_at) from told join feed_state as state on state.epoch = told.epoch
  join feed on feed.position = told.position + 1
), fares as (
  select count(*) filter (where state = 'ACTIVE' and failures < $1) as active,
    count(*) filter (where state = 'ACTIVE' and failures >= $1) as held,
    count(*) filter (where state = 'PAUSED') as paused,
    count(*) filter (where state = 'BROKEN') as broken
  from real where archived_at is null
), attempts as (
  select coalesce(sum(delivered_count), 0)::bigint as delivered, coalesce(sum(failed_count), 0)::bigint as failed,
    coalesce(sum(dead_count), 0)::bigint as given_up
  from real
)
select fares.*, attempts.*,
  (select count(*) from webhook_delivery as delivery join told on told.id = delivery.endpoint_id
    where delivery.state = 'PENDING') as pending,
  (select count(*) from webhook_delivery as delivery join real on real.id = delivery.endpoint_id
    where delivery.state = 'DEAD' and not delivery.is_test and real.archived_at is null) as dead,
  coalesce((select extract(epoch from clock_timestamp() - min(since)) from oldest), 0)::float as pending_seconds
from fares cross join attempts
"""  # noqa: S608 - the id is ours


class Webhooks(NamedTuple):
    """How many endpoints are in which state, what came of attempts since the beginning, and what waits now."""

    active: int
    held: int
    """Those that have failed so often that one delivery at a time finds out how they are."""
    paused: int
    broken: int
    delivered: int
    failed: int
    given_up: int
    pending: int
    dead: int
    pending_seconds: float


async def webhooks(reading: Pool | Connection) -> Webhooks:
    """Look how webhooks fare at this moment; those of sandboxes apart."""
    row = await reading.fetchrow(_WEBHOOKS, FAILURES_MAX, timeout=ANSWER_WITHIN_SECONDS)
    assert row is not None
    return Webhooks(*row)
