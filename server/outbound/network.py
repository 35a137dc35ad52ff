"""Connections to the outside alone: an address of our own network, or of this machine, is never asked (OWASP on SSRF).

A name is looked up once, every address of it is checked, and the connection goes to one that was checked: a name that means
something else a moment later leads nowhere else.
"""

import asyncio
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final, TypeAlias

from httpcore import SOCKET_OPTION, AnyIOBackend, AsyncNetworkBackend, AsyncNetworkStream, ConnectError

Network: TypeAlias = IPv4Network | IPv6Network

_NAT64_PREFIX: Final = IPv6Network("64:ff9b::/96")


class NotOutside(ConnectError):
    """An address is one of our own network, or of this machine."""


@dataclass(frozen=True)
class OutsideOnly(AsyncNetworkBackend):
    """Connects to addresses of the internet, and to this machine or to networks of our own where that is allowed."""

    allows_local: bool = False
    networks: tuple[Network, ...] = ()

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
            NotOutside: one of its addresses is inside.
            ConnectError: it is not there.
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
        if not found or not all(self._is_allowed(each) for each in found):
            raise NotOutside("the address is not outside")
        return found[0]

    def _is_allowed(self, address: str) -> bool:
        if is_outside(address) or (self.allows_local and _is_local(address)):
            return True
        parsed = ip_address(address.partition("%")[0])
        return any(parsed in network for network in self.networks)


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
