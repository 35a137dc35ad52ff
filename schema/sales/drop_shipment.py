"""What clients say of goods that a vendor delivers to a customer."""

from decimal import Decimal

import strawberry

from schema.scalars import CurrencyCode

NEEDS = "logistics.shipment:drop"


@strawberry.input(description="How much of a position of an order a vendor has delivered.")
class DropShipmentLineInput:
    """How much of a position of an order a vendor has delivered."""

    line_id: strawberry.ID = strawberry.field(
        description="The position of the order: one that is delivered as DROP_SHIPMENT."
    )
    quantity: Decimal = strawberry.field(
        description="How much of it, in the unit of the SKU; what is still to be delivered at most."
    )
    purchase_order_line_id: strawberry.ID | None = strawberry.field(
        description="The position of the order to the vendor that it belongs to, in the unit of the SKU.",
        default=strawberry.UNSET,
    )
    unit_price: Decimal | None = strawberry.field(
        description="What the vendor asks for one unit, zero or more, without tax, six digits at most. That of the position of "
        "the order to the vendor if left out, or else what the vendor offers it at.",
        default=strawberry.UNSET,
    )


@strawberry.input(description="What a vendor has delivered to the customer of an order.")
class DropShipmentInput:
    """What a vendor has delivered to the customer of an order."""

    sales_order_id: strawberry.ID = strawberry.field(description="The order of the customer: a confirmed one.")
    vendor_id: strawberry.ID = strawberry.field(description="Who has delivered.")
    lines: list[DropShipmentLineInput] = strawberry.field(description="What was delivered: 1 to 200 lines.")
    currency: CurrencyCode | None = strawberry.field(
        description="The currency of the prices; if left out, that of the orders to the vendor or of what it offers, or else of the "
        "company.",
        default=strawberry.UNSET,
    )
    rate: Decimal | None = strawberry.field(
        description="How much of the company's currency one unit of that is worth; the rate of the day if left out.",
        default=strawberry.UNSET,
    )
    vendor_reference: str | None = strawberry.field(
        description="What the vendor's delivery note is called.", default=strawberry.UNSET
    )
