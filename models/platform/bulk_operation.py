"""Bulk operations: what is asked for or done by one document for very many rows, in the background, with a file for the answer."""

from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, Entity, Instant, closed_set, found_by, not_negative


class BulkOperationKind(StrEnum):
    """Whether a bulk operation reads or writes."""

    QUERY = "QUERY"
    MUTATION = "MUTATION"


class BulkOperationState(StrEnum):
    """How far a bulk operation is."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELED = "CANCELED"


class BulkErrorPolicy(StrEnum):
    """What becomes of the other lines where some are refused."""

    REJECT_ALL = "REJECT_ALL"
    REJECT_FAILED = "REJECT_FAILED"


class BulkOperation(Entity, Base):
    """A document that is answered in the background for all rows of a list, or done for all lines of a file."""

    __tablename__ = "bulk_operation"
    __table_args__ = (
        *not_negative("row_count", "failed_count", "page_count", "page_cost", "size_bytes"),
        sa.CheckConstraint("failed_count <= row_count", name="failed_within_rows"),
        sa.CheckConstraint("(kind = 'MUTATION') = (error_policy is not null)", name="policy_of_mutations"),
        sa.Index(None, "requested_by", "id"),
        sa.Index(None, "state", "id"),
        sa.Index("ix_bulk_operation_at_work", "client_id", postgresql_where=sa.text("state in ('QUEUED', 'RUNNING')")),
        *found_by("source_file_id", "file_id", "job_id"),
    )

    kind: Mapped[BulkOperationKind] = mapped_column(closed_set(BulkOperationKind))
    state: Mapped[BulkOperationState] = mapped_column(
        closed_set(BulkOperationState), server_default=sa.text("'QUEUED'")
    )
    document: Mapped[str]
    operation_name: Mapped[str | None]
    # What the list is asked with; null where lines of a file have them.
    variables: Mapped[dict[str, object] | None] = mapped_column(JSONB)
    # What becomes of the rest where lines are refused; null where nothing is written.
    error_policy: Mapped[BulkErrorPolicy | None] = mapped_column(closed_set(BulkErrorPolicy))
    # Lines that were written or done so far, and of these the ones that were refused.
    row_count: Mapped[int] = mapped_column(sa.BigInteger, server_default=sa.text("0"))
    failed_count: Mapped[int] = mapped_column(sa.BigInteger, server_default=sa.text("0"))
    page_count: Mapped[int] = mapped_column(server_default=sa.text("0"))
    # What one page, or one line, costs at most.
    page_cost: Mapped[int] = mapped_column(server_default=sa.text("0"))
    size_bytes: Mapped[int | None] = mapped_column(sa.BigInteger)
    # Of the answer, in hexadecimal; it stays when the file is forgotten.
    sha256: Mapped[Code | None]
    source_file_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("file.id", ondelete="SET NULL"))
    file_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("file.id", ondelete="SET NULL"))
    error_code: Mapped[Code | None]
    error_message: Mapped[str | None]
    # The subject of who asked for it, the program through which they did, and the rights that they had then.
    requested_by: Mapped[Code]
    client_id: Mapped[Code]
    rights: Mapped[dict[str, object]] = mapped_column(JSONB)
    # Null once the job is forgotten.
    job_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("job.id", ondelete="SET NULL"))
    # When the rows were as they are told; null before, and where it writes.
    snapshot_at: Mapped[Instant | None]
    started_at: Mapped[Instant | None]
    finished_at: Mapped[Instant | None]


class BulkLine(Base):
    """What came of one line of a bulk mutation, for as long as the others are being done."""

    __tablename__ = "bulk_line"
    __table_args__ = (sa.CheckConstraint("number >= 1", name="number_positive"),)

    operation_id: Mapped[UUID] = mapped_column(sa.ForeignKey("bulk_operation.id", ondelete="CASCADE"), primary_key=True)
    # From 1 on.
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    # As it stands in the answer.
    answer: Mapped[str]
    is_refused: Mapped[bool]
