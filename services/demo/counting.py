"""Counting in the demo: on the first of a month somebody finds a piece more or less at a few places."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final

import models
from services.demo.identity import COMPANY_ID, at, chance, demo_id
from services.demo.rows import Rows
from services.demo.stockroom import Document, Place, Stockroom

COUNTED_AT_ONCE: Final = 4
"""Places at which the count of a month finds a difference."""
REASON: Final = "Difference of a count"
ONE: Final = Decimal(1)


class Counting:
    """Counts, and puts right what differs: a stock adjustment for each count."""

    def __init__(self, rows: Rows, stockroom: Stockroom, places: Sequence[Place]) -> None:
        self._dice = chance("counting")
        self._rows = rows
        self._stockroom = stockroom
        self._places = places
        self.adjustments = 0

    def work(self, today: date) -> None:
        """Count a few places."""
        when, number = at(today, 18), f"SA-{self.adjustments + 1:06}"
        document = Document("StockAdjustment", demo_id("stock adjustment", number))
        found = [self._differs(document, today, when) for _ in range(COUNTED_AT_ONCE)]
        if any(found):
            self.adjustments += 1
            self._rows.add(
                models.StockAdjustment, document.id, when,
                company_id=COMPANY_ID, number=number, reason=REASON, adjusted_at=when,
            )  # fmt: skip

    def _differs(self, document: Document, today: date, when: datetime) -> bool:
        place = self._places[self._dice.randrange(len(self._places))]
        if self._dice.random() < 0.6:
            return bool(self._stockroom.take(place, ONE, "COUNTING", when, document=document, reason=REASON))
        if place.article.shelf_life_days is not None:
            return False
        batch = self._stockroom.batch_of(place.article, today)
        self._stockroom.put(place, batch, ONE, "COUNTING", when, document=document, reason=REASON)
        return True
