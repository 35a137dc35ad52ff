"""What belongs to tokens: revoking and looking into them, who they are about, signing out; and what the server tells of itself."""

import asyncio
from typing import Any

import pytest
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from httpx import Response

from tests.oauth.house import SECRET, House

AFTER = "https://shop.example.org/"


async def revoke(house: House, client: str, token: str) -> Response:
    data = {"client_id": client, "client_secret": client + SECRET, "token": token}
    return await house.http.post("/oauth/revoke", data=data)


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
async def test_ends_a_grant_by_any_of_its_tokens(house: House, kind: str) -> None:
    client = await house.client()
    token = await house.tokens(client)
    assert (await revoke(house, client, token[kind])).status_code == 200
    assert not await house.is_alive(client, token["access_token"])
    assert (await house.refresh(client, token["refresh_token"])).status_code == 400


async def test_ends_nothing_of_another_program_and_says_nothing_of_what_it_does_not_know(house: House) -> None:
    client, other = await house.client(), await house.client()
    token = await house.tokens(client)
    assert (await revoke(house, other, token["refresh_token"])).status_code == 400
    assert (await revoke(house, client, "unknown")).status_code == 200
    assert await house.is_alive(client, token["access_token"])


async def test_tells_a_program_about_its_own_tokens_alone(house: House) -> None:
    client, other = await house.client(), await house.client()
    token = await house.tokens(client)
    data = {"client_id": client, "client_secret": client + SECRET, "token": token["access_token"]}
    told = (await house.http.post("/oauth/introspect", data=data)).json()
    assert (told["sub"], told["scope"], told["token_type"]) == (
        str(house.user_id),
        "openid sales.order:read",
        "Bearer",
    )
    assert not await house.is_alive(other, token["access_token"])
    public = await house.client(public=True)
    response = await house.http.post("/oauth/introspect", data={"client_id": public, "token": token["access_token"]})
    assert response.status_code == 401


async def test_says_who_somebody_is_as_far_as_the_scopes_go(house: House) -> None:
    client = await house.client()
    for scope, told in (
        ("openid", {}),
        ("openid email", {"email": "ada@example.org"}),
        ("openid profile", {"name": "Ada", "locale": "en"}),
    ):
        token = (await house.tokens(client, scope=scope))["access_token"]
        response = await house.http.get("/oauth/userinfo", headers={"authorization": f"Bearer {token}"})
        assert response.json() == {"sub": str(house.user_id), **told}


async def test_says_who_somebody_is_only_where_that_was_granted_and_still_holds(house: House) -> None:
    client = await house.client()
    token = await house.tokens(client, scope="sales.order:read")
    headers = {"authorization": f"Bearer {token['access_token']}"}
    assert (await house.http.get("/oauth/userinfo", headers=headers)).status_code == 403
    token = await house.tokens(client)
    await revoke(house, client, token["access_token"])
    headers = {"authorization": f"Bearer {token['access_token']}"}
    refused = await house.http.get("/oauth/userinfo", headers=headers)
    assert refused.status_code == 401
    where = f'resource_metadata="{house.issuer}/.well-known/oauth-protected-resource"'
    assert where in refused.headers["www-authenticate"]


async def test_says_who_somebody_is_in_pages_of_the_program_alone(house: House) -> None:
    client, other = await house.client(), await house.client()
    own, foreign = (f"https://{name}.example.org" for name in (client, other))
    for name, origin in ((client, own), (other, foreign)):
        await house.owner.execute("update oauth_client set web_origins = array[$2] where client_id = $1", name, origin)
    bearer = {"authorization": f"Bearer {(await house.tokens(client))['access_token']}"}

    async def shared_with(origin: str, **headers: str) -> str | None:
        answer = await house.http.get("/oauth/userinfo", headers={"origin": origin, **headers})
        return answer.headers.get("access-control-allow-origin")

    async with asyncio.timeout(30):
        # Of a token that nobody knows any program's page is told that it is not good.
        while await shared_with(foreign, authorization="Bearer x") is None:
            await asyncio.sleep(0.2)
    assert await shared_with(own, **bearer) == own
    assert await shared_with(foreign, **bearer) is None


async def signed_out(house: House, cookie: str, **parameters: str) -> Response:
    return await house.browse("/oauth/logout", cookie, **parameters)


async def apart(house: House, client: str, cookie: str, **more: str) -> dict[str, Any]:
    """Get tokens in a browser of its own."""
    await house.sign_in(cookie)
    mine, house.cookie = house.cookie, cookie
    try:
        return await house.tokens(client, **more)
    finally:
        house.cookie = mine


