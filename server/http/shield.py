"""What a browser is told about everything that comes from here: to guess no types, to frame nothing, to pass nothing on.

A response that says something else itself, such as a page with scripts of its own, is left at that.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.http.response import Header

_ALWAYS: Final[tuple[Header, ...]] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=()"),
)
# Two years, as browsers ask it of names that they come with (hstspreload.org).
_HTTPS_ONLY: Final[Header] = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")


@dataclass(frozen=True)
class Shielded:
    """Wraps the application; `public_url` tells whether clients reach it by HTTPS."""

    app: ASGIApp
    public_url: str
    _headers: Sequence[Header] = field(init=False)

    def __post_init__(self) -> None:
        """Settle the headers once."""
        https = self.public_url.startswith("https://")
        object.__setattr__(self, "_headers", (*_ALWAYS, _HTTPS_ONLY) if https else _ALWAYS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and add to the head of its answer."""

        async def send_shielded(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = {name.lower() for name, _ in message.get("headers", ())}
                added = (header for header in self._headers if header[0] not in said)
                message["headers"] = [*message.get("headers", ()), *added]
            await send(message)

        await self.app(scope, receive, send_shielded)
