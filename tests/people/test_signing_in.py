"""Signing in by a password, and out again."""

from uuid import UUID

import pytest

from tests.people.conftest import Browser, Person, Town
from tests.schema import builders


async def test_somebody_who_knows_the_password_gets_in(town: Town) -> None:
    person, browser = await town.person(), town.browser()
    answer = await browser.sign_in(person)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert person.email in (await browser.get("/account")).text
    assert await town.audit(person.id) == [("SIGN_IN", "SIGNED_IN")]


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(town: Town) -> None:
    answer = await town.browser().sign_in(await town.person())
    (session,) = (each for each in answer.headers.get_list("set-cookie") if each.startswith("torso="))
    assert {part.strip().lower() for part in session.split(";")[1:]} == {"httponly", "path=/", "samesite=lax"}


async def test_only_the_hash_of_the_cookie_is_kept(town: Town) -> None:
    browser, person = town.browser(), await town.person()
    await browser.sign_in(person)
    secret = browser.client.cookies["torso"]
    kept = await town.owner.fetchrow(
        "select secret_hash = sha256(convert_to($2, 'UTF8')), methods from user_session where user_id = $1",
        person.id,
        secret,
    )
    assert tuple(kept or ()) == (True, ["pwd"])


async def test_an_address_is_known_however_it_is_spelled(town: Town) -> None:
    person = await town.person()
    for spelled in (person.email.upper(), person.email.title(), f"  {person.email} "):
        assert (await town.browser().sign_in(Person(person.id, spelled))).status_code == 303


async def test_strangers_and_wrong_passwords_are_answered_alike(town: Town) -> None:
    person, nobody = await town.person(), Person(UUID(int=0), "nobody@example.org")
    wrong = await town.browser().sign_in(person, "not the password at all")
    unknown = await town.browser().sign_in(nobody)
    assert wrong.status_code == unknown.status_code == 401
    assert _without(wrong.text, person.email) == _without(unknown.text, nobody.email)


def _without(page: str, email: str) -> str:
    lines = page.replace(email, "").splitlines()
    return "\n".join(line.partition('name="form_token"')[0] for line in lines)


async def test_a_failure_is_in_the_audit_with_its_reason_and_without_the_password(town: Town) -> None:
    person, browser = await town.person(), town.browser()
    await browser.sign_in(person, "not the password at all")
    assert await town.audit(person.id) == [("SIGN_IN_FAILED", "PASSWORD_WRONG")]
    entry = await town.owner.fetchval(
        "select audit_entry::text from audit_entry where entity_id = $1 and code is not null", person.id
    )
    assert browser.address in entry
    assert "not the password" not in entry


async def test_a_user_who_is_barred_does_not_get_in(town: Town) -> None:
    person, browser = await town.person(), town.browser()
    await browser.sign_in(person)
    await town.owner.execute("update user_account set archived_at = now() where id = $1", person.id)
    assert (await town.browser().sign_in(person)).status_code == 401
    assert (await browser.get("/account")).headers["location"] == "/sign-in"


async def test_a_session_is_a_new_one_at_each_signing_in(town: Town) -> None:
    person, browser = await town.person(), town.browser()
    browser.client.cookies.set("torso", "chosen-by-somebody-else", domain="127.0.0.1")
    await browser.sign_in(person)
    first = browser.client.cookies["torso"]
    await browser.sign_in(person)
    assert len({"chosen-by-somebody-else", first, browser.client.cookies["torso"]}) == 3


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "sign-out", "/\tevil"],
)
async def test_nobody_is_led_elsewhere(town: Town, elsewhere: str) -> None:
    answer = await town.browser().sign_in(await town.person(), next_=elsewhere)
    assert answer.headers["location"] == "/account"


async def test_somebody_on_the_way_to_a_program_goes_on(town: Town) -> None:
    answer = await town.browser().sign_in(await town.person(), next_="/oauth/authorize?client_id=x&state=y")
    assert answer.status_code == 200
    assert "/oauth/authorize?client_id=x&amp;state=y" in answer.text


