"""Root fields for shipments, and what is done with them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import strawberry

from kernel.errors import InputPath
from models import DiscrepancyReason
from planner.drafts import key_of
from planner.fields import argument
from planner.lists import KeyPart, by_id, by_key, pages
from planner.mutations import Outcome, mutation
from resolvers.keys import OF_COMPANY
from resolvers.platform.change import changes
from resolvers.writing import which
from schema import names
from schema.base import Connection
from schema.logistics.shipment import (
    WRITE,
    PackageInput,
    ShipmentCreateInput,
    ShipmentPartInput,
    ShipmentPickedInput,
    confirmed_payload,
    shipments_payload,
)
from schema.payloads import payload
from schema.platform.change import Changes
from services.logistics.shipment.arriving import deliver
from services.logistics.shipment.booking import book
from services.logistics.shipment.confirming import Picked, confirm
from services.logistics.shipment.handling import Packed, Part, pack, pick
from services.logistics.shipment.leaving import cancel, ship
from services.logistics.shipment.picking import assign, start
from services.logistics.shipment.splitting import split
from services.sales.order.shipping import Plan, Wanted, make_shipments
from services.work import Work

Given = Mapping[str, Any]


@strawberry.type
class ShipmentQueries:
    """Root fields for shipments."""

    shipments: Connection[names.Shipment] | None = pages("What leaves, or has left.", names.Shipment)
    shipment: names.Shipment | None = by_id("A shipment by its id.")
    shipment_by_number: names.Shipment | None = by_key(
        "A shipment by its number.", OF_COMPANY, KeyPart("number", "The number that people call it by.")
    )
    shipment_lines: Connection[names.ShipmentLine] | None = pages("What is in shipments.", names.ShipmentLine)
    shipment_line: names.ShipmentLine | None = by_id("A line of a shipment by its id.")
    packages: Connection[names.Package] | None = pages("The parcels of shipments.", names.Package)
    package: names.Package | None = by_id("A parcel of a shipment by its id.")
    package_contents: Connection[names.PackageContent] | None = pages(
        "What is in the parcels of shipments.", names.PackageContent
    )
    package_content: names.PackageContent | None = by_id("What of a line is in a parcel, by its id.")


async def _create(work: Work, given: Given) -> Outcome:
    said = given["input"]
    lines = [
        Wanted(key_of(line["lineId"], "SalesOrderLine", (*path, "lineId")), line["quantity"], path)
        for place, line in enumerate(said.get("lines") or ())
        for path in (("input", "lines", place),)
    ]
    service = said.get("carrierServiceId")
    plan = Plan(
        lines,
        None if service is None else key_of(service, "CarrierService", ("input", "carrierServiceId")),
        said.get("plannedOn"),
        said.get("strategy"),
    )
    order_id = key_of(said["salesOrderId"], "SalesOrder", ("input", "salesOrderId"))
    return {"shipments": await make_shipments(work, order_id, plan)}


async def _pick(work: Work, given: Given) -> Outcome:
    return {"shipment": await pick(work, _key(given), given["version"], _parts(given.get("lines") or (), ("lines",)))}


async def _confirm(work: Work, given: Given) -> Outcome:
    came = await confirm(work, _key(given), given["version"], [_picked(*each) for each in enumerate(given["lines"])])
    return {
        "shipment": came.shipment_id,
        "discrepancies": came.discrepancies,
        "replacements": came.replacements,
        "shortages": came.shortages,
    }


def _picked(place: int, said: Given) -> Picked:
    path = ("lines", place)
    reason, moved_to = said.get("reason"), said.get("movedToId")
    return Picked(
        key_of(said["lineId"], "ShipmentLine", (*path, "lineId")),
        said["quantity"],
        path,
        None if reason is None else DiscrepancyReason(reason),
        said.get("remark"),
        None if moved_to is None else key_of(moved_to, "Location", (*path, "movedToId")),
    )


async def _pack(work: Work, given: Given) -> Outcome:
    packages = [
        Packed(
            _parts(each["contents"], (*path, "contents")),
            each.get("weightKg"),
            each.get("trackingNumber"),
            each.get("sscc"),
            path,
        )
        for place, each in enumerate(given["packages"])
        for path in (("packages", place),)
    ]
    return {"shipment": await pack(work, _key(given), given["version"], packages)}


async def _ship(work: Work, given: Given) -> Outcome:
    return {"shipment": await ship(work, _key(given), given["version"], with_back_order=bool(given.get("backOrder")))}


async def _cancel(work: Work, given: Given) -> Outcome:
    return {"shipment": await cancel(work, _key(given), given["version"], with_release=bool(given.get("release")))}


async def _split(work: Work, given: Given) -> Outcome:
    parts = _parts(given["lines"], ("lines",))
    return {"shipment": await split(work, _key(given), given["version"], parts, given.get("plannedOn"))}


async def _book(work: Work, given: Given) -> Outcome:
    service = given.get("carrierServiceId")
    service_id = None if service is None else key_of(service, "CarrierService", ("carrierServiceId",))
    return {"shipment": await book(work, _key(given), given["version"], service_id)}


async def _deliver(work: Work, given: Given) -> Outcome:
    said = given.get("deliveredAt"), given.get("receivedBy")
    return {"shipment": await deliver(work, _key(given), given["version"], *said)}


async def _assign(work: Work, given: Given) -> Outcome:
    said = given.get("pickerId")
    picker = None if said is None else key_of(said, "User", ("pickerId",))
    return {"shipment": await assign(work, _key(given), given["version"], picker)}


async def _start(work: Work, given: Given) -> Outcome:
    return {"shipment": await start(work, _key(given), given["version"])}


def _key(given: Given) -> UUID:
    return key_of(given["id"], "Shipment", ("id",))


def _parts(said: Sequence[Given], path: InputPath) -> list[Part]:
    return [
        Part(key_of(part["lineId"], "ShipmentLine", (*path, place, "lineId")), part["quantity"], (*path, place))
        for place, part in enumerate(said)
    ]


@strawberry.type
class ShipmentMutations:
    """What is done with shipments."""

    shipment_create = mutation(
        "Make shipments of what is there for a confirmed order: one for each warehouse that goods leave. What is not reserved "
        "yet is reserved first, as far as it is there; the rest is for a later shipment.",
        shipments_payload(),
        _create,
        needs=WRITE,
        arguments=[argument("input", ShipmentCreateInput, "What is to leave.", required=True)],
        key_required=True,
    )
    shipment_split = mutation(
        "Put some of a shipment that nobody has picked into a shipment of its own, which is given. What is reserved for it goes "
        "with it.",
        payload(names.Shipment),
        _split,
        needs=WRITE,
        arguments=[
            *which(),
            argument(
                "lines", list[ShipmentPartInput], "Of which lines how much goes; something has to stay.", required=True
            ),
            argument("planned_on", dt.date, "The day on which that is to leave; the same when left out."),
        ],
        key_required=True,
    )
    shipment_pick_assign = mutation(
        "Give the picking of a shipment to somebody, hand it over to somebody else, who begins anew, or take it back. One takes what "
        "is nobody's and gives back what is one's own; for others it takes `logistics.shipment:assign`.",
        payload(names.Shipment),
        _assign,
        needs=WRITE,
        arguments=[*which(), argument("picker_id", strawberry.ID, "Whose task it is; nobody's when left out or null.")],
    )
    shipment_pick_start = mutation(
        "Begin to pick a shipment that is nobody's, or one's own. From then on others pick it once it is handed over to them.",
        payload(names.Shipment),
        _start,
        needs=WRITE,
        arguments=which(),
    )
    shipment_pick = mutation(
        "Say what was taken from its place. What was packed before is unpacked.",
        payload(names.Shipment),
        _pick,
        needs=WRITE,
        arguments=[
            *which(),
            argument(
                "lines",
                list[ShipmentPartInput],
                "Of which lines how much was found; of those that are not named, all that is to leave.",
            ),
        ],
    )
    shipment_pick_confirm = mutation(
        "Say line by line what was taken so far; the shipment is picked once all of it was. What is said to be missing loses "
        "its reservation, is proposed to be counted, and is taken elsewhere in the warehouse where it lies; what is not there "
        "either stays open on the order. A shipment of which nothing is left is called off.",
        confirmed_payload(),
        _confirm,
        needs=WRITE,
        arguments=[
            *which(),
            argument("lines", list[ShipmentPickedInput], "Of which lines how much was taken: 1 to 200.", required=True),
        ],
        key_required=True,
    )
    shipment_pack = mutation(
        "Put what was picked into parcels, all of it.",
        payload(names.Shipment),
        _pack,
        needs=WRITE,
        arguments=[
            *which(),
            argument("packages", list[PackageInput], "The parcels, instead of those before.", required=True),
        ],
    )
    shipment_book = mutation(
        "Announce the parcels of a shipment to a carrier that have no number yet; they get the numbers that they are followed by.",
        payload(names.Shipment),
        _book,
        needs=WRITE,
        arguments=[
            *which(),
            argument("carrier_service_id", strawberry.ID, "The service; that of the shipment when left out."),
        ],
        key_required=True,
    )
    shipment_ship = mutation(
        "Let a shipment leave: its goods are stock no more, and what they were worth is a cost of the sale. What was not found "
        "stays reserved for the order.",
        payload(names.Shipment),
        _ship,
        needs="logistics.shipment:ship",
        arguments=[
            *which(),
            argument(
                "back_order", bool, "Whether a shipment is made at once of what was not found; none when left out."
            ),
        ],
        key_required=True,
    )
    shipment_deliver = mutation(
        "Say that a shipment has arrived, all of it. What carriers tell of its parcels says so as well.",
        payload(names.Shipment),
        _deliver,
        needs="logistics.shipment:deliver",
        arguments=[
            *which(),
            argument("delivered_at", dt.datetime, "When; now when left out. Neither before it left nor in the future."),
            argument("received_by", str, "Who took it, in at most 500 characters."),
        ],
    )
    shipment_cancel = mutation(
        "Call a shipment off that has not left.",
        payload(names.Shipment),
        _cancel,
        needs="logistics.shipment:cancel",
        arguments=[
            *which(),
            argument("release", bool, "Whether its goods are let go; they stay reserved for the order when left out."),
        ],
    )


@strawberry.type
class ShipmentSubscriptions:
    """Subscriptions to shipments."""

    shipments_changed: Changes[names.Shipment] = changes("What becomes of shipments.", names.Shipment)
