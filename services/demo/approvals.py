"""What waits for approval in the demo: a large entry, which one of the two who are asked has approved."""

from typing import Final
from uuid import UUID

import models
from auth.roles import RoleCode
from kernel.rounding import round_to
from models import ApprovalVerdict
from services.demo.identity import COMPANY_ID, FOUNDED_AT, TODAY, USER_IDS, at, demo_id
from services.demo.people import NAMES
from services.demo.rows import Rows

AMOUNT: Final = 24_000
LIMIT: Final = 10_000
ASKED: Final = "platform.approval_policy:write"


def add_approvals(rows: Rows) -> None:
    """Add a policy, and a request that waits for the controller."""
    draft_id = _add_draft(rows)
    policy_id, request_id = demo_id("approval", "policy"), demo_id("approval", "request")
    accountant, controller = USER_IDS[RoleCode.ACCOUNTANT], USER_IDS[RoleCode.CONTROLLER]
    rows.add(
        models.ApprovalPolicy, policy_id, FOUNDED_AT, company_id=COMPANY_ID, name="Entries above 10,000",
        document_type="JournalEntryDraft", currency="EUR", amount_above=round_to(LIMIT, 2),
    )  # fmt: skip
    rows.add(
        models.ApprovalStep, demo_id("approval", "step"), FOUNDED_AT, company_id=COMPANY_ID, policy_id=policy_id,
        position=1, permission=ASKED, quorum=2,
    )  # fmt: skip
    rows.add(
        models.ApprovalRequest, request_id, at(TODAY, 10), company_id=COMPANY_ID, policy_id=policy_id,
        document_type="JournalEntryDraft", document_id=draft_id, revision="version 1", description="Provision for repairs",
        currency="EUR", amount=round_to(AMOUNT, 2), requested_by=str(accountant),
        requested_by_name=NAMES[RoleCode.ACCOUNTANT], written_by=[str(accountant)],
    )  # fmt: skip
    rows.add(
        models.ApprovalRequestStep, demo_id("approval", "asked"), at(TODAY, 10), company_id=COMPANY_ID,
        request_id=request_id, position=1, permission=ASKED, quorum=2,
    )  # fmt: skip
    rows.add(
        models.ApprovalDecision, demo_id("approval", "decision"), at(TODAY, 11), company_id=COMPANY_ID,
        request_id=request_id, position=1, verdict=ApprovalVerdict.APPROVED, user_id=USER_IDS[RoleCode.ADMIN],
        user_name=NAMES[RoleCode.ADMIN], note="As we agreed.",
    )  # fmt: skip
    rows.add(
        models.ApprovalTask, demo_id("approval", "task"), at(TODAY, 10), company_id=COMPANY_ID, request_id=request_id,
        user_id=controller,
    )  # fmt: skip
    rows.add(
        models.ApprovalDelegation, demo_id("approval", "delegation"), at(TODAY, 9), company_id=COMPANY_ID,
        user_id=controller, delegate_id=USER_IDS[RoleCode.SALES_MANAGER], ends_on=TODAY,
    )  # fmt: skip


def _add_draft(rows: Rows) -> UUID:
    draft_id = demo_id("approval", "draft")
    rows.add(
        models.JournalEntryDraft, draft_id, at(TODAY, 10), company_id=COMPANY_ID,
        journal_id=demo_id("ledger journal", f"{COMPANY_ID} GEN"), posted_on=TODAY, document_on=None,
        description="Provision for repairs", currency="EUR", rate=None,
        entered_by=str(USER_IDS[RoleCode.ACCOUNTANT]),
    )  # fmt: skip
    for position, (account, debit, credit) in enumerate((("6130", AMOUNT, 0), ("2050", 0, AMOUNT)), 1):
        rows.add(
            models.JournalEntryDraftLine, demo_id("approval", f"draft line {position}"), at(TODAY, 10),
            company_id=COMPANY_ID, draft_id=draft_id, position=position,
            account_id=demo_id("ledger account", f"{COMPANY_ID} {account}"), debit=round_to(debit, 2),
            credit=round_to(credit, 2),
        )  # fmt: skip
    return draft_id
