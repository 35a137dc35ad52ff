"""Users and roles as clients see them."""

import datetime as dt
from typing import Any

import orjson
import sqlalchemy as sa
import strawberry

import models
from auth.data_class import DataClass
from auth.role_words import CLASS_WORDS, expanded
from models import SalesReach, WarehouseReach
from planner.entity import entity
from planner.fields import Columns, column, computed, many, one
from planner.lists import pages
from schema import names
from schema.base import Connection, Record
from schema.enums import described

READ = "platform.user:read"
WRITE = "platform.user:write"
READ_ROLE = "platform.role:read"
WRITE_ROLE = "platform.role:write"

described(
    DataClass,
    "How sensitive data is.",
    {
        DataClass.PUBLIC: "Anybody may know it: catalogue, units, currencies.",
        DataClass.INTERNAL: "Known inside the company, and to the partner whom a document concerns.",
        DataClass.COST: "What the company pays and earns: costs, vendor prices, margins.",
        DataClass.PAYROLL: "What people earn.",
        DataClass.PERSONAL: "About a person: how to reach them, who they are.",
    },
)

described(
    SalesReach,
    "Whose customers, quotations and orders a role opens, with what hangs on them.",
    {
        SalesReach.OWN: "Those whose salesperson one is.",
        SalesReach.TEAM: "One's own, and those of everybody in one's sales teams.",
        SalesReach.ALL: "Everybody's, and nobody's.",
    },
)
described(
    WarehouseReach,
    "Which warehouses a role opens, with what is in them.",
    {
        WarehouseReach.ASSIGNED: "Those to which one is assigned.",
        WarehouseReach.ALL: "All of them.",
    },
)

# What each class of data opens, by the word that grants it; names of the catalogue alone.
_CLASSES = orjson.dumps({word: sorted(expanded(frozenset({word}))) for word in CLASS_WORDS}).decode()


def _effective(role: Columns) -> sa.ColumnElement[Any]:
    return sa.func.role_permissions(role.id, sa.literal_column(f"'{_CLASSES}'::jsonb"))


def _parent_codes(role: Columns) -> sa.ColumnElement[Any]:
    return sa.func.role_parent_codes(role.id)


@entity(models.Role, needs=READ_ROLE, order="code")
class Role(Record):
    """A named set of permissions, made for a job."""

    code: str = column("Its short name, such as SALES_REP.", filters=True, orders=True)
    name: str = column("Its name in English.")
    description: str = column("What the job is.")
    permissions: list[str] = column(
        "What it grants by itself: permissions such as sales.order:read, and classes of data such as PERSONAL:read."
    )
    requires_second_factor: bool = column("Whether everybody who has it proves more than a password.")
    effective_permissions: list[str] = computed(
        "The names of all permissions that it grants, with those of the roles that it inherits from and of classes of data; "
        "in alphabetical order, and none while it is archived.",
        _effective,
    )
    parent_codes: list[str] = computed("The codes of the roles that it inherits from.", _parent_codes)
    is_standard: bool = column("Whether it comes with the system and is not edited.", groups=True)
    for_partners: bool = column("Whether it is for those who act for a partner, and for them alone.", groups=True)
    sales_reach: SalesReach = column("Whose customers, quotations and orders it opens; of several roles the widest.")
    warehouse_reach: WarehouseReach = column(
        "Which warehouses it opens, with what is in them; of several roles the widest."
    )
    archived_at: dt.datetime | None = column("When it was put out of use; null while it is in use.")
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
    identities: list[names.UserIdentity] | None = many(
        "As whom they sign in at identity providers; one at each.", "user_id", order="id", at_most=100
    )


@entity(models.UserRole, needs=READ)
class UserRole(Record):
    """That a user has a role in a company."""

    user: names.User | None = one("Who has the role.", "user_id", filters=True, groups=True)
    role: names.Role | None = one("The role.", "role_id", filters=True, groups=True)
    company: names.Company | None = one("Where they have it; null for every company.", "company_id", filters=True)
    valid_from: dt.date | None = column("The first day, in UTC; null where it held from the beginning.")
    valid_until: dt.date | None = column("The last day, in UTC; null for good.")
    identity_provider: names.IdentityProvider | None = one(
        "The identity provider by whose word they have it, and lose it; null where somebody here has given it.",
        "identity_provider_id",
    )


@strawberry.input(description="A role that is composed.")
class RoleCreateInput:
    """A role that is composed."""

    code: str = strawberry.field(description="Its short name, such as NIGHT_SHIFT; it never changes.")
    name: str = strawberry.field(description="Its name in English.")
    description: str = strawberry.field(description="What the job is.", default="")
    permissions: list[str] = strawberry.field(
        description="The permissions in it, such as sales.order:read.", default_factory=list
    )
    data_classes: list[DataClass] = strawberry.field(
        description="Classes of data of which everything can be read, also what comes later.", default_factory=list
    )
    parent_ids: list[strawberry.ID] = strawberry.field(
        description="The roles that it inherits from: it has everything that they have, also later.",
        default_factory=list,
    )
    for_partners: bool = strawberry.field(
        description="Whether it is for those who act for a partner, and for them alone.", default=False
    )
    sales_reach: SalesReach | None = strawberry.field(
        description="Whose customers, quotations and orders it opens; left out the widest of those that it inherits from, and "
        "everybody's where it inherits from none.",
        default=strawberry.UNSET,
    )
    warehouse_reach: WarehouseReach | None = strawberry.field(
        description="Which warehouses it opens; left out the widest of those that it inherits from, and all where it inherits "
        "from none.",
        default=strawberry.UNSET,
    )


@strawberry.input(description="What is to be different about a role; what is left out stays.")
class RoleUpdateInput:
    """What is to be different about a role; what is left out stays."""

    id: strawberry.ID = strawberry.field(description="The role.")
    version: int = strawberry.field(description="The version that this is based on.")
    name: str | None = strawberry.field(description="Its name in English.", default=strawberry.UNSET)
    description: str | None = strawberry.field(description="What the job is.", default=strawberry.UNSET)
    permissions: list[str] | None = strawberry.field(
        description="The permissions in it, all of them; with those of classes such as PERSONAL:read, which may also be said by "
        "`dataClasses`.",
        default=strawberry.UNSET,
    )
    data_classes: list[DataClass] | None = strawberry.field(
        description="Classes of data, all of them; where `permissions` is left out, it keeps those that it has.",
        default=strawberry.UNSET,
    )
    parent_ids: list[strawberry.ID] | None = strawberry.field(
        description="The roles that it inherits from, all of them.", default=strawberry.UNSET
    )
    sales_reach: SalesReach | None = strawberry.field(
        description="Whose customers, quotations and orders it opens.", default=strawberry.UNSET
    )
    warehouse_reach: WarehouseReach | None = strawberry.field(
        description="Which warehouses it opens, with what is in them.", default=strawberry.UNSET
    )
