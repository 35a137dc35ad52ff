"""Root fields for where the viewer is signed in, and ending it."""

from collections.abc import Mapping
from typing import Any

import strawberry
from strawberry.types.base import StrawberryOptional

from planner.drafts import key_of
from planner.fields import argument
from planner.lists import by_id, pages
from planner.mutations import Outcome, mutation
from schema import names
from schema.base import Connection
from schema.payloads import part, payload, payload_type
from schema.platform.user_session import WRITE
from services.platform.access.sessions import own_session_end, own_sessions_end
from services.work import Work

ENDED = StrawberryOptional(
    payload_type(
        "SessionsEndPayload",
        "What came of signing out everywhere.",
        part("count", int, "How many sessions have ended."),
    )
)


async def _end(work: Work, given: Mapping[str, Any]) -> Outcome:
    return {"userSession": await own_session_end(work, key_of(given["id"], "UserSession", ("id",)))}


async def _end_all(work: Work, _given: Mapping[str, Any]) -> Outcome:
    return {"count": await own_sessions_end(work)}


@strawberry.type
class UserSessionQueries:
    """Root fields for where the viewer is signed in."""

    user_sessions: Connection[names.UserSession] | None = pages("Where the viewer has signed in.", names.UserSession)
    user_session: names.UserSession | None = by_id("A session of the viewer by its id.")


@strawberry.type
class UserSessionMutations:
    """Ending sessions of one's own."""

    session_end = mutation(
        "Sign the viewer out in a browser; what programs were granted in it ends too, unless they may work offline.",
        payload(names.UserSession),
        _end,
        needs=WRITE,
        arguments=[argument("id", strawberry.ID, "The session.", required=True)],
    )
    sessions_end = mutation(
        "Sign the viewer out everywhere, and end everything that programs were granted in their name.",
        ENDED,
        _end_all,
        needs=WRITE,
        arguments=[],
    )
