import pytest

from auth.permissions import CATALOGUE
from auth.roles import STANDARD_ROLES, Role, RoleCode, granted_by
from auth.scopes import narrow

SALES_REP = granted_by([RoleCode.SALES_REP])


def test_without_a_scope_nothing_is_taken_away() -> None:
    assert narrow(SALES_REP, None) == SALES_REP


@pytest.mark.parametrize("scope", ["", " ", "no.such:thing", "no.*", "*", ".*", "sales", "sales.*:read", "SALES.*"])
def test_a_scope_that_names_nothing_leaves_nothing(scope: str) -> None:
    assert narrow(SALES_REP, scope) == frozenset()


def test_keeps_what_is_named() -> None:
    assert narrow(SALES_REP, "sales.order:read  platform.party:read") == {"sales.order:read", "platform.party:read"}


def test_a_star_names_a_whole_module() -> None:
    assert narrow(SALES_REP, "sales.*") == {name for name in SALES_REP if name.startswith("sales.")}


@pytest.mark.parametrize("role", STANDARD_ROLES.values(), ids=lambda role: role.code)
def test_never_adds_to_what_the_role_grants(role: Role) -> None:
    assert narrow(role.permissions, " ".join(CATALOGUE)) == role.permissions
    assert narrow(role.permissions, "sales.margin:read") <= role.permissions
