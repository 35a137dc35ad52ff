"""Telling people what happened to their account: always by mail too, since whoever has got in could choose not to be told."""

from models import Notification, NotificationKind, User
from services.jobs import enqueue
from services.platform.notification import MAIL_JOB, notification_of
from services.platform.wording import Facts
from services.work import Work


async def warn(work: Work, user: User, kind: NotificationKind, facts: Facts) -> None:
    """Tell somebody, also what they have done themselves."""
    told: Notification = notification_of(user, kind, facts)
    work.session.add(told)
    await work.session.flush()
    await enqueue(work, MAIL_JOB, {"notification": told.id})
