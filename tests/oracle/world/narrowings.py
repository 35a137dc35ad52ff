"""Who looks after which customers, who is in a sales team with whom, and who works in which warehouse."""

from collections.abc import Sequence
from uuid import UUID, uuid5

import models
from auth.roles import RoleCode
from tests.oracle.world.builder import MOMENTS, Builder
from tests.oracle.world.people import USER_IDS

_NAMESPACE = UUID("6f0c1f1e-9d0b-4f5e-8a53-0f8f1e0f7a11")


def narrowings(
    builder: Builder,
    companies: Sequence[models.Company],
    parties: Sequence[models.Party],
    warehouses: Sequence[models.Warehouse],
    reps: Sequence[models.User],
) -> None:
    """Give every other party a salesperson in turn; put the first two of them, and the one who asks, in a team of each company.

    Nothing here is by chance, so that the rest of the world stays as it is.
    """
    people = [USER_IDS[RoleCode.SALES_REP], *(rep.id for rep in reps[:2])]
    for place, party in enumerate(parties):
        if place % 2 == 0:
            builder.change(party, sales_rep_id=people[place // 2 % 3])
    teams = [
        models.SalesTeam(**_own(company, f"team {code}"), code=code, name=f"Team {code}", archived_at=over)
        for company in companies
        for code, over in (("NORTH", None), ("OVER", MOMENTS[0]))
    ]
    # Of the team that is over, the third is a member too.
    members = [
        models.SalesTeamMember(**_own(team, f"member {person}"), team_id=team.id, user_id=person)
        for team in teams
        for person in (people[:2] if team.archived_at is None else [people[0], people[2]])
    ]
    assigned = [
        models.UserWarehouse(
            **_own(house, "assigned"), user_id=USER_IDS[RoleCode.WAREHOUSE_CLERK], warehouse_id=house.id
        )
        for place, house in enumerate(warehouses)
        if place % 2 == 0
    ]
    builder.layer(teams, [*members, *assigned])


def _own(of: models.Company | models.SalesTeam | models.Warehouse, name: str) -> dict[str, object]:
    company = of.id if isinstance(of, models.Company) else of.company_id
    return {
        "id": uuid5(_NAMESPACE, f"{of.id} {name}"), "company_id": company, "recorded_at": MOMENTS[0], "changed_at": MOMENTS[0],
    }  # fmt: skip
