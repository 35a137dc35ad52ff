"""Errors as clients see them: each has a code, and none says anything of how Torso is made.

The codes of refusals before a plan exists are given here; the planner and the business have their own.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from graphql import GraphQLError

PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
OPERATION_RESOLUTION_FAILED = "OPERATION_RESOLUTION_FAILED"
BAD_USER_INPUT = "BAD_USER_INPUT"
FORBIDDEN = "FORBIDDEN"


class Refused(Exception):
    """A request that gets no data; the errors say why.

    `status` is the one of HTTP; None is for requests that are well-formed, and that GraphQL refuses.
    """

    def __init__(self, errors: Iterable[GraphQLError], status: int | None = None) -> None:
        """Refuse with these errors."""
        super().__init__()
        self.errors = list(errors)
        self.status = status

    @classmethod
    def because(cls, message: str, code: str, *, status: int | None = None) -> "Refused":
        """Refuse with one error."""
        return cls([GraphQLError(message, extensions={"code": code})], status)


def coded(error: GraphQLError, code: str) -> GraphQLError:
    """Give an error a code, unless whoever raised it did."""
    if "code" not in (error.extensions or {}):
        error.extensions = {**(error.extensions or {}), "code": code}
    return error


def without_denials(errors: Iterable[GraphQLError]) -> tuple[list[GraphQLError], list[Mapping[str, Any]]]:
    """Tell denied fields apart from other errors; they are left as the objects that a client reads."""
    rest: list[GraphQLError] = []
    denied: list[Mapping[str, Any]] = []
    for error in errors:
        if (error.extensions or {}).get("code") == FORBIDDEN:
            denied.append(error.formatted)
        else:
            rest.append(error)
    return rest, denied
