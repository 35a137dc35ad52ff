"""ID tokens: who has signed in, when and how, told to the program that asked (OpenID Connect, 2)."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from joserfc import jwt

from auth.keys import ALGORITHM
from models import User
from server.oauth.desk import Desk

LASTS: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class Authentication:
    """How somebody came to be signed in."""

    at: datetime | None
    methods: Sequence[str] = ()
    nonce: str | None = None


def id_token(
    desk: Desk, user: User, client_id: str, scopes: Sequence[str], done: Authentication, access_token: str
) -> str:
    """Sign who has signed in, for a program and its access token."""
    issued_at = int(desk.clock.now().timestamp())
    claims: dict[str, Any] = {
        "iss": desk.issuer,
        "aud": client_id,
        "iat": issued_at,
        "exp": issued_at + int(LASTS.total_seconds()),
        "at_hash": _half_hash(access_token),
        **claims_of(user, scopes),
    }
    if done.at is not None:
        claims["auth_time"] = int(done.at.timestamp())
    if done.methods:
        claims["amr"] = list(done.methods)
    if done.nonce is not None:
        claims["nonce"] = done.nonce
    key = desk.ring.signing()
    return jwt.encode({"alg": ALGORITHM, "typ": "JWT", "kid": key.kid}, claims, key)


def claims_of(user: User, scopes: Sequence[str]) -> dict[str, Any]:
    """Say who somebody is, as far as the scopes go (OpenID Connect, 5.4)."""
    claims: dict[str, Any] = {"sub": str(user.id)}
    if "profile" in scopes:
        claims |= {"name": user.name, "locale": user.language}
    if "email" in scopes:
        claims |= {"email": user.email}
    return claims


def _half_hash(token: str) -> str:
    digest = hashlib.sha256(token.encode()).digest()
    return urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()
