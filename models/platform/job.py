"""Jobs: work in the background as whoever asked for it follows it.

The queue behind it has a schema of its own, `queue`, whose tables are pgqueuer's; a row of it is gone when its work is
done, and the job stays to tell.
"""

from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, Entity, Instant, closed_set, not_negative


class JobState(StrEnum):
    """How far a job is."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"
    HELD = "HELD"


class Job(Entity, Base):
    """A piece of work that is done in the background: how far it is, and what came of it."""

    __tablename__ = "job"
    __table_args__ = (
        sa.CheckConstraint("progress_done <= progress_total", name="progress_within_total"),
        *not_negative("progress_done", "progress_total", "attempts"),
        sa.Index(None, "requested_by", "id"),
        sa.Index(None, "company_id", "id"),
        sa.Index(None, "state", "id"),
        sa.Index(None, "kind", "id"),
    )

    # What is to be done, as the table of handlers has it: `mail.send`.
    kind: Mapped[Code]
    state: Mapped[JobState] = mapped_column(closed_set(JobState), server_default=sa.text("'QUEUED'"))
    # Null where nobody can say how much there is to do.
    progress_total: Mapped[int | None]
    progress_done: Mapped[int] = mapped_column(server_default=sa.text("0"))
    message: Mapped[str | None]
    result: Mapped[dict[str, object] | None] = mapped_column(JSONB)
    attempts: Mapped[int] = mapped_column(server_default=sa.text("0"))
    # The subject of who asked for it, and the company that it is for, if it is for one.
    requested_by: Mapped[Code]
    company_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("company.id"))
    # Its row in the queue; null until it has one.
    queue_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    started_at: Mapped[Instant | None]
    finished_at: Mapped[Instant | None]
