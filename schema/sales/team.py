"""Sales teams as clients see and write them."""

import datetime as dt

import models
from planner.entity import entity
from planner.fields import column, many, one
from schema import names
from schema.base import CompanyRecord
from services.sales.team import MEMBERS_MAX, WRITE

READ = "sales.team:read"


@entity(models.SalesTeam, needs=READ, order="code", writes=WRITE)
class SalesTeam(CompanyRecord):
    """Salespeople who work together: each sees the customers, quotations and orders of all, where their roles say TEAM."""

    code: str = column("Its short name, unique in its company.", filters=True, orders=True, writes=True)
    name: str = column("What people call it.", key="name_key", filters=True, orders=True, writes=True)
    archived_at: dt.datetime | None = column("When it was put out of use; null while it is in use.")
    members: list[names.SalesTeamMember] | None = many(
        "Who is in it.", "team_id", order="id", at_most=MEMBERS_MAX, filters=True, writes=True
    )


@entity(models.SalesTeamMember, needs=READ, writes=WRITE)
class SalesTeamMember(CompanyRecord):
    """That somebody is in a sales team; one may be in several."""

    team: names.SalesTeam | None = one("The team.", "team_id", filters=True)
    user: names.User | None = one("Who is in it.", "user_id", filters=True, writes=True, fixed=True)
