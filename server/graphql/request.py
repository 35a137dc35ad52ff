"""A request for one operation, as GraphQL over HTTP names its parts, whatever it came in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, cast

from server.graphql.errors import BAD_USER_INPUT, Refused
from server.graphql.limits import VALUES

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


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """A document, which operation of it, and with which values."""

    document: str
    operation_name: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict[str, Any])
    wishes: Wishes = field(default_factory=Wishes)

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> "GraphQLRequest":
        """Read the parameters of a request.

        Raises:
            Refused: one is missing, or of another type than it has to be.
        """
        document = parameters.get("query")
        if not isinstance(document, str) or not document:
            raise Refused.because("`query` must be the text of a GraphQL document.", BAD_REQUEST, status=400)
        name = parameters.get("operationName")
        if name is not None and not isinstance(name, str):
            raise Refused.because("`operationName` must be text.", BAD_REQUEST, status=400)
        extensions = _object(parameters, "extensions")
        said = parameters.get("onError", extensions.get("onError"))
        wishes = _wishes(extensions, said) if extensions or said is not None else _NO_WISHES
        variables = _object(parameters, "variables")
        _require_few_values(variables)
        return cls(document, name or None, variables, wishes)


_NO_WISHES = Wishes()
_SILENT = "SILENT"


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
    return Wishes(denied == _SILENT, OnError(on_error))
