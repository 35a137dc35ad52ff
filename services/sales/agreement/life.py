"""The life of a blanket agreement, and what is refused in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from kernel.errors import DomainError, InputPath
from kernel.workflow import Transition, Workflow
from models import BlanketAgreementState
from services.platform.number import Series

_DRAFT, _CONFIRMED = BlanketAgreementState.DRAFT, BlanketAgreementState.CONFIRMED
_WRITE, _END = "sales.agreement:write", "sales.agreement:end"

LIFE: Final = Workflow(
    "BlanketAgreement",
    _DRAFT,
    (
        Transition("update", (_DRAFT,), _DRAFT, _WRITE),
        Transition("delete", (_DRAFT,), _DRAFT, _WRITE),
        Transition("confirm", (_DRAFT,), _CONFIRMED, "sales.agreement:confirm"),
        Transition("close", (_CONFIRMED,), BlanketAgreementState.CLOSED, _END),
        Transition("expire", (_CONFIRMED,), BlanketAgreementState.EXPIRED, _END),
        Transition("cancel", (_CONFIRMED,), BlanketAgreementState.CANCELLED, _END),
    ),
)
"""The life of a blanket agreement."""

SERIES: Final = Series("BLANKET_AGREEMENT", "BA-")


@dataclass(eq=False)
class NothingAgreed(DomainError):
    """What is confirmed says a price of something at least."""

    message = "There is no line in it."


@dataclass(eq=False)
class AgreementCalledOff(DomainError):
    """What orders have called off stays agreed; such an agreement is closed instead."""

    message = "Orders have called off some of it: close it."


@dataclass(eq=False)
class AgreementStillValid(DomainError):
    """An agreement expires after its last day."""

    message = "It is valid still."


def require_transition(row: Mapping[str, Any], transition: str, path: InputPath) -> BlanketAgreementState:
    """Give the state that a transition leads to.

    Raises:
        TransitionUnavailable: it is not possible now.
    """
    try:
        return LIFE.transition(BlanketAgreementState(row["state"]), transition).target
    except DomainError as refusal:
        raise refusal.under(*path) from None
