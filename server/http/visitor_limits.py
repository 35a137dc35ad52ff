"""How much is taken from those who are not known yet: from an address, and from a program at an address.

Anybody can say that they are some program, so each is counted at each address apart: whoever asks in another's name makes
only themselves wait. Counts are in each worker, as for programs that are known (`client_limits.py`).
"""

import math
from dataclasses import dataclass, field
from typing import Final

from starlette.requests import Request

from server.http.buckets import Buckets
from services.platform.access.guessing import network

NAME_MAX: Final = 100


class TooOften(Exception):
    """Somebody asks more often than is taken from their address."""

    def __init__(self, seconds: float) -> None:
        """Say when to come again."""
        super().__init__(seconds)
        self.seconds = math.ceil(seconds)


@dataclass
class VisitorLimits:
    """Counts the requests of visitors in one worker."""

    of_address: Buckets = field(default_factory=lambda: Buckets(3_000))
    """An office of many people, or a server of many shops, has one address."""
    of_program: Buckets = field(default_factory=lambda: Buckets(600))

    def require(self, request: Request, program: str = "") -> None:
        """Take a request, of the program that it says it is of.

        Raises:
            TooOften: it is one too many.
        """
        address = network(address_of(request))
        if wait := self.of_address.take(address):
            raise TooOften(wait)
        if program and (wait := self.of_program.take(f"{address} {program[:NAME_MAX]}")):
            raise TooOften(wait)


def address_of(request: Request) -> str:
    """Give the address of the network that a request came from; an empty one where nothing says it."""
    return request.client.host if request.client is not None else ""
