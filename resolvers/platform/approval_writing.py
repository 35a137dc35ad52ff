"""What can be done about approvals."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import strawberry

from planner.drafts import key_of
from planner.fields import argument
from planner.mutations import Outcome, mutation
from resolvers.writing import archives, creates, restores, updates
from schema import names
from schema.payloads import payload
from schema.platform.approval import DECIDE, WRITE_POLICY
from services.platform.approval_decision import approve, reject, withdraw
from services.platform.approval_delegation import delegate, revoke
from services.platform.approval_policy import POLICY
from services.work import Work


async def _approve(work: Work, given: Mapping[str, Any]) -> Outcome:
    return {"approvalRequest": await approve(work, _request(given), given.get("note"))}


async def _reject(work: Work, given: Mapping[str, Any]) -> Outcome:
    return {"approvalRequest": await reject(work, _request(given), given["note"])}


async def _withdraw(work: Work, given: Mapping[str, Any]) -> Outcome:
    return {"approvalRequest": await withdraw(work, _request(given))}


async def _delegate(work: Work, given: Mapping[str, Any]) -> Outcome:
    company = key_of(given["companyId"], "Company", ("companyId",))
    person = key_of(given["delegateId"], "User", ("delegateId",))
    return {"approvalDelegation": await delegate(work, company, person, given["endsOn"])}


async def _revoke(work: Work, given: Mapping[str, Any]) -> Outcome:
    return {"approvalDelegation": await revoke(work, key_of(given["id"], "ApprovalDelegation", ("id",)))}


def _request(given: Mapping[str, Any]) -> Any:
    return key_of(given["id"], "ApprovalRequest", ("id",))


_WHICH = argument("id", strawberry.ID, "The request.", required=True)


@strawberry.type
class ApprovalMutations:
    """What can be done about approvals."""

    approval_policy_create = creates(
        names.ApprovalPolicy, "Say which documents need approval, and whose.", POLICY, needs=WRITE_POLICY
    )
    approval_policy_update = updates(
        names.ApprovalPolicy,
        "Change a policy or its steps; requests that wait keep the steps that they were made with.",
        POLICY,
        needs=WRITE_POLICY,
    )
    approval_policy_archive = archives(names.ApprovalPolicy, "Put a policy out of use.", POLICY, needs=WRITE_POLICY)
    approval_policy_restore = restores(names.ApprovalPolicy, "Put a policy back into use.", POLICY, needs=WRITE_POLICY)
    approval_approve = mutation(
        "Approve a request that waits for the viewer, or for whoever has delegated it to the viewer.",
        payload(names.ApprovalRequest),
        _approve,
        needs=DECIDE,
        arguments=[_WHICH, argument("note", str, "What there is to say to it.")],
    )
    approval_reject = mutation(
        "Reject a request that waits for the viewer; that ends it.",
        payload(names.ApprovalRequest),
        _reject,
        needs=DECIDE,
        arguments=[_WHICH, argument("note", str, "Why, for whoever has asked.", required=True)],
    )
    approval_withdraw = mutation(
        "Take back a request that the viewer has made.",
        payload(names.ApprovalRequest),
        _withdraw,
        needs=DECIDE,
        arguments=[_WHICH],
    )
    approval_delegate = mutation(
        "Let somebody decide in the viewer's place, through a last day.",
        payload(names.ApprovalDelegation),
        _delegate,
        needs=DECIDE,
        arguments=[
            argument("company_id", strawberry.ID, "The company for whose requests it is.", required=True),
            argument("delegate_id", strawberry.ID, "Who is to decide.", required=True),
            argument("ends_on", dt.date, "The last day, in the time zone of the company.", required=True),
        ],
    )
    approval_delegation_revoke = mutation(
        "End a delegation of the viewer's own before its last day.",
        payload(names.ApprovalDelegation),
        _revoke,
        needs=DECIDE,
        arguments=[argument("id", strawberry.ID, "The delegation.", required=True)],
    )
