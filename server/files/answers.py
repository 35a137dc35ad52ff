"""What is said over HTTP about files: headers that keep a browser from running anything, and refusals as JSON."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from graphql import GraphQLError
from starlette.responses import Response

from server.graphql.answering import refusal_body
from server.http.negotiation import JSON

# Whatever a file is and whatever a browser makes of it, it runs nothing and reaches nothing of ours.
GUARDS: Final[Mapping[str, str]] = {
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "private, no-store",
    # Whoever holds a link may show what it leads to in a page of their own.
    "cross-origin-resource-policy": "cross-origin",
}


class FileRefused(Exception):
    """A request for a file that gets none, with the status of HTTP and the code to tell."""

    def __init__(self, status: int, code: str, message: str) -> None:
        """Refuse with a status, a code and a sentence."""
        super().__init__(message)
        self.status = status
        self.code = code

    def answer(self) -> Response:
        """Write the refusal."""
        headers = {**GUARDS, **({"retry-after": "5"} if self.status == 503 else {})}
        body = refusal_body([GraphQLError(str(self), extensions={"code": self.code})])
        return Response(body, self.status, headers, JSON)


def disposition(name: str) -> str:
    """Have a browser save the file under its name (RFC 6266, RFC 8187), with a plain name for those that know no other."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%;' else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
