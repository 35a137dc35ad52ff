"""Reading a GraphQL request from HTTP: POST with a JSON body, or GET with a query string."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, cast
from urllib.parse import parse_qsl

import orjson
from starlette.requests import ClientDisconnect
from starlette.types import Receive

from server.graphql.errors import Refused
from server.graphql.limits import BODY_BYTES, VARIABLES_BYTES
from server.graphql.request import BAD_REQUEST, GraphQLRequest

_PARAMETERS_MAX = 16


async def from_post(content_type: str | None, receive: Receive) -> GraphQLRequest:
    """Read a request from a body.

    Raises:
        Refused: it is of another type than JSON in UTF-8, too large, or not a request.
    """
    if not _is_json(content_type):
        message = "The body must be application/json in UTF-8."
        raise Refused.because(message, "UNSUPPORTED_MEDIA_TYPE", status=415)
    body = await _body(receive)
    request = GraphQLRequest.of(_parameters(body))
    # What is not the document is the variables, to within the names around them.
    if len(body) > VARIABLES_BYTES:
        require_small_variables(request)
    return request


def require_small_variables(request: GraphQLRequest) -> None:
    """Check the size of the variables.

    Raises:
        Refused: they are too large.
    """
    if len(orjson.dumps(request.variables)) > VARIABLES_BYTES:
        raise _too_large("variables", VARIABLES_BYTES)


def from_query_string(query_string: bytes) -> GraphQLRequest:
    """Read a request from a query string, where variables and extensions are JSON.

    Raises:
        Refused: it is not a request.
    """
    try:
        pairs = parse_qsl(
            query_string.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_PARAMETERS_MAX
        )
        parameters: dict[str, Any] = dict(pairs)
        for name in ("variables", "extensions"):
            if parameters.get(name):
                parameters[name] = orjson.loads(parameters[name])
            else:
                parameters.pop(name, None)
    except ValueError:
        raise _bad("The query string is not well-formed.") from None
    return GraphQLRequest.of(parameters)


async def _body(receive: Receive) -> bytes:
    chunks: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > BODY_BYTES:
            raise _too_large("body", BODY_BYTES)
        chunks.append(chunk)
        more = message.get("more_body", False)
    return b"".join(chunks)


def _parameters(body: bytes) -> Mapping[str, Any]:
    try:
        parameters = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise _bad("The body is not JSON.") from None
    if not isinstance(parameters, dict):
        raise _bad("The body must be one JSON object; lists of operations are not taken.")
    return cast("dict[str, Any]", parameters)


@lru_cache(maxsize=64)
def _is_json(content_type: str | None) -> bool:
    media_type, *parameters = (piece.strip().lower() for piece in (content_type or "").split(";"))
    charsets = [piece[8:].strip('"') for piece in parameters if piece.startswith("charset=")]
    return media_type == "application/json" and all(charset in ("utf-8", "utf8") for charset in charsets)


def _bad(message: str) -> Refused:
    return Refused.because(message, BAD_REQUEST, status=400)


def _too_large(what: str, maximum: int) -> Refused:
    return Refused.because(
        f"The {what} must not be larger than {maximum:,} bytes.", f"{what.upper()}_TOO_LARGE", status=413
    )
