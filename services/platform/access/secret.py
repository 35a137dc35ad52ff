"""Secrets that are handed out: 256 random bits, of which only the SHA-256 is kept."""

import hashlib
import secrets


def new_secret() -> str:
    """Make one."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> bytes:
    """Give what is kept of one. It is long and random, so that nothing slower is needed."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
