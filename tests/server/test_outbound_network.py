"""Which addresses are asked when an identity provider is, and how much of what they answer is read."""

import socket

import pytest
from httpcore import ConnectError

from server.federation.fetching import BYTES_MAX, Fetcher
from server.federation.refused import ProviderRefused
from server.outbound.network import OutsideOnly, is_outside
from tests.people.neighbours import listening_provider

INSIDE = [
    "127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "::ffff:10.0.0.1",
    "64:ff9b::a00:1", "2002:7f00:1::",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_of_our_own_are_not_outside(address: str) -> None:
    assert not is_outside(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]
)
def test_addresses_of_the_internet_are_outside(address: str) -> None:
    assert is_outside(address)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1", "0x7f.1", "2130706433", "169.254.169.254"])
async def test_nothing_connects_inside(host: str) -> None:
    with pytest.raises(ConnectError):
        await OutsideOnly().connect_tcp(host, 443, timeout=2)


async def test_a_name_is_refused_where_one_of_its_addresses_is_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    def both(*_given: object, **_more: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in ("93.184.216.34", "10.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with pytest.raises(ConnectError):
        await OutsideOnly(allows_local=True).connect_tcp("login.example.org", 443, timeout=2)


@pytest.mark.parametrize(
    "address", ["http://login.example.org/", "file:///etc/passwd", "https://me@login.example.org/", 7, ""]
)
def test_addresses_are_those_of_https(address: object) -> None:
    with pytest.raises(ProviderRefused):
        Fetcher().require_address(address)


async def test_this_machine_is_asked_only_where_that_is_allowed() -> None:
    async with listening_provider() as provider:
        address = f"{provider.issuer}/.well-known/openid-configuration"
        assert (await Fetcher(allows_local=True).get(address))["issuer"] == provider.issuer
        with pytest.raises(ProviderRefused):
            await Fetcher().get(address)


async def test_what_is_too_large_is_not_read() -> None:
    async with listening_provider() as provider:
        provider.userinfo = {"name": "x" * BYTES_MAX}
        with pytest.raises(ProviderRefused):
            await Fetcher(allows_local=True).get(f"{provider.issuer}/userinfo")
