"""/oauth/userinfo: who a token is about (OpenID Connect, 5.3)."""

import re
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from auth import dpop
from auth.bearer import REALM, InvalidToken
from auth.dpop import ProofRefused
from auth.granted import GrantedClaims
from models import User
from server.oauth.desk import Desk
from server.oauth.id_token import claims_of
from server.oauth.message import NOT_KEPT
from server.telemetry.exchange import exchange_of
from services.platform.access.grant import living_grant
from services.platform.access.proof import is_first_time

_HEADER: Final = re.compile(r"(bearer|dpop) +([A-Za-z0-9._~+/-]+=*) *", re.IGNORECASE)


@dataclass(frozen=True)
class UserinfoEndpoint:
    """Says who somebody is, to a program that they have let in."""

    desk: Desk

    async def __call__(self, request: Request) -> Response:
        """Answer a program."""
        exchange_of(request.scope).route = "oauth"
        claims = await self._claims(request)
        if claims is None:
            return self._refused(401, "invalid_token")
        # So that the answer is for pages of this program alone (`server/http/cross_origin.py`).
        exchange_of(request.scope).client = claims.client_id
        async with self.desk.work_of(request, claims.client_id) as work:
            grant = await living_grant(work, claims.grant_id)
            user = None if grant is None or grant.user_id is None else await work.session.get(User, grant.user_id)
        if user is None:
            return self._refused(401, "invalid_token")
        scopes = claims.scope.split()
        if "openid" not in scopes:
            return self._refused(403, "insufficient_scope")
        return JSONResponse(claims_of(user, scopes), headers=NOT_KEPT)

    def _refused(self, status: int, error: str) -> Response:
        where = f"{self.desk.issuer}/.well-known/oauth-protected-resource"
        said = f'realm="{REALM}", error="{error}", resource_metadata="{where}"'
        challenge = f'Bearer {said}, DPoP algs="ES256", {said}'
        return JSONResponse({"error": error}, status, {**NOT_KEPT, "www-authenticate": challenge})

    async def _claims(self, request: Request) -> GrantedClaims | None:
        match = _HEADER.fullmatch(request.headers.get("authorization", ""))
        if match is None:
            return None
        try:
            claims, _ = self.desk.verifier().granted(match[2])
        except InvalidToken:
            return None
        is_bound = match[1].lower() == "dpop"
        if is_bound != (claims.cnf is not None):
            return None
        return claims if claims.cnf is None or await self._is_proved(request, match[2], claims.cnf.jkt) else None

    async def _is_proved(self, request: Request, token: str, thumbprint: str) -> bool:
        now = self.desk.clock.now()
        address = self.desk.issuer + request.url.path
        try:
            shown = dpop.one_proof(request.headers.getlist("dpop")) or ""
            proof = dpop.check_proof(
                shown, method=request.method, address=address, now=now, token=token, thumbprint=thumbprint
            )
        except ProofRefused:
            return False
        async with self.desk.work_of(request, "oauth") as work:
            return await is_first_time(work, proof.fingerprint, now + dpop.REMEMBERED_FOR)
