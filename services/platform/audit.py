"""Recording what was refused or denied.

Changes leave their entries by themselves: the database writes them. A refusal takes its transaction back, and a denial has
none, so these are recorded in a transaction of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

import orjson
from asyncpg import Connection, Pool

from services.work import Actor

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


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody wanted to do: a mutation or field of the schema, and the entity that it was about."""

    name: str
    entity_type: str | None = None
    entity_id: UUID | None = None
    company_id: UUID | None = None


async def record_refusal(
    writing: Pool | Connection,
    actor: Actor,
    what: Attempt | str,
    code: str,
    facts: Mapping[str, Any] | None = None,
    *,
    outcome: Outcome = Outcome.REFUSED,
) -> UUID:
    """Record that something was refused, and give the id of the entry; not on the connection that is rolled back.

    The facts are written as they are told to the caller: values of requests that are no facts are not recorded.
    """
    attempt = what if isinstance(what, Attempt) else Attempt(what)
    return await writing.fetchval(
        _RECORD,
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
