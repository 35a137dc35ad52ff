"""What waits to be delivered: read ahead from the feed, given out in order, and written down with what came of it.

Each of these is a transaction of its own, over a connection of the worker. Of one key (the thing that has changed) only the
oldest delivery is given out, so that a later one never comes before it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple, Protocol, cast
from uuid import UUID

from asyncpg import Connection, Pool

from kernel.ids import uuid7
from models.platform.webhook import WebhookBreak, WebhookFault
from services.platform.webhook.patience import FAILURES_MAX, held_until, next_attempt
from services.work import Work

READ_AT_ONCE: Final = 500
PENDING_MAX: Final = 1_000
"""How many deliveries wait for an endpoint at most; what comes after them stays in the feed."""

# Whether there is something to do is looked at closely when an endpoint is served. Of programs that are not let in nothing is.
_READY: Final = """
select e.id from webhook_endpoint e join webhook_progress p on p.endpoint_id = e.id
join oauth_client c on c.id = e.client_id and c.state = 'APPROVED' and c.archived_at is null cross join feed_state s
where e.archived_at is null and (
  (e.state = 'ACTIVE' and (p.held_until is null or p.held_until <= $1) and (
    p.epoch <> s.epoch or p.position < s.position
    or exists (select from webhook_delivery d where d.endpoint_id = e.id and d.state = 'PENDING'
      and (d.next_attempt_at is null or d.next_attempt_at <= $1))))
  or exists (select from webhook_delivery d where d.endpoint_id = e.id and d.state = 'PENDING' and d.is_test))
"""
_SERVED: Final = """
select e.id, e.client_id, e.url, e.document, e.operation_name, e.variables, e.topics, e.state, e.sealed_secret,
  case when e.secret_before_until > $2 then e.sealed_secret_before end as sealed_secret_before,
  p.position, p.epoch, p.failures, p.held_until
from webhook_endpoint e join webhook_progress p on p.endpoint_id = e.id where e.id = $1 and e.archived_at is null
"""
_FEED: Final = "select epoch, position, first_position from feed_state"
_PENDING: Final = (
    "select count(*) from webhook_delivery where endpoint_id = $1 and state = 'PENDING' and position <= $2"
)
_READ: Final = """
select position, topic, entity_type, entity_id, entity_version from feed where position > $1 order by position limit $2
"""
# What was delivered before waits once more, where it is read again.
_ENQUEUE: Final = """
insert into webhook_delivery (id, endpoint_id, epoch, position, topic, entity_type, key, entity_version)
select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::uuid[], $8::integer[])
on conflict (endpoint_id, epoch, position) do update set state = 'PENDING', attempts = 0, next_attempt_at = null, finished_at = null
where webhook_delivery.state <> 'PENDING'
"""
_GO_ON: Final = "update webhook_progress set position = $2 where endpoint_id = $1 and position = $3 returning true"
_DUE: Final = """
select oldest.*, coalesce((
  select d.has_left from webhook_delivery d
  where d.endpoint_id = $1 and d.key = oldest.key and d.position < oldest.position and d.state = 'DELIVERED'
  order by d.position desc limit 1
), false) as had_left
from (
  select id, key, position, body, rights, attempts, is_test, has_left from (
    select distinct on (key) id, key, position, body, rights, attempts, is_test, has_left, next_attempt_at from webhook_delivery
    where endpoint_id = $1 and state = 'PENDING' and position <= $2 order by key, position
  ) as first where next_attempt_at is null or next_attempt_at <= $3 order by position limit $4
) as oldest order by oldest.position
"""
_TESTS: Final = """
select id, key, position, body, rights, attempts, is_test, has_left, false as had_left from webhook_delivery
where endpoint_id = $1 and state = 'PENDING' and is_test order by id limit $2
"""
_BEGUN: Final = """
update webhook_delivery set body = $2, has_left = $3, rights = $4, attempts = attempts + 1, attempted_at = $5
where id = $1 and state = 'PENDING' and attempts = $6 returning attempts
"""
_UNTOLD: Final = "delete from webhook_delivery where id = $1 and state = 'PENDING'"
_DELIVERED: Final = """
update webhook_delivery set state = 'DELIVERED', body = null, rights = null, next_attempt_at = null, finished_at = $2,
  last_status = $3, last_fault = null, last_duration_ms = $4
