"""This server as a program of a provider: a code for a browser that was sent there, for an ID token that is checked.

OpenID Connect Core with PKCE (RFC 7636). State, nonce and verifier are reckoned from the secret of the browser's cookie: what
another browser has begun fits to none of them, and none of them is stored.
"""

import hashlib
import hmac
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from urllib.parse import quote, urlencode

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jws import extract_compact

from kernel.clock import Clock
from server.federation.documents import Described, Documents
from server.federation.refused import ProviderRefused

ALGORITHMS: Final = ("RS256", "ES256")
SCOPES: Final = "openid profile email"
CLOCKS_DIFFER: Final = timedelta(minutes=1)
ISSUED_WITHIN: Final = timedelta(minutes=10)
TOKEN_MAX: Final = 64 * 1024
SUBJECT_MAX: Final = 255
_ADDRESS: Final = frozenset({"email", "email_verified"})


@dataclass(frozen=True, slots=True)
class Known:
    """What this server is at a provider."""

    issuer: str
    client_id: str
    secret: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser brings back."""

    code: str
    state: str
    issuer: str | None


@dataclass(frozen=True)
class Relying:
    """Sends browsers to providers, and believes what comes back, or not."""

    documents: Documents
    clock: Clock

    async def address(self, known: Known, callback: str, secret: str) -> str:
        """Say where a browser is sent that has begun with a secret.

        Raises:
            ProviderRefused: the provider cannot be asked.
        """
        described = await self.documents.described(known.issuer)
        question = {
            "response_type": "code",
            "client_id": known.client_id,
            "redirect_uri": callback,
            "scope": SCOPES,
            "state": state_of(secret),
            "nonce": _of(secret, "nonce"),
            "code_challenge": _text_of(hashlib.sha256(_of(secret, "verifier").encode()).digest()),
            "code_challenge_method": "S256",
        }
        return _asking(described.authorization_endpoint, question)

    async def sign_out_address(self, known: Known, back: str) -> str | None:
        """Say where a browser is signed out at a provider and then sent back; None where it does not do that.

        No ID token is kept to hint with, so the provider asks whoever comes (OpenID Connect RP-Initiated Logout 1.0, 2).

        Raises:
            ProviderRefused: the provider cannot be asked.
        """
        described = await self.documents.described(known.issuer)
        if described.end_session_endpoint is None:
            return None
        question = {"client_id": known.client_id, "post_logout_redirect_uri": back}
        return _asking(described.end_session_endpoint, question)

    async def claims(self, known: Known, callback: str, secret: str, answer: Answer) -> Mapping[str, Any]:
        """Give what a provider says of whoever came back.

        Raises:
            ProviderRefused: the answer belongs to something else, or what the provider says is not to be believed.
        """
        described = await self.documents.described(known.issuer)
        _require_begun(described, secret, answer)
        told = await self._redeem(described, known, callback, secret, answer.code)
        token = told.get("id_token")
        if not isinstance(token, str) or len(token) > TOKEN_MAX:
            raise ProviderRefused("there is no ID token")
        claims = await self._believed(described, known, token, _of(secret, "nonce"))
        return await self._completed(described, claims, told.get("access_token"))

    async def _redeem(
        self, described: Described, known: Known, callback: str, secret: str, code: str
    ) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": callback,
            "code_verifier": _of(secret, "verifier"),
        }
        headers = {} if described.takes_secret_in_form else {"authorization": _basic(known)}
        if described.takes_secret_in_form:
            form |= {"client_id": known.client_id, "client_secret": known.secret}
        fetcher = self.documents.fetcher
        return await fetcher.post(described.token_endpoint, urlencode(form), headers)

    async def _believed(self, described: Described, known: Known, token: str, nonce: str) -> dict[str, Any]:
        """Check an ID token (OpenID Connect Core, 3.1.3.7)."""
        try:
            key_id = extract_compact(token.encode("ascii")).headers().get("kid")
            keys = await self.documents.keys(described, key_id if isinstance(key_id, str) else None)
            claims = dict(jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims)
            self._require_claims(claims, known, nonce)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise ProviderRefused("the ID token is not good") from error
        return claims

    def _require_claims(self, claims: dict[str, Any], known: Known, nonce: str) -> None:
        now, leeway = int(self.clock.now().timestamp()), int(CLOCKS_DIFFER.total_seconds())
        jwt.JWTClaimsRegistry(
            now=now,
            leeway=leeway,
            iss={"essential": True, "value": known.issuer},
            aud={"essential": True, "value": known.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True},
        ).validate(claims)
        subject, audience, given = claims["sub"], claims["aud"], claims["nonce"]
        is_shared = isinstance(audience, list) and audience != [known.client_id]
        if is_shared or claims.get("azp", known.client_id) != known.client_id:
            raise ProviderRefused("the ID token is for others too")
        if not isinstance(given, str) or not hmac.compare_digest(given.encode(), nonce.encode()):
            raise ProviderRefused("the ID token belongs to something else")
        if not isinstance(subject, str) or not 0 < len(subject) <= SUBJECT_MAX or "\0" in subject:
            raise ProviderRefused("the ID token is about nobody")
        if claims["iat"] < now - int(ISSUED_WITHIN.total_seconds()):
            raise ProviderRefused("the ID token is old")

    async def _completed(self, described: Described, claims: dict[str, Any], access_token: object) -> dict[str, Any]:
        """Add what userinfo says; of what both say, the ID token counts, which is signed."""
        if described.userinfo_endpoint is None or not isinstance(access_token, str) or not access_token.isascii():
            return claims
        headers = {"authorization": f"Bearer {access_token}"}
        told = await self.documents.fetcher.get(described.userinfo_endpoint, headers)
        if told.get("sub") != claims["sub"]:
            raise ProviderRefused("userinfo is about somebody else")
        # Whether an address is verified is said where the address is, and of no other one.
        address = claims if "email" in claims else told
        rest = {name: value for name, value in {**told, **claims}.items() if name not in _ADDRESS}
        return rest | {name: address[name] for name in _ADDRESS if name in address}


def state_of(secret: str) -> str:
    """Give the state by which an answer is known to belong to the browser with a secret."""
    return _of(secret, "state")


def _asking(endpoint: str, question: Mapping[str, str]) -> str:
    joined = "&" if "?" in endpoint else "?"
    return endpoint + joined + urlencode(question, quote_via=quote)


def _require_begun(described: Described, secret: str, answer: Answer) -> None:
    if not hmac.compare_digest(answer.state.encode("utf-8", "replace"), state_of(secret).encode()):
        raise ProviderRefused("another browser has begun this")
    if answer.issuer is None and not described.says_who_answers:
        return
    if answer.issuer != described.issuer:
        raise ProviderRefused("another provider has answered")


def _of(secret: str, what: str) -> str:
    digest = hmac.new(secret.encode("utf-8", "surrogatepass"), what.encode(), hashlib.sha256).digest()
    return _text_of(digest)


def _text_of(digest: bytes) -> str:
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def _basic(known: Known) -> str:
    """Write the secret into a header (RFC 6749, 2.3.1)."""
    pair = f"{quote(known.client_id, safe='')}:{quote(known.secret, safe='')}"
    return f"Basic {b64encode(pair.encode()).decode()}"
