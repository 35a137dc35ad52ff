from uuid import UUID

import pytest

from auth.principal import CompanyReach, Principal, PrincipalKind

A, B = UUID("0190f3c2-7a1b-7c3d-8e4f-00000000000a"), UUID("0190f3c2-7a1b-7c3d-8e4f-00000000000b")


def principal(*permissions: str, companies: tuple[UUID, ...] | None = (A,), party_id: UUID | None = None) -> Principal:
    return Principal("user-1", "shop", "Ada", frozenset(permissions), companies, party_id)


def test_allows_what_is_granted_and_nothing_else() -> None:
    asking = principal("sales.order:read")
    assert asking.allows("sales.order:read")
    assert not asking.allows("sales.order:write")
    assert not asking.allows("sales.*")


@pytest.mark.parametrize(
    ("companies", "reach"),
    [((), CompanyReach.NONE), ((A,), CompanyReach.ONE), ((A, A), CompanyReach.ONE), ((A, B), CompanyReach.MANY),
     (None, CompanyReach.ALL)],
)  # fmt: skip
def test_reaches_its_companies(companies: tuple[UUID, ...] | None, reach: CompanyReach) -> None:
    assert principal(companies=companies).rights_key.companies is reach


def test_equal_rights_share_a_key_whoever_asks() -> None:
    assert principal("a", "b").rights_key == principal("b", "a", companies=(B,)).rights_key
    assert hash(principal("a").rights_key) == hash(principal("a", companies=(B,)).rights_key)


@pytest.mark.parametrize("other", [principal("a"), principal("b", companies=None), principal("b", party_id=A)])
def test_other_rights_have_another_key(other: Principal) -> None:
    assert other.rights_key != principal("b").rights_key


def test_the_order_of_companies_does_not_matter() -> None:
    assert principal(companies=(B, A)) == principal(companies=(A, B, A))


def test_a_client_that_is_its_own_subject_acts_for_itself() -> None:
    assert principal().kind is PrincipalKind.USER
    assert Principal("shop", "shop", "Web shop", frozenset(), None).kind is PrincipalKind.CLIENT
