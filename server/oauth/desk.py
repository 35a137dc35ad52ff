"""What all requests to the authorization server share."""

import hashlib
import hmac
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final

from joserfc.jwk import ECKey
from starlette.requests import Request

from auth import dpop
from auth.granted import GrantedClaims
from auth.key_ring import KeyRing
from auth.tokens import Realm, TokenIssuer, TokenVerifier
from kernel.clock import Clock
from server.http.visitor_limits import VisitorLimits
from server.oauth.realm import granted_realm
from server.pages.cookie import Cookies
from server.pages.security import FormTokens, form_tokens_of
from server.telemetry.exchange import exchange_of
from services.platform.access.sessions import SessionLimits
from services.platform.access.signed_in import Sessions, signed_in_by
from services.work import Actor, Work

ACTOR_MAX: Final = 100


@dataclass(frozen=True)
class Desk:
    """The keys, the clock, the database and the names of this server."""

    issuer: str
    ring: KeyRing
    clock: Clock
    works: Callable[[Actor], AbstractAsyncContextManager[Work]]
    """Opens a transaction in which somebody works; it is committed when the context ends without an error."""
    forms: FormTokens
    cookies: Cookies
    nonce_secret: bytes
    sessions: Sessions = signed_in_by
    visitors: VisitorLimits = field(default_factory=VisitorLimits)

    @property
    def realm(self) -> Realm:
        """Between whom its tokens are good."""
        return granted_realm(self.issuer)

    def tokens(self) -> TokenIssuer:
        """Give what issues tokens now."""
        return TokenIssuer(self.ring.signing(), self.realm, self.clock)

    def verifier(self) -> TokenVerifier:
        """Give what checks the tokens that are good now."""
        return TokenVerifier(self.ring.published(), self.realm, self.clock)

    def granted(self, token: str) -> tuple[GrantedClaims, datetime]:
        """Check a token, and say what was granted and until when it is good.

        Raises:
            InvalidToken: it is not to be believed, or no longer.
        """
        return self.verifier().granted(token)

    def is_own_resource(self, resource: str) -> bool:
        """Tell whether somebody who names a resource means this server (RFC 8707)."""
        return resource in (self.issuer, f"{self.issuer}/", f"{self.issuer}/graphql")

    def nonce(self) -> str:
        """Give the nonce that proofs must carry now."""
        return dpop.nonce_at(self.nonce_secret, self.clock.now())

    def work_of(self, request: Request, who: str) -> AbstractAsyncContextManager[Work]:
        """Open a transaction for a request; `who` is the program or the person that it says it is of."""
        name = who[:ACTOR_MAX] or "oauth"
        return self.works(Actor(name, name, exchange_of(request.scope).id, name))


def desk_of(  # what it is made of
    issuer: str,
    key: ECKey,
    ring: KeyRing,
    clock: Clock,
    works: Callable[[Actor], AbstractAsyncContextManager[Work]],
    limits: SessionLimits | None = None,
) -> Desk:
    """Put it together; what all processes must agree about follows from the key of the installation."""
    secret = hmac.new(str(key.as_dict(private=True)["d"]).encode(), b"dpop", hashlib.sha256).digest()
    sessions = partial(signed_in_by, limits=limits)
    return Desk(issuer, ring, clock, works, form_tokens_of(key, issuer), Cookies(issuer), secret, sessions)
