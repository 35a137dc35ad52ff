"""A server with a few programs and somebody who is signed in, and the steps of a flow for tests to take."""

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID, uuid4

import asyncpg
from httpx import AsyncClient, Response
from joserfc import jwt
from joserfc.jwk import ECKey

from services.platform.access.secret import hash_of

CALLBACK = "https://shop.example.org/callback"
SECRET = "the-secret-of-the-shop-which-is-long-enough"
SCOPE = "openid sales.order:read"

_CLIENT = """
insert into oauth_client (client_id, name, kind, state, redirect_uris, post_logout_redirect_uris, grant_types, scopes,
  is_first_party, requires_dpop, requires_pushed_requests, public_keys)
values ($1, $2, $3, 'APPROVED', $4, $5, $6, $7, $8, $9, $10, $11) returning id
"""
OWN_NAME = "client_credentials"
_ALL_GRANTS = [
    "authorization_code",
    "refresh_token",
    OWN_NAME,
    "urn:ietf:params:oauth:grant-type:device_code",
]


@dataclass
class House:
    """The server, and how to be somebody there."""

    issuer: str
    http: AsyncClient
    owner: asyncpg.Connection
    user_id: UUID = field(default_factory=uuid4)
    cookie: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    async def furnish(self) -> None:
        """Let somebody in, and a shop that keeps a secret."""
        await self.owner.execute(
            "insert into user_account (id, email, name) values ($1, 'ada@example.org', 'Ada')", self.user_id
        )
        await self.sign_in(self.cookie)

    async def sign_in(self, cookie: str, ago: timedelta = timedelta(0)) -> UUID:
        """Sign the somebody in, in a browser with a cookie."""
        now = datetime.now(UTC)
        return await self.owner.fetchval(
            "insert into user_session (user_id, secret_hash, methods, authenticated_at, last_seen_at, expires_at) "
            "values ($1, $2, '{pwd,otp,mfa}', $3, $3, $4) returning id",
            self.user_id,
            hash_of(cookie),
            now - ago,
            now + timedelta(hours=12),
        )

    async def client(self, **given: Any) -> str:
        """Make a program that is let in, and give its id; one that keeps a secret unless `public`."""
        client_id = f"client-{secrets.token_hex(6)}"
        id_ = await self.owner.fetchval(
            _CLIENT,
            client_id,
            given.get("name", "The shop"),
            "PUBLIC" if given.get("public") else "CONFIDENTIAL",
            given.get("redirect_uris", [CALLBACK]),
            given.get("post_logout", ["https://shop.example.org/"]),
            given.get("grant_types", [each for each in _ALL_GRANTS if not given.get("public") or each != OWN_NAME]),
            given.get("scopes", ["sales.*"]),
            given.get("first_party", True),
            given.get("dpop", False),
            given.get("pushed", False),
            given.get("keys"),
        )
        if not given.get("public"):
            secret = client_id + SECRET
            await self.owner.execute(
                "insert into oauth_client_secret (client_id, secret_hash, hint) values ($1, $2, 'ough')",
                id_,
                hash_of(secret),
            )
        return client_id

    async def browse(self, path: str, cookie: str | None = None, **parameters: str) -> Response:
        """Open a page in the browser of somebody who is signed in."""
        used = self.cookie if cookie is None else cookie
        return await self.http.get(path, params=parameters or None, headers={"cookie": f"torso={used}"})

    async def submit(self, page: Response, headers: dict[str, str] | None = None, **fields: str) -> Response:
        """Send the form of a page with its hidden fields, as a browser does."""
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
        action = re.search(r'action="([^"]+)"', page.text)
        assert action is not None, page.text
        sent = {"cookie": f"torso={self.cookie}", "sec-fetch-site": "same-origin", **(headers or {})}
        return await self.http.post(action[1].replace("&amp;", "&"), data={**hidden, **fields}, headers=sent)

    async def authorize(self, client_id: str, verifier: str = "v" * 43, **more: str) -> Response:
        """Ask for a code."""
        return await self.browse("/oauth/authorize", **request_for(client_id, verifier, **more))

    async def code(self, client_id: str, verifier: str = "v" * 43, **more: str) -> str:
        """Get a code."""
        return answered(await self.authorize(client_id, verifier, **more))["code"]

    async def token(self, client_id: str, proved: dict[str, str] | None = None, /, **fields: str) -> Response:
        """Ask for tokens; with the secret of the program, unless it is empty, and with what proves a key."""
        given = {"client_id": client_id, "client_secret": client_id + SECRET, **fields}
        return await self.http.post(
            "/oauth/token", data={name: value for name, value in given.items() if value}, headers=proved
        )

    async def redeem(self, client_id: str, code: str, proved: dict[str, str] | None = None, /, **more: str) -> Response:
        """Exchange a code."""
        given = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": "v" * 43}
        return await self.token(client_id, proved, **{**given, **more})

    async def tokens(self, client_id: str, **more: str) -> dict[str, Any]:
        """Go the whole way to tokens."""
        return (await self.redeem(client_id, await self.code(client_id, **more))).json()

    async def refresh(
        self, client_id: str, token: str, proved: dict[str, str] | None = None, /, **more: str
    ) -> Response:
        """Use a refresh token."""
        return await self.token(client_id, proved, grant_type="refresh_token", refresh_token=token, **more)

    async def is_alive(self, client_id: str, token: str) -> bool:
        """Tell whether a token is good, as the server sees it."""
        data = {"client_id": client_id, "client_secret": client_id + SECRET, "token": token}
        return (await self.http.post("/oauth/introspect", data=data)).json()["active"]

    def proof(self, key: ECKey, path: str = "/oauth/token", **more: Any) -> str:
        """Make a proof of possession."""
        header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": key.as_dict(private=False)}
        claims = {
            "jti": secrets.token_urlsafe(16),
            "htm": "POST",
            "htu": self.issuer + path,
            "iat": int(datetime.now(UTC).timestamp()),
        }
        given = {**claims, **{name: value for name, value in more.items() if name != "header"}}
        return jwt.encode({**header, **more.get("header", {})}, given, key)

    async def nonce(self) -> str:
        """Learn the nonce that proofs must carry."""
        key = ECKey.generate_key("P-256")
        answer = await self.token("nobody", {"dpop": self.proof(key)}, grant_type="client_credentials")
        return answer.headers["dpop-nonce"]


def request_for(client_id: str, verifier: str = "v" * 43, **more: str) -> dict[str, str]:
    """Give the parameters of a request for a code; one that is empty is left out."""
    given = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": CALLBACK,
        "scope": SCOPE,
        "state": "xyz",
        "code_challenge": challenge_of(verifier),
        "code_challenge_method": "S256",
        **more,
    }
    return {name: value for name, value in given.items() if value}


def challenge_of(verifier: str) -> str:
    """Give the challenge of a verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def answered(response: Response) -> dict[str, str]:
    """Read what a redirect tells the program."""
    assert response.status_code == 303, response.text
    return dict(parse_qsl(urlsplit(response.headers["location"]).query))
