"""The life of a sandbox: it is made with all that is in it, begins anew, and is closed, by somebody or when its time is over.

What is posted stays posted, in sandboxes too. So whoever begins anew gets another company, to which the program moves over;
the one of before is archived, and its books stay whole.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from auth.permissions import CATALOGUE
from auth.roles import RoleCode
from kernel.errors import DomainError, InputPath
from kernel.ids import uuid7
from models import OAuthClient, OAuthClientKind, OAuthClientRole, OAuthClientState, Party, Sandbox
from services import locking
from services.fitness import require_text
from services.jobs import enqueue
from services.master import Master
from services.platform.oauth_client import secret
from services.platform.oauth_client.deciding import SandboxClosed
from services.platform.oauth_client.fitness import OWN_NAME
from services.platform.oauth_client.granted import end_all
from services.platform.oauth_client.life import person_of
from services.platform.reference import reference_id
from services.platform.user_role import require_reach
from services.refusals import NotFound
from services.rights import rows_of
from services.rows import Found
from services.sandbox.ground import found_company, prepare
from services.sandbox.seeds import seed
from services.sandbox.stories import SandboxStory
from services.work import ShownOnce, Work

SANDBOX: Final = Master(Sandbox)
STORY_JOB: Final = "sandbox.story"
OPEN_MAX: Final = 3
"""How many sandboxes a partner has at once; and how many there are of our own."""
MADE_A_DAY_MAX: Final = 10
"""How many may be made for one partner within a day, since those that are closed are kept too."""
LASTS: Final = timedelta(days=90)
"""How long a sandbox is there from when it was made, or began anew."""
DAY: Final = timedelta(days=1)
RESET_AFTER: Final = timedelta(minutes=1)
"""How long it takes until a sandbox may begin anew again, since what was is kept each time."""
RESETS_A_DAY_MAX: Final = 24
"""How often a sandbox may begin anew within any 24 hours, for the same reason."""
REQUESTS_PER_MINUTE_MAX: Final = 600
CLOSED_AT_ONCE: Final = 100

_LOCK: Final = "select pg_advisory_xact_lock(hashtextextended('sandboxes ' || coalesce($1::uuid::text, ''), 0))"
_OPEN: Final = "select count(*) from sandbox where party_id is not distinct from $1 and closed_at is null"
_MADE: Final = "select count(*) from sandbox where party_id is not distinct from $1 and recorded_at > $2"
_SUSPENDED: Final = """
select exists (
  select from sandbox join oauth_client as program on program.id = sandbox.program_id
  where (sandbox.party_id = $1 or sandbox.id = $2) and program.state = 'SUSPENDED'
)
"""
_MOVED: Final = "update oauth_client set company_id = $2 where id = $1"
_LEFT: Final = "delete from oauth_client_role where client_id = $1"
_ARCHIVED: Final = "update company set archived_at = $2 where id = $1"
_ENDED: Final = "update oauth_client set archived_at = $2 where id = $1"
_RESET: Final = """
update sandbox
set sandbox_company_id = $2, reset_at = $3, reset_count = reset_count + 1, expires_at = $4, resets_of_a_day = $5
where id = $1
"""
_CLOSED: Final = "update sandbox set closed_at = $2 where id = $1"
_DUE: Final = """
select * from sandbox where closed_at is null and expires_at <= $1 order by expires_at, id limit $2 for update skip locked
"""


@dataclass(eq=False)
class SandboxesFull(DomainError):
    """A partner has a few sandboxes at once."""

    message = "There are {open} sandboxes, and {maximum} may be there at once. Close one first."
    open: int
    maximum: int


@dataclass(eq=False)
class SandboxesMadeTooOften(DomainError):
    """Within a day a partner makes some sandboxes and no more, since those that are closed are kept too."""

    message = "{made} sandboxes were made within a day, and {maximum} may be. Go on with one that is there, or wait."
    made: int
    maximum: int


@dataclass(eq=False)
class SandboxSuspended(DomainError):
    """Where the program of a sandbox is suspended, its partner gets no other, nor another secret, until that is resumed."""

    message = "A program of a sandbox is suspended. Whoever suspended it has to resume it first."


@dataclass(eq=False)
class SandboxResetTooSoon(DomainError):
    """A sandbox begins anew once in a while, since what was in it before is kept."""

    message = "This sandbox may begin anew in {seconds} seconds."
    seconds: int


@dataclass(eq=False)
class SandboxResetTooOften(DomainError):
    """Within 24 hours a sandbox begins anew some times and no more, since what was in it before is kept."""

    message = (
        "This sandbox began anew {resets} times within a day, and may {maximum} times. It may again at {again_at}."
    )
    resets: int
    maximum: int
    again_at: datetime


async def create(work: Work, name: str, party_id: UUID | None) -> tuple[UUID, ShownOnce]:
    """Make a sandbox for a partner, or for nobody but ourselves; give its id, and the secret of its program, shown once.

    Raises:
        SandboxesFull: there are as many already as there may be.
        SandboxesMadeTooOften: as many were made within a day as may be.
        SandboxSuspended: the program of one of the partner's sandboxes is suspended, be it closed or not.
        NotFound: the partner is none of theirs; or it would be one of our own, and they do not reach every company.
        PersonNeeded, ValueRequired, TextTooLong, TextUnfit: as their names say.
    """
    person = person_of(work)
    require_text(name, ("input", "name"))
    party, home = await _owner(work, party_id)
    await work.raw.execute(_LOCK, party)
    await _require_room(work, party)
    company = await _furnished(work, name)
    program = await _program(work, name, company, person)
    shown = (await secret.make(work, program.id, None))[1]
    key = uuid7()
    work.session.add(
        Sandbox(
            id=key, name=name, company_id=home, party_id=party, sandbox_company_id=company,
            program_id=program.id, client_id=program.client_id, requested_by=person, expires_at=work.clock.now() + LASTS,
        )
    )  # fmt: skip
    await work.session.flush()
    return key, shown


async def reset(work: Work, key: UUID, version: int) -> UUID:
    """Have a sandbox begin anew: as it was made, in another company. Its program, secrets and webhooks stay.

    Raises:
        SandboxResetTooSoon, SandboxResetTooOften, SandboxSuspended, SandboxClosed: as their names say.
        NotFound, StaleVersion, PersonNeeded: as their names say.
    """
    person_of(work)
    found = await _to_change(work, key, version)
    await _require_not_suspended(work, found["party_id"], key, ("id",))
    now = work.clock.now()
    resets = _resets_until(now, found)
    company = await _furnished(work, found["name"])
    await work.raw.execute(_MOVED, found["program_id"], company)
    await work.raw.execute(_LEFT, found["program_id"])
    await _give_role(work, found["program_id"], company)
    await work.raw.execute(_ARCHIVED, found["sandbox_company_id"], now)
    await work.raw.execute(_RESET, key, company, now, now + LASTS, [*resets, now])
    return key


async def renew_secret(work: Work, key: UUID, version: int) -> tuple[UUID, ShownOnce]:
    """Make a secret in the place of all that the program of a sandbox had; give the sandbox, and the secret, shown once.

    Raises:
        SandboxSuspended, SandboxClosed, NotFound, StaleVersion, PersonNeeded: as their names say.
    """
    person_of(work)
    found = await _to_change(work, key, version)
    await _require_not_suspended(work, found["party_id"], key, ("id",))
    await secret.revoke_all(work, found["program_id"])
    return key, (await secret.make(work, found["program_id"], None))[1]


async def close(work: Work, key: UUID, version: int) -> UUID:
    """Close a sandbox: its program asks no more, and its company is archived.

    Raises:
        SandboxClosed, NotFound, StaleVersion, PersonNeeded: as their names say.
    """
    person_of(work)
    await _close(work, await _to_change(work, key, version))
    return key


async def close_due(work: Work) -> int:
    """Close the sandboxes whose time is over, 100 at a time, and give how many they were; twice is as once."""
    due = await work.raw.fetch(_DUE, work.clock.now(), CLOSED_AT_ONCE)
    for found in due:
        await _close(work, dict(found))
    return len(due)


async def play(work: Work, key: UUID, story: SandboxStory) -> UUID:
    """Have a story happen in a sandbox, one at a time, and give the id of the job that does it.

    Raises:
        SandboxClosed, NotFound: as their names say.
    """
    found = (await locking.locked(work, SANDBOX, [(key, ("id",))]))[key]
    _require_open(found)
    company = found["sandbox_company_id"]
    payload = {"company": str(company), "story": story}
    return await enqueue(work, STORY_JOB, payload, company_id=company, once=f"{STORY_JOB} {company}")


async def _owner(work: Work, party_id: UUID | None) -> tuple[UUID | None, UUID | None]:
    """Say for whom a sandbox is, and of which company that is a partner."""
    path = ("input", "partyId")
    if work.principal is not None and work.principal.party_id is not None:
        party_id = party_id or work.principal.party_id
    if party_id is None:
        require_reach(work, None, path)
        return None, None
    table = Party.__table__
    home = await work.session.scalar(sa.select(table.c.company_id).where(table.c.id == party_id, *rows_of(work, table)))
    if home is None:
        raise NotFound(path=path)
    return party_id, home


def _resets_until(now: datetime, found: Found) -> list[datetime]:
    """Check that a sandbox may begin anew now, and say when it did within the last day.

    Raises:
        SandboxResetTooSoon: it has just done so.
        SandboxResetTooOften: it did so as often as it may within a day.
    """
    last = found["reset_at"]
    if last is not None and now < last + RESET_AFTER:
        raise SandboxResetTooSoon(ceil((last + RESET_AFTER - now).total_seconds()), path=("id",))
    resets = [each for each in found["resets_of_a_day"] if now < each + DAY]
    if len(resets) >= RESETS_A_DAY_MAX:
        again_at = resets[-RESETS_A_DAY_MAX] + DAY
        raise SandboxResetTooOften(len(resets), RESETS_A_DAY_MAX, again_at, path=("id",))
    return resets


async def _require_room(work: Work, party: UUID | None) -> None:
    """Check that another sandbox may be made: there are not too many, nor were too many made, and none is suspended."""
    path = ("input", "partyId")
    await _require_not_suspended(work, party, None, path)
    if (count := await work.raw.fetchval(_OPEN, party)) >= OPEN_MAX:
        raise SandboxesFull(count, OPEN_MAX, path=path)
    if (made := await work.raw.fetchval(_MADE, party, work.clock.now() - DAY)) >= MADE_A_DAY_MAX:
        raise SandboxesMadeTooOften(made, MADE_A_DAY_MAX, path=path)


async def _require_not_suspended(work: Work, party: UUID | None, key: UUID | None, path: InputPath) -> None:
    """Check that no program of a partner's sandboxes is suspended; of our own ones each is looked at alone."""
    if await work.raw.fetchval(_SUSPENDED, party, key):
        raise SandboxSuspended(path=path)


