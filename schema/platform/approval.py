"""Approvals as clients see and write them."""

import datetime as dt

import models
from models import ApprovalState, ApprovalVerdict
from planner.entity import entity
from planner.fields import column, many, measure, one, reference
from planner.lists import pages
from schema import names
from schema.base import CompanyRecord, Connection, Money, Node
from schema.enums import described

READ = "platform.approval:read"
DECIDE = "platform.approval:decide"
READ_POLICY = "platform.approval_policy:read"
WRITE_POLICY = "platform.approval_policy:write"

_ROLE = "Those with this role are asked, by its code such as CONTROLLER; null where a permission says who is."
_PERMISSION = "Those with this permission are asked, such as finance.entry:approve; null where a role says who is."
_QUORUM = "How many different people of these it takes: 1 to 20."

described(
    ApprovalState,
    "Where a request for approval is in its life cycle.",
    {
        ApprovalState.PENDING: "It waits for the people whom its step asks.",
        ApprovalState.APPROVED: "Everybody whom it takes has approved; the document can go on, as it was then.",
        ApprovalState.REJECTED: "Somebody has rejected it; the document has to be changed first.",
        ApprovalState.WITHDRAWN: "Whoever made it took it back, or the document has been changed since.",
        ApprovalState.EXPIRED: "Nobody decided in time.",
    },
)
described(
    ApprovalVerdict,
    "What somebody said to a request for approval.",
    {ApprovalVerdict.APPROVED: "They agree.", ApprovalVerdict.REJECTED: "They do not, which ends the request."},
)


@entity(models.ApprovalPolicy, needs=READ_POLICY, writes=WRITE_POLICY)
class ApprovalPolicy(CompanyRecord):
    """Which documents of a company need approval. Of several that fit, the one with the highest amount holds."""

    name: str = column("What people call it.", writes=True)
    document_type: str = column(
        "The type of the documents, such as JournalEntryDraft.", groups=True, writes=True, fixed=True
    )
    amount_above: Money | None = measure(
        "Documents above this amount need approval, in the currency of the company; null for all of them.",
        "amount_above",
        "currency",
        writes=True,
    )
    expires_after_days: int | None = column(
        "How many days a request waits, 1 to 365; null for as long as it takes.", writes=True
    )
    archived_at: dt.datetime | None = column("When it was put out of use; null while it is in use.")
    steps: list[names.ApprovalStep] | None = many(
        "Whom it asks, one step after the other; at least one.", "policy_id", order="position", at_most=20, writes=True
    )
    requests: Connection[names.ApprovalRequest] | None = pages(
        "What was asked because of it.", names.ApprovalRequest, "policy_id", needs=READ
    )


@entity(models.ApprovalStep, needs=READ_POLICY, order="position", writes=WRITE_POLICY)
class ApprovalStep(CompanyRecord):
    """Whom a policy asks at once."""

    policy: names.ApprovalPolicy | None = one("Whose step it is.", "policy_id", writes=True, fixed=True)
    position: int = column("Where it stands among the steps, from 1; each once.", writes=True)
    role_code: str | None = column(_ROLE, writes=True)
    permission: str | None = column(_PERMISSION, writes=True)
    quorum: int = column(_QUORUM, writes=True)


@entity(models.ApprovalRequest, needs=READ, order="-recorded_at")
class ApprovalRequest(CompanyRecord):
    """That a document is to be approved, as it was when somebody asked.

    One sees the requests that one has made, may decide or has decided; all others need `platform.approval_policy:read`.
    """

    recorded_at: dt.datetime = column("When it was made.", filters=True, orders=True)
    state: ApprovalState = column("Where it is in its life cycle.", filters=True, groups=True)
    description: str = column("What is to be approved, in a line.")
    amount: Money | None = measure(
        "What it is about, in the currency of the company; null where the document has no amount.", "amount", "currency"
    )
    document: Node | None = reference(
        "What is to be approved; null where it is gone, or the viewer may not see it.", "document_type", "document_id"
    )
    document_type: str = column("The type of the document.", groups=True)
    policy: names.ApprovalPolicy | None = one("Why it needs approval.", "policy_id", filters=True)
    position: int = column("The step that is being asked, or that was asked last.")
    requested_by: str = column(
        "Who made it: the id of a user, or of the client where no user was behind it.", filters=True
    )
    requested_by_name: str = column("The name of whoever made it.")
    expires_at: dt.datetime | None = column("Until when it can be decided; null for as long as it takes.")
    decided_at: dt.datetime | None = column("When it came to its end; null while it is pending.")
    steps: list[names.ApprovalRequestStep] | None = many(
        "Whom it asks, as the policy had it then.", "request_id", order="position", at_most=20
    )
    decisions: list[names.ApprovalDecision] | None = many(
        "What they have said so far.", "request_id", order="id", at_most=400
    )


@entity(models.ApprovalRequestStep, needs=READ, order="position")
class ApprovalRequestStep(CompanyRecord):
    """A step of a request for approval. A fact: it never changes."""

    request: names.ApprovalRequest | None = one("The request.", "request_id")
    position: int = column("Where it stands among the steps, from 1.")
    role_code: str | None = column(_ROLE)
    permission: str | None = column(_PERMISSION)
    quorum: int = column(_QUORUM)


@entity(models.ApprovalDecision, needs=READ)
class ApprovalDecision(CompanyRecord):
    """What somebody said to a request. A fact: it never changes."""

    request: names.ApprovalRequest | None = one("The request.", "request_id")
    position: int = column("The step in which it was said.")
    verdict: ApprovalVerdict = column("What they said.", groups=True)
    user: names.User | None = one("Who said it.", "user_id", filters=True)
    user_name: str = column("The name of whoever said it, as it was then.")
    for_user: names.User | None = one("In whose place; null where it was their own.", "for_user_id", filters=True)
    note: str | None = column("Why; null where nothing was said.")


@entity(models.ApprovalTask, needs=READ, order="-recorded_at")
class ApprovalTask(CompanyRecord):
    """That a request for approval waits for the viewer."""

    recorded_at: dt.datetime = column("Since when it waits.", filters=True, orders=True)
    request: names.ApprovalRequest | None = one("What is to be decided.", "request_id")
    for_user: names.User | None = one(
        "In whose place the viewer decides; null where it is their own.", "for_user_id", filters=True
    )


@entity(models.ApprovalDelegation, needs=READ)
class ApprovalDelegation(CompanyRecord):
    """That somebody decides on requests for approval in somebody else's place. Both see it."""

    user: names.User | None = one("In whose place.", "user_id", filters=True)
    delegate: names.User | None = one("Who decides.", "delegate_id", filters=True)
    ends_on: dt.date = column("The last day, in the time zone of the company.")
    revoked_at: dt.datetime | None = column("When it was taken back before; null where it was not.")
