"""Programs are let in or refused, suspended and resumed, archived and restored. Whoever loses its place loses what it was granted."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kernel.errors import DomainError
from models import OAuthClientState
from services import masters
from services.platform.approval_decision import SelfApproval
from services.platform.oauth_client.granted import end_all
from services.platform.oauth_client.life import OAUTH_CLIENT, begin_step, person_of
from services.platform.user_role import require_reach
from services.work import Work

_COMPANY: Final = "select company_id from oauth_client where id = $1"
_OF_CLOSED_SANDBOX: Final = "select exists (select from sandbox where program_id = $1 and closed_at is not null)"
_DECIDED: Final = "update oauth_client set state = $2, decided_by = $3, decided_at = $4 where id = $1"


@dataclass(eq=False)
class SandboxClosed(DomainError):
    """In a sandbox that is closed nothing happens any more."""

    message = "This sandbox is closed."


async def decide(work: Work, key: UUID, version: int, step: str) -> UUID:
    """Take a step of the life of a program, and give its id. Suspending it ends all that was granted to it.

    Raises:
        SelfApproval: whoever approves it has asked for it.
        TransitionUnavailable, ClientArchived, NotFound, StaleVersion, PersonNeeded: as their names say.
    """
    client, state = await begin_step(work, key, version, step)
    person = person_of(work)
    if step == "approve" and client["requested_by"] is not None and person in (None, client["requested_by"]):
        raise SelfApproval(path=("id",))
    await work.raw.execute(_DECIDED, key, state, person, work.clock.now())
    if state is OAuthClientState.SUSPENDED:
        await end_all(work, key, "CLIENT_SUSPENDED")
    return key


async def archive(work: Work, key: UUID, version: int) -> None:
    """Put a program out of use, which ends all that was granted to it.

    Raises:
        NotFound, StaleVersion, AlreadyArchived, PersonNeeded: as their names say.
    """
    person_of(work)
    await masters.archive(work, OAUTH_CLIENT, key, version)
    await _require_reach(work, key)
    await end_all(work, key, "CLIENT_ARCHIVED")


async def restore(work: Work, key: UUID, version: int) -> UUID:
    """Put a program back into use, in the state that it had; what was granted to it has ended.

    Raises:
        NotFound, StaleVersion, NotArchived, PersonNeeded: as their names say.
        SandboxClosed: it is that of a sandbox which was closed, and is so for good.
    """
    person_of(work)
    await masters.restore(work, OAUTH_CLIENT, key, version)
    await _require_reach(work, key)
    if await work.raw.fetchval(_OF_CLOSED_SANDBOX, key):
        raise SandboxClosed(path=("id",))
    return key


async def _require_reach(work: Work, key: UUID) -> None:
    """Programs of our own ask in every company, so whoever ends one or brings it back reaches every one."""
    require_reach(work, await work.raw.fetchval(_COMPANY, key), ("id",))
