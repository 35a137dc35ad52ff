"""Root fields for goods receipts, and how goods are received."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import strawberry

from planner.drafts import key_of
from planner.fields import argument
from planner.lists import KeyPart, by_id, by_key, pages
from planner.mutations import Outcome, mutation
from resolvers.keys import OF_COMPANY
from schema import names
from schema.base import Connection
from schema.inventory.goods_receipt import WRITE, GoodsReceiptPostInput
from schema.payloads import payload
from services.inventory.goods_receipt.lines import Line
from services.inventory.goods_receipt.receipt import Receipt, post_receipt
from services.work import Work


@strawberry.type
class GoodsReceiptQueries:
    """Root fields for goods receipts."""

    goods_receipts: Connection[names.GoodsReceipt] | None = pages("What arrived from vendors.", names.GoodsReceipt)
    goods_receipt: names.GoodsReceipt | None = by_id("A goods receipt by its id.")
    goods_receipt_by_number: names.GoodsReceipt | None = by_key(
        "A goods receipt by its number.", OF_COMPANY, KeyPart("number", "The number that people call it by.")
    )
    goods_receipt_lines: Connection[names.GoodsReceiptLine] | None = pages(
        "The lines of goods receipts.", names.GoodsReceiptLine
    )
    goods_receipt_line: names.GoodsReceiptLine | None = by_id("A line of a goods receipt by its id.")


async def _post(work: Work, given: Mapping[str, Any]) -> Outcome:
    said = given["input"]
    receipt = Receipt(
        company_id=key_of(said["companyId"], "Company", ("input", "companyId")),
        vendor_id=key_of(said["vendorId"], "Party", ("input", "vendorId")),
        lines=[_line(line, place) for place, line in enumerate(said["lines"])],
        received_on=said.get("receivedOn"),
        currency=said.get("currency"),
        rate=said.get("rate"),
        vendor_reference=said.get("vendorReference"),
        note=said.get("note"),
        path=("input",),
    )
    return {"goodsReceipt": await post_receipt(work, receipt)}


def _line(said: Mapping[str, Any], place: int) -> Line:
    path = ("input", "lines", place)

    def key(name: str, type_name: str) -> UUID | None:
        given = said.get(name)
        return None if given is None else key_of(given, type_name, (*path, name))

    return Line(
        sku_id=key("skuId", "Sku"),
        location_id=key_of(said["locationId"], "Location", (*path, "locationId")),
        quantity=said["quantity"],
        path=path,
        order_line_id=key("purchaseOrderLineId", "PurchaseOrderLine"),
        unit_id=key("unitId", "Unit"),
        unit_price=said.get("unitPrice"),
        lot_number=said.get("lotNumber"),
        serial_numbers=said.get("serialNumbers") or (),
        made_on=said.get("madeOn"),
        expires_on=said.get("expiresOn"),
    )


@strawberry.type
class GoodsReceiptMutations:
    """How goods are received."""

    goods_receipt_post = mutation(
        "Receive goods from a vendor: put them into stock, and post what they are worth and what is owed for them.",
        payload(names.GoodsReceipt),
        _post,
        needs=WRITE,
        arguments=[argument("input", GoodsReceiptPostInput, "What arrived.", required=True)],
        key_required=True,
    )
