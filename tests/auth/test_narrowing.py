"""Whose customers and which warehouses somebody sees follows from the roles that hold in a company."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from auth.principal import Narrowing, Principal
from auth.principals import Holding, Standing, principal_of, seen_as, still_holds
from models import SalesReach, WarehouseReach

HERE, THERE, ADA, BOB, STORE, DEPOT = (UUID(int=number) for number in range(1, 7))
DAY, SOON = date(2026, 6, 1), datetime(2026, 6, 2, tzinfo=UTC)
EVERYTHING = "platform.* sales.* inventory.*"


def role(
    sales: SalesReach = SalesReach.ALL,
    warehouses: WarehouseReach = WarehouseReach.ALL,
    company: UUID | None = HERE,
) -> Holding:
    permissions = frozenset({"sales.order:read"})
    return Holding("R", permissions, False, company, sales_reach=sales, warehouse_reach=warehouses)


def asking(*holdings: Holding, user: UUID | None = ADA, company: UUID | None = None) -> Principal:
    scopes = frozenset(EVERYTHING.split())
    standing = Standing(
        UUID(int=9), UUID(int=10), "shop", user, None, "Ada", (), scopes, scopes, None, None, False, SOON, holdings,
        team=frozenset({(HERE, ADA), (HERE, BOB)}), warehouses=frozenset({STORE, DEPOT}),
    )  # fmt: skip
    return principal_of(standing, DAY, EVERYTHING, SOON, company)


def test_roles_that_open_everything_narrow_nothing() -> None:
    principal = asking(role())
    assert (principal.sales_reps, principal.warehouses, principal.rights_key.narrowed) == (None, None, frozenset())


def test_own_customers_are_those_of_whoever_asks() -> None:
    assert asking(role(SalesReach.OWN)).sales_reps == (ADA,)


def test_the_customers_of_a_team_are_those_of_its_members_in_that_company() -> None:
    assert asking(role(SalesReach.TEAM)).sales_reps == (ADA, BOB)
    assert asking(role(SalesReach.TEAM, company=THERE)).sales_reps == (ADA,)


@pytest.mark.parametrize(
    ("one", "other", "seen"),
    [
        (SalesReach.OWN, SalesReach.TEAM, (ADA, BOB)),
        (SalesReach.TEAM, SalesReach.ALL, None),
        (SalesReach.OWN, SalesReach.OWN, (ADA,)),
    ],
)
def test_of_several_roles_the_widest_counts(one: SalesReach, other: SalesReach, seen: tuple[UUID, ...] | None) -> None:
    assert asking(role(one), role(other)).sales_reps == seen


def test_across_companies_counts_what_is_seen_in_each() -> None:
    holdings = role(SalesReach.ALL), role(SalesReach.TEAM, company=THERE)
    assert asking(*holdings).sales_reps == (ADA,)
    assert asking(*holdings, company=HERE).sales_reps is None


def test_a_role_of_every_company_opens_teams_where_it_is_said_which_company() -> None:
    everywhere = role(SalesReach.TEAM, company=None)
    assert asking(everywhere).sales_reps == (ADA,)
    assert asking(everywhere, company=HERE).sales_reps == (ADA, BOB)


def test_a_program_in_its_own_name_has_no_customers() -> None:
    assert asking(role(SalesReach.OWN), user=None).sales_reps == ()


def test_assigned_warehouses_count_unless_a_role_opens_all() -> None:
    assigned = role(warehouses=WarehouseReach.ASSIGNED)
    assert asking(assigned).warehouses == (STORE, DEPOT)
    assert asking(assigned).rights_key.narrowed == {Narrowing.WAREHOUSES}
    assert asking(assigned, role()).warehouses is None


def test_who_looks_as_another_sees_what_both_see() -> None:
    everybody, own = asking(role()), asking(role(SalesReach.OWN))
    assert seen_as(everybody, own).sales_reps == (ADA,)
    assert seen_as(own, asking(role(SalesReach.OWN), user=BOB)).sales_reps == ()


def test_rights_that_are_narrowed_do_not_hold_as_before() -> None:
    everybody, own = asking(role()), asking(role(SalesReach.OWN))
    assert still_holds(own, everybody)
    assert not still_holds(everybody, own)
