"""Who sends a request, with everything that answering it may need to know of them."""

from dataclasses import dataclass

from auth.principal import Principal
from server.graphql.access import ViewerAccess, access_of
from services.work import Actor


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who asks, and the request that they ask with."""

    principal: Principal
    access: ViewerAccess
    languages: tuple[str, ...] = ()
    request_id: str = ""
    idempotency_key: str | None = None
    """The header `Idempotency-Key`, which serves a document with one mutation."""

    @classmethod
    def of(
        cls, principal: Principal, languages: tuple[str, ...] = (), request_id: str = "", key: str | None = None
    ) -> "Caller":
        """Work out the rights of somebody."""
        return cls(principal, access_of(principal), languages, request_id, key)

    def actor(self, reason: str | None) -> Actor:
        """Say who they are to the audit."""
        of = self.principal
        return Actor(of.subject, of.client_id, self.request_id, of.display_name, reason)
