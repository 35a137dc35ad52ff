"""What subscriptions tell: batches of changes, each with the thing as it is now."""

import datetime as dt
from enum import StrEnum
from typing import Generic, TypeVar

import strawberry

from models.platform.event_topics import EventTopic
from planner.fields import computed, one
from schema.base import Node
from schema.enums import described
from schema.scalars import Json

T = TypeVar("T")


class ChangeKind(StrEnum):
    """What became of something, as a subscriber is told it."""

    PRESENT = "PRESENT"
    ENTERED = "ENTERED"
    CHANGED = "CHANGED"
    LEFT = "LEFT"
    REMOVED = "REMOVED"


described(
    ChangeKind,
    "What became of something, as a subscriber is told it.",
    {
        ChangeKind.PRESENT: "It was there when the subscription began; only a snapshot says so.",
        ChangeKind.ENTERED: "It was entered.",
        ChangeKind.CHANGED: "It was changed, and may be new to whoever asks for some only: put it in, or in the place of the one of before.",
        ChangeKind.LEFT: "It is not among what was asked for any more, or was changed and never was: take it out if it is "
        "there. It is told once, until it comes back.",
        ChangeKind.REMOVED: "It was deleted: take it out.",
    },
)

_NODE = "What it happened to, as it is now; null where it is deleted, is not among what was asked for, or the viewer may not see it."


@strawberry.interface(name="Change", description="That something became of something, whatever it is.")
class AnyChange:
    """That something became of something, whatever it is."""

    topic: EventTopic = computed("What it is about.", lambda told: told.topic)
    kind: ChangeKind = computed("What became of it.", lambda told: told.kind)
    node: Node | None = strawberry.field(description=_NODE)
    node_key: strawberry.ID = computed(
        "The id of what it happened to, also where that is deleted.",
        lambda told: told.entity_type.concat(":").concat(told.entity_id),
    )
    version: int = computed(
        "The version that it had after that. Of one thing they rise; what is shown in `node` may be newer already.",
        lambda told: told.entity_version,
    )
    from_: str | None = computed(
        "The state that it was in before; null for what was entered, in a snapshot, and for what has no life cycle.",
        lambda told: told.from_state,
        name="from",
    )
    to: str | None = computed(
        "The state that it was in after that; null for what was deleted, and for what has no life cycle.",
        lambda told: told.to_state,
    )
    figures: Json | None = computed(
        "What it came to, by the names of its fields, as in `Event.figures`; null in a snapshot.",
        lambda told: told.figures,
    )
    occurred_at: dt.datetime | None = computed(
        "When the transaction began that did it; null in a snapshot.", lambda told: told.occurred_at
    )


@strawberry.type(description="That something became of one of them.")
class Change(AnyChange, Generic[T]):
    """That something became of one of them."""

    node: T | None = one(_NODE, "shown_id")  # pyright: ignore[reportIncompatibleVariableOverride] - GraphQL narrows it


_CURSOR = (
    "Give it as `after` to go on from here, after an interruption or elsewhere; a cursor of `eventLog` serves as well. "
    "Null while there is more of a snapshot to come: who is interrupted there begins anew."
)
_SKIPPED = (
    "How many changes are left out here, because they were followed by others of the same thing before you took them; 0 for "
    "whoever keeps up."
)
_IS_SNAPSHOT = "Whether these are rows that were there when the subscription began, and not what happened since."


@strawberry.type(description="What happened since the batch before, in the order in which it did.")
class Changes(Generic[T]):
    """What happened since the batch before, in the order in which it did."""

    cursor: str | None = strawberry.field(description=_CURSOR)
    skipped: int = strawberry.field(description=_SKIPPED)
    is_snapshot: bool = strawberry.field(description=_IS_SNAPSHOT)
    changes: list[Change[T]] = strawberry.field(
        description="What happened; empty in a first batch after which nothing has happened yet."
    )


@strawberry.type(
    description="What happened since the batch before, in the order in which it did, whatever it is about."
)
class EventChanges:
    """What happened since the batch before, in the order in which it did, whatever it is about."""

    cursor: str = strawberry.field(description=_CURSOR)
    skipped: int = strawberry.field(description=_SKIPPED)
    changes: list[AnyChange] = strawberry.field(
        description="What happened; empty in a first batch after which nothing has happened yet. Ask for what "
        "it happened to by its type: `... on SalesOrderChange { node { number } }`."
    )
