"""Webhooks as clients see and write them: where programs are told what happens, and what became of each delivery."""

import datetime as dt
from collections.abc import Callable
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
import strawberry

import models
from models import WebhookBreak, WebhookDeliveryState, WebhookEndpointState, WebhookFault
from models.platform.event_topics import EventTopic
from planner.entity import entity
from planner.fields import Columns, column, computed, one
from planner.lists import pages
from schema import names
from schema.base import Connection, Record
from schema.enums import described
from schema.scalars import Json
from schema.transitions import available_transitions
from services.platform.webhook.endpoint import LIFE

READ = "platform.webhook:read"
WRITE = "platform.webhook:write"


class WebhookEndpointTransition(StrEnum):
    """What can be done with an endpoint."""

    PAUSE = "PAUSE"
    RESUME = "RESUME"


described(
    WebhookEndpointState,
    "Whether an endpoint is told what happens.",
    {
        WebhookEndpointState.ACTIVE: "It is told.",
        WebhookEndpointState.PAUSED: "It is told nothing until it is resumed; then it goes on where it was.",
        WebhookEndpointState.BROKEN: "It cannot be told any more; somebody has to look after it, and resume it.",
    },
)
described(
    WebhookBreak,
    "Why an endpoint cannot be told any more.",
    {
        WebhookBreak.GONE: "The receiver has answered 410: it wants to be told nothing any more.",
        WebhookBreak.DOCUMENT_UNFIT: "Its document is not valid any more.",
        WebhookBreak.FEED_LOST: "What it was to be told next is not kept any more, or the database was brought back from a "
        "backup. Resumed, it is told what happens from then on; what was missed has to be asked for.",
    },
)
described(
    WebhookEndpointTransition,
    "What can be done with an endpoint.",
    {
        WebhookEndpointTransition.PAUSE: "Tell it nothing for a while.",
        WebhookEndpointTransition.RESUME: "Go on where it was.",
    },
)
described(
    WebhookDeliveryState,
    "What has become of a delivery.",
    {
        WebhookDeliveryState.PENDING: "It waits to be sent, for the first time or again.",
        WebhookDeliveryState.DELIVERED: "The receiver has taken it.",
        WebhookDeliveryState.DEAD: "It was given up after ten attempts in some two days; it can be delivered again.",
    },
)
described(
    WebhookFault,
    "Why an attempt has failed.",
    {
        WebhookFault.STATUS: "The receiver has answered with a status that is not of the class 200; redirects are not followed.",
        WebhookFault.TIMEOUT: "The receiver has not answered within 15 seconds.",
        WebhookFault.UNREACHED: "There is no such name, or nobody who takes connections.",
        WebhookFault.CERTIFICATE: "The receiver has no certificate for its name that can be trusted.",
        WebhookFault.ADDRESS: "The name means an address of a private network, where webhooks are not delivered.",
        WebhookFault.ANSWER: "What the receiver has answered is not HTTP.",
    },
)


def _faring(column: str) -> Callable[[Columns], sa.ColumnElement[Any]]:
    """Read how an endpoint fares, which is stored beside it."""

    def expression(of: Columns) -> sa.ColumnElement[Any]:
        progress = models.WebhookProgress.__table__.alias()
        return sa.select(progress.c[column]).where(progress.c.endpoint_id == of.id).scalar_subquery()

    return expression


@entity(models.WebhookEndpoint, needs=READ, order="name")
class WebhookEndpoint(Record):
    """An address of a program that is told what happens, in the shape of a subscription, with what the program may see."""

    client: names.OAuthClient | None = one("The program, with whose rights it is told.", "client_id", filters=True)
    name: str = column("What people call it.", filters=True, orders=True)
    url: str = column("Where it is told.")
    document: str = column("The subscription that shapes what it is told.")
    operation_name: str | None = column("Which operation of the document; null where there is one.")
    variables: Json = column("The variables of the subscription.")
    topics: list[EventTopic] = column("What the subscription is about.")
    state: WebhookEndpointState = column("Whether it is told.", filters=True)
    available_transitions: list[WebhookEndpointTransition] = available_transitions(
        "What the viewer may do next with it.", LIFE, tuple(WebhookEndpointTransition)
    )
    broken_because: WebhookBreak | None = column("Why it cannot be told any more; null where it can.")
    failures: int = computed("How many attempts have failed since the last that has not.", _faring("failures"))
    tried_again_at: dt.datetime | None = computed(
        "Before when nothing is sent, since five attempts or more have failed; then one delivery at a time finds out how it is; "
        "null where it is not held.",
        _faring("held_until"),
    )
    delivered_at: dt.datetime | None = computed(
        "When something was taken last; null where nothing was.", _faring("delivered_at")
    )
    failed_at: dt.datetime | None = computed("When an attempt failed last; null where none has.", _faring("failed_at"))
    secret_changed_at: dt.datetime = column("When its secret was made, which nobody can read again.")
    secret_before_ends_at: dt.datetime | None = column(
        "Until when is signed with the secret of before too; null where there was none, or where it was good no more at once.",
        name="secret_before_until",
    )
    archived_at: dt.datetime | None = column("When it was put out of use; null while it is in use.")
    deliveries: Connection[names.WebhookDelivery] | None = pages(
        "What was delivered, and what waits to be.", names.WebhookDelivery, "endpoint_id"
    )


