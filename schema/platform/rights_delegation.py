"""Delegations of roles as clients see them."""

import datetime as dt

import models
from planner.entity import entity
from planner.fields import column, one
from schema import names
from schema.base import Record

READ = "platform.delegation:read"
WRITE = "platform.delegation:write"


@entity(models.RightsDelegation, needs=READ)
class RightsDelegation(Record):
    """That somebody has a role of somebody else for a time, and not longer than that one has it.

    One sees those that one has made or been given; all others need `platform.user:read`.
    """

    user: names.User | None = one("Whose role it is.", "user_id", filters=True)
    delegate: names.User | None = one("Who has it too.", "delegate_id", filters=True)
    role: names.Role | None = one("The role.", "role_id", filters=True)
    company: names.Company | None = one("Where; null for wherever the other has it.", "company_id", filters=True)
    starts_on: dt.date = column("The first day, in UTC.")
    ends_on: dt.date = column("The last day, in UTC.")
    reason: str = column("Why, in the words of whoever has delegated it.")
    ended_at: dt.datetime | None = column("When it was ended before its last day; null while it was not.")
