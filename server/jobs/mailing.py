"""How mail goes out."""

from functools import partial

from server.jobs.binding import Tools
from server.mail import SmtpMailer
from services.jobs import Handler
from services.platform.notification_mail import mail_notification


def mail_notifications(tools: Tools) -> Handler:
    """Mail a notification through the server of the settings, if there is one."""
    settings = tools.settings.mail
    return partial(mail_notification, mailer=SmtpMailer(settings) if settings else None)
