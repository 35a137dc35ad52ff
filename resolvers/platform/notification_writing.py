"""What can be done with notifications."""

from collections.abc import Mapping
from typing import Any

import strawberry
from strawberry.types.base import StrawberryOptional

from models import NotificationChannel, NotificationKind
from planner.drafts import key_of
from planner.fields import argument
from planner.mutations import Outcome, mutation
from schema import names
from schema.payloads import bulk_payload, part, payload, payload_type
from schema.platform.notification import WRITE
from services.platform.notification import mark_all_read, mark_read, prefer
from services.work import Work

ALL_READ = StrawberryOptional(
    payload_type(
        "NotificationsReadPayload",
        "What came of marking an inbox as read.",
        part("count", int, "How many had not been read."),
    )
)


async def _read(work: Work, given: Mapping[str, Any]) -> Outcome:
    ids = [key_of(text, "Notification", ("ids", index)) for index, text in enumerate(given["ids"])]
    read = await mark_read(work, ids)
    return {"notifications": read, "count": len(read)}


async def _read_all(work: Work, _given: Mapping[str, Any]) -> Outcome:
    return {"count": await mark_all_read(work)}


async def _prefer(work: Work, given: Mapping[str, Any]) -> Outcome:
    chosen = await prefer(work, given["kind"], given["channel"], wanted=given["wanted"])
    return {"notificationPreference": chosen}


@strawberry.type
class NotificationMutations:
    """What can be done with notifications."""

    notification_read = mutation(
        "Mark notifications of the viewer as read.",
        bulk_payload(names.Notification),
        _read,
        needs=WRITE,
        arguments=[argument("ids", list[strawberry.ID], "Which ones, at most 1,000.", required=True)],
    )
    notification_read_all = mutation(
        "Mark all notifications of the viewer as read.", ALL_READ, _read_all, needs=WRITE, arguments=[]
    )
    notification_preference_set = mutation(
        "Choose whether to be told something on a way.",
        payload(names.NotificationPreference),
        _prefer,
        needs=WRITE,
        arguments=[
            argument("kind", NotificationKind, "What to be told of.", required=True),
            argument("channel", NotificationChannel, "The way.", required=True),
            argument("wanted", bool, "Whether to be told.", required=True),
        ],
    )
