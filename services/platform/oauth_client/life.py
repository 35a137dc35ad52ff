"""The life of a program that asks: requested by somebody, let in by somebody else, suspended, archived."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

import models
from auth.principal import PrincipalKind
from kernel.errors import DomainError
from kernel.sandbox import is_sandbox
from kernel.workflow import Transition, Workflow
from models import OAuthClientState
from services import locking
from services.master import Master
from services.platform.oauth_client.fitness import check, complete, require_in_use
from services.platform.user_role import require_reach
from services.rows import Found
from services.work import Work

APPROVE: Final = "platform.client:approve"
WRITE: Final = "platform.client:write"

_REQUESTED, _APPROVED, _SUSPENDED = OAuthClientState.REQUESTED, OAuthClientState.APPROVED, OAuthClientState.SUSPENDED

LIFE: Final = Workflow(
    "OAuthClient",
    _REQUESTED,
    (
        Transition("approve", (_REQUESTED,), _APPROVED, APPROVE),
        Transition("refuse", (_REQUESTED,), OAuthClientState.REFUSED, APPROVE),
        Transition("suspend", (_APPROVED,), _SUSPENDED, APPROVE),
        Transition("resume", (_SUSPENDED,), _APPROVED, APPROVE),
        # What leaves it in its state.
        Transition("create_secret", (_APPROVED,), _APPROVED, WRITE),
    ),
)
"""The life of a program."""

OAUTH_CLIENT: Final = Master(models.OAuthClient, complete=complete, check=check)


@dataclass(eq=False)
class PersonNeeded(DomainError):
    """People let programs in and look after them; programs do neither."""

    message = "A person has to do this, who signs in; this is a program."


async def begin_step(work: Work, key: UUID, version: int, step: str) -> tuple[Found, OAuthClientState]:
    """Lock a program; give it, and the state that a step leads to.

    Raises:
        TransitionUnavailable, ClientArchived, StaleVersion, PersonNeeded: as their names say.
        NotFound: it is none of theirs, or it is one of our own, which asks in companies that they do not reach.
    """
    person_of(work)
    found = (await locking.locked(work, OAUTH_CLIENT, [(key, ("id",))]))[key]
    await locking.require_version(work, OAUTH_CLIENT, found, version, ("version",))
    if step != "resume" or not _is_of_sandbox(found):
        # What was closed while it was suspended is resumed as it is, so that its partner may have another; it stays closed.
        require_in_use(found, "id")
    require_reach(work, found["company_id"], ("id",))
    return found, LIFE.transition(OAuthClientState(found["state"]), step, ("id",)).target


def _is_of_sandbox(client: Found) -> bool:
    return client["company_id"] is not None and is_sandbox(client["company_id"])


def person_of(work: Work) -> UUID | None:
    """Give the person who works here; None is the system itself, or somebody of the demo who is no user.

    Raises:
        PersonNeeded: it is a program in its own name.
    """
    if work.principal is not None and work.principal.kind is PrincipalKind.CLIENT:
        raise PersonNeeded
    try:
        return UUID(work.actor.subject)
    except ValueError:
        return None
