"""Recording what was refused or denied, read or taken out.

Changes leave their entries by themselves: the database writes them. A refusal takes its transaction back, and a denial or a
reading has none, so these are recorded in a transaction of their own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

import orjson
from asyncpg import Connection, Pool

from services.work import Actor, Work

_RECORD = "select audit_refusal($1, $2, $3, $4::text::jsonb, $5, $6, $7, $8, $9, $10, $11, $12)"


class Outcome(StrEnum):
    """How something ended that changed nothing, or nothing that the audit may show."""

    REFUSED = "REFUSED"
    """The business said no."""
    DENIED = "DENIED"
    """Whoever asked may not."""
    SIGN_IN = "SIGN_IN"
    """Somebody proved who they are."""
    SIGN_IN_FAILED = "SIGN_IN_FAILED"
    """Somebody did not."""
    SIGN_OUT = "SIGN_OUT"
    """Somebody's signing-in ended before its time."""
    FACTOR_CHANGED = "FACTOR_CHANGED"
    """What somebody proves themselves with was made, changed or taken away."""
    SEEN = "SEEN"
    """Somebody looked as somebody else."""
    READ = "READ"
    """Somebody was shown what is personal."""
    EXPORTED = "EXPORTED"
    """Somebody was given it as a file."""
    FORGOTTEN = "FORGOTTEN"
    """What was kept for long enough is gone."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody wanted to do: a mutation or field of the schema, and the entity that it was about."""

    name: str
    entity_type: str | None = None
    entity_id: UUID | None = None
    company_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """That somebody was shown something: in which operation, and the facts of it."""

    actor: Actor
    what: Attempt
    facts: Mapping[str, Any]


async def record_exported(work: Work, what: Attempt, facts: Mapping[str, Any]) -> UUID:
    """Record that somebody takes something out as a file, in the transaction in which they do."""
    return await record_refusal(work.raw, work.actor, what, None, facts, outcome=Outcome.EXPORTED)


async def record_seen(writing: Pool, seen: Sequence[Seen]) -> None:
    """Record what was shown to whom, all of it or nothing."""
    if seen:
        await writing.executemany(
            _RECORD, [_row(Outcome.READ, each.actor, each.what, None, each.facts) for each in seen]
        )


async def record_refusal(
    writing: Pool | Connection,
    actor: Actor,
    what: Attempt | str,
    code: str | None,
    facts: Mapping[str, Any] | None = None,
    *,
    outcome: Outcome = Outcome.REFUSED,
) -> UUID:
    """Record that something was refused, and give the id of the entry; not on the connection that is rolled back.

    The facts are written as they are told to the caller: values of requests that are no facts are not recorded.
    """
    attempt = what if isinstance(what, Attempt) else Attempt(what)
    return await writing.fetchval(_RECORD, *_row(outcome, actor, attempt, code, facts))


def _row(
    outcome: Outcome, actor: Actor, attempt: Attempt, code: str | None, facts: Mapping[str, Any] | None
) -> tuple[object, ...]:
    return (
        outcome,
        attempt.name,
        code,
        None if facts is None else orjson.dumps(facts, default=str, option=orjson.OPT_NON_STR_KEYS).decode(),
        attempt.entity_type,
        attempt.entity_id,
        attempt.company_id,
        actor.subject,
        actor.display_name or None,
        actor.client_id or None,
        actor.request_id or None,
        actor.reason or None,
    )
