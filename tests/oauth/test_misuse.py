"""What attackers try (RFC 9700), each of it refused."""

import asyncio
import time

import pytest
from httpx import Response

from services.platform.access import client as clients
from tests.oauth.house import CALLBACK, SECRET, House, answered, request_for

NEAR_MISSES = [
    f"{CALLBACK}/more",
    f"{CALLBACK}?more=1",
    f"{CALLBACK}#more",
    "https://shop.example.org/callbac",
    "https://shop.example.org/Callback",
    "https://SHOP.example.org/callback",
    "https://shop.example.org:443/callback",
    "https://shop.example.org:8443/callback",
    "http://shop.example.org/callback",
    "https://shop.example.org/x/../callback",
    "https://shop.example.org.evil.example/callback",
    "https://shop.example.org@evil.example/callback",
    "https://evil.example/callback",
    "//shop.example.org/callback",
    "javascript:alert(1)",
    'https://shop.example.org/"callback',
    "https://shop.example.org/cällback",
]


@pytest.mark.parametrize("place", NEAR_MISSES)
async def test_leads_nobody_where_a_program_is_not_registered(house: House, place: str) -> None:
    response = await house.authorize(await house.client(), redirect_uri=place)
    assert response.status_code == 400
    assert "location" not in response.headers


LOOPBACK_MISSES = [
    "http://127.0.0.1:1/other",
    "http://127.0.0.2:1/done",
    "http://localhost:1/done",
    "https://127.0.0.1:1/done",
    "http://127.0.0.1:1@evil.example/done",
    "http://127.0.0.1:1.evil.example/done",
    "http://127.0.0.1:123456/done",
]


@pytest.mark.parametrize("place", LOOPBACK_MISSES)
async def test_lets_nothing_but_the_port_vary_on_this_machine(house: House, place: str) -> None:
    client = await house.client(public=True, redirect_uris=["http://127.0.0.1/done"])
    assert (await house.authorize(client, redirect_uri=place)).status_code == 400


async def test_does_not_lead_to_a_place_that_is_not_named(house: House) -> None:
    assert (await house.authorize(await house.client(), redirect_uri="")).status_code == 400


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": ""}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_type": "ünknown"}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"scope": "openid finance.journal_entry:read"}, "invalid_scope"),
        ({"scope": 'sales."x'}, "invalid_scope"),
        ({"scope": " ".join(f"sales.x{n}" for n in range(600))}, "invalid_scope"),
        ({"request": "e30.e30."}, "request_not_supported"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"prompt": "unknown"}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"dpop_jkt": "short"}, "invalid_request"),
        ({"nonce": "x" * 3000}, "invalid_request"),
    ],
)
async def test_refuses_a_request_that_is_weaker_or_wider_than_it_may_be(
    house: House, more: dict[str, str], error: str
) -> None:
    told = answered(await house.authorize(await house.client(), **more))
    assert (told["error"], told["state"], told["iss"]) == (error, "xyz", house.issuer)


async def test_leads_nobody_on_who_is_not_signed_in_whatever_is_wrong(house: House) -> None:
    wrong = request_for(await house.client(), scope="openid finance.journal_entry:read")
    asked = await house.browse("/oauth/authorize", cookie="nobody", **wrong)
    assert asked.headers["location"].startswith("/sign-in?next=%2Foauth%2Fauthorize%3F")
    told = answered(await house.browse("/oauth/authorize", cookie="nobody", prompt="none", **wrong))
    assert told["error"] == "invalid_scope"


@pytest.mark.parametrize("place", ["http://127.0.0.1:4711/done", "org.example.app:/done"])
async def test_asks_each_time_where_another_program_of_the_machine_could_get_the_answer(
    house: House, place: str
) -> None:
    client = await house.client(public=True, first_party=False, redirect_uris=["http://127.0.0.1/done", place])
    page = await house.authorize(client, redirect_uri=place)
    assert answered(await house.submit(page, decision="allow"))["code"]
    assert (await house.authorize(client, redirect_uri=place)).status_code == 200
    assert answered(await house.authorize(client, redirect_uri=place, prompt="none"))["error"] == "consent_required"


