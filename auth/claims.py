"""What an access token says about who asks (RFC 9068), and the principal that follows from it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Literal, Self, TypeAlias
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from auth.bearer import InvalidToken, TokenFault
from auth.principal import Principal
from auth.roles import STANDARD_ROLES, RoleCode, granted_by
from auth.scopes import narrow

ALL_COMPANIES = "*"

_Name: TypeAlias = Annotated[str, Field(min_length=1, max_length=200)]
_Languages: TypeAlias = Annotated[tuple[Annotated[str, Field(max_length=35)], ...], Field(max_length=10)]


class AccessClaims(BaseModel):
    """Who asks, in the words of a token. What is not named here has no influence on rights.

    Raises:
        ValueError: the roles and the party do not go together.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    sub: _Name
    client_id: _Name
    name: _Name
    roles: tuple[RoleCode, ...]
    companies: Literal["*"] | tuple[UUID, ...]
    """The companies that are seen, `*` for all; never left out, so that forgetting it cannot mean everything."""
    party: UUID | None = None
    scope: Annotated[str, Field(max_length=4000)] | None = None
    languages: _Languages = ()

    @model_validator(mode="after")
    def require_a_party_for_partners_alone(self) -> Self:
        """A partner's role without its party would be a stranger inside, and a party with our own roles a leak."""
        if any(STANDARD_ROLES[role].for_partners != (self.party is not None) for role in self.roles):
            raise ValueError("partner roles and the party claim go together")
        return self


def read_claims(claims: Mapping[str, object]) -> AccessClaims:
    """Understand the claims of a verified token.

    Raises:
        InvalidToken: a claim is missing, of the wrong kind, or contradicts another.
    """
    try:
        return AccessClaims.model_validate(claims)
    except ValidationError:
        raise InvalidToken(TokenFault.CLAIMS) from None


def principal_from(claims: AccessClaims, expires_at: datetime) -> Principal:
    """Work out who asks: what the roles grant, narrowed by the scope, for the companies and the party named."""
    return Principal(
        subject=claims.sub,
        client_id=claims.client_id,
        display_name=claims.name,
        permissions=narrow(granted_by(claims.roles), claims.scope),
        companies=None if claims.companies == ALL_COMPANIES else claims.companies,
        party_id=claims.party,
        roles=tuple(claims.roles),
        scopes=None if claims.scope is None else tuple(claims.scope.split()),
        languages=claims.languages,
        expires_at=expires_at.astimezone(UTC),
    )
