"""Invitations, and passwords that were forgotten: links that are mailed, and good once."""

import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from functools import partial

import pytest
from asyncpg import Connection
from pgqueuer.domain.errors import RetryRequested

from auth.keys import signing_key
from kernel.clock import SystemClock
from models import UserLinkKind
from server.database import create_engine, create_job_pool
from server.jobs.binding import Bound, Tools
from server.jobs.here import do_here
from server.jobs.transaction import JobTransactions
from services.platform.access.link_mail import mail_forgotten, mail_link
from services.platform.access.links import FORGOTTEN_JOB, LINK_JOB, link_send
from services.platform.access.people import nobody
from services.platform.mail import Mail, MailUnavailable
from tests.people.conftest import Person, Town

NEW = "a wholly different phrase"
_LINK = re.compile(r"https://erp\.example(/\S+)")
_WAITING = "select job.id from job join queue.pgqueuer as place on place.id = job.queue_id where job.kind like 'access.%' order by 1"


@dataclass
class Office:
    """Where mail is sent from: a worker, and a postman who may be away."""

    tools: Tools
    owner: Connection
    mails: list[Mail] = field(default_factory=list[Mail])
    is_away: bool = False

    async def send(self, mail: Mail) -> None:
        """Take a message."""
        if self.is_away:
            raise MailUnavailable("away")
        self.mails.append(mail)

    async def work(self) -> None:
        """Do what waits, until nothing does."""
        handlers = {
            LINK_JOB: Bound(lambda _: partial(mail_link, mailer=self, public_url="https://erp.example")),
            FORGOTTEN_JOB: Bound(lambda _: mail_forgotten),
        }
        while key := await self.owner.fetchval(_WAITING):
            await do_here(self.tools, handlers, key)

    async def ask_for(self, person: Person, kind: UserLinkKind) -> str:
        """Have a link sent to somebody, and give its path."""
        async with self.tools.transactions.begin_as(nobody("request")) as work:
            await link_send(work, person.id, kind)
        await self.work()
        return self.path

    @property
    def path(self) -> str:
        """The path of the link in the last message."""
        found = _LINK.search(self.mails[-1].text)
        assert found is not None
        return found.group(1)


@pytest.fixture
async def office(town: Town) -> AsyncGenerator[Office]:
    """A worker with a postman."""
    pool, engine = await create_job_pool(town.database, size=2), create_engine(town.database, size=2)
    await town.owner.execute("delete from queue.pgqueuer")
    clock = SystemClock()
    tools = Tools(town.settings, pool, signing_key(town.settings.home), clock, JobTransactions(engine, clock))
    yield Office(tools, town.owner)
    await engine.dispose()
    await pool.close()


async def test_somebody_who_is_invited_chooses_a_password_and_gets_in(town: Town, office: Office) -> None:
    person, browser = await town.person(password=None), town.browser()
    path = await office.ask_for(person, UserLinkKind.INVITATION)
    assert path.startswith("/invitation/")
    answer = await browser.send(path, password=NEW, again=NEW)
    assert answer.headers["location"] == "/sign-in?note=password_kept"
    assert (await browser.sign_in(person, NEW)).status_code == 303
    assert [code for _, code in await town.audit(person.id)] == ["PASSWORD_CHANGED", "INVITATION_ACCEPTED", "SIGNED_IN"]


async def test_a_link_is_good_once(town: Town, office: Office) -> None:
    path = await office.ask_for(await town.person(password=None), UserLinkKind.INVITATION)
    await town.browser().send(path, password=NEW, again=NEW)
    assert (await town.browser().get(path)).status_code == 410


async def test_a_newer_link_takes_the_place_of_the_one_before(town: Town, office: Office) -> None:
    person = await town.person(password=None)
    older = await office.ask_for(person, UserLinkKind.INVITATION)
    newer = await office.ask_for(person, UserLinkKind.INVITATION)
    assert ((await town.browser().get(older)).status_code, (await town.browser().get(newer)).status_code) == (410, 200)


@pytest.mark.parametrize("over", ["expires_at = now()", "revoked_at = now()"])
async def test_a_link_ends(town: Town, office: Office, over: str) -> None:
    person = await town.person(password=None)
    path = await office.ask_for(person, UserLinkKind.INVITATION)
    await town.owner.execute(f"update user_link set {over} where user_id = $1", person.id)
    assert (await town.browser().get(path)).status_code == 410


async def test_a_link_for_one_thing_is_none_for_another(town: Town, office: Office) -> None:
    path = await office.ask_for(await town.person(), UserLinkKind.PASSWORD)
    assert (await town.browser().get(path.replace("/password/", "/invitation/"))).status_code == 410


@pytest.mark.parametrize(
    ("password", "again"), [("short", "short"), (NEW, NEW + "!"), ("ada lovelace", "ada lovelace"), ("", "")]
)
async def test_a_password_that_is_not_fit_leaves_the_link_good(
    town: Town, office: Office, password: str, again: str
) -> None:
    path = await office.ask_for(await town.person(password=None), UserLinkKind.INVITATION)
    assert (await town.browser().send(path, password=password, again=again)).status_code == 422
    assert (await town.browser().get(path)).status_code == 200


async def test_who_has_forgotten_their_password_is_sent_a_link_and_signed_out_everywhere(
    town: Town, office: Office
) -> None:
    person, old = await town.person(), town.browser()
    await old.sign_in(person)
    await town.browser().send("/password/forgotten", email=person.email.upper())
    await office.work()
    assert office.mails[-1].to == person.email
    await town.browser().send(office.path, password=NEW, again=NEW)
    assert (await old.get("/account")).status_code == 303
    assert (await town.browser().sign_in(person)).status_code == 401
    assert (await town.browser().sign_in(person, NEW)).status_code == 303
    told = await town.owner.fetch("select kind from notification where user_id = $1 order by id", person.id)
    assert [row["kind"] for row in told] == ["PASSWORD_CHANGED", "BROWSER_NEW"]


async def test_strangers_are_told_the_same_and_sent_nothing(town: Town, office: Office) -> None:
    person = await town.person()
    known = await town.browser().send("/password/forgotten", email=person.email)
    unknown = await town.browser().send("/password/forgotten", email="nobody@example.org")
    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)
    await office.work()
    assert [mail.to for mail in office.mails] == [person.email]


async def test_nobody_is_flooded_with_links(town: Town) -> None:
    person = await town.person()
    answers = [(await town.browser().send("/password/forgotten", email=person.email)).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]


async def test_the_secret_of_a_link_stands_in_no_table(town: Town, office: Office) -> None:
    path = await office.ask_for(await town.person(), UserLinkKind.PASSWORD)
    secret = path.rpartition("/")[2]
    for table in ("user_link", "job", "queue.pgqueuer", "notification", "audit_entry"):
        assert not await town.owner.fetchval(
            f"select exists (select from {table} as t where t::text like $1)", f"%{secret}%"
        )


async def test_a_message_that_did_not_go_is_sent_again_with_a_link_that_is_good(town: Town, office: Office) -> None:
    person, office.is_away = await town.person(), True
    with pytest.raises(RetryRequested):
        await office.ask_for(person, UserLinkKind.PASSWORD)
    office.is_away = False
    await office.work()
    assert (await town.browser().get(office.path)).status_code == 200


async def test_a_link_speaks_the_language_of_whom_it_is_for(town: Town, office: Office) -> None:
    person = await town.person()
    await town.owner.execute("update user_account set language = 'de' where id = $1", person.id)
    await office.ask_for(person, UserLinkKind.INVITATION)
    assert office.mails[-1].subject == "Einladung zu Torso"