async def test_signs_somebody_out_and_ends_what_was_granted_in_that_browser(house: House) -> None:
    client = await house.client()
    here = await apart(house, client, "first-browser")
    beyond = await apart(house, client, "second-browser", scope="openid offline_access")
    elsewhere = await house.tokens(client)
    for cookie, token in (("first-browser", here), ("second-browser", beyond)):
        response = await signed_out(
            house, cookie, id_token_hint=token["id_token"], post_logout_redirect_uri=AFTER, state="s"
        )
        assert (response.status_code, response.headers["location"]) == (303, f"{AFTER}?state=s")
        assert 'torso=""' in response.headers["set-cookie"]
    told = "select count(*) from audit_entry where operation = 'SIGN_OUT' and entity_id = $1::uuid and actor = $1::uuid::text"
    assert await house.owner.fetchval(told, house.user_id) >= 2
    assert not await house.is_alive(client, here["access_token"])
    assert await house.is_alive(client, beyond["access_token"])
    assert await house.is_alive(client, elsewhere["access_token"])


async def test_a_form_of_a_program_leads_on_to_where_somebody_is_known(house: House) -> None:
    client = await house.client()
    posted = await house.http.post("/oauth/logout", data={"client_id": client, "post_logout_redirect_uri": AFTER})
    assert posted.status_code == 303
    assert "set-cookie" not in posted.headers
    assert (await house.browse(posted.headers["location"])).status_code == 200


async def test_asks_before_it_signs_out_somebody_of_whom_nothing_is_shown(house: House) -> None:
    client = await house.client()
    token = await apart(house, client, "third-browser")
    page = await signed_out(house, "third-browser", client_id=client, post_logout_redirect_uri="https://evil.example/")
    assert page.status_code == 200
    assert await house.is_alive(client, token["access_token"])
    as_third = {"cookie": "torso=third-browser"}
    assert (await house.submit(page, {**as_third, "sec-fetch-site": "cross-site"})).status_code == 403
    done = await house.submit(page, as_third)
    assert (done.status_code, "location" in done.headers) == (200, False)
    assert not await house.is_alive(client, token["access_token"])


async def test_asks_where_the_token_that_is_shown_is_not_ours(house: House) -> None:
    client = await house.client()
    token = await apart(house, client, "fifth-browser")
    forged = token["id_token"].rsplit(".", 1)[0] + ".AAAA"
    page = await signed_out(house, "fifth-browser", id_token_hint=forged, post_logout_redirect_uri=AFTER)
    assert (page.status_code, "Sign out?" in page.text) == (200, True)
    assert await house.is_alive(client, token["access_token"])


async def test_leads_nobody_away_where_a_program_is_not_registered(house: House) -> None:
    client = await house.client()
    token = await apart(house, client, "fourth-browser")
    response = await signed_out(
        house, "fourth-browser", id_token_hint=token["id_token"], post_logout_redirect_uri="https://evil.example/"
    )
    assert (response.status_code, "location" in response.headers) == (200, False)


async def test_tells_the_truth_about_itself(house: House) -> None:
    told = (await house.http.get("/.well-known/oauth-authorization-server")).json()
    checked: Any = AuthorizationServerMetadata(told)
    checked.validate()
    assert told == (await house.http.get("/.well-known/openid-configuration")).json()
    assert told["issuer"] == house.issuer
    for name, address in told.items():
        if name.endswith(("_endpoint", "_uri")):
            response = await house.http.get(address.removeprefix(house.issuer))
            assert response.status_code in (200, 303, 400, 401, 405), name
    assert (told["response_types_supported"], told["code_challenge_methods_supported"]) == (["code"], ["S256"])
    for grant_type in told["grant_types_supported"]:
        response = await house.token(await house.client(), grant_type=grant_type)
        assert response.json().get("error") != "unsupported_grant_type"


async def test_tells_whose_tokens_it_takes(house: House) -> None:
    told = (await house.http.get("/.well-known/oauth-protected-resource")).json()
    assert (told["resource"], told["authorization_servers"]) == (house.issuer, [house.issuer])


async def test_publishes_no_private_key(house: House) -> None:
    keys = (await house.http.get("/oauth/jwks.json")).json()["keys"]
    assert keys
    assert all("d" not in key and key["kid"] and key["alg"] == "ES256" for key in keys)