async def test_refuses_a_parameter_that_is_given_twice(house: House) -> None:
    client = await house.client()
    again = "&".join(f"{name}={value}" for name, value in request_for(client).items()) + "&client_id=other"
    assert (await house.browse(f"/oauth/authorize?{again}")).status_code == 400
    body = f"grant_type=client_credentials&client_id={client}&client_id={client}"
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert (await house.http.post("/oauth/token", content=body, headers=headers)).json()["error"] == "invalid_request"


@pytest.mark.parametrize("grant_type", ["password", "implicit", "urn:ietf:params:oauth:grant-type:jwt-bearer", "", "ü"])
async def test_knows_no_other_way_to_tokens(house: House, grant_type: str) -> None:
    response = await house.token(await house.client(), grant_type=grant_type, username="ada", password="x")
    assert (response.status_code, response.json()["error"]) == (400, "unsupported_grant_type")


@pytest.mark.parametrize(
    "more",
    [
        {"code_verifier": "w" * 43},
        {"code_verifier": ""},
        {"code_verifier": "short"},
        {"redirect_uri": "https://shop.example.org/other"},
        {"redirect_uri": ""},
        {"code": "another"},
    ],
)
async def test_refuses_a_code_that_comes_without_what_belongs_to_it(house: House, more: dict[str, str]) -> None:
    client = await house.client()
    code = await house.code(client)
    response = await house.redeem(client, code, **more)
    assert response.status_code == 400
    assert response.json()["error"] in ("invalid_grant", "invalid_request")


async def test_refuses_the_code_of_another_program(house: House) -> None:
    one, other = await house.client(), await house.client()
    response = await house.redeem(other, await house.code(one))
    assert response.json()["error"] == "invalid_grant"


async def test_ends_what_came_of_a_code_that_is_shown_twice(house: House) -> None:
    client = await house.client()
    code = await house.code(client)
    token = (await house.redeem(client, code)).json()
    assert (await house.redeem(client, code)).json()["error"] == "invalid_grant"
    assert not await house.is_alive(client, token["access_token"])
    assert (await house.refresh(client, token["refresh_token"])).json()["error"] == "invalid_grant"


