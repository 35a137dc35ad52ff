"""What a program may: where its answers go, what it may ask for, and how it proves itself."""

import hmac
import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

import sqlalchemy as sa

from models import OAuthClient, OAuthClientSecret, OAuthClientState
from services.platform.access.secret import hash_of
from services.work import Work

OPENID_SCOPES: Final = ("openid", "profile", "email", "offline_access")
"""The words of OpenID Connect, which every program may ask for."""

SCOPE_MAX: Final = 4000
"""How many letters the scopes of a token have at most."""

_WORD: Final = re.compile(r"[A-Za-z0-9_.:*-]+")
_LOOPBACK: Final = ("127.0.0.1", "::1")
_USED_EVERY_SECONDS: Final = 60


async def client_of(work: Work, client_id: str) -> OAuthClient | None:
    """Find the program that may ask under an id."""
    if "\0" in client_id:
        return None
    return await work.session.scalar(
        sa.select(OAuthClient).where(
            OAuthClient.client_id == client_id,
            OAuthClient.state == OAuthClientState.APPROVED,
            OAuthClient.archived_at.is_(None),
        )
    )


async def has_secret(work: Work, client: OAuthClient, secret: str) -> bool:
    """Tell whether a secret is one of the program's, and note that it was used; all of them are compared, in constant time."""
    now = work.clock.now()
    query = sa.select(OAuthClientSecret).where(
        OAuthClientSecret.client_id == client.id,
        OAuthClientSecret.revoked_at.is_(None),
        sa.or_(OAuthClientSecret.expires_at.is_(None), OAuthClientSecret.expires_at > now),
    )
    given = hash_of(secret)
    found = [each for each in await work.session.scalars(query) if hmac.compare_digest(each.secret_hash, given)]
    for each in found:
        if each.last_used_at is None or (now - each.last_used_at).total_seconds() > _USED_EVERY_SECONDS:
            each.last_used_at = now
    return bool(found)


def is_redirect_of(client: OAuthClient, uri: str) -> bool:
    """Tell whether answers may go there: to the letter, but for the port on this machine (RFC 8252, 7.3)."""
    if "#" in uri or not uri.isascii() or not uri.isprintable() or " " in uri:
        return False
    return uri in client.redirect_uris or any(_differ_in_port(known, uri) for known in client.redirect_uris)


def _differ_in_port(known: str, uri: str) -> bool:
    if not known.startswith("http://") or urlsplit(known).hostname not in _LOOPBACK:
        return False
    return _portless(known) == _portless(uri)


def _portless(uri: str) -> str:
    """Leave the port of an address out, and nothing else: what is not exactly a host and a port stays as it is."""
    return re.sub(r"^(http://(?:127\.0\.0\.1|\[::1\])):[0-9]{1,5}(?=[/?]|$)", r"\1", uri)


def allowed_scopes(client: OAuthClient, wanted: str | None) -> Sequence[str] | None:
    """Give the scopes that a program gets: what it asks for, or everything of its own where it asks for nothing.

    None says that it asks for what it may not have, which is refused rather than left out.
    """
    words = tuple(dict.fromkeys((wanted or "").split())) or tuple(client.scopes)
    is_short = sum(len(word) + 1 for word in words) <= SCOPE_MAX
    return words if is_short and all(_may_ask(client, word) for word in words) else None


def _may_ask(client: OAuthClient, word: str) -> bool:
    return word in OPENID_SCOPES or any(_covers(scope, word) for scope in client.scopes)


def _covers(scope: str, word: str) -> bool:
    """Tell whether a scope is a word, or the module (`sales.*`) that it belongs to."""
    is_within = scope.endswith(".*") and word.startswith(scope.removesuffix("*"))
    return scope == word or (is_within and _WORD.fullmatch(word) is not None)
