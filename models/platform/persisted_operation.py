"""Persisted operations: documents that a program has registered, so that it asks by their ids and need not send them."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, Entity, found_by


class PersistedOperation(Entity, Base):
    """A document of a program, known by its SHA-256; it never changes, since another text is another document."""

    __tablename__ = "persisted_operation"
    __table_args__ = (
        sa.UniqueConstraint("client_id", "sha256", "own_id", postgresql_nulls_not_distinct=True),
        sa.UniqueConstraint("client_id", "own_id"),
        sa.CheckConstraint(
            "sha256 = encode(sha256(convert_to(document, 'UTF8')), 'hex')", name="sha256_is_of_document"
        ),
        *found_by("client_id"),
    )

    client_id: Mapped[UUID] = mapped_column(sa.ForeignKey("oauth_client.id"))
    sha256: Mapped[Code]
    """Of its text in UTF-8, in hexadecimal digits."""
    own_id: Mapped[Code | None]
    """What the program calls it, where that is another name: Relay's builds name documents by MD5."""
    operation_names: Mapped[list[str]] = mapped_column(ARRAY(sa.Text()))
    document: Mapped[str]
