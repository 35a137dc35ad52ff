"""From a browser to tokens: the authorization code, with PKCE, and what the answers say."""

import asyncio

from joserfc import jwt
from joserfc.jwk import KeySet

from tests.oauth.house import SECRET, House, answered, request_for


async def test_leads_a_program_of_ours_from_a_browser_to_tokens(house: House) -> None:
    client = await house.client()
    answer = answered(await house.authorize(client, nonce="n-1"))
    assert answer["state"] == "xyz"
    assert answer["iss"] == house.issuer
    response = await house.redeem(client, answer["code"])
    assert response.status_code == 200, response.text
    token = response.json()
    assert (token["token_type"], token["expires_in"], token["scope"]) == ("Bearer", 600, "openid sales.order:read")
    assert response.headers["cache-control"] == "no-store"
    keys = KeySet.import_key_set((await house.http.get("/oauth/jwks.json")).json())
    access = jwt.decode(token["access_token"], keys)
    assert access.header["typ"] == "at+jwt"
    assert access.claims["sub"] == str(house.user_id)
    assert (access.claims["iss"], access.claims["aud"]) == (house.issuer, house.issuer)
    told = jwt.decode(token["id_token"], keys).claims
    assert (told["aud"], told["nonce"], told["amr"]) == (client, "n-1", ["pwd", "otp", "mfa"])


async def test_gives_each_refresh_token_once(house: House) -> None:
    client = await house.client()
    first = await house.tokens(client)
    second = (await house.refresh(client, first["refresh_token"])).json()
    third = await house.refresh(client, second["refresh_token"])
    assert third.status_code == 200
    assert third.json()["refresh_token"] not in (first["refresh_token"], second["refresh_token"])


async def test_gives_tokens_to_one_of_five_that_refresh_at_once(house: House) -> None:
    client = await house.client()
    token = (await house.tokens(client))["refresh_token"]
    answers = await asyncio.gather(*(house.refresh(client, token) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400, 400]
    winner = next(answer.json() for answer in answers if answer.status_code == 200)
    assert await house.is_alive(client, winner["access_token"])


async def test_ends_what_was_granted_when_a_refresh_token_is_used_after_its_successor(house: House) -> None:
    client = await house.client()
    first = await house.tokens(client)
    second = (await house.refresh(client, first["refresh_token"])).json()
    third = (await house.refresh(client, second["refresh_token"])).json()
    assert (await house.refresh(client, first["refresh_token"])).json()["error"] == "invalid_grant"
    assert not await house.is_alive(client, third["access_token"])
    assert (await house.refresh(client, third["refresh_token"])).status_code == 400


async def test_gives_a_program_tokens_in_its_own_name(house: House) -> None:
    client = await house.client()
    response = await house.http.post(
        "/oauth/token", data={"grant_type": "client_credentials"}, auth=(client, client + SECRET)
    )
    token = response.json()
    assert response.status_code == 200, token
    assert "refresh_token" not in token
    assert token["scope"] == "sales.*"
    assert await house.is_alive(client, token["access_token"])


async def test_asks_somebody_to_sign_in_and_comes_back_to_the_same_request(house: House) -> None:
    client = await house.client()
    request = request_for(client, login_hint="ada@example.org")
    response = await house.browse("/oauth/authorize", cookie="nobody", **request)
    assert response.status_code == 303
    assert response.headers["location"].startswith("/sign-in?next=%2Foauth%2Fauthorize%3F")
    assert response.headers["location"].endswith("&login_hint=ada%40example.org")


async def test_asks_somebody_whether_a_program_may_and_remembers_it(house: House) -> None:
    client = await house.client(first_party=False)
    page = await house.authorize(client)
    assert page.status_code == 200
    assert "<strong>The shop</strong>" in page.text
    allowed = await house.submit(page, decision="allow")
    assert answered(allowed)["code"]
    assert answered(await house.authorize(client))["code"]
    more = await house.authorize(client, scope="openid sales.order:read sales.order:write")
    assert more.status_code == 200


async def test_tells_a_program_that_somebody_did_not_agree(house: House) -> None:
    client = await house.client(first_party=False)
    denied = answered(await house.submit(await house.authorize(client), decision="deny"))
    assert (denied["error"], denied["state"], denied["iss"]) == ("access_denied", "xyz", house.issuer)


async def test_says_where_nobody_is_to_be_asked_that_somebody_would_have_to_be(house: House) -> None:
    client = await house.client(first_party=False)
    request = request_for(client, prompt="none")
    assert answered(await house.browse("/oauth/authorize", cookie="nobody", **request))["error"] == "login_required"
    assert answered(await house.authorize(client, prompt="none"))["error"] == "consent_required"


async def test_has_people_prove_again_who_they_are_where_a_program_wants_that(house: House) -> None:
    client = await house.client()
    again = await house.authorize(client, prompt="login")
    assert again.headers["location"].startswith("/sign-in?")
    assert "again_since" in again.headers["location"]
    await house.sign_in("of-an-hour-ago-with-a-long-cookie")
    await house.owner.execute("update user_session set authenticated_at = now() - interval '1 hour'")
    try:
        old = await house.authorize(client, max_age="60")
        assert old.headers["location"].startswith("/sign-in?")
        assert answered(await house.authorize(client, max_age="7200"))["code"]
    finally:
        await house.owner.execute("update user_session set authenticated_at = now()")


async def test_lets_the_port_of_a_program_on_this_machine_vary(house: House) -> None:
    client = await house.client(public=True, redirect_uris=["http://127.0.0.1/done", "http://[::1]:1/done"])
    for place in ("http://127.0.0.1:49152/done", "http://[::1]:50000/done", "http://127.0.0.1/done"):
        response = await house.authorize(client, redirect_uri=place)
        assert response.headers["location"].startswith(f"{place}?code=")


async def test_gives_tokens_for_this_server_whichever_way_it_is_named(house: House) -> None:
    client = await house.client()
    code = await house.code(client, resource=f"{house.issuer}/graphql")
    assert (await house.redeem(client, code, resource=house.issuer)).status_code == 200
    other = answered(await house.authorize(client, resource="https://other.example.org"))
    assert other["error"] == "invalid_target"