async def test_exchanges_a_code_once_however_many_come_with_it_at_once(house: House) -> None:
    client = await house.client()
    code = await house.code(client)
    answers = await asyncio.gather(*(house.redeem(client, code) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400, 400]


async def test_refuses_a_code_after_a_minute(house: House) -> None:
    client = await house.client()
    code = await house.code(client)
    await house.owner.execute("update oauth_code set expires_at = now() - interval '1 second'")
    assert (await house.redeem(client, code)).json()["error"] == "invalid_grant"


async def test_refuses_the_refresh_token_of_another_program(house: House) -> None:
    one, other = await house.client(), await house.client()
    token = (await house.tokens(one))["refresh_token"]
    assert (await house.refresh(other, token)).json()["error"] == "invalid_grant"
    assert (await house.refresh(one, token)).status_code == 200


async def test_refuses_to_widen_what_was_granted_when_it_is_refreshed(house: House) -> None:
    client = await house.client()
    token = (await house.tokens(client))["refresh_token"]
    response = await house.refresh(client, token, scope="openid sales.order:read sales.order:write")
    assert response.json()["error"] == "invalid_scope"


@pytest.mark.parametrize(
    "change",
    [
        "update user_session set ended_at = now()",
        "update user_account set archived_at = now()",
        "update oauth_client set state = 'SUSPENDED'",
        "update oauth_client set archived_at = now()",
        "update oauth_grant set revoked_at = now()",
    ],
)
async def test_refreshes_nothing_once_who_it_was_granted_by_or_to_is_gone(house: House, change: str) -> None:
    client = await house.client()
    token = await house.tokens(client)
    await house.owner.execute(change)
    try:
        assert (await house.refresh(client, token["refresh_token"])).status_code in (400, 401)
        about = {"authorization": f"Bearer {token['access_token']}"}
        assert (await house.http.get("/oauth/userinfo", headers=about)).status_code == 401
    finally:
        await house.owner.execute("update user_session set ended_at = null")
        await house.owner.execute("update user_account set archived_at = null")
        await house.owner.execute("update oauth_client set archived_at = null, state = 'APPROVED'")


@pytest.mark.parametrize(
    "given",
    [
        {"client_secret": "wrong"},
        {"client_secret": ""},
        {"client_id": "nobody"},
        {"client_id": ""},
        {"client_id": "nobody\x00"},
    ],
)
async def test_answers_alike_whoever_does_not_prove_which_program_it_is(house: House, given: dict[str, str]) -> None:
    client = await house.client()
    response = await house.token(client, grant_type="client_credentials", **given)
    body = response.json()
    if "\x00" in given.get("client_id", ""):
        assert body["error"] == "invalid_request"
    else:
        assert (response.status_code, body["error"]) == (401, "invalid_client")
        assert body["error_description"] == "The client is not known, or has not proved itself."
        assert response.headers["www-authenticate"].startswith("Basic")


@pytest.mark.parametrize("header", ["Basic", "Basic !!!", "Basic /////w==", "Bearer x", "Basic Og=="])
async def test_refuses_a_header_that_names_no_program(house: House, header: str) -> None:
    response = await house.http.post(
        "/oauth/token", data={"grant_type": "client_credentials"}, headers={"authorization": header}
    )
    assert (response.status_code, response.json()["error"]) == (401, "invalid_client")


async def test_compares_every_secret_in_constant_time(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append(len(one))
        return one == other

    monkeypatch.setattr(clients.hmac, "compare_digest", compare)
    await house.token(await house.client(), grant_type="client_credentials", client_secret="wrong")
    assert compared == [32]


@pytest.mark.parametrize("change", ["revoked_at = now()", "expires_at = now()"])
async def test_refuses_a_secret_whose_time_is_over(house: House, change: str) -> None:
    client = await house.client()
    await house.owner.execute(
        f"update oauth_client_secret set {change} where client_id = (select id from oauth_client where client_id = $1)",
        client,
    )
    assert (await house.token(client, grant_type="client_credentials")).status_code == 401


async def test_gives_a_program_that_keeps_no_secret_nothing_in_its_own_name(house: House) -> None:
    client = await house.client(public=True)
    response = await house.token(client, grant_type="client_credentials", client_secret="")
    assert (response.status_code, response.json()["error"]) == (401, "invalid_client")


async def test_lets_no_program_do_what_it_is_not_registered_for(house: House) -> None:
    client = await house.client(grant_types=["client_credentials"])
    assert answered(await house.authorize(client))["error"] == "unauthorized_client"
    response = await house.http.post(
        "/oauth/device_authorization", data={"client_id": client, "client_secret": client + SECRET}
    )
    assert response.json()["error"] == "unauthorized_client"


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
    ],
)
async def test_takes_no_consent_from_another_page(house: House, headers: dict[str, str]) -> None:
    page = await house.authorize(await house.client(first_party=False))
    assert (await house.submit(page, headers, decision="allow")).status_code == 403


async def test_takes_no_consent_without_the_token_of_its_form(house: House) -> None:
    page = await house.authorize(await house.client(first_party=False))
    assert (await house.submit(page, form_token="0" * 64, decision="allow")).status_code == 403


async def test_takes_no_consent_to_something_else_than_was_asked(house: House) -> None:
    client = await house.client(first_party=False)
    page = await house.authorize(client)
    assert "sales.order%3Aread" in page.text
    page = Response(200, text=page.text.replace("sales.order%3Aread", "sales.order%3Awrite"))
    assert (await house.submit(page, decision="allow")).status_code == 403


async def test_takes_a_consent_by_its_origin_from_an_older_browser(house: House) -> None:
    page = await house.authorize(await house.client(first_party=False))
    hidden = page.text.split('name="form_token" value="')[1].split('"')[0]
    action = page.text.split('action="')[1].split('"')[0].replace("&amp;", "&")
    for origin, status in ((house.issuer, 303), ("https://evil.example", 403), ("null", 403)):
        headers = {"cookie": f"torso={house.cookie}", "origin": origin}
        data = {"form_token": hidden, "decision": "allow"}
        assert (await house.http.post(action, data=data, headers=headers)).status_code == status


