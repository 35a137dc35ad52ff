"""The life of a sales order, and what is refused in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from kernel.errors import DomainError, InputPath
from kernel.workflow import Transition, Workflow
from models import SalesOrderState
from services.platform.number import Series

_DRAFT, _PENDING, _CONFIRMED = SalesOrderState.DRAFT, SalesOrderState.PENDING_APPROVAL, SalesOrderState.CONFIRMED
_HELD = SalesOrderState.ON_HOLD
_WRITE, _HOLD, _CLOSE = "sales.order:write", "sales.order:hold", "sales.order:close"

LIFE: Final = Workflow(
    "SalesOrder",
    _DRAFT,
    (
        Transition("update", (_DRAFT,), _DRAFT, _WRITE),
        Transition("delete", (_DRAFT,), _DRAFT, _WRITE),
        Transition("submit", (_DRAFT,), _PENDING, _WRITE),
        Transition("revise", (_PENDING,), _DRAFT, _WRITE),
        Transition("confirm", (_DRAFT,), _CONFIRMED, "sales.order:confirm"),
        Transition("approve", (_PENDING,), _CONFIRMED, "sales.order:approve"),
        Transition("hold", (_CONFIRMED,), _HELD, _HOLD),
        Transition("release", (_HELD,), _CONFIRMED, _HOLD),
        Transition("cancel", (_PENDING, _CONFIRMED, _HELD), SalesOrderState.CANCELLED, "sales.order:cancel"),
        Transition("cancel_rest", (_CONFIRMED,), _CONFIRMED, "sales.order:cancel"),
        Transition("bill", (_CONFIRMED,), _CONFIRMED, "finance.invoice:write"),
        Transition("bill", (SalesOrderState.CLOSED_SHORT,), SalesOrderState.CLOSED_SHORT, "finance.invoice:write"),
        Transition("prepay", (_CONFIRMED,), _CONFIRMED, "finance.invoice:write"),
        Transition("resolve", (_CONFIRMED,), _CONFIRMED, "sales.order:cancel"),
        Transition("close", (_CONFIRMED, _HELD), SalesOrderState.CLOSED_SHORT, _CLOSE),
        Transition("complete", (_CONFIRMED, _HELD), SalesOrderState.CLOSED, _CLOSE),
    ),
    brought_in=(SalesOrderState.MIGRATED,),
)
"""The life of a sales order. `complete` is what happens to one of which all was delivered, billed and paid."""

SERIES: Final = Series("SALES_ORDER", "SO-")


@dataclass(eq=False)
class NothingOrdered(DomainError):
    """What is promised to a customer has a line at least."""

    message = "There is no line in it."


@dataclass(eq=False)
class OrderBilled(DomainError):
    """What was billed is credited before the order is called off."""

    message = "{billed} of it is billed: credit that first."
    billed: Decimal


@dataclass(eq=False)
class OrderPrepaid(DomainError):
    """An advance is taken back before its order is called off."""

    message = "An advance was billed for it: take that back first."


@dataclass(eq=False)
class ExceptionUnknown(DomainError):
    """Decided is what was called off or credited of this order, once, while nothing else has taken its place."""

    message = "This is no exception of the order, or none any more."


@dataclass(eq=False)
class NothingLeft(DomainError):
    """The rest of an order is called off while there is one."""

    message = "Nothing of it is left to deliver."


@dataclass(eq=False)
class OrderUntouched(DomainError):
    """An order of which nothing was delivered or billed is called off as a whole."""

    message = "Nothing of it was delivered or billed: call it off as a whole."


def require_transition(row: Mapping[str, Any], transition: str, path: InputPath) -> SalesOrderState:
    """Give the state that a transition leads to.

    Raises:
        TransitionUnavailable: it is not possible now.
    """
    try:
        return LIFE.transition(SalesOrderState(row["state"]), transition).target
    except DomainError as refusal:
        raise refusal.under(*path) from None
