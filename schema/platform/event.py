"""Events as clients see them."""

import datetime as dt

import strawberry

import models
from models.platform.event import EventKind
from models.platform.event_topics import EventTopic
from planner.access import PUBLIC
from planner.entity import entity
from planner.fields import Column, column, computed, declared, one, reference
from schema import names
from schema.base import Edge, Node
from schema.enums import described
from schema.scalars import Json

described(
    EventTopic,
    "What an event is about.",
    {
        EventTopic.STOCK_LEVELS: "How much of a SKU (and lot) is at a location, and how much of that is reserved.",
        EventTopic.SALES_ORDERS: "Sales orders.",
        EventTopic.PURCHASE_ORDERS: "Purchase orders.",
        EventTopic.SHIPMENTS: "Shipments.",
        EventTopic.INVOICES: "Invoices, bills of vendors, and notes on them.",
        EventTopic.PAYMENTS: "Payments.",
        EventTopic.STOCK_TRANSFERS: "Goods on their way from one warehouse to another.",
        EventTopic.GOODS_RECEIPTS: "Goods that came from vendors.",
        EventTopic.RETURNS: "Goods that come back from customers, or go back to vendors.",
        EventTopic.APPROVALS: "Requests for approval, and what waits for the viewer to decide it.",
        EventTopic.JOBS: "Work in the background, and how far it is.",
        EventTopic.INTEGRITY: "Checks of the books that do not hold.",
    },
)
described(
    EventKind,
    "What became of something.",
    {
        EventKind.ENTERED: "It was entered.",
        EventKind.CHANGED: "It was changed.",
        EventKind.REMOVED: "It was deleted.",
    },
)


@entity(models.Event, needs=PUBLIC, order="position")
class Event:
    """That something happened. A fact: it never changes; what one transaction does to one thing is one event.

    One sees the events of what one sees.
    """

    topic: EventTopic = column("What it is about.")
    kind: EventKind = column("What became of it.")
    node: Node | None = reference(
        "What it happened to, as it is now; null where it is deleted, or the viewer may not see it.",
        "entity_type",
        "entity_id",
    )
    node_key: strawberry.ID = computed(
        "The id of what it happened to, also where that is deleted.",
        lambda event: event.entity_type.concat(":").concat(event.entity_id),
    )
    company: names.Company | None = one("The company whose it is; null for what belongs to none.", "company_id")
    version: int = column("The version of it after that; of what was deleted the last one.", name="entity_version")
    from_: str | None = declared(
        Column(name="from_state"),
        "The state that it was in before; null for what was entered, and for what has no life cycle.",
        name="from",
    )
    to: str | None = column(
        "The state that it was in after that; null for what was deleted, and for what has no life cycle.",
        name="to_state",
    )
    figures: Json | None = column(
        "What it came to, by the names of its fields: of a stock level onHand, reserved and available, of an order its total. "
        "Numbers are text; null where the topic has none."
    )
    occurred_at: dt.datetime = column("When the transaction began that did it.")


@strawberry.type(description="A page of what happened.")
class EventLog:
    """A page of what happened."""

    edges: list[Edge[names.Event]] = strawberry.field(description="What happened, each with its cursor.")
    nodes: list[names.Event] = strawberry.field(description="What happened.")
    cursor: str = strawberry.field(
        description="Where to go on: `after` this comes what is not on the page. At the end it is `head`, "
        "also where nothing of what happened is the viewer's: keep the last one."
    )
    has_next_page: bool = strawberry.field(description="Whether there is more after this page.")
    head: str = strawberry.field(
        description="Stands for the last that has happened, as seen by the whole operation: whoever reads lists in it, and "
        "goes on after this, misses nothing."
    )
