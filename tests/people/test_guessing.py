"""Guessing: strangers wait, owners do not, and all workers count together."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from services.platform.access.guessing import PATIENCE, Whose, network, wait_after
from tests.people.conftest import Browser, Person, Town

STRANGERS = PATIENCE[Whose.STRANGERS].failures


async def _fail(browser: Browser, person: Person, times: int) -> list[int]:
    return [(await browser.sign_in(person, f"guess number {place}")).status_code for place in range(times)]


async def _let_time_pass(town: Town) -> None:
    await town.owner.execute("update sign_in_guess set locked_until = null")


async def test_a_stranger_waits_longer_each_time(town: Town) -> None:
    person = await town.person()
    assert await _fail(town.browser(), person, STRANGERS) == [401] * STRANGERS
    waits: list[int] = []
    for _ in range(3):
        answer = await town.browser().sign_in(person)
        assert answer.status_code == 429
        waits.append(int(answer.headers["retry-after"]))
        await _let_time_pass(town)
        await _fail(town.browser(), person, 1)
    assert waits[0] <= 30 < waits[1] <= 60 < waits[2] <= 120


async def test_while_they_wait_even_the_right_password_is_not_judged(town: Town) -> None:
    person = await town.person()
    await _fail(town.browser(), person, STRANGERS)
    assert (await town.browser().sign_in(person)).status_code == 429


async def test_strangers_do_not_lock_out_the_owner(town: Town) -> None:
    person, own = await town.person(), town.browser()
    await own.sign_in(person)
    await _fail(town.browser(), person, STRANGERS)
    assert (await town.browser().sign_in(person)).status_code == 429
    assert (await own.sign_in(person)).status_code == 303


async def test_a_browser_that_others_have_signed_in_with_is_a_stranger(town: Town) -> None:
    person, other, browser = await town.person(), await town.person("Bob Bones"), town.browser()
    await browser.sign_in(other)
    await _fail(town.browser(), person, STRANGERS)
    assert (await browser.sign_in(person)).status_code == 429


async def test_a_made_up_browser_is_a_stranger(town: Town) -> None:
    person, browser = await town.person(), town.browser()
    browser.client.cookies.set("torso-browser", "made-up", domain="127.0.0.1")
    await _fail(browser, person, STRANGERS)
    browser.client.cookies.set("torso-browser", "another", domain="127.0.0.1")
    assert (await browser.sign_in(person)).status_code == 429


async def test_a_known_browser_waits_too_in_the_end(town: Town) -> None:
    person, browser = await town.person(), town.browser()
    await browser.sign_in(person)
    failures = PATIENCE[Whose.KNOWN_BROWSER].failures
    assert await _fail(browser, person, failures + 1) == [401] * failures + [429]


async def test_people_who_are_not_there_are_guarded_alike(town: Town) -> None:
    nobody = Person(uuid4(), f"{uuid4().hex}@example.org")
    assert await _fail(town.browser(), nobody, STRANGERS + 1) == [401] * STRANGERS + [429]


async def test_one_address_does_not_try_many_accounts(town: Town) -> None:
    spray = town.browser()
    await _spray(town, spray)
    assert (await spray.sign_in(await town.person())).status_code == 429


async def test_who_shares_an_address_with_a_guesser_gets_in_by_their_own_browser(town: Town) -> None:
    person, browser = await town.person(), town.browser()
    await browser.sign_in(person)
    await _spray(town, browser)
    assert (await browser.sign_in(await town.person())).status_code == 429
    assert (await browser.sign_in(person)).status_code == 303


async def test_twenty_guesses_at_once_are_counted_one_by_one(town: Town) -> None:
    person = await town.person()
    answers = await asyncio.gather(*(town.browser().sign_in(person, f"guess {place}") for place in range(20)))
    codes = [answer.status_code for answer in answers]
    assert codes.count(401) == STRANGERS
    assert codes.count(429) == 20 - STRANGERS


async def test_getting_in_takes_the_own_guess_back(town: Town) -> None:
    person = await town.person()
    for _ in range(STRANGERS + 2):
        assert (await town.browser().sign_in(person)).status_code == 303


async def test_the_audit_counts_who_waits(town: Town) -> None:
    await _fail(town.browser(), await town.person(), STRANGERS + 1)
    assert await town.owner.fetchval("select count(*) from audit_entry where code = 'TOO_MANY_GUESSES'") > 0


@pytest.mark.parametrize(
    ("address", "of"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("unix", "unix"),
    ],
)
def test_a_subscriber_is_one(address: str, of: str) -> None:
    assert network(address) == of


def test_waits_double_and_end() -> None:
    patience = PATIENCE[Whose.STRANGERS]
    waits = [wait_after(patience, failures) for failures in (4, 5, 6, 7, 100)]
    assert waits == [
        timedelta(0),
        timedelta(seconds=30),
        timedelta(minutes=1),
        timedelta(minutes=2),
        timedelta(minutes=15),
    ]


async def _spray(town: Town, browser: Browser) -> None:
    """Fail at so many accounts from the address of a browser that whoever is there has to wait."""
    await _fail(browser, Person(uuid4(), f"{uuid4().hex}@example.org"), 1)
    await town.owner.execute(
        "update sign_in_guess set failures = 49 where last_at = (select max(last_at) from sign_in_guess)"
    )
    await _fail(browser, Person(uuid4(), f"{uuid4().hex}@example.org"), 1)
