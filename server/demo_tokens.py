"""Tokens of the people of the demo company, one in each standard role."""

from auth.demo import issue
from auth.roles import RoleCode
from auth.tokens import TokenIssuer
from services.demo.identity import PARTY_OF, USER_IDS, companies_of


def demo_token(issuer: TokenIssuer, role: RoleCode) -> str:
    """Issue a token of the demo's user in a role, with the companies and the party that are theirs."""
    return issue(issuer, role, subject=str(USER_IDS[role]), companies=companies_of(role), party_id=PARTY_OF.get(role))
