"""Signed links: for one thing, one file, and some minutes."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest

from kernel.clock import FixedClock
from services.platform.file_link import FileLinks, LinkExpired, LinkRefused

FILE = UUID("0190f3c2-7a1b-7c3d-8e4f-5a6b7c8d9e0f")


def said(link: str) -> tuple[str, str]:
    """Give what a link says."""
    given = parse_qs(urlsplit(link).query)
    return given["expires"][0], given["signature"][0]


def test_a_link_opens_what_it_was_made_for(links: FileLinks) -> None:
    links.check("GET", FILE, *said(links.download(FILE)))
    links.check("PUT", FILE, *said(links.upload(FILE)))


def test_a_link_that_fetches_does_not_write(links: FileLinks) -> None:
    with pytest.raises(LinkRefused):
        links.check("PUT", FILE, *said(links.download(FILE)))


def test_a_link_opens_no_other_file(links: FileLinks) -> None:
    with pytest.raises(LinkRefused):
        links.check("GET", uuid4(), *said(links.download(FILE)))


def test_a_link_does_not_last_longer_because_it_says_so(links: FileLinks) -> None:
    expires, signature = said(links.download(FILE))
    with pytest.raises(LinkRefused):
        links.check("GET", FILE, str(int(expires) + 1), signature)


def test_a_link_ends_after_five_minutes(links: FileLinks, clock: FixedClock) -> None:
    link = links.download(FILE)
    clock.advance(timedelta(minutes=5, seconds=1))
    with pytest.raises(LinkExpired):
        links.check("GET", FILE, *said(link))


@pytest.mark.parametrize(("expires", "signature"), [("", ""), ("x", "y"), ("9999999999", "é"), ("1", "\0")])
def test_refuses_what_nobody_signed(links: FileLinks, expires: str, signature: str) -> None:
    with pytest.raises(LinkRefused):
        links.check("GET", FILE, expires, signature)


def test_a_link_of_another_installation_opens_nothing(links: FileLinks, clock: FixedClock) -> None:
    with pytest.raises(LinkRefused):
        links.check("GET", FILE, *said(FileLinks(b"another secret", "", clock).download(FILE)))


def test_without_an_address_of_its_own_a_link_is_a_path(clock: FixedClock) -> None:
    assert FileLinks(b"secret", "", clock).download(FILE).startswith(f"/files/{FILE}?expires=")
