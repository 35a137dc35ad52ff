"""Who asks in these tests, and when."""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey

from auth.claims import AccessClaims
from auth.roles import RoleCode
from auth.tokens import Realm

REALM = Realm("urn:torso:test", "urn:torso:api")
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
ADA = AccessClaims(sub="user-1", client_id="shop", name="Ada", roles=(RoleCode.SALES_REP,), companies="*")
NOTHING: Mapping[str, object] = MappingProxyType({})


def encoded(part: object) -> str:
    """Write a part of a token."""
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def decoded(part: str) -> dict[str, Any]:
    """Read a part of a token."""
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def signed(key: ECKey, claims: Mapping[str, object] = NOTHING, header: Mapping[str, object] = NOTHING) -> str:
    """Sign what the issuer itself would never say; a claim of None is left out."""
    now = int(NOON.timestamp())
    good = ADA.model_dump(mode="json", exclude_none=True)
    good |= {"iss": REALM.issuer, "aud": REALM.audience, "iat": now, "exp": now + 60, "jti": "1"}
    said = {name: value for name, value in {**good, **claims}.items() if value is not None}
    return jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": key.kid, **header}, said, key)
