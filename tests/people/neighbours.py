"""Identity providers for tests: one that says whatever it is told to, and how to name one to a town."""

import asyncio
import html
import re
import socket
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID, uuid4

from httpx import Response
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from uvicorn import Config

from auth.vault import Place
from server.vault import vault_of
from tests.people.conftest import Browser, Town
from tests.schema import builders
from tests.server.site import _Server  # pyright: ignore[reportPrivateUsage] - a server whose signals are pytest's

CLIENT_ID = "torso"
SECRET = "the secret of this server, at the provider"
DOMAIN = "example.org"


@dataclass
class Provider:
    """A provider that says what a test wants."""

    issuer: str
    key: RSAKey | ECKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "first", "use": "sig"}))
    says: dict[str, Any] = field(default_factory=dict[str, Any])
    """What its ID tokens say, besides what they have to, or in its place."""
    userinfo: dict[str, Any] = field(default_factory=dict[str, Any])
    metadata: dict[str, Any] = field(default_factory=dict[str, Any])
    sign: Callable[[dict[str, Any]], str] | None = None
    published: KeySet | None = None
    asked: list[str] = field(default_factory=list[str])
    form: dict[str, str] = field(default_factory=dict[str, str])
    nonce: str = ""

    async def describe(self, _request: Request) -> JSONResponse:
        """Say where its endpoints are."""
        told = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
        }
        return JSONResponse({**told, **self.metadata})

    async def keys(self, _request: Request) -> JSONResponse:
        """Give its keys."""
        self.asked.append("keys")
        return JSONResponse((self.published or KeySet([self.key])).as_dict(private=False))

    async def token(self, request: Request) -> JSONResponse:
        """Give an ID token for a code."""
        self.form = dict(parse_qsl((await request.body()).decode()))
        now = int(datetime.now(UTC).timestamp())
        said = {"iss": self.issuer, "aud": CLIENT_ID, "sub": "ada", "iat": now, "exp": now + 60, "nonce": self.nonce}
        claims = {name: value for name, value in {**said, **self.says}.items() if value is not None}
        return JSONResponse(
            {"access_token": "x", "token_type": "Bearer", "id_token": (self.sign or self.signed)(claims)}
        )

    def signed(self, claims: dict[str, Any]) -> str:
        """Sign what it says."""
        algorithm = "RS256" if isinstance(self.key, RSAKey) else "ES256"
        return jwt.encode({"alg": algorithm, "kid": self.key.kid}, claims, self.key)

    async def who(self, _request: Request) -> JSONResponse:
        """Say more of somebody."""
        return JSONResponse({"sub": self.says.get("sub", "ada"), **self.userinfo})


@asynccontextmanager
async def listening_provider() -> AsyncGenerator[Provider]:
    """Run a provider for as long as the context lasts."""
    door = socket.create_server(("127.0.0.1", 0))
    provider = Provider(f"http://127.0.0.1:{door.getsockname()[1]}")
    paths = {
        "/.well-known/openid-configuration": provider.describe,
        "/keys": provider.keys,
        "/token": provider.token,
        "/userinfo": provider.who,
    }
    app = Starlette(routes=[Route(path, handler, methods=["GET", "POST"]) for path, handler in paths.items()])
    server = _Server(Config(app, lifespan="off", log_config=None, access_log=False))
    serving = asyncio.create_task(server.serve([door]))
    while not server.started:
        await asyncio.sleep(0.01)
    yield provider
    server.should_exit = True
    await serving


async def name_provider(town: Town, issuer: str, **more: Any) -> UUID:
    """Let a town believe a provider, and give its id."""
    key, secret = uuid4(), more.pop("secret", SECRET)
    sealed = vault_of(town.settings).seal(secret, Place("identity_provider", "sealed_secret", key))
    values = {"client_id": CLIENT_ID, "email_domains": [DOMAIN], "vouches_for_emails": False, **more}
    await town.owner.execute(
        "delete from user_identity using identity_provider p where p.id = provider_id and issuer = $1", issuer
    )
    await town.owner.execute(
        "update identity_provider set issuer = 'https://gone.example/' || id, archived_at = now() where issuer = $1",
        issuer,
    )
    await builders.insert(
        town.owner,
        "identity_provider",
        id=key,
        name="The office",
        issuer=issuer,
        sealed_secret=sealed,
        secret_changed_at=datetime.now(UTC),
        **values,
    )
    return key


async def leave(browser: Browser, provider_id: UUID, next_: str = "") -> str:
    """Press the button of a provider, and give the address to which the browser is led."""
    page = await browser.send("/sign-in", f"/sign-in/provider/{provider_id}", next=next_)
    found = re.search(r'class="button" href="([^"]+)"', page.text)
    assert found is not None, (page.status_code, page.headers, page.text)
    return html.unescape(found[1])


def asked(address: str) -> dict[str, str]:
    """Give what a browser carries to a provider."""
    return dict(parse_qsl(urlsplit(address).query))


async def come_back(browser: Browser, address: str, provider: Provider | None = None, **more: str) -> Response:
    """Come back from a provider with a code, as it would send a browser."""
    given = asked(address)
    if provider is not None:
        provider.nonce = given["nonce"]
    callback = urlsplit(given["redirect_uri"]).path
    answer = {"code": "a-code", "state": given["state"], **more}
    headers = {"sec-fetch-site": "cross-site", "x-forwarded-for": browser.address}
    return await browser.client.get(callback, params=answer, headers=headers)


async def visit(town: Town, provider: Provider, provider_id: UUID, browser: Browser | None = None) -> Response:
    """Sign in at a provider, in a browser that knows nothing yet."""
    browser = browser or town.browser()
    return await come_back(browser, await leave(browser, provider_id), provider)