@entity(models.WebhookDelivery, needs=READ, order="-id")
class WebhookDelivery(Record):
    """That an endpoint is told of one change, and what came of it. What was told is not shown: it is the program's to see."""

    recorded_at: dt.datetime = column("When it began to wait.")
    endpoint: names.WebhookEndpoint | None = one("Where.", "endpoint_id", filters=True)
    message_id: str = computed(
        "The header `webhook-id` of the message, by which a receiver knows one that comes again.",
        lambda delivery: sa.func.concat("msg_", sa.func.replace(sa.cast(delivery.id, sa.Text()), "-", "")),
    )
    is_test: bool = column("Whether it is a test, which tells nothing.")
    topic: EventTopic | None = column("What the change is about; null for a test.")
    node_key: strawberry.ID | None = computed(
        "The id of what has changed; null for a test.",
        lambda delivery: delivery.entity_type.concat(":").concat(delivery.key),
    )
    entity_version: int | None = column("The version that it had after that; null for a test.")
    state: WebhookDeliveryState = column("What has become of it.", filters=True)
    attempts: int = column("How often it was sent.")
    attempted_at: dt.datetime | None = column("When it was sent last; null where it never was.")
    next_attempt_at: dt.datetime | None = column(
        "Before when it is not sent again; null for as soon as its turn comes."
    )
    last_status: int | None = column("The status of HTTP that was answered last; null where there was none.")
    last_fault: WebhookFault | None = column("Why the last attempt has failed; null where none has.")
    last_duration_ms: int | None = column("How many milliseconds the last attempt took; null where there was none.")
    finished_at: dt.datetime | None = column("When it was taken or given up; null while it waits.")


@strawberry.input(description="Where a program is to be told what happens.")
class WebhookEndpointCreateInput:
    """Where a program is to be told what happens."""

    client_id: strawberry.ID = strawberry.field(
        description="The program, which asks in its own name; it is told what it may see in that."
    )
    name: str = strawberry.field(description="What people call it, in at most 200 characters.")
    url: str = strawberry.field(
        description="Where it is told: an https address on the internet; on this machine and in private networks only where "
        "the settings of the server allow that."
    )
    document: str = strawberry.field(
        description="A subscription with one field, without `after`, `window` and `snapshot`: each message is the answer to it "
        "with one change."
    )
    operation_name: str | None = strawberry.field(
        description="Which operation of the document, where there are several.", default=strawberry.UNSET
    )
    variables: Json | None = strawberry.field(
        description="The variables of the subscription, as an object.", default=strawberry.UNSET
    )


@strawberry.input(description="What is to be different about an endpoint; what is left out stays.")
class WebhookEndpointUpdateInput:
    """What is to be different about an endpoint; what is left out stays."""

    id: strawberry.ID = strawberry.field(description="The endpoint.")
    version: int = strawberry.field(description="The version that this is based on.")
    name: str | None = strawberry.field(description="What people call it.", default=strawberry.UNSET)
    url: str | None = strawberry.field(description="Where it is told.", default=strawberry.UNSET)
    document: str | None = strawberry.field(
        description="Another subscription; what waits is told in its shape, unless it was sent before.",
        default=strawberry.UNSET,
    )
    operation_name: str | None = strawberry.field(
        description="Which operation of the new document, where there are several.", default=strawberry.UNSET
    )
    variables: Json | None = strawberry.field(description="Other variables, all of them.", default=strawberry.UNSET)
