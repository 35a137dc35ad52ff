"""Root fields for approvals."""

import strawberry

from planner.lists import by_id, pages
from resolvers.platform.change import changes
from schema import names
from schema.base import Connection
from schema.platform.change import Changes


@strawberry.type
class ApprovalQueries:
    """Root fields for approvals."""

    approval_inbox: Connection[names.ApprovalTask] | None = pages(
        "What waits for the viewer's decision.", names.ApprovalTask
    )
    approval_task: names.ApprovalTask | None = by_id("Something that waits for the viewer's decision, by its id.")
    approval_requests: Connection[names.ApprovalRequest] | None = pages(
        "What is or was to be approved.", names.ApprovalRequest
    )
    approval_request: names.ApprovalRequest | None = by_id("A request for approval by its id.")
    approval_request_steps: Connection[names.ApprovalRequestStep] | None = pages(
        "Whom requests for approval ask, one step after the other.", names.ApprovalRequestStep
    )
    approval_request_step: names.ApprovalRequestStep | None = by_id("A step of a request for approval by its id.")
    approval_decisions: Connection[names.ApprovalDecision] | None = pages(
        "Who has approved or rejected what.", names.ApprovalDecision
    )
    approval_decision: names.ApprovalDecision | None = by_id("A decision on a request for approval, by its id.")
    approval_policies: Connection[names.ApprovalPolicy] | None = pages(
        "Which documents need approval.", names.ApprovalPolicy
    )
    approval_policy: names.ApprovalPolicy | None = by_id("An approval policy by its id.")
    approval_steps: Connection[names.ApprovalStep] | None = pages("Whom approval policies ask.", names.ApprovalStep)
    approval_step: names.ApprovalStep | None = by_id("A step of an approval policy by its id.")
    approval_delegations: Connection[names.ApprovalDelegation] | None = pages(
        "Who decides in whose place.", names.ApprovalDelegation
    )
    approval_delegation: names.ApprovalDelegation | None = by_id("A delegation by its id.")


@strawberry.type
class ApprovalSubscriptions:
    """Subscriptions to what waits for the viewer's decision."""

    approval_inbox: Changes[names.ApprovalTask] = changes(
        "What waits for the viewer's decision: it came in, or is decided.", names.ApprovalTask
    )
