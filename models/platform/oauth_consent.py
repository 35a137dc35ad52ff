"""What people have agreed to: a program may act for them, within some scopes."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Entity, found_by


class OAuthConsent(Entity, Base):
    """That somebody has agreed, so that they are not asked again for the same."""

    __tablename__ = "oauth_consent"
    __table_args__ = (sa.UniqueConstraint("user_id", "client_id"), *found_by("client_id"))

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    client_id: Mapped[UUID] = mapped_column(sa.ForeignKey("oauth_client.id"))
    scopes: Mapped[list[str]] = mapped_column(ARRAY(sa.Text()))
