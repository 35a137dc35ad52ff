"""How quantities convert while prices are reckoned: exactly, over as many conversions as it takes."""

from collections import defaultdict, deque
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple
from uuid import UUID


class Conversion(NamedTuple):
    """That one of a unit is numerator / denominator of another."""

    unit_id: UUID
    into_id: UUID
    numerator: int
    denominator: int


class Units:
    """The conversions that there are."""

    def __init__(self, conversions: Iterable[Conversion] = ()) -> None:
        """Know each conversion both ways."""
        self._from: defaultdict[UUID, dict[UUID, Fraction]] = defaultdict(dict)
        for each in conversions:
            ratio = Fraction(each.numerator, each.denominator)
            self._from[each.unit_id][each.into_id] = ratio
            self._from[each.into_id].setdefault(each.unit_id, 1 / ratio)

    def ratio(self, unit_id: UUID, into_id: UUID) -> Fraction | None:
        """Tell how many of another unit one of a unit is; None where they do not convert."""
        known, waiting = {unit_id: Fraction(1)}, deque([unit_id])
        while waiting and into_id not in known:
            here = waiting.popleft()
            for there, ratio in self._from.get(here, {}).items():
                if there not in known:
                    known[there] = known[here] * ratio
                    waiting.append(there)
        return known.get(into_id)

    def converted(self, quantity: Decimal, unit_id: UUID, into_id: UUID) -> Fraction | None:
        """Express a quantity in another unit; None where they do not convert."""
        ratio = self.ratio(unit_id, into_id)
        return None if ratio is None else Fraction(quantity) * ratio