async def test_signing_out_ends_the_session(town: Town) -> None:
    person, browser = await town.person(), town.browser()
    await browser.sign_in(person)
    stolen = browser.client.cookies["torso"]
    answer = await browser.send("/sign-out")
    assert "torso" not in browser.client.cookies
    assert answer.headers["location"] == "/sign-in?note=signed_out"
    thief = town.browser()
    thief.client.cookies.set("torso", stolen, domain="127.0.0.1")
    assert (await thief.get("/account")).status_code == 303
    assert (await town.audit(person.id))[-1] == ("SIGN_OUT", "SIGNED_OUT")


@pytest.mark.parametrize(
    "over", ["expires_at = now() - interval '1 s'", "last_seen_at = now() - interval '3 hours'", "ended_at = now()"]
)
async def test_a_session_ends_by_itself(town: Town, over: str) -> None:
    person, browser = await town.person(), town.browser()
    await browser.sign_in(person)
    await town.owner.execute(f"update user_session set {over} where user_id = $1", person.id)
    assert (await browser.get("/account")).headers["location"] == "/sign-in"


async def test_a_form_of_another_site_is_refused(town: Town) -> None:
    person, browser = await town.person(), town.browser()
    given = {"email": person.email, "password": person.password, "form_token": "0" * 64}
    await browser.get("/sign-in")
    assert (await browser.client.post("/sign-in", data=given)).status_code == 403


@pytest.mark.parametrize("path", ["/sign-in", "/password/forgotten", "/invitation/nothing", "/account"])
async def test_pages_are_neither_kept_nor_framed(town: Town, path: str) -> None:
    answer = await town.browser().get(path)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.status_code == 303 or "frame-ancestors 'none'" in answer.headers["content-security-policy"]


async def test_speaks_german_to_those_who_do(town: Town) -> None:
    answer = await town.browser().client.get("/sign-in", headers={"accept-language": "de-AT, en;q=0.5"})
    assert "Kennwort" in answer.text


async def _signed_in(town: Town, browser: Browser) -> Person:
    person = await town.person()
    await browser.sign_in(person)
    return person


async def test_the_account_shows_every_session_and_ends_one_or_all(town: Town) -> None:
    here, there = town.browser(), town.browser()
    person = await _signed_in(town, here)
    await there.sign_in(person)
    other = await town.owner.fetchval(
        "select id from user_session where user_id = $1 order by recorded_at desc limit 1", person.id
    )
    assert str(other) in (await here.get("/account")).text
    await here.send("/account", "/account/sessions/end", session=str(other))
    assert (await there.get("/account")).status_code == 303
    await here.send("/account", "/account/sessions/end-all")
    assert (await here.get("/account")).status_code == 303


async def test_nobody_ends_the_session_of_somebody_else(town: Town) -> None:
    victim, thief = town.browser(), town.browser()
    person, _ = await _signed_in(town, victim), await _signed_in(town, thief)
    session = await town.owner.fetchval("select id from user_session where user_id = $1", person.id)
    await thief.send("/account", "/account/sessions/end", session=str(session))
    assert (await victim.get("/account")).status_code == 200


async def test_a_form_with_what_no_text_holds_is_refused(town: Town) -> None:
    answer = await town.browser().send("/password/forgotten", email="ada\0@example.org")
    assert answer.status_code == 403


async def test_another_password_takes_back_the_link_to_choose_one(town: Town) -> None:
    person, browser = await town.person(), town.browser()
    link = await builders.insert(
        town.owner, "user_link", user_id=person.id, kind="PASSWORD", secret_hash=b"x" * 32,
        expires_at=await town.owner.fetchval("select now() + interval '1 hour'"),
    )  # fmt: skip
    await browser.sign_in(person)
    new = {"password": "a horse of quite another colour", "again": "a horse of quite another colour"}
    await browser.send("/account/password", current=person.password, **new)
    assert await town.owner.fetchval("select revoked_at is not null from user_link where id = $1", link)