where id = $1 and state = 'PENDING'
"""
_WELL: Final = """
update webhook_progress p set failures = 0, held_until = null, delivered_at = $2
from (select failures from webhook_progress where endpoint_id = $1 for update) as before
where p.endpoint_id = $1 returning before.failures
"""
# Who is back is not kept waiting for what had failed while it was away.
_SOON: Final = """
update webhook_delivery set next_attempt_at = null where endpoint_id = $1 and state = 'PENDING' and next_attempt_at is not null
"""
_FAILED: Final = """
update webhook_delivery set state = $2, next_attempt_at = $3, finished_at = $4, last_status = $5, last_fault = $6,
  last_duration_ms = $7
where id = $1 and state = 'PENDING'
"""
_ILL: Final = """
update webhook_progress set failures = failures + 1, failed_at = $2 where endpoint_id = $1 returning failures
"""
_HOLD: Final = "update webhook_progress set held_until = greatest(held_until, $2) where endpoint_id = $1"
_BREAK: Final = """
update webhook_endpoint set state = 'BROKEN', broken_because = $2 where id = $1 and state = 'ACTIVE' and archived_at is null
"""
_FORGET: Final = """
delete from webhook_delivery where finished_at < $1
  or endpoint_id in (select id from webhook_endpoint where archived_at < $1)
