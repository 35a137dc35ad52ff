"""Mailing links: jobs, which may be done more than once, and of whose links only the last one is good."""

from uuid import UUID

from models import User, UserLink, UserLinkKind
from services.jobs import JobContext, JobResult
from services.platform.access.links import PATHS, link_secret, link_send
from services.platform.access.people import user_by_email
from services.platform.mail import Mail, Mailer, MailRefused
from services.platform.notification_mail import NO_SERVER
from services.platform.wording import worded

_WORDS = {UserLinkKind.INVITATION: "USER_INVITATION", UserLinkKind.PASSWORD: "PASSWORD_LINK"}
_SITE = "Torso"


async def mail_link(context: JobContext, mailer: Mailer | None, public_url: str) -> JobResult:
    """Send a link to whom it is for.

    Raises:
        MailUnavailable: the mail server does not take it now.
    """
    if mailer is None:
        return {"sent": False, "why": NO_SERVER}
    async with context.transaction() as work:
        link = await work.session.get_one(UserLink, UUID(context.payload["link"]), with_for_update=True)
        if link.used_at or link.revoked_at or link.sent_at or link.expires_at <= work.clock.now():
            return {"sent": False, "why": "It has been sent, or is not good any more."}
        user = await work.session.get_one(User, link.user_id)
        # Committed before it is sent: whoever has the message has a link that is good.
        secret = await link_secret(work, link)
    try:
        await mailer.send(_mail(link, user, f"{public_url}{PATHS[link.kind]}{secret}"))
    except MailRefused as refused:
        return {"sent": False, "why": str(refused)}
    async with context.transaction() as work:
        (await work.session.get_one(UserLink, link.id)).sent_at = work.clock.now()
        await work.session.flush()
        await context.done(work, {"sent": True})
    return {"sent": True}


async def mail_forgotten(context: JobContext) -> JobResult:
    """Have a link sent to somebody who says that they have forgotten their password, if there is somebody.

    It is looked up here, so that a page answers for strangers as fast as for anybody.
    """
    async with context.transaction() as work:
        user = await user_by_email(work, context.payload["email"])
        if user is not None:
            await link_send(work, user.id, UserLinkKind.PASSWORD)
        await context.done(work, None)
    return None


def _mail(link: UserLink, user: User, address: str) -> Mail:
    facts = {"name": user.name, "site": _SITE, "link": address, "until": link.expires_at}
    words = worded(_WORDS[link.kind], user.language, facts)
    return Mail(
        key=f"link-{link.id}",
        to=user.email,
        to_name=user.name,
        subject=words.subject,
        text=words.text,
        language=words.language,
    )
