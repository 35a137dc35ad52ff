"""A request as Authlib reads it, and answers as Starlette sends them."""

from collections.abc import Iterable, Mapping
from typing import Final

import orjson
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import OAuth2Payload, OAuth2Request
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from server.http.negotiation import JSON
from server.http.visitor_limits import address_of
from server.oauth.errors import TemporarilyUnavailableError
from server.pages.form import Fields, FormMalformed

NOT_KEPT: Final = {"cache-control": "no-store", "pragma": "no-cache", "referrer-policy": "no-referrer"}


class Payload(OAuth2Payload):
    """The parameters of a request."""

    def __init__(self, parameters: dict[str, str]) -> None:
        self._data = parameters

    @property
    def data(self) -> dict[str, str]:
        return self._data

    @property
    def datalist(self) -> dict[str, list[str]]:
        return {name: [value] for name, value in self._data.items()}


class Message(OAuth2Request):
    """A request whose parameters have been read; its address is that of the issuer, whatever a proxy says."""

    def __init__(
        self, method: str, address: str, headers: Mapping[str, str], fields: Fields, visitor: str = ""
    ) -> None:
        super().__init__(method, address, headers=headers)  # pyright: ignore[reportUnknownMemberType]
        self.fields = fields
        self.visitor = visitor
        """The address of the network that it came from."""
        self.parameters = dict(fields)
        """What Authlib reads; what has been settled on the way takes the place of what was sent."""
        self.payload = Payload(self.parameters)

    @property
    def form(self) -> dict[str, str]:
        return self.parameters


def message_of(request: Request, issuer: str, fields: Fields) -> Message:
    """Give a request as Authlib reads it.

    Raises:
        InsecureTransportError: the issuer is neither https nor this machine.
    """
    return Message(request.method, issuer + request.url.path, request.headers, fields, address_of(request))


def answer(status: int, body: Mapping[str, object] | str, headers: Iterable[tuple[str, str]]) -> Response:
    """Write an answer; a redirect is always a 303, so that no browser sends a form on (RFC 9700, 4.12)."""
    given = dict(headers)
    if "Location" in given:
        return RedirectResponse(given["Location"], 303, NOT_KEPT)
    more = {name: value for name, value in given.items() if name.lower() not in ("content-type", *NOT_KEPT)}
    content = body.encode() if isinstance(body, str) else orjson.dumps(body)
    return Response(content, status, {**NOT_KEPT, **more}, JSON)


def error_answer(error: OAuth2Error) -> Response:
    """Write an error of the protocol as JSON, wherever it would lead."""
    body = {"error": error.error, "error_description": error.description}
    headers = {"www-authenticate": "Basic"} if error.status_code == 401 else {}
    return JSONResponse(body, error.status_code, {**NOT_KEPT, **headers})


def too_often(seconds: int) -> Response:
    """Say when to come again."""
    said = f"Too many requests. Come again in {seconds} seconds."
    body = {"error": TemporarilyUnavailableError.error, "error_description": said}
    return JSONResponse(body, 429, {**NOT_KEPT, "retry-after": str(seconds)})


def malformed(error: FormMalformed) -> Response:
    """Say that parameters cannot be read."""
    return JSONResponse({"error": "invalid_request", "error_description": str(error)}, 400, NOT_KEPT)
