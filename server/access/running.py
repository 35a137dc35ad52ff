"""Requests that are being answered, and what becomes of them when the rights of whoever asks are taken away meanwhile.

A read is called off. A mutation is not, since nobody would know how far it came: before it commits it is asked whether it
still may. Whatever else runs for longer, such as a socket, enters here with its own way to be called off.
"""

import asyncio
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from auth.bearer import AuthenticationError
from auth.principal import Principal
from auth.principals import still_holds
from server.access.listening import EVERYTHING
from server.access.store import EVERYBODY
from server.graphql.errors import Refused
from services.refusals import RightsWithdrawn

AWAY: Final = 503
"""The status of what could not be asked, since the database is away."""


@dataclass(eq=False)
class Ticket:
    """Something that runs with the rights of somebody."""

    principal: Principal
    names: frozenset[str]
    """What is told when these rights change; empty where they never do."""
    ask_again: Callable[[], Awaitable[Principal]]
    """Works the rights out anew."""
    is_current: Callable[[], bool]
    """Whether every change has been told of."""
    changes: Callable[[], int]
    """How many changes have been heard of."""
    changes_before: int
    """How many of them before it was let in."""
    lapses_after: Callable[[], float | None] = lambda: None
    """In how many seconds these rights change by themselves; None where they do not before what was shown ends."""
    call_off: Callable[[], object] | None = None
    """Ends it; None where it asks by itself whether it still may."""
    follows: Callable[[Principal], object] | None = None
    """Is given the rights that there are now; where there is one it goes on with fewer rights, and ends only without any."""
    was_touched: bool = False
    """Whether its rights may have changed, and nobody has looked yet."""
    touches: int = field(default=0, init=False)
    ended_by: Exception | None = field(default=None, init=False)
    """Why it was called off."""
    lapse: asyncio.TimerHandle | None = field(default=None, init=False)
    """What touches it when its rights change by themselves."""

    async def require(self) -> None:
        """Check that whoever asks may still do what they might when it began.

        Raises:
            RightsWithdrawn: they may not.
        """
        if self.is_certain:
            return
        if await self._withdrawn() is not None:
            raise RightsWithdrawn

    async def look_again(self) -> None:
        """Work the rights out anew, and end it where they are less than they were, unless it follows them."""
        if self.ended_by is not None:
            return
        touches, now = self.touches, await self._now()
        if isinstance(now, Principal) and self.follows is not None:
            # Where they have changed again, somebody looks again.
            self.was_touched = touches != self.touches
            self.follows(now)
        elif (why := self._less(now)) is not None:
            self.ended_by = why
            if self.call_off is not None:
                self.call_off()

    @property
    def is_certain(self) -> bool:
        """Tell whether its rights are known to be what they were when somebody looked last."""
        return not self.names or (not self.was_touched and self.is_current())

    async def _withdrawn(self) -> Exception | None:
        return self._less(await self._now())

    async def _now(self) -> Principal | Exception:
        """Give what the rights are now, or why there are none."""
        try:
            return await self.ask_again()
        except AuthenticationError as refused:
            return refused
        except Refused as refused:
            if refused.status == AWAY:
                raise
            return refused

    def _less(self, now: Principal | Exception) -> Exception | None:
        if isinstance(now, Exception):
            return now
        return None if still_holds(self.principal, now) else RightsWithdrawn()


@dataclass
class Running:
    """What runs at the moment."""

    _tickets: set[Ticket] = field(default_factory=set[Ticket])
    _looking: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])

    @contextmanager
    def entered(self, ticket: Ticket) -> Generator[Ticket]:
        """Have something called off, for as long as the context lasts, as soon as its rights are less than they were."""
        if not ticket.names:
            yield ticket
            return
        self._tickets.add(ticket)
        self._await_lapse(ticket)
        if ticket.changes() != ticket.changes_before:
            self._touch(ticket)
        try:
            yield ticket
        finally:
            self._tickets.discard(ticket)
            _forget_lapse(ticket)

    def changed(self, name: str) -> None:
        """Look again at whatever runs with rights that may have changed."""
        for ticket in [each for each in self._tickets if name in each.names or name in (EVERYBODY, EVERYTHING)]:
            self._touch(ticket)

    def _touch(self, ticket: Ticket) -> None:
        ticket.was_touched = True
        ticket.touches += 1
        self.look(ticket)

    def look(self, ticket: Ticket) -> None:
        """Look again at the rights of something that does not ask by itself."""
        if ticket.call_off is not None:
            task = asyncio.get_running_loop().create_task(self._look(ticket))
            self._looking.add(task)
            task.add_done_callback(self._looking.discard)

    async def _look(self, ticket: Ticket) -> None:
        try:
            await ticket.look_again()
        except Refused:
            # The database is away, and with it whatever this one reads.
            return
        if ticket in self._tickets:
            self._await_lapse(ticket)

    def _await_lapse(self, ticket: Ticket) -> None:
        """Touch it when a role of theirs begins or ends, or what was granted does: nobody tells of that."""
        _forget_lapse(ticket)
        seconds = ticket.lapses_after()
        if seconds is not None:
            ticket.lapse = asyncio.get_running_loop().call_later(max(seconds, 0.0), self._touch, ticket)


def _forget_lapse(ticket: Ticket) -> None:
    if ticket.lapse is not None:
        ticket.lapse.cancel()
        ticket.lapse = None
