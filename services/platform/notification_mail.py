"""Mailing a notification: a job, which may be done more than once and sends one message."""

from typing import Final
from uuid import UUID

import sqlalchemy as sa

from models import Notification, User
from services.jobs import JobContext, JobResult
from services.platform.mail import Mail, Mailer, MailRefused
from services.work import Work

NO_SERVER: Final = "No mail server is set up."


async def mail_notification(context: JobContext, mailer: Mailer | None) -> JobResult:
    """Send a notification to the address of its user, and write down that it went.

    Whoever is killed between the two sends it again, under the same Message-ID, by which mail programs see that they have
    it. A message that the mail server refuses for good is not tried again.

    Raises:
        MailUnavailable: the mail server does not take it now.
    """
    if mailer is None:
        return {"sent": False, "why": NO_SERVER}
    async with context.transaction() as work:
        notification = await _waiting(work, UUID(context.payload["notification"]))
        if notification is None:
            return {"sent": False, "why": "It has been sent, or is not to be sent any more."}
        user = await work.session.get_one(User, notification.user_id)
        try:
            await mailer.send(_mail(notification, user))
        except MailRefused as refused:
            notification.mail_refused = str(refused)
        else:
            notification.mailed_at = work.clock.now()
        result = {"sent": notification.mailed_at is not None, "why": notification.mail_refused}
        await work.session.flush()
        await context.done(work, result)
    return result


async def _waiting(work: Work, notification_id: UUID) -> Notification | None:
    """Give a notification that is to be mailed; another worker that has the same job waits here, and then finds none."""
    query = (
        sa.select(Notification)
        .join(User, User.id == Notification.user_id)
        .where(
            Notification.id == notification_id,
            Notification.by_mail,
            Notification.mailed_at.is_(None),
            Notification.mail_refused.is_(None),
            User.archived_at.is_(None),
        )
    )
    return await work.session.scalar(query.with_for_update(of=Notification))


def _mail(notification: Notification, user: User) -> Mail:
    return Mail(
        key=f"notification-{notification.id}",
        to=user.email,
        to_name=user.name,
        subject=notification.subject,
        text=notification.text,
        language=notification.language,
    )
