"""Users and roles as clients see them."""

import datetime as dt

import models
from planner.entity import entity
from planner.fields import column, many, one
from planner.lists import pages
from schema import names
from schema.base import Connection, Record

READ = "platform.user:read"
READ_ROLES = "platform.role:read"


@entity(models.Role, needs=READ_ROLES, order="code")
class Role(Record):
    """A named set of permissions, made for a job."""

    code: str = column("Its short name, such as SALES_REP.", filters=True, orders=True)
    name: str = column("Its name in English.")
    description: str = column("What the job is.")
    permissions: list[str] = column("The names of the permissions in it, such as sales.order:read.")
    requires_second_factor: bool = column("Whether everybody who has it proves more than a password.")
    is_standard: bool = column("Whether it comes with the system and is not edited.", groups=True)
    user_roles: Connection[names.UserRole] | None = pages(
        "Who has it, and where.", names.UserRole, "role_id", filters=True
    )


@entity(models.User, needs=READ, order="name")
class User(Record):
    """Somebody who signs in."""

    email: str = column("The e-mail address with which they sign in.", filters=True, orders=True)
    name: str = column("The person's name.", filters=True, orders=True)
    language: str = column("The language they prefer, as a tag of BCP 47 such as de-AT.", groups=True)
    party: names.Party | None = one(
        "The party that they act for, whose documents alone they see; null for people of the company itself.",
        "party_id",
        filters=True,
    )
    archived_at: dt.datetime | None = column("When they were barred from signing in; null while they may.")
    roles: list[names.UserRole] | None = many(
        "Which roles they have, and where.", "user_id", order="id", at_most=200, filters=True
    )


@entity(models.UserRole, needs=READ)
class UserRole(Record):
    """That a user has a role in a company."""

    user: names.User | None = one("Who has the role.", "user_id", filters=True, groups=True)
    role: names.Role | None = one("The role.", "role_id", filters=True, groups=True)
    company: names.Company | None = one("Where they have it; null for every company.", "company_id", filters=True)
