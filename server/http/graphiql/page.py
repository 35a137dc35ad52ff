"""The page with GraphiQL.

Everything on it comes from this server, and its policy lets nothing else in. Styles are the one exception that the
editor needs: it writes <style> elements as it goes.

In the demo the page brings a token of the administrator along, for whoever opens it on this machine: only for requests
to a name of this machine, so that no other web site can have a browser fetch it under a name of its own.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.http.negotiation import HTML
from server.http.response import Answer, Header

DEFAULT_QUERY: Final = (Path(__file__).parent / "newest_orders.graphql").read_text()
ASSETS: Final = "/graphiql"

_LOCAL_NAMES: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; "
    "style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS: Final[tuple[Header, ...]] = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
    (b"vary", b"Accept"),
)
_DOCUMENT: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Torso</title>
<link rel="icon" href="data:,">
{head}
</head>
<body>
{body}
</body>
</html>
"""


@dataclass(frozen=True)
class Page:
    """Writes the page."""

    bundle: Path
    # Gives a token for the demo; None outside of it.
    demo_token: Callable[[], str] | None = None
    # Whether there is what makes GraphiQL; a server can be installed without.
    is_made: bool = True

    def answer(self, host: str | None) -> Answer:
        """Give the page to a browser that asked for it under this name."""
        if not self.is_made:
            return _page(404, "", "<p>GraphiQL is not installed on this server.</p>")
        if not self.bundle.exists():
            return _page(
                503, '<meta http-equiv="refresh" content="2">', "<p>GraphiQL is being installed. One moment …</p>"
            )
        settings = {"url": "/graphql", "query": DEFAULT_QUERY, "headers": self._headers(host)}
        return _page(
            200,
            f'<link rel="stylesheet" href="{ASSETS}/page.css">\n'
            f'<script type="application/json" id="settings">{_for_script(settings)}</script>\n'
            f'<script type="module" src="{ASSETS}/page.js"></script>',
            '<div id="graphiql"></div>',
        )

    def _headers(self, host: str | None) -> str:
        local = _name(host or "") in _LOCAL_NAMES
        token = self.demo_token() if self.demo_token is not None and local else "<paste an access token here>"
        return json.dumps({"Authorization": f"Bearer {token}"}, indent=2)


def _page(status: int, head: str, body: str) -> Answer:
    return Answer(_DOCUMENT.format(head=head, body=body).encode(), status, HTML, _HEADERS)


def _for_script(value: object) -> str:
    # `</script>` in a text would end the element that holds it.
    return json.dumps(value).replace("<", "\\u003c")


def _name(host: str) -> str:
    name, _, port = host.rpartition(":")
    return name.lower() if port.isdecimal() and name else host.lower()
