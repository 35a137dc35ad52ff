"""The life of a return to a vendor, and what is refused in it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

import models
from kernel.errors import DomainError
from kernel.ids import NodeId
from kernel.workflow import Transition, Workflow
from models import VendorReturnState
from services import locking
from services.master import Master
from services.platform.number import Series
from services.rows import Found
from services.work import Work

_READY, _SHIPPED = VendorReturnState.READY, VendorReturnState.SHIPPED

LIFE: Final = Workflow(
    "VendorReturn",
    _READY,
    (
        Transition("ship", (_READY,), _SHIPPED, "purchasing.return:ship"),
        Transition("credit", (_SHIPPED,), _SHIPPED, "finance.invoice:write"),
        Transition("cancel", (_READY,), VendorReturnState.CANCELLED, "purchasing.return:write"),
    ),
)
"""The life of a return to a vendor."""

SERIES: Final = Series("VENDOR_RETURN", "VR-")
VENDOR_RETURN: Final = Master(models.VendorReturn)


@dataclass(eq=False)
class VendorReturnedMore(DomainError):
    """Of a line of a receipt no more goes back than came with it and has not gone back yet, and more than nothing."""

    message = "There is no more of it to send back than {returnable}."
    receipt_line: NodeId
    returnable: Decimal


@dataclass(eq=False)
class VendorReturnGoodsUnfit(DomainError):
    """What goes back lies in a place inside a warehouse, and is of the lot, or has the serial number, that it came with."""

    message = "These goods did not come with this line of the receipt, or do not lie inside a warehouse."


@dataclass(eq=False)
class NothingToSendBack(DomainError):
    """A return to a vendor has at least one line."""

    message = "There is nothing to send back."


@dataclass(eq=False)
class NothingOwedByVendor(DomainError):
    """A note gives back what was billed of goods that went back, and is in no note yet."""

    message = "The vendor owes nothing for this return."


async def begin_step(work: Work, key: UUID, version: int, step: str) -> tuple[Found, VendorReturnState]:
    """Lock a return; give it, and the state that a step leads to.

    Raises:
        TransitionUnavailable, NotFound, StaleVersion: as their names say.
    """
    found = (await locking.locked(work, VENDOR_RETURN, [(key, ("id",))]))[key]
    await locking.require_version(work, VENDOR_RETURN, found, version, ("version",))
    try:
        state = LIFE.transition(VendorReturnState(found["state"]), step).target
    except DomainError as refusal:
        raise refusal.under("id") from None
    return found, state
