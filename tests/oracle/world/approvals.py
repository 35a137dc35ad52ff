"""What is to be approved: by somebody, by nobody, and of documents that are there or not."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import models
from models import ApprovalVerdict
from models.base import Entity
from tests.oracle.world.builder import MOMENTS, Builder
from tests.oracle.world.texts import NAMES


def approvals(builder: Builder, currency: str, people: Sequence[UUID], documents: Sequence[Entity]) -> None:
    """Make policies of one company with requests, some decisions on them, and tasks and delegations of people."""
    policies = [
        models.ApprovalPolicy(
            **builder.owned(),
            name=builder.pick(NAMES),
            document_type=name,
            currency=currency,
            amount_above=builder.maybe(builder.amount(currency)),
            expires_after_days=builder.maybe(7),
        )
        for name in ("JournalEntryDraft", "SalesOrder")
    ]
    steps = [
        models.ApprovalStep(**builder.owned(), policy_id=policy.id, position=place, role_code="X_REP", quorum=place)
        for policy in policies
        for place in (1, 2)
    ]
    requests = [_request(builder, policies, currency, people, document) for document in documents]
    asked = [
        models.ApprovalRequestStep(**builder.owned(), request_id=request.id, position=place, permission="a", quorum=2)
        for request in requests
        for place in (1, 2)
    ]
    decisions = [
        models.ApprovalDecision(
            **builder.owned(),
            request_id=request.id,
            position=1,
            verdict=ApprovalVerdict.APPROVED,
            user_id=next(user for user in people if str(user) != request.requested_by),
            user_name=builder.pick(NAMES),
            note=builder.maybe("Fine."),
            for_user_id=next(user for user in reversed(people) if str(user) != request.requested_by),
        )
        for request in requests[::2]
    ]
    tasks = [
        models.ApprovalTask(
            **builder.owned(), request_id=request.id, user_id=user, for_user_id=builder.maybe(people[0])
        )
        for request in requests[:3]
        for user in people
    ]
    delegations = [
        models.ApprovalDelegation(
            **builder.owned(),
            user_id=one,
            delegate_id=other,
            ends_on=date(2026, 12, 31),
            revoked_at=builder.maybe(builder.pick(MOMENTS)),
        )
        for one, other in zip(people, [*people[1:], people[0]], strict=True)
    ]
    builder.layer(policies, [*steps, *requests], [*asked, *tasks, *delegations], decisions)


def _request(
    builder: Builder,
    policies: Sequence[models.ApprovalPolicy],
    currency: str,
    people: Sequence[UUID],
    document: Entity,
) -> models.ApprovalRequest:
    return models.ApprovalRequest(
        **builder.owned(),
        policy_id=builder.pick(policies).id,
        document_type=type(document).__name__,
        document_id=document.id,
        revision="1",
        description=builder.pick(NAMES),
        currency=currency,
        amount=builder.maybe(builder.amount(currency)),
        requested_by=str(builder.pick(people)),
        requested_by_name=builder.pick(NAMES),
        written_by=["somebody"],
        expires_at=builder.maybe(builder.pick(MOMENTS)),
    )
