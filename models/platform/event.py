"""Events: what has happened, as others are told of it; first in the outbox, and in the feed once it is committed.

Whoever writes something that is an event (`event_topics`) tells of it by a trigger, in the same transaction: a row of the
outbox for each entity, however often the transaction changes it. Its `seq` is taken while the row of the entity is locked,
so of one entity the order of `seq` is the order of its versions. `feed_advance` moves what is committed into the feed and
gives it positions without gaps. So nothing is skipped where transactions commit in another order than they began in, and a
transaction that stays open holds up its own events alone. Nobody else writes the outbox or the feed.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, Day, Instant, closed_set
from models.platform.event_topics import EventTopic

CHANNEL: Final = "feed"
"""Where it is told that the feed goes on: the notification says up to which position."""
CURSOR_INVALID: Final = "TF001"
RESYNC_REQUIRED: Final = "TF002"
"""What `feed_cursor_open` raises: states of errors that PostgreSQL leaves to others."""


class EventKind(StrEnum):
    """What became of an entity."""

    ENTERED = "ENTERED"
    CHANGED = "CHANGED"
    REMOVED = "REMOVED"


class Happening:
    """What is told of a fact. It refers to nothing, because it outlives what it is about."""

    topic: Mapped[EventTopic] = mapped_column(closed_set(EventTopic))
    kind: Mapped[EventKind] = mapped_column(closed_set(EventKind))
    entity_type: Mapped[Code]
    entity_id: Mapped[UUID]
    # Of the entity, after it.
    entity_version: Mapped[int]
    from_state: Mapped[Code | None]
    to_state: Mapped[Code | None]
    figures: Mapped[dict[str, object] | None] = mapped_column(JSONB)
    # Whose it is, and whom it concerns: a company, of its partners one, or one user or program alone.
    company_id: Mapped[UUID | None]
    party_id: Mapped[UUID | None]
    subject: Mapped[Code | None]
    occurred_at: Mapped[Instant]
    actor: Mapped[Code]
    client_id: Mapped[Code | None]
    request_id: Mapped[Code | None]


class OutboxEvent(Happening, Base):
    """That something happened, in a transaction that is committed with it; it goes when it is in the feed."""

    __tablename__ = "outbox"
    __table_args__ = (sa.UniqueConstraint("entity_id", "transaction_id"),)

    seq: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    transaction_id: Mapped[int] = mapped_column(sa.BigInteger)


class Event(Happening, Base):
    """That something happened, at its place among everything that has. Append-only, until it is too old to be kept.

    There is a partition for each day, which is made with its first event, and dropped with its last.
    """

    __tablename__ = "feed"
    __table_args__ = (
        sa.Index(None, "company_id", "position"),
        sa.Index(None, "party_id", "position", postgresql_where=sa.text("party_id is not null")),
        sa.Index(None, "subject", "position", postgresql_where=sa.text("subject is not null")),
        sa.Index(None, "entity_id", "position"),
        {"postgresql_partition_by": "range (recorded_on)"},
    )

    position: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    # The day of its partition, in UTC.
    recorded_on: Mapped[Day] = mapped_column(primary_key=True)
    # When it was given its position.
    recorded_at: Mapped[Instant]


class FeedState(Base):
    """How far the feed is: the last position that was given, and the first that is still kept.

    The epoch is another one wherever positions may have been given anew, so that cursors of before are told apart.
    """

    __tablename__ = "feed_state"
    __table_args__ = (sa.CheckConstraint("is_it", name="one_row"),)

    is_it: Mapped[bool] = mapped_column(primary_key=True, server_default=sa.true())
    epoch: Mapped[UUID] = mapped_column(server_default=sa.text("gen_random_uuid()"))
    position: Mapped[int] = mapped_column(sa.BigInteger, server_default=sa.text("0"))
    first_position: Mapped[int] = mapped_column(sa.BigInteger, server_default=sa.text("1"))


# What a transaction does to an entity is one event, however many statements it takes. It is called with the rights of the
# owner, by the triggers; nobody else may write the outbox.
_WRITE: Final = """
create function outbox_write(topic text, entity_type text, done text, entity_id uuid, company_id uuid, version integer,
  from_state text, to_state text, party_id uuid, subject text, figures jsonb)
returns void language sql set search_path = public, pg_temp as $$
  insert into outbox (transaction_id, topic, entity_type, kind, entity_id, company_id, entity_version, from_state, to_state,
    party_id, subject, figures, occurred_at, actor, client_id, request_id)
  values (pg_current_xact_id()::text::bigint, $1, $2, case $3 when 'INSERT' then 'ENTERED' when 'UPDATE' then 'CHANGED' else 'REMOVED' end,
    $4, $5, $6, $7, $8, $9, $10, $11, now(),
    coalesce(nullif(current_setting('app.actor', true), ''), 'database:' || session_user),
    nullif(current_setting('app.client', true), ''), nullif(current_setting('app.request', true), ''))
  on conflict (entity_id, transaction_id) do update set
    kind = case excluded.kind when 'REMOVED' then 'REMOVED' else outbox.kind end, entity_version = excluded.entity_version,
    to_state = excluded.to_state, party_id = excluded.party_id, figures = excluded.figures
$$
"""

_PARTITION: Final = """
create function feed_partition(of_day date) returns void language plpgsql set search_path = public, pg_temp as $$
declare partition text := 'day_' || to_char(of_day, 'YYYYMMDD');
begin
  if to_regclass('events.' || partition) is null then
    execute format('create table events.%I (like feed including all)', partition);
    execute format('alter table feed attach partition events.%I for values from (%L) to (%L)', partition, of_day, of_day + 1);
  end if;
