"""Signing in at identity providers: at one that says whatever it is told to, and at another Torso."""

import base64
import html
import json
import re
import socket
from collections.abc import AsyncGenerator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from server.settings import Settings
from tests.databases import MIGRATED, Databases
from tests.oauth.house import SECRET as HOUSE_SECRET
from tests.oauth.house import House
from tests.people.conftest import Town
from tests.people.neighbours import (
    CLIENT_ID,
    Provider,
    asked,
    come_back,
    leave,
    listening_provider,
    name_provider,
    visit,
)
from tests.schema import builders
from tests.server.site import running

NOW = int(datetime.now(UTC).timestamp())
FAILED = "/sign-in?note=provider_failed"


@pytest.fixture
async def provider() -> AsyncGenerator[Provider]:
    """A provider that says whatever a test wants, of somebody who is new."""
    async with listening_provider() as provider:
        provider.says = {"sub": uuid4().hex, "email": f"{uuid4().hex[:8]}@example.org", "email_verified": True}
        yield provider


async def _user(town: Town, provider: Provider) -> UUID | None:
    return await town.owner.fetchval("select user_id from user_identity where subject = $1", provider.says["sub"])


async def test_somebody_new_of_the_domain_becomes_a_user(town: Town, provider: Provider) -> None:
    provider.userinfo = {"name": "Grace  Hopper"}
    browser = town.browser()
    answer = await visit(town, provider, await name_provider(town, provider.issuer), browser)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    row = await town.owner.fetchrow(
        "select name, email, methods from user_account u join user_session s on s.user_id = u.id where u.id = $1",
        await _user(town, provider),
    )
    assert tuple(row or ()) == ("Grace Hopper", provider.says["email"], ["fed"])
    assert "Grace Hopper" in (await browser.get("/account")).text


async def test_somebody_of_the_same_address_is_linked(town: Town, provider: Provider) -> None:
    person = await town.person()
    provider.says["email"] = person.email.upper()
    await visit(town, provider, await name_provider(town, provider.issuer))
    assert await _user(town, provider) == person.id


async def test_whoever_is_linked_is_known_by_the_subject_alone(town: Town, provider: Provider) -> None:
    key = await name_provider(town, provider.issuer)
    await visit(town, provider, key)
    provider.says |= {"email": "other@elsewhere.example", "email_verified": False}
    assert (await visit(town, provider, key)).headers["location"] == "/account"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"email_verified": False}, "EMAIL_UNVERIFIED"),
        ({"email_verified": None}, "EMAIL_UNVERIFIED"),
        ({"email_verified": "true"}, "EMAIL_UNVERIFIED"),
        ({"email": None}, "EMAIL_UNVERIFIED"),
        ({"email": "ada@elsewhere.example"}, "EMAIL_DOMAIN_FOREIGN"),
        ({"email": "ada@sub.example.org"}, "EMAIL_DOMAIN_FOREIGN"),
    ],
)
async def test_nobody_is_linked_for_whom_the_provider_may_not_vouch(
    town: Town, provider: Provider, said: dict[str, Any], why: str
) -> None:
    provider.says |= said
    answer = await visit(town, provider, await name_provider(town, provider.issuer))
    assert answer.headers["location"] == FAILED
    assert await _user(town, provider) is None
    query = "select code from audit_entry where operation = 'SIGN_IN_FAILED' order by id desc limit 1"
    assert await town.owner.fetchval(query) == why


async def test_whether_an_address_is_verified_is_said_where_it_is(town: Town, provider: Provider) -> None:
    key, email = await name_provider(town, provider.issuer), provider.says["email"]
    del provider.says["email_verified"]
    provider.userinfo = {"email": "ada@elsewhere.example", "email_verified": True}
    assert (await visit(town, provider, key)).headers["location"] == FAILED
    del provider.says["email"]
    provider.userinfo = {"email": email, "email_verified": True}
    assert (await visit(town, provider, key)).headers["location"] == "/account"


