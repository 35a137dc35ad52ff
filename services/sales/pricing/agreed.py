"""What was agreed with a customer before: whether it holds for a document, and what lines may call off of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

from kernel.errors import DomainError, InputPath
from models import BlanketAgreementState, ExcessPolicy
from services.sales.pricing.facts import AgreedLine, Agreement

NOTHING: Final = Decimal(0)


class AgreementFlaw(StrEnum):
    """Why nothing is called off of an agreement."""

    NOT_IN_FORCE = "NOT_IN_FORCE"
    NOT_ON_THE_DAY = "NOT_ON_THE_DAY"
    OF_SOMEBODY_ELSE = "OF_SOMEBODY_ELSE"
    IN_ANOTHER_CURRENCY = "IN_ANOTHER_CURRENCY"


@dataclass(eq=False)
class AgreementUnfit(DomainError):
    """An order calls off from an agreement with its customer, in its currency, that is in force on its day."""

    message = "Nothing is called off of this agreement: {flaw}."
    flaw: AgreementFlaw


@dataclass(eq=False)
class AgreedQuantityExceeded(DomainError):
    """No more is called off of a line of an agreement than was agreed, unless the agreement lets it pass."""

    message = "{wanted} more of {sku} would exceed the {agreed} that were agreed: {called_off} are called off."
    sku: str
    agreed: Decimal
    called_off: Decimal
    wanted: Decimal


@dataclass(eq=False)
class AgreedAmountExceeded(DomainError):
    """No more is called off than the amount of an agreement, unless the agreement lets it pass."""

    message = "{wanted} more would exceed the {agreed} {currency} that were agreed: {called_off} is called off."
    agreed: Decimal
    called_off: Decimal
    wanted: Decimal
    currency: str


@dataclass(eq=False)
class CallOffTooSmall(DomainError):
    """A line of an order calls off what the agreement says at least."""

    message = "At least {minimum} of {sku} are called off at once."
    sku: str
    minimum: Decimal


class CalledOff(NamedTuple):
    """A line of a document that takes an agreed price: how much it takes, in the unit of the SKU."""

    sku_id: UUID
    sku: str
    quantity: Decimal
    path: InputPath = ()


def flaw_of(agreement: Agreement, customer_id: UUID | None, currency: str, on: date) -> AgreementFlaw | None:
    """Tell why an agreement does not hold for a document; None where it does."""
    if agreement.customer_id != customer_id:
        return AgreementFlaw.OF_SOMEBODY_ELSE
    if agreement.currency != currency:
        return AgreementFlaw.IN_ANOTHER_CURRENCY
    if agreement.state is not BlanketAgreementState.CONFIRMED:
        return AgreementFlaw.NOT_IN_FORCE
    return None if agreement.valid_from <= on <= agreement.valid_until else AgreementFlaw.NOT_ON_THE_DAY


def wrong_with(agreement: Agreement, lines: Iterable[CalledOff]) -> Iterator[DomainError]:
    """Give what is wrong with lines that call off; of several lines of one SKU the one that exceeds what is left."""
    taken: defaultdict[UUID, Decimal] = defaultdict(Decimal)
    for line in lines:
        agreed = agreement.lines.get(line.sku_id)
        if agreed is not None:
            taken[line.sku_id] += line.quantity
            yield from _wrong_with(agreement, agreed, line, taken[line.sku_id])


def _wrong_with(agreement: Agreement, agreed: AgreedLine, line: CalledOff, taken: Decimal) -> Iterator[DomainError]:
    path = (*line.path, "quantity")
    if line.quantity < (agreed.minimum_quantity or NOTHING):
        assert agreed.minimum_quantity is not None
        yield CallOffTooSmall(line.sku, agreed.minimum_quantity, path=path)
    is_bound = agreement.excess is ExcessPolicy.REFUSED and agreed.quantity is not None
    if is_bound and agreed.called_off + taken > (agreed.quantity or NOTHING):
        yield AgreedQuantityExceeded(line.sku, agreed.quantity or NOTHING, agreed.called_off, taken, path=path)
