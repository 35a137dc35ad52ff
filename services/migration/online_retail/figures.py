"""Figures of the extract by stated rules, beside what became of its rows: they are what others have published of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from services.migration.engine.items import Figure, Tally
from services.migration.online_retail.extract import Sale
from services.migration.online_retail.rules import is_service


@dataclass
class Count:
    """Lines that are added up."""

    rows: int = 0
    amount: Decimal = Decimal(0)

    def add(self, amount: Decimal) -> None:
        """Add a line."""
        self.rows += 1
        self.amount += amount

    def figure(self, code: str, says: str) -> Figure:
        """Give it a name."""
        return Figure(code, says, Tally(self.rows, self.amount))


@dataclass(frozen=True)
class _Rule:
    code: str
    says: str
    holds: Callable[[Sale], bool]


def _is_written_off(line: Sale) -> bool:
    return line.quantity < 0 and not line.invoice.startswith("C")


def _is_positive(line: Sale) -> bool:
    return line.quantity > 0 and line.unit_price > 0


RULES: Final[Sequence[_Rule]] = (
    _Rule("POSITIVE", "Quantity and price are above zero.", _is_positive),
    _Rule("CANCELLATION", "The number of the invoice begins with C.", lambda line: line.invoice.startswith("C")),
    _Rule("BAD_DEBT", "The number of the invoice begins with A.", lambda line: line.invoice.startswith("A")),
    _Rule("WRITE_OFF", "The quantity is below zero, and it is no cancellation.", _is_written_off),
    _Rule("FREE", "The price is zero.", lambda line: not line.unit_price),
    _Rule("NO_GOODS", "The code stands for a service, a fee or a voucher.", lambda line: is_service(line.code)),
    _Rule("WITHOUT_CUSTOMER", "No customer is named.", lambda line: line.customer is None),
)
"""A line may be under several of them."""


class Rules:
    """Adds lines up by the rules."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._counts = [(rule, Count()) for rule in RULES]

    def add(self, line: Sale) -> None:
        """Count a line under every rule that holds for it."""
        for rule, count in self._counts:
            if rule.holds(line):
                count.add(line.amount)

    def told(self) -> Iterator[Figure]:
        """Give what was added up."""
        return (count.figure(rule.code, rule.says) for rule, count in self._counts)
