"""Asking providers over https: one answer of JSON, small and soon, from where it was asked and nowhere else."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast
from urllib.parse import urlsplit

import orjson
from httpcore import AsyncConnectionPool, NetworkError, ProtocolError, TimeoutException, UnsupportedProtocol

from server.federation.refused import ProviderRefused
from server.outbound.network import OutsideOnly

BYTES_MAX: Final = 256 * 1024
SECONDS_MAX: Final = 10
_OK: Final = 200
_STEP_SECONDS: Final = 5.0
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_TIMEOUTS: Final = {"connect": _STEP_SECONDS, "read": _STEP_SECONDS, "write": _STEP_SECONDS, "pool": _STEP_SECONDS}
_UNREACHED: Final = (TimeoutError, TimeoutException, NetworkError, ProtocolError, UnsupportedProtocol, ValueError)


@dataclass(frozen=True)
class Fetcher:
    """Asks for JSON. No redirect is followed, and no proxy of the environment is used."""

    allows_local: bool = False
    """Whether providers on this machine are asked, also without https: for tests, and for trying things out."""

    async def get(self, address: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Ask for an object.

        Raises:
            ProviderRefused: it is not there in time, too large, or something else.
        """
        return await self._ask("GET", address, dict(headers or {}), b"")

    async def post(self, address: str, body: str, headers: Mapping[str, str]) -> dict[str, Any]:
        """Send a form, and give the object that answers it.

        Raises:
            ProviderRefused: as `get`.
        """
        form = {"content-type": "application/x-www-form-urlencoded", **headers}
        return await self._ask("POST", address, form, body.encode())

    def require_address(self, address: object) -> str:
        """Give an address to which this server, or a browser, may be sent.

        Raises:
            ProviderRefused: it is none of https.
        """
        try:
            parts = urlsplit(address if isinstance(address, str) else "")
            is_local = self.allows_local and parts.hostname in _LOOPBACK and parts.scheme == "http"
            fits = bool(parts.hostname) and (parts.scheme == "https" or is_local) and parts.username is None
        except ValueError:
            fits = False
        if not fits or not isinstance(address, str) or "#" in address or not address.isascii():
            raise ProviderRefused("an address is not one of https")
        return address

    async def _ask(self, method: str, address: str, headers: dict[str, str], body: bytes) -> dict[str, Any]:
        self.require_address(address)
        given = {"accept": "application/json", "user-agent": "Torso", "accept-encoding": "identity", **headers}
        # A pool for one answer: what a provider leaves open is closed with it.
        pool = AsyncConnectionPool(network_backend=OutsideOnly(self.allows_local))
        try:
            async with asyncio.timeout(SECONDS_MAX), pool:
                text = await _read(pool, method, address, given, body)
        except _UNREACHED as error:
            raise ProviderRefused("the provider was not reached") from error
        return _object(text)


async def _read(pool: AsyncConnectionPool, method: str, address: str, headers: dict[str, str], body: bytes) -> bytes:
    """Read an answer, and stop where it is longer than any that is meant."""
    text = b""
    extensions = {"timeout": _TIMEOUTS}
    content = body if method == "POST" else None
    lines = [(name.encode(), value.encode()) for name, value in headers.items()]
    async with pool.stream(method, address, headers=lines, content=content, extensions=extensions) as answer:
        if answer.status != _OK:
            raise ProviderRefused("the provider has refused")
        async for part in answer.aiter_stream():
            text += part
            if len(text) > BYTES_MAX:
                raise ProviderRefused("the answer is too large")
    return text


def _object(text: bytes) -> dict[str, Any]:
    try:
        told = orjson.loads(text)
    except ValueError:
        raise ProviderRefused("the answer is not of JSON") from None
    if not isinstance(told, dict):
        raise ProviderRefused("the answer is not an object")
    return cast("dict[str, Any]", told)
