"""The principals of grants: worked out from the database once, and remembered until something about them changes.

A request of somebody who is known costs no statement. Nothing that is remembered is used while changes go unheard, or after
a midnight at which one of their roles begins or ends.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final, NamedTuple, Protocol, TypeAlias
from uuid import UUID

from auth.bearer import InvalidToken, TokenFault
from auth.granted import GrantedClaims
from auth.principal import Principal
from auth.principals import CompanyNotReached, Standing, principal_of
from kernel.clock import Clock
from server.access.listening import EVERYTHING

REMEMBERED_MAX: Final = 10_000
PRINCIPALS_MAX: Final = 50
"""How many principals of one grant are remembered: by scope, company and the end of the token."""
EVERYBODY: Final = "role"

Changed: TypeAlias = Callable[[str], None]
"""Is told whose rights may have changed: a name of `Standing.names`, `role` or `everything`."""


class Reads(Protocol):
    """Reads what grants stand for."""

    async def read(self, grant_id: UUID, now: datetime) -> Standing | None:
        """Give what a grant stands for; None where it has ended."""
        ...

    async def read_user(self, user_id: UUID, now: datetime) -> Standing | None:
        """Give a user as a program without limits would have them; None where they are barred."""
        ...

    async def company_exists(self, company_id: UUID) -> bool:
        """Tell whether there is a company."""
        ...


class Hears(Protocol):
    """Tells whether every change is heard."""

    @property
    def hears(self) -> bool:
        """Tell whether every change up to now has been told of."""
        ...


class Found(NamedTuple):
    """Somebody, with what is known of how long they may what they may."""

    principal: Principal
    names: frozenset[str]
    """The names by which changes of their rights are told."""
    until: datetime
    """When these rights change by themselves, if nobody changes them."""
    only_persisted: bool = False
    """Whether the program asks by the operations that are registered for it, and nothing else."""


class _Asked(NamedTuple):
    scope: str
    expires_at: datetime
    company_id: UUID | None


@dataclass(slots=True)
class _Known:
    """What is remembered of a grant, or of a user as whom somebody looks."""

    standing: Standing
    day: date
    until: datetime
    principals: dict[_Asked, Principal] = field(default_factory=dict[_Asked, Principal])


class PrincipalStore:
    """Gives the principals of grants."""

    def __init__(self, reads: Reads, clock: Clock, remembered_max: int = REMEMBERED_MAX) -> None:
        """Read the database by `reads`; until it is told who hears of changes, nothing is remembered."""
        self._reads = reads
        self._clock = clock
        self._remembered_max = remembered_max
        self._remembered: OrderedDict[UUID, _Known] = OrderedDict()
        self._companies: set[UUID] = set()
        self._callbacks: list[Changed] = []
        self.changes = 0
        """How many changes have been heard of."""
        self._hears: Hears | None = None

    def heard_by(self, hears: Hears) -> None:
        """Remember from now on, as long as this one hears of changes."""
        self._hears = hears

    @property
    def is_current(self) -> bool:
        """Tell whether whatever has changed has been told of."""
        return self._hears is not None and self._hears.hears

    def on_change(self, callback: Changed) -> None:
        """Tell a callback of every change, after what was remembered of it has been forgotten."""
        self._callbacks.append(callback)

    async def principal(self, claims: GrantedClaims, expires_at: datetime, company_id: UUID | None = None) -> Found:
        """Work out who asks by a token.

        Raises:
            InvalidToken: what the token belongs to has ended, or is not what the token says.
            CompanyNotReached: they have no role in that company.
        """
        known = self._of(claims.grant_id) or await self._read(claims.grant_id)
        if known is None or (known.standing.client_id, known.standing.subject) != (claims.client_id, claims.sub):
            raise InvalidToken(TokenFault.REVOKED)
        return await self._found(known, _Asked(claims.scope, expires_at, company_id))

    async def of_user(self, user_id: UUID, company_id: UUID | None = None) -> Found | None:
        """Work out what a user may do through a program without limits; None where there is none, or they are barred."""
        known = self._of(user_id) or await self._read(user_id, is_user=True)
        # Grants are remembered beside users, and the id of one is no user.
        if known is None or known.standing.user_id != user_id:
            return None
        everything = " ".join(sorted(known.standing.granted))
        asked = _Asked(everything, datetime.max.replace(tzinfo=UTC), company_id)
        return await self._found(known, asked)

    async def company_exists(self, company_id: UUID) -> bool:
        """Tell whether there is a company; none is ever deleted, so one that was seen is remembered."""
        if company_id not in self._companies:
            if not await self._reads.company_exists(company_id):
                return False
            self._companies.add(company_id)
        return True

    def forget(self, name: str) -> None:
        """Forget whose rights have changed, and tell of it."""
        self.changes += 1
        if name in (EVERYBODY, EVERYTHING):
            self._remembered.clear()
        else:
            for key in [key for key, known in self._remembered.items() if name in known.standing.names]:
                del self._remembered[key]
        for callback in self._callbacks:
            callback(name)

    def _of(self, key: UUID) -> _Known | None:
        known = self._remembered.get(key)
        if known is None or not self.is_current or self._clock.now() >= known.until:
            return None
        self._remembered.move_to_end(key)
        return known

    async def _read(self, key: UUID, *, is_user: bool = False) -> _Known | None:
        now, changes, was_current = self._clock.now(), self.changes, self.is_current
        standing = await (self._reads.read_user(key, now) if is_user else self._reads.read(key, now))
        if standing is None:
            self._remembered.pop(key, None)
            return None
        day = now.astimezone(UTC).date()
        known = _Known(standing, day, standing.holds_until(day))
        # What has changed while it was read may not be in it.
        if was_current and self.is_current and changes == self.changes:
            self._remembered[key] = known
            if len(self._remembered) > self._remembered_max:
                self._remembered.popitem(last=False)
        return known

    async def _found(self, known: _Known, asked: _Asked) -> Found:
        standing = known.standing
        return Found(await self._principal(known, asked), standing.names, known.until, standing.only_persisted)

    async def _principal(self, known: _Known, asked: _Asked) -> Principal:
        if (found := known.principals.get(asked)) is not None:
            return found
        made = principal_of(known.standing, known.day, *asked)
        if asked.company_id is not None and not await self.company_exists(asked.company_id):
            raise CompanyNotReached
        if len(known.principals) >= PRINCIPALS_MAX:
            known.principals.clear()
        known.principals[asked] = made
        return made
