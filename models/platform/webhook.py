"""Webhooks: where a program wants to be told what happens, how far it has been told, and each delivery with what came of it."""

from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, Entity, Instant, Sealed, closed_set, found_by
from models.platform.event_topics import EventTopic


class WebhookEndpointState(StrEnum):
    """Whether an endpoint is told."""

    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    BROKEN = "BROKEN"


class WebhookBreak(StrEnum):
    """Why an endpoint is not told any more until somebody looks after it."""

    GONE = "GONE"
    DOCUMENT_UNFIT = "DOCUMENT_UNFIT"
    FEED_LOST = "FEED_LOST"


class WebhookDeliveryState(StrEnum):
    """What has become of a delivery."""

    PENDING = "PENDING"
    DELIVERED = "DELIVERED"
    DEAD = "DEAD"


class WebhookFault(StrEnum):
    """Why an attempt has failed."""

    STATUS = "STATUS"
    TIMEOUT = "TIMEOUT"
    UNREACHED = "UNREACHED"
    CERTIFICATE = "CERTIFICATE"
    ADDRESS = "ADDRESS"
    ANSWER = "ANSWER"


class WebhookEndpoint(Entity, Base):
    """An address of a program that is told what happens, in the shape of a subscription that is stored with it."""

    __tablename__ = "webhook_endpoint"
    __table_args__ = (
        sa.CheckConstraint("(state = 'BROKEN') = (broken_because is not null)", name="broken_says_why"),
        sa.CheckConstraint(
            "(sealed_secret_before is null) = (secret_before_until is null)", name="secret_before_has_end"
        ),
        *found_by("client_id", "state"),
        sa.Index(None, "name", "id"),
    )

    client_id: Mapped[UUID] = mapped_column(sa.ForeignKey("oauth_client.id"))
    name: Mapped[Code]
    url: Mapped[Code]
    document: Mapped[str]
    operation_name: Mapped[str | None]
    variables: Mapped[dict[str, object]] = mapped_column(JSONB, server_default=sa.text("'{}'"))
    topics: Mapped[list[str]] = mapped_column(ARRAY(sa.Text()))
    """What the document is about, worked out from it: of anything else the endpoint is never told."""
    sealed_secret: Mapped[Sealed]
    sealed_secret_before: Mapped[Sealed | None]
    """The secret of before, with which is signed too until its time is over."""
    secret_before_until: Mapped[Instant | None]
    secret_changed_at: Mapped[Instant]
    state: Mapped[WebhookEndpointState] = mapped_column(
        closed_set(WebhookEndpointState), server_default=WebhookEndpointState.ACTIVE.value
    )
    broken_because: Mapped[WebhookBreak | None] = mapped_column(closed_set(WebhookBreak))
    archived_at: Mapped[Instant | None]


class WebhookProgress(Base):
    """How far an endpoint has been told, and how it fares: written with each attempt, so beside what people write."""

    __tablename__ = "webhook_progress"

    endpoint_id: Mapped[UUID] = mapped_column(sa.ForeignKey("webhook_endpoint.id"), primary_key=True)
    # Up to where in the feed there are deliveries, and of which epoch of it.
    epoch: Mapped[UUID]
    position: Mapped[int] = mapped_column(sa.BigInteger)
    # How many attempts have failed since the last that has not.
    failures: Mapped[int] = mapped_column(server_default=sa.text("0"))
    held_until: Mapped[Instant | None]
    """Until when nothing is sent, since too many attempts have failed."""
    delivered_at: Mapped[Instant | None]
    failed_at: Mapped[Instant | None]
    held_told_at: Mapped[Instant | None]
    """When people were told last that it is held."""
    dead_told_at: Mapped[Instant | None]
    """When they were told last that something was given up."""
    # Attempts since it is there, by what came of them; tests are none. Deliveries are forgotten, these are not.
    delivered_count: Mapped[int] = mapped_column(sa.BigInteger, server_default=sa.text("0"))
    failed_count: Mapped[int] = mapped_column(sa.BigInteger, server_default=sa.text("0"))
    dead_count: Mapped[int] = mapped_column(sa.BigInteger, server_default=sa.text("0"))


class WebhookDelivery(Entity, Base):
    """That an endpoint is told of one change. Its id is that of the message, also when it is sent again."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        sa.UniqueConstraint("endpoint_id", "epoch", "position"),
        sa.CheckConstraint("(position is null) = is_test", name="position_unless_test"),
        *found_by("endpoint_id", "state"),
        sa.Index("ix_webhook_delivery_of_key", "endpoint_id", "key", "position"),
        sa.Index(
            "ix_webhook_delivery_pending",
            "endpoint_id",
            "key",
            "position",
            postgresql_where=sa.text("state = 'PENDING'"),
        ),
        sa.Index("ix_webhook_delivery_finished", "finished_at", postgresql_where=sa.text("finished_at is not null")),
    )

    endpoint_id: Mapped[UUID] = mapped_column(sa.ForeignKey("webhook_endpoint.id"))
    is_test: Mapped[bool] = mapped_column(server_default=sa.false())
    # Which event of the feed; null for a test.
    epoch: Mapped[UUID | None]
    position: Mapped[int | None] = mapped_column(sa.BigInteger)
    # The feed has seen to it that it is one.
    topic: Mapped[EventTopic | None] = mapped_column(sa.Enum(EventTopic, native_enum=False, length=40))
    entity_type: Mapped[Code | None]
    # Deliveries of one key go out one after the other: the id of what has changed.
    key: Mapped[UUID]
    entity_version: Mapped[int | None]
    state: Mapped[WebhookDeliveryState] = mapped_column(
        closed_set(WebhookDeliveryState), server_default=WebhookDeliveryState.PENDING.value
    )
    body: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    """What is sent, from the first attempt until it is delivered."""
    rights: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    """The SHA-256 of the rights with which the body was made, and of what was wanted."""
    has_left: Mapped[bool] = mapped_column(server_default=sa.false())
    """Whether it tells that something is not among what was asked for any more; that is told once, until it comes back."""
    attempts: Mapped[int] = mapped_column(server_default=sa.text("0"))
    attempted_at: Mapped[Instant | None]
    next_attempt_at: Mapped[Instant | None]
    """Not before this it is tried again; null at once."""
    last_status: Mapped[int | None]
    last_fault: Mapped[WebhookFault | None] = mapped_column(closed_set(WebhookFault))
    last_duration_ms: Mapped[int | None]
    finished_at: Mapped[Instant | None]
