from datetime import timedelta
from uuid import UUID

import pytest

from auth.demo import issue
from auth.roles import STANDARD_ROLES, Role, RoleCode
from auth.tokens import TokenIssuer, TokenVerifier
from tests.auth.builders import NOON

COMPANY = UUID("0190f3c2-7a1b-7c3d-8e4f-00000000000a")
PARTY = UUID("0190f3c2-7a1b-7c3d-8e4f-00000000000b")


@pytest.mark.parametrize("role", STANDARD_ROLES.values(), ids=lambda role: role.code)
def test_issues_a_token_for_every_role(issuer: TokenIssuer, verifier: TokenVerifier, role: Role) -> None:
    party_id = PARTY if role.for_partners else None
    principal = verifier.verify(issue(issuer, role.code, companies=[COMPANY], party_id=party_id))
    assert principal.permissions == role.permissions
    assert (principal.companies, principal.party_id, principal.roles) == ((COMPANY,), party_id, (role.code,))
    assert principal.expires_at == NOON + timedelta(hours=12)


def test_without_companies_all_of_them_are_seen(issuer: TokenIssuer, verifier: TokenVerifier) -> None:
    assert verifier.verify(issue(issuer, RoleCode.ADMIN)).companies is None


def test_refuses_a_partner_without_a_party(issuer: TokenIssuer) -> None:
    with pytest.raises(ValueError, match="party"):
        issue(issuer, RoleCode.PARTNER_CUSTOMER, companies=[COMPANY])
