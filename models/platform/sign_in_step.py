"""What a browser has begun and not finished: half a sign-in, or a question to a passkey."""

from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Instant, closed_set


class SignInStepKind(StrEnum):
    """What was begun."""

    SECOND_FACTOR = "SECOND_FACTOR"
    PASSKEY_SIGN_IN = "PASSKEY_SIGN_IN"
    PASSKEY_NEW = "PASSKEY_NEW"
    PROVIDER_SIGN_IN = "PROVIDER_SIGN_IN"


class SignInStep(Base):
    """A beginning that is taken up once, within minutes, by the browser that has its cookie."""

    __tablename__ = "sign_in_step"
    __table_args__ = (sa.Index(None, "expires_at"),)

    secret_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), primary_key=True)
    kind: Mapped[SignInStepKind] = mapped_column(closed_set(SignInStepKind))
    user_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"))
    facts: Mapped[dict[str, object]] = mapped_column(JSONB)
    expires_at: Mapped[Instant]
