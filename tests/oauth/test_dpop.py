"""Tokens that are bound to a key (RFC 9449): what a proof must say, and that none is taken twice."""

import base64
from datetime import UTC, datetime
from typing import Any

import pytest
from httpx import Response
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from tests.oauth.house import SECRET, House, answered, challenge_of

KEY = ECKey.generate_key("P-256")
OTHER = ECKey.generate_key("P-256")
NOW = int(datetime.now(UTC).timestamp())


async def own_name(house: House, client: str, **more: Any) -> Response:
    proof = house.proof(KEY, nonce=await house.nonce(), **more)
    return await house.token(client, {"dpop": proof}, grant_type="client_credentials")


async def test_binds_a_token_to_the_key_that_was_proved(house: House) -> None:
    response = await own_name(house, await house.client())
    assert response.json()["token_type"] == "DPoP"
    keys = KeySet.import_key_set((await house.http.get("/oauth/jwks.json")).json())
    assert jwt.decode(response.json()["access_token"], keys).claims["cnf"] == {"jkt": KEY.thumbprint()}


async def test_has_a_proof_made_again_with_a_nonce_of_ours(house: House) -> None:
    response = await house.token(await house.client(), {"dpop": house.proof(KEY)}, grant_type="client_credentials")
    assert (response.status_code, response.json()["error"]) == (400, "use_dpop_nonce")
    assert response.headers["dpop-nonce"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"htm": "GET"},
        {"htm": "post"},
        {"htu": "https://evil.example/oauth/token"},
        {"htu": "not an address:x"},
        {"iat": NOW - 3600},
        {"iat": NOW + 3600},
        {"iat": "now"},
        {"jti": "short"},
        {"header": {"typ": "JWT"}},
        {"header": {"jwk": OTHER.as_dict(private=False)}},
        {"header": {"jwk": KEY.as_dict(private=True)}},
        {"header": {"jwk": {"kty": "oct", "k": "c2VjcmV0"}}},
    ],
)
async def test_takes_no_proof_of_something_else(house: House, wrong: dict[str, Any]) -> None:
    response = await own_name(house, await house.client(), **wrong)
    assert (response.status_code, response.json()["error"]) == (400, "invalid_dpop_proof")


@pytest.mark.parametrize("header", ["[]", '"x"', "{}", '{"typ":"dpop+jwt","alg":"ES256","jwk":"x"}', "[" * 2000])
async def test_takes_nothing_that_is_no_proof(house: House, header: str) -> None:
    encoded = base64.urlsafe_b64encode(header.encode()).rstrip(b"=").decode()
    proof = f"{encoded}.e30.AAAA"
    response = await house.token(await house.client(), {"dpop": proof}, grant_type="client_credentials")
    assert response.json()["error"] == "invalid_dpop_proof"


async def test_takes_a_proof_once(house: House) -> None:
    client = await house.client()
    proof = house.proof(KEY, nonce=await house.nonce())
    assert (await house.token(client, {"dpop": proof}, grant_type="client_credentials")).status_code == 200
    again = await house.token(client, {"dpop": proof}, grant_type="client_credentials")
    assert again.json() == {
        "error": "invalid_dpop_proof",
        "error_description": "The DPoP proof is not valid (REPLAYED).",
    }


async def test_takes_none_of_two_proofs(house: House) -> None:
    client, nonce = await house.client(), await house.nonce()
    data = {"grant_type": "client_credentials", "client_id": client, "client_secret": client + SECRET}
    two = [("dpop", house.proof(KEY, nonce=nonce)) for _ in range(2)]
    refused = await house.http.post("/oauth/token", data=data, headers=two)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_dpop_proof")
    proof = {"dpop": house.proof(KEY, nonce=nonce)}
    token = (await house.token(client, proof, grant_type="client_credentials")).json()["access_token"]

    def of_token(path: str, **claims: str) -> tuple[str, str]:
        return "dpop", house.proof(KEY, path, **{"ath": _hash(token), **claims})

    shown = ("authorization", f"DPoP {token}")
    for path, method in (("/oauth/userinfo", "GET"), ("/graphql", "POST"), ("/schema.graphql", "GET")):
        body = {"query": "{ __typename }"} if method == "POST" else None
        proofs = [of_token(path, htm=method) for _ in range(2)]
        assert (await house.http.request(method, path, json=body, headers=[shown, *proofs])).status_code == 401
    one = [shown, of_token("/graphql")]
    assert (await house.http.post("/graphql", json={"query": "{ __typename }"}, headers=one)).status_code == 200


async def test_gives_a_program_that_has_to_prove_a_key_nothing_without(house: House) -> None:
    response = await house.token(await house.client(dpop=True), grant_type="client_credentials")
    assert response.json()["error"] == "invalid_dpop_proof"


async def test_binds_refresh_tokens_to_the_key_too(house: House) -> None:
    client, nonce = await house.client(public=True), await house.nonce()
    first = await house.redeem(
        client, await house.code(client), {"dpop": house.proof(KEY, nonce=nonce)}, client_secret=""
    )
    token = first.json()["refresh_token"]
    stolen = await house.refresh(client, token, client_secret="")
    assert stolen.json()["error"] == "invalid_dpop_proof"
    other = {"dpop": house.proof(OTHER, nonce=nonce)}
    assert (await house.refresh(client, token, other, client_secret="")).status_code == 400
    own = {"dpop": house.proof(KEY, nonce=nonce)}
    assert (await house.refresh(client, token, own, client_secret="")).json()["token_type"] == "DPoP"


async def test_gives_a_code_that_was_asked_for_with_a_key_to_its_holder_alone(house: House) -> None:
    client, nonce = await house.client(), await house.nonce()
    code = await house.code(client, dpop_jkt=KEY.thumbprint())
    assert (await house.redeem(client, code)).json()["error"] == "invalid_dpop_proof"
    other = {"dpop": house.proof(OTHER, nonce=nonce)}
    assert (await house.redeem(client, code, other)).json()["error"] == "invalid_dpop_proof"
    own = {"dpop": house.proof(KEY, nonce=nonce)}
    assert (await house.redeem(client, code, own)).status_code == 200


async def test_tells_who_somebody_is_to_the_holder_of_the_key_alone(house: House) -> None:
    client = await house.client()
    code = await house.code(client, dpop_jkt=KEY.thumbprint())
    own = {"dpop": house.proof(KEY, nonce=await house.nonce())}
    token = (await house.redeem(client, code, own)).json()["access_token"]

    async def ask(scheme: str = "DPoP", key: ECKey = KEY, **claims: Any) -> int:
        proof = house.proof(key, "/oauth/userinfo", **{"htm": "GET", "ath": _hash(token), **claims})
        headers = {"authorization": f"{scheme} {token}", "dpop": proof}
        return (await house.http.get("/oauth/userinfo", headers=headers)).status_code

    assert await ask() == 200
    assert await ask("Bearer") == 401
    assert await ask(key=OTHER) == 401
    assert await ask(ath=_hash("another")) == 401
    assert await ask(ath=None) == 401
    assert await ask(htu=f"{house.issuer}/graphql") == 401


def _hash(token: str) -> str:
    return challenge_of(token)


async def test_refuses_what_a_key_is_said_to_be_and_is_not(house: House) -> None:
    assert answered(await house.authorize(await house.client(), dpop_jkt="x" * 42))["error"] == "invalid_request"
