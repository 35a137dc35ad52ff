"""The life of a quotation, and what is refused in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from kernel.errors import DomainError, InputPath
from kernel.workflow import Transition, Workflow
from models import QuotationState
from services.platform.number import Series

_DRAFT, _SENT = QuotationState.DRAFT, QuotationState.SENT
_WRITE, _DECIDE = "sales.quotation:write", "sales.quotation:decide"

LIFE: Final = Workflow(
    "Quotation",
    _DRAFT,
    (
        Transition("update", (_DRAFT,), _DRAFT, _WRITE),
        Transition("delete", (_DRAFT,), _DRAFT, _WRITE),
        Transition("send", (_DRAFT,), _SENT, "sales.quotation:send"),
        Transition("accept", (_SENT,), QuotationState.ACCEPTED, _DECIDE),
        Transition("reject", (_SENT,), QuotationState.REJECTED, _DECIDE),
        Transition("expire", (_SENT,), QuotationState.EXPIRED, _DECIDE),
        Transition("lose", (_DRAFT, _SENT), QuotationState.LOST, _DECIDE),
    ),
)
"""The life of a quotation."""

SERIES: Final = Series("QUOTATION", "QU-")


@dataclass(eq=False)
class QuotationExpired(DomainError):
    """What is accepted is still on offer."""

    message = "It was on offer until {valid_until}."
    valid_until: date


@dataclass(eq=False)
class QuotationStillValid(DomainError):
    """A quotation expires after the last day on which it is on offer."""

    message = "It is on offer still."


def require_transition(row: Mapping[str, Any], transition: str, path: InputPath) -> QuotationState:
    """Give the state that a transition leads to.

    Raises:
        TransitionUnavailable: it is not possible now.
    """
    try:
        return LIFE.transition(QuotationState(row["state"]), transition).target
    except DomainError as refusal:
        raise refusal.under(*path) from None
