"""The life of a shipment, and what is refused in it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

import models
from kernel.errors import DomainError, InputPath
from kernel.ids import NodeId
from kernel.workflow import Transition, Workflow
from models import ShipmentState
from services import locking
from services.master import Master
from services.platform.number import Series
from services.rows import Found
from services.work import Work

_READY, _PICKED, _PACKED = ShipmentState.READY, ShipmentState.PICKED, ShipmentState.PACKED
_WRITE = "logistics.shipment:write"

LIFE: Final = Workflow(
    "Shipment",
    _READY,
    (
        Transition("split", (_READY,), _READY, _WRITE),
        Transition("pick", (_READY, _PICKED), _PICKED, _WRITE),
        Transition("pack", (_PICKED, _PACKED), _PACKED, _WRITE),
        Transition("book", (_PACKED,), _PACKED, _WRITE),
        Transition("ship", (_READY, _PICKED, _PACKED), ShipmentState.SHIPPED, "logistics.shipment:ship"),
        Transition("deliver", (ShipmentState.SHIPPED,), ShipmentState.DELIVERED, "logistics.shipment:deliver"),
        Transition("cancel", (_READY, _PICKED, _PACKED), ShipmentState.CANCELLED, "logistics.shipment:cancel"),
    ),
)
"""The life of a shipment. Whoever neither picks nor packs apart ships what is ready."""

SERIES: Final = Series("SHIPMENT", "SH-")
SHIPMENT: Final = Master(models.Shipment)

# Steps of an order and of its shipments go one after the other, and the order is locked first.
_LOCK_ORDER: Final = """
select own.state from sales_order as own where own.id = (select sales_order_id from shipment where id = $1) for update
"""


@dataclass(eq=False)
class NothingToShip(DomainError):
    """What leaves, or gets ready to, has goods in it."""

    message = "There is nothing to ship."


@dataclass(eq=False)
class OrderHeld(DomainError):
    """Goods leave for orders that are confirmed."""

    message = "The order is {state}."
    state: str


@dataclass(eq=False)
class LeavesWhole(DomainError):
    """What leaves at once only is not shipped in parts."""

    message = "The order leaves at once, and not in parts."


@dataclass(eq=False)
class PickedMore(DomainError):
    """Of a line no more is picked than is to leave, and nothing below zero."""

    message = "No more than {quantity} is to leave."
    quantity: Decimal


@dataclass(eq=False)
class PackedOtherwise(DomainError):
    """What was picked is packed, all of it and nothing else."""

    message = "{picked} was picked, and {packed} is packed."
    line: NodeId
    picked: Decimal
    packed: Decimal


@dataclass(eq=False)
class CustomerPlaceMissing(DomainError):
    """A company that ships has a location of the kind CUSTOMER."""

    message = "The company has no location of the kind CUSTOMER."


async def begin_step(
    work: Work, key: UUID, version: int, step: str, path: InputPath = ()
) -> tuple[Found, ShipmentState, str | None]:
    """Lock the order of a shipment, and then the shipment; give the shipment, the state that a step leads to, and that of
    the order.

    Raises:
        TransitionUnavailable, NotFound, StaleVersion: as their names say.
    """
    order_state = await work.raw.fetchval(_LOCK_ORDER, key)
    found = (await locking.locked(work, SHIPMENT, [(key, (*path, "id"))]))[key]
    await locking.require_version(work, SHIPMENT, found, version, (*path, "version"))
    try:
        state = LIFE.transition(ShipmentState(found["state"]), step).target
    except DomainError as refusal:
        raise refusal.under(*path, "id") from None
    return found, state, order_state
