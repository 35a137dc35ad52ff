"""Notifications as clients see them: the inbox of whoever asks."""

import datetime as dt

import models
from models import NotificationChannel, NotificationKind
from planner.entity import entity
from planner.fields import column, reference
from schema.base import Node, Record
from schema.enums import described

READ = "platform.notification:read"
WRITE = "platform.notification:write"

described(
    NotificationKind,
    "What people are told of.",
    {
        NotificationKind.JOB_FINISHED: "Work in the background that they asked for is done.",
        NotificationKind.JOB_FAILED: "Work in the background that they asked for could not be done.",
        NotificationKind.ATTACHMENT_SHARED: "A file at a document of theirs has been shared with them.",
        NotificationKind.APPROVAL_WANTED: "A request for approval waits for them.",
        NotificationKind.APPROVAL_REMINDER: "A request for approval has waited for them for days.",
        NotificationKind.APPROVAL_GIVEN: "What they have asked for is approved.",
        NotificationKind.APPROVAL_REFUSED: "What they have asked for was refused.",
        NotificationKind.APPROVAL_EXPIRED: "What they have asked for was not decided in time.",
        NotificationKind.PASSWORD_CHANGED: "Their password was changed.",
        NotificationKind.PASSKEY_ADDED: "A passkey was added to their account.",
        NotificationKind.FACTORS_RESET: "Their second factors were taken away.",
        NotificationKind.BROWSER_NEW: "Somebody signed in as them with a browser that was not known.",
        NotificationKind.WEBHOOK_HELD: "A webhook that they look after fails, and is tried less and less often.",
        NotificationKind.WEBHOOK_BROKEN: "A webhook that they look after is told nothing any more until somebody resumes it.",
        NotificationKind.WEBHOOK_DEAD: "Messages of a webhook that they look after begin to be given up.",
    },
)
described(
    NotificationChannel,
    "The ways on which people are told.",
    {
        NotificationChannel.INBOX: "It is in the list of their notifications.",
        NotificationChannel.MAIL: "It is sent to the e-mail address with which they sign in.",
    },
)


@entity(models.Notification, needs=READ, order="-recorded_at")
class Notification(Record):
    """Something that the viewer was told, in the words and the language that it was told in."""

    recorded_at: dt.datetime = column("When it was told.", filters=True, orders=True)
    kind: NotificationKind = column("What it is about.", groups=True)
    subject: str = column("What happened, in a line.")
    text: str = column("What happened.")
    language: str = column("The language of the words, as a tag of BCP 47.")
    node: Node | None = reference(
        "What it is about; null where it is about nothing that has an id, or that the viewer may see.",
        "about_type",
        "about_id",
    )
    read_at: dt.datetime | None = column("When it was read; null while it has not been.", filters=True)
    mailed_at: dt.datetime | None = column(
        "When the mail server took it; null where it has not gone by mail, or not yet."
    )


@entity(models.NotificationPreference, needs=READ)
class NotificationPreference(Record):
    """What the viewer has chosen; of what they have not chosen they are told in the usual way."""

    kind: NotificationKind = column("What they are told of.", groups=True)
    channel: NotificationChannel = column("The way.", groups=True)
    wanted: bool = column("Whether they want to be told of it on this way.", groups=True)
