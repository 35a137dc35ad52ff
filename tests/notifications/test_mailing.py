"""Mail of notifications, through a real mail server."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeAlias
from uuid import UUID

import pytest
from asyncpg import Connection, Pool

from models import NotificationKind
from server.mail import SmtpMailer, message_of
from server.settings import MailSettings
from services.platform.mail import Mail, MailRefused, MailUnavailable
from services.platform.notification import notify
from services.platform.notification_mail import mail_notification
from tests.jobs.conftest import Asking
from tests.notifications.conftest import Postbox, context, user

Mailing: TypeAlias = Callable[[UUID], Awaitable[object]]
FACTS = {"job": "Import 7", "message": "Zeile 3: „größer“ fehlt."}
STATE = "select mailed_at is not null, mail_refused from notification where id = $1"
MAIL = Mail("notification-1", "ada@example.org", "Ada", "Hello", "Text.\n", "en")


async def told(asking: Asking, user_id: UUID) -> UUID:
    """Tell a user something, by mail too."""
    async with asking() as work:
        [told] = await notify(work, [user_id], NotificationKind.JOB_FAILED, FACTS)
    return told


@pytest.fixture
def mailing(asking: Asking, job_pool: Pool, mail_settings: MailSettings) -> Mailing:
    """Do the job of mailing a notification."""

    async def do(notification: UUID) -> object:
        return await mail_notification(context(asking, job_pool, notification), SmtpMailer(mail_settings))

    return do


async def test_a_notification_arrives_as_it_was_told(
    asking: Asking, mailing: Mailing, postbox: Postbox, owner_of_fresh: Connection
) -> None:
    jose = await user(owner_of_fresh, "jose@example.org", 'José "Pepe" Müller, Vienna', language="de")
    notification = await told(asking, jose)
    await mailing(notification)
    [message] = postbox.messages
    assert message["To"] == '"José \\"Pepe\\" Müller, Vienna" <jose@example.org>'
    assert message["From"] == "Torso <torso@example.org>"
    assert message["Subject"] == "Import 7 ist fehlgeschlagen"
    assert message["Message-ID"] == f"<notification-{notification}@example.org>"
    assert (message["Content-Language"], message["Auto-Submitted"]) == ("de", "auto-generated")
    assert "Zeile 3: „größer“ fehlt." in message.get_content()
    assert tuple(await owner_of_fresh.fetchrow(STATE, notification) or ()) == (True, None)


async def test_it_is_sent_once_however_often_the_job_is_done(
    asking: Asking, mailing: Mailing, postbox: Postbox, ada: UUID
) -> None:
    notification = await told(asking, ada)
    for _ in range(3):
        await mailing(notification)
    assert len(postbox.messages) == 1


@pytest.mark.parametrize("answer", ["451 try again later", "421 closing"])
async def test_a_server_that_does_not_take_it_now_is_tried_again(
    asking: Asking, mailing: Mailing, postbox: Postbox, ada: UUID, owner_of_fresh: Connection, answer: str
) -> None:
    notification = await told(asking, ada)
    postbox.answer = answer
    with pytest.raises(MailUnavailable):
        await mailing(notification)
    assert tuple(await owner_of_fresh.fetchrow(STATE, notification) or ()) == (False, None)
    postbox.answer = "250 taken"
    await mailing(notification)
    assert len(postbox.messages) == 1


async def test_an_address_that_is_none_is_not_tried_again(
    asking: Asking, mailing: Mailing, postbox: Postbox, owner_of_fresh: Connection
) -> None:
    notification = await told(asking, await user(owner_of_fresh, "nobody@example.org", "Nobody"))
    for _ in range(2):
        await mailing(notification)
    assert tuple(await owner_of_fresh.fetchrow(STATE, notification) or ()) == (False, "550 no such user")
    assert postbox.messages == []


async def test_a_server_that_does_not_take_our_sender_is_tried_again(
    asking: Asking, mailing: Mailing, postbox: Postbox, ada: UUID
) -> None:
    notification = await told(asking, ada)
    postbox.sender_answer = "550 this account is locked"
    with pytest.raises(MailUnavailable):
        await mailing(notification)
    assert postbox.messages == []


async def test_who_has_left_gets_no_mail(
    asking: Asking, mailing: Mailing, postbox: Postbox, ada: UUID, owner_of_fresh: Connection
) -> None:
    notification = await told(asking, ada)
    await owner_of_fresh.execute("update user_account set archived_at = now() where id = $1", ada)
    await mailing(notification)
    assert postbox.messages == []


async def test_without_a_mail_server_the_job_says_so(asking: Asking, job_pool: Pool, ada: UUID) -> None:
    came_of_it = await mail_notification(context(asking, job_pool, await told(asking, ada)), None)
    assert came_of_it == {"sent": False, "why": "No mail server is set up."}


async def test_a_server_that_is_not_there_is_tried_again() -> None:
    settings = MailSettings(host="127.0.0.1", port=9, security="none", sender="torso@example.org")
    with pytest.raises(MailUnavailable):
        await SmtpMailer(settings).send(MAIL)


async def test_does_not_send_in_the_clear_what_should_be_secured(mail_settings: MailSettings, postbox: Postbox) -> None:
    with pytest.raises(MailUnavailable):
        await SmtpMailer(mail_settings.model_copy(update={"security": "starttls"})).send(MAIL)
    assert postbox.messages == []


@pytest.mark.parametrize("domain", ["müller.example", "xn--mller-kva.example"])
def test_an_address_may_have_a_domain_in_any_script(domain: str) -> None:
    assert message_of(replace(MAIL, to=f"ada@{domain}"), "torso@example.org")["To"] == "Ada <ada@xn--mller-kva.example>"


def test_what_people_chose_becomes_no_header_of_its_own() -> None:
    message = message_of(replace(MAIL, to_name="A\r\nBcc: x@example.org", subject="a\nb"), "torso@example.org")
    assert set(message.keys()) & {"Bcc"} == set()
    assert message["Subject"] == "a b"


@pytest.mark.parametrize("address", ["", "no address", "a@b\r\nBcc: c@d"])
def test_refuses_what_is_no_address(address: str) -> None:
    with pytest.raises(MailRefused):
        message_of(replace(MAIL, to=address), "torso@example.org")
