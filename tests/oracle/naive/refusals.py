"""What is answered instead of data: denied fields, things that are not there, and requests that make no sense."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graphql import GraphQLError

NOT_FOUND = "NOT_FOUND"


class Refused(Exception):
    """The request is refused as a whole."""

    def __init__(self, code: str) -> None:
        """Refuse with a code."""
        super().__init__(code)
        self.code = code


def forbidden(coordinate: str, permission: str) -> GraphQLError:
    """Deny a field, or what its arguments ask about."""
    facts = {"code": "FORBIDDEN", "coordinate": coordinate, "permission": permission}
    return GraphQLError("denied", extensions=facts)


def missing() -> GraphQLError:
    """Say that there is no such thing, or none to see."""
    return GraphQLError("missing", extensions={"code": NOT_FOUND})


def collapsed(errors: Sequence[GraphQLError]) -> list[Mapping[str, Any]]:
    """Tell the errors of an answer: of each denied field one for its path without indexes, with how often."""
    told: dict[tuple[object, ...], dict[str, Any]] = {}
    for error in errors:
        facts, path = dict(error.extensions or {}), list(_path(error))
        entry = told.setdefault((tuple(path), *facts.values()), {**facts, "path": path, "count": 0})
        entry["count"] += 1
    for entry in told.values():
        if entry["code"] == NOT_FOUND:
            del entry["count"]
    return list(told.values())


def _path(error: GraphQLError) -> Iterator[str]:
    # What is no refusal of ours is a bug of this side, or a null where the schema promises none.
    if not error.extensions:
        raise AssertionError(error) from error.original_error
    yield from (step for step in error.path or () if isinstance(step, str))
