"""Root fields for events."""

from typing import Any, Final

import sqlalchemy as sa
import strawberry

from models.platform.event_topics import EventTopic
from planner.access import PUBLIC
from planner.arguments import Argument
from planner.fields import Columns, Stream, argument
from planner.lists import streamed
from planner.roots import parsed
from schema.platform.event import EventLog


def events_of_topics(event: Columns, given: Argument) -> sa.ColumnElement[bool]:
    """Narrow to events of some topics."""
    return event.topic == sa.any_(given.bind(sa.ARRAY(sa.Text())))


def _of_company(event: Columns, given: Argument) -> sa.ColumnElement[bool]:
    return event.company_id == given.bind(sa.Uuid(), lambda text: parsed(text, "Company").key)


def _about(event: Columns, given: Argument) -> sa.ColumnElement[bool]:
    of_type = event.entity_type == given.bind(sa.Text(), lambda text: parsed(text).type_name)
    return sa.and_(of_type, event.entity_id == given.bind(sa.Uuid(), lambda text: parsed(text).key))


FEED: Final = Stream(
    # Each event takes the right to read what it happened to, and is seen by who sees that.
    needs=PUBLIC,
    name="feed",
    position="position",
    seals="feed_cursor_seal",
    opens="feed_cursor_open",
    head="feed_head",
    narrows={"topics": events_of_topics, "companyId": _of_company, "nodeId": _about},
)

_NARROWING: Final[tuple[Any, ...]] = (
    argument("topics", list[EventTopic], "What it is to be about; everything when left out."),
    argument("company_id", strawberry.ID, "Whose it is to be; everybody's when left out."),
    argument("node_id", strawberry.ID, "What it is to have happened to; anything when left out."),
)


@strawberry.type
class EventQueries:
    """Root fields for events."""

    event_log: EventLog | None = streamed(
        "What has happened, in an order in which the changes of one thing follow each other. It is kept for some weeks: who comes "
        "with a cursor of before, or of before the database was restored, is told RESYNC_REQUIRED.",
        FEED,
        EventLog,
        *_NARROWING,
    )
