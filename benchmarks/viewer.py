"""Who asks in the benches: somebody of the demo company, with a token that the server of this home believes."""

from datetime import timedelta
from pathlib import Path
from typing import Final, NamedTuple

from auth.claims import AccessClaims
from auth.keys import signing_key, verification_keys
from auth.principal import Principal
from auth.roles import RoleCode
from auth.tokens import TokenIssuer, TokenVerifier
from kernel.clock import SystemClock
from server.access.wiring import OWN_REALM
from services.demo.identity import COMPANY_ID, USER_IDS

LIFETIME: Final = timedelta(hours=2)


class Viewer(NamedTuple):
    """Somebody, and the token that says so."""

    token: str
    principal: Principal


def sales_manager(home: Path) -> Viewer:
    """Sign the sales manager in."""
    return viewer_as(home, RoleCode.SALES_MANAGER)


def viewer_as(home: Path, role: RoleCode) -> Viewer:
    """Sign somebody in; the database of the benches is given to the server as one of somebody's own."""
    key, clock = signing_key(home), SystemClock()
    claims = AccessClaims(
        sub=str(USER_IDS[role]), client_id="torso-bench", name="Bench", roles=(role,), companies=(COMPANY_ID,)
    )
    token = TokenIssuer(key, OWN_REALM, clock).issue(claims, LIFETIME)
    return Viewer(token, TokenVerifier(verification_keys(key), OWN_REALM, clock).verify(token))
