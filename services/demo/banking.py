"""The bank accounts of the demo: what moves on the current account, and since when the bank's statements are brought in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from services.demo.books import Books, Posted
from services.demo.identity import demo_id
from services.finance.posting import Leg

CURRENT, CARDS = "1410", "1411"
"""The current account, and the payment service: cards, and money in foreign currencies."""
STATEMENTS_SINCE: Final = date(2026, 9, 1)
"""From this day on, what moves on the current account is posted from the bank's statements."""


@dataclass(frozen=True)
class Move:
    """Something that moved on the current account, as the bank tells it and as it was posted."""

    key: str
    on: date
    amount: Decimal
    name: str | None
    remittance: str
    posted: Posted
    paid: Mapping[UUID, UUID]
    """The open items that legs pay, by the ids of the legs."""

    @property
    def line_id(self) -> UUID:
        return line_id(self.key)


def line_id(key: str) -> UUID:
    """Give the id of a line of a statement."""
    return demo_id("bank line", key)


@dataclass
class CurrentAccount:
    """What moves on the current account."""

    books: Books
    moves: list[Move] = field(default_factory=list[Move])

    def move(
        self,
        key: str,
        on: date,
        words: str,
        legs: Sequence[Leg],
        name: str | None = None,
        paid: Mapping[UUID, UUID] | None = None,
    ) -> Posted:
        """Enter what moves, against what it is for; from some day on as a line of a statement."""
        amount = -sum((leg.amount for leg in legs), Decimal("0.00"))
        source = ("BankStatementLine", line_id(key)) if on >= STATEMENTS_SINCE else None
        said = " ".join(filter(None, (name, words)))
        posted = self.books.enter(
            key, "BNK", on, said, [Leg(self.books.account(CURRENT), amount), *legs], source=source
        )
        self.moves.append(Move(key, on, amount, name, words, posted, paid or {}))
        return posted
