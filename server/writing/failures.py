"""What went wrong while writing: a refusal that the caller can act on, something to try again, or a bug."""

from typing import Any

import asyncpg
import sqlalchemy.exc
from graphql import GraphQLError
from strawberry.utils.str_converters import to_camel_case

from kernel.errors import DomainError
from planner.errors import PlanError
from server.graphql.reader import TIMEOUT, UNAVAILABLE
from services.refusals import SeveralRefusals
from services.violations import is_overtaken, postgres_error, refusal_of

_RETRIED = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError)
_TOO_SLOW = (asyncpg.QueryCanceledError, asyncpg.TransactionTimeoutError, asyncpg.IdleInTransactionSessionTimeoutError)
_AWAY = (
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
)


def is_worth_another_try(error: Exception) -> bool:
    """Tell whether the same work may well succeed when it is done again."""
    known = postgres_error(error)
    return known is not None and (isinstance(known, _RETRIED) or is_overtaken(known))


def refusals_of(error: Exception) -> list[DomainError]:
    """Give the refusals that an error stands for; none where it is a failure."""
    match error:
        case DomainError():
            found: list[DomainError] = [error]
        case SeveralRefusals():
            found = error.refusals
        case _:
            known = postgres_error(error)
            refusal = refusal_of(known) if known is not None else None
            found = [] if refusal is None else [refusal]
    for refusal in found:
        refusal.path = tuple(to_camel_case(step) if isinstance(step, str) else step for step in refusal.path)
    return found


def failure(error: Exception, key: str, request_id: str) -> tuple[GraphQLError, str | None]:
    """Say what failed without saying how, and what to log of it where whoever runs the server has to know."""
    if isinstance(error, PlanError):
        return unplannable(error, key), None
    known = postgres_error(error)
    if isinstance(known, _TOO_SLOW):
        return _error("It took too long, and nothing was written. Ask for less at once.", TIMEOUT, key), None
    if isinstance(known, _AWAY) or isinstance(
        error, sqlalchemy.exc.TimeoutError | OSError | asyncpg.InterfaceError | asyncpg.InternalClientError
    ):
        told = _error("The database does not answer. Try again, with the same key.", UNAVAILABLE, key)
        return told, "the database does not answer"
    masked = {"code": "INTERNAL", "requestId": request_id}
    return GraphQLError("Internal error", path=[key], extensions=masked), "bug in a mutation"


def unplannable(error: PlanError, key: str) -> GraphQLError:
    """Say why what is asked of a payload cannot be answered."""
    facts: dict[str, Any] = {"code": error.code}
    if error.argument:
        facts["argument"] = list(error.argument)
    return GraphQLError(error.message, path=list(error.path or (key,)), extensions=facts)


def forbidden(key: str, coordinate: str, permission: str) -> GraphQLError:
    """Say that somebody may not do what they ask for."""
    facts = {"code": "FORBIDDEN", "coordinate": coordinate, "permission": permission, "count": 1}
    return GraphQLError(f"{coordinate} needs the permission {permission}.", path=[key], extensions=facts)


def _error(message: str, code: str, key: str) -> GraphQLError:
    return GraphQLError(message, path=[key], extensions={"code": code})
