"""A request for one operation, as GraphQL over HTTP names its parts, whatever it came in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, cast

from server.graphql.errors import BAD_USER_INPUT, Refused
from server.graphql.limits import VALUES
from services.platform.persisted_operation.manifest import is_document_id

BAD_REQUEST = "BAD_REQUEST"


class OnError(StrEnum):
    """What an error in a field does to the fields around it.

    Every field that can fail is nullable here, so an error never goes further than its own field, and NULL and PROPAGATE
    give the same answer. With HALT the first error is all of it.
    """

    NULL = "NULL"
    PROPAGATE = "PROPAGATE"
    HALT = "HALT"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a request asks for beside its data; unknown extensions are left alone, as GraphQL over HTTP wants."""

    denials_apart: bool = False
    """Denied fields are told in `extensions.denied`, for clients that throw away an answer with errors."""
    on_error: OnError = OnError.PROPAGATE
    position: int = 0
    """A place in the log of the database that the answer is not to be older than."""


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """A document, which operation of it, and with which values."""

    document: str
    """Its text; empty until it is found, where it was not sent."""
    operation_name: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict[str, Any])
    wishes: Wishes = field(default_factory=Wishes)
    document_id: str | None = None
    """What the client names it by in place of sending it (GraphQL over HTTP, appendix on persisted documents)."""
    sha256: str | None = None
    """The hash that came with it or in its place (automatic persisted queries)."""

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> "GraphQLRequest":
        """Read the parameters of a request.

        Raises:
            Refused: one is missing, or of another type than it has to be.
        """
        document_id, extensions = _document_id(parameters), _object(parameters, "extensions")
        sha256 = _sha256(extensions)
        document = _document(parameters, is_named=document_id is not None or sha256 is not None)
        if document and document_id is not None:
            raise Refused.because("Send `query` or `documentId`, and not both.", BAD_REQUEST, status=400)
        name = _operation_name(parameters)
        said = parameters.get("onError", extensions.get("onError"))
        wishes = _wishes(extensions, said) if extensions or said is not None else _NO_WISHES
        variables = _object(parameters, "variables")
        _require_few_values(variables)
        return cls(document, name, variables, wishes, document_id, sha256)


NEWEST = 2**63
"""Newer than any place in the log of a database."""

_NO_WISHES = Wishes()
_SILENT = "SILENT"
_POSITION_DIGITS = 16


def _document(parameters: Mapping[str, Any], *, is_named: bool) -> str:
    document = parameters.get("query")
    if document is None and is_named:
        return ""
    if not isinstance(document, str) or not (document or is_named):
        raise Refused.because("`query` must be the text of a GraphQL document.", BAD_REQUEST, status=400)
    return document


def _operation_name(parameters: Mapping[str, Any]) -> str | None:
    name = parameters.get("operationName")
    if name is not None and not isinstance(name, str):
        raise Refused.because("`operationName` must be text.", BAD_REQUEST, status=400)
    return name or None


def _document_id(parameters: Mapping[str, Any]) -> str | None:
    document_id = parameters.get("documentId")
    if document_id is None:
        return None
    if not isinstance(document_id, str) or not is_document_id(document_id):
        message = "`documentId` must be text of letters, digits and -._~: of at most 200 characters."
        raise Refused.because(message, BAD_REQUEST, status=400)
    return document_id


def _sha256(extensions: Mapping[str, Any]) -> str | None:
    """Read the hash of an automatic persisted query, which is of version 1."""
    said = extensions.get("persistedQuery")
    if said is None:
        return None
    given = cast("dict[str, Any]", said) if isinstance(said, dict) else {}
    sha256 = given.get("sha256Hash")
    if not isinstance(sha256, str) or not is_document_id(sha256):
        message = "The extension `persistedQuery` must have a `sha256Hash`."
        raise Refused.because(message, BAD_REQUEST, status=400)
    if given.get("version") != 1:
        # Apollo's clients send documents from then on.
        raise Refused.because("PersistedQueryNotSupported", "PERSISTED_QUERY_NOT_SUPPORTED")
    return sha256


def _object(parameters: Mapping[str, Any], name: Literal["variables", "extensions"]) -> Mapping[str, Any]:
    value = parameters.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Refused.because(f"`{name}` must be an object.", BAD_REQUEST, status=400)
    return cast("dict[str, Any]", value)


def _require_few_values(variables: Mapping[str, Any]) -> None:
    """Check that there are not too many values: each is looked at before it is known whether they fit."""
    count, waiting = 0, [cast("dict[str, Any] | list[Any]", variables)]
    while waiting:
        value = waiting.pop()
        inner = value.values() if isinstance(value, dict) else value
        count += len(value)
        if count > VALUES:
            message = f"The variables have more than {VALUES:,} values."
            raise Refused.because(message, "VALUE_LIMIT_EXCEEDED", status=413)
        waiting += [each for each in inner if isinstance(each, dict | list)]


def _wishes(extensions: Mapping[str, Any], said: object) -> Wishes:
    denied, on_error = extensions.get("denied", "ERROR"), OnError.PROPAGATE if said is None else said
    if denied not in (_SILENT, "ERROR"):
        raise Refused.because("The extension `denied` is SILENT or ERROR.", BAD_USER_INPUT, status=400)
    if on_error not in list(OnError):
        raise Refused.because("`onError` is NULL, PROPAGATE or HALT.", BAD_USER_INPUT, status=400)
    return Wishes(denied == _SILENT, OnError(on_error), _position(extensions.get("position")))


def _position(said: object) -> int:
    """Read a place in the log, as `extensions.position` of an answer has it."""
    match said:
        case None:
            return 0
        case "NEWEST":
            return NEWEST
        case str() if len(said) <= _POSITION_DIGITS and set(said) <= set("0123456789abcdef"):
            return int(said or "0", 16)
        case _:
            message = "The extension `position` is NEWEST, or what an answer had."
            raise Refused.because(message, BAD_USER_INPUT, status=400)