async def test_an_address_that_was_given_to_somebody_else_opens_nothing(town: Town, provider: Provider) -> None:
    key = await name_provider(town, provider.issuer)
    await visit(town, provider, key)
    provider.says["sub"] = uuid4().hex
    assert (await visit(town, provider, key)).headers["location"] == FAILED


async def test_who_is_barred_does_not_get_in(town: Town, provider: Provider) -> None:
    key = await name_provider(town, provider.issuer)
    await visit(town, provider, key)
    await town.owner.execute("update user_account set archived_at = now() where id = $1", await _user(town, provider))
    assert (await visit(town, provider, key)).headers["location"] == FAILED


async def test_who_acts_for_a_partner_is_not_linked(town: Town, provider: Provider) -> None:
    person = await town.person()
    company = await builders.company(town.owner, f"C{uuid4().hex[:8]}")
    party = await builders.party(town.owner, company)
    await town.owner.execute("update user_account set party_id = $2 where id = $1", person.id, party)
    provider.says["email"] = person.email
    assert (await visit(town, provider, await name_provider(town, provider.issuer))).headers["location"] == FAILED


LIES: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://evil.example"},
    "no issuer": {"iss": None},
    "another program": {"aud": "somebody-else"},
    "more programs": {"aud": [CLIENT_ID, "somebody-else"]},
    "a token of another program": {"azp": "somebody-else"},
    "another browser's nonce": {"nonce": "n" * 43},
    "no nonce": {"nonce": None},
    "expired": {"exp": NOW - 3600},
    "no end": {"exp": None},
    "of tomorrow": {"iat": NOW + 86_400, "exp": NOW + 90_000},
    "of yesterday": {"iat": NOW - 86_400},
    "about nobody": {"sub": ""},
    "about a number": {"sub": 7},
}


@pytest.mark.parametrize("lie", LIES)
async def test_a_lie_is_not_believed(town: Town, provider: Provider, lie: str) -> None:
    provider.says |= LIES[lie]
    browser = town.browser()
    answer = await visit(town, provider, await name_provider(town, provider.issuer), browser)
    assert answer.headers["location"] == FAILED
    assert "torso" not in browser.client.cookies


def _unsigned(claims: dict[str, Any]) -> str:
    parts = [json.dumps({"alg": "none"}), json.dumps(claims)]
    return ".".join(base64.urlsafe_b64encode(part.encode()).rstrip(b"=").decode() for part in parts) + "."


def _by_secret(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key("the secret of this server, at the provider"))


