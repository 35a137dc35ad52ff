"""Declaring subscriptions: what all of them have alike, and the one that tells of everything."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import sqlalchemy as sa
import strawberry
from strawberry.types.lazy_type import LazyType

from auth.events import NEEDS
from models import Event
from models.platform.event_topics import TOLD, EventTopic
from planner.access import PUBLIC
from planner.arguments import Argument
from planner.fields import Changes, Columns, argument, declared
from planner.inputs import filter_input
from planner.roots import parsed
from resolvers.platform.event import FEED, events_of_topics
from schema.platform.change import EventChanges

_TOPICS: Final = {told.type_name: told.topic.value for told in TOLD}
_LOG: Final = Event.__table__

AFTER: Final = argument(
    "after",
    str,
    "Only what comes after this cursor, of a batch or of `eventLog`; from now on when left out. Everything since is told first. "
    "Where it is too old, or of before the database was restored, the subscription ends with RESYNC_REQUIRED.",
)
WINDOW: Final = argument(
    "window",
    int,
    "How many milliseconds there are between two batches at least, where much happens: 100 to 10,000; 100 when left out. "
    "What happens after a pause is told at once.",
)
SNAPSHOT: Final = argument(
    "snapshot",
    bool,
    "Whether it begins with what is there: batches with `isSnapshot` of at most 100 rows, in no order in particular, and "
    "10,000 rows at most. It cannot go together with `after`.",
)

Narrows = Mapping[str, Callable[[Columns, Any], sa.ColumnElement[bool]]]


def changes(
    description: str, entity_type: Any, *narrowing: Any, narrows: Narrows | None = None, has_snapshot: bool = True
) -> Any:
    """Declare a subscription to one type: what it needs is what reading the type needs.

    It has no snapshot where not everything of the type is told of.
    """
    name = _name(entity_type)
    filter_ = argument("filter", filter_input(entity_type), "Of which to tell; of all when left out.")
    spec = Changes(needs=NEEDS[name], log=_LOG, stream=FEED, topics={name: _TOPICS[name]}, narrows=narrows or {})
    given = [*narrowing, filter_, AFTER, WINDOW, *([SNAPSHOT] if has_snapshot else ())]
    return declared(spec, description, arguments=given)


def _name(entity_type: Any) -> str:
    return entity_type.type_name if isinstance(entity_type, LazyType) else entity_type.__name__


def about(type_name: str) -> Callable[[Columns, Argument], sa.ColumnElement[bool]]:
    """Narrow to one entity of a type, given by its id."""
    return lambda event, given: event.entity_id == given.bind(sa.Uuid(), lambda text: parsed(text, type_name).key)


@strawberry.type
class EventSubscriptions:
    """Subscriptions to whatever happens."""

    events: EventChanges = declared(
        Changes(needs=PUBLIC, log=_LOG, stream=FEED, topics=_TOPICS, narrows={"topics": events_of_topics}),
        "What happens, of everything that the viewer may read, in one order. Each change takes the right to read what it "
        "happened to; what the viewer may not read is not told.",
        arguments=[
            argument("topics", list[EventTopic], "What it is to be about; everything when left out."),
            AFTER,
            WINDOW,
        ],
    )
