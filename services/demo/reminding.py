"""Reminders in the demo: at the end of some months, who was overdue was reminded, a level higher each time."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

from asyncpg import Connection

import models
from kernel.currency import currency_exponent
from kernel.rounding import exact_ratio, round_to
from services.demo.identity import COMPANY_ID, at, demo_id
from services.demo.open_items import Item
from services.demo.payments import LEVELS, Level
from services.demo.rows import Rows
from services.finance.dunning import DAYS_A_YEAR

RUNS: Final = (date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 30), date(2026, 11, 16))
_DUNNED: Final = """
update open_item set dunned_level = said.level, dunned_on = said.day
from unnest($1::uuid[], $2::integer[], $3::date[]) as said (id, level, day) where open_item.id = said.id
"""


class _Overdue(NamedTuple):
    item: Item
    level: Level
    days: int
    steps_up: bool
    interest: Decimal


@dataclass
class Reminding:
    """Who has been reminded of what: of each item the level and the day."""

    reminded: dict[UUID, tuple[int, date]] = field(default_factory=dict[UUID, tuple[int, date]])

    def remind(self, rows: Rows, items: Sequence[Item]) -> None:
        """Add the reminders: one for each party and currency."""
        for on in RUNS:
            groups: defaultdict[tuple[UUID, str], list[_Overdue]] = defaultdict(list)
            for each in self._overdue(items, on):
                groups[each.item.party_id, each.item.currency].append(each)
            for group in groups.values():
                if any(each.steps_up for each in group):
                    _add(rows, on, group)
                    self.reminded |= {each.item.id: (each.level.level, on) for each in group}

    def _overdue(self, items: Sequence[Item], on: date) -> Iterable[_Overdue]:
        for item in items:
            days, is_open = (on - item.due_on).days, item.open_on(on)
            before, last = self.reminded.get(item.id, (0, item.due_on))
            reached = [level for level in LEVELS if level.days_overdue <= days]
            if is_open <= 0 or not reached:
                continue
            level = next((each for each in reached if each.level > before), reached[-1])
            yearly = exact_ratio(is_open) * exact_ratio(level.interest_percent) / 100
            counted = (on - max(item.due_on, last)).days
            interest = round_to(yearly * counted / DAYS_A_YEAR, currency_exponent(item.currency))
            yield _Overdue(item, level, days, level.level > before, interest)

    async def finish(self, connection: Connection) -> None:
        """Note at the items how often they were reminded of."""
        levels, days = zip(*self.reminded.values(), strict=True)
        await connection.execute(_DUNNED, list(self.reminded), list(levels), list(days))


def _add(rows: Rows, on: date, group: Sequence[_Overdue]) -> None:
    first, level = group[0].item, max((each.level for each in group), key=lambda each: each.level)
    zero, key = first.amount * 0, demo_id("dunning notice", f"{on} {first.party_id} {first.currency}")
    fee = level.fee if level.fee is not None and first.currency == "EUR" else zero
    rows.add(
        models.DunningNotice, key, at(on, 10), company_id=COMPANY_ID, party_id=first.party_id,
        level_id=demo_id("dunning level", str(level.level)), dunned_on=on, currency=first.currency,
        overdue_amount=sum((each.item.open_on(on) for each in group), zero),
        interest_amount=sum((each.interest for each in group), zero), fee_amount=fee,
    )  # fmt: skip
    for each in group:
        rows.add(
            models.DunningNoticeLine, demo_id("dunning notice line", f"{key} {each.item.id}"), at(on, 10),
            company_id=COMPANY_ID, notice_id=key, open_item_id=each.item.id,
            level_id=demo_id("dunning level", str(each.level.level)), days_overdue=each.days, currency=first.currency,
            open_amount=each.item.open_on(on), interest_amount=each.interest,
        )  # fmt: skip
