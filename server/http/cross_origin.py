"""Cross-origin requests of browsers (Fetch, CORS): who is answered is said by client, and cookies never come along.

A preflight carries no token, so it is answered for the origins of all approved clients; the request after it is for the
client's own. What pages do with cookies is not shared with other origins at all.
"""

from dataclasses import dataclass
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.http.origins import Origins
from server.http.refusal import HttpRefused, answer_to
from server.http.response import Header
from server.telemetry.exchange import exchange_of

SHARED: Final = (
    "/graphql",
    "/files/",
    "/schema.graphql",
    "/oauth/token",
    "/oauth/revoke",
    "/oauth/par",
    "/oauth/device_authorization",
    "/oauth/userinfo",
    "/oauth/jwks.json",
    "/.well-known/",
)
"""What the paths begin with that pages of other origins may ask; none of them looks at cookies."""

_METHODS: Final = b"GET, POST, PUT"
_MAY_SEND: Final = (
    b"accept, accept-language, authorization, content-type, dpop, idempotency-key, last-event-id, torso-company, "
    b"torso-see-as, x-request-id"
)
_MAY_READ: Final = b"dpop-nonce, retry-after, www-authenticate, x-request-id"
_REMEMBERED_SECONDS: Final = b"600"
_VARY: Final[Header] = (b"vary", b"Origin")


@dataclass(frozen=True)
class CrossOrigin:
    """Wraps the application."""

    app: ASGIApp
    origins: Origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight, or pass a request on and say who may read its answer."""
        if scope["type"] != "http" or not scope["path"].startswith(SHARED):
            await self.app(scope, receive, send)
            return
        origin = self.origins.foreign(scope)
        if origin is not None and _is_preflight(scope):
            await self._preflight(origin, send)
            return

        async def send_shared(message: Message) -> None:
            if message["type"] == "http.response.start":
                shared = self._shared_with(origin, exchange_of(scope).client) if origin is not None else ()
                message["headers"] = [*message.get("headers", ()), _VARY, *shared]
            await send(message)

        await self.app(scope, receive, send_shared)

    async def _preflight(self, origin: str, send: Send) -> None:
        if not self.origins.known(origin):
            await answer_to(origin_refused(), None).send(send)
            return
        headers = [
            _VARY,
            (b"access-control-allow-origin", origin.encode("latin-1")),
            (b"access-control-allow-methods", _METHODS),
            (b"access-control-allow-headers", _MAY_SEND),
            (b"access-control-max-age", _REMEMBERED_SECONDS),
        ]
        await send({"type": "http.response.start", "status": 204, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    def _shared_with(self, origin: str, client: str | None) -> tuple[Header, ...]:
        """Let the page read the answer, where it is one of the client; of nobody yet, such as when a token is too old, of any."""
        may = self.origins.known(origin) if client is None else self.origins.belongs(origin, client)
        if not may:
            return ()
        return (
            (b"access-control-allow-origin", origin.encode("latin-1")),
            (b"access-control-expose-headers", _MAY_READ),
        )


def require_own_origin(scope: Scope, origins: Origins, client_id: str) -> None:
    """Refuse a token in a page that is none of its client, before anything is done with it.

    Raises:
        HttpRefused: the page is of another origin.
    """
    origin = origins.foreign(scope)
    if origin is not None and not origins.belongs(origin, client_id):
        raise origin_refused()


def origin_refused() -> HttpRefused:
    """Refuse a page of an origin that nobody has named."""
    return HttpRefused(403, "ORIGIN_NOT_ALLOWED", "This program may not be used in pages of this origin.")


def _is_preflight(scope: Scope) -> bool:
    return scope["method"] == "OPTIONS" and any(
        name == b"access-control-request-method" for name, _ in scope["headers"]
    )
