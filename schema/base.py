"""What the whole schema is made of: nodes, connections, money and quantities."""

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Generic, TypeVar

import strawberry

from planner.entity import value_object
from schema.scalars import CurrencyCode

if TYPE_CHECKING:
    from schema.platform.unit import Unit

T = TypeVar("T")


@strawberry.interface(description="Anything with an id of its own.")
class Node:
    """Anything with an id of its own."""

    id: strawberry.ID = strawberry.field(description="`Type:uuid`, the same in answers and in arguments.")


@strawberry.type(description="Where a page of a list stands in the whole of it.")
class PageInfo:
    """Where a page of a list stands in the whole of it."""

    has_next_page: bool = strawberry.field(description="Whether there is more after this page.")
    has_previous_page: bool = strawberry.field(description="Whether there is more before this page.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first on the page; null when it is empty.")
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
    unit: Annotated["Unit", strawberry.lazy("schema.platform.unit")] | None = strawberry.field(
        description="What is counted."
    )
