"""Guessing: how often somebody may fail, counted so that nobody can lock anybody else out.

A failure counts for the address that it came from, and for the account. For the account it counts in two ways: a browser in
which its owner has signed in before has a count of its own and no other, and all others share one. So strangers can only make
strangers wait. Passkeys are not counted, since nobody guesses one. Who is signed in already is counted alone. Counts are in the database, for all workers together; a failure is counted before the guess is judged, so that many at
once are not one.
"""

import hashlib
import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from kernel.errors import DomainError
from models import SignInGuess, UserBrowser
from services.platform.access.people import email_key
from services.platform.access.secret import hash_of
from services.platform.access.sessions import Visitor
from services.work import Work

FORGOTTEN_AFTER: Final = timedelta(hours=24)
"""After how long without a failure a count begins anew."""
NETWORK_BITS: Final = 64
"""How much of an address of IPv6 tells one subscriber from another; the rest is theirs to choose."""


class Stage(StrEnum):
    """What is guessed."""

    PASSWORD = "PASSWORD"  # noqa: S105  # the name of a stage
    FACTOR = "FACTOR"
    LINK = "LINK"
    DEVICE = "DEVICE"
    """The code that a device shows (RFC 8628, 5.1)."""


class Whose(StrEnum):
    """What failures have in common."""

    KNOWN_BROWSER = "KNOWN_BROWSER"
    STRANGERS = "STRANGERS"
    SIGNED_IN = "SIGNED_IN"
    ADDRESS = "ADDRESS"


class Patience(NamedTuple):
    """How many failures nobody minds, how long the wait after the next one is, and how long it becomes by doubling."""

    failures: int
    wait: timedelta
    wait_max: timedelta


PATIENCE: Final[Mapping[Whose, Patience]] = MappingProxyType(
    {
        Whose.KNOWN_BROWSER: Patience(10, timedelta(seconds=15), timedelta(minutes=15)),
        Whose.SIGNED_IN: Patience(10, timedelta(seconds=15), timedelta(minutes=15)),
        Whose.STRANGERS: Patience(5, timedelta(seconds=30), timedelta(minutes=15)),
        # An office of many people has one address.
        Whose.ADDRESS: Patience(50, timedelta(seconds=30), timedelta(hours=1)),
    }
)


@dataclass(eq=False)
class TooManyGuesses(DomainError):
    """Whoever fails again and again waits, longer each time."""

    message = "That was too often. Try again in {seconds} seconds."
    seconds: int


class Counted(NamedTuple):
    """A count that a guess goes into."""

    key: bytes
    whose: Whose


async def counts_for(work: Work, stage: Stage, account: str, user_id: UUID | None, visitor: Visitor) -> list[Counted]:
    """Give the counts that a guess at an account goes into; the account as somebody has spelled it."""
    name = email_key(account.strip())
    browser = hash_of(visitor.browser_secret)
    if user_id is not None and visitor.browser_secret and await _is_known(work, user_id, browser):
        # Its owner waits for nobody else, also where a guesser shares their address.
        return [Counted(_key(stage, Whose.KNOWN_BROWSER, name, browser.hex()), Whose.KNOWN_BROWSER)]
    return [Counted(_key(stage, Whose.STRANGERS, name), Whose.STRANGERS), *_counts_of_address(visitor)]


def _counts_of_address(visitor: Visitor) -> list[Counted]:
    # Whatever is guessed from an address is counted together.
    return [Counted(_key(Whose.ADDRESS, network(visitor.address)), Whose.ADDRESS)] if visitor.address else []


def counts_of_signed_in(stage: Stage, user_id: UUID) -> list[Counted]:
    """Give the count that a guess of somebody who is signed in goes into: theirs, in all of their browsers together.

    Their address is not counted, so that they make none of their colleagues wait.
    """
    return [Counted(_key(stage, Whose.SIGNED_IN, str(user_id)), Whose.SIGNED_IN)]


async def guess(work: Work, counts: Sequence[Counted]) -> None:
    """Count a guess as a failure before it is judged; `guessed_right` takes it back.

    Raises:
        TooManyGuesses: one of the counts says to wait.
    """
    if not counts:
        return
    now, keys = work.clock.now(), sorted(count.key for count in counts)
    making = insert(SignInGuess).values([{"key_hash": key, "last_at": now} for key in keys])
    await work.session.execute(making.on_conflict_do_nothing())
    query = sa.select(SignInGuess).where(SignInGuess.key_hash.in_(keys)).order_by(SignInGuess.key_hash)
    rows = {row.key_hash: row for row in await work.session.scalars(query.with_for_update())}
    waits = [row.locked_until - now for row in rows.values() if row.locked_until is not None and row.locked_until > now]
    if waits:
        raise TooManyGuesses(int(max(waits).total_seconds()) + 1)
    for count in counts:
        _count(rows[count.key], PATIENCE[count.whose], now)
    await work.session.flush()


async def guessed_right(work: Work, counts: Sequence[Counted]) -> None:
    """Take back what `guess` has counted; a browser that is known begins anew."""
    keys = [count.key for count in counts]
    less = sa.update(SignInGuess).where(SignInGuess.key_hash.in_(keys))
    await work.session.execute(less.values(failures=sa.func.greatest(SignInGuess.failures - 1, 0), locked_until=None))
    known = [count.key for count in counts if count.whose is Whose.KNOWN_BROWSER]
    await work.session.execute(sa.delete(SignInGuess).where(SignInGuess.key_hash.in_(known)))


async def guesses_forget(work: Work) -> int:
    """Take away counts that nobody adds to any more, and tell how many there were."""
    old = sa.delete(SignInGuess).where(SignInGuess.last_at < work.clock.now() - FORGOTTEN_AFTER)
    return len((await work.session.scalars(old.returning(SignInGuess.key_hash))).all())


def wait_after(patience: Patience, failures: int) -> timedelta:
    """Give how long to wait after so many failures."""
    beyond = failures - patience.failures
    if beyond < 0:
        return timedelta()
    # Beyond twenty doublings every wait is the longest.
    return min(patience.wait * 2 ** min(beyond, 20), patience.wait_max)


def network(address: str, bits: int = NETWORK_BITS) -> str:
    """Give what an address has in common with those of the same subscriber, of IPv6 so many bits."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return address
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, bits), strict=False))


def _count(row: SignInGuess, patience: Patience, now: datetime) -> None:
    row.failures = 1 if row.last_at < now - FORGOTTEN_AFTER else row.failures + 1
    row.last_at = now
    wait = wait_after(patience, row.failures)
    row.locked_until = now + wait if wait else None


async def _is_known(work: Work, user_id: UUID, browser: bytes) -> bool:
    known = sa.exists().where(UserBrowser.user_id == user_id, UserBrowser.secret_hash == browser)
    return bool(await work.session.scalar(sa.select(known)))


def _key(*parts: str) -> bytes:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).digest()
