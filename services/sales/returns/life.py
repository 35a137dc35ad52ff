"""The life of a return, and what is refused in it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

import models
from kernel.errors import DomainError
from kernel.ids import NodeId
from kernel.workflow import Transition, Workflow
from models import ReturnState
from services import locking
from services.master import Master
from services.platform.number import Series
from services.rows import Found
from services.work import Work

_REQUESTED, _APPROVED, _IN_TRANSIT = ReturnState.REQUESTED, ReturnState.APPROVED, ReturnState.IN_TRANSIT
_RECEIVED, _INSPECTED = ReturnState.RECEIVED, ReturnState.INSPECTED

LIFE: Final = Workflow(
    "ReturnAuthorization",
    _REQUESTED,
    (
        Transition("approve", (_REQUESTED,), _APPROVED, "sales.return:approve"),
        Transition("reject", (_REQUESTED,), ReturnState.REJECTED, "sales.return:approve"),
        Transition("send", (_APPROVED,), _IN_TRANSIT, "sales.return:write"),
        Transition("receive", (_APPROVED, _IN_TRANSIT), _RECEIVED, "sales.return:receive"),
        Transition("inspect", (_RECEIVED,), _INSPECTED, "sales.return:inspect"),
        Transition("credit", (_INSPECTED,), _INSPECTED, "finance.invoice:write"),
        Transition("replace", (_INSPECTED,), _INSPECTED, "sales.order:write"),
        Transition("close", (_INSPECTED,), ReturnState.CLOSED, "sales.return:close"),
        Transition("cancel", (_REQUESTED, _APPROVED, _IN_TRANSIT), ReturnState.CANCELLED, "sales.return:cancel"),
    ),
)
"""The life of a return. Whoever brings goods back needs not send them first."""

SERIES: Final = Series("RETURN", "RT-")
RETURN: Final = Master(models.ReturnAuthorization)

# Steps of an order and of its returns go one after the other, and the order is locked first.
_LOCK_ORDER: Final = """
select from sales_order where id = (select sales_order_id from return_authorization where id = $1) for update
"""


@dataclass(eq=False)
class OrderNotReturnable(DomainError):
    """Goods come back of orders that were confirmed here; history of another system takes no part."""

    message = "Nothing comes back of an order that is {state}."
    state: str


@dataclass(eq=False)
class NothingToReturn(DomainError):
    """What comes back has goods in it that were shipped and have not come back."""

    message = "There is nothing that may come back."


@dataclass(eq=False)
class ReturnedMore(DomainError):
    """Of what was shipped no more comes back than has not come back yet, and nothing below zero."""

    message = "No more than {returnable} may come back."
    returnable: Decimal


@dataclass(eq=False)
class ReturnLineUnclear(DomainError):
    """A line names either a line of the order or a line of a shipment."""

    message = "Name either a line of the order or a line of a shipment."


@dataclass(eq=False)
class ReceivedMore(DomainError):
    """Of a line no more comes back than was approved, and nothing below zero."""

    message = "No more than {approved} was approved."
    approved: Decimal


@dataclass(eq=False)
class ReturnPlaceUnfit(DomainError):
    """What comes back is put where it is promised to nobody until it was looked at: in quarantine, blocked or damaged."""

    message = "Goods that come back are put where stock is withheld."


@dataclass(eq=False)
class InspectedOtherwise(DomainError):
    """What came back is inspected, all of it and nothing else."""

    message = "{received} came back, and {inspected} is inspected."
    line: NodeId
    received: Decimal
    inspected: Decimal


@dataclass(eq=False)
class ScrapPlaceMissing(DomainError):
    """A company that scraps goods has a location of the kind SCRAP."""

    message = "The company has no location of the kind SCRAP."


@dataclass(eq=False)
class NothingToCredit(DomainError):
    """A note gives back what came back to be refunded, as far as it is billed beyond what the customer keeps."""

    message = "There is nothing to credit."


@dataclass(eq=False)
class NothingToReplace(DomainError):
    """What came back to be replaced is replaced once."""

    message = "There is nothing to replace."


@dataclass(eq=False)
class RemedyOwed(DomainError):
    """A return is closed once the customer got what was promised for it."""

    message = "The customer still gets something for it."


async def begin_step(work: Work, key: UUID, version: int, step: str) -> tuple[Found, ReturnState]:
    """Lock the order of a return, and then the return; give the return and the state that a step leads to.

    Raises:
        TransitionUnavailable, NotFound, StaleVersion: as their names say.
    """
    await work.raw.execute(_LOCK_ORDER, key)
    found = (await locking.locked(work, RETURN, [(key, ("id",))]))[key]
    await locking.require_version(work, RETURN, found, version, ("version",))
    try:
        return found, LIFE.transition(ReturnState(found["state"]), step).target
    except DomainError as refusal:
        raise refusal.under("id") from None
