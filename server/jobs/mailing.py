"""How mail goes out."""

from functools import partial

from server.jobs.binding import Tools
from server.mail import SmtpMailer
from services.jobs import Handler
from services.platform.access.link_mail import mail_forgotten, mail_link
from services.platform.notification_mail import mail_notification


def mail_notifications(tools: Tools) -> Handler:
    """Mail a notification through the server of the settings, if there is one."""
    settings = tools.settings.mail
    return partial(mail_notification, mailer=SmtpMailer(settings) if settings else None)


def mail_links(tools: Tools) -> Handler:
    """Mail a link to whom it is for."""
    settings = tools.settings
    mailer = SmtpMailer(settings.mail) if settings.mail else None
    return partial(mail_link, mailer=mailer, public_url=settings.public_url)


def answer_forgetful(_tools: Tools) -> Handler:
    """Have a link sent to whoever has forgotten their password."""
    return mail_forgotten
