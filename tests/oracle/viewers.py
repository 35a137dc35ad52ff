"""Who asks: one of each kind that sees other rows or other fields."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import models
from auth.principal import Principal
from auth.roles import RoleCode, granted_by
from tests.oracle.world import World
from tests.oracle.world.people import USER_IDS


def viewers(world: World) -> Mapping[str, Principal]:
    """Give those who ask, by what sets them apart."""
    one, two, three = (company.id for company in world.companies)
    partner = world.partner
    return {
        "admin of all": somebody(RoleCode.ADMIN),
        "admin of one": somebody(RoleCode.ADMIN, [one]),
        "admin of two": somebody(RoleCode.ADMIN, [two, one]),
        "admin of three": somebody(RoleCode.ADMIN, [one, two, three]),
        "admin of none": somebody(RoleCode.ADMIN, []),
        "sales rep of two": somebody(RoleCode.SALES_REP, [one, three]),
        "warehouse clerk of one": somebody(RoleCode.WAREHOUSE_CLERK, [two]),
        "auditor": somebody(RoleCode.AUDITOR),
        "auditor without costs": _without(
            somebody(RoleCode.AUDITOR), "inventory.cost:read", "sales.margin:read", "purchasing.order:read"
        ),
        "HR officer of two": somebody(RoleCode.HR_OFFICER, [one, two]),
        "customer": somebody(RoleCode.PARTNER_CUSTOMER, [one], partner.id),
        "customer of two": somebody(RoleCode.PARTNER_CUSTOMER, [one, two], partner.id),
        # Permissions never lead around the rows: this one is denied no field, and sees the documents of one party alone.
        "partner who may everything": somebody(RoleCode.ADMIN, [one], partner.id),
        "partner of two who may everything": somebody(RoleCode.ADMIN, [one, two], partner.id),
        "vendor": somebody(RoleCode.PARTNER_VENDOR, [one], partner.id),
        # Salespeople who see their own or their team's customers, and who works in some warehouses: the first of whom no field is
        # denied, so that it is the rows alone.
        "admin of own sales": replace(somebody(RoleCode.ADMIN, [one]), **_selling(world, RoleCode.SALES_REP)),
        "admin of team sales": replace(
            somebody(RoleCode.ADMIN, [one, three]), **_selling(world, RoleCode.SALES_REP, team=True)
        ),
        "sales rep of own sales": replace(somebody(RoleCode.SALES_REP), **_selling(world, RoleCode.SALES_REP)),
        "admin of own warehouses": replace(somebody(RoleCode.ADMIN), **_storing(world)),
        "warehouse clerk of own warehouses": replace(somebody(RoleCode.WAREHOUSE_CLERK, [one]), **_storing(world)),
        # Whoever is in a sandbox sees that, and nothing of ours.
        "program of a sandbox": somebody(RoleCode.SANDBOX, [world.sandbox.id]),
        "admin in a sandbox": somebody(RoleCode.ADMIN, [world.sandbox.id]),
        "nobody": Principal("nobody", "shop", "Nobody", frozenset(), None),
    }


def _selling(world: World, role: RoleCode, *, team: bool = False) -> dict[str, Any]:
    """Narrow somebody to what the one who has a role sells, or with them the other one of their team."""
    own = USER_IDS[role]
    return {"subject": str(own), "sales_reps": (own, *([world.reps[0].id] if team else []))}


def _storing(world: World) -> dict[str, Any]:
    """Narrow somebody to the warehouses to which the clerk is assigned."""
    own = USER_IDS[RoleCode.WAREHOUSE_CLERK]
    return {"subject": str(own), "warehouses": tuple(each.warehouse_id for each in world.all(models.UserWarehouse))}


def _without(principal: Principal, *permissions: str) -> Principal:
    return replace(principal, permissions=principal.permissions - set(permissions))


def weighted(among: Iterable[str]) -> list[str]:
    """Draw those who see much more often than those to whom most is denied."""
    return [
        name
        for name in among
        for _ in range(4 if name.startswith(("admin of all", "admin of t", "admin of one", "auditor")) else 1)
    ]


def somebody(role: RoleCode, companies: Sequence[UUID] | None = None, party: UUID | None = None) -> Principal:
    """Give the user of the world who has a role; without companies they see all."""
    among = None if companies is None else tuple(companies)
    return Principal(str(USER_IDS[role]), "shop", role.title(), granted_by([role]), among, party, roles=(role,))
