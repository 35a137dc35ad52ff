"""Keys of requests that are done once: what was asked with a key, and what was answered."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from models.base import Base, Code, Entity


class IdempotencyKey(Entity, Base):
    """That a request with a key was done, written in its own transaction: there is one only if the other is.

    A key belongs to the client that chose it, and is answered to the user alone who sent it first.
    """

    __tablename__ = "idempotency_key"
    __table_args__ = (sa.UniqueConstraint("client_id", "key"), sa.Index(None, "recorded_at"))

    client_id: Mapped[Code]
    key: Mapped[Code]
    subject: Mapped[Code]
    # SHA-256 of the mutation, its variables and what is asked of its payload.
    request_hash: Mapped[bytes]
    # The payload as it was answered; null only while the transaction has not come to its end.
    response: Mapped[str | None]
