"""Connections to the outside alone: an address of our own network, or of this machine, is never asked (OWASP on SSRF).

A name is looked up once, every address of it is checked, and the connection goes to one that was checked: a name that means
something else a moment later leads nowhere else.
"""

import asyncio
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final

from httpcore import SOCKET_OPTION, AnyIOBackend, AsyncNetworkBackend, AsyncNetworkStream, ConnectError

_NAT64_PREFIX: Final = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True)
class OutsideOnly(AsyncNetworkBackend):
    """Connects to addresses of the internet, and to this machine where that is allowed."""

    allows_local: bool = False

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  # the library's word
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> AsyncNetworkStream:
        """Connect to a host.

        Raises:
            ConnectError: it is not there, or not outside.
        """
        address = await self._address(host, port, timeout)
        return await AnyIOBackend().connect_tcp(address, port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        """Wait between attempts."""
        await asyncio.sleep(seconds)

    async def _address(self, host: str, port: int, within: float | None) -> str:
        looking = asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        try:
            found = [str(each[4][0]) for each in await asyncio.wait_for(looking, within)]
        except (OSError, UnicodeError):
            raise ConnectError("the name is not known") from None
        if not found or not all(is_outside(each) or (self.allows_local and _is_local(each)) for each in found):
            raise ConnectError("the address is not outside")
        return found[0]


def is_outside(address: str) -> bool:
    """Tell whether an address is one of the internet, for one host."""
    parsed = ip_address(address.partition("%")[0])
    if isinstance(parsed, IPv6Address):
        embedded = parsed.ipv4_mapped or parsed.sixtofour or (parsed.teredo[1] if parsed.teredo else None)
        if embedded is None and parsed in _NAT64_PREFIX:
            embedded = ip_address(int(parsed) & 0xFFFFFFFF)
        if embedded is not None:
            return is_outside(str(embedded))
        if parsed.is_site_local:
            return False
    return parsed.is_global and not parsed.is_multicast and not parsed.is_reserved


def _is_local(address: str) -> bool:
    return ip_address(address.partition("%")[0]).is_loopback
