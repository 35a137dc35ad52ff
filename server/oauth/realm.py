"""Who issues tokens here, and for which service."""

from typing import Final

from auth.tokens import Realm
from server.settings import Settings

_NO_PUBLIC_URL: Final = "http://localhost:8000"


def issuer_of(settings: Settings) -> str:
    """Give the issuer: the address at which clients reach this server, without a slash at its end."""
    return (settings.public_url or _NO_PUBLIC_URL).rstrip("/")


def granted_realm(issuer: str) -> Realm:
    """Give between whom granted tokens are good: this server issues them, for itself."""
    return Realm(issuer=issuer, audience=issuer)
