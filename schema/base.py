"""What the whole schema is made of: nodes, connections, money and quantities."""

import datetime as dt
from decimal import Decimal
from typing import Generic, TypeVar

import strawberry

from planner.entity import value_object
from planner.fields import column, one
from planner.lists import pages
from schema import names
from schema.scalars import CurrencyCode

T = TypeVar("T")


@strawberry.interface(description="Anything with an id of its own.")
class Node:
    """Anything with an id of its own."""

    id: strawberry.ID = strawberry.field(
        description="`Type:uuid`, the same in answers and in arguments. It never changes and is never used again."
    )


@strawberry.type(description="Where a page of a list stands in the whole of it.")
class PageInfo:
    """Where a page of a list stands in the whole of it."""

    has_next_page: bool = strawberry.field(description="Whether there is more after this page.")
    has_previous_page: bool = strawberry.field(description="Whether there is more before this page.")
    start_cursor: str | None = strawberry.field(
        description="The cursor of the first on the page; null when it is empty."
    )
    end_cursor: str | None = strawberry.field(description="The cursor of the last on the page; null when it is empty.")


@strawberry.type(description="One place in a list.")
class Edge(Generic[T]):
    """One place in a list."""

    cursor: str = strawberry.field(description="Stands for this place, in this order and with this filter only.")
    node: T = strawberry.field(description="What is there.")


@strawberry.type(description="One page of a list.")
class Connection(Generic[T]):
    """One page of a list."""

    edges: list[Edge[T]] = strawberry.field(description="What is on the page, each with its cursor.")
    nodes: list[T] = strawberry.field(description="What is on the page.")
    page_info: PageInfo = strawberry.field(description="Where the page stands in the list.")
    total_count: int = strawberry.field(
        description="How many there are on all pages together; counted only when asked for, and not for free."
    )


@strawberry.type
class Record(Node):
    """What every entity has: when it was entered and changed, and how often."""

    version: int = column("Rises with every change; an update names the version that it is based on.")
    recorded_at: dt.datetime = column("When it was entered into the system.")
    changed_at: dt.datetime = column("When anything of it last changed.")
    history: Connection[names.AuditEntry] | None = pages(
        "Who changed it, when and why, oldest first unless ordered otherwise; empty for what the system reckons itself.",
        names.AuditEntry,
        "entity_id",
        needs="platform.history:read",
    )


@strawberry.type
class CompanyRecord(Record):
    """An entity that belongs to one company."""

    company: names.Company | None = one("The company whose it is.", "company_id", filters=True, groups=True)


@value_object(value="amount", per="currency")
class Money:
    """An amount of money."""

    amount: Decimal = strawberry.field(
        description="The amount, with the digits of its currency; prices and costs of one unit have six digits."
    )
    currency: CurrencyCode = strawberry.field(description="The currency, by its code of ISO 4217.")


@value_object(value="value", per="unit")
class Quantity:
    """How much of something."""

    value: Decimal = strawberry.field(description="The number, with six digits after the point.")
    unit: names.Unit | None = strawberry.field(description="What is counted.")
