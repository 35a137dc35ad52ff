"""Reservations as clients see them."""

import datetime as dt

import models
from models import ReleaseCause, ReservationState
from planner.entity import entity
from planner.fields import column, measure, one, reference
from schema import names
from schema.base import CompanyRecord, Node, Quantity
from schema.enums import described
from schema.inventory.of_sku import unit_of_sku

READ = "inventory.stock:read"
WRITE = "inventory.stock:write"

described(
    ReservationState,
    "What became of a reservation.",
    {
        ReservationState.ACTIVE: "It holds goods, and none of them have left for the demand.",
        ReservationState.PARTIALLY_CONSUMED: "It holds goods, and some have left for the demand.",
        ReservationState.CONSUMED: "All of it has left for the demand.",
        ReservationState.RELEASED: "It holds nothing any more, and some or all of it was let go.",
        ReservationState.EXPIRED: "It holds nothing any more, since its time was over.",
    },
)
described(
    ReleaseCause,
    "Why goods were let go.",
    {
        ReleaseCause.ASKED: "Somebody let them go, or the demand is no more.",
        ReleaseCause.EXPIRED: "The time of the reservation was over.",
        ReleaseCause.REASSIGNED: "They went to another demand, or goods of another lot were put in their place.",
        ReleaseCause.LOST: "They turned out to be missing, or may not be given away.",
    },
)


@entity(models.Reservation, needs=READ, order="-id")
class Reservation(CompanyRecord):
    """That goods of one place are kept for one demand. Nobody else gets them while it holds them."""

    demand: Node | None = reference(
        "What wants the goods, such as a line of a sales order; null where the viewer may not see it.",
        "demand_type",
        "demand_id",
    )
    sku: names.Sku | None = one("What is kept.", "sku_id", filters=True, groups=True)
    location: names.Location | None = one("Where it lies.", "location_id", filters=True, groups=True)
    lot: names.Lot | None = one(
        "Which lot it is of; null where lots are not told apart.", "lot_id", filters=True, groups=True
    )
    quantity: Quantity = measure("How much was reserved, in the unit of the SKU.", "quantity", unit_of_sku, sums=True)
    consumed: Quantity = measure(
        "How much of it has left for the demand, in the unit of the SKU.", "consumed", unit_of_sku, sums=True
    )
    released: Quantity = measure(
        "How much of it was let go, in the unit of the SKU.", "released", unit_of_sku, sums=True
    )
    held: Quantity = measure("How much of it is still kept, in the unit of the SKU.", "held", unit_of_sku, sums=True)
    state: ReservationState = column("What became of it.", filters=True, groups=True)
    release_cause: ReleaseCause | None = column("Why the last of it was let go; null where nothing was.", groups=True)
    priority: int = column(
        "How important it is: the lower, the sooner it loses goods that turn out to be missing.",
        filters=True,
        orders=True,
    )
    expires_at: dt.datetime | None = column(
        "When it ends by itself, within a minute; null where it does not.", filters=True, orders=True
    )
    pinned: bool = column("Whether this lot was asked for, and no other will do.", groups=True)
    replaces: names.Reservation | None = one(
        "The reservation from which the goods came to this one; null where they were free.", "replaces_id", filters=True
    )
