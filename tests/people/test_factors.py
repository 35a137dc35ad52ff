"""Second factors: codes by the time, recovery codes, and companies that ask for them."""

import re
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from httpx import Response
from pyotp.totp import TOTP

from services.platform.access.guessing import PATIENCE, Whose
from tests.people.conftest import Browser, Person, Town
from tests.schema import builders

_SECRET = re.compile(r"secret=([A-Z2-7]{32})")
_CODE = re.compile(r"<li><code>([a-z2-7-]+)</code>")
SECOND = "/sign-in/second-factor"


def _secret(page: str) -> TOTP:
    found = _SECRET.search(page)
    assert found is not None
    return TOTP(found.group(1))


async def _with_app(town: Town, browser: Browser) -> tuple[Person, TOTP, list[str]]:
    person = await town.person()
    await browser.sign_in(person)
    page = (await browser.get("/account/totp")).text
    totp = _secret(page)
    answer = await browser.fill(page, "/account/totp", code=totp.now())
    await town.owner.execute("update user_totp set last_step = 0")
    return person, totp, _CODE.findall(answer.text)


async def test_somebody_with_an_app_is_asked_for_a_code(town: Town) -> None:
    browser = town.browser()
    person, totp, _ = await _with_app(town, town.browser())
    answer = await browser.sign_in(person, next_="/sign-out")
    assert answer.headers["location"] == f"{SECOND}?next=%2Fsign-out"
    assert (await browser.get("/account")).headers["location"] == "/sign-in"
    answer = await browser.send(f"{SECOND}?next=/sign-out", code=totp.now(), next="/sign-out")
    assert answer.headers["location"] == "/sign-out"
    methods = await town.owner.fetch(
        "select methods from user_session where user_id = $1 order by recorded_at", person.id
    )
    assert methods[-1]["methods"] == ["pwd", "otp", "mfa"]


async def test_the_secret_is_sealed(town: Town) -> None:
    person, totp, _ = await _with_app(town, town.browser())
    kept = await town.owner.fetchval("select sealed_secret from user_totp where user_id = $1", person.id)
    assert totp.secret not in kept
    assert kept.startswith("sealed:")


async def test_a_secret_that_somebody_has_looked_at_is_not_that_of_the_app(town: Town) -> None:
    person, browser = await town.person(), town.browser()
    await browser.sign_in(person)
    seen, page = _secret((await browser.get("/account/totp")).text), (await browser.get("/account/totp")).text
    assert seen.secret != _secret(page).secret
    wrong = await browser.fill(page, "/account/totp", code="000000")
    assert _secret(wrong.text).secret == _secret(page).secret
    assert (await browser.fill(wrong.text, "/account/totp", code=_secret(page).now())).status_code == 200


async def test_a_code_is_good_once(town: Town) -> None:
    person, totp, _ = await _with_app(town, town.browser())
    code = totp.now()
    assert (await _second(town, person, code)).status_code == 303
    assert (await _second(town, person, code)).status_code == 401


@pytest.mark.parametrize(("drift", "status"), [(-60, 401), (-30, 303), (30, 303), (90, 401)])
async def test_clocks_may_be_half_a_minute_wrong(town: Town, drift: int, status: int) -> None:
    person, totp, _ = await _with_app(town, town.browser())
    _not_at_the_end_of_a_step()
    assert (await _second(town, person, totp.at(int(time.time()) + drift))).status_code == status


def _not_at_the_end_of_a_step() -> None:
    rest = 30 - time.time() % 30
    if rest < 4:
        time.sleep(rest)


async def test_a_recovery_code_is_good_once_however_it_is_typed(town: Town) -> None:
    person, _, codes = await _with_app(town, town.browser())
    assert len(set(codes)) == 10
    assert (await _second(town, person, codes[3].upper().replace("-", " "))).status_code == 303
    assert (await _second(town, person, codes[3])).status_code == 401
    assert (await _second(town, person, codes[4])).status_code == 303


