"""Root fields for returns to vendors, and what is done with them."""

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
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
from schema.payloads import payload
from schema.purchasing.vendor_return import WRITE, VendorReturnCreateInput
from services.purchasing.vendor_return.crediting import credit
from services.purchasing.vendor_return.making import Back, Returning, create
from services.purchasing.vendor_return.shipping import cancel, ship
from services.work import Work

Given = Mapping[str, Any]
Step = Callable[[Work, UUID, int], Awaitable[UUID]]


@strawberry.type
class VendorReturnQueries:
    """Root fields for returns to vendors."""

    vendor_returns: Connection[names.VendorReturn] | None = pages("What goes back to vendors.", names.VendorReturn)
    vendor_return: names.VendorReturn | None = by_id("A return to a vendor by its id.")
    vendor_return_by_number: names.VendorReturn | None = by_key(
        "A return to a vendor by its number.", OF_COMPANY, KeyPart("number", "The number that people call it by.")
    )
    vendor_return_lines: Connection[names.VendorReturnLine] | None = pages(
        "What is in returns to vendors.", names.VendorReturnLine
    )
    vendor_return_line: names.VendorReturnLine | None = by_id("A line of a return to a vendor by its id.")


async def _create(work: Work, given: Given) -> Outcome:
    said = given["input"]
    receipt = key_of(said["goodsReceiptId"], "GoodsReceipt", ("input", "goodsReceiptId"))
    lines = [_back(line, place) for place, line in enumerate(said["lines"])]
    return {"vendorReturn": await create(work, Returning(receipt, lines, said.get("reason")))}


def _back(line: Given, place: int) -> Back:
    path = ("input", "lines", place)

    def named(name: str, type_name: str) -> UUID | None:
        said = line.get(name)
        return None if said is None else key_of(said, type_name, (*path, name))

    arrived = key_of(line["goodsReceiptLineId"], "GoodsReceiptLine", (*path, "goodsReceiptLineId"))
    places = named("locationId", "Location"), named("lotId", "Lot")
    return Back(arrived, line["quantity"], *places, line.get("reason"), path)


async def _step(step: Step, work: Work, given: Given) -> Outcome:
    return {"vendorReturn": await step(work, _key(given), given["version"])}


async def _credit(work: Work, given: Given) -> Outcome:
    return {"vendorReturn": await credit(work, _key(given), given["version"], given.get("invoiceOn"))}


def _key(given: Given) -> UUID:
    return key_of(given["id"], "VendorReturn", ("id",))


_PAYLOAD: Final = payload(names.VendorReturn)


@strawberry.type
class VendorReturnMutations:
    """What is done with returns to vendors."""

    vendor_return_create = mutation(
        "Make a return of goods to the vendor that sent them, and reserve them for it where they lie: all of them, or none.",
        _PAYLOAD,
        _create,
        needs=WRITE,
        arguments=[argument("input", VendorReturnCreateInput, "What goes back.", required=True)],
        key_required=True,
    )
    vendor_return_ship = mutation(
        "Let the goods of a return leave for the vendor. What of them is not billed is owed no more.",
        _PAYLOAD,
        partial(_step, ship),
        needs="purchasing.return:ship",
        arguments=which(),
        key_required=True,
    )
    vendor_return_credit = mutation(
        "Draft the debit notes that give back what was billed of a return, one for each bill, at its price and rate.",
        _PAYLOAD,
        _credit,
        needs="finance.invoice:write",
        arguments=[*which(), argument("invoice_on", dt.date, "The day on the notes; today when left out.")],
        key_required=True,
    )
    vendor_return_cancel = mutation(
        "Call a return off that has not left. Its goods are reserved no more.",
        _PAYLOAD,
        partial(_step, cancel),
        needs=WRITE,
        arguments=which(),
    )
