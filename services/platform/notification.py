"""Notifications: telling users what happened, in their language, in their inbox and by mail as they want it.

What is told is written in the transaction in which it happened; mail follows from a job, after the commit.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from kernel.errors import DomainError
from kernel.ids import NodeId, uuid7
from models import Notification, NotificationChannel, NotificationKind, NotificationPreference, User
from services.jobs import enqueue_all
from services.platform.wording import Facts, worded
from services.refusals import NotFound
from services.work import Work

MAIL_JOB: Final = "notification.mail"
IDS_MAX: Final = 1_000

_INBOX: Final = frozenset({NotificationChannel.INBOX})
_BOTH: Final = frozenset(NotificationChannel)

USUAL: Final[Mapping[NotificationKind, frozenset[NotificationChannel]]] = MappingProxyType(
    {
        NotificationKind.JOB_FINISHED: _INBOX,
        NotificationKind.JOB_FAILED: _BOTH,
        NotificationKind.ATTACHMENT_SHARED: _BOTH,
        NotificationKind.APPROVAL_WANTED: _BOTH,
        NotificationKind.APPROVAL_REMINDER: _BOTH,
        NotificationKind.APPROVAL_GIVEN: _INBOX,
        NotificationKind.APPROVAL_REFUSED: _BOTH,
        NotificationKind.APPROVAL_EXPIRED: _BOTH,
        NotificationKind.PASSWORD_CHANGED: _BOTH,
        NotificationKind.PASSKEY_ADDED: _BOTH,
        NotificationKind.FACTORS_RESET: _BOTH,
        NotificationKind.BROWSER_NEW: _BOTH,
        NotificationKind.WEBHOOK_HELD: _BOTH,
        NotificationKind.WEBHOOK_BROKEN: _BOTH,
        NotificationKind.WEBHOOK_DEAD: _BOTH,
    }
)
"""The ways on which people are told, where they have not chosen."""


@dataclass(eq=False)
class NotAPerson(DomainError):
    """An inbox and its preferences are those of a person who signs in."""

    message = "Only people have an inbox, and this is a program."


@dataclass(eq=False)
class TooManyAtOnce(DomainError):
    """A list in a request has a bound."""

    message = "These are {count}, and {maximum} is the most at once."
    count: int
    maximum: int


async def notify(
    work: Work, recipients: Iterable[UUID], kind: NotificationKind, facts: Facts, about: NodeId | None = None
) -> list[UUID]:
    """Tell users something, each in their language and on the ways that they want; give the ids of what was told.

    Whoever works here is not told, nor who may not sign in any more.

    Raises:
        KeyError: a fact is missing that the words need.
    """
    users = [user for user in await _users(work, recipients) if str(user.id) != work.actor.subject]
    choices = await _choices(work, [user.id for user in users], kind)
    told = [
        notification_of(user, kind, facts, about, ways)
        for user in users
        if (ways := _ways(kind, choices.get(user.id, {})))
    ]
    work.session.add_all(told)
    await work.session.flush()
    mails = [{"notification": each.id} for each in told if each.by_mail]
    await enqueue_all(work, MAIL_JOB, mails)
    return [each.id for each in told]


async def mark_read(work: Work, ids: Collection[UUID]) -> list[UUID]:
    """Mark one's own notifications as read, and give their ids; what was read before stays as it was.

    Raises:
        NotFound: one of them is not in the inbox of whoever works here.
        TooManyAtOnce: there are more than 1,000.
    """
    user_id = viewer_of(work)
    if len(ids) > IDS_MAX:
        raise TooManyAtOnce(len(ids), IDS_MAX).under("ids")
    mine = sa.and_(Notification.user_id == user_id, Notification.in_inbox, Notification.id.in_(ids))
    found = set(await work.session.scalars(sa.select(Notification.id).where(mine).with_for_update()))
    for index, key in enumerate(ids):
        if key not in found:
            raise NotFound(path=("ids", index))
    unread = sa.update(Notification).where(mine, Notification.read_at.is_(None))
    await work.session.execute(unread.values(read_at=work.clock.now()))
    return list(ids)


async def mark_all_read(work: Work) -> int:
    """Mark everything in the inbox of whoever works here as read, and tell how many there were."""
    mine = sa.and_(Notification.user_id == viewer_of(work), Notification.in_inbox, Notification.read_at.is_(None))
    read = sa.update(Notification).where(mine).values(read_at=work.clock.now()).returning(Notification.id)
    return len((await work.session.scalars(read)).all())


async def prefer(work: Work, kind: NotificationKind, channel: NotificationChannel, *, wanted: bool) -> UUID:
    """Choose whether whoever works here is told something on a way, and give the id of the choice."""
    values = {"user_id": viewer_of(work), "kind": kind, "channel": channel, "wanted": wanted}
    chosen = insert(NotificationPreference).values(**values)
    chosen = chosen.on_conflict_do_update(
        constraint="uq_notification_preference_user_id_kind_channel", set_={"wanted": wanted}
    )
    return (await work.session.scalars(chosen.returning(NotificationPreference.id))).one()


def viewer_of(work: Work) -> UUID:
    """Give the user who works here.

    Raises:
        NotAPerson: it is a program in its own name.
    """
    try:
        return UUID(work.actor.subject)
    except ValueError:
        raise NotAPerson from None


async def _users(work: Work, recipients: Iterable[UUID]) -> list[User]:
    query = sa.select(User).where(User.id.in_(set(recipients)), User.archived_at.is_(None)).order_by(User.id)
    return list(await work.session.scalars(query))


async def _choices(
    work: Work, users: Collection[UUID], kind: NotificationKind
) -> dict[UUID, dict[NotificationChannel, bool]]:
    rows = sa.select(NotificationPreference).where(
        NotificationPreference.user_id.in_(users), NotificationPreference.kind == kind
    )
    choices: dict[UUID, dict[NotificationChannel, bool]] = {}
    for row in await work.session.scalars(rows):
        choices.setdefault(row.user_id, {})[row.channel] = row.wanted
    return choices


def _ways(kind: NotificationKind, chosen: Mapping[NotificationChannel, bool]) -> set[NotificationChannel]:
    return {way for way in NotificationChannel if chosen.get(way, way in USUAL[kind])}


def notification_of(
    user: User,
    kind: NotificationKind,
    facts: Facts,
    about: NodeId | None = None,
    ways: Collection[NotificationChannel] = _BOTH,
) -> Notification:
    """Put into words what a user is told, in their language.

    Raises:
        KeyError: a fact is missing that the words need.
    """
    words = worded(kind, user.language, facts)
    return Notification(
        id=uuid7(),
        user_id=user.id,
        kind=kind,
        subject=words.subject,
        text=words.text,
        language=words.language,
        facts=_plain(facts),
        about_type=about.type_name if about else None,
        about_id=about.key if about else None,
        in_inbox=NotificationChannel.INBOX in ways,
        by_mail=NotificationChannel.MAIL in ways,
    )


def _plain(facts: Facts) -> dict[str, Any]:
    return orjson.loads(orjson.dumps(dict(facts), default=str))