async def test_codes_cannot_be_guessed(town: Town) -> None:
    person, totp, _ = await _with_app(town, town.browser())
    browser = town.browser()
    await browser.sign_in(person)
    failures = PATIENCE[Whose.STRANGERS].failures
    answers = [(await browser.send(SECOND, code="000000")).status_code for _ in range(failures)]
    assert answers == [401] * failures
    assert (await browser.send(SECOND, code=totp.now())).status_code == 429


async def test_a_half_sign_in_is_of_one_browser_and_of_ten_minutes(town: Town) -> None:
    person, totp, _ = await _with_app(town, town.browser())
    browser = town.browser()
    await browser.sign_in(person)
    assert (await town.browser().get(SECOND)).headers["location"] == "/sign-in?note=too_late"
    await town.owner.execute("update sign_in_step set expires_at = now()")
    answer = await browser.get(SECOND)
    assert answer.headers["location"] == "/sign-in?note=too_late"
    del totp


async def test_an_app_is_taken_away_by_whoever_has_signed_in_a_moment_ago(town: Town) -> None:
    browser = town.browser()
    person, _, _ = await _with_app(town, browser)
    await town.owner.execute("update user_session set authenticated_at = now() - interval '16 minutes'")
    answer = await browser.send("/account", "/account/totp/remove")
    assert answer.headers["location"] == "/sign-in?note=again"
    await town.owner.execute("update user_session set authenticated_at = now()")
    await browser.send("/account", "/account/totp/remove")
    assert (await town.browser().sign_in(person)).headers["location"] == "/account"


@pytest.mark.parametrize("asks", ["company", "role", "parent", "lent"])
async def test_who_must_have_a_factor_and_has_none_sets_one_up_first(town: Town, asks: str) -> None:
    person, browser = await town.person(), town.browser()
    await _must_have_a_factor(town, person.id, asks)
    assert (await browser.sign_in(person)).headers["location"] == SECOND
    assert (await browser.get("/account")).headers["location"] == "/sign-in"
    page = (await browser.get(SECOND)).text
    answer = await browser.fill(page, SECOND, code=_secret(page).now())
    assert len(_CODE.findall(answer.text)) == 10
    assert (await browser.get("/account")).status_code == 200
    assert [code for _, code in await town.audit(person.id)] == ["TOTP_ADDED", "RECOVERY_CODES_MADE", "SIGNED_IN"]


async def _must_have_a_factor(town: Town, user_id: UUID, asks: str) -> None:
    company = await builders.company(town.owner, f"STRICT-{asks}")
    strict = "update company set requires_second_factor = $2 where id = $1"
    await town.owner.execute(strict, company, asks == "company")
    role = await builders.insert(
        town.owner, "role", code=f"STRICT-{asks}", name="x", description="x", permissions=[],
        requires_second_factor=asks != "company",
    )  # fmt: skip
    if asks == "parent":
        strict_one, code = role, "STRICT-child"
        role = await builders.insert(town.owner, "role", code=code, name="x", description="x", permissions=[])
        await builders.insert(town.owner, "role_parent", role_id=role, parent_id=strict_one)
    owner = (await town.person()).id if asks == "lent" else user_id
    await builders.insert(town.owner, "user_role", user_id=owner, role_id=role, company_id=company)
    if asks == "lent":
        today = datetime.now(UTC).date()
        days = {"starts_on": today, "ends_on": today + timedelta(days=9), "reason": "Holidays"}
        lent = {"user_id": owner, "delegate_id": user_id, "role_id": role}
        await builders.insert(town.owner, "rights_delegation", **lent, **days)


async def _second(town: Town, person: Person, code: str) -> Response:
    await town.owner.execute("delete from sign_in_guess")
    browser = town.browser()
    await browser.sign_in(person)
    return await browser.send(SECOND, code=code)
