"""Devices without a browser (RFC 8628)."""

from datetime import timedelta
from typing import Any

from httpx import Response

from tests.oauth.house import House

DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


async def begin(house: House, client: str) -> dict[str, Any]:
    response = await house.http.post(
        "/oauth/device_authorization", data={"client_id": client, "scope": "openid sales.order:read"}
    )
    assert response.status_code == 200, response.text
    return response.json()


async def ask(house: House, client: str, begun: dict[str, Any]) -> Response:
    return await house.token(client, grant_type=DEVICE, device_code=begun["device_code"], client_secret="")


async def decide(house: House, begun: dict[str, Any], decision: str) -> Response:
    typed = await house.submit(await house.browse("/device"), user_code=begun["user_code"].lower().replace("-", " "))
    assert begun["user_code"].lower().replace("-", " ") in typed.text
    return await house.submit(typed, decision=decision)


async def test_lets_in_a_device_whose_code_somebody_has_typed(house: House) -> None:
    client = await house.client(public=True, name="The scanner")
    begun = await begin(house, client)
    assert begun["verification_uri"] == f"{house.issuer}/device"
    assert (await ask(house, client, begun)).json()["error"] == "authorization_pending"
    done = await decide(house, begun, "allow")
    assert "connected" in done.text
    token = (await ask(house, client, begun)).json()
    assert token["scope"] == "openid sales.order:read"
    assert token["id_token"]
    assert (await ask(house, client, begun)).json()["error"] == "expired_token"


async def test_tells_a_device_that_asks_too_often_to_slow_down(house: House) -> None:
    client = await house.client(public=True)
    begun = await begin(house, client)
    errors = [(await ask(house, client, begun)).json()["error"] for _ in range(3)]
    assert errors == ["authorization_pending", "slow_down", "slow_down"]
    assert await house.owner.fetchval("select max(interval_seconds) from oauth_device_code") == 15


async def test_tells_a_device_that_it_was_not_let_in(house: House) -> None:
    client = await house.client(public=True)
    begun = await begin(house, client)
    assert "not connected" in (await decide(house, begun, "deny")).text
    assert (await ask(house, client, begun)).json()["error"] == "access_denied"


async def test_knows_a_code_for_ten_minutes_and_to_its_own_program(house: House) -> None:
    client, other = await house.client(public=True), await house.client(public=True)
    begun = await begin(house, client)
    assert (await ask(house, other, begun)).json()["error"] == "invalid_grant"
    await house.owner.execute("update oauth_device_code set expires_at = now() - $1::interval", timedelta(seconds=1))
    assert (await ask(house, client, begun)).json()["error"] == "expired_token"
    page = await house.submit(await house.browse("/device"), user_code=begun["user_code"])
    assert (page.status_code, 'role="alert"' in page.text) == (422, True)


async def test_lets_nothing_in_by_following_a_link(house: House) -> None:
    begun = await begin(house, await house.client(public=True))
    page = await house.browse(begun["verification_uri_complete"])
    assert begun["user_code"] in page.text
    assert 'value="allow"' not in page.text
    forged = await house.submit(page, {"sec-fetch-site": "cross-site"}, user_code=begun["user_code"], decision="allow")
    assert forged.status_code == 403


async def test_asks_somebody_to_sign_in_first(house: House) -> None:
    response = await house.browse("/device?user_code=ABCD-EFGH", cookie="nobody")
    assert response.headers["location"] == "/sign-in?next=%2Fdevice%3Fuser_code%3DABCD-EFGH"


async def test_does_not_let_a_device_in_for_somebody_who_has_signed_out_since(house: House) -> None:
    client = await house.client(public=True)
    begun = await begin(house, client)
    await decide(house, begun, "allow")
    ended = "update user_session set ended_at = now() where user_id = $1 and ended_at is null returning id"
    sessions = [row["id"] for row in await house.owner.fetch(ended, house.user_id)]
    try:
        assert (await ask(house, client, begun)).json()["error"] == "access_denied"
    finally:
        await house.owner.execute("update user_session set ended_at = null where id = any($1)", sessions)
