"""Somebody who is told what happens: what they follow, with which rights, and how far they are."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from planner.following import NOTHING_SHOWN, Following
from server.access.running import Ticket
from server.graphql.answering import Asked
from server.graphql.caller import Caller
from server.live.outlet import Outlet

if TYPE_CHECKING:
    from server.live.cohort import Cohort


@dataclass(eq=False)
class Subscriber:
    """An entry in the list of a cohort."""

    asked: Asked
    caller: Caller
    ticket: Ticket
    outlet: Outlet
    following: Following
    position: int | None
    """Up to where they have been told; None while a snapshot has to come first."""
    ended: Callable[["Subscriber"], None]
    cohort: "Cohort | None" = None
    is_new: bool = True
    """Whether they wait for an answer that comes also where nothing has happened: their first, or a new cursor."""
    told_at: float = 0.0
    """When they were given an answer last."""
    unready_since: float | None = None
    """Since when something waits that their outlet does not take."""
    is_behind: bool = False
    """Whether of what waits they are told the last change of each thing only."""
    shown: UUID = NOTHING_SHOWN
    """Up to which row they have got of their snapshot."""
    shown_count: int = 0
    head: int | None = None
    """The moment of their snapshot: from there on they are told what happens."""
    rights: ExitStack = field(default_factory=ExitStack)

    def end(self) -> None:
        """Tell them nothing more, since they do not want it."""
        self.ended(self)

    @property
    def name(self) -> str | None:
        """The name of the operation."""
        return self.asked.operation.name and self.asked.operation.name.value

    @property
    def is_certain(self) -> bool:
        """Whether it is known that their rights are still those with which they follow."""
        return self.ticket.is_certain

    def has_expired(self, now: datetime) -> bool:
        """Tell whether what they showed is not good any more."""
        expires_at = self.caller.principal.expires_at
        return expires_at is not None and now >= expires_at

    def takes(self, now: float, behind_after: float) -> bool:
        """Tell whether they can be given something that is there for them, and note since when not."""
        if self.outlet.is_ready:
            self.unready_since = None
            return True
        if self.unready_since is None:
            self.unready_since = now
        self.is_behind = self.is_behind or now >= self.unready_since + behind_after
        return False
