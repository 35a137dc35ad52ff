"""Access tokens: signed JWTs of RFC 9068, issued for a short time and checked to the letter.

What is accepted is narrow on purpose: one algorithm, a known key named in the header, the type `at+jwt`, one issuer,
one audience, and every claim there. The clock is passed in; a token is believed ten seconds beyond its time, because
clocks differ.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.errors import (
    BadSignatureError,
    ClaimError,
    ExpiredTokenError,
    InvalidKeyIdError,
    JoseError,
    MissingClaimError,
)
from joserfc.jwk import ECKey, KeySet
from joserfc.jws import JWSRegistry
from joserfc.registry import HeaderParameter
from pydantic import BaseModel

from auth.bearer import InvalidToken, TokenFault
from auth.claims import principal_from, read_claims
from auth.granted import GrantedClaims, read_granted
from auth.keys import ALGORITHM
from auth.principal import Principal
from kernel.clock import Clock
from kernel.ids import uuid7

JWT_TYPE = "at+jwt"
LIFETIME = timedelta(hours=1)
LEEWAY_SECONDS = 10
TOKEN_LENGTH_MAX = 8192

_COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_STRICT_HEADER = JWSRegistry(
    {"kid": HeaderParameter("Key ID", "str", required=True), "typ": HeaderParameter("Type", "str", required=True)},
    algorithms=[ALGORITHM],
)
_FAULT_OF_CLAIM = {
    "iss": TokenFault.ISSUER,
    "aud": TokenFault.AUDIENCE,
    "nbf": TokenFault.NOT_YET_VALID,
    "iat": TokenFault.NOT_YET_VALID,
}


@dataclass(frozen=True, slots=True)
class Realm:
    """Between whom tokens are good: who issues them, and for which service."""

    issuer: str
    audience: str


class TokenIssuer:
    """Signs tokens with one key."""

    def __init__(self, key: ECKey, realm: Realm, clock: Clock) -> None:
        self._key = key
        self.realm = realm
        self.clock = clock

    def issue(self, claims: BaseModel, lifetime: timedelta = LIFETIME) -> str:
        """Sign what is said about somebody, good from now for `lifetime`."""
        issued_at = int(self.clock.now().timestamp())
        payload: dict[str, Any] = {
            **claims.model_dump(mode="json", exclude_none=True),
            "iss": self.realm.issuer,
            "aud": self.realm.audience,
            "iat": issued_at,
            "exp": issued_at + int(lifetime.total_seconds()),
            "jti": str(uuid7()),
        }
        header = {"alg": ALGORITHM, "typ": JWT_TYPE, "kid": self._key.kid}
        return jwt.encode(header, payload, self._key, registry=_STRICT_HEADER)


class TokenVerifier:
    """Tells who a token is about, if it can be believed."""

    def __init__(self, keys: KeySet, realm: Realm, clock: Clock) -> None:
        self.keys = keys
        self.realm = realm
        self.clock = clock

    def verify(self, token: str) -> Principal:
        """Check a token and say who asks.

        Raises:
            InvalidToken: it is not to be believed, or no longer.
        """
        claims, expires_at = self.claims(token)
        return principal_from(read_claims(claims), expires_at)

    def granted(self, token: str) -> tuple[GrantedClaims, datetime]:
        """Check a token of the authorization server, and say what was granted and until when it is good.

        Raises:
            InvalidToken: it is not to be believed, or no longer.
        """
        claims, expires_at = self.claims(token)
        return read_granted(claims), expires_at

    def claims(self, token: str) -> tuple[Mapping[str, object], datetime]:
        """Check a token, and give what it says and when it expires.

        Raises:
            InvalidToken: it is not to be believed, or no longer.
        """
        claims = self._signed_claims(token)
        self._require_registered_claims(claims)
        return claims, _expiry(claims)

    def _signed_claims(self, token: str) -> dict[str, Any]:
        if len(token) > TOKEN_LENGTH_MAX or not _COMPACT.fullmatch(token):
            raise InvalidToken(TokenFault.MALFORMED)
        try:
            decoded = jwt.decode(token, self.keys, registry=_STRICT_HEADER)
        except (BadSignatureError, InvalidKeyIdError):
            raise InvalidToken(TokenFault.SIGNATURE) from None
        # The library meets a header that is no object, or is nested a thousand times, with what Python throws.
        except (JoseError, ValueError, TypeError, AttributeError, RecursionError):
            raise InvalidToken(TokenFault.MALFORMED) from None
        if decoded.header["typ"].lower() not in (JWT_TYPE, f"application/{JWT_TYPE}"):
            raise InvalidToken(TokenFault.MALFORMED)
        return decoded.claims

    def _require_registered_claims(self, claims: dict[str, Any]) -> None:
        registry = jwt.JWTClaimsRegistry(
            now=int(self.clock.now().timestamp()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self.realm.issuer},
            aud={"essential": True, "value": self.realm.audience},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            jti={"essential": True},
        )
        try:
            registry.validate(claims)
        except ExpiredTokenError:
            raise InvalidToken(TokenFault.EXPIRED) from None
        except MissingClaimError:
            raise InvalidToken(TokenFault.CLAIMS) from None
        except ClaimError as refused:
            raise InvalidToken(_FAULT_OF_CLAIM.get(refused.claim, TokenFault.CLAIMS)) from None


def _expiry(claims: dict[str, Any]) -> datetime:
    try:
        return datetime.fromtimestamp(claims["exp"], UTC)
    except (OverflowError, OSError, ValueError):
        raise InvalidToken(TokenFault.CLAIMS) from None
