"""Visitors are counted by their address, and by the program that they say they are of."""

import pytest
from starlette.requests import Request

from server.http import buckets
from server.http.buckets import Buckets
from server.http.visitor_limits import TooOften, VisitorLimits


class Time:
    """A clock that stands until it is moved."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def wait(limits: VisitorLimits, address: str, program: str = "") -> int:
    """Send a request from an address; give in how many seconds it may come again, 0 where it was taken."""
    request = Request({"type": "http", "method": "GET", "path": "/", "headers": [], "client": (address, 1)})
    try:
        limits.require(request, program)
    except TooOften as error:
        return error.seconds
    return 0


def test_an_address_is_taken_so_much_from_whatever_it_says_it_is() -> None:
    time = Time()
    limits = VisitorLimits(Buckets(3, time), Buckets(3, time))
    assert [wait(limits, "192.0.2.1", program) for program in ("a", "b", "", "d")] == [0, 0, 0, 20]
    # All of a network of IPv6 is one subscriber's.
    assert [wait(limits, f"2001:db8::{last}") for last in "1234"] == [0, 0, 0, 20]
    time.seconds = 20
    assert [wait(limits, "192.0.2.1") for _ in range(2)] == [0, 20]


def test_who_asks_in_the_name_of_a_program_makes_it_wait_at_no_other_address() -> None:
    limits = VisitorLimits(Buckets(100, Time()), Buckets(2, Time()))
    assert [wait(limits, "192.0.2.1", "shop") for _ in range(3)] == [0, 0, 30]
    assert wait(limits, "192.0.2.1", "mill") == 0
    assert wait(limits, "192.0.2.2", "shop") == 0


def test_what_is_counted_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "REMEMBERED_MAX", 2)
    counted = Buckets(1, Time())
    assert [counted.take(key) for key in "abb"] == [0, 0, 60]
    # Whoever is forgotten begins anew; that makes nobody wait.
    assert [counted.take(key) for key in "cba"] == [0, 60, 0]
