"""Root fields for the inbox of whoever asks."""

import strawberry

from planner.lists import by_id, pages
from schema import names
from schema.base import Connection


@strawberry.type
class NotificationQueries:
    """Root fields for the inbox of whoever asks."""

    notifications: Connection[names.Notification] | None = pages(
        "The inbox of the viewer, the newest first.", names.Notification
    )
    notification: names.Notification | None = by_id("A notification of the viewer by its id.")
    notification_preferences: Connection[names.NotificationPreference] | None = pages(
        "How the viewer has chosen to be told what.", names.NotificationPreference
    )
    notification_preference: names.NotificationPreference | None = by_id("A choice of the viewer by its id.")
