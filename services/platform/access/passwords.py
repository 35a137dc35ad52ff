"""Passwords: which ones may be chosen (NIST SP 800-63B, 5.1.1.2), and keeping them as argon2id (RFC 9106)."""

import asyncio
import os
import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.dialects.postgresql import insert

from kernel.errors import DomainError
from models import User, UserPassword
from services.platform.access.breached import BreachedPasswords
from services.platform.access.telling import tell
from services.platform.audit import Outcome
from services.work import Work

LENGTH_MIN: Final = 12
LENGTH_MAX: Final = 128
OF_ONES_OWN_MIN: Final = 8
"""How many characters are to be there besides one's name, the e-mail address and the name of the product."""

_WORD: Final = re.compile(r"\w{3,}")


@dataclass(eq=False)
class PasswordTooShort(DomainError):
    """A password is long; what it consists of is up to whoever chooses it."""

    message = "A password has at least {minimum} characters."
    minimum: int


@dataclass(eq=False)
class PasswordTooLong(DomainError):
    """A password has an end."""

    message = "A password has at most {maximum} characters."
    maximum: int


@dataclass(eq=False)
class PasswordGuessable(DomainError):
    """A password is not what everybody tries first."""

    message = "This password is your name, your e-mail address or ours, with little besides."


@dataclass(eq=False)
class PasswordBreached(DomainError):
    """A password is not on the lists that are tried first."""

    message = "This password has been stolen elsewhere and stands on lists that are tried first."


class Verified(NamedTuple):
    """Whether a password is the one, and whether it is kept as it would be today."""

    matches: bool
    is_outdated: bool = False


@dataclass(frozen=True)
class Passwords:
    """Checks and keeps passwords; a few at once, since each takes a processor and 64 MiB for a while."""

    hasher: PasswordHasher = field(default_factory=PasswordHasher)
    breached: BreachedPasswords | None = None
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(os.cpu_count() or 1))

    async def require_fit(self, password: str, user: User) -> None:
        """Check that a password may be chosen by somebody.

        Raises:
            PasswordTooShort, PasswordTooLong, PasswordGuessable, PasswordBreached: as their names say.
        """
        chosen = normal(password)
        _require_fit(chosen, user)
        if self.breached is not None and await asyncio.to_thread(self.breached.has, chosen):
            raise PasswordBreached

    async def hash(self, password: str) -> str:
        """Make what is kept of a password."""
        async with self._turns:
            return await asyncio.to_thread(self.hasher.hash, normal(password))

    async def verify(self, kept: str | None, password: str) -> Verified:
        """Tell whether a password is the one that is kept; where none is kept, in the same time."""
        async with self._turns:
            return await asyncio.to_thread(self._verify, kept, normal(password))

    def _verify(self, kept: str | None, password: str) -> Verified:
        try:
            self.hasher.verify(kept or self._nobodys, password)
        except (VerificationError, InvalidHashError):
            return Verified(matches=False)
        return Verified(kept is not None, kept is not None and self.hasher.check_needs_rehash(kept))

    @cached_property
    def _nobodys(self) -> str:
        return self.hasher.hash(os.urandom(16).hex())

    def warm_up(self) -> None:
        """Make the hash against which the passwords of unknown people are held, so that the first one takes no longer."""
        _ = self._nobodys


def normal(password: str) -> str:
    """Write a password alike on whichever keyboard it was typed (NIST SP 800-63B, 5.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


async def password_of(work: Work, user_id: UUID) -> str | None:
    """Give what is kept of somebody's password."""
    return await work.session.scalar(sa.select(UserPassword.password_hash).where(UserPassword.user_id == user_id))


async def password_keep(work: Work, user_id: UUID, password_hash: str) -> None:
    """Keep a password in the place of an older one, and tell the audit."""
    await password_store(work, user_id, password_hash)
    await tell(work, Outcome.FACTOR_CHANGED, "password", "PASSWORD_CHANGED", user_id)


async def password_store(work: Work, user_id: UUID, password_hash: str) -> None:
    """Keep a password; also where it is the same as before, and only kept otherwise."""
    values = {"password_hash": password_hash, "chosen_at": work.clock.now()}
    keeping = insert(UserPassword).values(user_id=user_id, **values)
    await work.session.execute(keeping.on_conflict_do_update(index_elements=["user_id"], set_=values))


def _require_fit(password: str, user: User) -> None:
    # Counted in characters, so that no script is worse off than another.
    if len(password) < LENGTH_MIN:
        raise PasswordTooShort(LENGTH_MIN)
    if len(password) > LENGTH_MAX:
        raise PasswordTooLong(LENGTH_MAX)
    rest = password.casefold()
    for word in sorted(_WORD.findall(f"{user.email} {user.name} torso".casefold()), key=len, reverse=True):
        rest = rest.replace(word, "")
    if len(rest) < OF_ONES_OWN_MIN:
        raise PasswordGuessable
