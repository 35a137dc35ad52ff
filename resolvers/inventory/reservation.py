"""Root fields for reservations, and what is done with them."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import strawberry
from strawberry.types.base import StrawberryList, StrawberryOptional

from kernel.errors import DomainError
from kernel.ids import NodeId
from planner.drafts import key_of
from planner.fields import argument
from planner.lists import aggregate, by_id, pages
from planner.mutations import Outcome, mutation
from resolvers.writing import which
from schema import names
from schema.base import Connection
from schema.inventory.reservation import WRITE
from schema.payloads import part, payload, payload_type
from services.inventory.reservation import NotDemanding, OpenOf, pin, prioritise, reassign, release
from services.sales.reservable import open_of_line
from services.work import Work

# What a demand wants is known to the module that has it.
_DEMANDS: Final[Mapping[str, OpenOf]] = {"SalesOrderLine": open_of_line}


@strawberry.type
class ReservationQueries:
    """Root fields for reservations."""

    reservations: Connection[names.Reservation] | None = pages("What is kept for whom.", names.Reservation)
    reservation: names.Reservation | None = by_id("A reservation by its id.")
    reservation_aggregate = aggregate("What is kept, counted and added up by group.", names.Reservation)


def _key(given: Mapping[str, Any]) -> Any:
    return key_of(given["id"], "Reservation", ("id",))


def _demand(text: str) -> NodeId:
    try:
        demand = NodeId.parse(text)
    except DomainError as refusal:
        raise refusal.under("demandId") from None
    if demand.type_name not in _DEMANDS:
        raise NotDemanding(path=("demandId",))
    return demand


async def _release(work: Work, given: Mapping[str, Any]) -> Outcome:
    return {"reservation": await release(work, _key(given), given["version"], given.get("quantity"))}


async def _reassign(work: Work, given: Mapping[str, Any]) -> Outcome:
    demand = _demand(given["demandId"])
    made = await reassign(
        work,
        _key(given),
        given["version"],
        demand,
        _DEMANDS[demand.type_name],
        given.get("quantity"),
        given.get("priority"),
    )
    return {"reservation": made}


async def _prioritise(work: Work, given: Mapping[str, Any]) -> Outcome:
    key = await prioritise(work, _key(given), given["version"], given["priority"], given.get("expiresAt"))
    return {"reservation": key}


async def _pin(work: Work, given: Mapping[str, Any]) -> Outcome:
    lot = given.get("lotId")
    lot_id = None if lot is None else key_of(lot, "Lot", ("lotId",))
    return {"reservations": await pin(work, _key(given), given["version"], lot_id)}


_QUANTITY: Final = "in the unit of the SKU; all that is held when left out."


@strawberry.type
class ReservationMutations:
    """What is done with reservations."""

    reservation_release = mutation(
        "Let goods go that are kept for a demand. Others can have them at once.",
        payload(names.Reservation),
        _release,
        needs=WRITE,
        arguments=[*which(), argument("quantity", Decimal, f"How much, {_QUANTITY}")],
    )
    reservation_reassign = mutation(
        "Give goods that are kept for a demand to another one. The payload has the reservation for that.",
        payload(names.Reservation),
        _reassign,
        needs=WRITE,
        arguments=[
            *which(),
            argument("demand_id", strawberry.ID, "Who gets them: a line of a confirmed sales order.", required=True),
            argument("quantity", Decimal, f"How much, {_QUANTITY}"),
            argument("priority", int, "How important it is there; as it was when left out."),
        ],
    )
    reservation_prioritise = mutation(
        "Say how important a reservation is, and when it ends by itself.",
        payload(names.Reservation),
        _prioritise,
        needs=WRITE,
        arguments=[
            *which(),
            argument(
                "priority", int, "The lower, the sooner it loses goods that turn out to be missing.", required=True
            ),
            argument("expires_at", dt.datetime, "When it ends by itself; never when left out or null."),
        ],
    )
    reservation_pin = mutation(
        "Tie a reservation to a lot, or to none. Where it holds goods of another lot it lets them go, and as much of the lot "
        "is reserved in the same warehouse.",
        StrawberryOptional(
            payload_type(
                "ReservationPinPayload",
                "What came of tying a reservation to a lot.",
                part(
                    "reservations",
                    StrawberryOptional(StrawberryList(StrawberryOptional(names.Reservation))),
                    "What holds the goods now; null where nothing was done.",
                ),
            )
        ),
        _pin,
        needs=WRITE,
        arguments=[*which(), argument("lot_id", strawberry.ID, "The lot; null for whichever there is.")],
    )
