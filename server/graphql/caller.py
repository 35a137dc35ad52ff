"""Who sends a request, with everything that answering it may need to know of them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from auth.principal import Principal
from planner.allowance import UNLIMITED, Budget
from server.graphql.access import ViewerAccess, access_of
from services.work import Actor

StillMay: TypeAlias = Callable[[], Awaitable[None]]
"""Checks that somebody may still do what they might when they asked; raises `RightsWithdrawn` where not."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who asks, and the request that they ask with."""

    principal: Principal
    access: ViewerAccess
    languages: tuple[str, ...] = ()
    request_id: str = ""
    idempotency_key: str | None = None
    """The header `Idempotency-Key`, which serves a document with one mutation."""
    still_may: StillMay | None = None
    """What is asked before anything is committed; None where rights last as long as the request."""
    seen_by: Principal | None = None
    """Who looks as them; None where they ask themselves."""
    budget: Budget = UNLIMITED
    """What may be asked for, which goes down by what each operation costs."""

    @classmethod
    def of(
        cls,
        principal: Principal,
        languages: tuple[str, ...] = (),
        request_id: str = "",
        key: str | None = None,
        still_may: StillMay | None = None,
        seen_by: Principal | None = None,
        budget: Budget = UNLIMITED,
    ) -> "Caller":
        """Work out the rights of somebody."""
        return cls(principal, access_of(principal), languages, request_id, key, still_may, seen_by, budget)

    def actor(self, reason: str | None) -> Actor:
        """Say who they are to the audit: whoever looks as another is who asks."""
        of = self.seen_by or self.principal
        return Actor(of.subject, of.client_id, self.request_id, of.display_name, reason)
