"""What somebody scans, as clients say it and are told what it is."""

import datetime as dt
from decimal import Decimal

import strawberry
from strawberry.types.base import StrawberryOptional

from schema import names
from schema.base import Node
from schema.enums import described
from schema.payloads import part, payload_type
from schema.scalars import Json
from services.inventory.scan import CODES_MAX, ScanProblem, ScanPurpose, ScanRemark

SCAN = "inventory.stock:read"

described(
    ScanPurpose,
    "What somebody is doing who scans.",
    {
        ScanPurpose.RECEIVE: "Goods come in: what waits for them is proposed.",
        ScanPurpose.PICK: "Goods are picked for customers: places are proposed, first expired first out.",
        ScanPurpose.TRANSFER: "Goods go to another place: transfers that wait for them and places where they lie are proposed.",
    },
)
described(
    ScanRemark,
    "What whoever scans should look at.",
    {
        ScanRemark.LOT_MISSING: "The product is told apart by lots or serial numbers, and no number was scanned.",
        ScanRemark.LOT_UNKNOWN: "There is no lot of this number yet; a receipt makes it.",
        ScanRemark.EXPIRED: "Its last good day is over.",
        ScanRemark.EXPIRY_DIFFERS: "The label says another last day than the lot that is known.",
        ScanRemark.MEASURE_UNFIT: "The label says a weight, length or volume that cannot be told in the unit of the SKU.",
        ScanRemark.SKU_ARCHIVED: "The SKU or its product is out of use.",
        ScanRemark.NOT_WANTED: "What somebody works on has no line of it.",
    },
)
described(
    ScanProblem,
    "Why what was scanned does not fit a line of what somebody works on.",
    {
        ScanProblem.NOT_OPEN: "The document is not in a state in which it would be taken.",
        ScanProblem.NOT_PERMITTED: "Whoever scans may not do it.",
        ScanProblem.SOMEBODY_ELSES: "Somebody else picks it.",
        ScanProblem.WRONG_PLACE: "It is to be taken elsewhere, or may not be put there.",
        ScanProblem.PLACE_MISSING: "Nobody has said where it is put.",
        ScanProblem.LOT_MISSING: "The line is of a lot or serial number, and none was scanned.",
        ScanProblem.LOT_DIFFERS: "The line is of another lot or serial number.",
        ScanProblem.EXPIRED: "Its last good day is over.",
        ScanProblem.WITHHELD: "It may not be given away.",
        ScanProblem.TOO_MUCH: "It is more than is open; what is proposed is what fits.",
    },
)


@strawberry.input(description="What was scanned of one thing.")
class StockScanInput:
    """What was scanned of one thing."""

    company_id: strawberry.ID = strawberry.field(description="The company in whose warehouse somebody scans.")
    codes: list[str] = strawberry.field(
        description=f"What the scanner sent, 1 to {CODES_MAX} codes that are on one thing: barcodes, GS1 labels with or "
        "without symbology identifier (FNC1 is the character GS, U+001D), or codes of SKUs, places and lots. A GS1 label may "
        "be typed with its identifiers in brackets."
    )
    purpose: ScanPurpose | None = strawberry.field(
        description="What is being done; all that could be is proposed where it is left out.", default=strawberry.UNSET
    )
    location_id: strawberry.ID | None = strawberry.field(
        description="Where it is scanned; places are then proposed in and below this one. The code of a place that is "
        "scanned along goes before it.",
        default=strawberry.UNSET,
    )
    document_id: strawberry.ID | None = strawberry.field(
        description="What somebody works on: a shipment that is picked, a purchase order that arrives, a return, or a transfer "
        "that leaves or arrives. Its lines are then proposed, whatever the purpose.",
        default=strawberry.UNSET,
    )


@strawberry.type(description="An application identifier of GS1 with its value.")
class StockScanElement:
    """An element of a GS1 label."""

    code: str = strawberry.field(description="The application identifier, such as 01.")
    title: str = strawberry.field(description="What labels call it, such as GTIN.")
    value: str = strawberry.field(description="What is on the label, as it is there.")


@strawberry.type(description="What a GS1 label says, in the words of the trade.")
class StockScanLabel:
    """What a GS1 label says."""

    sscc: str | None = strawberry.field(description="The number of a pallet or parcel, 18 digits; null for none.")
    gtin: str | None = strawberry.field(description="The number of the trade item, 14 digits; null for none.")
    lot: str | None = strawberry.field(description="The number of the lot; null for none.")
    serial: str | None = strawberry.field(description="The serial number; null for none.")
    made_on: dt.date | None = strawberry.field(description="The day on which it was made; null where none is said.")
    expires_on: dt.date | None = strawberry.field(
        description="The last day on which it is good: the day of expiry, else the one before which it is best; null where "
        "none is said."
    )
    count: int | None = strawberry.field(description="How many pieces it says; null where it does not.")


@strawberry.type(description="What could be done with what was scanned.")
class StockScanProposal:
    """What could be done with it."""

    purpose: ScanPurpose = strawberry.field(description="What it would be good for.")
    quantity: Decimal = strawberry.field(description="How much of what was scanned fits, in the unit of the SKU.")
    open_quantity: Decimal = strawberry.field(
        description="How much is open: still to come, or there and promised to nobody; in the unit of the SKU."
    )
    line: Node | None = strawberry.field(
        description="The line of the order or transfer that waits for it; null for none, or where it may not be seen."
    )
    location: names.Location | None = strawberry.field(
        description="The place where it is taken from, or put; null where none is proposed."
    )
    lot: names.Lot | None = strawberry.field(description="The lot; null where none is proposed.")
    problems: list[ScanProblem] = strawberry.field(
        description="Why it does not fit the line of the document that somebody works on, or of a transfer; empty where it does."
    )
    mutation: str | None = strawberry.field(
        description="The mutation that would do it; null where a problem other than TOO_MUCH is in the way, where a return has "
        "more lines, or where nobody works on a document, unless a transfer waits for it."
    )
    variables: Json | None = strawberry.field(
        description="The arguments of that mutation by their names; with an idempotency key of their own, so that they may be "
        "sent again."
    )


@strawberry.type(description="What was scanned, and what could be done with it.")
class StockScan:
    """What was scanned."""

    sku: names.Sku | None = strawberry.field(
        description="What it is; null for a place, for a pallet of unknown content, or where it may not be seen."
    )
    lot: names.Lot | None = strawberry.field(description="Which lot of it, where that is known; otherwise null.")
    location: names.Location | None = strawberry.field(description="The place whose code was scanned; null for none.")
    package: names.Package | None = strawberry.field(
        description="The parcel whose serial shipping container code (SSCC) was scanned; null for none, or where it may not be "
        "seen."
    )
    quantity: Decimal | None = strawberry.field(
        description="How much it is, in the unit of the SKU; null where there is no SKU."
    )
    label: StockScanLabel = strawberry.field(description="What GS1 labels say of it; all null without one.")
    elements: list[StockScanElement] = strawberry.field(description="The elements of GS1 labels, in their order.")
    remarks: list[ScanRemark] = strawberry.field(description="What whoever scans should look at.")
    proposals: list[StockScanProposal] = strawberry.field(
        description="What could be done with it: 20 at most, the most urgent first."
    )


StockScanPayload = payload_type(
    "StockScanPayload",
    "What came of scanning.",
    part("scan", StrawberryOptional(StockScan), "What was scanned; null where that could not be told."),
)
