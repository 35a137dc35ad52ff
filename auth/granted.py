"""What a token of the authorization server says: to whom it was granted, through which program, and no rights of theirs.

Which rights follow is worked out when it is shown, from the roles that hold at that moment (`auth/principals.py`), so that
taking a role away takes effect at once.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Final, TypeAlias
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from auth.bearer import InvalidToken, TokenFault

GRANTED_LIFETIME: Final = timedelta(minutes=10)

_Name: TypeAlias = Annotated[str, Field(min_length=1, max_length=200)]


class KeyConfirmation(BaseModel):
    """The key whose holder alone may show the token (RFC 7800, RFC 9449 section 6)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    jkt: Annotated[str, Field(min_length=43, max_length=43)]


class GrantedClaims(BaseModel):
    """The claims that are not those of every token (`iss`, `aud`, `iat`, `exp`, `jti`)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    sub: _Name
    """The id of the user, or of the client where it asks in its own name (RFC 9068, 2.2)."""
    client_id: _Name
    grant_id: UUID
    """The grant that it belongs to, and ends with."""
    scope: Annotated[str, Field(max_length=4000)]
    auth_time: int | None = None
    """When the user proved who they are, in seconds since 1970 (UTC)."""
    cnf: KeyConfirmation | None = None

    def as_claims(self) -> dict[str, Any]:
        """Write them as a token carries them."""
        return self.model_dump(mode="json", exclude_none=True)


def read_granted(claims: Mapping[str, object]) -> GrantedClaims:
    """Understand the claims of a verified token of the authorization server.

    Raises:
        InvalidToken: a claim is missing, or of the wrong kind.
    """
    try:
        return GrantedClaims.model_validate(claims)
    except ValidationError:
        raise InvalidToken(TokenFault.CLAIMS) from None
