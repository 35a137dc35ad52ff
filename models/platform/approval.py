"""Approvals: what must be agreed to by others before it is done, who is asked, and what they said."""

from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    Amount,
    Base,
    Code,
    CompanyOwned,
    CurrencyCode,
    Day,
    Instant,
    amounts_fit,
    closed_set,
    company_key,
    found_by,
    ordered_by,
    same_company,
)

_ONE_OF = "num_nonnulls(role_code, permission) = 1"


class ApprovalState(StrEnum):
    """Where a request for approval is in its life cycle."""

    PENDING = "PENDING"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    EXPIRED = "EXPIRED"


class ApprovalVerdict(StrEnum):
    """What somebody said who was asked."""

    APPROVED = "APPROVED"
    REJECTED = "REJECTED"


class ApprovalPolicy(CompanyOwned, Base):
    """Which documents of a company need approval: those of a type, all of them or above an amount."""

    __tablename__ = "approval_policy"
    __table_args__ = (
        company_key(),
        sa.CheckConstraint("amount_above >= 0", name="amount_above_not_negative"),
        sa.CheckConstraint("expires_after_days between 1 and 365", name="expires_within_a_year"),
        *amounts_fit("currency", "amount_above"),
        sa.Index(
            "uq_approval_policy_document_type",
            "company_id",
            "document_type",
            "amount_above",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=sa.text("archived_at is null"),
        ),
    )

    name: Mapped[str]
    # The name of the type in the schema.
    document_type: Mapped[Code]
    # Of the company.
    currency: Mapped[CurrencyCode]
    # Null is for documents of any amount, and of none.
    amount_above: Mapped[Amount | None]
    expires_after_days: Mapped[int | None]
    archived_at: Mapped[Instant | None]


class ApprovalStep(CompanyOwned, Base):
    """Whom a policy asks, one step after the other: as many different people as its quorum says."""

    __tablename__ = "approval_step"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("policy_id", "position", deferrable=True, initially="DEFERRED"),
        same_company("policy_id", "approval_policy"),
        sa.CheckConstraint(_ONE_OF, name="role_or_permission"),
        sa.CheckConstraint("quorum between 1 and 20", name="quorum_within_bounds"),
        sa.CheckConstraint("position between 1 and 20", name="position_within_bounds"),
    )

    policy_id: Mapped[UUID]
    position: Mapped[int]
    # Those with this role, or those with this permission, are asked.
    role_code: Mapped[Code | None]
    permission: Mapped[Code | None]
    quorum: Mapped[int] = mapped_column(server_default=sa.text("1"))


class ApprovalRequest(CompanyOwned, Base):
    """That a document, as it was when somebody asked, is to be approved."""

    __tablename__ = "approval_request"
    __table_args__ = (
        company_key(),
        same_company("policy_id", "approval_policy"),
        sa.CheckConstraint("(state = 'PENDING') = (decided_at is null)", name="pending_until_decided"),
        *amounts_fit("currency", "amount"),
        *ordered_by("recorded_at"),
        *found_by("policy_id"),
        sa.Index(None, "document_id", "recorded_at", "id"),
        sa.Index(None, "requested_by", "id"),
        sa.Index(None, "state", "id"),
        sa.Index(
            "uq_approval_request_pending", "document_id", unique=True, postgresql_where=sa.text("state = 'PENDING'")
        ),
    )

    policy_id: Mapped[UUID]
    # The document: the name of its type in the schema, and its id.
    document_type: Mapped[Code]
    document_id: Mapped[UUID]
    # Stands for everything that is approved: another one is another document to those who are asked.
    revision: Mapped[Code]
    description: Mapped[str]
    currency: Mapped[CurrencyCode]
    amount: Mapped[Amount | None]
    state: Mapped[ApprovalState] = mapped_column(closed_set(ApprovalState), server_default=sa.text("'PENDING'"))
    # The step that is being asked.
    position: Mapped[int] = mapped_column(server_default=sa.text("1"))
    requested_by: Mapped[Code]
    requested_by_name: Mapped[str]
    # Who wrote the document, or changed it, where that is known.
    written_by: Mapped[list[str]] = mapped_column(ARRAY(sa.Text()), server_default=sa.text("'{}'"))
    expires_at: Mapped[Instant | None]
    decided_at: Mapped[Instant | None]


class ApprovalRequestStep(CompanyOwned, Base):
    """A step of a request, as the policy had it when the request was made. Append-only."""

    __tablename__ = "approval_request_step"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("request_id", "position"),
        same_company("request_id", "approval_request"),
        sa.CheckConstraint(_ONE_OF, name="role_or_permission"),
        sa.CheckConstraint("quorum between 1 and 20", name="quorum_within_bounds"),
    )

    request_id: Mapped[UUID]
    position: Mapped[int]
    role_code: Mapped[Code | None]
    permission: Mapped[Code | None]
    quorum: Mapped[int]


class ApprovalDecision(CompanyOwned, Base):
    """What somebody said to a request. Append-only."""

    __tablename__ = "approval_decision"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("request_id", "user_id"),
        sa.UniqueConstraint("request_id", "for_user_id"),
        same_company("request_id", "approval_request"),
        sa.CheckConstraint("verdict = 'APPROVED' or note is not null", name="note_of_rejection"),
        *found_by("user_id", "for_user_id"),
    )

    request_id: Mapped[UUID]
    position: Mapped[int]
    verdict: Mapped[ApprovalVerdict] = mapped_column(closed_set(ApprovalVerdict))
    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    user_name: Mapped[str]
    # In whose place; null where it was their own.
    for_user_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    note: Mapped[str | None]


class ApprovalTask(CompanyOwned, Base):
    """That a request waits for somebody. It follows from roles and delegations, and is gone when it waits no more."""

    __tablename__ = "approval_task"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("request_id", "user_id"),
        same_company("request_id", "approval_request"),
        *ordered_by("recorded_at"),
        *found_by("user_id", "for_user_id"),
    )

    request_id: Mapped[UUID]
    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    # In whose place; null where it is their own.
    for_user_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    # When they were reminded last.
    reminded_at: Mapped[Instant | None]


class ApprovalDelegation(CompanyOwned, Base):
    """That somebody decides in somebody else's place, through a last day."""

    __tablename__ = "approval_delegation"
    __table_args__ = (
        company_key(),
        sa.CheckConstraint("user_id <> delegate_id", name="delegated_to_somebody_else"),
        *found_by("user_id", "delegate_id"),
    )

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    delegate_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    # In the time zone of the company.
    ends_on: Mapped[Day]
    revoked_at: Mapped[Instant | None]