async def test_shows_pages_that_nothing_frames_keeps_or_looks_over(house: House) -> None:
    page = await house.authorize(await house.client(first_party=False))
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self' https://shop.example.org;" in policy
    assert page.headers["x-frame-options"] == "DENY"
    assert (page.headers["cache-control"], page.headers["referrer-policy"]) == ("no-store", "no-referrer")
    assert "<script" not in page.text


async def test_writes_what_a_program_is_called_as_text(house: House) -> None:
    client = await house.client(first_party=False, name="<script>alert(1)</script>")
    page = await house.authorize(client)
    assert "<script" not in page.text
    assert "&lt;script&gt;" in page.text


async def test_leads_on_by_303_alone_and_keeps_nothing(house: House) -> None:
    client = await house.client()
    for response in (
        await house.authorize(client),
        await house.authorize(client, scope="other"),
        await house.browse("/oauth/authorize", cookie="nobody", **request_for(client)),
    ):
        assert response.status_code == 303
        assert (response.headers["cache-control"], response.headers["referrer-policy"]) == ("no-store", "no-referrer")


async def test_takes_no_token_as_something_that_it_is_not(house: House) -> None:
    client = await house.client()
    token = await house.tokens(client)
    for wrong in (token["id_token"], token["refresh_token"], "x.y.z"):
        response = await house.http.get("/oauth/userinfo", headers={"authorization": f"Bearer {wrong}"})
        assert (response.status_code, response.json()["error"]) == (401, "invalid_token")
    assert not await house.is_alive(client, token["id_token"])


async def test_takes_no_body_that_is_no_form_or_too_large(house: House) -> None:
    assert (await house.http.post("/oauth/token", json={"grant_type": "password"})).status_code == 400
    assert (await house.http.post("/oauth/token", data={"x": "y" * 70_000})).status_code == 400
    assert (await house.http.get("/oauth/token")).status_code == 405
    assert (await house.http.post("/oauth/token", data={f"x{n}": "y" for n in range(100)})).status_code == 400


async def test_keeps_no_secret_as_it_is(house: House) -> None:
    client = await house.client()
    code = await house.code(client)
    token = (await house.redeem(client, code)).json()
    for table in ("oauth_code", "oauth_refresh_token", "oauth_grant", "audit_entry", "oauth_device_code"):
        rows = await house.owner.fetch(f"select to_jsonb(t)::text as row from {table} t")
        text = "".join(row["row"] for row in rows)
        for secret in (code, token["refresh_token"], token["access_token"], house.cookie, SECRET):
            assert secret not in text


async def test_gives_no_tokens_for_a_code_of_somebody_who_has_signed_out_since(house: House) -> None:
    client = await house.client()
    cookie = "a-browser-that-somebody-has-left"
    session = await house.sign_in(cookie)
    asked = request_for(client, scope="sales.* offline_access")
    code = answered(await house.browse("/oauth/authorize", cookie, **asked))["code"]
    await house.owner.execute("update user_session set ended_at = now() where id = $1", session)
    assert (await house.redeem(client, code)).json()["error"] == "invalid_grant"


async def test_gives_no_code_in_a_browser_where_nothing_was_done_for_hours(house: House) -> None:
    cookie = "a-browser-that-was-left-alone"
    session = await house.sign_in(cookie)
    await house.owner.execute(
        "update user_session set last_seen_at = now() - interval '3 hours' where id = $1", session
    )
    page = await house.browse("/oauth/authorize", cookie, **request_for(await house.client()))
    assert page.headers["location"].startswith("/sign-in?")


async def test_takes_nobodys_word_that_somebody_has_proved_again_who_they_are(house: House) -> None:
    client, since = await house.client(), int(time.time()) - 600
    form = await house.http.get("/sign-in", headers={"cookie": f"torso-form=again_since {since}"})
    token = form.text.partition('name="form_token" value="')[2].partition('"')[0]
    page = await house.authorize(client, prompt="login", again_since=f"{since}.{token}")
    assert page.headers["location"].startswith("/sign-in?")
