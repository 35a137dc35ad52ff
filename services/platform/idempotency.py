"""Requests that are done once: the first with a key does it, later ones get its answer.

The key is the first thing written in a transaction and the answer the last, so there is a key only if the request was
done. Whoever comes while the first is still at work waits for it, as long as for any lock.
"""

from dataclasses import dataclass

import asyncpg

from kernel.errors import DomainError
from services.work import Work

KEY_MAX = 200

_CLAIM = """
insert into idempotency_key (client_id, key, subject, request_hash) values ($1, $2, $3, $4)
on conflict (client_id, key) do nothing returning id
"""
_KNOWN = "select subject, request_hash, response from idempotency_key where client_id = $1 and key = $2"
_STORE = "update idempotency_key set response = {response} where client_id = {client} and key = {key}; "


@dataclass(eq=False)
class IdempotencyKeyReused(DomainError):
    """A key stands for one request of one user; another one takes another key."""

    message = "This idempotency key was used for another request."


@dataclass(eq=False)
class IdempotencyInProgress(DomainError):
    """Two requests with one key are not done at once; the second can be sent again."""

    message = "The request with this idempotency key is still being done. Try again."


@dataclass(eq=False)
class IdempotencyKeyInvalid(DomainError):
    """A key is text of 1 to 200 characters."""

    message = "An idempotency key has 1 to 200 characters."


async def claim(work: Work, key: str, request_hash: bytes) -> str | None:
    """Take a key, or give the answer that the request with it has got.

    Raises:
        IdempotencyKeyReused: it stands for another request, or for that of another user.
        IdempotencyInProgress: another one with it takes too long.
        IdempotencyKeyInvalid: it is no key.
    """
    if not 1 <= len(key) <= KEY_MAX or "\0" in key:
        raise IdempotencyKeyInvalid
    owner = (work.actor.client_id, key)
    try:
        taken = await work.raw.fetchval(_CLAIM, *owner, work.actor.subject, request_hash)
    except asyncpg.LockNotAvailableError:
        raise IdempotencyInProgress from None
    if taken is not None:
        return None
    known = await work.raw.fetchrow(_KNOWN, *owner)
    if known is None:
        # The first was forgotten between the two statements.
        raise IdempotencyInProgress
    if (known["subject"], known["request_hash"]) != (work.actor.subject, request_hash):
        raise IdempotencyKeyReused
    # The first may have let go before its log was on disk: whoever is told what it did is told once it is.
    work.is_waited_for = True
    return known["response"]


def storing(work: Work, key: str, response: str) -> str:
    """Write the statement that keeps the answer of the request that has taken a key.

    It goes to the database together with the commit, in one message, in which no values can be bound: they go as digits.
    """
    return _STORE.format(response=_literal(response), client=_literal(work.actor.client_id), key=_literal(key))


def _literal(text: str) -> str:
    return f"convert_from(decode('{text.encode().hex()}', 'hex'), 'UTF8')"
