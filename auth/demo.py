"""Tokens for trying Torso out: one per standard role, for the embedded database alone.

They are issued under an issuer of their own. A server on a database of somebody's own does not accept that issuer, so a
printed token opens nothing but the demo.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from auth.claims import ALL_COMPANIES, AccessClaims
from auth.roles import STANDARD_ROLES, RoleCode
from auth.tokens import Realm, TokenIssuer

DEMO_REALM: Final = Realm(issuer="urn:torso:demo", audience="urn:torso:api")
DEMO_CLIENT: Final = "torso-demo"
DEMO_LIFETIME: Final = timedelta(hours=12)


def issue(
    issuer: TokenIssuer,
    role: RoleCode,
    *,
    subject: str | None = None,
    name: str | None = None,
    companies: Sequence[UUID] | None = None,
    party_id: UUID | None = None,
    scope: str | None = None,
    languages: Sequence[str] = (),
    lifetime: timedelta = DEMO_LIFETIME,
) -> str:
    """Issue a token for somebody in a role; without companies for all of them.

    Raises:
        ValueError: a partner's role comes without its party, or another role with one.
    """
    claims = AccessClaims(
        sub=subject or f"demo-{role.lower().replace('_', '-')}",
        client_id=DEMO_CLIENT,
        name=name or STANDARD_ROLES[role].name,
        roles=(role,),
        companies=ALL_COMPANIES if companies is None else tuple(companies),
        party=party_id,
        scope=scope,
        languages=tuple(languages),
    )
    return issuer.issue(claims, lifetime)
