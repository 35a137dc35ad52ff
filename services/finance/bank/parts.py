"""Parts of entries of the bank: what each was for, and what is refused of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final
from uuid import UUID

from kernel.currency import currency_exponent
from kernel.errors import DomainError, InputPath
from services.finance.bank.settling import Paid
from services.refusals import TooManyRows, ValueRequired

PARTS_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Part:
    """What a part of an entry was for: a posted line that it pays, a payment, or else an account. Signed as the bank's amount."""

    amount: Decimal
    account_id: UUID | None = None
    party_id: UUID | None = None
    journal_line_id: UUID | None = None
    description: str | None = None
    dimensions: Sequence[UUID] = ()
    # What of the posted line it pays, in the currency of that line; None for what it is worth on the day.
    item_amount: Decimal | None = None
    # What is let go of the posted line besides, in its currency and without sign.
    discount: Decimal = Decimal(0)
    write_off: Decimal = Decimal(0)
    path: InputPath = ()
    # What it settles, where it pays a posted line.
    paid: Paid | None = None
    # The payment that it shows.
    payment_id: UUID | None = None

    @property
    def is_posted_already(self) -> bool:
        """Whether a payment has posted it to this bank account, by the line that it names."""
        return self.payment_id is not None and self.journal_line_id is not None

    def of_payment(self, account_id: UUID, party_id: UUID, journal_line_id: UUID | None) -> "Part":
        """Give the part with what its payment says of it."""
        return replace(self, account_id=account_id, party_id=party_id, journal_line_id=journal_line_id)


@dataclass(eq=False)
class MoreThanOpen(DomainError):
    """No more of an entry of the bank is posted than it has left, and no posted line or payment is paid twice."""

    message = "{amount} would be matched, and {open_amount} is open."
    amount: Decimal
    open_amount: Decimal


@dataclass(eq=False)
class PartUnfit(DomainError):
    """A part names the posted line that it pays, a payment, or an account, and has an amount with the digits of the currency."""

    message = (
        "A part names a posted line, a payment or an account, and an amount that is not zero, with the digits of the "
        "currency; of a payment it says nothing more."
    )


def require_parts(parts: Sequence[Part], currency: str) -> None:
    """Check that each part says one thing that it was for, and an amount.

    Raises:
        ValueRequired: there are none.
        TooManyRows: there are more than 200.
        PartUnfit: one of them says too little, or too much.
    """
    if not parts:
        raise ValueRequired(path=("parts",))
    if len(parts) > PARTS_MAX:
        raise TooManyRows(len(parts), PARTS_MAX, path=("parts",))
    for part in parts:
        is_fine = part.amount and round(part.amount, currency_exponent(currency)) == part.amount
        if not is_fine or not _names_one(part):
            raise PartUnfit(path=part.path)


def _names_one(part: Part) -> bool:
    other = part.account_id, part.journal_line_id
    if part.payment_id is None:
        return any(other)
    # What the payment is about was said when it was posted.
    more = part.party_id, part.description, part.dimensions, part.item_amount, part.discount, part.write_off
    return not any(other) and not any(more)
