"""What becomes of a request for approval: the people it takes approve it, one rejects it, or it is withdrawn."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from asyncpg import Record

from kernel.errors import DomainError
from models import ApprovalRequest, ApprovalState, ApprovalVerdict, NotificationKind
from services.platform.approval_notice import tell_requesters
from services.platform.approval_task import asked, assign
from services.platform.notification import viewer_of
from services.refusals import NotFound, TextTooLong, ValueRequired
from services.rights import rows_of
from services.work import Work

NOTE_MAX: Final = 2_000


@dataclass(eq=False)
class ApprovalNotPending(DomainError):
    """A request is decided once."""

    message = "This request is not pending any more: it is {state}."
    state: str


@dataclass(eq=False)
class SelfApproval(DomainError):
    """Nobody approves what they have asked for, or have written themselves."""

    message = "You have asked for this, or written it: somebody else decides."


@dataclass(eq=False)
class NotAnApprover(DomainError):
    """A request is decided by those whom its step asks, and by each of them once."""

    message = "This request does not wait for you."


@dataclass(eq=False)
class NotTheRequester(DomainError):
    """A request is withdrawn by whoever has made it."""

    message = "Only whoever has made the request withdraws it."


_DECIDE: Final = """
insert into approval_decision (company_id, request_id, position, verdict, user_id, user_name, for_user_id, note)
values ($1, $2, $3, $4, $5, $6, $7, $8)
"""
# Whether the quorum of the step that is being asked is there, and whether it is the last.
_PROGRESS: Final = """
select (select count(*) from approval_decision as decision
    where decision.request_id = step.request_id and decision.position = step.position) >= step.quorum as is_reached,
  not exists (select from approval_request_step as later
    where later.request_id = step.request_id and later.position > step.position) as is_last
from approval_request_step as step where step.request_id = $1 and step.position = $2
"""
_END: Final = "update approval_request set state = $2, decided_at = $3 where id = $1"
_ADVANCE: Final = "update approval_request set position = position + 1 where id = $1"


async def approve(work: Work, request_id: UUID, note: str | None = None) -> UUID:
    """Approve a request in one's own place, or in that of whoever has delegated it, and give its id.

    Raises:
        NotFound: there is none, or none to be seen.
        ApprovalNotPending, SelfApproval, NotAnApprover, NotAPerson: as their names say.
    """
    request = await _decide(work, request_id, ApprovalVerdict.APPROVED, note)
    progress = await work.raw.fetchrow(_PROGRESS, request_id, request["position"])
    assert progress is not None
    if progress["is_reached"]:
        if progress["is_last"]:
            await work.raw.execute(_END, request_id, ApprovalState.APPROVED, work.clock.now())
            await _tell(work, NotificationKind.APPROVAL_GIVEN, request_id, note)
        else:
            await work.raw.execute(_ADVANCE, request_id)
    await assign(work, [request_id])
    return request_id


async def reject(work: Work, request_id: UUID, note: str) -> UUID:
    """Reject a request, whoever else has approved it, and give its id.

    Raises:
        ValueRequired: nothing is said about why.
        NotFound, ApprovalNotPending, SelfApproval, NotAnApprover, NotAPerson: as for `approve`.
    """
    if not note.strip():
        raise ValueRequired(path=("note",))
    await _decide(work, request_id, ApprovalVerdict.REJECTED, note)
    await work.raw.execute(_END, request_id, ApprovalState.REJECTED, work.clock.now())
    await _tell(work, NotificationKind.APPROVAL_REFUSED, request_id, note)
    await assign(work, [request_id])
    return request_id


async def withdraw(work: Work, request_id: UUID) -> UUID:
    """Take back a request that one has made, and give its id.

    Raises:
        NotFound, ApprovalNotPending: as for `approve`.
        NotTheRequester: somebody else has made it.
    """
    request = await _pending(work, request_id)
    if request["requested_by"] != work.actor.subject:
        raise NotTheRequester(path=("id",))
    await work.raw.execute(_END, request_id, ApprovalState.WITHDRAWN, work.clock.now())
    await assign(work, [request_id])
    return request_id


async def _tell(work: Work, kind: NotificationKind, request_id: UUID, note: str | None) -> None:
    await tell_requesters(work, kind, [request_id], who=work.actor.display_name, note=(note or "").strip())


async def _decide(work: Work, request_id: UUID, verdict: ApprovalVerdict, note: str | None) -> Record:
    """Write a decision; whoever decides on the same request waits."""
    if note is not None and len(note) > NOTE_MAX:
        raise TextTooLong(len(note), NOTE_MAX, path=("note",))
    user_id = viewer_of(work)
    request = await _pending(work, request_id)
    if str(user_id) in (request["requested_by"], *request["written_by"]):
        raise SelfApproval(path=("id",))
    place = await asked(work.raw, request_id, user_id)
    if place is None:
        raise NotAnApprover(path=("id",))
    said = (note or "").strip() or None
    of = (request["company_id"], request_id, request["position"], verdict)
    await work.raw.execute(_DECIDE, *of, user_id, work.actor.display_name, place.for_user_id, said)
    return request


async def _pending(work: Work, request_id: UUID) -> Record:
    """Lock a request that one sees, and that is not decided yet."""
    table = ApprovalRequest.__table__
    seen = await work.session.scalar(sa.select(table.c.id).where(table.c.id == request_id, *rows_of(work, table)))
    if seen is None:
        raise NotFound(path=("id",))
    request = await work.raw.fetchrow("select * from approval_request where id = $1 for update", request_id)
    assert request is not None
    if (
        request["state"] == ApprovalState.PENDING
        and request["expires_at"]
        and request["expires_at"] <= work.clock.now()
    ):
        raise ApprovalNotPending(ApprovalState.EXPIRED, path=("id",))
    if request["state"] != ApprovalState.PENDING:
        raise ApprovalNotPending(request["state"], path=("id",))
    return request
