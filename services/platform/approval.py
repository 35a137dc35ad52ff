"""Approvals: what is done only after others have agreed to it.

A module calls `require` before a transition, with what is to be approved. Where a policy of the company wants somebody's
agreement and it is not there, the transition is refused, and the request for approval stays. `approval_decision` has what
becomes of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

from asyncpg import Record

from kernel.errors import DomainError
from kernel.ids import NodeId, uuid7
from models import ApprovalState, NotificationKind, tables_by_type
from services.platform.approval_notice import tell_requesters
from services.platform.approval_task import assign
from services.refusals import Remembered
from services.work import Work


class Approvable(StrEnum):
    """The types of documents that are put to `require`."""

    INVOICE = "Invoice"
    JOURNAL_ENTRY_DRAFT = "JournalEntryDraft"
    PAYMENT = "Payment"


@dataclass(frozen=True, slots=True)
class Matter:
    """What is to be approved: a document as it is now."""

    company_id: UUID
    document: NodeId
    # Stands for everything that is approved, such as the version of a draft: another one has to be approved again.
    revision: str
    description: str
    # In the currency of the company; null where the document has none.
    amount: Decimal | None
    # Who wrote it, or changed it, and may not approve it any more than who asks.
    written_by: Sequence[str] = ()


@dataclass(eq=False)
class ApprovalRequired(Remembered):
    """What needs the agreement of others is done when they have agreed; they have been asked."""

    message = "This needs approval first; the request for it is waiting."
    request: NodeId
    # What is still to be asked for; None where it waits already.
    new: "_NewRequest | None" = field(default=None, kw_only=True, repr=False)

    def facts(self) -> dict[str, object]:
        """Give the request."""
        return {"request": self.request}

    async def remember(self, work: Work) -> None:
        """Ask for approval, unless somebody else just has or the document was never written."""
        if self.new is not None:
            self.request = NodeId("ApprovalRequest", await _ask(work, self.new))


@dataclass(eq=False)
class ApprovalRejected(DomainError):
    """What was rejected is changed before approval is asked for again."""

    message = "This was rejected. Change it before you ask again."
    request: NodeId


@dataclass(frozen=True, slots=True)
class _NewRequest:
    """A request that is about to be made."""

    id: UUID
    policy_id: UUID
    expires_after_days: int | None
    currency: str
    matter: Matter


# The policy with the highest amount below that of the document holds, and one for any amount where there is none.
_STAND: Final = """
select policy.id as policy_id, policy.expires_after_days, policy.currency, request.id, request.state, request.revision,
  request.expires_at <= $5 as is_over, request.policy_id = policy.id
    and ($3::numeric is null or request.amount >= round($3::numeric, currency_exponent(policy.currency))) as covers
from (
  select * from approval_policy
  where company_id = $1 and document_type = $2 and archived_at is null and (amount_above is null or $3::numeric > amount_above)
  order by amount_above desc nulls last limit 1
) as policy
left join lateral (
  select * from approval_request where document_id = $4 order by recorded_at desc, id desc limit 1
) as request on true
"""
# A request for what the document is no more, for less than it comes to now, or that nobody decided in time, waits for nobody.
_END: Final = """
update approval_request set state = case when expires_at <= $3 then 'EXPIRED' else 'WITHDRAWN' end, decided_at = $3
where document_id = $1 and state = 'PENDING' and (expires_at <= $3 or revision <> $2 or policy_id <> $4
  or $5::numeric is not null and (amount is null or amount < round($5::numeric, currency_exponent(currency))))
returning id, state
"""
_INSERT: Final = """
insert into approval_request (id, company_id, policy_id, document_type, document_id, revision, description, currency, amount,
  requested_by, requested_by_name, written_by, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, round($9::numeric, currency_exponent($8)), $10, $11, $12, $13)
on conflict (document_id) where state = 'PENDING' do nothing returning id
"""
_STEPS: Final = """
insert into approval_request_step (company_id, request_id, position, role_code, permission, quorum)
select company_id, $1, row_number() over (order by position), role_code, permission, quorum
from approval_step where policy_id = $2
"""


async def require(work: Work, matter: Matter) -> None:
    """Let pass what needs no approval or has it: by the policy that holds now, for no less than it comes to now.

    Raises:
        ApprovalRequired: it needs approval; it has been asked for.
        ApprovalRejected: it was asked for, and refused.
    """
    found = await work.raw.fetchrow(
        _STAND, matter.company_id, matter.document.type_name, matter.amount, matter.document.key, work.clock.now()
    )
    if found is None:
        return
    same = found["revision"] == matter.revision
    # The same document may come to more at the rate of another day.
    covers = same and found["covers"]
    match found["state"]:
        case "APPROVED" if covers:
            return
        case "REJECTED" if same:
            raise ApprovalRejected(_node(found["id"]), path=("id",))
        case "PENDING" if covers and not found["is_over"]:
            raise ApprovalRequired(_node(found["id"]), path=("id",))
        case _:
            new = _new(found, matter)
            raise ApprovalRequired(_node(new.id), new=new, path=("id",))


def _new(found: Record, matter: Matter) -> _NewRequest:
    return _NewRequest(uuid7(), found["policy_id"], found["expires_after_days"], found["currency"], matter)


async def _ask(work: Work, new: _NewRequest) -> UUID:
    """Write a request, and give its id; where one waits already it is that one."""
    matter = new.matter
    table = tables_by_type()[matter.document.type_name]
    if await work.raw.fetchval(f"select id from {table} where id = $1", matter.document.key) is None:  # noqa: S608 - names of ours
        return new.id
    ended = await _end(work, new)
    made = await _write(work, new)
    # Of those that ended nobody is asked any more.
    await assign(work, [*ended, new.id])
    if made is None:
        waiting = "select id from approval_request where document_id = $1 and state = 'PENDING'"
        return await work.raw.fetchval(waiting, matter.document.key) or new.id
    return new.id


async def _end(work: Work, new: _NewRequest) -> list[UUID]:
    """End the request that a new one takes the place of, tell whoever had asked where nobody decided, and give its id."""
    matter = new.matter
    ended = await work.raw.fetch(
        _END, matter.document.key, matter.revision, work.clock.now(), new.policy_id, matter.amount
    )
    expired = [row["id"] for row in ended if row["state"] == ApprovalState.EXPIRED]
    await tell_requesters(work, NotificationKind.APPROVAL_EXPIRED, expired)
    return [row["id"] for row in ended]


async def _write(work: Work, new: _NewRequest) -> UUID | None:
    """Write a request with the steps of its policy, and give its id; None where one waits already."""
    matter, days = new.matter, new.expires_after_days
    made = await work.raw.fetchval(
        _INSERT,
        new.id,
        matter.company_id,
        new.policy_id,
        matter.document.type_name,
        matter.document.key,
        matter.revision,
        matter.description,
        new.currency,
        matter.amount,
        work.actor.subject,
        work.actor.display_name,
        list(matter.written_by),
        None if days is None else work.clock.now() + timedelta(days=days),
    )
    if made is not None:
        await work.raw.execute(_STEPS, new.id, new.policy_id)
    return made


def _node(key: UUID) -> NodeId:
    return NodeId("ApprovalRequest", key)
