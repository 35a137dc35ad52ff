"""From the Authorization header to the principal, remembering what has been checked.

Checking a signature costs a tenth of a millisecond and a client sends the same token with every request. Only tokens
that were found good are remembered, by their hash, a bounded number of them and never beyond their expiry.
"""

from collections import OrderedDict
from hashlib import sha256

from auth.bearer import bearer_token
from auth.principal import Principal
from auth.tokens import TokenVerifier
from kernel.clock import Clock

REMEMBERED_MAX = 10_000


class Authenticator:
    """Says who sends a request."""

    def __init__(self, verifier: TokenVerifier, clock: Clock, remembered_max: int = REMEMBERED_MAX) -> None:
        self._verifier = verifier
        self._clock = clock
        self._remembered_max = remembered_max
        self._remembered: OrderedDict[bytes, Principal] = OrderedDict()

    def principal(self, authorization: str | None) -> Principal:
        """Read an Authorization header.

        Raises:
            Unauthenticated: there is no bearer token.
            AuthorizationMalformed: the header is not of the form Bearer <token>.
            InvalidToken: the token is not to be believed, or no longer.
        """
        return self.principal_of_token(bearer_token(authorization))

    def principal_of_token(self, token: str) -> Principal:
        """Say whom a token is about; for transports that carry it elsewhere, such as `connection_init`.

        Raises:
            InvalidToken: the token is not to be believed, or no longer.
        """
        key = sha256(token.encode("utf-8", "surrogatepass")).digest()
        known = self._remembered.get(key)
        if known is not None and self._in_time(known):
            self._remembered.move_to_end(key)
            return known
        self._remembered.pop(key, None)
        principal = self._verifier.verify(token)
        if self._in_time(principal):
            self._remember(key, principal)
        return principal

    def _in_time(self, principal: Principal) -> bool:
        return principal.expires_at is not None and self._clock.now() < principal.expires_at

    def _remember(self, key: bytes, principal: Principal) -> None:
        self._remembered[key] = principal
        if len(self._remembered) > self._remembered_max:
            self._remembered.popitem(last=False)
