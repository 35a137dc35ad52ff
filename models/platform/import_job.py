"""Imports: what is brought in from other systems, what became of every row, and what can be taken back."""

from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, CompanyOwned, Entity, Instant, closed_set, company_key, found_by, not_negative


class ImportJobState(StrEnum):
    """How far an import is."""

    DRAFT = "DRAFT"
    MAPPED = "MAPPED"
    VALIDATED = "VALIDATED"
    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    PARTIAL = "PARTIAL"
    FAILED = "FAILED"
    REVERTED = "REVERTED"


class ImportFate(StrEnum):
    """What became of a row of the source; every row has exactly one."""

    IMPORTED = "IMPORTED"
    MERGED = "MERGED"
    UNCHANGED = "UNCHANGED"
    REJECTED = "REJECTED"
    HELD_BACK = "HELD_BACK"


class ImportMapping(CompanyOwned, Base):
    """What the columns of a source become. Append-only: a change is another revision, so that an import can be explained."""

    __tablename__ = "import_mapping"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("company_id", "code", "revision"),
        sa.CheckConstraint("revision >= 1", name="revision_positive"),
    )

    code: Mapped[Code]
    revision: Mapped[int]
    # What the rows become: the name of a target, such as "parties".
    target: Mapped[Code]
    document: Mapped[dict[str, object]] = mapped_column(JSONB)


class ImportJob(Entity, Base):
    """One import of one source, in chunks that are each a transaction."""

    __tablename__ = "import_job"
    __table_args__ = (
        *not_negative("chunks_done", "rows_read"),
        *found_by("company_id", "mapping_id", "state", "file_id", "rejects_file_id", "job_id"),
        sa.Index(None, "system", "source_sha256"),
    )

    # Null before the import has founded its company, and after it was taken back with it.
    company_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("company.id", ondelete="SET NULL"))
    # The other system, as external references name it.
    system: Mapped[Code]
    target: Mapped[Code]
    mapping_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("import_mapping.id"))
    state: Mapped[ImportJobState] = mapped_column(closed_set(ImportJobState), server_default=sa.text("'DRAFT'"))
    source_name: Mapped[str]
    # Of all files of the source: an import goes on with the source that it began with.
    source_sha256: Mapped[Code]
    # How the source is to be read: encoding, separators and the like, as they were stated.
    options: Mapped[dict[str, object]] = mapped_column(JSONB, server_default=sa.text("'{}'"))
    chunks_done: Mapped[int] = mapped_column(server_default=sa.text("0"))
    rows_read: Mapped[int] = mapped_column(server_default=sa.text("0"))
    # What the schema showed of the company before the first chunk, as text by figure; null before it.
    figures_before: Mapped[dict[str, str] | None] = mapped_column(JSONB)
    # What a dry run or the import itself came to; null before either.
    report: Mapped[dict[str, object] | None] = mapped_column(JSONB)
    # What is to be read, and the rows that were rejected the last time; null where it was read from elsewhere, or none were.
    file_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("file.id"))
    rejects_file_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("file.id"))
    # The work in the background that was asked for last; null before any was, and once that is forgotten.
    job_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("job.id", ondelete="SET NULL"))
    requested_by: Mapped[Code]
    started_at: Mapped[Instant | None]
    finished_at: Mapped[Instant | None]


class ImportRow(Base):
    """What became of one row of a source. It has no version and no company of its own, because there are so many."""

    __tablename__ = "import_row"
    __table_args__ = (
        sa.UniqueConstraint("job_id", "part", "number"),
        sa.CheckConstraint("number >= 1", name="number_positive"),
        sa.Index(None, "job_id", "fate", "id"),
        # What is forgotten after a time, while there is something to forget.
        sa.Index(
            "ix_import_row_telling",
            "job_id",
            postgresql_where=sa.text("values is not null or changes is not null or reason is not null"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=sa.text("uuidv7()"))
    job_id: Mapped[UUID] = mapped_column(sa.ForeignKey("import_job.id"))
    # The file, sheet or table that it stands in, and its number there from 1 on, a row with names not counted.
    part: Mapped[Code]
    number: Mapped[int]
    fate: Mapped[ImportFate] = mapped_column(closed_set(ImportFate))
    # What it became, or was merged into: the type in the schema and its id.
    entity_type: Mapped[Code | None]
    entity_id: Mapped[UUID | None]
    # Why it stayed outside: a code, and a sentence.
    code: Mapped[Code | None]
    reason: Mapped[str | None]
    # The row as it was read, by column and in their order, where somebody may have to correct it.
    values: Mapped[dict[str, object] | None] = mapped_column(sa.JSON)
    # The figure by which rows are added up, as the source has it.
    amount: Mapped[Decimal | None]
    # The values that were put into another form: a list of field, before, after and rule; null where none was.
    changes: Mapped[list[object] | None] = mapped_column(JSONB)


class ImportEntity(Base):
    """Something that an import has made, for as long as it can be taken back."""

    __tablename__ = "import_entity"
    __table_args__ = (
        sa.UniqueConstraint("entity_id"),
        sa.Index(None, "job_id", "entity_type", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=sa.text("uuidv7()"))
    job_id: Mapped[UUID] = mapped_column(sa.ForeignKey("import_job.id"))
    entity_type: Mapped[Code]
    entity_id: Mapped[UUID]
    # Of the rows that it was made of, in hexadecimal: the same rows again change nothing.
    fingerprint: Mapped[Code]
