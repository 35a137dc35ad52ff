"""What is said over a socket: the messages of graphql-transport-ws, read and written.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import Any, Final, NamedTuple, TypeAlias, cast

import orjson

SUBPROTOCOL: Final = "graphql-transport-ws"
_REASON_BYTES: Final = 123
"""How long the reason of a closing may be (RFC 6455, 5.5)."""


class CloseCode(IntEnum):
    """Why a socket is closed."""

    SERVICE_RESTART = 1012
    TRY_AGAIN_LATER = 1013
    BAD_REQUEST = 4400
    UNAUTHORIZED = 4401
    FORBIDDEN = 4403
    SUBPROTOCOL_NOT_ACCEPTABLE = 4406
    INITIALISATION_TIMEOUT = 4408
    SUBSCRIBER_EXISTS = 4409
    TOO_MANY_INITIALISATIONS = 4429


class Closed(Exception):
    """The socket is to be closed, since the other side does not keep to the protocol, or may not stay."""

    def __init__(self, code: CloseCode, reason: str) -> None:
        """Close it with a code and a reason."""
        super().__init__(reason)
        self.code, self.reason = code, reason


class Init(NamedTuple):
    """Who asks; what headers would say, by their names in small letters."""

    headers: Mapping[str, str]


class Subscribe(NamedTuple):
    """An operation, and the name under which the client wants its answers."""

    id: str
    parameters: Mapping[str, Any]


class Complete(NamedTuple):
    """The client wants no more answers to an operation."""

    id: str


class Ping(NamedTuple):
    """The client asks whether the server is there."""

    payload: object


class Pong(NamedTuple):
    """The client is there."""


Message: TypeAlias = Init | Subscribe | Complete | Ping | Pong


def read_message(text: str | None) -> Message:
    """Read what a client says; None stands for bytes.

    Raises:
        Closed: it is no message of the protocol.
    """
    if text is None:
        raise _bad("Messages are text.")
    try:
        said: object = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise _bad("The message is not JSON.") from None
    if not isinstance(said, dict):
        raise _bad("The message is not an object.")
    message = cast("dict[str, object]", said)
    kind = message.get("type")
    if not isinstance(kind, str) or kind not in _KINDS:
        raise _bad("The message is of no type that a client sends.")
    return _KINDS[kind](message)


def _init(message: Mapping[str, object]) -> Init:
    payload = _object(message, "payload")
    return Init({name.lower(): value for name, value in payload.items() if isinstance(value, str)})


def _subscribe(message: Mapping[str, object]) -> Subscribe:
    id_, payload = _id(message), _object(message, "payload")
    if not isinstance(payload.get("query"), str) and not _names_document(payload):
        raise _bad("`query` must be the text of a GraphQL document.")
    if not isinstance(payload.get("operationName", ""), str | None):
        raise _bad("`operationName` must be text.")
    for name in ("variables", "extensions"):
        _object(payload, name)
    return Subscribe(id_, payload)


def _names_document(payload: Mapping[str, Any]) -> bool:
    """Tell whether a document is named in place of being sent."""
    return payload.get("query") is None and (
        "documentId" in payload or "persistedQuery" in _object(payload, "extensions")
    )


def _complete(message: Mapping[str, object]) -> Complete:
    return Complete(_id(message))


def _ping(message: Mapping[str, object]) -> Ping:
    return Ping(_object(message, "payload") or None)


def _pong(message: Mapping[str, object]) -> Pong:
    _object(message, "payload")
    return Pong()


_KINDS: Final[Mapping[str, Callable[[Mapping[str, object]], Message]]] = {
    "connection_init": _init,
    "subscribe": _subscribe,
    "complete": _complete,
    "ping": _ping,
    "pong": _pong,
}


def _id(message: Mapping[str, object]) -> str:
    id_ = message.get("id")
    if not isinstance(id_, str) or not id_:
        raise _bad("`id` must be text.")
    return id_


def _object(message: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = message.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise _bad(f"`{name}` must be an object.")
    return cast("dict[str, Any]", value)


def _bad(reason: str) -> Closed:
    return Closed(CloseCode.BAD_REQUEST, reason)


def said(kind: str, payload: object = None, id_: str | None = None) -> dict[str, Any]:
    """Write a message, for ASGI to send."""
    parts = {"id": id_, "type": kind, "payload": payload}
    return sent(orjson.dumps({name: value for name, value in parts.items() if value is not None}).decode())


def next_head(id_: str) -> bytes:
    """Write what stands before each answer to an operation; the answer and `NEXT_TAIL` follow."""
    return b'{"id":' + orjson.dumps(id_) + b',"type":"next","payload":'


NEXT_TAIL: Final = b"}"


def sent(text: str) -> dict[str, Any]:
    """Give a text to ASGI."""
    return {"type": "websocket.send", "text": text}


def closing(code: CloseCode, reason: str) -> dict[str, Any]:
    """Close a socket by ASGI."""
    short = reason.encode()[:_REASON_BYTES].decode(errors="ignore")
    return {"type": "websocket.close", "code": int(code), "reason": short}
