"""What came of accepting a quotation."""

from typing import Any, cast

from strawberry.types.base import StrawberryOptional

from planner.inputs import Later, resolved
from schema import names
from schema.payloads import part, payload_type


def quotation_accept_payload() -> Any:
    """Give the payload of accepting a quotation: itself, and the order that it became."""
    return StrawberryOptional(cast("Any", Later("QuotationAcceptPayload", _payload)))


def _payload() -> type[Any]:
    return payload_type(
        "QuotationAcceptPayload",
        "What came of accepting a quotation.",
        part(
            "quotation",
            StrawberryOptional(resolved(names.Quotation)),
            "It as it is now; null where nothing was done, or where you may not see it.",
        ),
        part(
            "salesOrder",
            StrawberryOptional(resolved(names.SalesOrder)),
            "The order that was drafted; null where nothing was done, or where you may not see it.",
        ),
    )
