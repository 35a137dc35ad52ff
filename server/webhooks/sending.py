"""Sending one message: over https to where it may go, in bounded time, and no more of the answer is believed than its status."""

import asyncio
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final, NamedTuple

from httpcore import (
    AsyncConnectionPool,
    ConnectError,
    NetworkError,
    ProtocolError,
    Response,
    TimeoutException,
    UnsupportedProtocol,
)

from models.platform.webhook import WebhookFault
from server.outbound.network import Network, NotOutside, OutsideOnly

SECONDS_MAX: Final = 15.0
"""How long a receiver may take, from the look-up of its name to its status."""
CONNECT_SECONDS: Final = 5.0
GONE: Final = 410
"""The status with which a receiver says that it wants to be told nothing any more."""
_BUSY: Final = (429, 503)
_PLAIN_MAX: Final = 10
_UNREACHED: Final = (NetworkError, UnsupportedProtocol, OSError, ValueError)
_SLOW: Final = (TimeoutError, TimeoutException)


class Answered(NamedTuple):
    """What came of sending a message; without a fault it was taken."""

    fault: WebhookFault | None
    status: int | None
    duration_ms: int
    wait: timedelta | None = None
    """How long the receiver wants to be left alone."""


@dataclass(frozen=True)
class Sender:
    """Sends messages to the internet, and into networks of our own that are allowed.

    No redirect is followed, no proxy of the environment is used, and nothing of the body of an answer is read: a receiver
    that never ends its answer has answered all the same.
    """

    networks: tuple[Network, ...] = ()
    seconds_max: float = SECONDS_MAX
    certificates: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    async def send(self, url: str, headers: Mapping[str, str], body: bytes, now: datetime) -> Answered:
        """Send a message, and tell what came of it."""
        began = time.monotonic()

        def answered(fault: WebhookFault | None, status: int | None = None, wait: timedelta | None = None) -> Answered:
            return Answered(fault, status, round((time.monotonic() - began) * 1000), wait)

        try:
            async with asyncio.timeout(self.seconds_max):
                response = await self._status(url, headers, body)
        except _SLOW:
            return answered(WebhookFault.TIMEOUT)
        except NotOutside:
            return answered(WebhookFault.ADDRESS)
        except ProtocolError:
            return answered(WebhookFault.ANSWER)
        except _UNREACHED as error:
            return answered(WebhookFault.CERTIFICATE if _is_of_certificate(error) else WebhookFault.UNREACHED)
        fault = None if 200 <= response.status < 300 else WebhookFault.STATUS
        return answered(fault, response.status, _wait(response, now))

    async def _status(self, url: str, headers: Mapping[str, str], body: bytes) -> Response:
        lines = [(name.encode(), value.encode()) for name, value in headers.items()]
        # A pool for one answer: what a receiver leaves open is closed with it.
        backend = OutsideOnly(networks=self.networks)
        async with AsyncConnectionPool(ssl_context=self.certificates, network_backend=backend) as pool:
            extensions = {"timeout": {"connect": CONNECT_SECONDS, "pool": CONNECT_SECONDS}}
            async with pool.stream("POST", url, headers=lines, content=body, extensions=extensions) as response:
                return response


def _is_of_certificate(error: BaseException) -> bool:
    return isinstance(error, ConnectError) and isinstance(error.__cause__ or error.__context__, ssl.SSLError)


def _wait(response: Response, now: datetime) -> timedelta | None:
    """Read how long a receiver wants to be left alone (RFC 9110, 10.2.3): seconds, or a date."""
    said = next((value for name, value in response.headers if name.lower() == b"retry-after"), None)
    if response.status not in _BUSY or said is None:
        return None
    text = said.decode("ascii", "replace").strip()
    if text.isdigit() and len(text) < _PLAIN_MAX:
        return timedelta(seconds=int(text))
    try:
        return max(parsedate_to_datetime(text) - now, timedelta())
    except (ValueError, TypeError):
        return None