async def _furnished(work: Work, name: str) -> UUID:
    """Make the company of a sandbox, with all that is in it. Whoever wants it has no rights there: the system does it."""
    system = replace(work, principal=None)
    company = await found_company(system, name)
    ground = await prepare(system, company)
    if not work.simulated:
        # Documents take numbers, and a simulation has none to give.
        await seed(system, ground)
    work.is_waited_for = work.is_waited_for or system.is_waited_for
    return company


async def _program(work: Work, name: str, company: UUID, person: UUID | None) -> OAuthClient:
    """Let the program of a sandbox in: it asks there in its own name, and nowhere else."""
    modules = dict.fromkeys(f"{permission.module}.*" for permission in CATALOGUE.values())
    program = OAuthClient(
        id=uuid7(), client_id=secrets.token_hex(12), name=name, kind=OAuthClientKind.CONFIDENTIAL,
        state=OAuthClientState.APPROVED, grant_types=[OWN_NAME], scopes=list(modules), company_id=company,
        requests_per_minute_max=REQUESTS_PER_MINUTE_MAX, requested_by=person, decided_by=person,
        decided_at=work.clock.now(),
    )  # fmt: skip
    work.session.add(program)
    await work.session.flush()
    await _give_role(work, program.id, company)
    return program


async def _give_role(work: Work, client: UUID, company: UUID) -> None:
    role = reference_id("role", RoleCode.SANDBOX)
    work.session.add(OAuthClientRole(client_id=client, role_id=role, company_id=company))
    await work.session.flush()


async def _to_change(work: Work, key: UUID, version: int) -> Found:
    found = (await locking.locked(work, SANDBOX, [(key, ("id",))]))[key]
    await locking.require_version(work, SANDBOX, found, version, ("version",))
    require_reach(work, found["company_id"], ("id",))
    _require_open(found)
    return found


def _require_open(found: Found) -> None:
    if found["closed_at"] is not None:
        raise SandboxClosed(path=("id",))


async def _close(work: Work, found: Found) -> None:
    now = work.clock.now()
    await end_all(work, found["program_id"], "CLIENT_ARCHIVED")
    await work.raw.execute(_ENDED, found["program_id"], now)
    await work.raw.execute(_ARCHIVED, found["sandbox_company_id"], now)
    await work.raw.execute(_CLOSED, found["id"], now)
