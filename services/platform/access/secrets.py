"""Secrets that we make: 256 random bits, of which only the SHA-256 is kept."""

import hashlib
import secrets
from typing import Final

_BYTES: Final = 32


def new_secret() -> str:
    """Make a secret, as text for a cookie or a link."""
    return secrets.token_urlsafe(_BYTES)


def hash_of(secret: str) -> bytes:
    """Give what is kept of a secret; it is as random as its hash, so nothing slower is needed."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
