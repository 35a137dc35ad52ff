"""Segregation of duties as clients see it: the rules, and who breaks them."""

import datetime as dt

import strawberry
from strawberry.types.base import StrawberryList

import models
from models import SegregationSeverity
from planner.entity import entity
from planner.fields import column
from schema.base import Record
from schema.enums import described
from schema.payloads import part, payload_type

READ = "platform.segregation:read"
WRITE = "platform.segregation:write"
FIRST_MAX = 500
OFFSET_MAX = 10_000

described(
    SegregationSeverity,
    "What comes of a rule about rights that a person breaks.",
    {
        SegregationSeverity.WARN: "It is listed.",
        SegregationSeverity.REFUSE: "It is listed, and no role is given by which the rule would be broken.",
    },
)


@entity(models.SegregationRule, needs=READ, order="code", writes=WRITE)
class SegregationRule(Record):
    """That one person must not have two rights in one company."""

    code: str = column("Its short name, unique.", filters=True, orders=True, writes=True, fixed=True)
    name: str = column("What people call it.", writes=True)
    description: str = column("What could happen if one person had both.", writes=True)
    first_permission: str = column("The one permission, such as purchasing.order:write.", writes=True, fixed=True)
    second_permission: str = column("The other permission, such as purchasing.order:approve.", writes=True, fixed=True)
    severity: SegregationSeverity = column("What comes of it when somebody has both.", groups=True, writes=True)
    is_standard: bool = column(
        "Whether it comes with the system, which keeps it as it is; it can be put out of use.", groups=True
    )
    archived_at: dt.datetime | None = column("When it was put out of use; null while it holds.")


@strawberry.input(description="Which violations are told.")
class SegregationViolationsInput:
    """Which violations are told."""

    company_id: strawberry.ID | None = strawberry.field(
        description="Those in one company, with those everywhere; all that one sees when left out.",
        default=strawberry.UNSET,
    )
    user_id: strawberry.ID | None = strawberry.field(description="Those of one person.", default=strawberry.UNSET)
    rule_code: str | None = strawberry.field(description="Those of one rule.", default=strawberry.UNSET)
    severity: SegregationSeverity | None = strawberry.field(
        description="Those of one severity.", default=strawberry.UNSET
    )
    first: int = strawberry.field(description=f"How many at most: 1 to {FIRST_MAX}.", default=100)
    offset: int = strawberry.field(description=f"How many to skip, at most {OFFSET_MAX:,}.", default=0)


@strawberry.type(description="That somebody has two rights that one person must not have together.")
class SegregationViolation:
    """That somebody has two rights that one person must not have together."""

    user_id: strawberry.ID = strawberry.field(description="Who has both.")
    user_name: str = strawberry.field(description="Their name.")
    company_id: strawberry.ID | None = strawberry.field(description="Where they have both; null for every company.")
    rule_id: strawberry.ID = strawberry.field(description="The rule that they break.")
    rule_code: str = strawberry.field(description="Its short name.")
    severity: SegregationSeverity = strawberry.field(description="What comes of it.")
    first_roles: list[str] = strawberry.field(description="The codes of the roles that grant the one right.")
    second_roles: list[str] = strawberry.field(description="The codes of the roles that grant the other right.")
    is_exempt: bool = strawberry.field(
        description="Whether it is borne, because they are administrators: it is listed, and nothing is refused for it."
    )


SegregationViolationsPayload = payload_type(
    "SegregationViolationsPayload",
    "Who has rights that one person must not have together.",
    part("count", int, "How many there are, whatever `first` says."),
    part("violations", StrawberryList(SegregationViolation), "Each of them, by the name of the person."),
)