"""


class Endpoint(NamedTuple):
    """An endpoint as it is served."""

    id: UUID
    client_id: UUID
    url: str
    document: str
    operation_name: str | None
    variables: str
    topics: Sequence[str]
    state: str
    sealed_secret: str
    sealed_secret_before: str | None
    """The secret of before, while it is good."""
    position: int
    epoch: UUID
    failures: int
    held_until: datetime | None

    @property
    def is_ill(self) -> bool:
        """Whether it has failed so often that one delivery at a time finds out how it is."""
        return self.failures >= FAILURES_MAX


class Waiting(NamedTuple):
    """A delivery that is due."""

    id: UUID
    key: UUID
    position: int | None
    body: bytes | None
    rights: bytes | None
    attempts: int
    is_test: bool
    has_left: bool
    """Whether its body tells that something is not among what was asked for any more."""
    had_left: bool
    """Whether that was told of it last."""


class Outcome(NamedTuple):
    """What came of an attempt; without a fault it was delivered."""

    fault: WebhookFault | None
    status: int | None
    duration_ms: int
    # Until when the receiver wants to be left alone.
    wait_until: datetime | None = None


class FeedLost(Exception):
    """The feed does not go on from where an endpoint is."""


async def ready(pool: Pool, now: datetime) -> list[UUID]:
    """Give the endpoints for which there may be something to do."""
    return [row["id"] for row in await pool.fetch(_READY, now)]


async def served(pool: Pool, key: UUID, now: datetime) -> Endpoint | None:
    """Give an endpoint as it is now; None where it is archived."""
    row = await pool.fetchrow(_SERVED, key, now)
    return None if row is None else Endpoint(*row)


async def read_ahead(connection: Connection, endpoint: Endpoint) -> int:
    """Put what comes next in the feed behind what waits, and give up to where that is.

    Raises:
        FeedLost: what comes next is not known any more.
    """
    feed = await connection.fetchrow(_FEED)
    assert feed is not None
    if feed["epoch"] != endpoint.epoch or endpoint.position < feed["first_position"] - 1:
        raise FeedLost
    position = endpoint.position
    waiting = await connection.fetchval(_PENDING, endpoint.id, position)
    while position < feed["position"] and waiting < PENDING_MAX:
        told, position = await _read_on(connection, endpoint, position)
        waiting += told
    return position


async def _read_on(connection: Connection, endpoint: Endpoint, position: int) -> tuple[int, int]:
    rows = await connection.fetch(_READ, position, READ_AT_ONCE)
    if not rows or rows[0]["position"] != position + 1:
        raise FeedLost
    told = [row for row in rows if row["topic"] in endpoint.topics]
    last: int = rows[-1]["position"]
    async with connection.transaction():
        if not await connection.fetchval(_GO_ON, endpoint.id, last, position):
            # It was sent back meanwhile, to tell something again.
            return PENDING_MAX, position
        if told:
            ids, count = [uuid7() for _ in told], len(told)
            columns = ("position", "topic", "entity_type", "entity_id", "entity_version")
            values = [[row[column] for row in told] for column in columns]
            await connection.execute(_ENQUEUE, ids, [endpoint.id] * count, [endpoint.epoch] * count, *values)
    return len(told), last


async def due(pool: Pool, endpoint: Endpoint, position: int, now: datetime, at_most: int) -> list[Waiting]:
    """Give deliveries that are due, of each key the oldest; those after a position are still to be read."""
    return [Waiting(*row) for row in await pool.fetch(_DUE, endpoint.id, position, now, at_most)]


async def tests_due(pool: Pool, endpoint: Endpoint, at_most: int) -> list[Waiting]:
    """Give tests that wait."""
    return [Waiting(*row) for row in await pool.fetch(_TESTS, endpoint.id, at_most)]


class Sent(Protocol):
    """What is sent."""

    @property
    def text(self) -> bytes:
        """The body."""
        ...

    @property
    def has_left(self) -> bool:
        """Whether it tells that something is not among what was asked for any more."""
        ...


async def begin(pool: Pool, waiting: Waiting, sent: Sent, rights: bytes, now: datetime) -> bool:
    """Write down what is sent, before it is: whoever goes on after a crash sends the same. False where others are at it."""
    values = sent.text, sent.has_left, rights, now, waiting.attempts
    return await pool.fetchval(_BEGUN, waiting.id, *values) is not None


async def leave_untold(pool: Pool, waiting: Waiting) -> None:
    """Forget a delivery of something that the program may not see, or has not asked for."""
    await pool.execute(_UNTOLD, waiting.id)


async def record(pool: Pool, endpoint: Endpoint, waiting: Waiting, outcome: Outcome, now: datetime) -> None:
    """Write down what came of an attempt, and when the next one is, if there is one."""
    async with pool.acquire() as acquired, acquired.transaction():
        connection = cast("Connection", acquired)
        if outcome.fault is None:
            await connection.execute(_DELIVERED, waiting.id, now, outcome.status, outcome.duration_ms)
        else:
            again = None if waiting.is_test else next_attempt(now, waiting.attempts + 1)
            again = again and max(again, outcome.wait_until or again)
            state, finished = ("DEAD", now) if again is None else ("PENDING", None)
            facts = outcome.status, outcome.fault, outcome.duration_ms
            await connection.execute(_FAILED, waiting.id, state, again, finished, *facts)
        if not waiting.is_test:
            await _fare(connection, endpoint.id, outcome, now)


async def _fare(connection: Connection, key: UUID, outcome: Outcome, now: datetime) -> None:
    """Write down how an endpoint fares."""
    if outcome.fault is None:
        if await connection.fetchval(_WELL, key, now) >= FAILURES_MAX:
            await connection.execute(_SOON, key)
        return
    failures = await connection.fetchval(_ILL, key, now)
    until = max(filter(None, (held_until(now, failures), outcome.wait_until)), default=None)
    if until is not None:
        await connection.execute(_HOLD, key, until)


async def break_off(work: Work, key: UUID, why: WebhookBreak) -> None:
    """Tell an endpoint nothing any more until somebody has looked after it."""
    await work.raw.execute(_BREAK, key, why)


async def forget(pool: Pool, before: datetime) -> None:
    """Forget deliveries that were finished before a moment, and what waited for endpoints that were out of use by then."""
    await pool.execute(_FORGET, before)
