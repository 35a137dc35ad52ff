"""Programs that prove themselves by what they sign (RFC 7523): about themselves, for this server alone, and once."""

import secrets
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from httpx import Response
from joserfc import jwt
from joserfc.jwk import ECKey, Key, OctKey, RSAKey

from auth.client_assertion import ASSERTION_TYPE
from tests.oauth.house import SECRET, House, request_for

KEY = ECKey.generate_key("P-256", {"kid": "of-now"})
NEXT = RSAKey.generate_key(2048, {"kid": "of-tomorrow"})
OTHER = ECKey.generate_key("P-256")
KEYS = orjson.dumps({"keys": [KEY.as_dict(private=False), NEXT.as_dict(private=False)]}).decode()
NOW = int(datetime.now(UTC).timestamp())


def signed(house: House, client: str, key: Key = KEY, algorithm: str = "ES256", **more: Any) -> dict[str, str]:
    claims = {
        "iss": client,
        "sub": client,
        "aud": house.issuer,
        "jti": secrets.token_urlsafe(16),
        "exp": int(datetime.now(UTC).timestamp()) + 60,
        **more,
    }
    said = {name: value for name, value in claims.items() if value is not None}
    named = {"kid": key.kid} if key.kid else {}
    assertion = jwt.encode({"alg": algorithm, **named}, said, key, algorithms=[algorithm])
    return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}


async def own_name(house: House, proof: dict[str, str], **more: str) -> Response:
    return await house.http.post("/oauth/token", data={"grant_type": "client_credentials", **proof, **more})


@pytest.mark.parametrize(("key", "algorithm"), [(KEY, "ES256"), (NEXT, "PS256")])
async def test_gives_tokens_to_the_holder_of_any_key_of_the_program(house: House, key: Key, algorithm: str) -> None:
    client = await house.client(keys=KEYS)
    response = await own_name(house, signed(house, client, key, algorithm))
    assert (response.status_code, response.json()["scope"]) == (200, "sales.*")


@pytest.mark.parametrize(
    ("path", "said", "status"),
    [
        ("/oauth/introspect", {"token": "unknown"}, 200),
        ("/oauth/revoke", {"token": "unknown"}, 200),
        ("/oauth/device_authorization", {"scope": "openid"}, 200),
        ("/oauth/par", {}, 201),
    ],
)
async def test_is_believed_at_every_endpoint(house: House, path: str, said: dict[str, str], status: int) -> None:
    client = await house.client(keys=KEYS)
    said = {**request_for(client), **said} if path == "/oauth/par" else said
    proof = signed(house, client, aud=house.issuer + path)
    assert (await house.http.post(path, data={**said, **proof})).status_code == status
    assert (await house.http.post(path, data={**said, **proof})).json()["error"] == "invalid_client"


async def test_is_believed_once_at_whichever_endpoint(house: House) -> None:
    proof = signed(house, await house.client(keys=KEYS))
    answers = [await own_name(house, proof), await own_name(house, proof)]
    assert [(each.status_code, each.json().get("error")) for each in answers] == [(200, None), (401, "invalid_client")]
    elsewhere = await house.http.post("/oauth/introspect", data={"token": "unknown", **proof})
    assert elsewhere.status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "https://evil.example"},
        {"aud": None},
        {"aud": []},
        {"exp": NOW - 1},
        {"exp": NOW + 7200},
        {"exp": None},
        {"exp": "never"},
        {"nbf": NOW + 3600},
        {"iat": NOW + 3600},
        {"jti": None},
        {"jti": "short"},
        {"iss": "another"},
        {"iss": None},
        {"sub": "unknown", "iss": "unknown"},
        {"sub": 7},
    ],
)
async def test_believes_nothing_that_says_something_else(house: House, wrong: dict[str, Any]) -> None:
    response = await own_name(house, signed(house, await house.client(keys=KEYS), **wrong))
    assert (response.status_code, response.json()["error"]) == (401, "invalid_client")


async def test_does_not_believe_what_could_be_shown_to_another_server_too(house: House) -> None:
    client = await house.client(keys=KEYS)
    ours = [house.issuer, f"{house.issuer}/oauth/token"]
    assert (await own_name(house, signed(house, client, aud=ours))).status_code == 200
    assert (await own_name(house, signed(house, client, aud=[*ours, "https://evil.example"]))).status_code == 401


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [(OTHER, "ES256"), (NEXT, "RS256"), (NEXT, "PS384"), (OctKey.import_key("x" * 32), "HS256")],
)
async def test_believes_no_other_key_and_no_other_algorithm(house: House, key: Key, algorithm: str) -> None:
    response = await own_name(house, signed(house, await house.client(keys=KEYS), key, algorithm))
    assert response.status_code == 401


@pytest.mark.parametrize("assertion", ["", "x", "e30.e30.AAAA", "W10.e30.AAAA", "eyJhbGciOiJub25lIn0.e30.", "x" * 9000])
async def test_takes_nothing_that_is_no_assertion(house: House, assertion: str) -> None:
    proof = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}
    assert (await own_name(house, proof)).status_code == 401


async def test_believes_a_program_with_keys_by_these_alone_and_others_by_no_key(house: House) -> None:
    with_keys, without = await house.client(keys=KEYS), await house.client()
    assert (await house.token(with_keys, grant_type="client_credentials")).status_code == 401
    basic = await house.http.post(
        "/oauth/token", data={"grant_type": "client_credentials"}, auth=(with_keys, with_keys + SECRET)
    )
    assert basic.status_code == 401
    assert (await own_name(house, signed(house, without))).status_code == 401


async def test_is_about_the_program_that_the_request_names(house: House) -> None:
    client, other = await house.client(keys=KEYS), await house.client(keys=KEYS)
    assert (await own_name(house, signed(house, client), client_id=other)).status_code == 401
    assert (await own_name(house, signed(house, client), client_id=client)).status_code == 200


async def test_exchanges_a_code_of_its_own_alone(house: House) -> None:
    client, other = await house.client(keys=KEYS), await house.client(keys=KEYS)
    code = await house.code(client)
    stolen = await house.redeem(other, code, client_secret="", **signed(house, other))
    assert stolen.json()["error"] == "invalid_grant"
    token = await house.redeem(client, code, client_secret="", **signed(house, client))
    assert token.status_code == 200


async def test_says_how_programs_may_prove_themselves(house: House) -> None:
    told = (await house.http.get("/.well-known/openid-configuration")).json()
    for endpoint in ("token", "revocation", "introspection"):
        assert "private_key_jwt" in told[f"{endpoint}_endpoint_auth_methods_supported"]
        assert told[f"{endpoint}_endpoint_auth_signing_alg_values_supported"] == ["ES256", "PS256"]
