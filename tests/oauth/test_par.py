"""Pushed requests (RFC 9126): told beforehand, referred to once, by the program that pushed them."""

from typing import Any

from httpx import Response

from tests.oauth.house import SECRET, House, answered, request_for


async def push(house: House, client: str, **more: str) -> Response:
    data = {**request_for(client), "client_secret": client + SECRET, **more}
    return await house.http.post("/oauth/par", data={name: value for name, value in data.items() if value})


async def follow(house: House, client: str, pushed: Response, **more: Any) -> Response:
    return await house.browse("/oauth/authorize", client_id=client, request_uri=pushed.json()["request_uri"], **more)


async def test_leads_from_a_request_that_was_pushed_to_a_code_once(house: House) -> None:
    client = await house.client(pushed=True)
    pushed = await push(house, client)
    assert (pushed.status_code, pushed.json()["expires_in"]) == (201, 600)
    code = answered(await follow(house, client, pushed))["code"]
    assert (await house.redeem(client, code)).status_code == 200
    again = await follow(house, client, pushed)
    assert again.status_code == 400
    assert "invalid_request_uri" in again.text


async def test_stays_while_somebody_signs_in_and_agrees(house: House) -> None:
    client = await house.client(first_party=False)
    pushed = await push(house, client)
    assert (await follow(house, client, pushed, cookie="nobody")).status_code == 303
    page = await follow(house, client, pushed)
    assert page.status_code == 200
    assert answered(await house.submit(page, decision="allow"))["code"]


async def test_refuses_what_another_program_has_pushed(house: House) -> None:
    one, other = await house.client(), await house.client()
    response = await follow(house, other, await push(house, one))
    assert response.status_code == 400


async def test_does_not_let_an_address_change_what_was_pushed(house: House) -> None:
    client = await house.client()
    response = await follow(house, client, await push(house, client), state="other", scope="openid sales.order:write")
    told = answered(response)
    assert told["state"] == "xyz"
    assert (await house.redeem(client, told["code"])).json()["scope"] == "openid sales.order:read"


async def test_refuses_at_once_what_could_not_be_answered(house: House) -> None:
    client, other = await house.client(), await house.client()
    for wrong, error in (
        ({"redirect_uri": "https://evil.example/"}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"scope": "finance.*"}, "invalid_scope"),
        ({"request_uri": "urn:x"}, "invalid_request"),
        ({"client_secret": "wrong"}, "invalid_client"),
    ):
        response = await push(house, client, **wrong)
        assert (response.json()["error"], "location" in response.headers) == (error, False)
    mixed = await house.http.post("/oauth/par", data=request_for(client), auth=(other, other + SECRET))
    assert mixed.json()["error"] == "unauthorized_client"


async def test_has_a_program_push_that_has_to(house: House) -> None:
    client = await house.client(pushed=True)
    assert answered(await house.authorize(client))["error"] == "invalid_request"


async def test_refuses_a_reference_whose_time_is_over_or_that_is_none(house: House) -> None:
    client = await house.client()
    pushed = await push(house, client)
    await house.owner.execute("update oauth_request set expires_at = now()")
    assert (await follow(house, client, pushed)).status_code == 400
    for wrong in ("urn:ietf:params:oauth:request_uri:x", "https://evil.example/request"):
        response = await house.browse("/oauth/authorize", client_id=client, request_uri=wrong)
        assert response.status_code == 400
