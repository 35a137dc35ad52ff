"""Reservations that lose their goods, as clients see them."""

from decimal import Decimal
from functools import cache
from typing import Any, cast

import strawberry
from strawberry.types.base import StrawberryList, StrawberryOptional

from planner.inputs import Later, resolved
from schema import names
from schema.base import Node
from schema.payloads import field_of, part, payload_type


@strawberry.type(
    description="That goods which were kept for a demand are not there for it any more; the demand is open again."
)
class ReservationLost:
    """That goods which were kept for a demand are not there for it any more."""

    reservation: names.Reservation | None = strawberry.field(
        description="The reservation as it is now; null where it may not be seen."
    )
    demand: Node | None = strawberry.field(description="What wants the goods; null where it may not be seen.")
    sku: names.Sku | None = strawberry.field(description="What is missing; null where it may not be seen.")
    quantity: Decimal = strawberry.field(description="How much it has lost, in the unit of the SKU.")


def losing_payload(name: str, entity_type: Any) -> Any:
    """Give the payload of a mutation by which reservations may lose their goods: `{ location reservationsLost errors }`."""
    return StrawberryOptional(cast("Any", Later(name, lambda: _payload(name, resolved(entity_type)))))


@cache
def _payload(name: str, entity_type: type[Any]) -> type[Any]:
    return payload_type(
        name,
        "What came of it, and which reservations have lost their goods.",
        part(
            field_of(entity_type),
            StrawberryOptional(entity_type),
            "It as it is now; null where nothing was done, or where you may not see it.",
        ),
        part(
            "reservationsLost",
            StrawberryOptional(StrawberryList(ReservationLost)),
            "Which reservations have lost goods, and how much; null where nothing was done.",
        ),
    )
