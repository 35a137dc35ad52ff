"""How a scan is read, and who proposes what to do with it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import strawberry
from strawberry.types.base import StrawberryOptional

from kernel.errors import DomainError
from kernel.ids import NodeId
from planner.drafts import key_of
from planner.fields import argument
from planner.mutations import Outcome, mutation
from schema.inventory.stock_scan import SCAN, StockScanInput, StockScanPayload
from services.inventory.scan import DOCUMENT_PATH, NothingScannedFor, Proposes, ScanPurpose, scan
from services.inventory.scan_places import places_to_move_from, places_to_pick_from
from services.inventory.transfer.scanning import goods_on_their_way, goods_to_send, lines_of_transfer
from services.logistics.shipment.scanning import lines_to_pick, parcel_of
from services.purchasing.order_scan import lines_of_order_to_receive, order_lines_to_receive
from services.sales.returns.scanning import lines_coming_back
from services.work import Work

# What is open for a purpose is known to the module that has it; whatever else may be open is added here.
_PROPOSES: Final[Mapping[ScanPurpose, Sequence[Proposes]]] = {
    ScanPurpose.RECEIVE: (order_lines_to_receive, goods_on_their_way),
    ScanPurpose.PICK: (places_to_pick_from,),
    ScanPurpose.TRANSFER: (goods_to_send, places_to_move_from),
}


# What a document wants is known to the module that has it.
_OF_DOCUMENT: Final[Mapping[str, Proposes]] = {
    "Shipment": lines_to_pick,
    "PurchaseOrder": lines_of_order_to_receive,
    "ReturnAuthorization": lines_coming_back,
    "StockTransfer": lines_of_transfer,
}


async def _scan(work: Work, given: Mapping[str, Any]) -> Outcome:
    said = given["input"]
    company_id = key_of(said["companyId"], "Company", ("input", "companyId"))
    place, document = said.get("locationId"), _document(said.get("documentId"))
    found = await scan(
        work,
        company_id,
        said["codes"],
        None if place is None else key_of(place, "Location", ("input", "locationId")),
        _proposes(said.get("purpose"), document),
        None if document is None else document.key,
    )
    return {"scan": replace(found, package=await parcel_of(work, company_id, found.label.sscc))}


def _proposes(purpose: str | None, document: NodeId | None) -> Sequence[Proposes]:
    """Choose who proposes: the document that is worked on, else all that a purpose has."""
    if document is not None:
        return [_OF_DOCUMENT[document.type_name]]
    purposes = list(ScanPurpose) if purpose is None else [ScanPurpose(purpose)]
    return [proposes for each in purposes for proposes in _PROPOSES[each]]


def _document(text: str | None) -> NodeId | None:
    if text is None:
        return None
    try:
        document = NodeId.parse(text)
    except DomainError as refusal:
        raise refusal.under(*DOCUMENT_PATH) from None
    if document.type_name not in _OF_DOCUMENT:
        raise NothingScannedFor(path=DOCUMENT_PATH)
    return document


@strawberry.type
class StockScanMutations:
    """How a scan is read."""

    stock_scan = mutation(
        "Tell what was scanned: which SKU, lot and quantity, or which place; and propose what to do with it, or "
        "with it for what somebody works on. Nothing is changed.",
        StrawberryOptional(StockScanPayload),
        _scan,
        needs=SCAN,
        arguments=[argument("input", StockScanInput, "What was scanned.", required=True)],
    )
