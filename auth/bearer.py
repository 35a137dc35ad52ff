"""Bearer tokens in a request, and how their refusal is answered (RFC 6750)."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from kernel.errors import DomainError

REALM = "torso"

_HEADER = re.compile(r"(bearer|dpop) +([A-Za-z0-9._~+/-]+=*) *", re.IGNORECASE)
_SCHEME = re.compile(r"(bearer|dpop)(\s|$)", re.IGNORECASE)


class Scheme(StrEnum):
    """How a token is shown."""

    BEARER = "bearer"
    """By whoever holds it (RFC 6750)."""
    DPOP = "dpop"
    """With a proof of the key that it is bound to (RFC 9449)."""


class TokenFault(StrEnum):
    """What is wrong with a token; told to the client, since none of it helps to forge one."""

    MALFORMED = "MALFORMED"
    """Not a signed token of the kind and algorithm that are issued here."""
    SIGNATURE = "SIGNATURE"
    """Not signed with a key of ours, or changed since."""
    ISSUER = "ISSUER"
    """Issued by somebody else."""
    AUDIENCE = "AUDIENCE"
    """Issued for another service."""
    EXPIRED = "EXPIRED"
    """Too old; the client fetches a new one."""
    NOT_YET_VALID = "NOT_YET_VALID"
    """From the future: somebody's clock is wrong."""
    CLAIMS = "CLAIMS"
    """Rightly signed, but it does not say who asks in a way that is understood here."""
    REVOKED = "REVOKED"
    """What it was granted by has ended: somebody has signed out, was barred, or has taken the grant back."""
    KEY = "KEY"
    """Bound to a key whose holder does not show it."""


@dataclass(eq=False)
class AuthenticationError(DomainError):
    """Who asks is not known; the answer is an HTTP status and a challenge, before any GraphQL."""

    http_status: ClassVar[int] = 401
    oauth_error: ClassVar[str | None] = None

    def challenge(self) -> str:
        """Write the value of the WWW-Authenticate header (RFC 6750, 3)."""
        if self.oauth_error is None:
            return f'Bearer realm="{REALM}"'
        return f'Bearer realm="{REALM}", error="{self.oauth_error}", error_description="{self.render()}"'


@dataclass(eq=False)
class Unauthenticated(AuthenticationError):
    """Every request carries a bearer token; no error is named where none was sent (RFC 6750, 3.1)."""

    message = "An access token is needed: send the header Authorization: Bearer <token>."


@dataclass(eq=False)
class AuthorizationMalformed(AuthenticationError):
    """The header is the word Bearer, a blank and one token."""

    message = "The Authorization header is not of the form Bearer <token>."
    http_status = 400
    oauth_error = "invalid_request"


@dataclass(eq=False)
class InvalidToken(AuthenticationError):
    """A token is taken only if we signed it, for this service, and it is in its time."""

    message = "The access token is not valid ({fault})."
    oauth_error = "invalid_token"
    fault: TokenFault


def bearer_token(authorization: str | None) -> str:
    """Take the token out of an Authorization header.

    Raises:
        Unauthenticated: there is no header, or one of another scheme.
        AuthorizationMalformed: the scheme is Bearer and what follows is not one token.
    """
    scheme, token = shown_token(authorization)
    if scheme is not Scheme.BEARER:
        raise Unauthenticated
    return token


def shown_token(authorization: str | None) -> tuple[Scheme, str]:
    """Take the token out of an Authorization header, and say how it is shown.

    Raises:
        Unauthenticated: there is no header, or one of a scheme that is not known here.
        AuthorizationMalformed: the scheme is known and what follows is not one token.
    """
    if authorization is None or not _SCHEME.match(authorization):
        raise Unauthenticated
    match = _HEADER.fullmatch(authorization)
    if match is None:
        raise AuthorizationMalformed
    return Scheme(match[1].lower()), match[2]