def _by_a_stranger(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": "first"}, claims, RSAKey.generate_key(2048))


@pytest.mark.parametrize("sign", [_unsigned, _by_secret, _by_a_stranger])
async def test_what_the_provider_has_not_signed_is_not_believed(
    town: Town, provider: Provider, sign: Callable[[dict[str, Any]], str]
) -> None:
    provider.sign = sign
    answer = await visit(town, provider, await name_provider(town, provider.issuer))
    assert answer.headers["location"] == FAILED


async def test_userinfo_about_somebody_else_is_not_believed(town: Town, provider: Provider) -> None:
    provider.userinfo = {"sub": "somebody-else"}
    assert (await visit(town, provider, await name_provider(town, provider.issuer))).headers["location"] == FAILED


async def test_a_provider_that_calls_itself_otherwise_is_not_asked(town: Town, provider: Provider) -> None:
    provider.metadata = {"issuer": "https://evil.example"}
    key, browser = await name_provider(town, provider.issuer), town.browser()
    assert (await browser.send("/sign-in", f"/sign-in/provider/{key}")).headers["location"] == FAILED


async def test_elliptic_keys_are_known_and_new_ones_found_once_a_minute(town: Town, provider: Provider) -> None:
    key = await name_provider(town, provider.issuer)
    assert (await visit(town, provider, key)).headers["location"] == "/account"
    provider.key = ECKey.generate_key("P-256", {"kid": "second", "use": "sig"})
    assert (await visit(town, provider, key)).headers["location"] == FAILED
    assert provider.asked == ["keys"]


async def test_elliptic_keys_are_good(town: Town, provider: Provider) -> None:
    provider.key = ECKey.generate_key("P-256", {"kid": "second", "use": "sig"})
    provider.published = KeySet([RSAKey.generate_key(2048, {"kid": "first"}), provider.key])
    assert (await visit(town, provider, await name_provider(town, provider.issuer))).headers["location"] == "/account"


async def test_an_answer_is_taken_in_the_browser_that_has_asked_and_once(town: Town, provider: Provider) -> None:
    key = await name_provider(town, provider.issuer)
    browser, other = town.browser(), town.browser()
    address = await leave(browser, key)
    mine = await leave(other, key)
    assert (await come_back(town.browser(), address, provider)).headers["location"] == "/sign-in?note=too_late"
    assert (await come_back(other, address, provider)).headers["location"] == FAILED
    assert (await come_back(other, mine, provider)).headers["location"] == "/sign-in?note=too_late"
    assert (await come_back(browser, address, provider)).headers["location"] == "/account"
    assert (await come_back(browser, address, provider)).headers["location"] == "/sign-in?note=too_late"


async def test_an_answer_of_another_provider_is_not_taken(town: Town, provider: Provider) -> None:
    browser, key = town.browser(), await name_provider(town, provider.issuer)
    address = await leave(browser, key)
    answer = await come_back(browser, address, provider, iss="https://evil.example")
    assert answer.headers["location"] == FAILED


async def test_the_button_takes_a_form_of_ours(town: Town, provider: Provider) -> None:
    key = await name_provider(town, provider.issuer)
    browser = town.browser()
    assert "The office" in (await browser.get("/sign-in")).text
    assert (await browser.client.post(f"/sign-in/provider/{key}", data={})).status_code == 403


async def test_the_code_is_asked_for_with_a_challenge_and_redeemed_with_the_verifier(
    town: Town, provider: Provider
) -> None:
    browser, key = town.browser(), await name_provider(town, provider.issuer)
    address = await leave(browser, key)
    await come_back(browser, address, provider)
    assert (asked(address)["code_challenge_method"], asked(address)["response_type"]) == ("S256", "code")
    assert len(provider.form["code_verifier"]) == 43
    assert provider.form["redirect_uri"] == asked(address)["redirect_uri"]


async def test_a_session_from_before_is_not_gone_on_with(town: Town, provider: Provider) -> None:
    browser = town.browser()
    browser.client.cookies.set("torso", "chosen-by-somebody-else", domain="127.0.0.1")
    await visit(town, provider, await name_provider(town, provider.issuer), browser)
    assert "chosen-by-somebody-else" not in {each.value for each in browser.client.cookies.jar}


async def test_whoever_must_prove_more_does_so_here_or_there(town: Town, provider: Provider) -> None:
    key = await name_provider(town, provider.issuer)
    role = await town.owner.fetchval(
        "insert into role (code, name, description, permissions, requires_second_factor) "
        "values ($1, 'R', '', '{}', true) returning id",
        uuid4().hex,
    )
    await _follows(town, key, "group", "sales", role)
    provider.says["group"] = "sales"
    assert (await visit(town, provider, key)).headers["location"] == "/sign-in/second-factor"
    provider.says["amr"] = ["pwd", "mfa"]
    assert (await visit(town, provider, key)).headers["location"] == "/account"


async def _follows(
    town: Town, provider_id: UUID, claim: str, value: str, role_id: UUID, company_id: UUID | None = None
) -> None:
    said = {"claim": claim, "value": value, "role_id": role_id, "company_id": company_id}
    await builders.insert(town.owner, "identity_provider_role", provider_id=provider_id, **said)


async def _role(town: Town, code: str) -> UUID:
    return await town.owner.fetchval("select id from role where code = $1", code)


async def _roles(town: Town, provider: Provider) -> list[str]:
    rows = await town.owner.fetch(
        "select code from user_role join role on role.id = role_id where user_id = $1 order by code",
        await _user(town, provider),
    )
    return [row["code"] for row in rows]


async def test_roles_follow_from_claims_and_go_with_them(town: Town, provider: Provider) -> None:
    key = await name_provider(town, provider.issuer)
    await _follows(town, key, "groups", "sales", await _role(town, "SALES_REP"))
    await _follows(town, key, "groups", "help", await _role(town, "SUPPORT_AGENT"))
    provider.says["groups"] = ["sales", "help", "other"]
    await visit(town, provider, key)
    assert await _roles(town, provider) == ["SALES_REP", "SUPPORT_AGENT"]
    await builders.insert(
        town.owner, "user_role", user_id=await _user(town, provider), role_id=await _role(town, "AUDITOR")
    )
    provider.says["groups"] = "help"
    await visit(town, provider, key)
    assert await _roles(town, provider) == ["AUDITOR", "SUPPORT_AGENT"]


async def test_roles_that_somebody_here_gave_stay(town: Town, provider: Provider) -> None:
    key, role = await name_provider(town, provider.issuer), await _role(town, "SALES_REP")
    await visit(town, provider, key)
    await builders.insert(town.owner, "user_role", user_id=await _user(town, provider), role_id=role)
    await _follows(town, key, "groups", "sales", role)
    for groups in (["sales"], []):
        provider.says["groups"] = groups
        await visit(town, provider, key)
    assert await _roles(town, provider) == ["SALES_REP"]


async def test_a_role_that_breaks_a_rule_is_not_given_and_the_audit_knows(town: Town, provider: Provider) -> None:
    key, company = await name_provider(town, provider.issuer), await builders.company(town.owner, f"C{uuid4().hex[:8]}")
    for code in ("PARTNER_CUSTOMER", "SALES_REP"):
        await _follows(town, key, "groups", "all", await _role(town, code), company)
    provider.says["groups"] = ["all"]
    assert (await visit(town, provider, key)).headers["location"] == "/account"
    assert await _roles(town, provider) == ["SALES_REP"]
    told = await town.audit(await _user(town, provider) or UUID(int=0))
    assert ("REFUSED", "PARTNERS_APART") in told


async def test_nobody_signs_in_at_a_provider_that_is_out_of_use(town: Town, provider: Provider) -> None:
    key, browser = await name_provider(town, provider.issuer), town.browser()
    address = await leave(browser, key)
    await town.owner.execute("update identity_provider set archived_at = now() where id = $1", key)
    assert (await come_back(browser, address, provider)).headers["location"] == "/sign-in?note=too_late"


UNLINK = """
mutation ($user: ID!, $provider: ID!) { userIdentityUnlink(userId: $user, providerId: $provider) { errors { code path } } }
"""


async def _unlink(town: Town, user_id: UUID | None, provider_id: UUID) -> list[dict[str, Any]]:
    answer = await town.ask(UNLINK, user=f"User:{user_id}", provider=f"IdentityProvider:{provider_id}")
    return answer["data"]["userIdentityUnlink"]["errors"]


async def test_a_link_is_taken_off_with_what_came_by_it(town: Town, provider: Provider) -> None:
    key, browser, person = await name_provider(town, provider.issuer), town.browser(), await town.person()
    await _follows(town, key, "groups", "sales", await _role(town, "SALES_REP"))
    provider.says |= {"email": person.email, "groups": ["sales"]}
    await visit(town, provider, key, browser)
    assert await _roles(town, provider) == ["SALES_REP"]
    assert await _unlink(town, person.id, key) == []
    assert await town.owner.fetchval("select count(*) from user_role where user_id = $1", person.id) == 0
    assert (await browser.get("/account")).status_code == 303
    assert ("FACTOR_CHANGED", "IDENTITY_UNLINKED") in await town.audit(person.id)
    assert await _unlink(town, person.id, key) == [{"code": "NOT_FOUND", "path": ["providerId"]}]
    # Whoever the provider calls otherwise now is who has the address.
    provider.says["sub"] = uuid4().hex
    await visit(town, provider, key)
    assert await _user(town, provider) == person.id


async def test_the_last_way_to_sign_in_stays(town: Town, provider: Provider) -> None:
    key = await name_provider(town, provider.issuer)
    await visit(town, provider, key)
    user_id = await _user(town, provider)
    assert await _unlink(town, user_id, key) == [{"code": "LAST_WAY_IN", "path": ["providerId"]}]
    assert await _user(town, provider) == user_id


async def test_who_signs_out_here_is_led_to_where_the_provider_signs_them_out(town: Town, provider: Provider) -> None:
    provider.metadata = {"end_session_endpoint": f"{provider.issuer}/bye"}
    browser = town.browser()
    await visit(town, provider, await name_provider(town, provider.issuer), browser)
    page = await browser.send("/sign-out")
    link = re.search(r'class="button" href="([^"]+)"', page.text)
    assert link is not None
    assert html.unescape(link[1]).startswith(f"{provider.issuer}/bye?")
    assert asked(html.unescape(link[1])) == {
        "client_id": CLIENT_ID,
        "post_logout_redirect_uri": f"{town.site.address}/sign-in",
    }
    assert (await browser.get("/account")).status_code == 303


async def test_who_has_not_come_by_a_provider_or_whose_says_nothing_of_it_signs_out_here(
    town: Town, provider: Provider
) -> None:
    key, person, browser, other = (
        await name_provider(town, provider.issuer),
        await town.person(),
        town.browser(),
        town.browser(),
    )
    await visit(town, provider, key, browser)
    assert (await browser.send("/sign-out")).headers["location"] == "/sign-in?note=signed_out"
    provider.says["email"], provider.metadata = person.email, {"end_session_endpoint": f"{provider.issuer}/bye"}
    await other.sign_in(person)
    assert (await other.send("/sign-out")).headers["location"] == "/sign-in?note=signed_out"


@pytest.fixture(scope="module")
async def house(databases: Databases, run_directory: Path, worker_id: str) -> AsyncGenerator[House]:
    """Another Torso, with somebody who is signed in there."""
    name = f"neighbour_{worker_id}"
    database = await databases.make(name, MIGRATED)
    listening = socket.create_server(("127.0.0.1", 0))
    issuer = f"http://localhost:{listening.getsockname()[1]}"
    settings = Settings(home=run_directory / "home", pool_size_min=0, pool_size_max=4, public_url=issuer)
    owner = await asyncpg.connect(database.owner_url)
    async with running(settings, database, listening) as site:
        house = House(issuer, site.client, owner)
        await house.furnish()
        yield house
    await owner.close()
    await databases.drop(name)


async def test_people_of_another_torso_sign_in_here(town: Town, house: House) -> None:
    key = await name_provider(town, house.issuer, vouches_for_emails=True)
    callback = f"{town.site.address}/sign-in/provider/{key}/callback"
    client = await house.client(name="The other one", redirect_uris=[callback], scopes=["openid", "profile", "email"])
    again = await name_provider(
        town, house.issuer, client_id=client, secret=client + HOUSE_SECRET, vouches_for_emails=True
    )
    callback = f"{town.site.address}/sign-in/provider/{again}/callback"
    await house.owner.execute("update oauth_client set redirect_uris = $2 where client_id = $1", client, [callback])
    browser = town.browser()
    address = await leave(browser, again)
    there = await house.http.get(address, headers={"cookie": f"torso={house.cookie}"})
    answer = await browser.client.get(there.headers["location"])
    assert answer.headers["location"] == "/account"
    assert "ada@example.org" in (await browser.get("/account")).text