end $$
"""

# One at a time: whoever finds somebody else at it gets -1. What is committed later comes after this, whatever its `seq`.
_ADVANCE: Final = """
create function feed_advance(at_most integer) returns integer language plpgsql security definer
set search_path = public, pg_temp set timezone = 'UTC' as $$
declare last bigint; moved integer;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('feed', 0)) then
    return -1;
  elsif not exists (select from outbox) then
    return 0;
  end if;
  perform feed_partition(current_date);
  select position into last from feed_state;
  with taken as (
    delete from outbox where seq in (select seq from outbox order by seq limit at_most) returning *
  ), given as (
    insert into feed (position, recorded_on, recorded_at, {columns})
    select last + row_number() over (order by seq), current_date, clock_timestamp(), {columns} from taken
    returning position
  )
  select count(*) into moved from given;
  update feed_state set position = last + moved;
  perform pg_notify('{channel}', (last + moved)::text);
  return moved;
end $$
"""

# Days are forgotten as a whole. Who reads just then is waited for a moment only; tomorrow is another day.
_FORGET: Final = """
create function feed_forget(age interval) returns integer language plpgsql security definer
set search_path = public, pg_temp set timezone = 'UTC' set lock_timeout = '2s' as $$
declare partition regclass; forgotten integer := 0;
begin
  if age < interval '1 day' then
    raise exception using errcode = 'check_violation', message = format('events are kept for a day at least, not for %s', age);
  end if;
  perform pg_advisory_xact_lock(hashtextextended('feed', 0));
  for partition in select inhrelid::regclass from pg_inherits join pg_class on oid = inhrelid
    where inhparent = 'feed'::regclass and relname < 'day_' || to_char(now() - age, 'YYYYMMDD')
  loop
    execute format('drop table %s', partition);
    forgotten := forgotten + 1;
  end loop;
  update feed_state set first_position = coalesce((select min(position) from feed), position + 1) where forgotten > 0;
  return forgotten;
end $$
"""

# A cursor is the epoch, a seal over epoch and position, and the position encrypted with a stream that depends on the seal.
_SEAL: Final = """
create function feed_cursor_seal(key bytea, at bigint, nonce bytea) returns text language sql stable strict
set search_path = public, pg_temp as $$
  select translate(encode(given || seal || int8send($2 # feed_cursor_stream($1, given || seal)), 'base64'), E'+/=\\n', '-_')
  from (
    select uuid_send(epoch) || $3 as given, substr(sha256($1 || 'seal' || uuid_send(epoch) || $3 || int8send($2)), 1, 16) as seal
    from feed_state
  ) as state
$$
"""
_STREAM: Final = """
create function feed_cursor_stream(key bytea, seal bytea) returns bigint immutable strict parallel safe return
('x' || encode(substr(sha256(key || 'stream'::bytea || seal), 1, 8), 'hex'))::bit(64)::bigint
"""
_OPEN: Final = """
create function feed_cursor_open(key bytea, cursor text) returns bigint language plpgsql stable strict
set search_path = public, pg_temp as $$
declare state feed_state; whole bytea; at bigint;
begin
  select * into strict state from feed_state;
  if cursor !~ '^[A-Za-z0-9_-]{{64}}$' then
    raise exception using errcode = '{invalid}', message = 'no cursor of the feed';
  end if;
  whole := decode(translate(cursor, '-_', '+/'), 'base64');
  at := ('x' || encode(substr(whole, 41, 8), 'hex'))::bit(64)::bigint # feed_cursor_stream(key, substr(whole, 1, 40));
  if substr(whole, 25, 16) <> substr(sha256(key || 'seal'::bytea || substr(whole, 1, 24) || int8send(at)), 1, 16) then
    raise exception using errcode = '{invalid}', message = 'no cursor of the feed';
  elsif substr(whole, 1, 16) <> uuid_send(state.epoch) or at < state.first_position - 1 or at > state.position then
    raise exception using errcode = '{resync}', message = 'the feed does not go on from there';
  end if;
  return at;
end $$
"""
_HEAD: Final = """
create function feed_head() returns bigint language sql stable set search_path = public, pg_temp as $$
  select position from feed_state
$$
"""

# For whoever brings back a database of before: the owner alone may.
_NEW_EPOCH: Final = """
create function feed_begin_epoch() returns uuid language sql set search_path = public, pg_temp as $$
  update feed_state set epoch = gen_random_uuid() returning epoch
$$
"""


def statements() -> Iterator[str]:
    """The functions that write the outbox and the feed, and those that seal and open cursors."""
    told = ", ".join(column.name for column in OutboxEvent.__table__.c if column.name not in ("seq", "transaction_id"))
    yield _WRITE
    yield _PARTITION
    yield _ADVANCE.format(columns=told, channel=CHANNEL)
    yield _FORGET
    yield _STREAM
    yield _SEAL
    yield _OPEN.format(invalid=CURSOR_INVALID, resync=RESYNC_REQUIRED)
    yield _HEAD
    yield _NEW_EPOCH


FUNCTION_NAMES: Final = (
    "feed_begin_epoch()", "feed_head()", "feed_cursor_open(bytea, text)", "feed_cursor_seal(bytea, bigint, bytea)",
    "feed_cursor_stream(bytea, bytea)", "feed_forget(interval)", "feed_advance(integer)", "feed_partition(date)",
    "outbox_write(text, text, text, uuid, uuid, integer, text, text, uuid, text, jsonb)",
)  # fmt: skip


def written_by_functions(application_role: str) -> Iterator[str]:
    """Take from the application what the functions do for it."""
    for table in ("outbox", "feed", "feed_state"):
        yield f"revoke insert, update, delete on {table} from {application_role}"
