from typing import Any
from uuid import UUID

import pytest

from auth.bearer import InvalidToken, TokenFault
from auth.claims import AccessClaims, principal_from, read_claims
from auth.principal import PrincipalKind
from auth.roles import STANDARD_ROLES, Role, RoleCode
from tests.auth.builders import NOON

COMPANY = UUID("0190f3c2-7a1b-7c3d-8e4f-00000000000a")
PARTY = UUID("0190f3c2-7a1b-7c3d-8e4f-00000000000b")
ADA: dict[str, Any] = {
    "sub": "user-1", "client_id": "shop", "name": "Ada", "roles": ["SALES_REP"], "companies": [str(COMPANY)],
}  # fmt: skip


def test_the_principal_is_what_the_claims_say() -> None:
    principal = principal_from(read_claims(ADA | {"languages": ["de", "en"]}), NOON)
    assert principal.kind is PrincipalKind.USER
    assert (principal.subject, principal.client_id, principal.display_name) == ("user-1", "shop", "Ada")
    assert principal.companies == (COMPANY,)
    assert principal.permissions == STANDARD_ROLES[RoleCode.SALES_REP].permissions
    assert principal.languages == ("de", "en")
    assert principal.expires_at == NOON


def test_a_scope_narrows_the_roles_and_never_widens_them() -> None:
    claims = read_claims(ADA | {"scope": "sales.order:read sales.margin:read"})
    assert principal_from(claims, NOON).permissions == {"sales.order:read"}


def test_only_a_star_means_every_company() -> None:
    nowhere: dict[str, Any] = ADA | {"companies": ()}
    assert principal_from(read_claims(ADA | {"companies": "*"}), NOON).companies is None
    assert principal_from(read_claims(nowhere), NOON).companies == ()


@pytest.mark.parametrize("role", STANDARD_ROLES.values(), ids=lambda role: role.code)
def test_partner_roles_and_the_party_go_together(role: Role) -> None:
    inside, outside = ADA | {"roles": [role.code]}, ADA | {"roles": [role.code], "party": str(PARTY)}
    taken, refused = (outside, inside) if role.for_partners else (inside, outside)
    assert (principal_from(read_claims(taken), NOON).party_id == PARTY) is role.for_partners
    with pytest.raises(InvalidToken):
        read_claims(refused)


def test_a_partner_role_does_not_mix_with_ours() -> None:
    mixed = ADA | {"roles": ["PARTNER_CUSTOMER", "SALES_REP"]}
    for claims in (mixed, mixed | {"party": str(PARTY)}):
        with pytest.raises(InvalidToken):
            read_claims(claims)


@pytest.mark.parametrize("claim", ["sub", "client_id", "name", "roles", "companies"])
def test_refuses_when_a_claim_is_missing(claim: str) -> None:
    with pytest.raises(InvalidToken) as refusal:
        read_claims({name: value for name, value in ADA.items() if name != claim})
    assert refusal.value.fault is TokenFault.CLAIMS


@pytest.mark.parametrize(
    "wrong",
    [
        {"sub": ""},
        {"sub": 7},
        {"name": "x" * 201},
        {"roles": "ADMIN"},
        {"roles": ["KING"]},
        {"roles": None},
        {"companies": None},
        {"companies": "all"},
        {"companies": ["*"]},
        {"companies": [1]},
        {"party": "somebody", "roles": ["PARTNER_VENDOR"]},
        {"scope": ["sales.*"]},
        {"languages": "de"},
    ],
    ids=str,
)
def test_refuses_a_claim_of_the_wrong_kind(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidToken):
        read_claims(ADA | wrong)


def test_says_the_same_after_a_trip_through_json() -> None:
    claims = read_claims(ADA | {"scope": "sales.*"})
    assert AccessClaims.model_validate_json(claims.model_dump_json()) == claims
