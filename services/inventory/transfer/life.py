"""The life of a stock transfer, and what is refused in it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

import models
from kernel.errors import DomainError
from kernel.workflow import Transition, Workflow
from models import StockTransferState
from services import locking
from services.master import Master
from services.platform.number import Series
from services.rows import Found
from services.work import Work

_READY, _DISPATCHED, _CLOSED = StockTransferState.READY, StockTransferState.DISPATCHED, StockTransferState.CLOSED

LIFE: Final = Workflow(
    "StockTransfer",
    _READY,
    (
        Transition("pick", (_READY,), _READY, "inventory.transfer:dispatch"),
        Transition("dispatch", (_READY,), _DISPATCHED, "inventory.transfer:dispatch"),
        Transition("receive", (_DISPATCHED,), _CLOSED, "inventory.transfer:receive"),
        Transition("return", (_DISPATCHED,), _CLOSED, "inventory.transfer:receive"),
        Transition("write_off", (_DISPATCHED,), _CLOSED, "inventory.transfer:write_off"),
        Transition("cancel", (_READY,), StockTransferState.CANCELLED, "inventory.transfer:write"),
    ),
)
"""The life of a transfer. What arrives, comes back or is written off in part leaves it DISPATCHED: the last part closes it."""

SERIES: Final = Series("STOCK_TRANSFER", "TR-")
STOCK_TRANSFER: Final = Master(models.StockTransfer)


@dataclass(eq=False)
class TransferPlaceUnfit(DomainError):
    """Goods go to a place in another warehouse than they leave, or back to where they came from; both are in use."""

    message = "Goods cannot go there with this transfer."


@dataclass(eq=False)
class TransitPlaceMissing(DomainError):
    """A company that transfers goods has a location of the kind TRANSIT, where they are on the way."""

    message = "The company has no location of the kind TRANSIT."


@dataclass(eq=False)
class NothingToTransfer(DomainError):
    """What is transferred, or what becomes of it, is something."""

    message = "There is nothing to transfer."


@dataclass(eq=False)
class TransferredMore(DomainError):
    """Of a line no more leaves than is reserved for it, no more ends than is on the way, and nothing below zero."""

    message = "There is no more of it than {quantity}."
    quantity: Decimal


async def begin_step(work: Work, key: UUID, version: int, step: str) -> tuple[Found, StockTransferState]:
    """Lock a transfer; give it, and the state that a step leads to.

    Raises:
        TransitionUnavailable, NotFound, StaleVersion: as their names say.
    """
    found = (await locking.locked(work, STOCK_TRANSFER, [(key, ("id",))]))[key]
    await locking.require_version(work, STOCK_TRANSFER, found, version, ("version",))
    try:
        state = LIFE.transition(StockTransferState(found["state"]), step).target
    except DomainError as refusal:
        raise refusal.under("id") from None
    return found, state
