"""What was shown to prove a key, so that none of it is taken twice by whichever process (RFC 9449, 11.1; RFC 7523, 3)."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Entity, Instant


class OAuthProof(Entity, Base):
    """A proof of possession or an assertion, as the SHA-256 of whose it is and its id, for as long as it could be shown again."""

    __tablename__ = "oauth_proof"
    __table_args__ = (sa.Index(None, "expires_at"),)

    proof_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    expires_at: Mapped[Instant]
