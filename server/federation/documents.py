"""What providers say of themselves (OpenID Connect Discovery) and the keys with which they sign, remembered for a while."""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, cast

from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

from kernel.clock import Clock
from server.federation.fetching import Fetcher
from server.federation.refused import ProviderRefused

KEPT_FOR: Final = timedelta(hours=1)
ASKED_AGAIN_AFTER: Final = timedelta(minutes=1)
"""How soon the keys are read again where a token names one that is not known: whoever makes up names makes no load."""
PROVIDERS_MAX: Final = 100
KEYS_MAX: Final = 50
_PATH: Final = "/.well-known/openid-configuration"
_KINDS: Final = ("RSA", "EC")


@dataclass(frozen=True, slots=True)
class Described:
    """A provider as it describes itself, checked."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    end_session_endpoint: str | None
    """Where it signs people out (OpenID Connect RP-Initiated Logout 1.0), if it does."""
    takes_secret_in_form: bool
    """Whether the secret goes into the form, and not into the header."""
    says_who_answers: bool
    """Whether each of its answers names it (RFC 9207)."""


@dataclass(frozen=True, slots=True)
class _Kept:
    told: dict[str, Any]
    read_at: datetime


@dataclass
class Documents:
    """Reads what providers say, and remembers it."""

    fetcher: Fetcher
    clock: Clock
    _kept: OrderedDict[str, _Kept] = field(default_factory=OrderedDict[str, _Kept], init=False)

    async def described(self, issuer: str) -> Described:
        """Give what a provider says of itself.

        Raises:
            ProviderRefused: it cannot be asked, or says what does not fit.
        """
        told = await self._read(issuer.removesuffix("/") + _PATH, KEPT_FOR)
        if told.get("issuer") != issuer:
            raise ProviderRefused("the provider calls itself otherwise")
        address = self.fetcher.require_address
        ways = told.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        userinfo, end_session = told.get("userinfo_endpoint"), told.get("end_session_endpoint")
        return Described(
            issuer=issuer,
            authorization_endpoint=address(told.get("authorization_endpoint")),
            token_endpoint=address(told.get("token_endpoint")),
            jwks_uri=address(told.get("jwks_uri")),
            userinfo_endpoint=None if userinfo is None else address(userinfo),
            end_session_endpoint=None if end_session is None else address(end_session),
            takes_secret_in_form=isinstance(ways, list) and "client_secret_basic" not in ways,
            says_who_answers=told.get("authorization_response_iss_parameter_supported") is True,
        )

    async def keys(self, described: Described, key_id: str | None) -> KeySet:
        """Give the keys of a provider; they are read again where none is called so, at most once in a minute.

        Raises:
            ProviderRefused: they cannot be read.
        """
        keys = _keys(await self._read(described.jwks_uri, KEPT_FOR))
        if key_id is not None and all(key.kid != key_id for key in keys.keys):
            keys = _keys(await self._read(described.jwks_uri, ASKED_AGAIN_AFTER))
        return keys

    async def _read(self, address: str, kept_for: timedelta) -> dict[str, Any]:
        now, kept = self.clock.now(), self._kept.get(address)
        if kept is not None and kept.read_at > now - kept_for:
            self._kept.move_to_end(address)
            return kept.told
        told = await self.fetcher.get(address)
        self._kept[address] = _Kept(told, now)
        self._kept.move_to_end(address)
        while len(self._kept) > 2 * PROVIDERS_MAX:
            self._kept.popitem(last=False)
        return told


def _keys(told: dict[str, Any]) -> KeySet:
    """Take the keys that sign; others, and those of kinds that we do not know, are left out."""
    listed = told.get("keys")
    entries = cast("list[object]", listed) if isinstance(listed, list) else []
    keys = [cast("dict[str, Any]", each) for each in entries[:KEYS_MAX] if isinstance(each, dict)]
    signing = [each for each in keys if _signs(each)]
    try:
        return KeySet.import_key_set(cast("KeySetSerialization", {"keys": signing}))
    except (JoseError, ValueError, TypeError, KeyError):
        raise ProviderRefused("the keys cannot be read") from None


def _signs(key: dict[str, Any]) -> bool:
    return key.get("kty") in _KINDS and key.get("use", "sig") == "sig" and "d" not in key
