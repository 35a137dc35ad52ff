"""Which pages of browsers may ask from elsewhere: the web origins of the programs that are known and approved.

A program's token is good in its own pages alone, so a page that got hold of another one's token gets no answer for it.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from asyncpg import Pool
from starlette.types import Scope
from structlog.typing import FilteringBoundLogger

from events.advancing import AWAY
from server.telemetry import logs

_WITHIN_SECONDS: Final = 2
# The schemes of the pages that open sockets of these schemes.
_OF_PAGES: Final = {"ws": "http", "wss": "https"}
_APPROVED: Final = """
select client_id, web_origins from oauth_client
where state = 'APPROVED' and archived_at is null and web_origins <> '{}'
"""


@dataclass
class Origins:
    """The web origins of clients, as they were some seconds ago."""

    public_url: str = ""
    """Where browsers reach this server; without it, where they say that they do."""
    log: FilteringBoundLogger = field(default_factory=logs.logger)
    _of: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    _any: frozenset[str] = frozenset()

    async def refresh(self, pool: Pool) -> None:
        """Read them again. Where that fails, those of before hold, and the log has why."""
        try:
            async with asyncio.timeout(_WITHIN_SECONDS):
                rows = await pool.fetch(_APPROVED)
        except AWAY as error:
            self.log.warning("web origins are not read", why=type(error).__name__)
            return
        self._of = {row["client_id"]: frozenset(map(str.lower, row["web_origins"])) for row in rows}
        self._any = frozenset[str]().union(*self._of.values())

    def known(self, origin: str) -> bool:
        """Tell whether an origin is one of any client: all that can be asked before a token is shown."""
        return origin.lower() in self._any

    def foreign(self, scope: Scope) -> str | None:
        """Give the origin of the page that asks, where it is not one of the server itself."""
        return foreign_origin(scope, self.public_url)

    def belongs(self, origin: str, client_id: str) -> bool:
        """Tell whether an origin is one of this client."""
        return origin.lower() in self._of.get(client_id, ())


def foreign_origin(scope: Scope, public_url: str) -> str | None:
    """Give the origin of the page that asks, where it is not one of the server itself; programs without a browser have none.

    A page of ours comes by the scheme by which the server is reached: one that somebody on the way has put together, in the
    name of this server and without TLS, is foreign.
    """
    headers: dict[bytes, bytes] = dict(scope["headers"])
    if b"origin" not in headers:
        return None
    origin, host = (headers.get(name, b"").decode("latin-1") for name in (b"origin", b"host"))
    scheme, _, place = origin.lower().partition("://")
    public = urlsplit(public_url.lower())
    # Whoever stands before the server may have ended TLS without a word, so a page that came by it is never less.
    expected = ("https", public.scheme if place == public.netloc else _OF_PAGES.get(scope["scheme"], scope["scheme"]))
    return None if place and place == host.lower() and scheme in expected else origin
