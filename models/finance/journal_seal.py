"""The chain of each journal: entries with their lines and what these belong to, in the order in which they were sealed."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Instant
from models.platform.chain import Chain

JOURNAL_CHAIN = Chain(
    "journal",
    "journal_entry",
    "JournalEntry",
    # Without what is null, so that a column that comes later and is empty leaves the hashes of old entries as they are.
    "jsonb_strip_nulls(to_jsonb(e) || jsonb_build_object('lines', (select jsonb_agg(to_jsonb(line) || jsonb_build_object("
    "'dimensions', (select jsonb_agg(to_jsonb(named) order by named.dimension_id) "
    "from journal_line_dimension as named where named.line_id = line.id)) order by line.position) "
    "from journal_line as line where line.entry_id = e.id)))",
    of="journal_id",
)


class JournalUnsealed(Base):
    """That an entry waits for its seal."""

    __tablename__ = "journal_unsealed"

    entry_id: Mapped[UUID] = mapped_column(primary_key=True)


class JournalSeal(Base):
    """The place of an entry in the chain of its journal: its hash is over the entry and the hash before. Append-only."""

    __tablename__ = "journal_seal"

    journal_id: Mapped[UUID] = mapped_column(sa.ForeignKey("journal.id"), primary_key=True)
    position: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    entry_id: Mapped[UUID] = mapped_column(sa.ForeignKey("journal_entry.id"), unique=True)
    hash: Mapped[bytes]
    recorded_at: Mapped[Instant] = mapped_column(server_default=sa.func.now())


class JournalHead(Base):
    """That the chain of a journal ended with this hash at this position, signed by the installation. Append-only."""

    __tablename__ = "journal_head"

    journal_id: Mapped[UUID] = mapped_column(sa.ForeignKey("journal.id"), primary_key=True)
    position: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[bytes]
    # A JWS in compact form (RFC 7515) over journal, position and hash.
    signature: Mapped[str]
    recorded_at: Mapped[Instant] = mapped_column(server_default=sa.func.now())
