"""Root fields for sales teams, and what can be done to them."""

import strawberry

from planner.lists import KeyPart, by_id, by_key, pages
from resolvers.keys import OF_COMPANY
from resolvers.writing import archives, creates, restores, updates
from schema import names
from schema.base import Connection
from services.sales.team import SALES_TEAM, WRITE


@strawberry.type
class SalesTeamQueries:
    """Root fields for sales teams."""

    sales_teams: Connection[names.SalesTeam] | None = pages("Salespeople who work together.", names.SalesTeam)
    sales_team: names.SalesTeam | None = by_id("A sales team by its id.")
    sales_team_by_code: names.SalesTeam | None = by_key(
        "A sales team by its code.", OF_COMPANY, KeyPart("code", "Its short name.")
    )
    sales_team_members: Connection[names.SalesTeamMember] | None = pages(
        "Who is in which sales team.", names.SalesTeamMember
    )
    sales_team_member: names.SalesTeamMember | None = by_id("A member of a sales team by its id.")


@strawberry.type
class SalesTeamMutations:
    """What can be done to sales teams."""

    sales_team_create = creates(names.SalesTeam, "Add a sales team.", SALES_TEAM, needs=WRITE)
    sales_team_update = updates(
        names.SalesTeam, "Change a sales team, or who is in it; it counts within a second.", SALES_TEAM, needs=WRITE
    )
    sales_team_archive = archives(
        names.SalesTeam, "Put a sales team out of use: it opens nothing any more.", SALES_TEAM, needs=WRITE
    )
    sales_team_restore = restores(names.SalesTeam, "Put a sales team back into use.", SALES_TEAM, needs=WRITE)
