"""Who works with the demo: somebody for each standard role, and a partner on either side."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

import models
from auth.roles import RoleCode
from services.demo.identity import COMPANY_ID, EVERYWHERE, FOUNDED_AT, PARTY_OF, SISTER_ID, USER_IDS, demo_id
from services.demo.parties import slug
from services.demo.rows import Rows

NAMES: Final = {
    RoleCode.SALES_REP: "Mira Kostelnik",
    RoleCode.SALES_MANAGER: "Ruben Achleitner",
    RoleCode.WAREHOUSE_CLERK: "Josip Varadin",
    RoleCode.WAREHOUSE_MANAGER: "Gerlinde Moosbach",
    RoleCode.BUYER: "Tamina Oberwalder",
    RoleCode.ACCOUNTANT: "Konrad Vielhaber",
    RoleCode.CONTROLLER: "Ilse Brandmayr",
    RoleCode.HR_OFFICER: "Petra Sandgruber",
    RoleCode.PRODUCTION_PLANNER: "Emil Hradek",
    RoleCode.PRODUCTION_OPERATOR: "Sanja Lukavac",
    RoleCode.SUPPORT_AGENT: "Leonie Feichtner",
    RoleCode.AUDITOR: "Armin Zöchbauer",
    RoleCode.ADMIN: "Dora Winterhalder",
    RoleCode.PARTNER_CUSTOMER: "Livia Traunfels",
    RoleCode.PARTNER_VENDOR: "Fulvia Terragnolo",
}
OTHER_REPS: Final = ("Vinzenz Hollerer", "Amelie Gstöttner")
SISTER_REP: Final = "Casey Thornbury"


def add_people(rows: Rows, roles: Mapping[str, UUID]) -> None:
    """Add the users with their roles."""
    for role, name in NAMES.items():
        company_id = None if role in EVERYWHERE else COMPANY_ID
        _add(rows, USER_IDS[role], name, roles[role], company_id, PARTY_OF.get(role))
    for name in OTHER_REPS:
        _add(rows, demo_id("user", name), name, roles[RoleCode.SALES_REP], COMPANY_ID)
    _add(rows, demo_id("user", SISTER_REP), SISTER_REP, roles[RoleCode.SALES_REP], SISTER_ID)


def administrators_email() -> str:
    """Give the address with which the administrator signs in."""
    return _email(NAMES[RoleCode.ADMIN], None)


def sales_reps() -> tuple[UUID, ...]:
    """Give those who look after customers."""
    return (USER_IDS[RoleCode.SALES_REP], *(demo_id("user", name) for name in OTHER_REPS))


def _add(
    rows: Rows, user_id: UUID, name: str, role_id: UUID, company_id: UUID | None, party_id: UUID | None = None
) -> None:
    language = "en" if company_id == SISTER_ID else "de"
    rows.add(
        models.User, user_id, FOUNDED_AT, email=_email(name, party_id), name=name, language=language, party_id=party_id
    )
    rows.add(
        models.UserRole, demo_id("user role", name), FOUNDED_AT, user_id=user_id, role_id=role_id, company_id=company_id
    )


def _email(name: str, party_id: UUID | None) -> str:
    return f"{slug(name)}@{'lumenholt' if party_id is None else 'partner'}.example"
