"""Root fields for stock transfers, and what is done with them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import strawberry

from planner.drafts import key_of
from planner.fields import argument
from planner.lists import KeyPart, by_id, by_key, pages
from planner.mutations import Outcome, mutation
from resolvers.keys import OF_COMPANY
from resolvers.writing import which
from schema import names
from schema.base import Connection
from schema.inventory.stock_transfer import WRITE, StockTransferCreateInput, StockTransferPartInput
from schema.payloads import payload
from services.inventory.transfer.ending import receive, take_back, write_off
from services.inventory.transfer.gathering import gather
from services.inventory.transfer.leaving import cancel, dispatch
from services.inventory.transfer.making import Plan, Wanted, create
from services.inventory.transfer.parts import Part
from services.work import Work

Given = Mapping[str, Any]


@strawberry.type
class StockTransferQueries:
    """Root fields for stock transfers."""

    stock_transfers: Connection[names.StockTransfer] | None = pages(
        "What goes from one warehouse to another.", names.StockTransfer
    )
    stock_transfer: names.StockTransfer | None = by_id("A stock transfer by its id.")
    stock_transfer_by_number: names.StockTransfer | None = by_key(
        "A stock transfer by its number.", OF_COMPANY, KeyPart("number", "The number that people call it by.")
    )
    stock_transfer_lines: Connection[names.StockTransferLine] | None = pages(
        "What is in stock transfers.", names.StockTransferLine
    )
    stock_transfer_line: names.StockTransferLine | None = by_id("A line of a stock transfer by its id.")


async def _create(work: Work, given: Given) -> Outcome:
    said = given["input"]

    def key(name: str, type_name: str) -> UUID:
        return key_of(said[name], type_name, ("input", name))

    plan = Plan(
        key("companyId", "Company"),
        key("fromWarehouseId", "Warehouse"),
        key("toLocationId", "Location"),
        [_wanted(line, place) for place, line in enumerate(said["lines"])],
        key("fromLocationId", "Location") if said.get("fromLocationId") is not None else None,
        said.get("plannedOn"),
        said.get("reason"),
        said.get("strategy"),
    )
    return {"stockTransfer": await create(work, plan)}


def _wanted(line: Given, place: int) -> Wanted:
    path, lot = ("input", "lines", place), line.get("lotId")
    lot_id = None if lot is None else key_of(lot, "Lot", (*path, "lotId"))
    return Wanted(key_of(line["skuId"], "Sku", (*path, "skuId")), lot_id, line["quantity"], path)


async def _gather(work: Work, given: Given) -> Outcome:
    return {"stockTransfer": await gather(work, _key(given), given["version"], _parts(given["lines"]))}


async def _dispatch(work: Work, given: Given) -> Outcome:
    return {"stockTransfer": await dispatch(work, _key(given), given["version"], _parts(given.get("lines") or ()))}


async def _receive(work: Work, given: Given) -> Outcome:
    place = given.get("locationId")
    place_id = None if place is None else key_of(place, "Location", ("locationId",))
    parts = _parts(given.get("lines") or ())
    return {"stockTransfer": await receive(work, _key(given), given["version"], parts, place_id)}


async def _return(work: Work, given: Given) -> Outcome:
    place_id, parts = key_of(given["locationId"], "Location", ("locationId",)), _parts(given.get("lines") or ())
    return {"stockTransfer": await take_back(work, _key(given), given["version"], parts, place_id)}


async def _write_off(work: Work, given: Given) -> Outcome:
    parts = _parts(given.get("lines") or ())
    return {"stockTransfer": await write_off(work, _key(given), given["version"], parts, given["writeOffReason"])}


async def _cancel(work: Work, given: Given) -> Outcome:
    return {"stockTransfer": await cancel(work, _key(given), given["version"])}


def _key(given: Given) -> UUID:
    return key_of(given["id"], "StockTransfer", ("id",))


def _parts(said: Sequence[Given]) -> list[Part]:
    return [
        Part(key_of(part["lineId"], "StockTransferLine", (*path, "lineId")), part["quantity"], path)
        for place, part in enumerate(said)
        for path in (("lines", place),)
    ]


_ENDING: Final = argument(
    "lines",
    list[StockTransferPartInput],
    "Of which lines how much; all that is on the way when left out. What is not named stays on the way.",
)


@strawberry.type
class StockTransferMutations:
    """What is done with stock transfers."""

    stock_transfer_create = mutation(
        "Make a transfer of goods from one warehouse to another, and reserve them for it where they lie: all of them, or none.",
        payload(names.StockTransfer),
        _create,
        needs=WRITE,
        arguments=[argument("input", StockTransferCreateInput, "What is to go.", required=True)],
        key_required=True,
    )
    stock_transfer_pick_confirm = mutation(
        "Say line by line what was taken from its place so far. Once somebody has, so much leaves.",
        payload(names.StockTransfer),
        _gather,
        needs="inventory.transfer:dispatch",
        arguments=[
            *which(),
            argument("lines", list[StockTransferPartInput], "Of which lines how much was taken so far.", required=True),
        ],
        key_required=True,
    )
    stock_transfer_dispatch = mutation(
        "Let the goods of a transfer leave: they are on the way then. What does not leave is reserved no more.",
        payload(names.StockTransfer),
        _dispatch,
        needs="inventory.transfer:dispatch",
        arguments=[
            *which(),
            argument(
                "lines",
                list[StockTransferPartInput],
                "Of which lines how much leaves; of those that are not named, what was taken, or all where nobody has said what was.",
            ),
        ],
        key_required=True,
    )
    stock_transfer_receive = mutation(
        "Say what of a transfer has arrived: it is stock of the other warehouse then. What is missing stays on the way.",
        payload(names.StockTransfer),
        _receive,
        needs="inventory.transfer:receive",
        arguments=[
            *which(),
            _ENDING,
            argument(
                "location_id",
                strawberry.ID,
                "Where it is put in that warehouse; where the transfer says when left out.",
            ),
        ],
        key_required=True,
    )
    stock_transfer_return = mutation(
        "Say what of a transfer has come back to the warehouse that it left.",
        payload(names.StockTransfer),
        _return,
        needs="inventory.transfer:receive",
        arguments=[
            *which(),
            _ENDING,
            argument("location_id", strawberry.ID, "Where it is put in that warehouse.", required=True),
        ],
        key_required=True,
    )
    stock_transfer_write_off = mutation(
        "Say what of a transfer was lost on the way. What it was worth is posted as a difference of stock.",
        payload(names.StockTransfer),
        _write_off,
        needs="inventory.transfer:write_off",
        arguments=[*which(), _ENDING, argument("write_off_reason", str, "What has become of it.", required=True)],
        key_required=True,
    )
    stock_transfer_cancel = mutation(
        "Call a transfer off that has not left. Its goods are reserved no more.",
        payload(names.StockTransfer),
        _cancel,
        needs=WRITE,
        arguments=which(),
    )
