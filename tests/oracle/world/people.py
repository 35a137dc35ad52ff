"""Users: somebody for each role, who asks and so has things of their own, and others with roles in one company or in all."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID, uuid5

import models
from auth.roles import RoleCode
from tests.oracle.world.builder import DAYS, MOMENTS, Builder
from tests.oracle.world.texts import NAMES

_NAMESPACE: Final = UUID("f3b1a7c2-64d8-4e0f-9a35-2c1d7e8b9f40")
USER_IDS: Final[Mapping[RoleCode, UUID]] = MappingProxyType({role: uuid5(_NAMESPACE, role) for role in RoleCode})
"""Those who ask, by their roles."""


def users(builder: Builder, companies: Sequence[models.Company], partner: models.Party) -> Sequence[models.User]:
    """Make the users, one of the others without a role, and give the others."""
    roles = [
        models.Role(**builder.entity(), code=code, name=code.title(), description=f"{code}.", permissions=["b", code])
        for code in ("X_REP", "X_CLERK")
    ]
    asking = [
        models.User(**{**builder.entity(), "id": key}, email=f"{role.lower()}@example.org", name=builder.pick(NAMES))
        for role, key in USER_IDS.items()
    ]
    made = [
        models.User(
            **builder.entity(),
            email=f"u{place}@example.org",
            name=builder.pick(NAMES),
            party_id=builder.maybe(partner.id),
        )
        for place in range(8)
    ]
    given = [
        models.UserRole(
            **builder.entity(),
            user_id=user.id,
            role_id=role.id,
            company_id=builder.pick([None, *(company.id for company in companies)]),
        )
        for user in made[:7]
        for role in roles[: builder.pick([1, 2])]
    ]
    inherits = [models.RoleParent(**_drawn_from_nothing("inherits"), role_id=roles[0].id, parent_id=roles[1].id)]
    lent = [
        models.RightsDelegation(
            **_drawn_from_nothing(f"lent {place}"),
            user_id=user.id,
            delegate_id=other.id,
            role_id=roles[0].id,
            company_id=[None, *(company.id for company in companies)][place % (len(companies) + 1)],
            starts_on=DAYS[0],
            ends_on=DAYS[0],
            reason="Holidays.",
        )
        # Everybody who asks lends something, and all but one are lent something.
        for place, (user, other) in enumerate(zip(asking, [*asking[1:], made[0]], strict=True))
    ]
    builder.layer(roles, [*asking, *made], [*inherits, *given, *lent])
    return made


def _drawn_from_nothing(name: str) -> dict[str, Any]:
    """Give what every entity has, without a throw of the dice: the rest of the world stays as it is."""
    return {"id": uuid5(_NAMESPACE, name), "version": 1, "recorded_at": MOMENTS[0], "changed_at": MOMENTS[0]}
