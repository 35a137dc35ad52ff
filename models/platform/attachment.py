"""Files that were brought in, and the documents that they are attached to.

A file's bytes lie in the storage, under the SHA-256 of what they are; here stands what is known of them.
"""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, CompanyOwned, Entity, Instant, company_key, found_by, ordered_by, same_company


class File(Entity, Base):
    """A file that somebody asked to upload, and once it has arrived, what it is.

    A file that nothing has claimed for a day is removed.
    """

    __tablename__ = "file"
    __table_args__ = (
        company_key(),
        sa.CheckConstraint("size_bytes > 0", name="size_positive"),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256_is_a_hash"),
        sa.CheckConstraint("stored_at is null or sha256 is not null", name="stored_has_hash"),
        sa.CheckConstraint("claimed_at is null or stored_at is not null", name="claimed_is_stored"),
        *found_by("sha256", "requested_by"),
        sa.Index("ix_file_unclaimed", "changed_at", postgresql_where=sa.text("claimed_at is null")),
    )

    # Null for what founds a company, which is not there yet.
    company_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("company.id"))
    name: Mapped[str]
    media_type: Mapped[Code]
    size_bytes: Mapped[int] = mapped_column(sa.BigInteger)
    # Of the content, in hexadecimal; before the file has arrived it is what was announced, if anything was.
    sha256: Mapped[Code | None]
    # The subject of whoever asked to upload it: nobody else may use the file.
    requested_by: Mapped[Code]
    expires_at: Mapped[Instant]
    stored_at: Mapped[Instant | None]
    # When something in the database began to need it; null again when nothing does.
    claimed_at: Mapped[Instant | None]


class Attachment(CompanyOwned, Base):
    """A file at a document, with what the file was when it was attached."""

    __tablename__ = "attachment"
    __table_args__ = (
        company_key(),
        sa.UniqueConstraint("entity_id", "file_id"),
        same_company("file_id", "file"),
        *ordered_by("recorded_at"),
        *found_by("entity_id", "file_id"),
    )

    file_id: Mapped[UUID]
    # The document: the name of its type in the schema, and its id.
    entity_type: Mapped[Code]
    entity_id: Mapped[UUID]
    # What it is, in the words of whoever attached it.
    title: Mapped[str | None]
    # Whether the partner whom the document concerns sees it too.
    shared_with_partner: Mapped[bool] = mapped_column(server_default=sa.false())
    name: Mapped[str]
    media_type: Mapped[Code]
    size_bytes: Mapped[int] = mapped_column(sa.BigInteger)
    sha256: Mapped[Code]
